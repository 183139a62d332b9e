package train

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/weights"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
	"rolecall/archetypes/train/tune"
)

// deepPenalty holds down the weights of the deep tier's linear heads, all of whose
// features have deviation 1: half the 384 dimensions of a pool, which gives each pool
// as a whole the prior variance 2. Chosen by cross-validation.
const deepPenalty = 192

// Deep fits and measures the deep tier.
type Deep struct {
	dense    *portrayal.DenseDataset
	examples []quality.Example // the gold first
	teaching []*tune.Example   // parallel to examples, nil of those that show no conduct
	last     weights.Layer     // the encoder's, from which the focus starts
	shape    tune.Shape
}

// NewDeep encodes all passages of the data with an encoder; whole are its weights with
// the last layer.
func NewDeep(c *catalogue.Catalogue, e *encoder.Encoder, whole *weights.Weights, data *Data) *Deep {
	d := &Deep{examples: data.ours(), last: whole.Stack[len(whole.Stack)-1]}
	portrayed := func(i int) bool { return d.examples[i].Mode == archetypes.Portrayal }
	d.dense = portrayal.NewDenseDataset(c, e, inputs(c, d.examples), portrayed, runtime.GOMAXPROCS(0))
	d.shape = tune.Shape{
		Size: whole.Hidden, Heads: whole.Heads, Inner: whole.Inner, Pools: portrayal.Pools, Zones: portrayal.Zones,
		Epsilon: whole.Epsilon, Marks: len(archetypes.Traits()),
	}
	for _, f := range archetypes.ConductFields() {
		d.shape.Classes = append(d.shape.Classes, len(archetypes.Values(f)))
	}
	for _, a := range archetypes.Archetypes() { // the first field of conduct
		d.shape.Kin = append(d.shape.Kin, quality.FamilyIndex(archetypes.Family(a)))
	}
	d.teaching = make([]*tune.Example, len(d.examples))
	for i := range d.examples {
		if portrayed(i) {
			d.teaching[i] = teaching(&d.examples[i], d.dense.Views[i])
		}
	}
	return d
}

// teaching is what an example teaches of conduct.
func teaching(e *quality.Example, v encoder.View) *tune.Example {
	out := &tune.Example{View: v}
	for _, f := range archetypes.ConductFields() {
		out.Classes = append(out.Classes, e.Class(f))
	}
	for _, t := range archetypes.Traits() {
		out.Marks = append(out.Marks, e.HasTrait(t))
	}
	return out
}

// fitFocus fits the focus on the portrayals for which use is true.
func (d *Deep) fitFocus(use func(i int) bool) *weights.Focus {
	var examples []*tune.Example
	for i := range d.teaching {
		if d.teaching[i] != nil && use(i) {
			examples = append(examples, d.teaching[i])
		}
	}
	defer fmt.Fprintln(os.Stderr)
	return tune.Fit(d.shape, &d.last, examples, tune.Options{
		Epochs: 4, Batch: 32, Rate: 1.5e-4, Seed: 1, Workers: runtime.GOMAXPROCS(0),
		Progress: func(step, steps int, loss float64) {
			fmt.Fprintf(os.Stderr, "\rfit: step %d of %d, loss %.3f ", step, steps, loss)
		},
	})
}

// fitFrame fits one head on the mean vectors of the examples for which use is true.
// The bias, the last feature, is left free.
func (d *Deep) fitFrame(t task, use func(i int) bool) []float64 {
	penalties := make([]float64, len(d.dense.Names))
	for i := range penalties {
		penalties[i] = deepPenalty
	}
	penalties[len(penalties)-1] = 1e-3
	var rows []portrayal.Row
	var labels []int
	for k, i := range t.rows {
		if use(i) {
			rows = append(rows, d.dense.Rows[i])
			labels = append(labels, t.labels[k])
		}
	}
	return fitSoftmax(rows, labels, t.classes, penalties)
}

// frames returns the tasks of what a passage is: all but conduct and traits.
func frames(all []task) []task {
	return all[:len(archetypes.Fields())-len(archetypes.ConductFields())]
}

// Fit fits the deep tier on all examples and returns it as portrayal.ReadDeep reads
// it.
func (d *Deep) Fit() ([]byte, error) {
	all := func(int) bool { return true }
	tasks := frames(tasks(d.examples))
	heads := make([]portrayal.Head, len(tasks))
	inParallel(len(tasks), func(k int) {
		t := tasks[k]
		heads[k] = portrayal.Head{Name: t.name, Classes: t.classes, Weights: d.fitFrame(t, all), Prior: t.prior()}
	})
	return d.dense.Encode(heads, d.fitFocus(all))
}

// conduct predicts an example's conduct and traits by a focus.
func (d *Deep) conduct(f *encoder.Focus, i int) prediction {
	v, p := &d.teaching[i].View, prediction{}
	outputs := f.Outputs(v, v.Pooled(portrayal.Pools))
	for _, field := range archetypes.ConductFields() {
		var scores []float64
		for range archetypes.Values(field) {
			scores, outputs = append(scores, float64(outputs[0])), outputs[1:]
		}
		logSum := logSumExp(scores)
		for c := range scores {
			scores[c] = math.Exp(scores[c] - logSum)
		}
		p[string(field)] = scores
	}
	for k, t := range archetypes.Traits() {
		yes := 1 / (1 + math.Exp(-float64(outputs[k])))
		p["trait."+t] = []float64{1 - yes, yes}
	}
	return p
}

// predictConduct adds to the gold's predictions those of the conduct of portrayals, by
// focuses that were fitted without the fold.
func (d *Deep) predictConduct(pred []prediction, s split, fold int) error {
	f, err := encoder.NewFocus(d.fitFocus(func(i int) bool { return s.teaches(fold, i) }), d.shape.Size)
	if err != nil {
		return err
	}
	inParallel(len(pred), func(i int) {
		if s.fold[i] == fold && d.teaching[i] != nil {
			for name, p := range d.conduct(f, i) {
				pred[i][name] = p
			}
		}
	})
	return nil
}

// Measure cross-validates the deep tier on the gold: models of both tiers that saw
// nothing of a passage's group, pooled as the tagger pools them. What is not portrayed
// keeps the fast tier's conduct, which no figure regards.
func (d *Deep) Measure(c *catalogue.Catalogue, data *Data) (*DeepReport, error) {
	l := newLaboratory(c, data)
	fast := l.predictTwice(l.ordinary)
	dense := predictBy(frames(l.heads), len(l.gold), l.ordinary, func(t task, use func(i int) bool) func(i int) []float64 {
		w := d.fitFrame(t, use)
		return func(i int) []float64 { return probabilities(d.dense.Rows[i], w, t.classes) }
	})
	for fold := range folds {
		if err := d.predictConduct(dense, l.ordinary, fold); err != nil {
			return nil, err
		}
	}
	return d.report(l, fast, dense), nil
}

// report sets the tiers beside each other.
func (d *Deep) report(l *laboratory, fast, dense []prediction) *DeepReport {
	deep := make([]prediction, len(fast))
	for i := range fast {
		deep[i] = prediction{}
		for name, p := range fast[i] {
			if dense[i][name] == nil {
				dense[i][name] = p
			}
			deep[i][name] = portrayal.PoolTiers(name, p, dense[i][name])
		}
	}
	return &DeepReport{
		Examples: len(l.gold), Extra: len(d.examples) - len(l.gold), Groups: quality.CountGroups(l.gold), Quality: measured(l.gold, deep),
		Columns:         []column{{"encoder alone", figures(l.gold, dense)}, {"fast", figures(l.gold, fast)}},
		MalevolentError: malevolentError(l.gold, deep), Calibration: calibrations(l.gold, deep),
		Errors: quality.WorstErrors(l.gold, codings(l.gold, deep)),
	}
}

// DeepReport is the quality of the deep tier on coded passages.
type DeepReport struct {
	Examples, Extra, Groups int
	Quality                 []portrayal.Quality
	Columns                 []column
	MalevolentError         float64
	Calibration             []calibration
	Errors                  []quality.Error
}

// String renders the committed quality table of the deep tier.
func (r *DeepReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Agreement of the deep tagger with coded passages, %d-fold cross-validation as in quality.txt, of which see the notes.\n", folds)
	fmt.Fprintf(&b, "%d passages in %d groups, fitted with %d further ones.\n\n", r.Examples, r.Groups, r.Extra)
	writeFigures(&b, r.Quality, r.Columns)
	fmt.Fprintf(&b, "\nmalevolent share, tagged less labelled: %+.3f\n\n# calibration\n\n", r.MalevolentError)
	writeCalibrations(&b, r.Calibration)
	b.WriteString("\n# errors\n\n")
	writeErrors(&b, r.Errors)
	return b.String()
}
