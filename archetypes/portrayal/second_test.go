package portrayal

import (
	"bytes"
	"math"
	"slices"
	"testing"
	"unicode/utf8"

	"rolecall/archetypes"
)

// stacked is a model of two features, in which the second stage of the agency
// reads nothing but the probability that the stance is negative.
func stacked(t *testing.T) *Model {
	t.Helper()
	names := []string{"bias", "s:x"}
	var heads []Head
	inputs, at := 0, 0
	for _, f := range archetypes.Fields() {
		n := len(archetypes.Values(f))
		h := Head{Name: string(f), Classes: n, Weights: make([]float64, 2*n), Prior: make([]float64, n)}
		h.Weights[n] = 1 // x speaks for the first value
		heads = append(heads, h)
		if f == archetypes.Stance {
			at = inputs + archetypes.Index(f, "negative")
		}
		inputs += n
	}
	for _, trait := range archetypes.Traits() {
		heads = append(heads, Head{Name: "trait." + trait, Classes: 2, Weights: []float64{0, 0, -1, 1}, Prior: make([]float64, 2)})
		inputs++
	}
	n := len(archetypes.Values(archetypes.Agency))
	second := Head{Name: string(archetypes.Agency), Classes: n, Weights: make([]float64, n*(n+inputs))}
	second.Weights[(n+at)*n+2] = 3
	data, err := Encode(names, heads, second)
	if err != nil {
		t.Fatal(err)
	}
	m, err := ReadModel(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSecondStageReadsTheFirst(t *testing.T) {
	m := stacked(t)
	v := &vector{space: m.space}
	v.add("s:x", 1)
	p, traitP := m.probabilities(v)
	at := func(f archetypes.Field) archetypes.Distribution { return p[slices.Index(archetypes.Fields(), f)] }

	e := math.E
	if got, want := at(archetypes.Stance)[1], 1/(e+2); math.Abs(got-want) > 1e-6 {
		t.Errorf("P(negative) = %v, want %v", got, want)
	}
	if got, want := traitP[0], 1/(1+math.Exp(-2)); math.Abs(got-want) > 1e-6 {
		t.Errorf("P(trait) = %v, want %v", got, want)
	}
	score := math.Exp(3 / (e + 2))
	if got, want := at(archetypes.Agency)[2], score/(score+4); math.Abs(got-want) > 1e-6 {
		t.Errorf("P(performed) = %v, want %v: the second stage does not read the stance of the first", got, want)
	}
}

func TestSecondStageOfAnotherSizeIsRefused(t *testing.T) {
	m := stacked(t)
	for name, w := range map[string]wireSecond{
		"no such head": {Name: "mood", Weights: make([]float32, 4)},
		"too short":    {Name: "agency", Weights: make([]float32, 4)},
	} {
		if err := m.addSecond(&wire{Second: []wireSecond{w}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Neighbouring passages share tokens; each must be cut as it would be alone.
func FuzzReader(f *testing.F) {
	f.Add("One two. Three's four-five\n\nSix “seven” 8.", 0, 8, 9, 30)
	f.Add("é’s a-\nb\n c", 3, 9, 0, 5)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int) {
		v := newVocabulary(&lexicon{}, newSpace())
		r := &reader{vocabulary: v, text: text}
		for _, p := range [][2]int{{a, b}, {c, d}, {a, d}, {a, b}} {
			if p[0] < 0 || p[1] > len(text) || p[0] > p[1] || !utf8.ValidString(text[p[0]:p[1]]) {
				return
			}
			got, want := r.passage(p[0], p[1]), v.tokenize(nil, text[p[0]:p[1]], 0, p[1]-p[0])
			if len(got) != len(want) {
				t.Fatalf("%d tokens in %q[%d:%d], alone %d", len(got), text, p[0], p[1], len(want))
			}
			for i, w := range want {
				g := got[i]
				if g.lower != w.lower || g.start-p[0] != w.start || g.end-p[0] != w.end || i > 0 && g.breaks != w.breaks {
					t.Fatalf("token %d of %q[%d:%d] is %+v, alone %+v", i, text, p[0], p[1], g, w)
				}
			}
		}
	})
}
