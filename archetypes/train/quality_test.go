package train

import (
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"testing"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

var update = flag.Bool("update", false, "write the figures of the passages in our own words anew")

const shared = "../../../shared"

// TestQualityOnGold cross-validates anew and fails when a figure has fallen
// below the committed one by more than its noise, two standard errors.
func TestQualityOnGold(t *testing.T) {
	data, err := ReadData(shared, "testdata")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("shared/gold is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	committed, err := portrayal.BuiltinQuality()
	if err != nil {
		t.Fatal(err)
	}
	compare(t, figures(data.Gold, predictGold(builtin(t), data)), committed)
}

// TestQualityOnOwnPassages scores the embedded weights on passages in the
// project's own words, which the weights were not fitted on.
func TestQualityOnOwnPassages(t *testing.T) {
	m, err := portrayal.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	scoreOwn(t, portrayal.NewTagger(builtin(t), m), ownPassages(t), "testdata/own_quality.json")
}

// TestDeepQualityOnOwnPassages does the same for the deep tier, on every third
// passage: it is slow where the processor lacks vector instructions.
func TestDeepQualityOnOwnPassages(t *testing.T) {
	m, err := portrayal.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	d, err := portrayal.BuiltinDeep()
	if err != nil {
		t.Fatal(err)
	}
	var examples []quality.Example
	for i, e := range ownPassages(t) {
		if i%3 == 0 {
			examples = append(examples, e)
		}
	}
	scoreOwn(t, portrayal.NewDeepTagger(builtin(t), m, d), examples, "testdata/own_deep_quality.json")
}

// scoreOwn compares figures with those in a file, or writes them with -update.
func scoreOwn(t *testing.T, tagger *portrayal.Tagger, examples []quality.Example, file string) {
	t.Helper()
	var pred []prediction
	for _, in := range inputs(builtin(t), examples) {
		tagged := tagger.Code(in)
		p := prediction{}
		for _, f := range archetypes.Fields() {
			p[string(f)] = tagged.P[f]
		}
		for i, trait := range archetypes.Traits() {
			p["trait."+trait] = []float64{1 - tagged.TraitP[i], tagged.TraitP[i]}
		}
		pred = append(pred, p)
	}
	got := figures(examples, pred)
	if *update {
		write(t, file, qualityOf(examples, pred, got))
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var committed []portrayal.Quality
	if err := json.Unmarshal(data, &committed); err != nil {
		t.Fatal(err)
	}
	compare(t, got, committed)
}

func builtin(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func compare(t *testing.T, got []quality.Figure, committed []portrayal.Quality) {
	t.Helper()
	if len(got) != len(committed) {
		t.Fatalf("%d figures, %d are committed: run `make train`", len(got), len(committed))
	}
	for i, want := range committed {
		noise := 2 * (want.Upper - want.Lower) / 3.92
		t.Logf("%-12s %-8s %.3f (committed %.3f)", want.Field, want.Metric, got[i].Overall, want.Value)
		if got[i].Overall < want.Value-noise {
			t.Errorf("%s fell from %.3f to %.3f, by more than its noise of %.3f", want.Field, want.Value, got[i].Overall, noise)
		}
	}
}

func qualityOf(examples []quality.Example, pred []prediction, got []quality.Figure) []portrayal.Quality {
	var out []portrayal.Quality
	for i, iv := range quality.Bootstrap(examples, pred, figures) {
		out = append(out, portrayal.Quality{Field: got[i].Field, Metric: got[i].Metric, Value: quality.Round(got[i].Overall),
			Lower: quality.Round(iv[0]), Upper: quality.Round(iv[1]), Passages: got[i].N})
	}
	return out
}

func write(t *testing.T, name string, v any) {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ownPassages reads the passages that are kept for measuring.
func ownPassages(t *testing.T) []quality.Example {
	t.Helper()
	out, err := readPassages("testdata", "own-*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOwnPassagesFollowTheCodebook(t *testing.T) {
	training, err := readPassages("testdata", "train-*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range append(training, ownPassages(t)...) {
		checkCoding(t, &e)
		if seen[e.Passage] || seen[e.ID] {
			t.Errorf("%s stands twice", e.ID)
		}
		seen[e.Passage], seen[e.ID] = true, true
	}
}

func checkCoding(t *testing.T, e *quality.Example) {
	t.Helper()
	for _, f := range archetypes.Fields() {
		conduct := f != archetypes.Reference && f != archetypes.Mode && f != archetypes.Form
		v := e.Label(f)
		switch {
		case conduct && e.Mode != archetypes.Portrayal:
			if v != archetypes.Uncoded(f) {
				t.Errorf("%s: %s is %q, but the mode is %s", e.ID, f, v, e.Mode)
			}
		case archetypes.Index(f, v) < 0:
			t.Errorf("%s: %s is %q, not in the codebook", e.ID, f, v)
		}
	}
	if runes := []rune(e.Passage); e.End > len(runes) || e.Start < 0 || string(runes[e.Start:e.End]) != e.Target {
		t.Errorf("%s: the target is not at %d:%d", e.ID, e.Start, e.End)
	}
}
