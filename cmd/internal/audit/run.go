package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"rolecall/index/source"
)

// RunFile is the name of the file that says what ran.
const RunFile = "run.json"

// Record describes one audit: what ran on what, and how it ended. It is the only
// output that holds times and paths.
type Record struct {
	Version int `json:"version"`
	// Identity is what decides whether two runs are the same.
	Identity Identity `json:"identity"`
	// Started and Seconds are wall-clock time.
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	// Workers is the number of tagging goroutines.
	Workers int `json:"workers"`
	// PeakMemory is the largest resident set in bytes, 0 where unknown.
	PeakMemory int64 `json:"peak_memory_bytes"`
	// Documents read and rows that could not be.
	Documents  int64 `json:"documents"`
	Unreadable int64 `json:"unreadable"`
	ExitCode   int   `json:"exit_code"`
}

// Identity is what a run's results depend on.
type Identity struct {
	Rolecall  string  `json:"rolecall"`
	Tagger    string  `json:"tagger"`
	Catalogue string  `json:"catalogue"`
	Models    string  `json:"models"`
	Language  string  `json:"language"`
	Fraction  float64 `json:"fraction"`
	Evidence  string  `json:"evidence"`
	// Read holds the options that say how shards are read.
	Read   string  `json:"read"`
	Inputs []Input `json:"inputs"`
}

// Input is one object that was read.
type Input struct {
	Name string `json:"name"`
	// Bytes as stored, and the SHA-256 of them.
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Same tells whether two runs would give the same results.
func (a Identity) Same(b Identity) bool {
	x, y := a, b
	x.Inputs, y.Inputs = nil, nil
	return fmt.Sprint(x) == fmt.Sprint(y) && slices.Equal(a.Inputs, b.Inputs)
}

// ErrOtherRun is what Previous returns for a folder that another run's
// results, or anything else, stand in.
var ErrOtherRun = errors.New("the output folder holds another run")

// Previous reads the record of the run whose results stand in dir; ok is
// false where dir is empty or missing.
func Previous(dir string) (rec Record, ok bool, err error) {
	data, err := os.ReadFile(filepath.Join(dir, RunFile))
	if errors.Is(err, fs.ErrNotExist) {
		entries, err := os.ReadDir(dir)
		if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
			return Record{}, false, nil
		}
		if err != nil {
			return Record{}, false, err
		}
		return Record{}, false, fmt.Errorf("%w: %s is not empty and has no %s", ErrOtherRun, dir, RunFile)
	}
	if err != nil {
		return Record{}, false, err
	}
	if err := json.Unmarshal(data, &rec); err != nil {
		return Record{}, false, fmt.Errorf("%w: %s cannot be read: %v", ErrOtherRun, filepath.Join(dir, RunFile), err)
	}
	return rec, true, nil
}

// Digest reads objects whole and returns what they are.
func Digest(ctx context.Context, objects []source.Object) ([]Input, error) {
	out := make([]Input, 0, len(objects))
	for _, o := range objects {
		h := sha256.New()
		r, err := o.Open(ctx)
		if err != nil {
			out = append(out, Input{Name: o.Name, Bytes: o.Size})
			continue // it cannot be read now and is not what was read then
		}
		n, err := io.Copy(h, r)
		r.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.Path, err)
		}
		out = append(out, Input{Name: o.Name, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))})
	}
	return out, nil
}

// Hashed wraps objects so that reading them also takes their digest. The
// function it returns gives the digests of those that were read, by name.
func Hashed(objects []source.Object) (wrapped []source.Object, inputs func() []Input) {
	var mu sync.Mutex
	got := make([]Input, len(objects))
	for i, o := range objects {
		got[i] = Input{Name: o.Name, Bytes: o.Size}
		wrapped = append(wrapped, source.NewObject(o.Name, o.Path, o.Size, func(ctx context.Context) (io.ReadCloser, error) {
			r, err := o.Open(ctx)
			if err != nil {
				return nil, err
			}
			return &hashingReader{r: r, h: sha256.New(), done: func(n int64, sum string) {
				mu.Lock()
				defer mu.Unlock()
				got[i].Bytes, got[i].SHA256 = n, sum
			}}, nil
		}))
	}
	return wrapped, func() []Input {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(got)
	}
}

// hashingReader hashes what is read through it. Close reads what is left, so
// that the digest of a shard that broke off is still the file's.
type hashingReader struct {
	r    io.ReadCloser
	h    hash.Hash
	n    int64
	done func(n int64, sum string)
}

func (r *hashingReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.h.Write(p[:n])
	r.n += int64(n)
	return n, err
}

func (r *hashingReader) Close() error {
	if _, err := io.Copy(io.Discard, r); err == nil {
		r.done(r.n, hex.EncodeToString(r.h.Sum(nil)))
	}
	return r.r.Close()
}
