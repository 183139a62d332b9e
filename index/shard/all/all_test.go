package all_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"rolecall/index/shard"
	"rolecall/index/shard/all"
	"rolecall/index/source"
)

func packGzip(s string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	io.WriteString(w, s)
	w.Close()
	return out.String()
}

// bzipped is {"text":"HAL lied."} and a line end.
const bzipped = "425a68393141592653591a393912000009dd8000105001001020440624044a2000314c0013429a34627a1a85e98b880826a2ecb74ebe2ee48a70a12034727224"

func TestNew(t *testing.T) {
	bz, err := hex.DecodeString(bzipped)
	if err != nil {
		t.Fatal(err)
	}
	const line = `{"text":"HAL lied."}` + "\n"
	tests := []struct {
		name, in, format string
		text             string // of the first document
		err              string // or what the error says
	}{
		{name: "a.jsonl", in: line, text: "HAL lied."},
		{name: "a.JSON", in: line, text: "HAL lied."},
		{name: "a.jsonl.gz", in: packGzip(line), text: "HAL lied."},
		{name: "a.jsonl", in: packGzip(line), text: "HAL lied."},
		{name: "a.jsonl.gz", in: line, text: "HAL lied."},
		{name: "a.jsonl.bz2", in: string(bz), text: "HAL lied."},
		{name: "a", in: "\xef\xbb\xbf " + line, text: "HAL lied."},
		{name: "stdin", in: packGzip(line), text: "HAL lied."},
		{name: "stdin", in: "id,text\n1,HAL lied.\n", text: "HAL lied."},
		{name: "stdin", in: "id\ttext\n1\tHAL lied.\n", text: "HAL lied."},
		{name: "README", in: "HAL lied.", text: "HAL lied."},
		{name: "a.txt", in: line, text: line},
		{name: "a.txt", in: line, format: "jsonl", text: "HAL lied."},
		{name: "a.csv", in: "\xef\xbb\xbftext\nHAL lied.\n", text: "HAL lied."},
		{name: "a.jsonl.1", in: line, text: "HAL lied."},
		{name: "a.warc", in: "WARC/1.0\r\n", err: "format not recognised"},
		{name: "a.bin", in: "\x7fELF\x00\x01", err: "format not recognised"},
		{name: "a.jsonl", in: line, format: "yaml", err: "there are jsonl, csv, tsv, text"},
		{name: "a.txt", in: "\xff\xfeH\x00", err: "iconv -f UTF-16"},
		{name: "a.xz", in: "\xfd7zXZ\x00", err: "xz -d"},
		{name: "a.gz", in: "", err: "truncated"},
		{name: "a.zst", in: "\x28\xb5", err: "truncated"},
		{name: "a.gz", in: "\x1f\x8b\x08", err: "truncated"},
		{name: "a.gz", in: "\x1f\x8b\x08\x00 no deflate", err: "gzip"},
		{name: "a.jsonl.gz", in: packGzip(line) + "garbage that follows", text: "HAL lied."},
	}
	for _, tt := range tests {
		closed := false
		r, err := all.New(closer{strings.NewReader(tt.in), &closed}, tt.name, int64(len(tt.in)), shard.Options{Format: tt.format})
		var text string
		if err == nil {
			doc, nextErr := r.Next(t.Context())
			text, err = doc.Text, nextErr
			if err := r.Close(); err != nil {
				t.Errorf("%s: close: %v", tt.name, err)
			}
		}
		if tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err) || !strings.Contains(err.Error(), shard.Name(tt.name))) || tt.err == "" && err != nil {
			t.Errorf("%s: error %v, want one that says %q", tt.name, err, tt.err)
		}
		if text != tt.text {
			t.Errorf("%s: text %q, want %q", tt.name, text, tt.text)
		}
		if !closed {
			t.Errorf("%s: the stream was left open", tt.name)
		}
	}
}

type closer struct {
	io.Reader
	closed *bool
}

func (c closer) Close() error { *c.closed = true; return nil }

func TestGarbageAfterGzipIsAnError(t *testing.T) {
	r, err := all.New(io.NopCloser(strings.NewReader(packGzip(`{"text":"x"}`+"\n")+"garbage that follows")), "a.jsonl.gz", -1, shard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(t.Context()); err == nil || err == io.EOF {
		t.Errorf("end %v", err)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.jsonl.gz")
	packed := packGzip(`{"text":"x"}` + "\n")
	if err := os.WriteFile(path, []byte(packed), 0o644); err != nil {
		t.Fatal(err)
	}
	objects, err := source.List(t.Context(), []string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	r, err := all.Open(t.Context(), objects[0], shard.Options{OnBytes: func(n int64) { sum += n }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	doc, err := r.Next(t.Context())
	if err != nil || doc.ID != "a.jsonl:1" || doc.Source != "a.jsonl" {
		t.Errorf("%+v, %v", doc, err)
	}
	if _, err := r.Next(t.Context()); err != io.EOF || sum != objects[0].Size {
		t.Errorf("end %v after %d of %d bytes", err, sum, objects[0].Size)
	}
	if _, err := all.Open(t.Context(), objects[0], shard.Options{Format: "x"}); !errors.Is(err, all.ErrFormat) {
		t.Errorf("error %v", err)
	}
}

func FuzzNew(f *testing.F) {
	f.Add([]byte(packGzip(`{"text":"x"}`)), "a.jsonl")
	f.Add([]byte("\x28\xb5\x2f\xfd\x00"), "a.csv.zst")
	f.Add([]byte("BZh9"), "a.md")
	f.Fuzz(func(t *testing.T, in []byte, name string) {
		r, err := all.New(io.NopCloser(bytes.NewReader(in)), name, int64(len(in)), shard.Options{MaxRow: 1 << 12})
		if err != nil {
			return
		}
		defer r.Close()
		for {
			_, err := r.Next(t.Context())
			if row := (*shard.RowError)(nil); err != nil && !errors.As(err, &row) {
				return
			}
		}
	})
}
