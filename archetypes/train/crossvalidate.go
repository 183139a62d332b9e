package train

import (
	"runtime"
	"slices"
	"sync"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// minRows is how many examples must show a feature for it to be fitted.
const minRows = 3

// task is one head to fit: which examples teach it, and their classes.
type task struct {
	name    string
	classes int
	penalty penalty
	rows    []int // indices of examples
	labels  []int // parallel to rows
	// elder is the same field as other hands have coded it, from whose weights
	// this one's start.
	elder *task
}

// tasks lists the heads: every field, and every trait as yes or no. Fields of
// conduct are fitted on portrayals alone.
func tasks(examples []quality.Example) []task {
	var out []task
	for _, f := range archetypes.Fields() {
		t := task{name: string(f), classes: len(archetypes.Values(f)), penalty: penaltyOf(f), elder: elder(f, examples)}
		for i := range examples {
			if c := examples[i].Class(f); c >= 0 {
				t.rows = append(t.rows, i)
				t.labels = append(t.labels, c)
			}
		}
		out = append(out, t)
	}
	for _, trait := range archetypes.Traits() {
		t := task{name: "trait." + trait, classes: 2, penalty: traitPenalty}
		for i := range examples {
			if examples[i].Mode != archetypes.Portrayal {
				continue
			}
			t.rows = append(t.rows, i)
			t.labels = append(t.labels, boolClass(examples[i].HasTrait(trait)))
		}
		out = append(out, t)
	}
	return out
}

// prior returns the share of each class.
func (t *task) prior() []float64 {
	p := make([]float64, t.classes)
	for _, c := range t.labels {
		p[c] += 1 / float64(len(t.labels))
	}
	return p
}

// penalty is how hard weights are held down: those of features with a known
// meaning, and how many times as hard those of bare words near the target and
// elsewhere, and of the layout. Held down harder, these explain only what the
// cues leave, which keeps a model from learning which source it is in.
type penalty struct{ all, near, far, layout float64 }

// Chosen by cross-validation, see quality.txt.
var traitPenalty = penalty{6, 3, 6, 10}

func penaltyOf(f archetypes.Field) penalty {
	switch f {
	case archetypes.Reference, archetypes.Mode:
		return penalty{3, 2, 4, 1}
	case archetypes.Form:
		return penalty{3, 1, 1, 1}
	case archetypes.ArchetypeOf, archetypes.Benevolence:
		return penalty{20, 2, 4, 10}
	case archetypes.Stance:
		return penalty{8, 1.5, 2, 10}
	case archetypes.Humanlike:
		return penalty{16, 1.5, 2, 10}
	}
	return penalty{24, 1.5, 2, 10}
}

// penalties returns the factor of each feature.
func (t *task) penalties(features []string) []float64 {
	out := make([]float64, len(features))
	for i, name := range features {
		bare, far := portrayal.BareWord(name)
		switch {
		case far:
			out[i] = t.penalty.all * t.penalty.far
		case bare:
			out[i] = t.penalty.all * t.penalty.near
		case portrayal.Layout(name):
			out[i] = t.penalty.all * t.penalty.layout
		default:
			out[i] = t.penalty.all
		}
	}
	return out
}

func boolClass(b bool) int {
	if b {
		return 1
	}
	return 0
}

// prediction holds the probabilities of every head for one example.
type prediction map[string][]float64

// fit fits one head on the examples for which use is true.
func fit(d *portrayal.Dataset, t task, use func(i int) bool) []float64 {
	return refit(nil, d, t, use)
}

// refit is fit from the weights of a model that was fitted on much the same,
// nil for none.
func refit(start []float64, d *portrayal.Dataset, t task, use func(i int) bool) []float64 {
	var center []float64
	if t.elder != nil && len(t.elder.rows) > 0 {
		center = fit(d, *t.elder, use)
	}
	switch {
	case start != nil:
		start = slices.Clone(start)
	case center != nil:
		start = slices.Clone(center)
	default:
		start = make([]float64, len(d.Names)*t.classes)
	}
	var rows []portrayal.Row
	var labels []int
	for k, i := range t.rows {
		if use(i) {
			rows = append(rows, d.Rows[i])
			labels = append(labels, t.labels[k])
		}
	}
	return fitToward(center, start, rows, labels, t.classes, t.penalties(d.Names))
}

// Data is what models are fitted on.
type Data struct {
	// Gold is measured by cross-validation.
	Gold []quality.Example
	// Extra passages teach only: our own words, and further labels of corpora.
	Extra []quality.Example
	// Foreign passages were coded by other hands.
	Foreign []quality.Example
}

// all returns the examples with the gold first, those by other hands last.
func (d *Data) all() []quality.Example { return slices.Concat(d.Gold, d.Extra, d.Foreign) }

// ours returns the examples that are coded by the codebook, the gold first.
func (d *Data) ours() []quality.Example { return slices.Concat(d.Gold, d.Extra) }

// Fit fits all heads on all examples and returns the encoded weights.
func Fit(c *catalogue.Catalogue, data *Data) ([]byte, error) {
	examples := data.all()
	d := portrayal.NewDataset(c, inputs(c, examples), minRows)
	all := tasks(examples)
	heads := make([]portrayal.Head, len(all))
	inParallel(len(all), func(k int) {
		w := fit(d, all[k], everything)
		heads[k] = portrayal.Head{Name: all[k].name, Classes: all[k].classes, Weights: w, Prior: all[k].prior()}
	})
	fold := byGroup(quality.Groups(examples)).fold
	return portrayal.Encode(d.Names, heads, secondHeads(d, all, fold)...)
}

func everything(int) bool { return true }

// inParallel calls f(0) … f(n-1) on all cores. Each call must write to places
// of its own.
func inParallel(n int, f func(k int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for k := range next {
				f(k)
			}
		})
	}
	for k := range n {
		next <- k
	}
	close(next)
	wg.Wait()
}
