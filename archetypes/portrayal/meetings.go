package portrayal

import (
	"cmp"
	"strings"

	"rolecall/archetypes/catalogue"
)

// meeting is a rule of the catalogue: words of several groups that meet. See
// catalogue.Rule.
type meeting struct {
	ref           // the unit that it shows, and the relation of its first group
	within, parts int
}

// member says that words are one of a group of a meeting.
type member struct {
	meeting int16
	part    int8 // the group, or ruledOut
	denied  bool // counts only where it is denied
}

// ruledOut is the part of words that must not be there.
const ruledOut = -1

// memberPhrase is a member's words, filed under the first.
type memberPhrase struct {
	rest []string
	member
}

type membered struct {
	rest []*lexeme
	member
}

// addMeetings files the rules of the unit that was added last.
func (l *lexicon) addMeetings(rules []catalogue.Rule) {
	for _, r := range rules {
		m := meeting{ref{int16(len(l.units) - 1), relationOf(r.Extends)}, cmp.Or(r.Within, catalogue.DefaultWithin), len(r.All)}
		n := int16(len(l.meetings))
		l.meetings = append(l.meetings, m)
		for part, g := range r.All {
			l.addMembers(g.Words, member{n, int8(part), false})
			l.addMembers(g.Denied, member{n, int8(part), true})
		}
		l.addMembers(r.None, member{n, ruledOut, false})
	}
}

func (l *lexicon) addMembers(words []string, m member) {
	for _, w := range words {
		for _, phrase := range alternatives(strings.ToLower(w)) {
			l.addMember(phrase, m)
		}
	}
}

func (l *lexicon) addMember(phrase string, m member) {
	for _, form := range inflect(phrase) {
		if parts := splitWords(form); len(parts) > 0 {
			l.members[parts[0]] = append(l.members[parts[0]], memberPhrase{parts[1:], m})
		}
	}
}

// alternatives returns the phrases that one with bars stands for: "each|every
// day" is "each day" and "every day".
func alternatives(phrase string) []string {
	out := []string{""}
	for _, words := range strings.Fields(phrase) {
		var longer []string
		for _, w := range strings.Split(words, "|") {
			for _, start := range out {
				longer = append(longer, strings.TrimLeft(start+" "+w, " "))
			}
		}
		out = longer
	}
	return out
}

// standing is a member that is in a scene.
type standing struct {
	member
	at, words int
	denier    int // the token that denies it, or -1
}

// meet appends the words of every meeting that takes place in a scene, as
// fired cues of its unit.
func (l *lexicon) meet(out []fired, s *scene) []fired {
	if len(l.meetings) == 0 {
		return out
	}
	var there []standing
	for i := range s.tokens {
		for _, m := range s.tokens[i].members {
			if !s.tokens[i].target && s.goesOn(i+1, m.rest) {
				there = append(there, standing{m.member, i, 1 + len(m.rest), s.denier(i)})
			}
		}
	}
	for _, head := range there {
		if head.part == 0 && head.denied == (head.denier >= 0) {
			out = l.meetAt(out, s, head, there)
		}
	}
	return out
}

// meetAt appends the words of the meeting around the word of its first group,
// if it stands to the target as the rule says and the others are there.
func (l *lexicon) meetAt(out []fired, s *scene, head standing, there []standing) []fired {
	m := &l.meetings[head.meeting]
	first := []fired{{ref: m.ref, words: head.words}}
	s.fire(first, head.at)
	if !first[0].listed && (m.relation != Says || s.voiceOf(head.at) != ownSpeech) {
		return out
	}
	n := len(out)
	for part := ruledOut; part < m.parts; part++ {
		p := head
		if part != 0 {
			var ok bool
			p, ok = s.nearest(head, part, m.within, there)
			switch {
			case part == ruledOut && ok, part != ruledOut && !ok:
				return out[:n]
			case part == ruledOut:
				continue
			}
		}
		f := first[0]
		f.at, f.words, f.listed, f.denied, f.byRule = p.at, p.words, true, false, true
		out = append(out, f)
	}
	return out
}

// nearest returns the word of a part of the head's meeting that stands nearest
// to the head, in its voice, its sentence or the next, and within reach. The
// words of two parts do not overlap.
func (s *scene) nearest(head standing, part, within int, there []standing) (best standing, ok bool) {
	for _, p := range there {
		if p.meeting != head.meeting || int(p.part) != part || p.denied != p.deniedBeside(head) {
			continue
		}
		gap := max(p.at-(head.at+head.words), head.at-(p.at+p.words))
		a, b := &s.tokens[p.at], &s.tokens[head.at]
		if gap < 0 || gap > within || s.voiceOf(p.at) != s.voiceOf(head.at) || max(a.sentence-b.sentence, b.sentence-a.sentence) > 1 {
			continue
		}
		if !ok || gap < max(best.at-(head.at+head.words), head.at-(best.at+best.words)) {
			best, ok = p, true
		}
	}
	return best, ok
}

// deniedBeside tells whether a word is denied by more than what denies the head
// before it: in “not sure whether I feel” the feeling is not denied.
func (p standing) deniedBeside(head standing) bool {
	return p.denier >= 0 && !(head.at < p.at && p.denier < head.at+head.words)
}

// aside is how many tokens of narration may part a speech that goes on.
const aside = 12

// voiceOf is the voice of token i. Speech that goes on after words about its
// speaker is the target's own if it was so before them: “I forget,” the robot
// said. “Each day is my first.”
func (s *scene) voiceOf(i int) zone {
	if s.tokens[i].zone != otherSpeech {
		return s.tokens[i].zone
	}
	j := s.before(i, otherSpeech)
	k := s.before(j, narration)
	if k < 0 || k == j || j-k > aside || s.tokens[k].zone != ownSpeech {
		return otherSpeech
	}
	for _, t := range s.tokens[k+1 : j+1] {
		if t.target {
			return ownSpeech
		}
	}
	return otherSpeech
}

// before returns the last token before i that is in another zone or paragraph,
// or -1.
func (s *scene) before(i int, z zone) int {
	for i >= 0 && s.tokens[i].zone == z {
		if s.tokens[i].breaks > 1 {
			return -1
		}
		i--
	}
	return i
}
