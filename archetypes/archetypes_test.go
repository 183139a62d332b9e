package archetypes

import "testing"

func TestEveryArchetypeHasAFamily(t *testing.T) {
	seen := map[string]int{}
	for _, a := range Archetypes() {
		f := Family(a)
		if f == None {
			t.Errorf("archetype %s has no family", a)
		}
		seen[f]++
	}
	if len(seen) != len(Families()) {
		t.Errorf("families in use %v, want all of %v", seen, Families())
	}
	if Family("hero") != None {
		t.Errorf("an unknown archetype must have no family")
	}
}

func TestVocabularySizes(t *testing.T) {
	// The codebook's closed sets: a change here breaks every trained model.
	if n := len(Archetypes()); n != 13 {
		t.Errorf("%d archetypes, want 13", n)
	}
	if n := len(Traits()); n != 19 {
		t.Errorf("%d traits, want 19", n)
	}
	for _, f := range Fields() {
		if len(Values(f)) < 3 {
			t.Errorf("field %s has too few values: %v", f, Values(f))
		}
	}
}

func TestBestTakesTheFirstOfEquals(t *testing.T) {
	for _, tc := range []struct {
		d    Distribution
		want int
	}{{nil, -1}, {Distribution{.2, .4, .4}, 1}, {Distribution{1}, 0}} {
		if got := tc.d.Best(); got != tc.want {
			t.Errorf("Best(%v) = %d, want %d", tc.d, got, tc.want)
		}
	}
}

func TestPortrayalValuesLackOnlyNotAI(t *testing.T) {
	for _, f := range Fields() {
		want := len(Values(f))
		if f == Reference {
			want--
		}
		got := PortrayalValues(f)
		if len(got) != want {
			t.Errorf("%s: %v", f, got)
		}
		for i, v := range got {
			if v == NotAI || Index(f, v) != i {
				t.Errorf("%s: %s stands at %d", f, v, i)
			}
		}
	}
}
