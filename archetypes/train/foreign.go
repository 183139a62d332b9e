package train

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"rolecall/archetypes"
	"rolecall/archetypes/quality"
)

// Texts by other hands, coded by a scheme close to ours but not the same, are
// never pooled with ours. Models of three fields are fitted on them first, and
// those are where the weights of ours are held to: what our labels do not
// speak of stays as others saw it (Chelba and Acero 2006).

// foreignFields are the fields that other hands have coded too.
var foreignFields = []archetypes.Field{archetypes.Benevolence, archetypes.Alignment, archetypes.Stance}

// foreignMode is the mode of examples by other hands: none of the codebook, so
// that they teach no head of ours.
const foreignMode = ""

// readForeign reads the texts by other hands in the folder of the gold.
func readForeign(gold string) ([]quality.Example, error) {
	lines, err := readLines(filepath.Join(gold, "behaviours.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	characters, err := readDescriptions(filepath.Join(gold, "characters.jsonl.gz"))
	return slices.Concat(lines, characters), err
}

// readLines reads quotes of stories, each with what its AI does there.
func readLines(name string) (out []quality.Example, err error) {
	err = eachRow(name, func(row []byte) error {
		var b struct{ Story, Character, Quote, Benevolence, Alignment, Portrayal string }
		if err := json.Unmarshal(row, &b); err != nil {
			return err
		}
		e := marked(b.Character, b.Quote, ": ")
		e.Source, e.Document = storySource, "stories/"+b.Story
		e.Benevolence, e.Alignment, e.Stance = strings.ToLower(b.Benevolence), strings.ToLower(b.Alignment), strings.ToLower(b.Portrayal)
		out = append(out, e)
		return nil
	})
	return out, err
}

// readDescriptions reads descriptions of characters with their ratings.
func readDescriptions(name string) (out []quality.Example, err error) {
	err = eachRow(name, func(row []byte) error {
		var c struct {
			Name        string `json:"character_name"`
			Work        string `json:"work_name"`
			Description string `json:"character_description"`
			Benevolence string `json:"benevolence_rating"`
			Alignment   string `json:"alignment_rating"`
		}
		if err := json.Unmarshal(row, &c); err != nil {
			return err
		}
		e := marked(c.Name, c.Description, " — ")
		e.Source, e.Document = referenceSource, "characters/"+c.Name+" · "+c.Work
		e.Benevolence, e.Alignment = strings.ToLower(c.Benevolence), strings.ToLower(c.Alignment)
		out = append(out, e)
		return nil
	})
	return out, err
}

// The sources of the gold that coincide with the texts by other hands, which
// bear the same names so that both fall into the same groups.
const (
	storySource     = "role_model_stories"
	referenceSource = "ref_characters"
)

// elder returns the task of a field on the examples by other hands, without
// rows where they have not coded it.
func elder(f archetypes.Field, examples []quality.Example) *task {
	t := &task{name: string(f), classes: len(archetypes.Values(f)), penalty: penaltyOf(f)}
	if !slices.Contains(foreignFields, f) {
		return t
	}
	for i := range examples {
		if examples[i].Mode != foreignMode {
			continue
		}
		if c := archetypes.Index(f, examples[i].Label(f)); c >= 0 {
			t.rows, t.labels = append(t.rows, i), append(t.labels, c)
		}
	}
	return t
}
