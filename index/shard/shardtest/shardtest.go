// Package shardtest holds the laws that every shard format obeys. A format's
// own test is a call of Run, beside cases of its own syntax.
package shardtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"rolecall/index/document"
	"rolecall/index/shard"
	"rolecall/index/shard/all"
)

// Suite is a format and how to write it.
type Suite struct {
	// Extension names shards of the format, with the dot.
	Extension string
	// Encode returns a shard of the documents. It need not keep fields that
	// the format has no place for; then Keeps says which it keeps.
	Encode func(docs []document.Document) []byte
	// Keeps reports whether the format keeps ids, sources, titles and
	// languages; a format without fields keeps texts only.
	Keeps bool
	// Single is true where a shard is one document. Laws about several
	// records do not apply.
	Single bool
	// Bad is a record that cannot be read, as it stands between two others.
	Bad []byte
	// Open and Shut are what stands before and after the text of a huge
	// record of one text; Single formats need none.
	Open, Shut string
}

// Run tests all laws.
func Run(t *testing.T, s Suite) {
	t.Run("packed like plain", s.packed)
	t.Run("truncation is an error", s.truncated)
	t.Run("cancelling stops", s.cancelled)
	t.Run("origins lead back", s.origins)
	t.Run("all bytes are counted", s.counted)
	t.Run("huge records are not held", s.huge)
	if !s.Single {
		t.Run("a bad record loses nothing else", s.bad)
	}
}

// docs returns documents with texts that are hard to keep.
func (s Suite) docs() []document.Document {
	texts := []string{
		"HAL 9000 said: \"I'm sorry, Dave.\"\nThen, silence;\tno more.",
		"机器人说：“你好。” — Ünïcödé, 🤖\u2028and U+2028.",
		strings.Repeat("A long text of robots, robots and robots.\n", 10_000),
		"{\"looks\": \"like JSON\"}\nid,text\n# and Markdown",
		" spaces around ",
		"\\backslashes\\n and \"\"quotes\"\"",
	}
	if s.Single {
		texts = texts[:3]
	}
	var docs []document.Document
	for i, text := range texts {
		docs = append(docs, document.Document{
			ID: fmt.Sprintf("doc-%d", i), Source: fmt.Sprintf("source-%d", i%2), Title: fmt.Sprintf("Title, %d", i), Language: "en", Text: text,
		})
	}
	return docs
}

// shards returns the documents as shards: one, or one for each if Single.
func (s Suite) shards() [][]document.Document {
	docs := s.docs()
	if !s.Single {
		return [][]document.Document{docs}
	}
	var one [][]document.Document
	for i := range docs {
		one = append(one, docs[i:i+1])
	}
	return one
}

// name is what the tests call their shards.
func (s Suite) name() string { return "corpus/part-0" + s.Extension }

// read returns the shard's documents, the bad rows, and what ended it.
func (s Suite) read(ctx context.Context, t *testing.T, in io.Reader, suffix string, o shard.Options) ([]document.Document, []*shard.RowError, error) {
	t.Helper()
	r, err := all.New(io.NopCloser(in), s.name()+suffix, -1, o)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}()
	var docs []document.Document
	var bad []*shard.RowError
	for {
		doc, err := r.Next(ctx)
		var row *shard.RowError
		switch {
		case errors.As(err, &row):
			bad = append(bad, row)
		case err != nil:
			if _, again := r.Next(ctx); !errors.Is(again, err) {
				t.Errorf("after its end the reader returned %v, not %v again", again, err)
			}
			return docs, bad, err
		default:
			docs = append(docs, doc)
		}
	}
}

func (s Suite) packed(t *testing.T) {
	for _, docs := range s.shards() {
		plain := s.Encode(docs)
		for suffix, packed := range pack(t, plain) {
			got, bad, err := s.read(t.Context(), t, bytes.NewReader(packed), suffix, shard.Options{})
			if err != io.EOF || len(bad) > 0 {
				t.Fatalf("%q: bad rows %v, end %v", suffix, bad, err)
			}
			ignore := cmpopts.IgnoreFields(document.Document{}, "Origin")
			if !s.Keeps {
				ignore = cmpopts.IgnoreFields(document.Document{}, "Origin", "ID", "Source", "Title", "Language")
			}
			if diff := cmp.Diff(docs, got, ignore); diff != "" {
				t.Errorf("%q (-want +got):\n%.2000s", suffix, diff)
			}
			for i, doc := range got {
				if want := (document.Origin{Shard: s.name(), Row: int64(i + 1)}); doc.Origin != want {
					t.Errorf("%q: origin %v, want %v", suffix, doc.Origin, want)
				}
			}
		}
	}
}

// pack returns the shard plain and packed, the latter in two parts.
func pack(t *testing.T, plain []byte) map[string][]byte {
	t.Helper()
	var gz, zst bytes.Buffer
	for _, part := range [][]byte{plain[:len(plain)/2], plain[len(plain)/2:]} {
		for _, w := range []io.WriteCloser{gzip.NewWriter(&gz), newZstd(t, &zst)} {
			if _, err := w.Write(part); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return map[string][]byte{"": plain, ".gz": gz.Bytes(), ".zst": zst.Bytes()}
}

func newZstd(t *testing.T, w io.Writer) io.WriteCloser {
	z, err := zstd.NewWriter(w)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func (s Suite) truncated(t *testing.T) {
	docs := s.shards()[0]
	var gz, zst bytes.Buffer // in one part: between parts nothing tells
	for _, w := range []io.WriteCloser{gzip.NewWriter(&gz), newZstd(t, &zst)} {
		w.Write(s.Encode(docs))
		w.Close()
	}
	for suffix, packed := range map[string][]byte{".gz": gz.Bytes(), ".zst": zst.Bytes()} {
		for _, cut := range []int{0, 1, 3, 5, 12, len(packed) / 2, len(packed) - 5, len(packed) - 1} {
			got, bad, err := s.read(t.Context(), t, bytes.NewReader(packed[:cut]), suffix, shard.Options{})
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%q cut at %d of %d: error %v", suffix, cut, len(packed), err)
			}
			if len(bad) > 0 || len(got) > len(docs) {
				t.Errorf("%q cut at %d of %d: documents %d, bad rows %v", suffix, cut, len(packed), len(got), bad)
			}
		}
	}
}

func (s Suite) cancelled(t *testing.T) {
	r, err := all.New(io.NopCloser(bytes.NewReader(s.Encode(s.shards()[0]))), s.name(), -1, shard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}

	// A record without end must stop as well.
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	endless := io.MultiReader(bytes.NewReader(s.head()), strings.NewReader(s.Open), &filler{left: 1 << 62, after: 8 << 20, call: cancel})
	r, err = all.New(io.NopCloser(endless), s.name(), -1, shard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		_, err := r.Next(ctx)
		if row := (*shard.RowError)(nil); err == nil || errors.As(err, &row) {
			continue
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("endless record: error %v", err)
		}
		return
	}
}

// head is what comes before a format's records.
func (s Suite) head() []byte {
	if s.Single {
		return nil
	}
	return s.Encode(nil)
}

func (s Suite) origins(t *testing.T) {
	for _, docs := range s.shards() {
		encoded := s.Encode(docs)
		first, _, _ := s.read(t.Context(), t, bytes.NewReader(encoded), "", shard.Options{})
		again, _, _ := s.read(t.Context(), t, bytes.NewReader(pack(t, encoded)[".gz"]), ".gz", shard.Options{})
		texts := map[document.Origin]string{}
		for _, doc := range first {
			texts[doc.Origin] = doc.Text
		}
		if len(texts) != len(docs) || len(again) != len(docs) {
			t.Fatalf("%d origins and %d documents for %d documents", len(texts), len(again), len(docs))
		}
		for _, doc := range again {
			if texts[doc.Origin] != doc.Text {
				t.Errorf("origin %v leads to another text", doc.Origin)
			}
		}
	}
}

func (s Suite) counted(t *testing.T) {
	for suffix, packed := range pack(t, s.Encode(s.shards()[0])) {
		var sum int64
		_, _, err := s.read(t.Context(), t, bytes.NewReader(packed), suffix, shard.Options{OnBytes: func(n int64) { sum += n }})
		if err != io.EOF || sum != int64(len(packed)) {
			t.Errorf("%q: %d of %d bytes counted, end %v", suffix, sum, len(packed), err)
		}
	}
}

func (s Suite) huge(t *testing.T) {
	const limit, size = 1 << 20, 64 << 20
	docs := s.docs()[:2]
	first, both := s.Encode(docs[:1]), s.Encode(docs)
	in := io.MultiReader(bytes.NewReader(first), strings.NewReader(s.Open), &filler{left: size}, strings.NewReader(s.Shut), bytes.NewReader(both[len(first):]))
	if s.Single {
		in = &filler{left: size}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, bad, err := s.read(t.Context(), t, in, "", shard.Options{MaxRow: limit})
	runtime.ReadMemStats(&after)
	if err != io.EOF || len(bad) != 1 || !errors.Is(bad[0], shard.ErrTooLong) {
		t.Fatalf("bad rows %v, end %v; want one too long", bad, err)
	}
	if len(bad[0].Raw) == 0 || len(bad[0].Raw) > shard.RawLimit {
		t.Errorf("%d bytes of the record kept", len(bad[0].Raw))
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > size/4 {
		t.Errorf("a record of %d MiB over a limit of %d took %d MiB", size>>20, limit>>20, used>>20)
	}
	if s.Single {
		return
	}
	if len(got) != 2 || got[0].Text != docs[0].Text || got[1].Text != docs[1].Text || bad[0].Row != 2 || got[1].Origin.Row != 3 {
		t.Errorf("documents %v, bad row %d; want both, in rows 1 and 3", got, bad[0].Row)
	}
}

func (s Suite) bad(t *testing.T) {
	docs := s.docs()
	for at := range len(docs) + 1 {
		before, whole := s.Encode(docs[:at]), s.Encode(docs)
		in := append(append(bytes.Clone(before), s.Bad...), whole[len(before):]...)
		got, bad, err := s.read(t.Context(), t, bytes.NewReader(in), "", shard.Options{})
		if err != io.EOF || len(bad) != 1 {
			t.Fatalf("bad row at %d: bad rows %v, end %v", at, bad, err)
		}
		if bad[0].Row != int64(at+1) || bad[0].Shard != s.name() || bad[0].Reason == "" || bad[0].Err == nil || !bytes.Contains(s.Bad, bad[0].Raw) || len(bad[0].Raw) == 0 {
			t.Errorf("bad row at %d: %+v", at, bad[0])
		}
		if diff := cmp.Diff(docs, got, cmpopts.IgnoreFields(document.Document{}, "Origin")); diff != "" {
			t.Errorf("bad row at %d (-want +got):\n%.2000s", at, diff)
		}
		for i, doc := range got {
			want := int64(i + 1)
			if i >= at {
				want++
			}
			if doc.Origin.Row != want {
				t.Errorf("bad row at %d: document %d in row %d, want %d", at, i, doc.Origin.Row, want)
			}
		}
	}
}

// filler yields left letters, and calls once it has yielded after of them.
type filler struct {
	left, after int64
	call        func()
}

func (f *filler) Read(p []byte) (int, error) {
	if f.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), f.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	f.left -= n
	if f.call != nil {
		if f.after -= n; f.after <= 0 {
			f.call()
		}
	}
	return int(n), nil
}
