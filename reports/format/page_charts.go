package format

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"rolecall/archetypes"
	"rolecall/reports"
)

// chart is a set of bars on one scale.
type chart struct {
	Key, Title, Note string
	Unreliable       string // why, or empty
	Ticks            []tick
	Groups           []group
}

// tick is a mark on the scale.
type tick struct {
	At    string // per cent of the bar's length
	Label string
}

// group is a run of rows under one heading, which may be empty.
type group struct {
	Family, Share, Interval string
	Rows                    []row
}

// row is one bar with its figures and the passages behind it.
type row struct {
	Label, Family, Share, Interval, Mass, Labels, LabelShare string
	TooFew                                                   bool
	Bar                                                      *barView // nil where there is no share
	Ticks                                                    []tick
	Passages                                                 []passageView
}

// barView holds positions along the bar in per cent of its length.
type barView struct{ Share, Lower, Upper string }

// newChart returns the chart of a section. Sorted puts the largest first.
func newChart(r *reports.Report, s section, pool *passages, sorted bool) chart {
	order := s.order
	if sorted {
		order = slices.Clone(order)
		slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(s.values[b].Mass, s.values[a].Mass) })
	}
	c := chart{Key: s.key, Title: s.title, Note: s.note, Unreliable: warning(r, s.rests)}
	scale, ticks := scaleFor(s.values)
	c.Ticks = ticks
	g := group{}
	for _, name := range order {
		g.Rows = append(g.Rows, newRow(name, hue(s.key, name), s.values[name], scale, ticks, pool.with(s.key, name)))
	}
	c.Groups = []group{g}
	return c
}

// hue returns the family whose colour a value of a section bears, where it means
// the same, and nothing elsewhere.
func hue(section, value string) string {
	switch section {
	case "malevolence":
		return archetypes.Malevolent
	case string(archetypes.Benevolence):
		switch value {
		case "malevolent":
			return archetypes.Malevolent
		case "benevolent":
			return archetypes.Benevolent
		}
	}
	return ""
}

// rolesChart returns the chart of archetypes, grouped by family.
func rolesChart(r *reports.Report, pool *passages) chart {
	s := pick(sections(r), "archetype")[0]
	c := chart{Key: "archetype", Title: s.title, Note: s.note, Unreliable: warning(r, s.rests)}
	scale, ticks := scaleFor(s.values)
	c.Ticks = ticks
	for _, family := range archetypes.Families() {
		v := r.Family[family]
		g := group{Family: family, Share: percent(v.Share), Interval: interval(v)}
		for _, role := range s.order {
			if archetypes.Family(role) == family {
				g.Rows = append(g.Rows, newRow(role, family, s.values[role], scale, ticks, pool.full(role)))
			}
		}
		c.Groups = append(c.Groups, g)
	}
	return c
}

func newRow(name, family string, v reports.Value, scale float64, ticks []tick, behind []passageView) row {
	w := row{
		Label: words(Clean(name)), Family: family, Share: percent(v.Share), Interval: interval(v),
		Mass: mass(v.Mass), Labels: count(v.Labels), LabelShare: percent(v.LabelShare),
		TooFew: v.TooFew, Ticks: ticks, Passages: behind,
	}
	if v.Share != nil {
		w.Bar = &barView{position(*v.Share / scale), position(v.Lower / scale), position(v.Upper / scale)}
	}
	return w
}

// scaleFor returns a round share, at most 1, that holds the values, and four or so
// ticks up to it; none where no value has a share. Intervals that rest on too few documents may leave the scale:
// they would press all other bars together.
func scaleFor(values map[string]reports.Value) (float64, []tick) {
	most, some := 0.01, false
	for _, v := range values {
		if v.Share != nil {
			some = true
			most = max(most, *v.Share)
			if !v.TooFew {
				most = max(most, v.Upper)
			}
		}
	}
	if !some {
		return 1, nil
	}
	step := 0.25
	for _, s := range []float64{0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2} {
		if most/s <= 5 {
			step = s
			break
		}
	}
	n := int(math.Ceil(most/step - 1e-9))
	scale := min(float64(n)*step, 1)
	var ticks []tick
	for i := range n + 1 {
		// Rounded, for 0.1+0.2 must not show.
		label := strconv.FormatFloat(math.Round(float64(i)*step*1e5)/1e3, 'f', -1, 64)
		ticks = append(ticks, tick{position(float64(i) * step / scale), label})
	}
	return scale, ticks
}

// position writes a part of a length in per cent, kept inside it.
func position(x float64) string {
	return strconv.FormatFloat(min(max(x, 0), 1)*100, 'f', 2, 64) + "%"
}

// valueStack stacks the families of a balance.
func valueStack(values map[string]reports.Value) stack {
	return newStack(func(f string) (*float64, string, bool) {
		v := values[f]
		return v.Share, interval(v), v.TooFew
	})
}

// newStack stacks the families in the vocabulary's order.
func newStack(of func(family string) (share *float64, interval string, tooFew bool)) stack {
	var s stack
	x := 0.0
	for _, f := range archetypes.Families() {
		share, between, tooFew := of(f)
		part := stackPart{Family: f, Name: f, Share: percent(share), Interval: between, X: position(x), Width: "0%", TooFew: tooFew}
		if share != nil {
			part.Width = position(*share)
			x += *share
		}
		if s.Text != "" {
			s.Text += ", "
		}
		s.Text += f + " " + part.Share
		s.Parts = append(s.Parts, part)
	}
	return s
}
