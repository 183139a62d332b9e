package train

import (
	"runtime"

	"rolecall/archetypes"
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
	all := tasks(data.all())
	heads := make([]portrayal.Head, len(all))
	inParallel(len(all), func(k int) {
		w := fitDeep(d, all[k], func(int) bool { return true })
		heads[k] = portrayal.Head{Name: all[k].name, Classes: all[k].classes, Weights: w, Prior: all[k].prior()}
	})
	return d.Encode(heads)
}

// NewDenseDataset encodes all passages of the data, the gold's first.
func NewDenseDataset(c *catalogue.Catalogue, e *encoder.Encoder, data *Data) *portrayal.DenseDataset {
	return portrayal.NewDenseDataset(c, e, inputs(c, data.all()), runtime.GOMAXPROCS(0))
}

// crossValidateDeep predicts every example by heads of both tiers that saw
// nothing of its group, pooled as the deep tier pools them.
func crossValidateDeep(fast []prediction, d *portrayal.DenseDataset, examples []quality.Example) []prediction {
	deep := crossValidateBy(examples, func(t task, use func(int) bool) func(i int) []float64 {
		w := fitDeep(d, t, use)
		return func(i int) []float64 { return probabilities(d.Rows[i], w, t.classes) }
	})
	out := make([]prediction, len(fast))
	for i := range fast {
		out[i] = prediction{}
		for name, p := range fast[i] {
			out[i][name] = portrayal.PoolTiers(p, deep[i][name])
		}
	}
	return out
}

// deepFields are the fields and, by name, the traits of the tagger.
func deepFields() []string {
	var out []string
	for _, f := range archetypes.Fields() {
		out = append(out, string(f))
	}
	return out
}
