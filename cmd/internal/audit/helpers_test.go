package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
	"rolecall/cmd/internal/demo"
	"rolecall/index/shard"
	"rolecall/index/shard/all"
	"rolecall/index/source"
)

// quiet is a Progress that shows nothing.
type quiet struct{}

func (quiet) Start(int64, int) {}
func (quiet) Bytes(int64)      {}
func (quiet) Documents(int)    {}
func (quiet) Finish()          {}

var builtin = sync.OnceValues(func() (*portrayal.Tagger, error) {
	c, err := catalogue.Builtin()
	if err != nil {
		return nil, err
	}
	m, err := portrayal.Builtin()
	return portrayal.NewTagger(c, m), err
})

func tagger(t *testing.T) *portrayal.Tagger {
	t.Helper()
	tagger, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	return tagger
}

// object returns an object that holds data.
func object(name, data string) source.Object {
	return source.NewObject(name, "mem:/"+name, int64(len(data)), func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(data)), nil
	})
}

// broken returns an object that cannot be opened.
func broken(name string) source.Object {
	return source.NewObject(name, "mem:/"+name, -1, func(context.Context) (io.ReadCloser, error) {
		return nil, errors.New("no such thing")
	})
}

// endless returns an object of rows without end.
func endless(name string) source.Object {
	return source.NewObject(name, "mem:/"+name, -1, func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(&repeat{[]byte(`{"text":"A robot swept the hall."}` + "\n"), 0}), nil
	})
}

type repeat struct {
	data []byte
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	n := copy(p, r.data[r.at:])
	r.at = (r.at + n) % len(r.data)
	return n, nil
}

func rows(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format+"\n", i)
	}
	return b.String()
}

func config(t *testing.T, workers int, objects ...source.Object) *Config {
	t.Helper()
	return &Config{
		Objects: objects, Tagger: tagger(t), Language: "en", Workers: workers, Progress: quiet{},
		Open: func(ctx context.Context, o source.Object, onBytes func(int64)) (shard.Reader, error) {
			return all.Open(ctx, o, shard.Options{OnBytes: onBytes})
		},
	}
}

// demoObjects returns the shards of the demo corpus.
func demoObjects(t *testing.T) []source.Object {
	t.Helper()
	dir := t.TempDir()
	if err := demo.Write(dir, false); err != nil {
		t.Fatal(err)
	}
	objects, err := source.List(t.Context(), []string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// encoded is the tally as a file, to compare.
func encoded(t *testing.T, got *Collected) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := got.Tally.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// corpus returns a corpus that lies beside the repository, or skips the test.
func corpus(t *testing.T, name string) source.Object {
	t.Helper()
	path := filepath.Join("../../../../shared/corpora", name)
	if _, err := os.Stat(path); err != nil {
		t.Skip("shared/corpora is absent")
	}
	objects, err := source.List(t.Context(), []string{path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return objects[0]
}
