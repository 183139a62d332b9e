package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
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
			if archetype, ok := strings.CutPrefix(f, "archetype:"); ok {
				label = archetype
			}
		}
		p.Spans = []Span{span(text, target, label, facets...)}
	}
	return p
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
