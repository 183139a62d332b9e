package quality

import (
	"context"
	"math"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"rolecall/archetypes"
	"rolecall/archetypes/mention"
	"rolecall/archetypes/portrayal"
)

// Report says how well a tagger agrees with coded passages.
type Report struct {
	Passages   int `json:"passages"`
	Portrayals int `json:"portrayals"` // as labelled
	// Groups is how many documents or works the passages come from. Intervals
	// draw these.
	Groups int `json:"groups"`
	// Found tells how many of the targets that are labelled as an AI the tagger
	// finds by itself. Figures code the others too, as targets that no catalogue
	// knows; an audit would not see them.
	Found Found `json:"found"`
	// Figures has a line a field, as the tagger's own quality table has.
	Figures []portrayal.Quality `json:"figures"`
	// Confusion counts labelled families (rows) by tagged ones, in the order of
	// Families, where the label is a portrayal.
	Families  []string `json:"families"`
	Confusion [][]int  `json:"confusion"`
	// Errors are the most frequent kinds of error, at most MaxErrors.
	Errors []Error `json:"errors"`
}

// Found counts targets labelled as an AI, and how many of them are found.
type Found struct {
	Of    int `json:"of"`
	Found int `json:"found"`
}

// NotFound is what stands for a tag where the tagger finds nothing at a target
// that is labelled as an AI: neither a name nor a kind that it knows.
const NotFound = "not found"

// Score has the tagger code examples and measures its agreement with them.
// The examples must be in the codebook's terms, as Read returns them.
func Score(ctx context.Context, t *portrayal.Tagger, examples []Example) (*Report, error) {
	marks, err := mark(ctx, t, examples)
	if err != nil {
		return nil, err
	}
	r := &Report{Passages: len(examples), Groups: CountGroups(examples), Families: archetypes.Families(), Confusion: square(len(archetypes.Families()))}
	errs := errorCounts{}
	codings := make([]Coding, len(marks))
	for i := range marks {
		codings[i] = marks[i].coding
		r.count(&examples[i], &marks[i])
		errs.add(&examples[i], marks[i].errors(&examples[i]))
	}
	r.Figures = table(examples, codings)
	r.Errors = errs.worst()
	return r, nil
}

// table measures, with the intervals and the floors of the tagger's own table.
func table(examples []Example, codings []Coding) []portrayal.Quality {
	if len(examples) == 0 {
		return nil
	}
	floors := map[string]float64{}
	if builtin, err := portrayal.BuiltinQuality(); err == nil { // embedded
		for _, q := range builtin {
			floors[q.Field] = q.Floor
		}
	}
	intervals := Bootstrap(examples, codings, Figures)
	var out []portrayal.Quality
	for i, f := range Figures(examples, codings) {
		out = append(out, portrayal.Quality{
			Field: f.Field, Metric: f.Metric, Value: Round(f.Overall), Within: Round(f.Within),
			Lower: Round(intervals[i][0]), Upper: Round(intervals[i][1]), Floor: floors[f.Field], Passages: f.N,
		})
	}
	return out
}

// Round keeps the three digits that a figure is worth.
func Round(x float64) float64 { return math.Round(x*1000) / 1000 }

func square(n int) [][]int {
	out := make([][]int, n)
	for i := range out {
		out[i] = make([]int, n)
	}
	return out
}

// marked is what the tagger makes of one example.
type marked struct {
	archetypes.Mention
	coding Coding
	found  bool
}

// mark codes all examples, on all cores.
func mark(ctx context.Context, t *portrayal.Tagger, examples []Example) ([]marked, error) {
	out := make([]marked, len(examples))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	const some = 64
	for from := 0; from < len(examples); from += some {
		g.Go(func() error {
			for i := from; i < min(from+some, len(examples)); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				out[i] = markOne(t, &examples[i])
			}
			return nil
		})
	}
	return out, g.Wait()
}

func markOne(t *portrayal.Tagger, e *Example) marked {
	in := e.Input(t.Finder())
	m := marked{Mention: t.Code(in), found: in.Who != mention.Candidate{}}
	for _, f := range archetypes.Fields() {
		v := m.Labels[f]
		if !m.IsPortrayal() && slices.Contains(archetypes.ConductFields(), f) {
			v = t.Decide(f, m.P[f])
		}
		m.coding.Classes = append(m.coding.Classes, archetypes.Index(f, v))
	}
	for _, p := range m.TraitP {
		m.coding.Traits = append(m.coding.Traits, p >= portrayal.TraitThreshold)
	}
	return m
}

// count adds an example to the report's counts.
func (r *Report) count(e *Example, m *marked) {
	if e.Reference != archetypes.NotAI {
		r.Found.Of++
		if m.found {
			r.Found.Found++
		}
	}
	if e.IsPortrayal() {
		r.Portrayals++
		tagged := archetypes.Archetypes()[m.coding.Class(archetypes.ArchetypeOf)]
		r.Confusion[FamilyIndex(archetypes.Family(e.Archetype))][FamilyIndex(archetypes.Family(tagged))]++
	}
}

// errors lists where labels and tags differ, without counts.
func (m *marked) errors(e *Example) []Error {
	var out []Error
	if e.Reference != archetypes.NotAI && !m.found {
		out = append(out, Error{Field: "found", Labelled: e.Reference, Tagged: NotFound})
	}
	return append(out, m.coding.errors(e)...)
}
