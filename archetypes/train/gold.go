// Package train fits the tagger's models from coded passages and measures
// how well they agree with careful readers. It is used by `make train` and by
// the quality tests, never by an audit.
package train

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
	"rolecall/archetypes/portrayal"
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
func (e *Example) Label(f archetypes.Field) string {
	switch f {
	case archetypes.Reference:
		return e.Reference
	case archetypes.Mode:
		return e.Mode
	case archetypes.Form:
		return e.Form
	case archetypes.ArchetypeOf:
		return e.Archetype
	case archetypes.Benevolence:
		return e.Benevolence
	case archetypes.Alignment:
		return e.Alignment
	case archetypes.Stance:
		return e.Stance
	case archetypes.Agency:
		return e.Agency
	case archetypes.Arc:
		return e.Arc
	default:
		return e.Humanlike
	}
}

// Group is what must not be split between fitting and scoring: the document,
// or for descriptions and stories the work.
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
	return e.Document
}

// ReadGold reads a gzipped JSONL file of examples.
func ReadGold(name string) ([]Example, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("gold: %w", err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("gold: %s: %w", name, err)
	}
	out, err := decode(zr)
	if err != nil {
		return nil, fmt.Errorf("gold: %s: %w", name, err)
	}
	return out, nil
}

// decode reads examples, one JSON object after the other.
func decode(r io.Reader) ([]Example, error) {
	dec := json.NewDecoder(r)
	var out []Example
	for {
		var e Example
		err := dec.Decode(&e)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("example %d: %w", len(out)+1, err)
		}
		out = append(out, e)
	}
}

// inputs turns examples into what the tagger would see of them: the passage
// that it would cut around the target, and who the target is.
func inputs(c *catalogue.Catalogue, examples []Example) []portrayal.Input {
	finder := mention.New(c)
	out := make([]portrayal.Input, len(examples))
	for i := range examples {
		out[i] = examples[i].input(finder)
	}
	return out
}

func (e *Example) input(finder *mention.Finder) portrayal.Input {
	text := e.Before + e.Passage + e.After
	start := len(e.Before) + byteOffset(e.Passage, e.Start)
	end := len(e.Before) + byteOffset(e.Passage, e.End)
	var cand mention.Candidate
	for _, c := range finder.Find(text, "").Candidates {
		if c.Start < end && start < c.End {
			cand = c
			break
		}
	}
	return portrayal.InputAt(text, start, end, cand)
}

func byteOffset(s string, codePoint int) int {
	n := 0
	for i := range s {
		if n == codePoint {
			return i
		}
		n++
	}
	return len(s)
}
