package portrayal

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/minilm"
	"rolecall/archetypes/encoder/weights"
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

// Each zone and pool holds the words that its name says, and no others.
func TestZonesAndPools(t *testing.T) {
	in, s := deepScene(t, poolText, "Mother")
	wantZones := [zones]string{
		zoneTarget:   "Mother",
		zoneRepeat:   "Mother Mother",
		zoneSentence: `"I will not open the door," Mother said.`,
		zoneOwn:      `"I will not open the door,`,
		zoneOther:    `"Open it!`,
	}
	wantPools := [pools]string{
		poolTarget: wantZones[zoneRepeat], poolSentence: wantZones[zoneSentence], poolOwn: wantZones[zoneOwn], poolWindow: poolText,
	}
	e, err := minilm.Encoder()
	if err != nil {
		t.Fatal(err)
	}
	v := view(e, in, s)
	words := func(masks []uint8, bit int) string {
		var got strings.Builder
		for i, piece := range e.Encode(in.Passage).Pieces {
			if masks[i]>>bit&1 != 0 {
				got.WriteString(in.Passage[piece.Start:piece.End])
			}
		}
		return squeeze(got.String())
	}
	for z, want := range wantZones {
		if got := words(v.Zones, z); got != squeeze(want) {
			t.Errorf("zone %d: %q, want %q", z, got, want)
		}
	}
	for p, want := range wantPools {
		if got := words(v.Pools, p); got != squeeze(want) {
			t.Errorf("%s: %q, want %q", poolNames[p], got, want)
		}
	}
}

func TestTurnLabelsAreAZone(t *testing.T) {
	in, s := deepScene(t, "HAL: I am afraid.\nDAVE: Open the doors.\n", "HAL")
	e, err := minilm.Encoder()
	if err != nil {
		t.Fatal(err)
	}
	v, labels := view(e, in, s), 0
	for i, mask := range v.Zones {
		if mask>>zoneLabel&1 != 0 {
			labels++
		}
		if own := mask>>zoneOwn&1 != 0; own && mask>>zoneOther&1 != 0 {
			t.Errorf("piece %d is in both speeches", i)
		}
	}
	if labels < 4 {
		t.Errorf("%d pieces of labels and colons", labels)
	}
}

func squeeze(s string) string { return strings.ReplaceAll(s, " ", "") }

// A target without speech has an empty pool, which adds nothing.
func TestScalingLeavesOutEmptyPools(t *testing.T) {
	passages := [][][]float32{{{1, 2}, nil, {5, 6}}, {{3, 4}, {1, 1}, {5, 7}}}
	c := newScaling(passages, 2)
	ids, vals := c.scaled(passages[0])
	if len(ids) != 5 || ids[2] != 4 || ids[4] != 6 || vals[4] != 1 {
		t.Errorf("features %v with values %v", ids, vals)
	}
	if vals[0] != -1 || vals[1] != -1 {
		t.Errorf("1 and 2 of means 2 and 3, deviation 1, are scaled to %v", vals[:2])
	}
}

func TestPoolTiers(t *testing.T) {
	p := PoolTiers("stance", []float64{0.9, 0.1}, []float64{0.9, 0.1})
	if math.Abs(p[0]-0.9) > 1e-9 {
		t.Errorf("where both say 0.9 the pool says %g", p[0])
	}
	conduct, frame := PoolTiers("trait.warmth", []float64{0.9, 0.1}, []float64{0.1, 0.9}), PoolTiers("mode", []float64{0.9, 0.1}, []float64{0.1, 0.9})
	if math.Abs(conduct[0]-0.5) > 1e-9 || frame[0] <= conduct[0] {
		t.Errorf("between 0.9 and 0.1 the pools say %g of conduct and %g of the frame", conduct[0], frame[0])
	}
	if p := PoolTiers("mode", []float64{1, 0}, []float64{0, 1}); math.IsNaN(p[0] + p[1]) {
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
	byField, byTrait := m.probabilities(&v.vector)
	encoded, encodedTraits := d.probabilities(in, &v.scene)
	got := deep.Code(*in)
	for _, f := range []archetypes.Field{archetypes.Form, archetypes.Stance, archetypes.Humanlike} {
		at := slices.Index(fields, f)
		for i, want := range PoolTiers(string(f), byField[at], encoded[at]) {
			if p := got.P[f][i]; math.Abs(p-want) > 1e-6 {
				t.Errorf("%s %d: %g, want %g", f, i, p, want)
			}
		}
	}
	for k, name := range traits {
		a, b := byTrait[k], encodedTraits[k]
		want := PoolTiers("trait."+name, []float64{1 - a, a}, []float64{1 - b, b})[1]
		if math.Abs(got.TraitP[k]-want) > 1e-6 {
			t.Errorf("%s: %g, want %g", name, got.TraitP[k], want)
		}
	}
}

func TestReadDeepRefuses(t *testing.T) {
	e, err := minilm.Encoder()
	if err != nil {
		t.Fatal(err)
	}
	spoilt := func(spoil func(*deepWire)) []byte {
		w := blankDeep(e)
		spoil(&w)
		data, err := zipped(w)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if _, err := ReadDeep(e, bytes.NewReader(spoilt(func(*deepWire) {}))); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":         {nil, "deep model"},
		"no gzip":         {[]byte("rolecall"), "deep model"},
		"cut":             {spoilt(func(*deepWire) {})[:99], "deep model"},
		"another encoder": {spoilt(func(w *deepWire) { w.Encoder = "another" }), "another encoder"},
		"from the future": {spoilt(func(w *deepWire) { w.Version = 99 }), "version 99"},
		"other words":     {spoilt(func(w *deepWire) { w.Heads = w.Heads[1:] }), "vocabulary"},
		"no dimensions":   {spoilt(func(w *deepWire) { w.Scaling.Mean = nil }), "0 dimensions"},
		"a short frame":   {spoilt(func(w *deepWire) { w.Frame.Values = w.Frame.Values[1:] }), "frame"},
		"a zone missing":  {spoilt(func(w *deepWire) { w.Focus.Zones = w.Focus.Zones[1:] }), "5 zones"},
		"a broken focus":  {spoilt(func(w *deepWire) { w.Focus.Heads = 5 }), "heads"},
	} {
		if _, err := ReadDeep(e, bytes.NewReader(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %q", name, err, tt.want)
		}
	}
}

// blankDeep is a deep model that knows nothing.
func blankDeep(e *encoder.Encoder) deepWire {
	size := e.Size()
	linear := func(rows, columns int) weights.Linear {
		return weights.Linear{Matrix: weights.Quantize(rows, columns, make([]float32, rows*columns)), Bias: make([]float32, rows)}
	}
	norm := weights.Norm{Gain: make([]float32, size), Bias: make([]float32, size)}
	heads, frames := deepHeads(fields, traits), len(deepHeads(frameFields, nil))
	w := deepWire{
		Version: deepWireVersion, Encoder: e.Checksum(), Heads: heads,
		Scaling: scaling{make([]float32, Pools*size), make([]float32, Pools*size)},
		Frame:   linear(frames, Pools*size+1).Matrix,
		Focus: weights.Focus{Heads: 1, Epsilon: 1e-6, Out: linear(len(heads)-frames, 2*Pools*size), Layer: weights.Layer{
			Query: linear(size, size), Key: linear(size, size), Value: linear(size, size), Output: linear(size, size), AttentionNorm: norm,
			Inner: linear(1, size), Outer: linear(size, 1), OutputNorm: norm,
		}},
	}
	for range Pools {
		w.Focus.Queries = append(w.Focus.Queries, make([]float32, size))
	}
	for range Zones {
		w.Focus.Zones = append(w.Focus.Zones, make([]float32, size))
	}
	return w
}

// The frame's fields and those of conduct are all, in that order.
func TestFrameFields(t *testing.T) {
	if all := slices.Concat(frameFields, conduct); !slices.Equal(all, fields) {
		t.Errorf("fields %v, want %v", all, fields)
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
