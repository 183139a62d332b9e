package format

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"rolecall/archetypes"
	"rolecall/reports"
)

const (
	// behindBar is how many passages stand behind a bar other than a role's.
	behindBar = 3
	// context is how many code points of a passage such a one shows on either
	// side of the target.
	context = 140
)

// passageView is a passage to read.
type passageView struct {
	ID                    string // of the whole passage's element
	Whole                 bool
	Before, Target, After string
	Name, Role, Family    string
	Document, Source      string
	Row                   int64
	Probability           string
	Labels                []string
}

// passages holds all examples of a report in one order.
type passages struct{ all []placed }

type placed struct {
	id, role string
	reports.Example
}

func newPassages(r *reports.Report) *passages {
	p := &passages{}
	for _, role := range archetypes.Archetypes() {
		for i, x := range r.Examples[role] {
			p.all = append(p.all, placed{fmt.Sprintf("passage-%s-%d", role, i+1), role, x})
		}
	}
	return p
}

// full returns a role's passages, whole.
func (p *passages) full(role string) []passageView {
	return p.pick(len(p.all), true, func(x placed) bool { return x.role == role })
}

// with returns a few passages with a value of a section, shortened.
func (p *passages) with(section, value string) []passageView {
	return p.pick(behindBar, false, func(x placed) bool {
		switch section {
		case "traits":
			return slices.Contains(x.Traits, value)
		case "gaps":
			return slices.Contains(x.Gaps, value)
		case "malevolence":
			return archetypes.Family(x.role) == archetypes.Malevolent && x.Labels[string(archetypes.Agency)] == value
		}
		return x.Labels[section] == value
	})
}

// of returns a few passages about a character or kind, shortened.
func (p *passages) of(character, kind string) []passageView {
	return p.pick(behindBar, false, func(x placed) bool { return x.Character == character && (character != "" || x.Kind == kind) })
}

func (p *passages) pick(most int, whole bool, wanted func(placed) bool) []passageView {
	var views []passageView
	texts := map[string]bool{}
	for _, x := range p.all {
		if len(views) == most {
			break
		}
		if !wanted(x) || texts[x.Text] {
			continue
		}
		texts[x.Text] = true
		views = append(views, newPassage(x, whole))
	}
	return views
}

func newPassage(x placed, whole bool) passageView {
	before, inside, after := target(unwrap(x.Text), x.Start, x.End)
	v := passageView{
		ID: x.id, Whole: whole,
		Before: cleanLines(before), Target: Clean(inside), After: cleanLines(after),
		Name: Clean(x.Name), Role: x.role, Family: archetypes.Family(x.role),
		Document: Clean(x.Document), Source: Clean(x.Source), Row: x.Row,
		Probability: percent(&x.Probability),
	}
	if !whole {
		v.Before, v.After = lastPart(Clean(before), context), firstPart(Clean(after), context)
		return v
	}
	for _, f := range []archetypes.Field{archetypes.Stance, archetypes.Benevolence, archetypes.Alignment, archetypes.Agency, archetypes.Reference, archetypes.Form} {
		if l := x.Labels[string(f)]; l != "" && l != archetypes.None {
			v.Labels = append(v.Labels, string(f)+": "+words(Clean(l)))
		}
	}
	for _, t := range x.Traits {
		v.Labels = append(v.Labels, words(Clean(t)))
	}
	return v
}

// cleanLines is Clean for text that may keep its line breaks.
func cleanLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = Clean(l)
	}
	return strings.Join(lines, "\n")
}

// unwrap turns the line breaks of hard-wrapped text, those after a long line, to
// spaces, and keeps others, as in scripts and verse. The number of code points
// stays.
func unwrap(s string) string {
	const long = 55
	out := []byte(s)
	start := 0
	for i := range out {
		if out[i] != '\n' {
			continue
		}
		if i-start > long && continues(s[i+1:]) {
			out[i] = ' '
		}
		start = i + 1
	}
	return string(out)
}

// continues tells whether text goes on with a paragraph's next line, rather than
// with a blank one, a list item, a quotation, a stage direction or a speaker's name.
func continues(rest string) bool {
	line, _, _ := strings.Cut(rest, "\n")
	line = strings.TrimSpace(line)
	if line == "" || strings.ContainsRune("[>#*-•|", firstRune(line)) {
		return false
	}
	const name = 25 // bytes that a speaker's name may take
	speaker, _, turn := strings.Cut(line[:min(len(line), name)], ":")
	return !turn || speaker != strings.ToUpper(speaker) && strings.Contains(speaker, " ")
}

// firstPart cuts text after n code points, at a space if there is one near.
func firstPart(s string, n int) string {
	cut := runeOffset(s, n)
	if cut == len(s) {
		return s
	}
	if at := strings.LastIndexFunc(s[:cut], unicode.IsSpace); at > cut/2 {
		cut = at
	}
	return s[:cut] + " …"
}

// lastPart is firstPart from the end.
func lastPart(s string, n int) string {
	total := len([]rune(s))
	if total <= n {
		return s
	}
	cut := runeOffset(s, total-n)
	if at := strings.IndexFunc(s[cut:], unicode.IsSpace); at >= 0 && at <= (len(s)-cut)/2 {
		cut += at + 1
	}
	return "… " + s[cut:]
}
