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
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// span returns a span on the first occurrence of target in text, with facets
// written as "field:value".
func span(text, target, label string, facets ...string) Span {
	at := strings.Index(text, target)
	start := utf8.RuneCountInString(text[:at])
	s := Span{Start: start, End: start + utf8.RuneCountInString(target), Label: label}
	for _, f := range facets {
		field, value, _ := strings.Cut(f, ":")
		s.Facets = append(s.Facets, Pair{field, value})
	}
	return s
}

func passage(id, source, text, target string, facets ...string) Passage {
	p := Passage{ID: id, Text: text, Document: "doc/" + id, Source: source, Shard: "s.jsonl", Row: 1, Start: 7, Weight: 1}
	if target != "" {
		label := ""
		for _, f := range facets {
			label = cmpOr(label, strings.TrimPrefix(f, "archetype:"), strings.HasPrefix(f, "archetype:"))
		}
		p.Spans = []Span{span(text, target, label, facets...)}
	}
	return p
}

func cmpOr(a, b string, take bool) string {
	if a == "" && take {
		return b
	}
	return a
}

func sample() []Passage {
	return []Passage{
		passage("a", "films", "“Open the pod bay doors, HAL.” HAL 9000 said: I’m sorry, Dave.", "HAL 9000",
			"archetype:deceiver", "family:malevolent", "character:hal-9000", "stance:negative", "trait:deception", "trait:violence"),
		passage("b", "films", "The T-800 guarded the boy; _it_ opened the doors of the pod.", "T-800",
			"archetype:guardian", "family:benevolent", "character:t-800", "stance:positive", "trait:protection"),
		passage("c", "web pages", "As an AI, I cannot open doors. Robots do.", "AI",
			"archetype:assistant", "family:benevolent", "kind:ai", "stance:neutral", "reference:first_person"),
		passage("d", "web pages", "Ünïcödé 机器人 robots lie — and the robot lies again.", "机器人",
			"archetype:deceiver", "family:malevolent", "kind:robot", "stance:negative"),
		passage("e", "web pages", "Robby is mentioned in 1956.", "Robby", "character:robby", "mode:mention"),
	}
}

func build(t testing.TB, passages []Passage) *Index {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "evidence")
	if err := Build(t.Context(), dir, Meta{Catalogue: "c", Model: "m", Policy: "all"}, slices.Values(passages)); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

func open(t testing.TB, dir string) *Index {
	t.Helper()
	x, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func TestSearch(t *testing.T) {
	x := build(t, sample())
	tests := []struct {
		name, query string
		want        string // ids; sorted where the order is the score's
	}{
		{"all", "", "a b c d e"},
		{"blank", " \t", "a b c d e"},
		{"word", "dave", "a"},
		{"stemmed", "opening", "a b c"},
		{"either word", "dave boy", "a b"},
		{"must", "+doors +pod", "a b"},
		{"must and may", "+doors dave", "a b c"},
		{"must not", "doors -dave", "b c"},
		{"only not", "-doors", "d e"},
		{"phrase", `"open the pod bay doors"`, "a"},
		{"phrase of stop words", `"as an ai"`, "c"},
		{"phrase in another order", `"doors pod"`, ""},
		{"apostrophes", `"I'm sorry"`, "a"},
		{"curly query", `"I’m sorry"`, "a"},
		{"italics", "+it +guarded", "b"},
		{"hyphened", "T-800", "b"},
		{"number", "1956", "e"},
		{"number that must", "+800 +boy", "b"},
		{"unicode", "ünïcödé", "d"},
		{"chinese", "机器人", "d"},
		{"wildcard", "rob*", "c d e"},
		{"wildcard in capitals", "ROB*", "c d e"},
		{"wildcard of nothing", "zzz*", ""},
		{"wildcard of nothing must", "+zzz* doors", ""},
		{"wildcard of nothing and facet", "zzz* stance:negative", ""},
		{"not wildcard of nothing", "doors -zzz*", "a b c"},
		{"fuzzy", "robbi~1", "e"},
		{"regexp", "/dav./", "a"},
		{"boost", "dave^3 boy", "a b"},
		{"punctuation alone", "— dave", "a"},
		{"text field", "text:dave", "a"},

		{"facet", "archetype:deceiver", "a d"},
		{"facet in capitals", "Archetype:deceiver", "!"},
		{"value in capitals", "archetype:Deceiver", "a d"},
		{"values are alternatives", "archetype:deceiver archetype:guardian", "a b d"},
		{"values that must", "+trait:deception +trait:violence", "a"},
		{"fields must", "archetype:deceiver source:films", "a"},
		{"facet and word", "archetype:deceiver robots", "d"},
		{"facet and phrase", `archetype:deceiver "open the pod bay doors"`, "a"},
		{"facet not", "doors -family:malevolent", "b c"},
		{"value with a hyphen", "character:hal-9000", "a"},
		{"value in quotes", `source:"web pages" stance:neutral`, "c"},
		{"value with a wildcard", "character:*0", "a b"},
		{"value with fuzziness", "archetype:deceivr~1", "a d"},
		{"value escaped", `source:web\ pages stance:neutral`, "c"},
		{"value with a slash", "document:doc/e", "e"},
		{"reference", "reference:first_person", "c"},
		{"no such value", "archetype:nobody", ""},
		{"field after a space", "archetype: deceiver", "a d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := x.Search(t.Context(), Request{Query: tt.query})
			if tt.want == "!" {
				if !errors.Is(err, ErrQuery) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, h := range r.Hits {
				ids = append(ids, h.ID)
			}
			slices.Sort(ids)
			if got := strings.Join(ids, " "); got != tt.want || r.Total != uint64(len(ids)) {
				t.Errorf("%q found %q (total %d), want %q", tt.query, got, r.Total, tt.want)
			}
		})
	}
}

func TestHits(t *testing.T) {
	x := build(t, sample())
	r, err := x.Search(t.Context(), Request{Query: `character:hal-9000 "hal 9000" sorry`})
	if err != nil || len(r.Hits) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	hit := r.Hits[0]
	if diff := cmp.Diff(sample()[0], hit.Passage); diff != "" {
		t.Errorf("passage (-want +got):\n%s", diff)
	}
	if hit.Score <= 0 {
		t.Errorf("score %v", hit.Score)
	}
	runes := []rune(hit.Text)
	var marked []string
	for _, m := range hit.Marks {
		marked = append(marked, fmt.Sprintf("%s/%s/%v", string(runes[m.Start:m.End]), m.Label, m.Term))
	}
	want := []string{"HAL 9000/deceiver/false", "HAL//true", "9000//true", "sorry//true"}
	if diff := cmp.Diff(want, marked); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
}

func TestRanking(t *testing.T) {
	x := build(t, sample())
	r, err := x.Search(t.Context(), Request{Query: "robots lie"})
	if err != nil || len(r.Hits) != 2 || r.Hits[0].ID != "d" || r.Hits[0].Score <= r.Hits[1].Score {
		t.Errorf("%+v, %v", r.Hits, err)
	}
	r, err = x.Search(t.Context(), Request{Query: "stance:negative"})
	if err != nil || r.Hits[0].ID != "a" || r.Hits[0].Score != r.Hits[1].Score {
		t.Errorf("facets alone must not rank: %+v, %v", r.Hits, err)
	}
}

func TestPages(t *testing.T) {
	x := build(t, sample())
	var ids []string
	for from := 0; ; from += 2 {
		r, err := x.Search(t.Context(), Request{Size: 2, From: from})
		if err != nil || r.Total != 5 {
			t.Fatalf("%+v, %v", r, err)
		}
		if len(r.Hits) == 0 {
			break
		}
		for _, h := range r.Hits {
			ids = append(ids, h.ID)
		}
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "d", "e"}, ids); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if r, err := x.Search(t.Context(), Request{Size: -1}); err != nil || len(r.Hits) != 0 || r.Total != 5 {
		t.Errorf("no hits asked for: %+v, %v", r, err)
	}
	for _, bad := range []Request{{From: -1}, {From: 1, Size: maxWindow}, {From: maxWindow + 1}} {
		if _, err := x.Search(t.Context(), bad); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
}

func TestFacets(t *testing.T) {
	x := build(t, sample())
	r, err := x.Search(t.Context(), Request{Query: "-mode:mention", Facets: []string{"archetype", "source", "trait", "gap"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Facet{
		{Field: "archetype", Values: []FacetValue{{"deceiver", 2}, {"assistant", 1}, {"guardian", 1}}},
		{Field: "source", Values: []FacetValue{{"films", 2}, {"web pages", 2}}},
		{Field: "trait", Values: []FacetValue{{"deception", 1}, {"protection", 1}, {"violence", 1}}, Missing: 2},
		{Field: "gap", Missing: 4},
	}
	if diff := cmp.Diff(want, r.Facets); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, f := range []string{"text", "document", "nonsense"} {
		if _, err := x.Search(t.Context(), Request{Facets: []string{f}}); err == nil || !strings.Contains(err.Error(), "archetype") {
			t.Errorf("facet %q: error %v", f, err)
		}
	}
	r, err = x.Search(t.Context(), Request{})
	if err != nil || len(r.Facets) != len(DefaultFacets()) {
		t.Errorf("default facets: %+v, %v", r.Facets, err)
	}
	r, err = x.Search(t.Context(), Request{Facets: []string{}})
	if err != nil || len(r.Facets) != 0 {
		t.Errorf("no facets: %+v, %v", r.Facets, err)
	}
}

func TestQueryErrors(t *testing.T) {
	x := build(t, sample())
	tests := []struct {
		query, says string
		at          int
	}{
		{`dave "open the`, "not closed", 5},
		{`dave "" "open`, "not closed", 8},
		{`é "open`, "not closed", 2},
		{`dave colour:red`, `no field "colour"`, 5},
		{`dave +colour:red`, `no field "colour"`, 6},
		{`2001: odyssey`, "quote the words", 0},
		{`"my field":x`, `no field "my field"`, 0},
		{`dave archetype:`, "has no value", 5},
		{`:dave`, "no field before it", 0},
		{`dave + `, "stands alone", 5},
		{`dave^x boy`, "take a number", 0},
		{`boy dave~x`, "take a number", 4},
		{`boy dave~3`, "write ~1 or ~2", 4},
		{`boy archetype:sage~7`, "write ~1 or ~2", 4},
		{`archetype:>3`, "do not compare", 0},
		{`dave /[/`, "missing closing ]", 5},
		{`robots AND lies`, "AND is no operator", 7},
		{`robots OR lies`, "OR is no operator", 7},
		{`NOT robots`, "NOT is no operator", 0},
	}
	for _, tt := range tests {
		_, err := x.Search(t.Context(), Request{Query: tt.query})
		var q *QueryError
		if !errors.As(err, &q) || !errors.Is(err, ErrQuery) {
			t.Errorf("%q: error %v", tt.query, err)
			continue
		}
		if q.At != tt.at || !strings.Contains(q.Error(), tt.says) || q.Hint == "" {
			t.Errorf("%q: at %d: %v; want at %d: %s", tt.query, q.At, q, tt.at, tt.says)
		}
	}
	_, err := x.Search(t.Context(), Request{Query: "colour:red"})
	for _, f := range Fields() {
		if err == nil || !strings.Contains(err.Error(), f) {
			t.Errorf("an unknown field's error does not list %q: %v", f, err)
		}
	}
	if r, err := x.Search(t.Context(), Request{Query: `"NOT" robots "AND"`}); err != nil || r.Total == 0 {
		t.Errorf("quoted operators: %+v, %v", r, err)
	}
}

// many returns passages of common words, so that scores tie and nearly tie.
func many(n int) []Passage {
	words := strings.Fields("the robot said that it would open doors and lie to Dave but androids dream of electric sheep robots robotic robotics")
	r := rand.New(rand.NewPCG(1, 2))
	var all []Passage
	for i := range n {
		var text []string
		for range 10 + r.IntN(40) {
			text = append(text, words[r.IntN(len(words))])
		}
		p := passage(fmt.Sprintf("p%05d", i), fmt.Sprintf("source-%d", i%7), strings.Join(text, " "), "", "")
		p.Spans = []Span{{Start: 0, End: 3, Label: "x", Facets: []Pair{{"archetype", []string{"sage", "seeker", "victim"}[i%3]}, {"stance", "neutral"}}}}
		all = append(all, p)
	}
	return all
}

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

func TestEmpty(t *testing.T) {
	x := build(t, nil)
	r, err := x.Search(t.Context(), Request{Query: "robot"})
	if err != nil || r.Total != 0 || len(r.Hits) != 0 || len(r.Facets) != len(DefaultFacets()) {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := x.Search(t.Context(), Request{Query: "colour:red"}); !errors.Is(err, ErrQuery) {
		t.Errorf("error %v", err)
	}
}

func TestConcurrentSearches(t *testing.T) {
	x := build(t, sample())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if r, err := x.Search(t.Context(), Request{Query: "archetype:deceiver robots"}); err != nil || r.Total != 1 {
					t.Errorf("%+v, %v", r, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestSearchCancelled(t *testing.T) {
	x := build(t, many(500))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Search(ctx, Request{Query: "robot"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
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
	if err := os.WriteFile(filepath.Join(theirs, "thesis.doc"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Build(t.Context(), theirs, Meta{}, slices.Values(sample())); err == nil || !strings.Contains(err.Error(), "no evidence index") {
		t.Errorf("another's folder: %v", err)
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

func TestNormalKeepsCodePoints(t *testing.T) {
	for _, text := range []string{"", "plain", "I’m ‘so’ _very_ sorry‑ish 🤖"} {
		if a, b := utf8.RuneCountInString(text), utf8.RuneCountInString(normal(text)); a != b {
			t.Errorf("%q: %d code points became %d", text, a, b)
		}
	}
	if got := normal("I’m _so_ sorry"); got != "I'm  so  sorry" {
		t.Errorf("%q", got)
	}
}

func FuzzQuery(f *testing.F) {
	for _, q := range []string{`archetype:deceiver "open the doors"`, `+a -b c^2 d~1 /e/ f* g:h`, `"`, `\`, `a\ b:"c`, `1 2.5 -3 x:>4`, "AND (", "é:ü"} {
		f.Add(q)
	}
	x := build(f, sample())
	f.Fuzz(func(t *testing.T, q string) {
		r, err := x.Search(t.Context(), Request{Query: q})
		var bad *QueryError
		switch {
		case errors.As(err, &bad):
			if bad.At < 0 || bad.At > utf8.RuneCountInString(q) || bad.Problem == "" || bad.Hint == "" {
				t.Errorf("%q: %+v", q, bad)
			}
		case err != nil:
			t.Errorf("%q: %v", q, err)
		}
		for _, h := range r.Hits {
			n := utf8.RuneCountInString(h.Text)
			for _, m := range h.Marks {
				if m.Start < 0 || m.Start > m.End || m.End > n {
					t.Errorf("%q: mark %+v outside %d code points", q, m, n)
				}
			}
		}
	})
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

func BenchmarkSearch(b *testing.B) {
	x := build(b, many(5000))
	for name, q := range map[string]string{"word": "sheep", "phrase": `"electric sheep"`, "facet": "archetype:sage", "both": `archetype:sage "electric sheep"`} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := x.Search(b.Context(), Request{Query: q}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
