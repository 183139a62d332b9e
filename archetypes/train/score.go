package train

import (
	"cmp"
	"hash/fnv"
	"math"

	"rolecall/archetypes"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// familyProbabilities sums archetype probabilities by family.
func familyProbabilities(p []float64) []float64 {
	out := make([]float64, len(archetypes.Families()))
	for i, a := range archetypes.Archetypes() {
		out[quality.FamilyIndex(archetypes.Family(a))] += p[i]
	}
	return out
}

func best(p []float64) int { return archetypes.Distribution(p).Best() }

// figures measures predictions against labels.
func figures(examples []quality.Example, pred []prediction) []quality.Figure {
	return quality.Figures(examples, codings(examples, pred))
}

// codings decides each prediction as the tagger would. Its priors are those of
// the examples; how far labels lean is chosen on the other folds, so that it
// flatters no figure.
func codings(examples []quality.Example, pred []prediction) []quality.Coding {
	out := make([]quality.Coding, len(pred))
	fold := make([]int, len(pred))
	for i := range out {
		fold[i] = tiltFold(&examples[i])
		for _, t := range archetypes.Traits() {
			out[i].Traits = append(out[i].Traits, pred[i]["trait."+t][1] >= portrayal.TraitThreshold)
		}
	}
	byField := map[archetypes.Field]*leaning{}
	for _, t := range tasks(examples) {
		if f := archetypes.Field(t.name); archetypes.Values(f) != nil {
			byField[f] = lean(f, &t, pred, fold)
		}
	}
	for _, group := range leanAlike() {
		var chosen [folds]int
		for k := range chosen {
			chosen[k] = bestTilt(byField, group, k)
		}
		for i := range out {
			for _, f := range group {
				out[i].Classes = append(out[i].Classes, byField[f].class[chosen[fold[i]]][i])
			}
		}
	}
	return out
}

// tiltFold splits examples by document.
func tiltFold(e *quality.Example) int {
	h := fnv.New32a()
	h.Write([]byte(cmp.Or(e.Document, e.ID)))
	return int(h.Sum32() % folds)
}

// tilts are those among which is chosen.
var tilts = []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6}

// leanAlike groups the fields, in their order, by what shares a tilt. One for
// all conduct is better found than one for each field, whose best is mostly
// chance.
func leanAlike() [][]archetypes.Field {
	all := archetypes.Fields()
	return [][]archetypes.Field{all[:1], all[1:2], all[2:3], all[3:]}
}

// leaning is what a field's labels would be with each of tilts.
type leaning struct {
	class [][]int // by tilt and example
	// confusion counts labelled × decided classes, by tilt and fold.
	confusion [][folds][]int
	classes   int
}

func lean(f archetypes.Field, t *task, pred []prediction, fold []int) *leaning {
	x := &leaning{classes: t.classes}
	for _, tilt := range tilts {
		by := portrayal.Lean(t.prior(), tilt)
		class := make([]int, len(pred))
		for i := range pred {
			class[i] = portrayal.Decide(pred[i][string(f)], by)
		}
		var confusion [folds][]int
		for k := range confusion {
			confusion[k] = make([]int, t.classes*t.classes)
		}
		for k, i := range t.rows {
			confusion[fold[i]][t.labels[k]*t.classes+class[i]]++
		}
		x.class, x.confusion = append(x.class, class), append(x.confusion, confusion)
	}
	return x
}

// bestTilt returns the position of the tilt by which the fields agree best, on
// average, with the labels outside of a fold. Reference and mode do not lean.
func bestTilt(byField map[archetypes.Field]*leaning, fields []archetypes.Field, fold int) int {
	best, top := 0, math.Inf(-1)
	if fields[0] == archetypes.Reference || fields[0] == archetypes.Mode {
		return best
	}
	for k := range tilts {
		total := 0.0
		for _, f := range fields {
			total += byField[f].kappa(k, fold)
		}
		if total > top {
			best, top = k, total
		}
	}
	return best
}

// kappa is Cohen's κ with a tilt, outside of a fold.
func (x *leaning) kappa(tilt, fold int) float64 {
	sum := make([]float64, x.classes*x.classes)
	labelled, decided := make([]float64, x.classes), make([]float64, x.classes)
	n, agree, chance := 0.0, 0.0, 0.0
	for k, confusion := range x.confusion[tilt] {
		for c, count := range confusion {
			if k != fold {
				sum[c] += float64(count)
			}
		}
	}
	for c, count := range sum {
		a, b := c/x.classes, c%x.classes
		n += count
		labelled[a] += count
		decided[b] += count
		if a == b {
			agree += count
		}
	}
	for c := range labelled {
		chance += labelled[c] * decided[c] / max(n, 1)
	}
	if chance >= n {
		return 0
	}
	return (agree - chance) / (n - chance)
}
