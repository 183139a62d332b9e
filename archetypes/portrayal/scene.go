package portrayal

import "strings"

// zone tells whose voice a token is in.
type zone uint8

const (
	narration zone = iota
	ownSpeech
	otherSpeech
	turnLabel
)

// scene is a passage taken apart around one target: who speaks where, and
// where the target stands.
type scene struct {
	text           string // the passage
	base           int    // its first byte in the text of which the tokens are
	tokens         []token
	targets        []int // positions in tokens of the target and its repeats
	first          int   // position of the target itself
	sentenceStarts []int // byte offsets
	ownTurn        bool  // the target labels a turn of its own
	turns          int   // labelled turns in the passage
	quotes         int   // quoted stretches in the passage
	chat           bool  // assistants or users have turns
}

// stage is the text of a scene: where it stands, and where its sentences start.
type stage struct {
	passage    string
	base       int   // the byte in the text at which the passage starts
	sentences  []int // bytes in the passage
	start, end int   // the target's bytes in the passage
}

// set takes a passage apart around its target. It keeps a copy of the tokens.
func (s *scene) set(at stage, tokens []token) {
	*s = scene{text: at.passage, base: at.base, tokens: append(s.tokens[:0], tokens...), targets: s.targets[:0], sentenceStarts: at.sentences, first: -1}
	s.markSentences()
	s.markTargets(at.start, at.end)
	s.markTurns()
	s.markQuotes()
}

// of returns the passage's text from the start of token i to the end of token j.
func (s *scene) of(i, j int) string { return s.text[s.tokens[i].start-s.base : s.tokens[j].end-s.base] }

func (s *scene) markSentences() {
	k := -1
	for i := range s.tokens {
		for k+1 < len(s.sentenceStarts) && s.sentenceStarts[k+1] <= s.tokens[i].start-s.base {
			k++
		}
		s.tokens[i].sentence = int32(max(k, 0))
	}
}

// markTargets marks the target and every repeat of its words.
func (s *scene) markTargets(start, end int) {
	start, end = start+s.base, end+s.base
	words := make([]string, 0, 8)
	for i := range s.tokens {
		t := &s.tokens[i]
		if t.start >= end {
			break
		}
		if t.word && start < t.end {
			if s.first < 0 {
				s.first = i
			}
			words = append(words, t.lower)
		}
	}
	if s.first < 0 {
		return
	}
	for i := range s.tokens {
		if s.tokens[i].lower == words[0] && s.wordsAt(i, words) {
			for j := range words {
				s.tokens[i+j].target = true
			}
			s.targets = append(s.targets, i)
		}
	}
}

func (s *scene) wordsAt(i int, words []string) bool {
	if i+len(words) > len(s.tokens) {
		return false
	}
	for j, w := range words {
		if s.tokens[i+j].lower != w {
			return false
		}
	}
	return true
}

// markTurns gives the lines of a script or chat to their speakers: a line that
// opens with a short label and a colon, or a label in capitals alone on its
// line, starts a turn that lasts until the next label or blank line.
func (s *scene) markTurns() {
	current := narration
	for i := 0; i < len(s.tokens); {
		if !s.startsLine(i) {
			s.give(i, current)
			i++
			continue
		}
		if n := s.labelLength(i); n > 0 {
			current = otherSpeech
			for j := i; j < i+n; j++ {
				if s.tokens[j].target {
					current = ownSpeech
				}
			}
			for j := i; j < i+n; j++ {
				s.tokens[j].zone = turnLabel
				s.chat = s.chat || s.tokens[j].marks.has(chatLabel)
			}
			if current == ownSpeech && i <= s.first && s.first < i+n {
				s.ownTurn = true
			}
			s.turns++
			i += n
			continue
		}
		if s.afterBlankLine(i) && s.turns > 0 && !s.chat {
			current = narration
		}
		s.give(i, current)
		i++
	}
}

func (s *scene) give(i int, z zone) {
	if s.tokens[i].zone == narration {
		s.tokens[i].zone = z
	}
}

func (s *scene) startsLine(i int) bool { return i == 0 || s.tokens[i].breaks > 0 }

func (s *scene) afterBlankLine(i int) bool { return i > 0 && s.tokens[i].breaks > 1 }

// maxLabel is the longest turn label in tokens: "MAN IN BLACK (V.O.)".
const maxLabel = 9

// labelLength returns the number of tokens of the turn label that starts at
// token i, its colon included, or 0.
func (s *scene) labelLength(i int) int {
	words, capitals := 0, true
	for j := i; j < len(s.tokens) && j < i+maxLabel; j++ {
		t := &s.tokens[j]
		if j > i && s.startsLine(j) {
			if label := s.of(i, j-1); words > 0 && words <= 4 && capitals && !s.afterBlankLine(j) && label == strings.ToUpper(label) {
				return j - i
			}
			return 0
		}
		switch {
		case t.lower == ":":
			if words == 0 {
				return 0
			}
			return j - i + 1
		case t.word:
			words++
			capitals = capitals && t.capital
			if words > 4 || !t.capital && words == 1 {
				return 0
			}
		case !strings.Contains("[]().*_#'", t.lower):
			return 0
		}
	}
	return 0
}

// markQuotes finds quoted stretches outside turns and gives each to the
// target where the words beside it say so.
func (s *scene) markQuotes() {
	open, closer := -1, ""
	for i := range s.tokens {
		if open >= 0 && s.afterBlankLine(i) {
			open = s.closeQuote(open, i) // an unclosed quote ends with its paragraph
		}
		switch {
		case open >= 0:
			if !s.tokens[i].word && s.tokens[i].lower == closer && (closer != "'" && closer != "’" || s.closesSingle(i)) {
				open = s.closeQuote(open, i)
			}
		default:
			if !s.tokens[i].marks.has(opensQuote) {
				continue
			}
			if c := quotes[s.tokens[i].lower]; c != "'" && c != "’" || s.opensSingle(i) {
				open, closer = i, c
			}
		}
	}
}

// quotes maps marks that open speech to those that close it.
var quotes = map[string]string{"“": "”", "\"": "\"", "‘": "’", "'": "'", "«": "»"}

// opensSingle tells a single quote from an apostrophe: space before, a word
// after.
func (s *scene) opensSingle(i int) bool {
	return i+1 < len(s.tokens) && s.tokens[i+1].start == s.tokens[i].end && s.tokens[i+1].word &&
		(i == 0 || s.tokens[i-1].end < s.tokens[i].start)
}

// closesSingle: punctuation before, and no word after.
func (s *scene) closesSingle(i int) bool {
	return i > 0 && !s.tokens[i-1].word && s.tokens[i-1].end == s.tokens[i].start &&
		(i+1 == len(s.tokens) || s.tokens[i+1].start > s.tokens[i].end || !s.tokens[i+1].word)
}

func (s *scene) closeQuote(from, to int) int {
	if to-from < 3 {
		return -1 // scare quotes and titles
	}
	s.quotes++
	speaker := otherSpeech
	if s.speaks(to+1, min(to+8, len(s.tokens)), false) || s.speaks(max(0, from-8), from, true) {
		speaker = ownSpeech
	}
	for i := from; i < to; i++ {
		if s.tokens[i].zone == narration {
			s.tokens[i].zone = speaker
		}
	}
	return -1
}

// speaks tells whether the narration in tokens [from,to) names the target as
// the one who says something. Before a quote the nearest words count, so the
// search starts after the last full stop.
func (s *scene) speaks(from, to int, before bool) bool {
	verb, target := false, false
	for i := from; i < to; i++ {
		t := &s.tokens[i]
		if t.marks.has(endsSpeech) {
			if !before {
				break
			}
			verb, target = false, false
			continue
		}
		verb = verb || t.marks.has(sayVerb)
		target = target || t.target
		if !before && verb && !target && t.word && t.capital {
			return false // somebody else's name came first
		}
	}
	return verb && target
}
