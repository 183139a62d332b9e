package train

import (
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
	Examples int // passages of the gold
	Extra    int // further passages that teach only
	Groups   int
	Quality  []portrayal.Quality
	// Named is how many passages have a target that the catalogue knows by
	// name.
	Named int
	// Columns stand beside the figures: baselines, and what is left of the
	// figures where whole characters and franchises are left out.
	Columns []column
	// MalevolentError is the summed probability of malevolent archetypes less
	// their labelled count, per portrayal.
	MalevolentError float64
	Villains        []villainFigure
	Ablations       []column
	Curve           []curvePoint
	Calibration     []calibration
	Confusions      []confusion
	Errors          []quality.Error
	Transfer        []transferFigure
	// Gaps and Phantoms measure the fitted weights, not cross-validated ones.
	Gaps     []gapFigure
	Phantoms *Phantoms
}

// column is one more measurement of every field.
type column struct {
	name    string
	figures []quality.Figure
}

// Measure cross-validates the tagger on the gold, and measures the fitted model
// on texts that taught it nothing: those of the folders shared and testdata.
func Measure(c *catalogue.Catalogue, m *portrayal.Model, data *Data, shared, testdata string) (*Report, error) {
	l := newLaboratory(c, data)
	all := predictTwice(l.data, l.heads, len(l.examples), l.ordinary.fold, l.ordinary.teaches)
	pred := all[:len(l.gold)]
	r := &Report{Examples: len(l.gold), Extra: len(data.Extra), Groups: quality.CountGroups(l.gold)}
	r.Quality = measured(l.gold, pred)
	r.Named, r.Columns = l.columns(pred)
	r.MalevolentError = malevolentError(l.gold, pred)
	r.Villains = villains(l.gold, pred)
	first := l.predict(l.data, l.heads, l.ordinary)
	r.Ablations = l.ablations(first)
	r.Curve = l.curve(first)
	r.Calibration = calibrations(l.gold, pred)
	r.Confusions = confusions(l.gold, codings(l.gold, pred))
	r.Errors = quality.WorstErrors(l.gold, codings(l.gold, pred))
	var err error
	if r.Transfer, err = l.transfer(all); err != nil {
		return nil, err
	}
	tagger := portrayal.NewTagger(c, m)
	if r.Gaps, err = measureGaps(tagger, testdata); err != nil {
		return nil, err
	}
	r.Phantoms, err = MeasurePhantoms(tagger, shared, testdata)
	return r, err
}

// laboratory holds what all measurements share.
type laboratory struct {
	catalogue *catalogue.Catalogue
	examples  []quality.Example // the gold first
	gold      []quality.Example
	inputs    []portrayal.Input
	data      *portrayal.Dataset
	heads     []task
	groups    []string
	ordinary  split
}

func newLaboratory(c *catalogue.Catalogue, data *Data) *laboratory {
	l := &laboratory{catalogue: c, examples: data.all(), gold: data.Gold}
	l.inputs = inputs(c, l.examples)
	l.data = portrayal.NewDataset(c, l.inputs, minRows)
	l.heads = tasks(l.examples)
	l.groups = quality.Groups(l.examples)
	l.ordinary = byGroup(l.groups)
	return l
}

// predictTwice predicts the gold as the tagger does, by both stages.
func (l *laboratory) predictTwice(s split) []prediction {
	return predictTwice(l.data, l.heads, len(l.gold), s.fold, s.teaches)
}

// predict predicts the gold by the first stage alone, in a tenth of the time.
func (l *laboratory) predict(d *portrayal.Dataset, heads []task, s split) []prediction {
	return predict(d, heads, len(l.gold), s)
}

func measured(examples []quality.Example, pred []prediction) []portrayal.Quality {
	var out []portrayal.Quality
	intervals := quality.Bootstrap(examples, pred, figures)
	for i, f := range figures(examples, pred) {
		out = append(out, portrayal.Quality{
			Field: f.Field, Metric: f.Metric, Value: quality.Round(f.Overall), Within: quality.Round(f.Within),
			Lower: quality.Round(intervals[i][0]), Upper: quality.Round(intervals[i][1]), Floor: floors[f.Field], Passages: f.N,
		})
	}
	return out
}

// columns measures with whole characters and franchises left out, the same on
// named targets alone, and what can be known without reading.
func (l *laboratory) columns(pred []prediction) (named int, out []column) {
	left := l.predictTwice(byFranchise(l.catalogue, l.examples, l.inputs, l.groups))
	var examples []quality.Example
	var ordinary, leftNamed []prediction
	for i := range l.gold {
		if l.inputs[i].Who.Character != nil {
			examples = append(examples, l.gold[i])
			ordinary, leftNamed = append(ordinary, pred[i]), append(leftNamed, left[i])
		}
	}
	return len(examples), []column{
		{"left out", figures(l.gold, left)},
		{"named", figures(examples, ordinary)},
		{"named, left out", figures(examples, leftNamed)},
		{"majority", figures(l.gold, l.lookup(func(*quality.Example) string { return "" }))},
		{"source + target", figures(l.gold, l.lookup(sourceAndTarget))},
	}
}

// malevolentError returns the error of the malevolent share.
func malevolentError(examples []quality.Example, pred []prediction) float64 {
	err, portrayals := 0.0, 0.0
	for i := range examples {
		if examples[i].Mode != archetypes.Portrayal {
			continue
		}
		portrayals++
		err += familyProbabilities(pred[i][string(archetypes.ArchetypeOf)])[0]
		if archetypes.Family(examples[i].Archetype) == archetypes.Families()[0] {
			err--
		}
	}
	return err / max(portrayals, 1)
}

// predictGold predicts the gold by models that saw neither the passage's group
// nor anything else of its fold.
func predictGold(c *catalogue.Catalogue, data *Data) []prediction {
	l := newLaboratory(c, data)
	return l.predictTwice(l.ordinary)
}
