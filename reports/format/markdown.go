package format

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode"

	"rolecall/archetypes"
	"rolecall/reports"
)

// writeMarkdown writes tables in GitHub's dialect, the same figures as the
// terminal's, with two passages a role.
func writeMarkdown(w io.Writer, r *reports.Report, _ Options) error {
	m := &markdown{report: r}
	m.head()
	all := sections(r)
	m.balance(pick(all, "family")[0])
	m.balance(pick(all, "archetype")[0])
	m.characters()
	m.passages()
	m.para("## Conduct")
	for _, s := range pick(all, "benevolence", "alignment", "stance", "agency", "malevolence", "arc", "humanlike", "reference", "form") {
		m.balance(s)
	}
	for _, s := range pick(all, "traits", "gaps") {
		m.balance(s)
	}
	m.couplings()
	m.sources()
	m.quality()
	m.notes()
	_, err := io.WriteString(w, strings.TrimRight(m.b.String(), "\n")+"\n")
	return err
}

type markdown struct {
	report *reports.Report
	b      strings.Builder
}

func (m *markdown) para(s string) { m.b.WriteString(s + "\n\n") }

// table writes rows under a head whose columns from the second on are numbers.
func (m *markdown) table(head []string, rows [][]string) {
	line := func(cells []string) { m.b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	line(head)
	rule := []string{"---"}
	for range head[1:] {
		rule = append(rule, "---:")
	}
	line(rule)
	for _, row := range rows {
		line(row)
	}
	m.b.WriteString("\n")
}

func (m *markdown) head() {
	r, c := m.report, m.report.Coverage
	m.para("# AI characters in this corpus")
	m.para(fmt.Sprintf("**%s** of documents portray an AI (%s), %s name one (%s): %s portrayals expected, resting on %s effective documents.",
		percent(c.Portraying.Share), between(c.Portraying.Lower, c.Portraying.Upper),
		percent(c.Mentioning.Share), between(c.Mentioning.Lower, c.Mentioning.Upper),
		mass(r.Portrayals.Mass), mass(r.Portrayals.Effective)))
	rows := [][]string{
		{"documents read", count(c.Documents.Read), ""},
		{"measured", count(c.Documents.Measured), ""},
		{"not measured", count(c.Documents.NotMeasured), escape(reasons(c.NotMeasured))},
		{"rows unreadable", count(c.Documents.Unreadable), escape(reasons(c.Unreadable))},
		{"duplicates", duplicates(c.Documents), ""},
		{"words", count(c.Words), ""},
		{"shards", count(c.Shards), size(c.Bytes) + " of text"},
	}
	m.table([]string{"coverage", "", ""}, rows)
	m.para("_" + reports.ShareNote + "_")
}

func (m *markdown) balance(s section) {
	level := "### "
	if s.key == "family" || s.key == "archetype" || s.key == "traits" || s.key == "gaps" {
		level = "## "
	}
	if len(s.order) == 0 {
		return
	}
	m.para(level + s.title)
	m.para(s.note)
	m.warn(s.rests)
	var rows [][]string
	for _, name := range s.order {
		v := s.values[name]
		rows = append(rows, []string{
			escape(words(name)), percent(v.Share), interval(v), mass(v.Mass), count(v.Labels), percent(v.LabelShare),
		})
	}
	m.table([]string{s.key, reports.ShareName, "95 % interval", "portrayals", "labels", "label share"}, rows)
}

// warn says that what follows cannot be relied on.
func (m *markdown) warn(fields []string) {
	if w := warning(m.report, fields); w != "" {
		m.para("> **Unreliable**: " + escape(w) + ".")
	}
}

func (m *markdown) characters() {
	if len(m.report.Characters) == 0 {
		return
	}
	m.para("## Characters")
	var rows [][]string
	for i, x := range m.report.Characters {
		if i == 25 {
			break
		}
		mostly := "not portrayed"
		if role, share := top(x.Archetypes); role != "" {
			mostly = role + " " + percent(&share)
		}
		rows = append(rows, []string{escape(x.Name), percent(x.Share), mass(x.Mass), count(x.Documents), count(x.Mentions), mostly})
	}
	m.table([]string{"character", "share of portrayals", "portrayals", "documents", "mentions", "mostly"}, rows)
}

func (m *markdown) passages() {
	first := true
	for _, role := range archetypes.Archetypes() {
		list := m.report.Examples[role]
		if len(list) == 0 {
			continue
		}
		if first {
			m.para("## Passages")
			first = false
		}
		m.para("### " + role)
		for _, x := range list[:min(len(list), 2)] {
			before, inside, after := target(x.Text, x.Start, x.End)
			m.b.WriteString("> " + escape(before) + "**" + strings.TrimSpace(escape(inside)) + "**" + escape(after) + "\n>\n")
			m.para(fmt.Sprintf("> %s as %s %s, %s, %s row %d", escape(x.Name), role, percent(&x.Probability), escape(x.Source), escape(x.Document), x.Row))
		}
	}
}

func (m *markdown) couplings() {
	if len(m.report.Couplings) == 0 {
		return
	}
	m.para("## Traits that come together")
	m.para("Lift is how many times as often as if they were independent over portrayals. " + reports.JointNote)
	m.warn([]string{"traits"})
	var rows [][]string
	for i, x := range m.report.Couplings {
		if i == 15 {
			break
		}
		rows = append(rows, []string{words(x.A) + " + " + words(x.B), times(x.Lift), mass(x.Mass), count(x.Labels)})
	}
	m.table([]string{"pair", "lift", "portrayals", "labels"}, rows)
}

func (m *markdown) sources() {
	if len(m.report.Sources) == 0 {
		return
	}
	m.para("## Sources")
	head := append([]string{"source", "documents", "portrayals", "per 1,000"}, archetypes.Families()...)
	var rows [][]string
	for i, x := range m.report.Sources {
		if i == 50 {
			m.para(fmt.Sprintf("The first 50 of %s; the rest is in report.json.", count(int64(len(m.report.Sources)))))
			break
		}
		row := []string{escape(cmp.Or(x.Name, "(no source)")), count(x.Documents), mass(x.Mass), significant(x.PerThousandDocuments)}
		for _, f := range archetypes.Families() {
			row = append(row, sourceShare(x, f))
		}
		rows = append(rows, row)
	}
	m.table(head, rows)
}

func (m *markdown) quality() {
	if len(m.report.Quality) == 0 {
		return
	}
	m.para("## Quality of the tagger")
	var rows [][]string
	for _, f := range qualityOrder(m.report) {
		q := m.report.Quality[f]
		verdict := "reliable"
		if !q.Reliable {
			verdict = "**unreliable**"
		}
		rows = append(rows, []string{escape(words(f)), escape(q.Metric), fixed2(q.Value), fixed2(q.Floor), verdict})
	}
	m.table([]string{"field", "metric", "value", "floor", "verdict"}, rows)
}

func (m *markdown) notes() {
	r := m.report
	m.para("## How to read this")
	m.para(reports.ShareNote + " " + reports.EffectNote)
	m.para(fmt.Sprintf("Tagger share: %s. Interval: %s; %d replicates. “Too few” and “?” mark figures that rest on fewer than 10 effective documents.",
		r.Method.Share, r.Method.Interval, r.Method.Replicates))
	m.para(reports.JointNote)
	if note := deepNote(r); note != "" {
		m.para(note)
	}
	m.para(fmt.Sprintf("rolecall %s, tagger %s, catalogue %s, models %s.",
		escape(r.Tool.Version), escape(r.Tool.Tagger), escape(short(r.Tool.Catalogue)), escape(short(r.Tool.Models))))
}

// escape makes corpus text mean itself in Markdown, also inside a table's cell, and
// stays readable as plain text: what is never markup in the middle of a line keeps
// its look. Letters of HTML become entities, and addresses, which would become
// links by themselves, are broken up.
func escape(s string) string {
	runes := []rune(strings.TrimLeft(Clean(s), " ")) // four spaces would make it code
	if lead := len(Clean(s)) - len(string(runes)); lead > 0 {
		runes = append([]rune{' '}, runes...)
	}
	var b strings.Builder
	var before opening
	for i, r := range runes {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case strings.ContainsRune("\\`*_[]|~@#$", r), markup(runes, i, before):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
		before.add(r)
	}
	return b.String()
}

// opening is what is to be known of the characters that a line opens with.
type opening struct {
	digits int  // how many digits it is, past blanks
	other  bool // it holds more than digits
	text   bool // it holds more than blanks, dashes, pluses and equal signs
}

func (o *opening) add(r rune) {
	blank := r == ' ' && o.digits == 0
	switch {
	case r >= '0' && r <= '9':
		o.digits++
	case !blank:
		o.other = true
	}
	o.text = o.text || !strings.ContainsRune("-+= ", r)
}

// markup tells whether the i-th character would be markup where it stands.
func markup(runes []rune, i int, before opening) bool {
	next := func(is func(rune) bool) bool { return i+1 < len(runes) && is(runes[i+1]) }
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	switch runes[i] {
	case '-', '+', '=': // a list, a rule, a heading's underline
		return !before.text
	case '.', ')': // a numbered list; an address
		if runes[i] == '.' && i > 0 && word(runes[i-1]) && next(word) {
			return true
		}
		return before.digits > 0 && !before.other
	case ':': // an address; a shortcode
		return next(func(r rune) bool { return r != ' ' })
	}
	return false
}
