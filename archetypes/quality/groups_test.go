package quality

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGroups(t *testing.T) {
	long := "the lamp keeper wound the clock and asked the brass boy on the stair whether rain would come before the ferry did tonight"
	examples := []Example{
		{ID: "script", Source: "scripts_imsdb", Document: "scripts_imsdb/Tin-Harbour,-The", Passage: "One."},
		{ID: "plot", Source: "plots_wikipedia_movies", Document: "plots_wikipedia_movies/7", Passage: "The Tin Harbour is a 1961 drama film."},
		{ID: "other", Source: "plots_wikipedia_movies", Document: "plots_wikipedia_movies/8", Passage: "Tin Lizzie is a 1961 drama film."},
		{ID: "here", Source: "sf_web", Document: "sf_web/1", Passage: "At dusk " + long},
		{ID: "there", Source: "sf_pkd", Document: "sf_pkd/the-clock.xhtml", Passage: strings.ToUpper(long) + "! And then?"},
		{ID: "alone", Passage: "Nothing of this is shared with anybody else in the list, which is why it is alone."},
		{ID: "alone too", Passage: "A line of its own."},
	}
	got := Groups(examples)
	same := func(a, b int) bool { return got[a] == got[b] }
	var pairs [][2]string
	for a := range examples {
		for b := range a {
			if same(a, b) {
				pairs = append(pairs, [2]string{examples[b].ID, examples[a].ID})
			}
		}
	}
	if diff := cmp.Diff([][2]string{{"script", "plot"}, {"here", "there"}}, pairs); diff != "" {
		t.Errorf("pairs in one group (-want +got):\n%s", diff)
	}
	if n := CountGroups(examples); n != 5 {
		t.Errorf("%d groups, want 5", n)
	}
}

// Groups depend on the examples alone, not on their order.
func TestGroupsWhateverTheOrder(t *testing.T) {
	var examples []Example
	for _, d := range []string{"a", "b", "c", "a"} {
		examples = append(examples, Example{Document: d, Source: "s", Passage: "the same eight words and some more of them " + strings.Repeat("so it goes on and on ", 3)})
	}
	want := Groups(examples)
	slices.Reverse(examples)
	got := Groups(examples)
	slices.Reverse(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reversed (-want +got):\n%s", diff)
	}
}

func TestPlainTitle(t *testing.T) {
	for _, tc := range []struct{ title, want string }{
		{"The Iron Giant (1999)", "iron giant"},
		{"second_variety", "second variety"},
		{"Hitchhiker's-Guide-to-the-Galaxy,-The", "hitchhikers guide to galaxy"},
		{"WALL-E", "wall e"},
		{"", ""},
	} {
		if got := PlainTitle(tc.title); got != tc.want {
			t.Errorf("PlainTitle(%q) = %q, want %q", tc.title, got, tc.want)
		}
	}
}
