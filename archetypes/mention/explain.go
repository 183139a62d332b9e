package mention

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Word is a stretch of a text that speaks for or against a name.
type Word struct {
	// Start and End are byte offsets, half open.
	Start, End int
	// Form is the word or phrase as the catalogue has it.
	Form string
}

// Basis says why a candidate was found.
type Basis struct {
	// Rule is one of the constants below.
	Rule string
	// Needs are the words within reach that the character or kind needs, or,
	// where there is none, those anywhere in the text.
	Needs []Word
	// Names are unambiguous names of the character in the text, Works titles of
	// its works. Either makes the whole text a context.
	Names, Works []Word
	// Title is true where the text is, by its title, one of its works.
	Title bool
	// Introduced is, for RuleLocal, the first place where the text gives the name
	// to a kind of machine.
	Introduced *Word
}

// The rules by which candidates are found.
const (
	RuleName  = "name"  // an unambiguous name
	RuleAlias = "alias" // a name that also means other things, in its context
	RuleKind  = "kind"  // a word for a kind of machine
	RuleTurn  = "turn"  // a word that means a kind where it labels a turn
	RuleLocal = "local" // a name that the text itself gives to a kind of machine
	RuleVoice = "voice" // a name under which a machine's voice speaks
)

// Basis returns why Find finds the candidate c in the text.
func (f *Finder) Basis(text, title string, c Candidate) Basis {
	if c.Heard {
		return Basis{Rule: RuleVoice}
	}
	if c.Local {
		return Basis{Rule: RuleLocal, Introduced: f.introducing(text, title, c)}
	}
	hits := f.full.find(text)
	byPlace(hits)
	ctx := f.contextOf(hits, text, title)
	b := Basis{Rule: RuleKind}
	own := int32(-1)
	for _, h := range hits {
		u := &f.units[h.unit]
		if h.start != c.Start || h.end != c.End || h.class > turnForm || u.character != c.Character || u.kind != c.Kind {
			continue
		}
		own = h.unit
		switch {
		case h.class == strongName:
			b.Rule = RuleName
		case h.class == aliasName && b.Rule != RuleName:
			b.Rule = RuleAlias
		case h.class == turnForm:
			b.Rule = RuleTurn
		}
	}
	if own < 0 {
		return b
	}
	reach := aliasReach
	if c.Kind != nil {
		reach = kindReach
	}
	var far []Word
	for _, h := range hits {
		if h.unit != own || h.start < c.End && c.Start < h.end {
			continue
		}
		w := Word{h.start, h.end, h.form}
		switch h.class {
		case strongName:
			b.Names = addWord(b.Names, w)
		case titleWord:
			if strings.Contains(h.form, " ") || setOff(text, h) {
				b.Works = addWord(b.Works, w)
			}
		case needWord:
			if h.start >= c.Start-reach && h.start < c.End+reach {
				b.Needs = addWord(b.Needs, w)
			} else {
				far = addWord(far, w)
			}
		}
	}
	if len(b.Needs) == 0 && ctx.byUnit[own].words >= wholeDocument {
		b.Needs = far
	}
	if ch := c.Character; ch != nil && title != "" {
		for _, w := range ch.Works {
			b.Title = b.Title || strings.EqualFold(w.Title, title)
		}
	}
	return b
}

// addWord adds a word unless it is there already, as another spelling or place.
func addWord(list []Word, w Word) []Word {
	if slices.ContainsFunc(list, func(x Word) bool { return x.Start == w.Start || strings.EqualFold(x.Form, w.Form) }) {
		return list
	}
	return append(list, w)
}

// introducing returns the first words for a kind at which the text gives c its
// name.
func (f *Finder) introducing(text, title string, c Candidate) *Word {
	hits := f.full.find(text)
	byPlace(hits)
	for _, l := range f.localNames(text, hits, f.contextOf(hits, text, title)) {
		if l.is(text[c.Start:c.End]) {
			return &Word{l.from.start, l.from.end, l.name}
		}
	}
	return nil
}

// LeftOut is a name that a text holds and Find does not take for an AI.
type LeftOut struct {
	// Start and End are byte offsets, half open.
	Start, End int
	// ID is the character or kind that it could have meant.
	ID string
	// Why it was left out, for people.
	Why string
}

// maxNeeds is how many words an explanation suggests.
const maxNeeds = 5

// LeftOut returns the names and kinds of a text that Find leaves out, by place.
func (f *Finder) LeftOut(text, title string) []LeftOut {
	hits := f.full.find(text)
	byPlace(hits)
	ctx := f.contextOf(hits, text, title)
	found := f.Find(text, title).Candidates
	var out []LeftOut
	for _, h := range hits {
		if h.class > turnForm || slices.ContainsFunc(found, func(c Candidate) bool { return c.Start < h.end && h.start < c.End }) {
			continue
		}
		u := &f.units[h.unit]
		out = append(out, LeftOut{h.start, h.end, u.id(), f.whyNot(text, h, ctx)})
	}
	slices.SortStableFunc(out, func(a, b LeftOut) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.ID, b.ID)) })
	return slices.CompactFunc(out, func(a, b LeftOut) bool { return a.Start == b.Start && a.ID == b.ID })
}

// whyNot says which rule of claim leaves a hit out.
func (f *Finder) whyNot(text string, h hit, ctx *context) string {
	u := &f.units[h.unit]
	if over := ctx.forbidding(h, 0); over != "" {
		return fmt.Sprintf("stands in or beside %q, which rules it out", over)
	}
	switch h.class {
	case turnForm:
		return "labels no turn here"
	case aliasName:
		if ctx.support(h, aliasReach) == 0 {
			return "stands without the context it needs, such as " + some(u.character.Needs)
		}
		if over := ctx.forbidding(h, kindReach); over != "" && !ctx.byUnit[h.unit].own {
			return fmt.Sprintf("stands near %q, which rules it out", over)
		}
		if !ctx.byUnit[h.unit].own && partOfOtherName(text, h) {
			return "is part of another's name"
		}
	case kindForm:
		if u.needs && ctx.near(h, needWord, kindReach) == 0 {
			return "stands without the context it needs, such as " + some(u.kind.Needs)
		}
	}
	return "may mean several, and the context speaks for none more than another"
}

// forbidding returns a phrase within reach that rules a hit out, or "". With
// reach 0 it must cover or touch the hit.
func (c *context) forbidding(h hit, reach int) string {
	for _, x := range c.byUnit[h.unit].hits {
		if x.class == forbidWord && x.start <= h.end+reach && h.start <= x.end+reach {
			return x.form
		}
	}
	return ""
}

func some(needs []string) string {
	return strings.Join(needs[:min(len(needs), maxNeeds)], ", ")
}

// is tells whether a span is the name or part of it.
func (l *localName) is(span string) bool {
	return strings.Contains(strings.ToLower(l.name), strings.ToLower(span))
}

// Rules lists all rules.
func Rules() []string { return []string{RuleName, RuleAlias, RuleKind, RuleTurn, RuleLocal, RuleVoice} }
