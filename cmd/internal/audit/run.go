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
	"strings"
	"sync"
	"time"

	"rolecall/index/source"
)

// RunFile is the name of the file that says what ran.
const RunFile = "run.json"

// recordVersion is the version of Record's form.
const recordVersion = 1

// Record describes one run: what ran on what, and how it ended. It is the only
// output that holds times and paths.
type Record struct {
	Version int `json:"version"` // filled in by Commit
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
	// Command is audit or tag.
	Command   string  `json:"command"`
	Rolecall  string  `json:"rolecall"`
	Tagger    string  `json:"tagger"`
	Catalogue string  `json:"catalogue"`
	Models    string  `json:"models"`
	Language  string  `json:"language"`
	Fraction  float64 `json:"fraction"`
	Evidence  string  `json:"evidence"`
	// DeepSample is how many mentions the deep tier, whose models' hash is
	// DeepModels, reads again.
	DeepSample int    `json:"deep_sample,omitempty"`
	DeepModels string `json:"deep_models,omitempty"`
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

// ErrOtherRun is what Previous returns for a folder in which something stands
// that is no run's.
var ErrOtherRun = errors.New("the output folder holds something else")

// Previous reads the record of the run whose results stand in dir; ok is
// false where dir is empty or missing. Hidden files do not count.
func Previous(dir string) (rec Record, ok bool, err error) {
	data, err := os.ReadFile(filepath.Join(dir, RunFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Record{}, false, empty(dir)
	}
	if err != nil {
		return Record{}, false, err
	}
	if err := json.Unmarshal(data, &rec); err != nil || rec.Version != recordVersion || rec.Identity.Command == "" {
		return Record{}, false, fmt.Errorf("%w: %s is of no run that this rolecall knows", ErrOtherRun, filepath.Join(dir, RunFile))
	}
	return rec, true, nil
}

func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return fmt.Errorf("%w: %s is not empty and has no %s", ErrOtherRun, dir, RunFile)
		}
	}
	return err
}

// Whole tells whether all results of these names, of the run that rec
// describes, are still in dir.
func Whole(dir string, names []string, rec Record) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		_, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name)))
		return err != nil && !(name == EvidenceDir && rec.Identity.Evidence == "none") && !(name == DeepFile && rec.Identity.DeepSample == 0)
	})
}

// SameSizes tells whether objects have the names and sizes of inputs.
func SameSizes(inputs []Input, objects []source.Object) bool {
	return slices.EqualFunc(inputs, objects, func(in Input, o source.Object) bool {
		return in.Name == o.Name && in.Bytes == o.Size
	})
}

// Digest reads objects whole and returns what they are. One that cannot be
// read has no digest, as in what Hashed returns of it.
func Digest(ctx context.Context, objects []source.Object) ([]Input, error) {
	wrapped, inputs := Hashed(objects)
	for _, o := range wrapped {
		r, err := o.Open(ctx)
		if err == nil {
			r.Close() // reads what is left: all
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return inputs(), nil
}

// Hashed wraps objects so that reading them also takes their digest. The
// function it returns gives the digests of those that were read.
func Hashed(objects []source.Object) (wrapped []source.Object, inputs func() []Input) {
	var mu sync.Mutex
	got := make([]Input, len(objects))
	for i, o := range objects {
		got[i] = Input{Name: o.Name, Bytes: o.Size}
		done := func(n int64, sum string) {
			mu.Lock()
			defer mu.Unlock()
			got[i].Bytes, got[i].SHA256 = n, sum
		}
		wrapped = append(wrapped, source.NewObject(o.Name, o.Path, o.Size, func(ctx context.Context) (io.ReadCloser, error) {
			r, err := o.Open(ctx)
			if err != nil {
				return nil, err
			}
			return &hashingReader{ctx: ctx, r: r, h: sha256.New(), done: done}, nil
		}))
	}
	return wrapped, func() []Input {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(got)
	}
}

// hashingReader hashes what is read through it. Close reads what is left, so
// that the digest of a shard that broke off is still the file's, unless ctx is
// cancelled, for that may be hours of it.
type hashingReader struct {
	ctx  context.Context
	r    io.ReadCloser
	h    hash.Hash
	n    int64
	done func(n int64, sum string)
}

func (r *hashingReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
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
