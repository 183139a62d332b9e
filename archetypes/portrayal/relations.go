package portrayal

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
		t := &s.tokens[j]
		if t.marks.has(clauseEnd) {
			break
		}
		if t.target {
			return s.voice(i), 0.8
		}
		if t.marks.has(subjectPronoun) {
			if z == ownSpeech && (t.lower == "i" || t.lower == "we") {
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
		if s.tokens[j].marks.has(beForm) {
			return Undergoes
		}
		if s.tokens[j].marks.has(clauseEnd | comma) {
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
		if t.marks.has(clauseEnd) || t.zone != s.tokens[i].zone {
			return 0, false
		}
		if t.target || t.marks.has(subjectPronoun) {
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
	if !s.tokens[j].marks.has(thirdPerson) {
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
		if s.tokens[j].marks.has(clauseEnd|subjectPronoun) || s.tokens[j].zone != s.tokens[i].zone {
			return false
		}
	}
	return false
}

// negated tells whether a cue at token i is denied in its clause.
func (s *scene) negated(i int) bool { return s.denier(i) >= 0 }

// denier returns the token that denies a cue at token i in its clause, or -1.
func (s *scene) denier(i int) int {
	for j := i - 1; j >= 0 && i-j <= negateReach; j-- {
		m := s.tokens[j].marks
		if m.has(negation) {
			return j
		}
		if m.has(clauseEnd | negationEnd) {
			return -1
		}
	}
	return -1
}

// supposed tells whether a cue at token i is only supposed.
func (s *scene) supposed(i int) bool {
	for j := i - 1; j >= 0 && i-j <= subjectReach; j-- {
		m := s.tokens[j].marks
		if m.has(modal) {
			return true
		}
		if m.has(clauseEnd) {
			return false
		}
	}
	return false
}
