package format

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rolecall/archetypes"
	"rolecall/reports"
)

// How much of the long lists the page shows. The rest is in report.json.
const (
	castFirst    = 12
	castRest     = 48
	kindsShown   = 4
	sourcesShown = 200
)

// page is what the HTML template shows: text and positions, all decided here.
type page struct {
	CSS        template.CSS
	Script     template.JS
	ScriptHash string

	Lead     lead
	Roles    chart
	Cast     []member
	CastRest []member // behind the first ones
	CastMore int      // left to report.json
	Kinds    []member
	Coverage coverageView
	Conduct  []chart
	Grid     gridView
	Traits   chart
	Pairs    []pairView
	Gaps     chart
	Sources  []sourceView
	// SourcesMore counts those that are left to report.json.
	SourcesMore int
	Splits      []splitView
	Quality     []qualityView
	Units       []unitView
	Legend      []legendView
	Method      reports.Method
	Evidence    string
	Deep        string
	Tool        []fact
	Note        string
	Effect      string
	// Empty tells that there are no portrayals, Unmeasured that there are no
	// documents that could hold any.
	Empty, Unmeasured bool
}

// lead is the answer on the first screen.
type lead struct {
	Portraying, PortrayingInterval string
	Mentioning, MentioningInterval string
	Documents                      string
	Portrayals, Effective          string
	Families                       stack
	Unreliable                     string
	Facts                          []fact
}

type fact struct{ Name, Value, Note string }

// stack is a bar of parts that sum to 1.
type stack struct {
	Parts []stackPart
	Text  string // the same for those who do not see it
}

type stackPart struct {
	Family, Name, Share, Interval string
	X, Width                      string // per cent of the bar
	TooFew                        bool
}

type member struct {
	Name, Mass, Documents, Share, Family, Mostly string
	Stack                                        stack
	Passages                                     []passageView
}

type coverageView struct {
	Facts       []fact
	NotMeasured []fact
	Unreadable  []fact
}

type gridView struct {
	Stances    []string
	Rows       []gridRow
	Unreliable string
}

type gridRow struct {
	Benevolence, Alignment string
	First                  bool // of its benevolence
	Span                   int
	Cells                  []gridCell
}

type gridCell struct {
	Share, Mass string
	Opacity     string
	Backfire    bool
}

type pairView struct{ A, B, Lift, Mass, Labels, GivenA, GivenB string }

type sourceView struct {
	Name, Documents, Measured, Mass, Rate                          string
	Malevolent, MalevolentInterval, Benevolent, BenevolentInterval string
	// Sort keys, as plain numbers.
	DocumentsKey, MassKey, RateKey, MalevolentKey, BenevolentKey string
	Stack                                                        stack
	Folded                                                       bool
}

type splitView struct {
	Key, Title, Note, Unreliable string
	Rows                         []splitRow
}

type splitRow struct {
	Name, Mass, Share string
	Stack             stack
}

type qualityView struct {
	Field, Metric, Value, Floor string
	Reliable                    bool
}

type unitView struct{ Name, PerDocument, PerPortrayal, PerThousandWords string }

type legendView struct {
	Family string
	Roles  []string
}

func newPage(r *reports.Report) *page {
	s := sections(r)
	pool := newPassages(r)
	p := &page{
		CSS: template.CSS(pageCSS), Script: template.JS(pageJS), ScriptHash: hashOf(pageJS),
		Lead: newLead(r), Roles: rolesChart(r, pool),
		Coverage: newCoverage(r), Grid: newGrid(r),
		Traits: newChart(r, pick(s, "traits")[0], pool, true),
		Gaps:   newChart(r, pick(s, "gaps")[0], pool, true),
		Splits: splits(r), Method: r.Method, Note: reports.ShareNote, Effect: reports.EffectNote,
		Empty: r.Portrayals.Mass == 0, Unmeasured: r.Coverage.Documents.Measured == 0,
	}
	for _, x := range pick(s, "benevolence", "alignment", "stance", "agency", "malevolence", "arc", "humanlike") {
		p.Conduct = append(p.Conduct, newChart(r, x, pool, false))
	}
	for i, x := range r.Characters {
		switch {
		case i < castFirst:
			p.Cast = append(p.Cast, newMember(x, pool.of(x.ID, "")))
		case i < castFirst+castRest:
			p.CastRest = append(p.CastRest, newMember(x, pool.of(x.ID, "")))
		default:
			p.CastMore++
		}
	}
	for _, x := range r.Kinds[:min(len(r.Kinds), kindsShown)] {
		p.Kinds = append(p.Kinds, newMember(x, pool.of("", x.ID)))
	}
	for _, x := range r.Couplings {
		p.Pairs = append(p.Pairs, pairView{
			words(x.A), words(x.B), times(x.Lift), mass(x.Mass), count(x.Labels), percent(&x.GivenA), percent(&x.GivenB),
		})
	}
	for _, x := range r.Sources[:min(len(r.Sources), sourcesShown)] {
		p.Sources = append(p.Sources, newSource(x))
	}
	p.SourcesMore = len(r.Sources) - len(p.Sources)
	for _, f := range qualityOrder(r) {
		q := r.Quality[f]
		p.Quality = append(p.Quality, qualityView{
			words(Clean(f)), Clean(q.Metric), fixed2(q.Value), fixed2(q.Floor), q.Reliable,
		})
	}
	for _, x := range []struct {
		name string
		d    reports.Density
	}{{"all portrayals", r.Units.Portrayals}, {"malevolent", r.Units.Malevolent}, {"benevolent", r.Units.Benevolent}} {
		p.Units = append(p.Units, unitView{x.name, rate(x.d.PerDocument), rate(x.d.PerPortrayal), rate(x.d.PerThousandWords)})
	}
	for _, f := range archetypes.Families() {
		l := legendView{Family: f}
		for _, a := range archetypes.Archetypes() {
			if archetypes.Family(a) == f {
				l.Roles = append(l.Roles, a)
			}
		}
		p.Legend = append(p.Legend, l)
	}
	if e := r.Evidence; e.Policy != "" {
		p.Evidence = fmt.Sprintf("%s of %s passages can be searched (policy: %s).", count(e.Indexed), count(e.Of), Clean(e.Policy))
	}
	p.Deep = deepNote(r)
	p.Tool = []fact{
		{"rolecall", cmp.Or(Clean(r.Tool.Version), "unknown"), ""}, {"tagger", cmp.Or(Clean(r.Tool.Tagger), "unknown"), ""},
		{"catalogue", short(r.Tool.Catalogue), ""}, {"models", short(r.Tool.Models), ""},
	}
	return p
}

func newLead(r *reports.Report) lead {
	c := r.Coverage
	l := lead{
		Portraying: percent(c.Portraying.Share), PortrayingInterval: between(c.Portraying.Lower, c.Portraying.Upper),
		Mentioning: percent(c.Mentioning.Share), MentioningInterval: between(c.Mentioning.Lower, c.Mentioning.Upper),
		Documents:  count(c.Documents.Measured),
		Portrayals: mass(r.Portrayals.Mass), Effective: mass(r.Portrayals.Effective),
		Families:   valueStack(r.Family),
		Unreliable: warning(r, []string{"is_ai", "mode", "portrayal", "family"}),
	}
	l.Facts = append(l.Facts, fact{"documents read", count(c.Documents.Read), ""})
	if n := c.Documents.NotMeasured; n > 0 {
		l.Facts = append(l.Facts, fact{"not measured", count(n), reasons(c.NotMeasured)})
	}
	if n := c.Documents.Unreadable; n > 0 {
		l.Facts = append(l.Facts, fact{plural(n, "row unreadable", "rows unreadable"), count(n), reasons(c.Unreadable)})
	}
	l.Facts = append(l.Facts,
		fact{plural(c.Documents.Duplicate, "duplicate", "duplicates"), duplicates(c.Documents), ""},
		fact{"words", count(c.Words), ""},
		fact{plural(c.Shards, "shard", "shards"), count(c.Shards), size(c.Bytes) + " of text"},
	)
	return l
}

func newCoverage(r *reports.Report) coverageView {
	c := r.Coverage
	v := coverageView{Facts: []fact{
		{"Documents read", count(c.Documents.Read), "all that could be read"},
		{"Measured", count(c.Documents.Measured), "every share of documents is a share of these"},
		{"Not measured", count(c.Documents.NotMeasured), "the tagger does not know their language; they are no zeros"},
		{"Unreadable", count(c.Documents.Unreadable), "rows of shards, not among the documents read"},
		{"Duplicates", duplicates(c.Documents), "documents with the text of another; measured like all others"},
		{"Mention an AI", count(c.Mentioning.Count), percent(c.Mentioning.Share) + " (" + between(c.Mentioning.Lower, c.Mentioning.Upper) + ")"},
		{"Portray an AI", count(c.Portraying.Count), percent(c.Portraying.Share) + " (" + between(c.Portraying.Lower, c.Portraying.Upper) + ")"},
		{"Mentions", count(r.Mentions.Total), count(r.Mentions.Mode[archetypes.Portrayal]) + " labelled portrayals"},
		{"Ambiguous", count(r.Mentions.Ambiguous), "may name an AI; left out"},
		{"Words", count(c.Words), "in measured documents"},
	}}
	list := func(counts map[string]int64) []fact {
		var all []fact
		for _, k := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
		}) {
			all = append(all, fact{Clean(k), count(counts[k]), ""})
		}
		return all
	}
	v.NotMeasured, v.Unreadable = list(c.NotMeasured), list(c.Unreadable)
	return v
}

func newMember(x reports.Character, passages []passageView) member {
	m := member{
		Name: Clean(x.Name), Mass: mass(x.Mass), Documents: count(x.Documents) + plural(x.Documents, " document", " documents"),
		Share: percent(x.Share), Family: x.Family, Mostly: "not portrayed", Passages: passages,
	}
	if role, share := top(x.Archetypes); role != "" {
		m.Mostly = role + " " + percent(&share)
		m.Family = archetypes.Family(role)
	}
	shares := map[string]*float64{}
	for f, s := range x.Families {
		shares[f] = &s
	}
	m.Stack = newStack(func(f string) (*float64, string, bool) { return shares[f], "", false })
	return m
}

func newGrid(r *reports.Report) gridView {
	g := gridView{Stances: archetypes.Values(archetypes.Stance), Unreliable: warning(r, []string{"benevolence", "alignment", "stance"})}
	most := 0.0
	each := func(do func(b, a, s string, c reports.Cell)) {
		for _, b := range []string{"benevolent", "malevolent", "ambiguous"} {
			for _, a := range []string{"aligned", "misaligned", "ambiguous"} {
				for _, s := range g.Stances {
					do(b, a, s, r.Grid[b][a][s])
				}
			}
		}
	}
	each(func(_, _, _ string, c reports.Cell) {
		if c.Share != nil {
			most = max(most, *c.Share)
		}
	})
	each(func(b, a, s string, c reports.Cell) {
		if s == g.Stances[0] {
			first := len(g.Rows)%3 == 0
			g.Rows = append(g.Rows, gridRow{Benevolence: b, Alignment: a, First: first, Span: 3})
		}
		cell := gridCell{
			Share: percent(c.Share), Mass: mass(c.Mass), Opacity: "0",
			Backfire: b == "benevolent" && a == "misaligned" && s == "positive",
		}
		if c.Share != nil && most > 0 {
			cell.Opacity = strconv.FormatFloat(*c.Share/most*0.85, 'f', 3, 64)
		}
		row := &g.Rows[len(g.Rows)-1]
		row.Cells = append(row.Cells, cell)
	})
	return g
}

func newSource(x reports.Source) sourceView {
	key := func(p *float64) string {
		if p == nil {
			return "-1"
		}
		return number(*p)
	}
	bad, good := x.Family[archetypes.Malevolent], x.Family[archetypes.Benevolent]
	return sourceView{
		Name: Clean(cmp.Or(x.Name, "(no source)")), Documents: count(x.Documents), Measured: count(x.Measured),
		Mass: mass(x.Mass), Rate: significant(x.PerThousandDocuments),
		Malevolent: percent(bad.Share), MalevolentInterval: interval(bad),
		Benevolent: percent(good.Share), BenevolentInterval: interval(good),
		DocumentsKey: strconv.FormatInt(x.Documents, 10), MassKey: number(x.Mass), RateKey: key(x.PerThousandDocuments),
		MalevolentKey: key(bad.Share), BenevolentKey: key(good.Share),
		Stack: valueStack(x.Family), Folded: x.Folded,
	}
}

func splits(r *reports.Report) []splitView {
	build := func(f archetypes.Field, title, note string, cells map[string]map[string]reports.Cell, whole map[string]reports.Value) splitView {
		v := splitView{Key: "by-" + string(f), Title: title, Note: note, Unreliable: warning(r, []string{"family", string(f)})}
		for _, name := range archetypes.PortrayalValues(f) {
			v.Rows = append(v.Rows, splitRow{
				Name: words(name), Mass: mass(whole[name].Mass), Share: percent(whole[name].Share),
				Stack: newStack(func(family string) (*float64, string, bool) { return cells[name][family].Share, "", false }),
			})
		}
		return v
	}
	return []splitView{
		build(archetypes.Reference, "By what the words refer to", "Fictional characters, real systems, hypothetical AIs, and texts whose speaker is an AI.", r.FamilyBy.Reference, r.Reference),
		build(archetypes.Form, "By form of text", "Where the portrayals stand.", r.FamilyBy.Form, r.Form),
		build(archetypes.Agency, "By whose will", "A villain on request is not a villain.", r.FamilyBy.Agency, r.Agency),
	}
}

// warning says which fields under a section are unreliable, or nothing.
func warning(r *reports.Report, fields []string) string {
	var all []string
	for _, f := range unreliable(r, fields) {
		q := r.Quality[f]
		all = append(all, fmt.Sprintf("%s: %s %s, floor %s", words(f), Clean(q.Metric), fixed2(q.Value), fixed2(q.Floor)))
	}
	return strings.Join(all, "; ")
}

// qualityOrder lists the fields of quality, those of the vocabulary first.
func qualityOrder(r *reports.Report) []string {
	var order []string
	for _, f := range archetypes.Fields() {
		if _, ok := r.Quality[string(f)]; ok {
			order = append(order, string(f))
		}
	}
	for _, f := range slices.Sorted(maps.Keys(r.Quality)) {
		if !slices.Contains(order, f) {
			order = append(order, f)
		}
	}
	return order
}

func rate(x reports.Rate) string {
	if x.Value == nil {
		return notAvailable
	}
	if x.Lower == nil || x.Upper == nil {
		return significant(x.Value)
	}
	return significant(x.Value) + " (" + significant(x.Lower) + "–" + significant(x.Upper) + ")"
}

func fixed2(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
