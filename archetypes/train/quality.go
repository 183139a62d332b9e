package train

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// floors are the values below which a field is marked unreliable in reports:
// what the project demands of a tagger at all.
var floors = map[string]float64{
	"is_ai": .90, "portrayal": .78, "form": .60, "archetype": .30, "family": .35, "benevolence": .35,
	"alignment": .30, "stance": .25, "agency": .30, "arc": .30, "humanlike": .25, "traits": .40,
}

// Report is the quality of the tagger on coded passages.
type Report struct {
	Examples  int // passages of the gold
	Extra     int // further passages that teach only
	Groups    int
	Quality   []portrayal.Quality
	Baselines []baseline
	// MalevolentError is the summed probability of malevolent archetypes less
	// their labelled count, per portrayal.
	MalevolentError float64
	// Calibration is the expected calibration error of the family.
	Calibration float64
	Confusion   [][]int // labelled family × tagged family
}

type baseline struct {
	name    string
	figures []quality.Figure
}

// Measure cross-validates the tagger on the gold.
func Measure(c *catalogue.Catalogue, data *Data) *Report {
	examples := data.Gold
	pred := predictGold(c, data)
	r := &Report{Examples: len(examples), Extra: len(data.Extra), Groups: quality.Groups(examples)}
	intervals := quality.Bootstrap(examples, pred, figures)
	for i, f := range figures(examples, pred) {
		r.Quality = append(r.Quality, portrayal.Quality{
			Field: f.Field, Metric: f.Metric, Value: quality.Round(f.Overall), Within: quality.Round(f.Within),
			Lower: quality.Round(intervals[i][0]), Upper: quality.Round(intervals[i][1]), Floor: floors[f.Field], Passages: f.N,
		})
	}
	r.Baselines = []baseline{
		{"majority", figures(examples, lookup(examples, func(*quality.Example) string { return "" }))},
		{"source + target", figures(examples, lookup(examples, func(e *quality.Example) string { return e.Source + "/" + strings.ToLower(e.Target) }))},
	}
	r.MalevolentError, r.Calibration, r.Confusion = familyErrors(examples, pred)
	return r
}

// predictGold predicts the gold by models that saw neither the passage's group
// nor anything else of its fold.
func predictGold(c *catalogue.Catalogue, data *Data) []prediction {
	all := data.all()
	return crossValidate(portrayal.NewDataset(c, inputs(c, all), minRows), all)[:len(data.Gold)]
}

// lookup predicts each example by the label counts of the others with the
// same key and of another fold: what can be known without reading.
func lookup(examples []quality.Example, key func(*quality.Example) string) []prediction {
	all := tasks(examples)
	out := make([]prediction, len(examples))
	for i := range out {
		out[i] = prediction{}
	}
	for _, t := range all {
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
				if fold != foldOf(&examples[i]) {
					at(fold, "")[t.labels[j]]++
					at(fold, "k"+key(&examples[i]))[t.labels[j]]++
				}
			}
		}
		for i := range examples {
			fold := foldOf(&examples[i])
			p := slices.Clone(at(fold, "k"+key(&examples[i])))
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

// familyErrors returns the error of the malevolent share, the expected
// calibration error of the most probable family in ten bins (Naeini et al.
// 2015), and the confusion of families.
func familyErrors(examples []quality.Example, pred []prediction) (malevolent, ece float64, confusion [][]int) {
	n := len(archetypes.Families())
	confusion = make([][]int, n)
	for i := range confusion {
		confusion[i] = make([]int, n)
	}
	var count, right, stated [10]float64
	portrayals := 0.0
	for i := range examples {
		if examples[i].Mode != archetypes.Portrayal {
			continue
		}
		portrayals++
		p := familyProbabilities(pred[i][string(archetypes.ArchetypeOf)])
		truth, tagged := quality.FamilyIndex(archetypes.Family(examples[i].Archetype)), best(p)
		confusion[truth][tagged]++
		malevolent += p[0]
		if truth == 0 {
			malevolent--
		}
		bin := min(int(p[tagged]*10), 9)
		count[bin]++
		stated[bin] += p[tagged]
		if truth == tagged {
			right[bin]++
		}
	}
	for b := range count {
		ece += math.Abs(right[b]-stated[b]) / max(portrayals, 1)
	}
	return malevolent / max(portrayals, 1), ece, confusion
}

// String renders the committed quality table.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Agreement of the fast tagger with coded passages, %d-fold cross-validation by work and document.\n", folds)
	fmt.Fprintf(&b, "%d passages in %d groups, fitted with %d further ones. Conduct is measured where the label is a portrayal.\n95 %% intervals: bootstrap by group. Cues and the lean of labels were chosen with these passages in view, so the figures flatter\nsomewhat; own_quality.json holds those of 420 passages in our own words, hard on purpose, that taught nothing.\n\n", r.Examples, r.Groups, r.Extra)
	fmt.Fprintf(&b, "%-12s %-9s %6s  %-15s %7s %6s %6s", "field", "metric", "value", "95 % interval", "within", "floor", "n")
	for _, base := range r.Baselines {
		fmt.Fprintf(&b, "  %s", base.name)
	}
	b.WriteString("\n")
	for i, q := range r.Quality {
		mark := ""
		if !q.Reliable() {
			mark = "  unreliable"
		}
		fmt.Fprintf(&b, "%-12s %-9s %6.3f  [%.3f, %.3f]  %6.3f %6.2f %6d", q.Field, q.Metric, q.Value, q.Lower, q.Upper, q.Within, q.Floor, q.Passages)
		for _, base := range r.Baselines {
			fmt.Fprintf(&b, "  %*.3f", len(base.name), base.figures[i].Overall)
		}
		b.WriteString(mark + "\n")
	}
	fmt.Fprintf(&b, "\nmalevolent share, tagged less labelled: %+.3f\nfamily calibration error (ECE, 10 bins): %.3f\n", r.MalevolentError, r.Calibration)
	b.WriteString("\nlabelled family (rows) by tagged family\n")
	fmt.Fprintf(&b, "%-13s", "")
	for _, f := range archetypes.Families() {
		fmt.Fprintf(&b, " %12s", f)
	}
	b.WriteString("\n")
	for i, row := range r.Confusion {
		fmt.Fprintf(&b, "%-13s", archetypes.Families()[i])
		for _, n := range row {
			fmt.Fprintf(&b, " %12d", n)
		}
		b.WriteString("\n")
	}
	return b.String()
}
