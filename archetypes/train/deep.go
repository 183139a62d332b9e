package train

import (
	"fmt"
	"runtime"
	"strings"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/encoder"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// deepPenalty holds down the weights of the deep tier's features, all of which
// have deviation 1: half the 384 dimensions of a pool, which gives each pool
// as a whole the prior variance 2. Chosen by cross-validation.
const deepPenalty = 192

// fitDeep fits one head on the dense features of the examples for which use is
// true. The bias, the last feature, is left free.
func fitDeep(d *portrayal.DenseDataset, t task, use func(i int) bool) []float64 {
	penalties := make([]float64, len(d.Names))
	for i := range penalties {
		penalties[i] = deepPenalty
	}
	penalties[len(penalties)-1] = 1e-3
	var rows []portrayal.Row
	var labels []int
	for k, i := range t.rows {
		if use(i) {
			rows = append(rows, d.Rows[i])
			labels = append(labels, t.labels[k])
		}
	}
	return fitSoftmax(rows, labels, t.classes, penalties)
}

// FitDeep fits the heads of the deep tier on all examples and returns them as
// portrayal.ReadDeep reads them.
func FitDeep(d *portrayal.DenseDataset, data *Data) ([]byte, error) {
	all := tasks(data.ours())
	heads := make([]portrayal.Head, len(all))
	inParallel(len(all), func(k int) {
		w := fitDeep(d, all[k], func(int) bool { return true })
		heads[k] = portrayal.Head{Name: all[k].name, Classes: all[k].classes, Weights: w, Prior: all[k].prior()}
	})
	return d.Encode(heads)
}

// NewDenseDataset encodes all passages of the data, the gold's first.
func NewDenseDataset(c *catalogue.Catalogue, e *encoder.Encoder, data *Data) *portrayal.DenseDataset {
	return portrayal.NewDenseDataset(c, e, inputs(c, data.ours()), runtime.GOMAXPROCS(0))
}

// MeasureDeep cross-validates the deep tier on the gold: heads of both tiers
// that saw nothing of a passage's group, pooled as the tagger pools them.
func MeasureDeep(c *catalogue.Catalogue, d *portrayal.DenseDataset, data *Data) *DeepReport {
	l := newLaboratory(c, data)
	fast := l.predictTwice(l.ordinary)
	dense := predictBy(l.heads, len(l.gold), l.ordinary, func(t task, use func(i int) bool) func(i int) []float64 {
		w := fitDeep(d, t, use)
		return func(i int) []float64 { return probabilities(d.Rows[i], w, t.classes) }
	})
	deep := make([]prediction, len(fast))
	for i := range fast {
		deep[i] = prediction{}
		for name, p := range fast[i] {
			deep[i][name] = portrayal.PoolTiers(p, dense[i][name])
		}
	}
	return &DeepReport{
		Examples: len(l.gold), Extra: len(data.Extra), Groups: quality.CountGroups(l.gold), Quality: measured(l.gold, deep),
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
