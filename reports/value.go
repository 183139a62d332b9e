package reports

import (
	"math"

	"rolecall/archetypes"
	"rolecall/reports/stats"
	"rolecall/reports/tally"
)

// field returns the balance of a field of portrayals.
func field(t *tally.Tally, f archetypes.Field) map[string]Value {
	values := archetypes.PortrayalValues(f)
	return balance(values, t.Field(f)[:len(values)], t.Portrayals())
}

// balance returns the values of a set of which each of the portrayals has one, as
// shares of their sum.
func balance(names []string, cells []tally.Cell, portrayals tally.Cell) map[string]Value {
	return within(names, cells, sum(cells, portrayals))
}

// within returns values as shares of a whole.
func within(names []string, cells []tally.Cell, whole tally.Cell) map[string]Value {
	m := make(map[string]Value, len(names))
	for i, n := range names {
		m[n] = value(cells[i], whole)
	}
	return m
}

// sum returns the cell of portrayals with mass, labels and replicates replaced by
// the sum over cells. The two differ by rounding, and by mentions without a value.
// Taking shares of the sum makes them add up to 1; documents do not add up, so
// those are the portrayals' own.
func sum(cells []tally.Cell, portrayals tally.Cell) tally.Cell {
	s := portrayals
	s.Mass, s.Labels, s.Replicates = 0, 0, make([]int64, len(portrayals.Replicates))
	for _, c := range cells {
		s.Mass += c.Mass
		s.Labels += c.Labels
		for i, r := range c.Replicates {
			s.Replicates[i] += r
		}
	}
	return s
}

// value returns a cell's share of a whole with its interval.
func value(c, whole tally.Cell) Value {
	v := Value{
		Share: share(float64(c.Mass), float64(whole.Mass)), Mass: round(c.Portrayals()),
		Effective: round(c.Effective()), TooFew: c.Effective() < TooFew,
		Labels: c.Labels, LabelShare: share(float64(c.Labels), float64(whole.Labels)),
	}
	i := interval(c, whole)
	v.Lower, v.Upper = round(i.Lower), round(i.Upper)
	return v
}

// interval returns the interval of a cell's share. Where it, or what is left of
// the whole, rests on too few documents the bootstrap is too sure of itself (of a
// value that never occurs it says 0 to 0, of one that always does 1 to 1), so the
// interval is joined with the one that so many documents would give if each had
// one portrayal.
func interval(c, whole tally.Cell) stats.Interval {
	point, ok := stats.Share(float64(c.Mass), float64(whole.Mass))
	if !ok {
		return stats.Unit()
	}
	i := stats.Percentile(point, ratios(c.Replicates, func(k int) float64 { return float64(whole.Replicates[k]) }), Level)
	n := whole.Effective()
	if min(c.Effective(), n*(1-point)) < TooFew {
		i = stats.Hull(i, stats.Wilson(point*n, n, stats.Z95))
	}
	return stats.Interval{Lower: max(i.Lower, 0), Upper: min(i.Upper, 1)}
}

// ratios divides replicates by wholes; those without a whole are NaN.
func ratios(replicates []int64, whole func(int) float64) []float64 {
	all := make([]float64, len(replicates))
	for k, r := range replicates {
		s, ok := stats.Share(float64(r), whole(k))
		if !ok {
			s = math.NaN()
		}
		all[k] = s
	}
	return all
}

func units(t *tally.Tally) Units {
	c, all, families := t.Coverage(), t.Portrayals(), t.Families()
	density := func(cell tally.Cell) Density {
		fixed := func(whole float64) Rate {
			return rate(cell, whole, func(int) float64 { return whole })
		}
		return Density{
			PerDocument:      fixed(float64(c.Measured) * tally.Scale),
			PerPortrayal:     rate(cell, float64(all.Mass), func(k int) float64 { return float64(all.Replicates[k]) }),
			PerThousandWords: fixed(float64(c.Words) / 1000 * tally.Scale),
		}
	}
	u := Units{Portrayals: density(all)}
	for i, f := range archetypes.Families() {
		switch f {
		case archetypes.Malevolent:
			u.Malevolent = density(families[i])
		case archetypes.Benevolent:
			u.Benevolent = density(families[i])
		}
	}
	return u
}

// rate divides a cell's mass by a whole that has its own value in each replicate.
func rate(c tally.Cell, whole float64, replicate func(int) float64) Rate {
	point, ok := stats.Share(float64(c.Mass), whole)
	if !ok {
		return Rate{}
	}
	r := Rate{Value: ptr(round(point))}
	if len(c.Replicates) > 0 {
		i := stats.Percentile(point, ratios(c.Replicates, replicate), Level)
		r.Lower, r.Upper = ptr(round(i.Lower)), ptr(round(i.Upper))
	}
	return r
}

// cell returns a joint mass' share of a total.
func cell(mass, total int64) Cell {
	return Cell{Share: share(float64(mass), float64(total)), Mass: round(float64(mass) / tally.Scale)}
}

// share returns part/whole rounded, or nil where there is none.
func share(part, whole float64) *float64 {
	s, ok := stats.Share(part, whole)
	if !ok {
		return nil
	}
	return ptr(round(s))
}

// round rounds to six decimals, which is what reports promise, and never gives a
// negative zero.
func round(x float64) float64 {
	if r := math.Round(x*1e6) / 1e6; r != 0 {
		return r
	}
	return 0
}

func ptr(x float64) *float64 { return &x }
