package train

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"rolecall/archetypes"
	"rolecall/archetypes/quality"
)

// correction is a label of the gold that we are sure is wrong. Corrections are
// listed for the gold's makers; nothing is fitted on them.
type correction struct {
	ID     string           `json:"id"`
	Field  archetypes.Field `json:"field"`
	From   string           `json:"from"`
	To     string           `json:"to"`
	Reason string           `json:"reason"`
}

func readCorrections(t *testing.T) []correction {
	t.Helper()
	f, err := os.Open("testdata/corrections.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []correction
	for s := bufio.NewScanner(f); s.Scan(); {
		var c correction
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			t.Fatalf("correction %d: %v", len(out)+1, err)
		}
		out = append(out, c)
	}
	return out
}

func TestCorrectionsFollowTheCodebook(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range readCorrections(t) {
		key := c.ID + string(c.Field)
		if archetypes.Index(c.Field, c.From) < 0 || archetypes.Index(c.Field, c.To) < 0 || c.From == c.To || c.Reason == "" || seen[key] {
			t.Errorf("%+v: an unknown value, no change, no reason or listed twice", c)
		}
		seen[key] = true
	}
	if len(seen) == 0 {
		t.Error("no corrections")
	}
}

func TestCorrectionsAreOfTheGold(t *testing.T) {
	gold, err := ReadGold(filepath.Join(shared, "gold", "gold.jsonl.gz"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("shared/gold is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]*quality.Example{}
	for i := range gold {
		byID[gold[i].ID] = &gold[i]
	}
	for _, c := range readCorrections(t) {
		if e := byID[c.ID]; e == nil || e.Label(c.Field) != c.From {
			t.Errorf("%s: the gold has no such passage, or its %s is not %s", c.ID, c.Field, c.From)
		}
	}
}
