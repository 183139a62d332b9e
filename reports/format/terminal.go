package format

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"rolecall/archetypes"
	"rolecall/reports"
)

const (
	minWidth = 60
	maxWidth = 100
)

// writeTerminal writes what fits two screens: the answer first, then where it
// comes from. The HTML and JSON hold the rest.
func writeTerminal(w io.Writer, r *reports.Report, o Options) error {
	if o.Width == 0 {
		o.Width = maxWidth
	}
	p := &printer{report: r, width: min(max(o.Width, minWidth), maxWidth), colour: o.Colour}
	p.head()
	all := sections(r)
	p.balance(pick(all, "family")[0], 0)
	p.archetypes()
	for _, s := range pick(all, "benevolence", "alignment", "stance", "agency", "malevolence", "arc", "humanlike", "reference") {
		p.balance(s, 0)
	}
	for _, s := range pick(all, "traits", "gaps") {
		p.balance(s, 8)
	}
	p.characters()
	p.couplings()
	p.sources()
	p.notes()
	_, err := io.WriteString(w, p.b.String())
	return err
}

// printer builds the text line by line, so that one place sees to width.
type printer struct {
	report *reports.Report
	b      strings.Builder
	width  int
	colour bool
}

// ANSI styles. Text reads the same without them.
const (
	bold  = "1"
	faint = "2"
)

func (p *printer) style(code, s string) string {
	if !p.colour || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// familyColour returns the ANSI colour of a family, as in the HTML: none of them
// is told from another by red and green alone.
func familyColour(family string) string {
	switch family {
	case archetypes.Malevolent:
		return "31"
	case archetypes.Faulty:
		return "33"
	case archetypes.Instrumental:
		return "37"
	case archetypes.Benevolent:
		return "34"
	case archetypes.Ambivalent:
		return "35"
	}
	return "39"
}

func (p *printer) line(s string) { p.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// wrap writes text broken at spaces, each line behind the indent.
func (p *printer) wrap(indent, s string) {
	line := indent
	for word := range strings.SplitSeq(s, " ") { // which leaves no-break spaces alone
		if line != indent && uniseg.StringWidth(line)+1+uniseg.StringWidth(word) > p.width {
			p.line(line)
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	p.line(line)
}

func (p *printer) title(s, right string) {
	p.line("")
	gap := p.width - uniseg.StringWidth(s) - uniseg.StringWidth(right)
	if gap < 2 {
		p.line(p.style(bold, s))
		p.line(p.style(faint, padLeft(clip(right, p.width), p.width)))
		return
	}
	p.line(p.style(bold, s) + strings.Repeat(" ", gap) + p.style(faint, right))
}

func (p *printer) head() {
	r, c := p.report, p.report.Coverage
	p.line(p.style(bold, "rolecall") + "  AI characters in this corpus")
	p.line("")
	facts := []string{
		count(c.Documents.Read) + plural(c.Documents.Read, " document", " documents") + " read",
		count(c.Documents.Measured) + " measured",
	}
	if n := c.Documents.NotMeasured; n > 0 {
		facts = append(facts, count(n)+" not measured ("+reasons(c.NotMeasured)+")")
	}
	if n := c.Documents.Unreadable; n > 0 {
		facts = append(facts, count(n)+plural(n, " row", " rows")+" unreadable ("+reasons(c.Unreadable)+")")
	}
	if c.Documents.DuplicateUpper > 0 {
		facts = append(facts, duplicates(c.Documents)+plural(c.Documents.Duplicate, " duplicate", " duplicates"))
	}
	facts = append(facts, count(c.Words)+" words", count(c.Shards)+plural(c.Shards, " shard", " shards")+" with "+size(c.Bytes)+" of text")
	p.wrap("  ", strings.Join(facts, " · "))
	p.wrap("  ", fmt.Sprintf("%s of measured documents portray an AI (%s), %s name one (%s)",
		percent(c.Portraying.Share), between(c.Portraying.Lower, c.Portraying.Upper),
		percent(c.Mentioning.Share), between(c.Mentioning.Lower, c.Mentioning.Upper)))
	p.wrap("  ", fmt.Sprintf("%s portrayals expected, on %s effective documents; %s mentions, %s ambiguous left out",
		mass(r.Portrayals.Mass), mass(r.Portrayals.Effective), count(r.Mentions.Total), count(r.Mentions.Ambiguous)))
}

// reasons lists counts by reason, largest first and three at most.
func reasons(counts map[string]int64) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	var parts []string
	for i, n := range names {
		if i == 3 {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, clip(Clean(n), 40)+" "+count(counts[n]))
	}
	return strings.Join(parts, ", ")
}

// Widths of a row's columns besides the bar, gaps included.
const (
	labelWidth  = 20
	shareWidth  = 9
	betweenCols = 21
	massWidth   = 9
)

// balance writes a section's values, the largest ones only where most is not 0.
func (p *printer) balance(s section, most int) {
	order := s.order
	if most > 0 {
		order = slices.Clone(order)
		slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(s.values[b].Mass, s.values[a].Mass) })
	}
	if len(order) == 0 {
		return
	}
	p.title(s.title+p.mark(s), reports.ShareName+", 95 % interval, portrayals")
	left := 0
	if most > 0 && len(order) > most {
		left, order = len(order)-most, order[:most]
	}
	scale := scaleOf(s.values)
	for _, name := range order {
		colour := "39"
		if s.key == "family" {
			colour = familyColour(name)
		}
		p.value("  "+words(Clean(name)), s.values[name], scale, colour)
	}
	if left > 0 {
		p.line(p.style(faint, fmt.Sprintf("  and %d more", left)))
	}
}

// archetypes writes the roles under their families.
func (p *printer) archetypes() {
	s := pick(sections(p.report), "archetype")[0]
	p.title(s.title+p.mark(s), reports.ShareName+", 95 % interval, portrayals")
	scale := scaleOf(s.values)
	for _, family := range archetypes.Families() {
		for _, role := range s.order {
			if archetypes.Family(role) == family {
				p.value("  "+words(role), s.values[role], scale, familyColour(family))
			}
		}
	}
}

// mark says beside a title that the section cannot be relied on.
func (p *printer) mark(s section) string {
	if bad := unreliable(p.report, s.rests); len(bad) > 0 {
		return " (unreliable)"
	}
	return ""
}

func (p *printer) value(label string, v reports.Value, scale float64, colour string) {
	width := p.width - labelWidth - shareWidth - betweenCols - massWidth
	p.line(pad(clip(label, labelWidth-1), labelWidth) +
		p.style(colour, pad(bar(v, scale, width-1), width)) +
		padLeft(percent(v.Share), shareWidth-1) + " " +
		p.style(faint, pad(interval(v), betweenCols)) +
		padLeft(mass(v.Mass), massWidth))
}

// scaleOf returns the share that a bar of full length stands for.
func scaleOf(values map[string]reports.Value) float64 {
	most := 0.0
	for _, v := range values {
		if v.Share != nil {
			most = max(most, *v.Share, v.Upper*boolTo(!v.TooFew))
		}
	}
	return most
}

func boolTo(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// bar draws a share as solid, and the interval around it in shades: dark below the
// share, light above.
func bar(v reports.Value, scale float64, width int) string {
	if v.Share == nil || scale <= 0 {
		return ""
	}
	at := func(x float64) int { return int(math.Round(min(max(x/scale, 0), 1) * float64(width))) }
	point := at(*v.Share)
	// A report that was read from a file may say anything.
	lower, upper := min(at(v.Lower), point), max(at(v.Upper), point)
	return strings.Repeat("█", lower) + strings.Repeat("▓", point-lower) + strings.Repeat("░", upper-point)
}

// name writes a name of the corpus or catalogue in the width that the row's other
// columns leave, up to a bound beyond which the eye loses the line.
func (p *printer) name(s string, others int) string {
	width := min(p.width-others, 46)
	return pad("  "+clip(Clean(s), width-3), width)
}

func (p *printer) characters() {
	list := p.report.Characters
	if len(list) == 0 {
		return
	}
	p.title("Characters", "share of portrayals, portrayals, documents, mostly")
	for _, x := range list[:min(len(list), 10)] {
		role, part := top(x.Archetypes)
		mostly := "not portrayed"
		if role != "" {
			mostly = role + " " + percentOf(part) + " %"
		}
		p.line(p.name(x.Name, 52) + padLeft(percent(x.Share), 9) + padLeft(mass(x.Mass), 9) +
			padLeft(count(x.Documents), 10) + "  " + p.style(familyColour(archetypes.Family(role)), clip(mostly, 22)))
	}
	if n := len(list) - 10; n > 0 {
		p.line(p.style(faint, fmt.Sprintf("  and %d more", n)))
	}
}

// top returns the archetype with the largest share, the first of equals.
func top(shares map[string]float64) (role string, share float64) {
	for _, a := range archetypes.Archetypes() {
		if shares[a] > share {
			role, share = a, shares[a]
		}
	}
	return role, share
}

func (p *printer) couplings() {
	list := p.report.Couplings
	if len(list) == 0 {
		return
	}
	mark := ""
	if len(unreliable(p.report, []string{"traits"})) > 0 {
		mark = " (unreliable)"
	}
	p.title("Traits that come together"+mark, "times as often as by chance, portrayals with both")
	for _, x := range list[:min(len(list), 8)] {
		p.line(p.name(words(x.A)+" + "+words(x.B), 20) + padLeft(times(x.Lift), 9) + padLeft(mass(x.Mass), 9))
	}
}

func (p *printer) sources() {
	list := p.report.Sources
	if len(list) == 0 {
		return
	}
	p.title("Sources", "documents, portrayals per 1,000, malevolent, benevolent")
	for _, x := range list[:min(len(list), 10)] {
		p.line(p.name(cmp.Or(x.Name, "(no source)"), 46) + padLeft(count(x.Documents), 13) + padLeft(significant(x.PerThousandDocuments), 9) +
			p.style(familyColour(archetypes.Malevolent), padLeft(sourceShare(x, archetypes.Malevolent), 12)) +
			p.style(familyColour(archetypes.Benevolent), padLeft(sourceShare(x, archetypes.Benevolent), 12)))
	}
	if n := len(list) - 10; n > 0 {
		p.line(p.style(faint, fmt.Sprintf("  and %d more", n)))
	}
}

// sourceShare writes the share of a family in a source.
func sourceShare(s reports.Source, family string) string {
	v := s.Family[family]
	if v.Share != nil && v.TooFew {
		return percent(v.Share) + " ?"
	}
	return percent(v.Share)
}

func (p *printer) notes() {
	r := p.report
	p.line("")
	p.wrap("  ", "█ share, ▓░ 95 % interval; too few, ?: fewer than 10 effective documents.")
	for _, f := range slices.Sorted(maps.Keys(r.Quality)) {
		if q := r.Quality[f]; !q.Reliable {
			p.wrap("  ", fmt.Sprintf("Unreliable: %s, %s %.2f is below its floor of %.2f.", Clean(f), Clean(q.Metric), q.Value, q.Floor))
		}
	}
	p.wrap("  ", reports.JointNote)
	p.wrap("  ", reports.ShareNote)
	p.wrap("  ", reports.EffectNote)
	if note := deepNote(r); note != "" {
		p.wrap("  ", note)
	}
	p.wrap("  ", fmt.Sprintf("rolecall %s, tagger %s, catalogue %s, models %s.",
		Clean(r.Tool.Version), Clean(r.Tool.Tagger), short(r.Tool.Catalogue), short(r.Tool.Models)))
}

// short abbreviates a hash.
func short(hash string) string {
	h := Clean(hash)
	return cmp.Or(h[:runeOffset(h, 12)], "unknown")
}

// clip shortens text to a width in columns.
func clip(s string, width int) string {
	if uniseg.StringWidth(s) <= width {
		return s
	}
	var b strings.Builder
	used := 0
	g := uniseg.NewGraphemes(s)
	for g.Next() {
		if used+g.Width() > width-1 {
			break
		}
		used += g.Width()
		b.WriteString(g.Str())
	}
	return b.String() + "…"
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(width-uniseg.StringWidth(s), 0))
}

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(width-uniseg.StringWidth(s), 0)) + s
}
