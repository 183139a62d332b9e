package portrayal

import (
	"strings"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
)

// Relation is how a word of the passage stands to the target.
type Relation uint8

// The relations, in the order of catalogue.CueKinds.
const (
	Does Relation = iota
	Undergoes
	Says
	Told
	Near
	Anywhere
	relations
)

func relationOf(cueKind string) Relation {
	for i, k := range catalogue.CueKinds() {
		if k == cueKind {
			return Relation(i)
		}
	}
	panic("portrayal: unknown cue kind " + cueKind) // the catalogue was validated
}

// ref says that a word is a cue for a unit in a relation.
type ref struct {
	unit     int16
	relation Relation
}

// phrase is a cue of several words, filed under the first.
type phrase struct {
	rest []string
	ref
}

// lexicon finds the cues of archetypes, traits and gaps in lower-case words.
type lexicon struct {
	units    []string   // such as "trait.violence"
	names    []cueNames // parallel to units
	rules    []rule     // parallel to units
	decisive []int16    // units whose rule decides something
	words    map[string][]ref
	phrases  map[string][]phrase
	prefixes map[string][]prefix // by their first three letters
	meetings []meeting
	members  map[string][]memberPhrase // of meetings, by first word
}

type prefix struct {
	stem string
	ref
}

// rule tells what a unit's cues decide by themselves.
type rule struct {
	kind ruleKind
	id   string
}

type ruleKind uint8

const (
	evidenceOnly ruleKind = iota // cues are features of the fitted models
	traitRule                    // cues decide a trait beyond the closed set
	gapRule                      // cues decide a gap
)

// prefixKey is the length, in bytes, by which prefixes are filed; the
// catalogue refuses shorter ones.
const prefixKey = 3

func newLexicon(c *catalogue.Catalogue) *lexicon {
	l := &lexicon{words: map[string][]ref{}, phrases: map[string][]phrase{}, prefixes: map[string][]prefix{}, members: map[string][]memberPhrase{}}
	for _, a := range c.Archetypes {
		l.addUnit("archetype."+a.ID, a.Cues, rule{})
	}
	for _, t := range c.Traits {
		r := rule{}
		if !archetypes.IsTrait(t.ID) {
			r = rule{traitRule, t.ID}
		}
		l.addUnit("trait."+t.ID, t.Cues, r)
		l.addMeetings(t.Rules)
	}
	for _, g := range c.Gaps {
		l.addUnit("gap."+g.ID, g.Cues, rule{gapRule, g.ID})
		l.addMeetings(g.Rules)
	}
	return l
}

func (l *lexicon) addUnit(name string, cues []catalogue.Cue, r rule) {
	l.units = append(l.units, name)
	l.names = append(l.names, newCueNames(name))
	l.rules = append(l.rules, r)
	n := int16(len(l.units) - 1)
	if r.kind != evidenceOnly {
		l.decisive = append(l.decisive, n)
	}
	for _, c := range cues {
		r := ref{n, relationOf(c.Extends)}
		for _, w := range c.Words {
			l.addWord(strings.ToLower(w), r)
		}
	}
}

func (l *lexicon) addWord(w string, r ref) {
	if stem, ok := strings.CutSuffix(w, "*"); ok && len(stem) >= prefixKey && !strings.Contains(stem, " ") {
		l.prefixes[stem[:prefixKey]] = append(l.prefixes[stem[:prefixKey]], prefix{stem, r})
		return
	}
	for _, form := range inflect(w) {
		parts := splitWords(form)
		switch len(parts) {
		case 0:
		case 1:
			if !hasRef(l.words[parts[0]], r) {
				l.words[parts[0]] = append(l.words[parts[0]], r)
			}
		default:
			l.phrases[parts[0]] = append(l.phrases[parts[0]], phrase{parts[1:], r})
		}
	}
}

func hasRef(refs []ref, r ref) bool {
	for _, x := range refs {
		if x == r {
			return true
		}
	}
	return false
}

// splitWords cuts a lower-case form as the scene's tokens are cut.
func splitWords(form string) []string {
	var out []string
	for _, t := range (&vocabulary{}).tokenize(nil, form, 0, len(form)) {
		if t.word {
			out = append(out, t.lower)
		}
	}
	return out
}
