package train

import (
	"bytes"
	"math"
	"testing"

	"rolecall/archetypes"
	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/minilm"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// smallDeep is the deep tier of some portrayals, enough for a few steps.
func smallDeep(t *testing.T) *Deep {
	t.Helper()
	e, err := minilm.Encoder()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := minilm.Whole()
	if err != nil {
		t.Fatal(err)
	}
	var gold []quality.Example
	for _, x := range ownPassages(t) {
		if x.Mode == archetypes.Portrayal && len(gold) < 33 {
			gold = append(gold, x)
		}
	}
	return NewDeep(builtin(t), e, whole, &Data{Gold: gold})
}

// What is measured of conduct is what the tagger says with the same weights, and they
// are the same weights when fitted again.
func TestDeepMeasuresWhatTheTaggerSays(t *testing.T) {
	d := smallDeep(t)
	data, err := d.Fit()
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.Fit()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, again) {
		t.Error("fitted again, the weights differ")
	}
	e, err := minilm.Encoder()
	if err != nil {
		t.Fatal(err)
	}
	deep, err := portrayal.ReadDeep(e, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	m, err := portrayal.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	focus, err := encoder.NewFocus(d.fitFocus(func(int) bool { return true }), e.Size())
	if err != nil {
		t.Fatal(err)
	}
	fast, both := portrayal.NewTagger(builtin(t), m), portrayal.NewDeepTagger(builtin(t), m, deep)
	in := inputs(builtin(t), d.examples)
	for i := range 5 {
		if d.teaching[i] == nil {
			continue
		}
		alone, pooled, measured := fast.Code(in[i]), both.Code(in[i]), d.conduct(focus, i)
		for _, f := range archetypes.ConductFields() {
			near(t, string(f), portrayal.PoolTiers(string(f), alone.P[f], measured[string(f)]), pooled.P[f])
		}
		for k, trait := range archetypes.Traits() {
			p, name := alone.TraitP[k], "trait."+trait
			near(t, name, portrayal.PoolTiers(name, []float64{1 - p, p}, measured[name])[1:], pooled.TraitP[k:k+1])
		}
	}
}

func near(t *testing.T, name string, want, got []float64) {
	t.Helper()
	for c := range want {
		if math.Abs(want[c]-got[c]) > 1e-5 {
			t.Errorf("%s: measured %.4f, tagged %.4f", name, want, got)
			return
		}
	}
}

func TestFrames(t *testing.T) {
	var got []string
	for _, task := range frames(tasks(nil)) {
		got = append(got, task.name)
	}
	if len(got) != 3 || got[0] != string(archetypes.Reference) || got[2] != string(archetypes.Form) {
		t.Errorf("the frame's heads are %v", got)
	}
}
