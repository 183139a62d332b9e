package train

import (
	"math"

	"rolecall/archetypes"
	"rolecall/archetypes/quality"
)

// calibration is how far probabilities are from the share of the cases in
// which they come true.
type calibration struct {
	name string
	// ece is the expected calibration error in ten bins (Naeini et al. 2015).
	ece float64
	// shift is the mean stated probability less the share that came true.
	shift float64
	n     int
}

// reliability gathers stated probabilities and what came true.
type reliability struct{ count, right, stated [10]float64 }

func (r *reliability) add(p float64, right bool) {
	bin := min(int(p*10), 9)
	r.count[bin]++
	r.stated[bin] += p
	r.right[bin] += one(right)
}

func (r *reliability) calibration(name string) calibration {
	c, n := calibration{name: name}, sum(r.count[:])
	for b := range r.count {
		c.ece += math.Abs(r.right[b]-r.stated[b]) / max(n, 1)
	}
	c.shift, c.n = (sum(r.stated[:])-sum(r.right[:]))/max(n, 1), int(n)
	return c
}

// calibrations measures the most probable value of each field, the probability
// of a portrayal, and that of each trait, of which it gives the mean.
func calibrations(examples []quality.Example, pred []prediction) []calibration {
	var out []calibration
	top := func(name string, distribution func(i int) []float64, truth func(i int) int) {
		var r reliability
		for i := range examples {
			if c := truth(i); c >= 0 {
				p := distribution(i)
				r.add(p[best(p)], best(p) == c)
			}
		}
		out = append(out, r.calibration(name))
	}
	var portrayals reliability
	for i := range examples {
		portrayals.add(pred[i][string(archetypes.Mode)][0], examples[i].IsPortrayal())
	}
	out = append(out, portrayals.calibration("portrayal"))
	for _, f := range archetypes.Fields() {
		top(string(f), func(i int) []float64 { return pred[i][string(f)] }, func(i int) int { return examples[i].Class(f) })
		if f == archetypes.ArchetypeOf {
			top("family", func(i int) []float64 { return familyProbabilities(pred[i][string(f)]) },
				func(i int) int { return quality.FamilyIndex(archetypes.Family(examples[i].Archetype)) })
		}
	}
	return append(out, traitCalibration(examples, pred))
}

func traitCalibration(examples []quality.Example, pred []prediction) calibration {
	mean := calibration{name: "traits, mean"}
	k := float64(len(archetypes.Traits()))
	for _, t := range archetypes.Traits() {
		var r reliability
		for i := range examples {
			if examples[i].IsPortrayal() {
				r.add(pred[i]["trait."+t][1], examples[i].HasTrait(t))
			}
		}
		c := r.calibration(t)
		mean.ece += c.ece / k
		mean.shift += c.shift / k
		mean.n = c.n
	}
	return mean
}

// confusion counts labelled values (rows) by tagged ones.
type confusion struct {
	name   string
	values []string
	counts [][]int
}

// confusions counts the fields that say most of a portrayal, as labelled.
func confusions(examples []quality.Example, tagged []quality.Coding) []confusion {
	family := confusion{name: "family", values: archetypes.Families(), counts: square(len(archetypes.Families()))}
	out := []confusion{family}
	for _, f := range []archetypes.Field{archetypes.ArchetypeOf, archetypes.Benevolence, archetypes.Alignment, archetypes.Stance, archetypes.Agency} {
		out = append(out, confusion{string(f), archetypes.Values(f), square(len(archetypes.Values(f)))})
	}
	for i := range examples {
		if !examples[i].IsPortrayal() {
			continue
		}
		a := archetypes.Archetypes()[tagged[i].Class(archetypes.ArchetypeOf)]
		family.counts[quality.FamilyIndex(archetypes.Family(examples[i].Archetype))][quality.FamilyIndex(archetypes.Family(a))]++
		for _, c := range out[1:] {
			f := archetypes.Field(c.name)
			c.counts[examples[i].Class(f)][tagged[i].Class(f)]++
		}
	}
	return out
}

func square(n int) [][]int {
	out := make([][]int, n)
	for i := range out {
		out[i] = make([]int, n)
	}
	return out
}
