package portrayal

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/encoder/minilm"
	"rolecall/archetypes/mention"
)

// poolText has all pools: MOTHER speaks, somebody else does, and the text goes on.
const poolText = "\"I will not open the door,\" Mother said. \"Open it!\" cried the pilot. The lamp went out. Mother said nothing."

func deepScene(t *testing.T, text, target string) (*Input, *scene) {
	t.Helper()
	at := strings.Index(text, target)
	in := InputAt(text, at, at+len(target), mention.Candidate{})
	sp := newSpace()
	sp.freeze()
	return &in, &newExtractor(newLexicon(builtinCatalogue(t)), sp).seen(&in).scene
}

// Each pool holds the words that its name says, and no others.
func TestPools(t *testing.T) {
	in, s := deepScene(t, poolText, "Mother")
	want := [pools]string{
		poolTarget:   "Mother",
		poolRepeats:  "Mother Mother",
		poolSentence: `"I will not open the door," Mother said.`,
		poolOwn:      `"I will not open the door,`,
		poolOther:    `"Open it!`,
	}
	e, err := minilm.Encoder()
	if err != nil {
		t.Fatal(err)
	}
	pieces := e.Encode(in.Passage).Pieces
	for p := range poolPassage {
		var got strings.Builder
		token := 0
		for _, piece := range pieces {
			for token+1 < len(s.tokens) && s.tokens[token].end-s.base <= piece.Start {
				token++
			}
			if s.holds(p, in, piece, token) {
				got.WriteString(in.Passage[piece.Start:piece.End])
			}
		}
		if squeeze(got.String()) != squeeze(want[p]) {
			t.Errorf("%s: %q, want %q", poolNames[p], got.String(), want[p])
		}
	}
}

func squeeze(s string) string { return strings.ReplaceAll(s, " ", "") }

// A target without speech has an empty pool, which adds nothing.
func TestScalingLeavesOutEmptyPools(t *testing.T) {
	rows := [][]float32{{1, 2, 0, 0, 5, 6, 7, 8, 9, 10, 11, 12}, {3, 4, 1, 1, 5, 7, 7, 9, 9, 11, 11, 13}}
	c := newScaling(rows)
	ids, vals := c.scaled(rows[0], nil, nil)
	if len(ids) != 11 || ids[2] != 4 || ids[10] != 12 || vals[10] != 1 {
		t.Errorf("features %v with values %v", ids, vals)
	}
	if vals[0] != -1 || vals[1] != -1 {
		t.Errorf("1 and 2 of means 2 and 3, deviation 1, are scaled to %v", vals[:2])
	}
}

func TestPoolTiers(t *testing.T) {
	p := PoolTiers([]float64{0.9, 0.1}, []float64{0.9, 0.1})
	if math.Abs(p[0]-0.9) > 1e-9 {
		t.Errorf("where both say 0.9 the pool says %g", p[0])
	}
	if p := PoolTiers([]float64{0.9, 0.1}, []float64{0.1, 0.9}); p[0] <= 0.1 || p[0] >= 0.9 {
		t.Errorf("between 0.9 and 0.1 the pool says %g", p[0])
	}
	if p := PoolTiers([]float64{1, 0}, []float64{0, 1}); math.IsNaN(p[0] + p[1]) {
		t.Errorf("certainties that differ make %v", p)
	}
}

// The deep tagger's probabilities are the two tiers' pooled.
func TestDeepTaggerPools(t *testing.T) {
	m, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	d, err := BuiltinDeep()
	if err != nil {
		t.Fatal(err)
	}
	cat := builtinCatalogue(t)
	in, _ := deepScene(t, poolText, "Mother")
	fast, deep := NewTagger(cat, m), NewDeepTagger(cat, m, d)
	v := fast.x.seen(in)
	at := slices.Index(fields, archetypes.Stance)
	f, _ := m.probabilities(&v.vector)
	e, _ := d.probabilities(in, &v.scene)
	want := PoolTiers(f[at], e[at])
	for i, p := range deep.Code(*in).P[archetypes.Stance] {
		if math.Abs(p-want[i]) > 1e-6 {
			t.Errorf("stance %d: %g, want %g", i, p, want[i])
		}
	}
}

func TestReadDeepRefuses(t *testing.T) {
	e, err := minilm.Encoder()
	if err != nil {
		t.Fatal(err)
	}
	other, err := zipped(deepWire{Version: deepWireVersion, Encoder: "another"})
	if err != nil {
		t.Fatal(err)
	}
	future, err := zipped(deepWire{Version: 99, Encoder: e.Checksum()})
	if err != nil {
		t.Fatal(err)
	}
	short, err := zipped(deepWire{Version: deepWireVersion, Encoder: e.Checksum()})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":         {nil, "deep model"},
		"no gzip":         {[]byte("rolecall"), "deep model"},
		"cut":             {embeddedDeep[:len(embeddedDeep)/2], "deep model"},
		"another encoder": {other, "another encoder"},
		"from the future": {future, "version 99"},
		"no dimensions":   {short, "0 dimensions"},
	} {
		if _, err := ReadDeep(e, bytes.NewReader(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %q", name, err, tt.want)
		}
	}
}

func builtinCatalogue(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
