package train

import (
	"slices"
	"strings"

	"rolecall/archetypes"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// ablation is a kind of feature that the models are fitted without.
type ablation struct {
	name    string
	without func(feature string) bool
}

// ablationsOf names all, in the order of the table.
var ablationsOf = []ablation{
	{"names", isName},
	{"priors", isPrior},
	{"both", func(f string) bool { return isName(f) || isPrior(f) }},
	{"words", isWord},
	{"cues", isCue},
}

// isName tells the features that know the target by its name or kind, and
// those that see capitals.
func isName(f string) bool {
	for _, p := range []string{"target.name", "target.real", "target.alias", "target.support", "target.kind", "target.form=", "target.local", "target.unknown", "target.capitals", "form.names"} {
		if strings.HasPrefix(f, p) {
			return true
		}
	}
	return strings.HasSuffix(f, "=^") // a name beside the target
}

func isPrior(f string) bool { return strings.HasPrefix(f, "prior.") }

// isWord tells the features that are words without a known meaning.
func isWord(f string) bool {
	bare, _ := portrayal.BareWord(f)
	return bare || slices.ContainsFunc([]string{"left=", "right=", "l1=", "r1=", "l2="}, func(p string) bool { return strings.HasPrefix(f, p) })
}

func isCue(f string) bool {
	f = strings.TrimPrefix(strings.TrimPrefix(f, "not."), "if.")
	return strings.HasPrefix(f, "trait.") || strings.HasPrefix(f, "archetype.") || strings.HasPrefix(f, "gap.")
}

// ablate returns the dataset without some features.
func ablate(d *portrayal.Dataset, without func(feature string) bool) *portrayal.Dataset {
	out := &portrayal.Dataset{}
	number := make([]int32, len(d.Names))
	for id, name := range d.Names {
		number[id] = -1
		if !without(name) {
			number[id] = int32(len(out.Names))
			out.Names = append(out.Names, name)
		}
	}
	for _, r := range d.Rows {
		var kept portrayal.Row
		for k, id := range r.IDs {
			if number[id] >= 0 {
				kept.IDs, kept.Vals = append(kept.IDs, number[id]), append(kept.Vals, r.Vals[k])
			}
		}
		out.Rows = append(out.Rows, kept)
	}
	return out
}

// ablations measures the fields of conduct, and whether there is any, without
// kinds of features.
func (l *laboratory) ablations(full []prediction) []column {
	heads := slices.DeleteFunc(slices.Clone(l.heads), func(t task) bool {
		f := archetypes.Field(t.name)
		return f != archetypes.Mode && !slices.Contains(archetypes.ConductFields(), f)
	})
	out := []column{{"all", ablatable(figures(l.gold, full))}}
	for _, a := range ablationsOf {
		pred := l.predict(ablate(l.data, a.without), heads, l.ordinary)
		for i := range pred { // figures ask for all fields; those not fitted anew are not shown
			for name, p := range full[i] {
				if pred[i][name] == nil {
					pred[i][name] = p
				}
			}
		}
		out = append(out, column{a.name, ablatable(figures(l.gold, pred))})
	}
	return out
}

func ablatable(figures []quality.Figure) []quality.Figure {
	return slices.DeleteFunc(figures, func(f quality.Figure) bool {
		return f.Field == "is_ai" || f.Field == "form" || f.Field == "traits"
	})
}

// curvePoint is the quality with a share of the groups.
type curvePoint struct {
	share   float64
	taught  int // passages, the mean over folds
	figures []quality.Figure
}

// curveShares are the shares of a learning curve below the whole.
var curveShares = []float64{.125, .25, .5}

// curve measures how quality grows with what teaches.
func (l *laboratory) curve(full []prediction) []curvePoint {
	var out []curvePoint
	for _, share := range curveShares {
		s := l.ordinary.part(l.groups, share)
		out = append(out, curvePoint{share, s.taught(), figures(l.gold, l.predict(l.data, l.heads, s))})
	}
	return append(out, curvePoint{1, l.ordinary.taught(), figures(l.gold, full)})
}

// taught is how many examples teach, the mean over folds.
func (s split) taught() int {
	n := 0
	for fold := range folds {
		for i := range s.fold {
			n += boolClass(s.teaches(fold, i))
		}
	}
	return n / folds
}
