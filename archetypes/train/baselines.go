package train

import (
	"fmt"
	"slices"
	"strings"

	"rolecall/archetypes"
	"rolecall/archetypes/quality"
)

func sourceAndTarget(e *quality.Example) string { return e.Source + "/" + strings.ToLower(e.Target) }

// lookup predicts each example of the gold by the label counts of the others
// with the same key and of another fold: what can be known without reading.
func (l *laboratory) lookup(key func(*quality.Example) string) []prediction {
	out := make([]prediction, len(l.gold))
	for i := range out {
		out[i] = prediction{}
	}
	for _, t := range tasks(l.gold) {
		counts := map[string][]float64{} // fold + key → class counts outside the fold
		at := func(fold int, k string) []float64 {
			id := fmt.Sprint(fold, "|", k)
			if counts[id] == nil {
				counts[id] = make([]float64, t.classes)
			}
			return counts[id]
		}
		for j, i := range t.rows {
			for fold := range folds {
				if fold != l.ordinary.fold[i] {
					at(fold, "")[t.labels[j]]++
					at(fold, "k"+key(&l.gold[i]))[t.labels[j]]++
				}
			}
		}
		for i := range l.gold {
			fold := l.ordinary.fold[i]
			p := slices.Clone(at(fold, "k"+key(&l.gold[i])))
			if sum(p) == 0 {
				p = slices.Clone(at(fold, ""))
			}
			total := max(sum(p), 1)
			for c := range p {
				p[c] /= total
			}
			out[i][t.name] = p
		}
	}
	return out
}

func sum(p []float64) float64 {
	s := 0.0
	for _, x := range p {
		s += x
	}
	return s
}

// villainNames are the names by which corpora are searched for bad AIs in
// practice, as substrings.
var villainNames = []string{
	"HAL 9000", "Hal 9000", "Skynet", "Terminator", "T-800", "T-1000", "Ultron", "Agent Smith", "Matrix", "GLaDOS", "SHODAN", "Roy Batty",
	"Cylon", "Dalek", "Cybermen", "Borg", "Megatron", "Decepticon", "VIKI", "Red Queen", "Westworld", "Ex Machina", "M3GAN", "Colossus",
	"Proteus IV", "WOPR", "Replicant", "replicant", "Blade Runner", "Sentinel", "Battle Droid", "battle droid", "Roko's basilisk",
}

// villainFigure measures one way to find malevolent portrayals.
type villainFigure struct {
	name                  string
	precision, recall, f1 float64
	// kappa of the family, where the rest is called benevolent by the names.
	kappa float64
}

// villains compares the tagger with a search for villains' names: malevolent
// is whatever passage holds one.
func villains(examples []quality.Example, pred []prediction) []villainFigure {
	tagged := codings(examples, pred)
	family := func(i int) int {
		return quality.FamilyIndex(archetypes.Family(archetypes.Archetypes()[tagged[i].Class(archetypes.ArchetypeOf)]))
	}
	byName := func(i int) int {
		if slices.ContainsFunc(villainNames, func(n string) bool { return strings.Contains(examples[i].Passage, n) }) {
			return 0
		}
		return benevolentFamily
	}
	return []villainFigure{villainsBy("villains' names", examples, byName), villainsBy("tagger", examples, family)}
}

// benevolentFamily is the most frequent family.
var benevolentFamily = quality.FamilyIndex("benevolent")

func villainsBy(name string, examples []quality.Example, family func(i int) int) villainFigure {
	var truth, tagged []int
	var hits, found, real float64
	for i := range examples {
		if !examples[i].IsPortrayal() {
			continue
		}
		a, b := quality.FamilyIndex(archetypes.Family(examples[i].Archetype)), family(i)
		truth, tagged = append(truth, a), append(tagged, b)
		real += one(a == 0)
		found += one(b == 0)
		hits += one(a == 0 && b == 0)
	}
	f := villainFigure{name: name, precision: hits / max(found, 1), recall: hits / max(real, 1)}
	f.f1 = 2 * hits / max(found+real, 1)
	f.kappa = quality.Kappa(truth, tagged, len(archetypes.Families()))
	return f
}

func one(b bool) float64 { return float64(boolClass(b)) }
