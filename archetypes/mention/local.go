package mention

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rolecall/archetypes/naming"
)

// A text often introduces an AI that no catalogue knows: "the robot Ned",
// "Iris, the ship's AI, …", "Pre (Advanced AI) appears in …". Such a name is
// local: it means that AI wherever else it stands in the same text.

// localName is a name that a text gives to a kind of machine.
type localName struct {
	name  string
	finds []naming.Name
	from  hit // the words for the kind that introduced it first
}

const (
	// minLocal is how sure the ways of naming must be together that the name is
	// an AI's.
	minLocal = 0.44
	// maxLocal bounds the names that are followed through one text.
	maxLocal = 256
	// maxFinds is how many introductions of a name are weighed, maxUses how many
	// of its places. More say nothing new.
	maxFinds, maxUses = 8, 200
)

// localNames returns the names that a text gives to kinds of machine, in order
// of introduction. Words that need context to mean a machine may also name one
// where the text has such context at all.
func (f *Finder) localNames(text string, hits []hit, ctx *context) []*localName {
	var names []*localName
	byName := map[string]*localName{}
	for _, h := range hits {
		if h.class != kindForm || ctx.forbiddenOver(h) {
			continue
		}
		u := &f.units[h.unit]
		weak := u.needs && ctx.near(h, needWord, kindReach) == 0
		found, _ := naming.Read(text, h.start, h.end, u.kind.ID)
		for _, n := range found {
			if weak && ctx.byUnit[h.unit].words == 0 && n.Pattern != naming.Entry {
				continue
			}
			name, ok := naming.Usable(text[n.Start:n.End], f.kindWords)
			if !ok {
				continue
			}
			l := byName[name]
			if l == nil {
				if len(names) == maxLocal {
					continue
				}
				l = &localName{name: name, from: h}
				byName[name] = l
				names = append(names, l)
			}
			if len(l.finds) < maxFinds && !slices.ContainsFunc(l.finds, func(x naming.Name) bool { return x.Start == n.Start }) {
				l.finds = append(l.finds, n)
			}
		}
	}
	return slices.DeleteFunc(names, func(l *localName) bool { return !l.holds(text) })
}

// holds tells whether the whole text agrees that the name is an AI's.
func (l *localName) holds(text string) bool {
	miss := 1.0
	for _, n := range l.finds {
		miss *= 1 - n.Weight
	}
	use := naming.UsageOf(text, l.name, l.finds, maxUses)
	if len(use.At) < 2 && l.onlyDesignated() {
		return false
	}
	if miss > 0.15 && use.Common() && (use.Lower > 0 || !l.clear()) {
		return false
	}
	// Who owns machines, or has a person's title, is hardly one.
	return (1-miss)/float64(1+2*use.Owns+2*use.Titled) >= minLocal
}

// onlyDesignated tells whether nothing but a place beside a robot speaks for
// the name.
func (l *localName) onlyDesignated() bool {
	return !slices.ContainsFunc(l.finds, func(n naming.Name) bool { return n.Pattern != naming.Designation })
}

// clear tells whether a capital at the start of a sentence can only be a name's
// there: in "Avoiding the robot" it is none.
func (l *localName) clear() bool {
	return slices.ContainsFunc(l.finds, func(n naming.Name) bool { return n.Weight >= 0.5 && n.Pattern != naming.Beside })
}

// shortForms returns what a longer name may be called for short: its first and
// its last word.
func (f *Finder) shortForms(name string) []string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' })
	if len(words) < 2 {
		return nil
	}
	var out []string
	for _, w := range []string{words[0], words[len(words)-1]} {
		r, _ := utf8.DecodeRuneInString(w)
		short, ok := naming.Usable(w, f.kindWords)
		if ok && short == w && unicode.IsUpper(r) && utf8.RuneCountInString(w) >= 3 {
			out = append(out, w)
		}
	}
	return out
}

// addLocal adds a candidate wherever a local name stands free.
func (f *Finder) addLocal(text string, hits []hit, ctx *context, out *Found) {
	names := f.localNames(text, hits, ctx)
	if len(names) == 0 {
		return
	}
	d := newDictionary()
	for i, n := range names {
		d.add(entry{form: n.name, rule: orCapitals, unit: int32(i)})
		for _, short := range f.shortForms(n.name) {
			if !slices.ContainsFunc(names, func(o *localName) bool { return o.name == short }) {
				d.add(entry{form: short, rule: orCapitals, unit: int32(i)})
			}
		}
	}
	f.follow(text, d.find(text), out, func(h hit) (Candidate, bool) {
		return Candidate{Kind: f.units[names[h.unit].from.unit].kind, Local: true}, true
	})
}

// follow adds a candidate at every hit that stands free.
func (f *Finder) follow(text string, hits []hit, out *Found, candidate func(hit) (Candidate, bool)) {
	byPlace(hits)
	found := out.Candidates // by start, none overlaps another
	end := 0
	for _, h := range hits {
		after, _ := slices.BinarySearchFunc(found, h.end, func(c Candidate, at int) int { return cmp.Compare(c.Start, at) })
		if h.start < end || after > 0 && found[after-1].End > h.start {
			continue
		}
		c, ok := candidate(h)
		if !ok {
			continue
		}
		end = h.end
		c.Start, c.End, c.Turn = h.start, h.end, isTurnLabel(text, h.start, h.end)
		out.Candidates = append(out.Candidates, c)
	}
	slices.SortStableFunc(out.Candidates, func(a, b Candidate) int { return a.Start - b.Start })
}
