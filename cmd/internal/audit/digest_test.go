package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"rolecall/index/source"
)

func sum(data string) string {
	h := sha256.Sum256([]byte(data))
	return hex.EncodeToString(h[:])
}

// A shard that breaks off, and one that cannot be opened, have the same digest
// in a run and in a check of it.
func TestHashedAndDigestAgree(t *testing.T) {
	packed := gzipped(rows(20_000, `{"id":"%d","text":"A robot hummed."}`))
	data := map[string]string{
		"a.jsonl":    rows(300, `{"id":"%d","text":"A robot hummed."}`),
		"b.jsonl":    "",
		"c.jsonl.gz": packed[:len(packed)/2],
		"d.jsonl.gz": "\x1f\x8b" + strings.Repeat("junk that is no gzip at all ", 10_000),
	}
	var objects []source.Object
	for _, name := range []string{"a.jsonl", "b.jsonl", "c.jsonl.gz", "d.jsonl.gz"} {
		objects = append(objects, object(name, data[name]))
	}
	objects = append(objects, broken("e.jsonl"))

	wrapped, inputs := Hashed(objects)
	if err := Run(t.Context(), config(t, 3, wrapped...), new(seen).handle); err != nil {
		t.Fatal(err)
	}
	digest, err := Digest(t.Context(), objects)
	if err != nil {
		t.Fatal(err)
	}
	if got := inputs(); !slices.Equal(got, digest) {
		t.Errorf("a run's\n%+v, a check's\n%+v", got, digest)
	}
	for _, in := range digest {
		want := Input{in.Name, int64(len(data[in.Name])), sum(data[in.Name])}
		if in.Name == "e.jsonl" {
			want = Input{Name: in.Name, Bytes: -1}
		}
		if in != want {
			t.Errorf("got %+v, want %+v", in, want)
		}
	}
	if !SameSizes(digest, objects) || SameSizes(digest[1:], objects) {
		t.Error("SameSizes errs")
	}
}

// A stream that fails while it is read has no digest, and no run stops for it.
func TestDigestOfWhatFails(t *testing.T) {
	failing := source.NewObject("a.jsonl", "mem:/a", 10, func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("{}"), failure{})), nil
	})
	got, err := Digest(t.Context(), []source.Object{failing})
	if err != nil || got[0] != (Input{Name: "a.jsonl", Bytes: 10}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

type failure struct{}

func (failure) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

// A cancelled run must not read terabytes to their end for a digest.
func TestCloseOfCancelledReader(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	wrapped, inputs := Hashed([]source.Object{endless("a.jsonl")})
	r, err := wrapped[0].Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if got := inputs()[0]; got.SHA256 != "" {
		t.Errorf("a digest of half the input: %+v", got)
	}
	if _, err := Digest(ctx, []source.Object{endless("a.jsonl")}); !errors.Is(err, context.Canceled) {
		t.Errorf("Digest: error %v", err)
	}
}
