package train

import (
	"math"
	"slices"
	"strings"
	"testing"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

func TestAUC(t *testing.T) {
	for _, tc := range []struct {
		truth []bool
		score []float64
		want  float64
	}{
		{[]bool{false, true}, []float64{.1, .9}, 1},
		{[]bool{true, false}, []float64{.1, .9}, 0},
		{[]bool{true, false, true, false}, []float64{.5, .5, .5, .5}, .5},
		{[]bool{true, false, false}, []float64{.5, .5, .1}, .75},
		{[]bool{true, true}, []float64{.5, .1}, .5}, // nothing to rank above
	} {
		if got := auc(tc.truth, tc.score); math.Abs(got-tc.want) > 1e-12 {
			t.Errorf("auc(%v, %v) = %v, want %v", tc.truth, tc.score, got, tc.want)
		}
	}
}

func TestReliability(t *testing.T) {
	var r reliability
	for i := range 10 {
		r.add(.75, i < 5) // says 3 of 4, one of two comes true
		r.add(.15, false)
	}
	c := r.calibration("x")
	if want := (10*.25 + 10*.15) / 20; math.Abs(c.ece-want) > 1e-12 || math.Abs(c.shift-want) > 1e-12 || c.n != 20 {
		t.Errorf("%+v, want an error and a shift of %v of 20", c, want)
	}
}

func TestMarked(t *testing.T) {
	for _, tc := range []struct {
		name, text, want string
		start            int
	}{
		{"Otto", "“Yes,” Otto said.", "“Yes,” Otto said.", 7},
		{"Otto (mark two)", "So Otto spoke.", "So Otto spoke.", 3},
		{"Commander Otto", "So Otto spoke.", "So Otto spoke.", 3},
		{"Otto", "Ottoman ships.", "Otto: Ottoman ships.", 0},
	} {
		got := marked(tc.name, tc.text, ": ")
		if got.Passage != tc.want || got.Start != tc.start || !strings.HasPrefix(got.Target, "Ot") {
			t.Errorf("marked(%q, %q) = %+v", tc.name, tc.text, got)
		}
	}
}

func TestFranchise(t *testing.T) {
	for title, want := range map[string]string{
		"Terminator 2: Judgment Day":     "terminator",
		"The Terminator":                 "terminator",
		"Star-Wars-A-New-Hope":           "star wars",
		"Star Trek: The Next Generation": "star trek",
		"2001: A Space Odyssey":          "2001",
		"Rocky IV":                       "rocky",
	} {
		if got := franchise(title); got != want {
			t.Errorf("franchise(%q) = %q, want %q", title, got, want)
		}
	}
}

// Nothing that teaches a fold shares a character, a franchise or a group with
// what the fold predicts.
func TestByFranchiseLeavesOut(t *testing.T) {
	tin := &catalogue.Character{ID: "tin", Works: []catalogue.Work{{Title: "Tin Harbour"}, {Title: "Tin Bay"}}}
	c := &catalogue.Catalogue{Characters: []*catalogue.Character{tin}}
	var examples []quality.Example
	var in []portrayal.Input
	var groups []string
	for _, g := range strings.Split("abcdefghijklmnop", "") {
		examples = append(examples, quality.Example{Source: "sf_web", Document: g})
		in = append(in, portrayal.Input{})
		groups = append(groups, g)
	}
	in[0].Who.Character, in[5].Who.Character = tin, tin
	examples[9] = quality.Example{Source: "scripts_imsdb", Document: "scripts_imsdb/Tin-Bay"}
	s := byFranchise(c, examples, in, groups)
	together := []int{0, 5, 9}
	for i := range examples {
		if s.teaches(s.fold[i], i) {
			t.Errorf("example %d teaches its own fold", i)
		}
		if slices.Contains(together, i) && s.teaches(s.fold[0], i) {
			t.Errorf("example %d teaches the fold of its franchise", i)
		}
	}
	if s.taught() < len(examples)/2 {
		t.Errorf("only %d of %d teach", s.taught(), len(examples))
	}
}

func TestAblate(t *testing.T) {
	d := &portrayal.Dataset{Names: []string{"bias", "prior.sage", "target.name"}, Rows: []portrayal.Row{{IDs: []int32{0, 1, 2}, Vals: []float32{1, 2, 3}}}}
	got := ablate(d, isPrior)
	if !slices.Equal(got.Names, []string{"bias", "target.name"}) || !slices.Equal(got.Rows[0].IDs, []int32{0, 1}) || !slices.Equal(got.Rows[0].Vals, []float32{1, 3}) {
		t.Errorf("%+v", got)
	}
	if len(d.Names) != 3 || len(d.Rows[0].IDs) != 3 {
		t.Error("the dataset itself was changed")
	}
}

// Every feature belongs to at most one kind that is left out by itself.
func TestAblationsDoNotOverlap(t *testing.T) {
	m := portrayal.NewDataset(builtin(t), inputs(builtin(t), ownPassages(t)), minRows)
	kinds := map[string]int{}
	for _, name := range m.Names {
		n := 0
		for _, a := range ablationsOf {
			if a.name != "both" && !strings.HasSuffix(name, "=^") && a.without(name) {
				n++
				kinds[a.name]++
			}
		}
		if n > 1 {
			t.Errorf("%s is of %d kinds", name, n)
		}
	}
	for _, a := range ablationsOf {
		if a.name != "both" && kinds[a.name] == 0 {
			t.Errorf("no feature is of the kind %s", a.name)
		}
	}
}

func TestVillainsByName(t *testing.T) {
	examples := []quality.Example{
		{Passage: "Skynet launched the missiles.", Mode: archetypes.Portrayal, Archetype: "usurper"},
		{Passage: "The kettle robot poured tea.", Mode: archetypes.Portrayal, Archetype: "assistant"},
		{Passage: "The Terminator held the child's hand.", Mode: archetypes.Portrayal, Archetype: "guardian"},
	}
	named := func(i int) int {
		if i == 1 {
			return benevolentFamily
		}
		return 0
	}
	got := villainsBy("names", examples, named)
	if got.precision != .5 || got.recall != 1 || math.Abs(got.f1-2.0/3) > 1e-12 {
		t.Errorf("%+v", got)
	}
}
