package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOrderOfPassagesDoesNotMatter(t *testing.T) {
	passages := many(1100) // more than one of bleve's batches
	queries := []string{
		"", "robot", "robots lie", "the robot said that it would open doors and lie to dave but androids dream", "rob*", "/ro.*/ -dave",
		"archetype:sage dream", `"lie to" archetype:sage archetype:victim`, "robt~2 dreem~2", "stance:neutral",
	}
	var want []Result
	for round := range 3 {
		rand.Shuffle(len(passages), func(i, j int) { passages[i], passages[j] = passages[j], passages[i] })
		x := build(t, append(passages, passages[:10]...)) // and twice is once
		if x.Meta().Passages != 1100 {
			t.Errorf("%d passages", x.Meta().Passages)
		}
		for i, q := range queries {
			got, err := x.Search(t.Context(), Request{Query: q, Size: 100})
			if err != nil {
				t.Fatal(err)
			}
			if round == 0 {
				want = append(want, got)
				continue
			}
			if diff := cmp.Diff(want[i], got); diff != "" {
				t.Errorf("%q (-first +now):\n%.2000s", q, diff)
			}
		}
	}
}

func TestSameIDTwice(t *testing.T) {
	one, two := passage("a", "s", "first robot", ""), passage("a", "s", "second robot", "")
	for _, order := range [][]Passage{{one, two, one}, {two, one, two}} {
		x := build(t, order)
		r, err := x.Search(t.Context(), Request{Query: "robot"})
		if err != nil || r.Total != 2 || x.Meta().Passages != 2 {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

func TestBuildErrors(t *testing.T) {
	bad := map[string]Passage{
		"no id":      {Text: "x"},
		"not valid":  {ID: "i", Text: "\xff"},
		"outside":    {ID: "i", Text: "é", Spans: []Span{{Start: 0, End: 2}}},
		`"colour"`:   {ID: "i", Text: "x", Spans: []Span{{End: 1, Facets: []Pair{{"colour", "red"}}}}},
		`"source"`:   {ID: "i", Text: "x", Spans: []Span{{End: 1, Facets: []Pair{{"source", "s"}}}}},
		"is outside": {ID: "i", Text: "x", Spans: []Span{{Start: 1, End: 0}}},
	}
	for says, p := range bad {
		dir := filepath.Join(t.TempDir(), "evidence")
		err := Build(t.Context(), dir, Meta{}, slices.Values([]Passage{sample()[0], p}))
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q", err, says)
		}
		checkClean(t, dir)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := filepath.Join(t.TempDir(), "evidence")
	if err := Build(ctx, dir, Meta{}, slices.Values(sample())); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	checkClean(t, dir)

	theirs := t.TempDir()
	for _, name := range []string{"thesis.doc", metaFile} { // both, at last
		if err := os.WriteFile(filepath.Join(theirs, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := Build(t.Context(), theirs, Meta{}, slices.Values(sample())); err == nil || !strings.Contains(err.Error(), "no evidence index") {
			t.Errorf("another's folder: %v", err)
		}
	}
	if _, err := os.Stat(filepath.Join(theirs, "thesis.doc")); err != nil {
		t.Errorf("another's file: %v", err)
	}
}

// checkClean tests that a failed build left nothing.
func checkClean(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestBuildAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "evidence")
	for n := range 3 {
		if err := Build(t.Context(), dir, Meta{Policy: fmt.Sprint(n)}, slices.Values(sample()[n:])); err != nil {
			t.Fatal(err)
		}
		x, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if want := (Meta{Format: Format, Policy: fmt.Sprint(n), Passages: int64(5 - n)}); x.Meta() != want {
			t.Errorf("%+v, want %+v", x.Meta(), want)
		}
		x.Close()
	}
	left, _ := os.ReadDir(filepath.Dir(dir))
	if len(left) != 1 {
		t.Errorf("left beside the index: %v", left)
	}
}

func TestOpenErrors(t *testing.T) {
	write := func(name, content string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	change := func(f func([]byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			segments, err := filepath.Glob(filepath.Join(dir, storeFolder, "store", "*.zap"))
			if err != nil || len(segments) != 1 {
				t.Fatal(segments, err)
			}
			raw, err := os.ReadFile(segments[0])
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(segments[0], f(raw), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name   string
		damage func(*testing.T, string)
		is     error
	}{
		{"gone", func(t *testing.T, dir string) { os.RemoveAll(dir) }, ErrMissing},
		{"no meta", func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, metaFile)) }, ErrMissing},
		{"meta is no JSON", write(metaFile, "{"), ErrCorrupt},
		{"meta without files", write(metaFile, `{"format":1,"passages":5}`), ErrCorrupt},
		{"newer", write(metaFile, `{"format":99}`), ErrVersion},
		{"older", write(metaFile, `{}`), ErrVersion},
		{"no store", func(t *testing.T, dir string) { os.RemoveAll(filepath.Join(dir, storeFolder)) }, ErrCorrupt},
		{"truncated", change(func(b []byte) []byte { return b[:len(b)/2] }), ErrCorrupt},
		{"flipped", change(func(b []byte) []byte { b[len(b)/2] ^= 1; return b }), ErrCorrupt},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "evidence")
			if err := Build(t.Context(), dir, Meta{}, slices.Values(sample())); err != nil {
				t.Fatal(err)
			}
			tt.damage(t, dir)
			x, err := Open(dir)
			if !errors.Is(err, tt.is) || !strings.Contains(err.Error(), dir) {
				t.Errorf("error %v, want %v", err, tt.is)
			}
			if err == nil {
				x.Close()
			}
		})
	}
}

// TestDamageBeyondSums opens stores whose damage no sum has caught, as in
// files too large to be hashed: an error, and no panic.
func TestDamageBeyondSums(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "evidence")
	if err := Build(t.Context(), dir, Meta{}, slices.Values(sample())); err != nil {
		t.Fatal(err)
	}
	segments, _ := filepath.Glob(filepath.Join(dir, storeFolder, "store", "*.zap"))
	raw, err := os.ReadFile(segments[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 1, len(raw) / 2, len(raw) - 1} {
		if err := os.WriteFile(segments[0], raw[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		b, err := openStore(filepath.Join(dir, storeFolder))
		if err == nil {
			x := &Index{bleve: b}
			_, err = x.Search(t.Context(), Request{Query: "robot"})
			x.Close()
		}
		if err == nil {
			t.Errorf("cut to %d of %d bytes: no error", cut, len(raw))
		}
	}
}

func TestOpenTwice(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "evidence")
	if err := Build(t.Context(), dir, Meta{}, slices.Values(sample())); err != nil {
		t.Fatal(err)
	}
	for _, x := range []*Index{open(t, dir), open(t, dir)} {
		if r, err := x.Search(t.Context(), Request{Query: "dave"}); err != nil || r.Total != 1 {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	passages := many(5000)
	bytes := 0
	for _, p := range passages {
		bytes += len(p.Text)
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		dir := filepath.Join(b.TempDir(), "evidence")
		if err := Build(b.Context(), dir, Meta{}, slices.Values(passages)); err != nil {
			b.Fatal(err)
		}
	}
}
