package quality

import (
	"math/rand/v2"
	"slices"

	"rolecall/archetypes"
)

// Coding is what a tagger says of one example.
type Coding struct {
	// Classes holds the position of each field's value, parallel to
	// archetypes.Fields(). Conduct is coded whatever the mode, so that it can
	// be measured apart from that.
	Classes []int
	// Traits is parallel to archetypes.Traits().
	Traits []bool
}

// Class returns the position of a field's value.
func (c *Coding) Class(f archetypes.Field) int {
	return c.Classes[slices.Index(archetypes.Fields(), f)]
}

// Figure is one line of a quality table.
type Figure struct {
	Field, Metric string
	Overall       float64
	Within        float64 // macro mean over sources
	N             int
}

// Figures measures codings against labels. Fields of conduct are measured
// where the label is a portrayal, whatever the coded mode.
func Figures(examples []Example, codings []Coding) []Figure {
	notAI := archetypes.Index(archetypes.Reference, archetypes.NotAI)
	out := []Figure{
		binary(examples, "is_ai", func(i int) (bool, bool) {
			return examples[i].Reference != archetypes.NotAI, codings[i].Classes[0] != notAI
		}),
		binary(examples, "portrayal", func(i int) (bool, bool) {
			return examples[i].IsPortrayal(), codings[i].Classes[1] == 0
		}),
	}
	for k, f := range archetypes.Fields()[2:] {
		out = append(out, agreement(examples, string(f), len(archetypes.Values(f)), func(i int) (int, int) {
			return examples[i].Class(f), codings[i].Classes[k+2]
		}))
		if f == archetypes.ArchetypeOf {
			out = append(out, agreement(examples, "family", len(archetypes.Families()), func(i int) (int, int) {
				return FamilyIndex(archetypes.Family(examples[i].Archetype)), FamilyIndex(archetypes.Family(archetypes.Archetypes()[codings[i].Classes[k+2]]))
			}))
		}
	}
	return append(out, traitFigure(examples, codings))
}

// FamilyIndex returns the position of a family in archetypes.Families(), or -1.
func FamilyIndex(family string) int { return slices.Index(archetypes.Families(), family) }

func binary(examples []Example, name string, at func(i int) (truth, predicted bool)) Figure {
	measure := func(idx []int) float64 {
		var a, b []bool
		for _, i := range idx {
			x, y := at(i)
			a, b = append(a, x), append(b, y)
		}
		return f1(a, b)
	}
	all, by := split(examples, func(int) bool { return true })
	return Figure{name, "F1", measure(all), macro(by, measure), len(all)}
}

func agreement(examples []Example, name string, classes int, at func(i int) (truth, predicted int)) Figure {
	measure := func(idx []int) float64 {
		var a, b []int
		for _, i := range idx {
			x, y := at(i)
			a, b = append(a, x), append(b, y)
		}
		return Kappa(a, b, classes)
	}
	all, by := split(examples, func(i int) bool { x, _ := at(i); return x >= 0 })
	return Figure{name, "kappa", measure(all), macro(by, measure), len(all)}
}

func traitFigure(examples []Example, codings []Coding) Figure {
	measure := func(idx []int) float64 {
		var truth, predicted []bool
		for _, i := range idx {
			for k, t := range archetypes.Traits() {
				truth = append(truth, examples[i].HasTrait(t))
				predicted = append(predicted, codings[i].Traits[k])
			}
		}
		return f1(truth, predicted)
	}
	all, by := split(examples, func(i int) bool { return examples[i].IsPortrayal() })
	return Figure{"traits", "micro-F1", measure(all), macro(by, measure), len(all)}
}

// Kappa is Cohen's κ of two codings (Cohen 1960): agreement beyond what the
// margins would give by chance. It is 0 where chance agreement is complete.
func Kappa(a, b []int, classes int) float64 {
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

// bootstrapRounds is how often groups are drawn again for an interval.
const bootstrapRounds = 200

// Bootstrap returns 95 % percentile intervals of all figures, drawing groups
// with replacement (Efron 1979). P is whatever figures measures examples by,
// parallel to them.
func Bootstrap[P any](examples []Example, pred []P, figures func([]Example, []P) []Figure) [][2]float64 {
	byGroup := map[string][]int{}
	for i, g := range Groups(examples) {
		byGroup[g] = append(byGroup[g], i)
	}
	names := make([]string, 0, len(byGroup))
	for g := range byGroup {
		names = append(names, g)
	}
	slices.Sort(names)
	rng := rand.New(rand.NewPCG(1816, 2026)) // any fixed seed: the table must be the same for the same gold
	var draws [][]float64
	for range bootstrapRounds {
		var ex []Example
		var pr []P
		for range names {
			for _, i := range byGroup[names[rng.IntN(len(names))]] {
				ex, pr = append(ex, examples[i]), append(pr, pred[i])
			}
		}
		for k, f := range figures(ex, pr) {
			if len(draws) <= k {
				draws = append(draws, nil)
			}
			draws[k] = append(draws[k], f.Overall)
		}
	}
	out := make([][2]float64, len(draws))
	for k, d := range draws {
		slices.Sort(d)
		out[k] = [2]float64{d[len(d)*25/1000], d[len(d)*975/1000]}
	}
	return out
}
