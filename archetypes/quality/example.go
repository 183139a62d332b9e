// Package quality measures how well a tagger agrees with careful readers on
// coded passages: on the gold when models are fitted (archetypes/train), and on
// a user's own passages with the embedded ones.
//
// An [Example] is one passage with its codes, a [Coding] what a tagger says of
// it. Figures compare the two. The package fits nothing.
package quality

import (
	"slices"
	"strings"

	"rolecall/archetypes"
	"rolecall/archetypes/mention"
	"rolecall/archetypes/portrayal"
	"rolecall/index/segment"
)

// Example is one coded passage, as gold.jsonl.gz holds it.
type Example struct {
	ID       string `json:"id"`
	Document string `json:"document"`
	Source   string `json:"source"`
	Before   string `json:"before"`
	Passage  string `json:"passage"`
	After    string `json:"after"`
	// Start and End are the target's code points in Passage, half open.
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Target string `json:"target"`

	Reference   string   `json:"reference"`
	Mode        string   `json:"mode"`
	Form        string   `json:"form"`
	Archetype   string   `json:"archetype"`
	Benevolence string   `json:"benevolence"`
	Alignment   string   `json:"alignment"`
	Stance      string   `json:"stance"`
	Agency      string   `json:"agency"`
	Arc         string   `json:"arc"`
	Traits      []string `json:"traits"`
	Humanlike   string   `json:"humanlike"`
}

// Label returns the example's value of a field.
func (e *Example) Label(f archetypes.Field) string { return *e.label(f) }

func (e *Example) label(f archetypes.Field) *string {
	switch f {
	case archetypes.Reference:
		return &e.Reference
	case archetypes.Mode:
		return &e.Mode
	case archetypes.Form:
		return &e.Form
	case archetypes.ArchetypeOf:
		return &e.Archetype
	case archetypes.Benevolence:
		return &e.Benevolence
	case archetypes.Alignment:
		return &e.Alignment
	case archetypes.Stance:
		return &e.Stance
	case archetypes.Agency:
		return &e.Agency
	case archetypes.Arc:
		return &e.Arc
	default:
		return &e.Humanlike
	}
}

// IsPortrayal tells whether the example is coded as a portrayal.
func (e *Example) IsPortrayal() bool { return e.Mode == archetypes.Portrayal }

// Class returns the position of the example's label in the field's values, or
// -1 where it is not coded: conduct is coded for portrayals alone.
func (e *Example) Class(f archetypes.Field) int {
	if !e.IsPortrayal() && slices.Contains(archetypes.ConductFields(), f) {
		return -1
	}
	return archetypes.Index(f, e.Label(f))
}

// HasTrait tells whether the example is coded with a trait.
func (e *Example) HasTrait(trait string) bool { return slices.Contains(e.Traits, trait) }

// Group is the example's document, or for descriptions and stories the work. An
// example without a document is its own group. Groups of examples that overlap
// otherwise are joined by [Groups].
func (e *Example) Group() string {
	switch e.Source {
	case "ref_characters":
		if _, work, ok := strings.Cut(e.Document, " · "); ok {
			return "work/" + work
		}
	case "role_model_stories":
		i := strings.LastIndexByte(e.Document, '/')
		return "story/" + strings.TrimSuffix(e.Document[i+1:], "-behaviors")
	}
	if e.Document == "" {
		return "example/" + e.ID
	}
	return e.Document
}

// Input turns the example into what the tagger would see of it: the passage
// that it would cut around the target, and who the target is. The candidate is
// empty where the finder finds nothing at the target.
func (e *Example) Input(finder *mention.Finder) portrayal.Input {
	text := e.Before + e.Passage + e.After
	at := segment.Bytes(e.Passage, []int{e.Start, e.End})
	start, end := len(e.Before)+at[0], len(e.Before)+at[1]
	var who mention.Candidate
	for _, c := range finder.Find(text, "").Candidates {
		if c.Start < end && start < c.End {
			who = c
			break
		}
	}
	return portrayal.InputAt(text, start, end, who)
}
