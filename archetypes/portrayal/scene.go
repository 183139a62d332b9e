package portrayal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word or punctuation mark of a passage.
type token struct {
	start, end int // bytes in the passage
	lower      string
	word       bool
	capital    bool // starts with a capital letter
	target     bool // part of the target, or of a repeat of its words
	zone       zone
	sentence   int
}

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
	text           string
	tokens         []token
	targets        []int // positions in tokens of the target and its repeats
	first          int   // position of the target itself
	sentenceStarts []int // byte offsets
	ownTurn        bool  // the target labels a turn of its own
	turns          int   // labelled turns in the passage
	quotes         int   // quoted stretches in the passage
}

// newScene takes a passage apart. The target is text[start:end], and
// sentences are the byte offsets at which sentences start.
func newScene(text string, start, end int, sentences []int) *scene {
	s := &scene{text: text, tokens: tokenize(text), sentenceStarts: sentences, first: -1}
	s.markSentences()
	s.markTargets(start, end)
	s.markTurns()
	s.markQuotes()
	return s
}

// tokenize cuts text into words and single punctuation marks; a possessive
// 's is cut off, an inner apostrophe or hyphen stays.
func tokenize(text string) []token {
	tokens := make([]token, 0, len(text)/5)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			i += n
			continue
		}
		if !isWordRune(r) {
			tokens = append(tokens, token{start: i, end: i + n, lower: text[i : i+n]})
			i += n
			continue
		}
		start := i
		for i < len(text) {
			r, n := utf8.DecodeRuneInString(text[i:])
			if !isWordRune(r) && !joins(text, i, r, n) {
				break
			}
			i += n
		}
		word := text[start:i]
		for _, suffix := range []string{"'s", "’s", "'S", "’S"} {
			word = strings.TrimSuffix(word, suffix)
		}
		first, _ := utf8.DecodeRuneInString(word)
		lower := strings.ReplaceAll(strings.ToLower(word), "’", "'")
		tokens = append(tokens, token{start: start, end: start + len(word), lower: lower, word: true, capital: unicode.IsUpper(first)})
	}
	return tokens
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// joins tells whether an apostrophe or hyphen stands inside a word.
func joins(text string, i int, r rune, n int) bool {
	if r != '\'' && r != '’' && r != '-' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[i+n:])
	return isWordRune(next)
}

func (s *scene) markSentences() {
	k := -1
	for i := range s.tokens {
		for k+1 < len(s.sentenceStarts) && s.sentenceStarts[k+1] <= s.tokens[i].start {
			k++
		}
		s.tokens[i].sentence = max(k, 0)
	}
}

// markTargets marks the target and every repeat of its words.
func (s *scene) markTargets(start, end int) {
	var words []string
	for i := range s.tokens {
		t := &s.tokens[i]
		if t.word && t.start < end && start < t.end {
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
		if s.wordsAt(i, words) {
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
			}
			if current == ownSpeech && i <= s.first && s.first < i+n {
				s.ownTurn = true
			}
			s.turns++
			i += n
			continue
		}
		if s.afterBlankLine(i) && s.turns > 0 && !s.chatLike() {
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

// chatLike tells whether turns of this text may hold blank lines: labels of
// assistants and users do, labels of scripts do not.
func (s *scene) chatLike() bool {
	for _, t := range s.tokens {
		if t.zone == turnLabel && (t.lower == "assistant" || t.lower == "human" || t.lower == "user") {
			return true
		}
	}
	return false
}

func (s *scene) startsLine(i int) bool {
	if i == 0 {
		return true
	}
	return strings.ContainsRune(s.text[s.tokens[i-1].end:s.tokens[i].start], '\n')
}

func (s *scene) afterBlankLine(i int) bool {
	return i > 0 && strings.Count(s.text[s.tokens[i-1].end:s.tokens[i].start], "\n") > 1
}

// maxLabel is the longest turn label in tokens: "MAN IN BLACK (V.O.)".
const maxLabel = 9

// labelLength returns the number of tokens of the turn label that starts at
// token i, its colon included, or 0.
func (s *scene) labelLength(i int) int {
	words, capitals := 0, true
	for j := i; j < len(s.tokens) && j < i+maxLabel; j++ {
		t := &s.tokens[j]
		if j > i && s.startsLine(j) {
			if words > 0 && words <= 4 && capitals && !s.afterBlankLine(j) && s.text[s.tokens[i].start:s.tokens[j-1].end] == strings.ToUpper(s.text[s.tokens[i].start:s.tokens[j-1].end]) {
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

// sayVerbs introduce speech.
var sayVerbs = wordSet(`say says said ask asks asked reply replies replied answer answers answered whisper whispered
	shout shouts shouted announce announces announced explain explains explained report reports reported murmur murmured
	cry cried add adds added continue continued tell tells told respond responds responded declare declared insist insisted
	repeat repeated observe observed intone intoned agree agreed warn warns warned suggest suggests suggested interrupt
	interrupted offer offered admit admitted note noted remark remarked chime chimed drone droned boomed beep beeped confirm confirmed`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
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
			if s.tokens[i].lower == closer && (closer != "'" && closer != "’" || s.closesSingle(i)) {
				open = s.closeQuote(open, i)
			}
		default:
			if c, ok := quotes[s.tokens[i].lower]; ok && (c != "'" && c != "’" || s.opensSingle(i)) {
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
		if _, opens := quotes[t.lower]; t.lower == "." || opens && t.lower != "'" || t.lower == "”" || t.lower == "»" {
			if !before {
				break
			}
			verb, target = false, false
			continue
		}
		verb = verb || sayVerbs[t.lower]
		target = target || t.target
		if !before && verb && !target && t.word && t.capital {
			return false // somebody else's name came first
		}
	}
	return verb && target
}
