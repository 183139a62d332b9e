package quality

import (
	"cmp"
	"maps"
	"slices"

	"rolecall/archetypes"
)

// MaxErrors is how many kinds of error a report names.
const MaxErrors = 20

// Error is one kind of disagreement: a field's label that was tagged otherwise.
type Error struct {
	// Field is a field of the codebook, "traits", or "found" for targets that
	// the tagger does not find.
	Field    string `json:"field"`
	Labelled string `json:"labelled"`
	Tagged   string `json:"tagged"`
	Count    int    `json:"count"`
	// Example is the id of the first passage that shows it.
	Example string `json:"example"`
}

// WorstErrors returns the most frequent kinds of error of codings, at most
// MaxErrors.
func WorstErrors(examples []Example, codings []Coding) []Error {
	errs := errorCounts{}
	for i := range examples {
		errs.add(&examples[i], codings[i].errors(&examples[i]))
	}
	return errs.worst()
}

// errorCounts counts errors by kind.
type errorCounts map[Error]*Error

func (c errorCounts) add(e *Example, errs []Error) {
	for _, kind := range errs {
		if c[kind] == nil {
			c[kind] = &Error{kind.Field, kind.Labelled, kind.Tagged, 0, e.ID}
		}
		c[kind].Count++
	}
}

// worst returns the most frequent errors.
func (c errorCounts) worst() []Error {
	all := make([]Error, 0, len(c))
	for _, e := range slices.SortedFunc(maps.Values(c), func(a, b *Error) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Labelled, b.Labelled), cmp.Compare(a.Tagged, b.Tagged))
	}) {
		all = append(all, *e)
	}
	return all[:min(len(all), MaxErrors)]
}

// errors lists where labels and tags differ, without counts. One that decides
// others stands for them: what is taken for no AI is not also of a wrong mode,
// and conduct is compared where both see a portrayal.
func (c *Coding) errors(e *Example) []Error {
	var out []Error
	add := func(field, labelled, tagged string) {
		out = append(out, Error{Field: field, Labelled: labelled, Tagged: tagged})
	}
	tag := func(f archetypes.Field) string { return archetypes.Values(f)[c.Class(f)] }
	both := e.IsPortrayal() && tag(archetypes.Mode) == archetypes.Portrayal
	for _, f := range archetypes.Fields() {
		labelled, tagged := e.Label(f), tag(f)
		conduct := slices.Contains(archetypes.ConductFields(), f)
		switch {
		case labelled == tagged, conduct && !both:
		case f == archetypes.Mode && (labelled == archetypes.None || tagged == archetypes.None):
		default:
			add(string(f), labelled, tagged)
		}
	}
	if !both {
		return out
	}
	for k, trait := range archetypes.Traits() {
		switch tagged := c.Traits[k]; {
		case e.HasTrait(trait) && !tagged:
			add("traits", trait, "not "+trait)
		case !e.HasTrait(trait) && tagged:
			add("traits", "not "+trait, trait)
		}
	}
	return out
}
