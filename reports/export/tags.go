// Package export writes tags in the forms that other tools read.
package export

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"rolecall/archetypes"
)

// Row is one document's tags, as a line of `rolecall tag`. Rows stand in the
// order of the input, one for each record, unreadable ones included.
type Row struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	// Error tells why the record could not be read; ID is then shard:row.
	Error string `json:"error,omitempty"`
	// NotMeasured tells why the document was not judged, such as language:de.
	NotMeasured string    `json:"not_measured,omitempty"`
	Mentions    []Mention `json:"mentions"`
}

// Mention is one span with its labels. Start and End are Unicode code points,
// half open, as Dolma's are.
type Mention struct {
	Start       int      `json:"start"`
	End         int      `json:"end"`
	Text        string   `json:"text"`
	Character   string   `json:"character,omitempty"`
	Kind        string   `json:"kind,omitempty"`
	Reference   string   `json:"reference"`
	Mode        string   `json:"mode"`
	Form        string   `json:"form"`
	Archetype   string   `json:"archetype"`
	Family      string   `json:"family"`
	Benevolence string   `json:"benevolence"`
	Alignment   string   `json:"alignment"`
	Stance      string   `json:"stance"`
	Agency      string   `json:"agency"`
	Arc         string   `json:"arc"`
	Traits      []string `json:"traits"`
	Gaps        []string `json:"gaps"`
	Humanlike   string   `json:"humanlike"`
	// P holds the probabilities of each field's values, those of at least
	// MinP. Fields of conduct are given that it is a portrayal.
	P map[string]map[string]float64 `json:"p"`
}

// MinP is the probability below which a value is left out of a row.
const MinP = 0.01

// NewMention makes the row's form of a mention.
func NewMention(m *archetypes.Mention) Mention {
	l := m.Labels
	out := Mention{
		Start: m.Start, End: m.End, Text: m.Text, Character: m.Character, Kind: m.Kind,
		Reference: l[archetypes.Reference], Mode: l[archetypes.Mode], Form: l[archetypes.Form],
		Archetype: l[archetypes.ArchetypeOf], Family: archetypes.Family(l[archetypes.ArchetypeOf]),
		Benevolence: l[archetypes.Benevolence], Alignment: l[archetypes.Alignment], Stance: l[archetypes.Stance],
		Agency: l[archetypes.Agency], Arc: l[archetypes.Arc], Humanlike: l[archetypes.Humanlike],
		Traits: orEmpty(m.Traits), Gaps: orEmpty(m.Gaps), P: map[string]map[string]float64{},
	}
	for _, f := range archetypes.Fields() {
		out.P[string(f)] = probabilities(archetypes.Values(f), m.P[f])
	}
	out.P["traits"] = probabilities(archetypes.Traits(), m.TraitP)
	return out
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{} // [] and not null
	}
	return list
}

func probabilities(values []string, p []float64) map[string]float64 {
	out := map[string]float64{}
	for i, x := range p {
		if x >= MinP {
			out[values[i]] = math.Round(x*1e4) / 1e4
		}
	}
	return out
}

// Write writes the row as one line of JSON.
func (r *Row) Write(w io.Writer) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("row %s: %w", r.ID, err)
	}
	_, err = w.Write(append(line, '\n'))
	return err
}
