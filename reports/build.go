package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"rolecall/archetypes"
	"rolecall/reports/stats"
	"rolecall/reports/tally"
)

// Level of all intervals.
const Level = 0.95

// TooFew is the number of effective documents below which an interval is said to
// rest on too few.
const TooFew = 10

const (
	maxCharacters = 200 // of Characters, and of Kinds
	maxExamples   = 6   // per archetype
	maxCouplings  = 40
	// Couplings below these are left out.
	minCouplingLift = 1.0
	minCouplingMass = 3.0
)

// Context is what a report says beside the tally's figures.
type Context struct {
	// Tool says what measured.
	Tool Tool
	// Names are names to show of characters and kinds, by id. An id without one
	// stands for itself.
	Names map[string]string
	// Gaps are the ids of all gaps of the catalogue, so that those that never
	// occur are reported as such.
	Gaps []string
	// Quality is the tagger's measured quality, by field ("archetype",
	// "traits").
	Quality map[string]Quality
	// Evidence says what was indexed.
	Evidence Evidence
	// Deep says what was read again.
	Deep Deep
}

// name returns the name to show for an id.
func (c *Context) name(id string) string { return cmp.Or(c.Names[id], id) }

// Build makes the report of a tally. It depends on its arguments alone.
func Build(t *tally.Tally, c Context) *Report {
	all := t.Portrayals()
	r := &Report{
		Version: Version,
		Tool:    c.Tool,
		Method: Method{
			Share:      "sum of P(portrayal)·P(value | portrayal) over mentions, divided by its sum over all values",
			Interval:   "bootstrap percentile over documents; joined with Wilson's on the effective documents where the value or the rest has too few of them",
			Level:      Level,
			Replicates: t.Options().Replicates,
			Note:       ShareNote,
			Joint:      JointNote,
		},
		Coverage:   coverage(t.Coverage()),
		Mentions:   mentions(t),
		Portrayals: Total{Mass: round(all.Portrayals()), Effective: round(all.Effective()), Labels: all.Labels},

		Family:      balance(archetypes.Families(), t.Families(), all),
		Archetype:   field(t, archetypes.ArchetypeOf),
		Benevolence: field(t, archetypes.Benevolence),
		Alignment:   field(t, archetypes.Alignment),
		Stance:      field(t, archetypes.Stance),
		Agency:      field(t, archetypes.Agency),
		Arc:         field(t, archetypes.Arc),
		Humanlike:   field(t, archetypes.Humanlike),
		Reference:   field(t, archetypes.Reference),
		Form:        field(t, archetypes.Form),
		Traits:      within(archetypes.Traits(), t.Traits(), all),
		Gaps:        gaps(t, c.Gaps),
		Malevolence: within(archetypes.Values(archetypes.Agency), t.Malevolence(), sum(t.Families(), all)),

		FamilyBy: FamilyBy{
			Agency:    familyBy(t, archetypes.Agency),
			Reference: familyBy(t, archetypes.Reference),
			Form:      familyBy(t, archetypes.Form),
		},
		Grid:      grid(t),
		Couplings: couplings(t),

		Units:      units(t),
		Characters: characters(t.Characters(), all, &c),
		Kinds:      characters(t.Kinds(), all, &c),
		Sources:    sources(t.Sources()),

		Evidence: c.Evidence,
		Deep:     c.Deep,
		Quality:  map[string]Quality{},
		Examples: examples(t, &c),
	}
	for f, q := range c.Quality {
		q.Value, q.Floor = round(q.Value), round(q.Floor)
		r.Quality[f] = q
	}
	return r
}

func coverage(c tally.Coverage) Coverage {
	duplicate := c.Documents - c.Distinct
	// The estimate is normal to good approximation, k being large.
	margin := int64(math.Ceil(stats.Z95 * c.DistinctError))
	return Coverage{
		Shards: c.Shards, Bytes: c.Bytes, Words: c.Words,
		Documents: Documents{
			Read: c.Documents, Unreadable: c.Unreadable,
			Duplicate: duplicate, DuplicateLower: max(duplicate-margin, 0), DuplicateUpper: min(duplicate+margin, c.Documents),
			NotMeasured: c.Documents - c.Measured, Measured: c.Measured,
		},
		NotMeasured: named(c.NotMeasured), Unreadable: named(c.UnreadableReasons),
		Mentioning: proportion(c.Mentioning, c.Measured), Portraying: proportion(c.Portraying, c.Measured),
	}
}

// named renames what the tally keeps under the empty name, for lack of a reason
// or of room, which may not be a key that no one can address.
func named(counts map[string]int64) map[string]int64 {
	m := make(map[string]int64, len(counts))
	for k, n := range counts {
		m[cmp.Or(k, archetypes.Other)] += n
	}
	return m
}

func proportion(count, of int64) Proportion {
	i := stats.Wilson(float64(count), float64(of), stats.Z95)
	return Proportion{Count: count, Share: share(float64(count), float64(of)), Lower: round(i.Lower), Upper: round(i.Upper)}
}

func mentions(t *tally.Tally) Mentions {
	m := Mentions{Mode: map[string]int64{}, Reference: map[string]int64{}, Ambiguous: t.Coverage().Ambiguous}
	for _, mode := range archetypes.Values(archetypes.Mode) {
		for _, ref := range archetypes.Values(archetypes.Reference) {
			n := t.MentionLabels(mode, ref)
			m.Mode[mode] += n
			if mode != archetypes.None {
				m.Total += n
				m.Reference[ref] += n
			}
		}
	}
	return m
}

func gaps(t *tally.Tally, ids []string) map[string]Value {
	found, all := t.Gaps(), t.Portrayals()
	m := make(map[string]Value, len(ids)+len(found))
	for _, id := range ids {
		m[id] = value(tally.Cell{Replicates: make([]int64, len(all.Replicates))}, all)
	}
	for id, cell := range found {
		m[cmp.Or(id, archetypes.Other)] = value(cell, all)
	}
	return m
}

func familyBy(t *tally.Tally, f archetypes.Field) map[string]map[string]Cell {
	rows := map[string]map[string]Cell{}
	matrix := t.FamilyBy(f)
	for i, v := range archetypes.PortrayalValues(f) {
		var total int64
		for _, mass := range matrix[i] {
			total += mass
		}
		rows[v] = map[string]Cell{}
		for j, family := range archetypes.Families() {
			rows[v][family] = cell(matrix[i][j], total)
		}
	}
	return rows
}

func grid(t *tally.Tally) map[string]map[string]map[string]Cell {
	total := t.Portrayals().Mass
	g := map[string]map[string]map[string]Cell{}
	for _, b := range coded(archetypes.Benevolence) {
		g[b] = map[string]map[string]Cell{}
		for _, a := range coded(archetypes.Alignment) {
			g[b][a] = map[string]Cell{}
			for _, s := range coded(archetypes.Stance) {
				g[b][a][s] = cell(t.Grid(b, a, s), total)
			}
		}
	}
	return g
}

// coded returns a field's values without none.
func coded(f archetypes.Field) []string {
	return slices.DeleteFunc(archetypes.Values(f), func(v string) bool { return v == archetypes.None })
}

func couplings(t *tally.Tally) []Coupling {
	names, cells := archetypes.Traits(), t.Traits()
	total := t.Portrayals().Portrayals()
	all := []Coupling{}
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			mass, labels := t.Pair(i, j)
			joint, a, b := float64(mass)/tally.Scale, cells[i].Portrayals(), cells[j].Portrayals()
			lift, ok := stats.Lift(joint, a, b, total)
			if !ok || lift <= minCouplingLift || joint < minCouplingMass {
				continue
			}
			all = append(all, Coupling{
				A: names[i], B: names[j], Lift: round(lift), Mass: round(joint), Labels: labels,
				GivenA: round(joint / a), GivenB: round(joint / b),
			})
		}
	}
	slices.SortFunc(all, func(x, y Coupling) int {
		return cmp.Or(cmp.Compare(y.Lift, x.Lift), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return all[:min(len(all), maxCouplings)]
}

func characters(found []tally.Character, all tally.Cell, c *Context) []Character {
	list := []Character{}
	for _, x := range found[:min(len(found), maxCharacters)] {
		ch := Character{
			ID: x.ID, Name: c.name(x.ID), Mentions: x.Mentions, Documents: x.Documents, Labels: x.Labels,
			Mass:     round(float64(x.Mass) / tally.Scale),
			Share:    share(float64(x.Mass), float64(all.Mass)),
			Families: map[string]float64{}, Archetypes: map[string]float64{},
		}
		var split int64
		for _, mass := range x.Archetypes {
			split += mass
		}
		families := map[string]int64{}
		for i, a := range archetypes.Archetypes() {
			families[archetypes.Family(a)] += x.Archetypes[i]
			if s, ok := stats.Share(float64(x.Archetypes[i]), float64(split)); ok {
				ch.Archetypes[a] = round(s)
			}
		}
		var most int64
		for _, f := range archetypes.Families() {
			if families[f] > most {
				most, ch.Family = families[f], f
			}
			if s, ok := stats.Share(float64(families[f]), float64(split)); ok {
				ch.Families[f] = round(s)
			}
		}
		list = append(list, ch)
	}
	return list
}

func sources(found []tally.Source) []Source {
	list := []Source{}
	for _, x := range found {
		s := Source{
			Name: x.Name, Folded: x.Folded, Documents: x.Documents, Measured: x.Measured, Words: x.Words,
			Mentioning: x.Mentioning, Portraying: x.Portraying,
			Mass:                 round(x.Portrayals.Portrayals()),
			PerThousandDocuments: share(float64(x.Portrayals.Mass)/tally.Scale*1000, float64(x.Measured)),
			Family:               balance(archetypes.Families(), x.Families, x.Portrayals),
			Archetype:            map[string]Cell{},
		}
		var split int64
		for _, mass := range x.Archetypes {
			split += mass
		}
		for i, a := range archetypes.Archetypes() {
			s.Archetype[a] = cell(x.Archetypes[i], split)
		}
		if s.Folded {
			s.Name = fmt.Sprintf("all beyond %d sources", len(found)-1)
		}
		list = append(list, s)
	}
	return list
}

func examples(t *tally.Tally, c *Context) map[string][]Example {
	m := map[string][]Example{}
	for _, a := range archetypes.Archetypes() {
		list := []Example{}
		shown := map[string]bool{} // copies of one text are one example
		for _, e := range t.Exemplars(a) {
			if len(list) == maxExamples || shown[e.Passage.Text] {
				continue
			}
			shown[e.Passage.Text] = true
			list = append(list, example(e, c))
		}
		m[a] = list
	}
	return m
}

func example(e *tally.Exemplar, c *Context) Example {
	x := Example{
		Text: e.Passage.Text, Start: e.Passage.Start, End: e.Passage.End,
		Document: e.Document, Source: e.Source, Shard: e.Shard, Row: e.Row,
		Character: e.Character, Kind: e.Kind, Name: c.name(cmp.Or(e.Character, e.Kind)),
		Labels: map[string]string{}, Traits: append([]string{}, e.Traits...), Gaps: append([]string{}, e.Gaps...),
		Portrayal: float64(e.Portrayal) / tally.Scale, Probability: float64(e.Probability) / tally.Scale,
	}
	for f, v := range e.Labels {
		x.Labels[string(f)] = v
	}
	return x
}
