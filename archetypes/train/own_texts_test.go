package train

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
)

func shippedTagger(t *testing.T) *portrayal.Tagger {
	t.Helper()
	m, err := portrayal.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return portrayal.NewTagger(builtin(t), m)
}

// gapNoise is how many of a half's passages may come out otherwise before it
// is a fall.
const gapNoise = 2

func TestGapsOnOwnPassages(t *testing.T) {
	got, err := measureGaps(shippedTagger(t), "testdata")
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/gap_quality.json"
	if *update {
		write(t, file, gapCounts(got))
	}
	var committed map[string][2]int
	readJSON(t, file, &committed)
	for name, now := range gapCounts(got) {
		want := committed[name]
		t.Logf("%-16s found %d (committed %d), spurious %d (%d)", name, now[0], want[0], now[1], want[1])
		if now[0] < want[0]-gapNoise || now[1] > want[1]+gapNoise {
			t.Errorf("%s: found %d and spurious %d, committed %d and %d", name, now[0], now[1], want[0], want[1])
		}
	}
	for _, f := range got {
		t.Logf("%s/%s missed %v spurious %v", f.gap, f.half, f.missedIDs, f.spuriousIDs)
	}
}

// gapCounts returns the found and the spurious of each gap and half.
func gapCounts(figures []gapFigure) map[string][2]int {
	out := map[string][2]int{}
	for _, f := range figures {
		out[f.gap+"/"+f.half] = [2]int{f.hits, f.spurious}
	}
	return out
}

// The way from a text to its gaps works: what the catalogue gives as examples
// is found, and shows that nothing found elsewhere is the cues' own want.
func TestGapsOnCatalogueExamples(t *testing.T) {
	tagger, found, of := shippedTagger(t), 0, 0
	for _, g := range builtin(t).Gaps {
		for _, text := range g.Examples.Match {
			of++
			found += boolClass(showsGap(tagger, text, g.ID))
		}
	}
	t.Logf("found %d of %d", found, of)
	if 4*found < 3*of {
		t.Errorf("found %d of the catalogue's %d examples, fewer than three in four", found, of)
	}
}

func TestGapPassagesAreWhole(t *testing.T) {
	passages, err := readGapPassages("testdata")
	if err != nil {
		t.Fatal(err)
	}
	counts, seen := map[string]int{}, map[string]bool{}
	for _, p := range passages {
		if seen[p.ID] || seen[p.Text] {
			t.Errorf("%s stands twice", p.ID)
		}
		seen[p.ID], seen[p.Text] = true, true
		known := slices.ContainsFunc(builtin(t).Gaps, func(g *catalogue.Trait) bool { return g.ID == p.Gap })
		if !known || p.Half != "a" && p.Half != "b" {
			t.Errorf("%s: gap %q, half %q", p.ID, p.Gap, p.Half)
		}
		key := p.Gap + " not"
		if p.Shown {
			key = p.Gap
		}
		counts[key]++
	}
	for key, n := range counts {
		if n < 25 {
			t.Errorf("%d passages of %s, fewer than 25", n, key)
		}
	}
}

// TestPhantoms fails when the shipped tagger sees more portrayals than the
// committed ones where there is no AI, by more than their noise.
func TestPhantoms(t *testing.T) {
	got, err := MeasurePhantoms(shippedTagger(t), shared, "testdata")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("shared/corpora is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	var committed Phantoms
	readJSON(t, "testdata/phantoms.json", &committed)
	if len(got.Corpora) != len(committed.Corpora) {
		t.Fatalf("%d corpora, %d are committed: run `make train`", len(got.Corpora), len(committed.Corpora))
	}
	comparePhantoms(t, &got.Homonyms, &committed.Homonyms)
	comparePhantoms(t, &got.Beside, &committed.Beside)
	for i := range got.Corpora {
		comparePhantoms(t, &got.Corpora[i], &committed.Corpora[i])
	}
}

// comparePhantoms allows two standard errors, and one phantom where there was
// none to estimate an error by.
func comparePhantoms(t *testing.T, got, committed *PhantomFigure) {
	t.Helper()
	t.Logf("%-26s %.2f expected (committed %.2f), %d of %d mentions labelled", got.Name, got.Expected, committed.Expected, got.Labelled, got.Mentions)
	if got.Expected > committed.Expected+max(1, 2*committed.Error) {
		t.Errorf("%s: %.2f phantom portrayals are expected, committed are %.2f", got.Name, got.Expected, committed.Expected)
	}
}

func readJSON(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// The table that is committed shows the detectors as they are.
func TestTableShowsGaps(t *testing.T) {
	gaps, err := measureGaps(shippedTagger(t), "testdata")
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("testdata/quality.txt")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	(&Report{Gaps: gaps}).writeGaps(&b)
	if !strings.Contains(string(table), b.String()) {
		t.Errorf("testdata/quality.txt shows other figures of gaps: run `make train`; they are now\n%s", b.String())
	}
}
