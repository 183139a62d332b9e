// Package mention finds the spans of a text that may refer to an AI
// character, and decides who each is.
//
// A Finder is compiled from a catalogue. Its gate tells in one pass whether a
// text holds any name or kind at all; Find then weighs context: an alias such
// as Data or Ava counts only among the words its character needs, a phrase
// such as "Hal Jordan" rules a name out. What stays ambiguous is left out and
// counted. Whether a span that was found really means an AI, and what the
// text shows of it, is decided in archetypes/portrayal.
//
// Offsets here are byte offsets into the text, half open; they become code
// points once, at output.
package mention

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rolecall/archetypes/catalogue"
)

// Candidate is one span that may refer to an AI character.
type Candidate struct {
	// Start and End are byte offsets, half open.
	Start, End int
	// Character is set for a name, Kind for a word that names a kind.
	Character *catalogue.Character
	Kind      *catalogue.Kind
	// Alias is true where the name is one that also means other things.
	Alias bool
	// Support counts the distinct pieces of context that speak for Character.
	Support int
	// Local is true where the text itself gives the span as a name to an AI of
	// Kind ("the robot Ned").
	Local bool
	// Heard is true where the span is local because a machine's voice speaks
	// under it, whatever it is called.
	Heard bool
	// Turn is true where the span labels a turn of a dialogue or script.
	Turn bool
}

// Found is what Find returns for one text.
type Found struct {
	// Candidates are ordered by Start and do not overlap.
	Candidates []Candidate
	// Ambiguous counts names that stood without the context they need.
	Ambiguous int
}

// Finder finds candidates. It is safe for concurrent use.
type Finder struct {
	gate  *dictionary // names, kinds, turn labels
	full  *dictionary // the same and context words
	units []unit
	// kindWords are the words for kinds, in lower case.
	kindWords map[string]bool
	// voice is the kind that a name means under which a machine speaks, nil
	// where the catalogue has none for it.
	voice *catalogue.Kind
}

// unit is a character or kind in compiled form.
type unit struct {
	character *catalogue.Character
	kind      *catalogue.Kind
	needs     bool
}

func (u *unit) id() string {
	if u.character != nil {
		return u.character.ID
	}
	return u.kind.ID
}

// How far, in bytes, context reaches from an alias and from a kind's word.
const (
	aliasReach = 1500
	kindReach  = 250
	// wholeDocument is how many distinct words of Needs make the whole
	// document a context, as a cast list or a script does.
	wholeDocument = 3
)

// New compiles a catalogue.
func New(c *catalogue.Catalogue) *Finder {
	f := &Finder{gate: newDictionary(), full: newDictionary(), kindWords: map[string]bool{}}
	for _, ch := range c.Characters {
		f.addCharacter(ch)
	}
	for _, k := range c.Kinds {
		f.addKind(k)
	}
	f.addVoice()
	return f
}

func (f *Finder) addCharacter(ch *catalogue.Character) {
	n := f.addUnit(unit{character: ch, needs: true})
	for _, s := range ch.Names {
		rule := orCapitals
		if distinctive(s) {
			rule = anyCase
		}
		f.addName(entry{form: s, rule: rule, unit: n, class: strongName})
	}
	for _, s := range ch.Aliases {
		f.addName(entry{form: s, rule: orCapitals, unit: n, class: aliasName})
	}
	for _, w := range ch.Works {
		f.full.add(entry{form: w.Title, rule: orCapitals, unit: n, class: titleWord})
	}
	f.addContext(n, ch.Needs, ch.Forbids)
}

func (f *Finder) addKind(k *catalogue.Kind) {
	n := f.addUnit(unit{kind: k, needs: len(k.Needs) > 0})
	rule := anyCase
	if k.Exact {
		rule = asWritten
	}
	for _, s := range k.Forms {
		f.addName(entry{form: s, rule: rule, unit: n, class: kindForm})
		f.kindWords[strings.ToLower(s)] = true
	}
	for _, s := range k.Turns {
		f.addName(entry{form: s, rule: asWritten, unit: n, class: turnForm})
	}
	f.addContext(n, k.Needs, k.Forbids)
}

func (f *Finder) addUnit(u unit) int32 {
	f.units = append(f.units, u)
	return int32(len(f.units) - 1)
}

func (f *Finder) addName(e entry) {
	f.gate.add(e)
	f.full.add(e)
}

func (f *Finder) addContext(n int32, needs, forbids []string) {
	for _, s := range needs {
		f.full.add(entry{form: s, rule: needRule(s), unit: n, class: needWord})
	}
	for _, s := range forbids {
		f.full.add(entry{form: s, rule: anyCase, unit: n, class: forbidWord})
	}
}

// needRule keeps a name's capital (Dave, Enterprise) and lets common words
// stand in any case.
func needRule(s string) caseRule {
	if r, _ := utf8.DecodeRuneInString(s); unicode.IsUpper(r) {
		return orCapitals
	}
	return anyCase
}

// distinctive tells whether a name is odd enough to be known in any case: it
// holds a digit, a space, punctuation or an inner capital.
func distinctive(s string) bool {
	for i, r := range s {
		if !unicode.IsLetter(r) || i > 0 && unicode.IsUpper(r) && !allCapitals(s) {
			return true
		}
	}
	return false
}

func allCapitals(s string) bool { return strings.ToUpper(s) == s }

// Gate tells whether the text can hold a candidate. It may only say no where
// Find would find nothing.
func (f *Finder) Gate(text string) bool {
	open := false
	var v voiceGate
	f.gate.scan(text, func(h hit) bool {
		open = h.class != voiceWord || v.opens(h)
		return !open
	})
	return open
}

// Find returns the candidates of a text whose work has the given title
// (which may be empty).
func (f *Finder) Find(text, title string) Found {
	hits := f.full.find(text)
	byPlace(hits)
	ctx := f.contextOf(hits, text, title)
	var out Found
	for i := 0; i < len(hits); {
		if hits[i].class > turnForm {
			i++
			continue
		}
		j := i
		end := hits[i].end
		for j < len(hits) && hits[j].start < end {
			if hits[j].class <= turnForm {
				end = max(end, hits[j].end)
			}
			j++
		}
		f.resolve(text, hits[i:j], ctx, &out)
		i = j
	}
	f.addLocal(text, hits, ctx, &out)
	f.addHeard(text, hits, &out)
	return out
}

// byPlace sorts hits by start, longer ones first.
func byPlace(hits []hit) {
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.class, b.class), cmp.Compare(a.unit, b.unit))
	})
}

// resolve picks among overlapping hits: the longest span that some unit can
// claim; among units that claim it, the one with the most support.
func (f *Finder) resolve(text string, group []hit, ctx *context, out *Found) {
	ambiguous := false
	taken := 0
	for i := 0; i < len(group); {
		j := i
		for j < len(group) && group[j].start == group[i].start && group[j].end == group[i].end {
			j++
		}
		if group[i].start >= taken {
			best, tie, unclear := f.claim(text, group[i:j], ctx)
			ambiguous = ambiguous || tie || unclear
			if best != nil && !tie {
				best.Turn = isTurnLabel(text, best.Start, best.End)
				out.Candidates = append(out.Candidates, *best)
				taken = best.End
			}
		}
		i = j
	}
	if taken == 0 && ambiguous {
		out.Ambiguous++
	}
}

// claim weighs the units that share one span. It returns the one with the
// most support, whether others have as much, and whether a name was left out
// for want of context.
func (f *Finder) claim(text string, same []hit, ctx *context) (best *Candidate, tie, unclear bool) {
	for _, h := range same {
		if h.class > turnForm {
			continue
		}
		u := &f.units[h.unit]
		c := Candidate{Start: h.start, End: h.end, Character: u.character, Kind: u.kind, Alias: h.class == aliasName}
		ok := false
		switch h.class {
		case strongName:
			ok = !ctx.forbiddenOver(h)
			c.Support = 1000 + ctx.support(h, aliasReach)
		case aliasName:
			c.Support = ctx.support(h, aliasReach)
			ok = c.Support > 0 && !ctx.forbidden(h) && (ctx.byUnit[h.unit].own || ctx.beside(h) || !partOfOtherName(text, h))
			unclear = unclear || !ok
		case kindForm:
			ok = !ctx.forbiddenOver(h) && (!u.needs || ctx.supports(text, h))
		case turnForm:
			ok = isTurnLabel(text, h.start, h.end)
		}
		if !ok {
			continue
		}
		switch {
		case best != nil && best.Character == c.Character && best.Kind == c.Kind:
			best.Support = max(best.Support, c.Support) // another spelling of the same
		case best == nil || c.Support > best.Support:
			best, tie = &c, false
		case c.Support == best.Support && (c.Character != nil) == (best.Character != nil):
			tie = true
		}
	}
	return best, tie, unclear
}

// context is what a document says for and against each unit.
type context struct {
	byUnit map[int32]*unitContext
}

type unitContext struct {
	hits    []hit // needs and forbids, by start
	longest int   // length in bytes of the longest of them
	own     bool  // an unambiguous name or the work's title stands in the document
	words   int   // distinct needs in the whole document
}

// between returns the hits that start from from to to, both included. They are
// sought and not walked through: a document may hold a name and its context a
// hundred thousand times.
func (u *unitContext) between(from, to int) []hit {
	byStart := func(x hit, at int) int { return cmp.Compare(x.start, at) }
	i, _ := slices.BinarySearchFunc(u.hits, from, byStart)
	j, _ := slices.BinarySearchFunc(u.hits, to+1, byStart)
	return u.hits[i:max(i, j)]
}

func (f *Finder) contextOf(hits []hit, text, title string) *context {
	ctx := &context{byUnit: map[int32]*unitContext{}}
	// Only units that some name or kind word calls up need context.
	for _, h := range hits {
		if h.class <= turnForm && ctx.byUnit[h.unit] == nil {
			ctx.byUnit[h.unit] = &unitContext{}
		}
	}
	for _, h := range hits {
		u := ctx.byUnit[h.unit]
		if u == nil {
			continue
		}
		switch h.class {
		case strongName:
			u.own = true
		case titleWord:
			if !strings.Contains(h.form, " ") && !setOff(text, h) {
				continue // a one-word title is a common word unless set off
			}
			u.own = true
		case needWord, forbidWord:
			u.hits = append(u.hits, h)
			u.longest = max(u.longest, h.end-h.start)
		}
	}
	for n, u := range ctx.byUnit {
		u.words = distinctNeeds(u.hits)
		if title != "" && f.units[n].character != nil {
			for _, w := range f.units[n].character.Works {
				u.own = u.own || strings.EqualFold(w.Title, title)
			}
		}
	}
	return ctx
}

func distinctNeeds(hits []hit) int {
	seen := map[string]bool{}
	for _, h := range hits {
		if h.class == needWord {
			seen[h.form] = true
		}
	}
	return len(seen)
}

// setOff tells whether a title is marked as one: in quotes or emphasis, or
// followed by a year in brackets.
func setOff(text string, h hit) bool {
	after := text[h.end:min(len(text), h.end+7)]
	if len(after) == 7 && strings.HasPrefix(after, " (") && isYear(after[2:6]) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(text[:h.start])
	next, _ := utf8.DecodeRuneInString(after)
	return strings.ContainsRune("\"“‘'*_«", before) && strings.ContainsRune("\"”’'*_»,.", next)
}

func isYear(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// support counts the distinct context that speaks for a name.
func (c *context) support(h hit, reach int) int {
	u := c.byUnit[h.unit]
	n := c.near(h, needWord, reach)
	if n == 0 && u.words >= wholeDocument {
		n = 1
	}
	if u.own {
		n += 10
	}
	return n
}

// supports tells whether the text lets a word that needs context mean a machine
// that is somebody.
func (c *context) supports(text string, h hit) bool {
	return c.near(h, needWord, kindReach) > 0 || acts(text, h.start, h.end) || addressed(text, h.start, h.end)
}

// near counts distinct context words of a class within reach of a hit. A word
// inside the name itself says nothing.
func (c *context) near(h hit, want class, reach int) int {
	seen := map[string]bool{}
	for _, x := range c.byUnit[h.unit].between(h.start-reach, h.end+reach-1) {
		if x.class == want && (x.start >= h.end || x.end <= h.start) {
			seen[x.form] = true
		}
	}
	return len(seen)
}

// beside tells whether a word that supports the name stands right before or
// after it, so that a capital there is no other person's name.
func (c *context) beside(h hit) bool {
	u := c.byUnit[h.unit]
	for _, x := range u.between(h.start-1-u.longest, h.end+1) {
		if x.class == needWord && (x.end+1 == h.start || h.end+1 == x.start) {
			return true
		}
	}
	return false
}

// forbiddenOver tells whether a forbidden phrase covers or touches the hit.
func (c *context) forbiddenOver(h hit) bool {
	u := c.byUnit[h.unit]
	for _, x := range u.between(h.start-u.longest, h.end) {
		if x.class == forbidWord && x.start <= h.end && h.start <= x.end {
			return true
		}
	}
	return false
}

// forbidden tells whether a forbidden phrase covers an alias, or stands near
// it in a document that does not otherwise speak of the character.
func (c *context) forbidden(h hit) bool {
	return c.forbiddenOver(h) || !c.byUnit[h.unit].own && c.near(h, forbidWord, kindReach) > 0
}

// Matcher returns a catalogue.Matcher over this finder, for the proofs that
// stand in the catalogue's files.
func (f *Finder) Matcher() catalogue.Matcher {
	return func(text string) map[string]bool {
		ids := map[string]bool{}
		for _, c := range f.Find(text, "").Candidates {
			ids[c.ID()] = true
		}
		return ids
	}
}

// ID returns the catalogue id of the character or kind.
func (c *Candidate) ID() string {
	u := unit{character: c.Character, kind: c.Kind}
	return u.id()
}
