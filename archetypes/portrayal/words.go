package portrayal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// marks are the sets that a word or punctuation mark belongs to.
type marks uint16

const (
	clauseEnd marks = 1 << iota
	negation
	negationEnd // ends, as a clause does, what a negation reaches
	beForm
	subjectPronoun
	thirdPerson
	modal
	sayVerb
	opensQuote // one of quotes
	endsSpeech // a full stop, or what opens or closes a quote
	comma
	firstPerson
	secondPerson
	chatLabel // names who has a turn in a chat, whose turns may hold blank lines
)

func (m marks) has(x marks) bool { return m&x != 0 }

// markedWords are the words of each mark.
var markedWords = map[marks]string{
	// Marks and words at which a clause, and with it the reach of a subject, ends.
	clauseEnd: `. ; : ! ? — – because although though whereas unless until`,
	negation: `not never no n't cannot can't don't doesn't didn't won't wouldn't couldn't shouldn't isn't aren't
		wasn't weren't hasn't haven't hadn't nor neither without refuse refuses refused fail fails failed unable hardly`,
	beForm:         `be is are was were been being am get gets got gotten getting`,
	subjectPronoun: `i you he she it we they who`,
	thirdPerson:    `it he she they who`,
	modal:          `could would might may should if will shall can`,
	// Verbs that introduce speech.
	sayVerb: `say says said ask asks asked reply replies replied answer answers answered whisper whispered
		shout shouts shouted announce announces announced explain explains explained report reports reported murmur murmured
		cry cried add adds added continue continued tell tells told respond responds responded declare declared insist insisted
		repeat repeated observe observed intone intoned agree agreed warn warns warned suggest suggests suggested interrupt
		interrupted offer offered admit admitted note noted remark remarked chime chimed drone droned boomed beep beeped confirm confirmed`,
	opensQuote:   `“ " ‘ ' «`,
	endsSpeech:   `. “ " ‘ « ” »`,
	negationEnd:  `, but`,
	comma:        `,`,
	firstPerson:  `i my me`,
	secondPerson: `you your`,
	chatLabel:    `assistant human user`,
}

// lexeme is all that is known of a word or punctuation mark, whatever text it
// stands in.
type lexeme struct {
	word    string
	marks   marks
	cues    []ref      // cues of this one word
	phrases []phrased  // cues that start with it
	stems   []ref      // cues of which it shows the stem
	members []membered // words of meetings that start with it
	// at holds the feature of the word in each of places, or -1.
	at [placeCount]int32
}

// phrased is a cue of several words, less the first.
type phrased struct {
	rest []*lexeme
	ref
}

// unknownLexeme is what is known of other words.
var unknownLexeme = lexeme{at: [placeCount]int32{-1, -1, -1, -1, -1, -1, -1}}

// vocabulary knows the words of a lexicon and of a space's features.
type vocabulary struct {
	words map[string]*lexeme
	ascii [utf8.RuneSelf]*lexeme // single punctuation marks
	stems map[string][]prefix    // of the lexicon, for words that are not known
	// someName stands for the names of people and places.
	someName token
}

// newVocabulary gathers what is known of words. Features are looked up where
// the space is frozen only; while it grows they are added by name.
func newVocabulary(l *lexicon, sp *space) *vocabulary {
	v := &vocabulary{words: map[string]*lexeme{}, stems: l.prefixes}
	for m, list := range markedWords {
		for _, w := range strings.Fields(list) {
			v.add(w).marks |= m
		}
	}
	for w, refs := range l.words {
		v.add(w).cues = refs
	}
	for w, phrases := range l.phrases {
		v.add(w).phrases = v.phrasesOf(phrases)
	}
	for w, list := range l.members {
		x := v.add(w)
		for _, m := range list {
			y := membered{member: m.member}
			for _, r := range m.rest {
				y.rest = append(y.rest, v.add(r))
			}
			x.members = append(x.members, y)
		}
	}
	if sp.frozen {
		for p, prefix := range places {
			for i, name := range sp.names {
				if w, ok := strings.CutPrefix(name, prefix); ok {
					v.add(w).at[p] = int32(i)
				}
			}
		}
	}
	for w, x := range v.words {
		x.stems = v.stemsOf(w)
	}
	for c := range v.ascii {
		v.ascii[c] = v.of(string(rune(c)))
	}
	v.someName = token{lower: "^", lexeme: v.ascii['^']}
	return v
}

func (v *vocabulary) add(w string) *lexeme {
	x := v.words[w]
	if x == nil {
		n := unknownLexeme
		n.word, x = w, &n
		v.words[w] = x
	}
	return x
}

func (v *vocabulary) phrasesOf(list []phrase) (out []phrased) {
	for _, p := range list {
		x := phrased{ref: p.ref}
		for _, w := range p.rest {
			x.rest = append(x.rest, v.add(w))
		}
		out = append(out, x)
	}
	return out
}

func (v *vocabulary) stemsOf(w string) (out []ref) {
	if len(w) < prefixKey {
		return nil
	}
	for _, p := range v.stems[w[:prefixKey]] {
		if strings.HasPrefix(w, p.stem) {
			out = append(out, p.ref)
		}
	}
	return out
}

// of returns what is known of a word in lower case.
func (v *vocabulary) of(w string) *lexeme {
	if x := v.words[w]; x != nil {
		return x
	}
	if stems := v.stemsOf(w); stems != nil {
		x := unknownLexeme
		x.stems = stems
		return &x
	}
	return &unknownLexeme
}

// token is one word or punctuation mark of a text.
type token struct {
	start, end int // bytes in the text
	lower      string
	*lexeme
	breaks   uint8 // line breaks before it: 0, 1, or 2 for more
	word     bool
	capital  bool // starts with a capital letter
	target   bool // part of the target, or of a repeat of its words
	zone     zone
	sentence int32
}

// tokenize appends the tokens of text[from:to]: words and single punctuation
// marks; a possessive 's is cut off, an inner apostrophe or hyphen stays.
func (v *vocabulary) tokenize(tokens []token, text string, from, to int) []token {
	text = text[:to]
	breaks := uint8(0)
	for i := from; i < len(text); {
		c := text[i]
		if c == '\n' {
			breaks = min(breaks+1, 2)
		}
		if asciiSpace[c] {
			i++
			continue
		}
		if c < utf8.RuneSelf && !asciiWord[c] {
			tokens = append(tokens, token{start: i, end: i + 1, lower: text[i : i+1], lexeme: v.ascii[c], breaks: breaks})
			i, breaks = i+1, 0
			continue
		}
		r, n := decode(text[i:])
		if unicode.IsSpace(r) {
			i += n
			continue
		}
		if !isWordRune(r) {
			tokens = append(tokens, token{start: i, end: i + n, lower: text[i : i+n], lexeme: v.of(text[i : i+n]), breaks: breaks})
			i, breaks = i+n, 0
			continue
		}
		end := wordEnd(text, i)
		t := v.wordToken(text, i, end)
		t.breaks = breaks
		tokens = append(tokens, t)
		i, breaks = end, 0
	}
	return tokens
}

// wordEnd returns where the word that starts at i ends.
func wordEnd(text string, i int) int {
	for i < len(text) {
		if asciiWord[text[i]] {
			i++
			continue
		}
		r, n := decode(text[i:])
		if !isWordRune(r) && !joins(text, i, r, n) {
			break
		}
		i += n
	}
	return i
}

func (v *vocabulary) wordToken(text string, start, end int) token {
	word := text[start:end]
	if last := word[len(word)-1]; last == 's' || last == 'S' {
		for _, suffix := range []string{"'s", "’s", "'S", "’S"} {
			word = strings.TrimSuffix(word, suffix)
		}
	}
	t := token{start: start, end: start + len(word), word: true}
	first, _ := decode(word)
	t.capital = unicode.IsUpper(first)
	if lower, ok := lowerASCII(word); ok && lower {
		t.lower, t.lexeme = word, v.of(word)
		return t
	} else if x := v.inCapitals(word); ok && x != nil {
		t.lower, t.lexeme = x.word, x
		return t
	}
	t.lower = strings.ReplaceAll(strings.ToLower(word), "’", "'")
	t.lexeme = v.of(t.lower)
	return t
}

// inCapitals looks up a word of ASCII in lower case without making a string,
// or returns nil.
func (v *vocabulary) inCapitals(word string) *lexeme {
	var buf [24]byte
	if len(word) > len(buf) {
		return nil
	}
	for i := range len(word) {
		buf[i] = word[i]
		if 'A' <= word[i] && word[i] <= 'Z' {
			buf[i] += 'a' - 'A'
		}
	}
	return v.words[string(buf[:len(word)])]
}

// lowerASCII tells whether a word stands without capitals, and in ASCII.
func lowerASCII(word string) (lower, ascii bool) {
	lower = true
	for i := range len(word) {
		if c := word[i]; c >= utf8.RuneSelf {
			return false, false
		} else if 'A' <= c && c <= 'Z' {
			lower = false
		}
	}
	return lower, true
}

var asciiWord, asciiSpace = func() (word, space [256]bool) {
	for c := range rune(utf8.RuneSelf) {
		word[c], space[c] = isWordRune(c), unicode.IsSpace(c)
	}
	return word, space
}()

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// decode is utf8's with a short way for ASCII.
func decode(text string) (rune, int) {
	if len(text) > 0 && text[0] < utf8.RuneSelf {
		return rune(text[0]), 1
	}
	return utf8.DecodeRuneInString(text)
}

// joins tells whether an apostrophe or hyphen stands inside a word.
func joins(text string, i int, r rune, n int) bool {
	if r != '\'' && r != '’' && r != '-' {
		return false
	}
	next, _ := decode(text[i+n:])
	return isWordRune(next)
}

// reader holds the tokens of a stretch of one text, so that neighbouring
// passages share them.
type reader struct {
	vocabulary *vocabulary
	text       string
	from, to   int // the stretch
	tokens     []token
}

// maxPast is how many tokens a reader keeps that stand before a passage.
const maxPast = 4096

// passage returns the tokens of text[start:end], to be copied.
func (r *reader) passage(start, end int) []token {
	if !r.borders(start) || !r.borders(end) {
		return r.vocabulary.tokenize(nil, r.text, start, end)
	}
	if start < r.from || start > r.to {
		r.from, r.to, r.tokens = start, start, r.tokens[:0]
	}
	if end > r.to {
		r.tokens = r.vocabulary.tokenize(r.tokens, r.text, r.to, end)
		r.to = len(strings.TrimRightFunc(r.text[:end], unicode.IsSpace)) // so that line breaks are counted
	}
	lo := r.search(start)
	if lo > maxPast {
		n := copy(r.tokens, r.tokens[lo:])
		r.from, r.tokens, lo = start, r.tokens[:n], 0
	}
	return r.tokens[lo:r.search(end)]
}

// borders tells whether no token can reach over an offset.
func (r *reader) borders(at int) bool {
	if at <= 0 || at >= len(r.text) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(r.text[:at])
	after, _ := utf8.DecodeRuneInString(r.text[at:])
	return unicode.IsSpace(before) || unicode.IsSpace(after)
}

// search returns the first token that starts at an offset or behind it.
func (r *reader) search(at int) int {
	lo, hi := 0, len(r.tokens)
	for lo < hi {
		if mid := (lo + hi) / 2; r.tokens[mid].start < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
