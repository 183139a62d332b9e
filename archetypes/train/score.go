package train

import (
	"rolecall/archetypes"
	"rolecall/archetypes/portrayal"
)

// kappa is Cohen's κ of two codings (Cohen 1960): agreement beyond what the
// margins would give by chance. It is 0 where chance agreement is complete.
func kappa(a, b []int, classes int) float64 {
	if len(a) == 0 {
		return 0
	}
	n := float64(len(a))
	agree := 0.0
	ma, mb := make([]float64, classes), make([]float64, classes)
	for i := range a {
		if a[i] == b[i] {
			agree++
		}
		ma[a[i]]++
		mb[b[i]]++
	}
	chance := 0.0
	for c := range ma {
		chance += ma[c] / n * mb[c] / n
	}
	if chance >= 1 {
		return 0
	}
	return (agree/n - chance) / (1 - chance)
}

// f1 is the harmonic mean of precision and recall of the positive class.
func f1(truth, predicted []bool) float64 {
	var tp, fp, fn float64
	for i := range truth {
		switch {
		case truth[i] && predicted[i]:
			tp++
		case predicted[i]:
			fp++
		case truth[i]:
			fn++
		}
	}
	if tp == 0 {
		return 0
	}
	return 2 * tp / (2*tp + fp + fn)
}

// familyProbabilities sums archetype probabilities by family.
func familyProbabilities(p []float64) []float64 {
	out := make([]float64, len(archetypes.Families()))
	for i, a := range archetypes.Archetypes() {
		out[familyIndex(archetypes.Family(a))] += p[i]
	}
	return out
}

func familyIndex(family string) int {
	for i, f := range archetypes.Families() {
		if f == family {
			return i
		}
	}
	return -1
}

func best(p []float64) int { return archetypes.Distribution(p).Best() }

// figure is one line of the quality table.
type figure struct {
	Field, Metric string
	Overall       float64
	Within        float64 // macro mean over sources
	N             int
}

// figures measures predictions against labels. Fields of conduct are measured
// where the label is a portrayal, whatever the predicted mode.
func figures(examples []Example, pred []prediction) []figure {
	var out []figure
	isAI := func(i int) (bool, bool) {
		return examples[i].Reference != archetypes.NotAI, best(pred[i][string(archetypes.Reference)]) != archetypes.Index(archetypes.Reference, archetypes.NotAI)
	}
	isPortrayal := func(i int) (bool, bool) {
		return examples[i].Mode == archetypes.Portrayal, best(pred[i][string(archetypes.Mode)]) == 0
	}
	prior := map[archetypes.Field][]float64{}
	for _, t := range tasks(examples) {
		prior[archetypes.Field(t.name)] = t.prior()
	}
	out = append(out, binary(examples, "is_ai", isAI), binary(examples, "portrayal", isPortrayal))
	for _, f := range archetypes.Fields()[2:] {
		out = append(out, agreement(examples, string(f), len(archetypes.Values(f)), func(i int) (int, int) {
			return class(&examples[i], f), portrayal.Decide(f, pred[i][string(f)], prior[f])
		}))
		if f == archetypes.ArchetypeOf {
			out = append(out, agreement(examples, "family", len(archetypes.Families()), func(i int) (int, int) {
				return familyIndex(archetypes.Family(examples[i].Archetype)), familyIndex(archetypes.Family(archetypes.Archetypes()[portrayal.Decide(f, pred[i][string(f)], prior[f])]))
			}))
		}
	}
	return append(out, traitFigure(examples, pred))
}

func binary(examples []Example, name string, at func(i int) (truth, predicted bool)) figure {
	measure := func(idx []int) float64 {
		var a, b []bool
		for _, i := range idx {
			x, y := at(i)
			a, b = append(a, x), append(b, y)
		}
		return f1(a, b)
	}
	all, by := split(examples, func(int) bool { return true })
	return figure{name, "F1", measure(all), macro(by, measure), len(all)}
}

func agreement(examples []Example, name string, classes int, at func(i int) (truth, predicted int)) figure {
	measure := func(idx []int) float64 {
		var a, b []int
		for _, i := range idx {
			x, y := at(i)
			a, b = append(a, x), append(b, y)
		}
		return kappa(a, b, classes)
	}
	all, by := split(examples, func(i int) bool { x, _ := at(i); return x >= 0 })
	return figure{name, "kappa", measure(all), macro(by, measure), len(all)}
}

func traitFigure(examples []Example, pred []prediction) figure {
	measure := func(idx []int) float64 {
		var truth, predicted []bool
		for _, i := range idx {
			for _, t := range archetypes.Traits() {
				truth = append(truth, contains(examples[i].Traits, t))
				predicted = append(predicted, pred[i]["trait."+t][1] >= traitThreshold)
			}
		}
		return f1(truth, predicted)
	}
	all, by := split(examples, func(i int) bool { return examples[i].Mode == archetypes.Portrayal })
	return figure{"traits", "micro-F1", measure(all), macro(by, measure), len(all)}
}

// traitThreshold is the probability from which a trait is tagged.
const traitThreshold = 0.4

// minWithin is how many examples a source needs to be measured by itself.
const minWithin = 40

func split(examples []Example, use func(i int) bool) (all []int, bySource [][]int) {
	at := map[string]int{}
	for i := range examples {
		if !use(i) {
			continue
		}
		all = append(all, i)
		s := examples[i].Source
		if _, ok := at[s]; !ok {
			at[s] = len(bySource)
			bySource = append(bySource, nil)
		}
		bySource[at[s]] = append(bySource[at[s]], i)
	}
	return all, bySource
}

func macro(bySource [][]int, measure func([]int) float64) float64 {
	sum, n := 0.0, 0.0
	for _, idx := range bySource {
		if len(idx) >= minWithin {
			sum += measure(idx)
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}
