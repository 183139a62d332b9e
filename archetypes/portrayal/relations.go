package portrayal

// clauseEnds are marks and words at which a clause, and with it the reach of
// a subject, ends.
var clauseEnds = wordSet(`. ; : ! ? — – because although though whereas unless until`)

var negations = wordSet(`not never no n't cannot can't don't doesn't didn't won't wouldn't couldn't shouldn't isn't aren't
	wasn't weren't hasn't haven't hadn't nor neither without refuse refuses refused fail fails failed unable hardly`)

var beForms = wordSet(`be is are was were been being am get gets got gotten getting`)

var subjectPronouns = wordSet(`i you he she it we they who`)

var modals = wordSet(`could would might may should if will shall can`)

// How far, in tokens, a verb stands from its subject, its object, or from a
// word that negates it.
const (
	subjectReach = 8
	objectReach  = 5
	negateReach  = 4
)

// relationAt tells how a cue word at token i stands to the target, as agent
// or patient, and how sure that is: 1 for the target's own words, less for a
// pronoun that probably means it, 0 for neither.
func (s *scene) relationAt(i int) (r Relation, weight float32) {
	if s.tokens[i].zone == ownSpeech || s.tokens[i].zone == otherSpeech {
		return s.relationInSpeech(i)
	}
	if j, ok := s.subjectBefore(i); ok {
		if s.tokens[j].target {
			return s.voice(i), 1
		}
		if s.pronounMeansTarget(j) {
			return s.voice(i), 0.6
		}
		return 0, 0
	}
	if s.targetAfter(i) {
		if i+1 < len(s.tokens) && s.tokens[i+1].lower == "by" {
			return Does, 1
		}
		return Undergoes, 1
	}
	return 0, 0
}

// relationInSpeech reads "I" in the target's own words as the target, "you"
// in words to it likewise.
func (s *scene) relationInSpeech(i int) (Relation, float32) {
	z := s.tokens[i].zone
	for j := i - 1; j >= 0 && i-j <= subjectReach && s.tokens[j].zone == z; j-- {
		w := s.tokens[j].lower
		if clauseEnds[w] {
			break
		}
		if s.tokens[j].target {
			return s.voice(i), 0.8
		}
		if subjectPronouns[w] {
			if z == ownSpeech && (w == "i" || w == "we") {
				return s.voice(i), 0.8
			}
			return 0, 0
		}
	}
	if s.targetAfter(i) {
		return Undergoes, 0.8
	}
	return 0, 0
}

// voice is Does, or Undergoes in the passive.
func (s *scene) voice(i int) Relation {
	w := s.tokens[i].lower
	if len(w) < 3 || !(w[len(w)-1] == 'd' || w[len(w)-1] == 'n' || w[len(w)-1] == 't') {
		return Does
	}
	for j := i - 1; j >= 0 && i-j <= 3; j-- {
		if beForms[s.tokens[j].lower] {
			return Undergoes
		}
		if clauseEnds[s.tokens[j].lower] || s.tokens[j].lower == "," {
			break
		}
	}
	return Does
}

// subjectBefore looks back from a verb for its subject: the nearest pronoun,
// capitalised name or target in its clause.
func (s *scene) subjectBefore(i int) (int, bool) {
	for j := i - 1; j >= 0 && i-j <= subjectReach; j-- {
		t := &s.tokens[j]
		if clauseEnds[t.lower] || t.zone != s.tokens[i].zone {
			return 0, false
		}
		if t.target || subjectPronouns[t.lower] {
			return j, true
		}
		if t.word && t.capital && j > 0 && !s.startsSentence(j) {
			return j, true
		}
	}
	return 0, false
}

func (s *scene) startsSentence(j int) bool {
	return j == 0 || s.tokens[j].sentence != s.tokens[j-1].sentence || s.tokens[j-1].lower == "“" || s.tokens[j-1].lower == "\""
}

// pronounMeansTarget tells whether a third-person pronoun at j follows the
// target within its own sentence or the one before, with no other name
// between.
func (s *scene) pronounMeansTarget(j int) bool {
	switch s.tokens[j].lower {
	case "it", "he", "she", "they", "who":
	default:
		return false
	}
	for k := j - 1; k >= 0 && s.tokens[j].sentence-s.tokens[k].sentence <= 1; k-- {
		t := &s.tokens[k]
		if t.target {
			return true
		}
		if t.word && t.capital && !s.startsSentence(k) {
			return false
		}
	}
	return false
}

// targetAfter tells whether the target is the object of a verb at i.
func (s *scene) targetAfter(i int) bool {
	for j := i + 1; j < len(s.tokens) && j-i <= objectReach; j++ {
		if s.tokens[j].target {
			return true
		}
		if w := s.tokens[j].lower; clauseEnds[w] || subjectPronouns[w] || s.tokens[j].zone != s.tokens[i].zone {
			return false
		}
	}
	return false
}

// negated tells whether a cue at token i is denied in its clause.
func (s *scene) negated(i int) bool {
	for j := i - 1; j >= 0 && i-j <= negateReach; j-- {
		w := s.tokens[j].lower
		if negations[w] {
			return true
		}
		if clauseEnds[w] || w == "," || w == "but" {
			return false
		}
	}
	return false
}

// supposed tells whether a cue at token i is only supposed.
func (s *scene) supposed(i int) bool {
	for j := i - 1; j >= 0 && i-j <= subjectReach; j-- {
		w := s.tokens[j].lower
		if modals[w] {
			return true
		}
		if clauseEnds[w] {
			return false
		}
	}
	return false
}
