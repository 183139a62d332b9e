// Package wordpiece cuts a text into the pieces that BERT's uncased models know.
//
// A text is normalised (control characters dropped, lower case, accents stripped,
// each CJK character a word), cut into words at white space and around punctuation,
// and each word into the longest pieces of the vocabulary, greedily from the left.
// It rests on nothing of ours. After: Wu et al. 2016, "Google's Neural Machine
// Translation System", section 4.1, as BERT's tokenizer does it.
package wordpiece

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Piece is one row of a model's input.
type Piece struct {
	ID         int // place in the vocabulary
	Start, End int // bytes of the text as given, half open; equal for [CLS] and [SEP]
}

// Tokenizer holds a vocabulary. It is not written to after New, so many goroutines
// may use it.
type Tokenizer struct {
	first, rest        map[string]int // pieces that begin a word, and that go on with one
	longest            int            // bytes of the longest piece
	unknown, cls, stop int
}

// maxWord is how many characters a word may have before it is unknown as a whole.
const maxWord = 100

// New returns a tokenizer whose pieces are numbered in the order given. It fails
// where [UNK], [CLS] or [SEP] is missing or a piece comes twice.
//
// Other than in some libraries, these names in a text are plain words: a document
// cannot talk its way into a model's control pieces.
func New(pieces []string) (*Tokenizer, error) {
	t := &Tokenizer{first: make(map[string]int, len(pieces)), rest: make(map[string]int)}
	special := map[string]*int{"[UNK]": &t.unknown, "[CLS]": &t.cls, "[SEP]": &t.stop}
	for id, piece := range pieces {
		if at, ok := special[piece]; ok {
			*at = id
			delete(special, piece)
			continue
		}
		words, letters := t.first, piece
		if after, ok := strings.CutPrefix(piece, "##"); ok && after != "" {
			words, letters = t.rest, after
		}
		if _, twice := words[letters]; twice {
			return nil, fmt.Errorf("vocabulary: %q comes twice", piece)
		}
		words[letters] = id
		t.longest = max(t.longest, len(letters))
	}
	for name := range special {
		return nil, fmt.Errorf("vocabulary: no %s", name)
	}
	return t, nil
}

// Cut returns the pieces of a text between [CLS] and [SEP], in order. Their spans do
// not overlap, but for pieces of one character that comes apart. The text may be any bytes: what is not UTF-8 is dropped, as
// control characters are.
func (t *Tokenizer) Cut(text string) []Piece {
	pieces := make([]Piece, 1, len(text)/4+3)
	pieces[0] = Piece{ID: t.cls}
	var w word
	for at, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError { // also a byte that is no character
			continue
		}
		switch {
		case isControl(r):
		case unicode.IsSpace(r):
			pieces = t.end(pieces, &w)
		case isIdeograph(r):
			pieces = t.end(pieces, &w)
			pieces = t.decomposed(pieces, &w, r, at, at+size)
			pieces = t.end(pieces, &w)
		case r < utf8.RuneSelf:
			pieces = t.letter(pieces, &w, r, at, at+size)
		default:
			pieces = t.decomposed(pieces, &w, r, at, at+size)
		}
	}
	pieces = t.end(pieces, &w)
	return append(pieces, Piece{ID: t.stop, Start: len(text), End: len(text)})
}

// decomposed takes a character apart and adds what is left without its accents.
func (t *Tokenizer) decomposed(pieces []Piece, w *word, r rune, start, end int) []Piece {
	var buffer [64]byte
	for _, part := range string(norm.NFD.AppendString(buffer[:0], string(r))) {
		if !unicode.Is(unicode.Mn, part) {
			pieces = t.letter(pieces, w, part, start, end)
		}
	}
	return pieces
}

// letter adds a character to the word; punctuation is a word of its own.
func (t *Tokenizer) letter(pieces []Piece, w *word, r rune, start, end int) []Piece {
	if !isPunctuation(r) {
		w.add(unicode.ToLower(r), start, end)
		return pieces
	}
	pieces = t.end(pieces, w)
	w.add(r, start, end)
	return t.end(pieces, w)
}

// word collects one word's normalised letters and where they came from.
type word struct {
	letters    []byte
	characters int
	starts     []int // for each byte of letters, where its character starts in the text
	ends       []int // and where it ends
}

func (w *word) add(r rune, start, end int) {
	w.letters = utf8.AppendRune(w.letters, r)
	w.characters++
	for len(w.starts) < len(w.letters) {
		w.starts, w.ends = append(w.starts, start), append(w.ends, end)
	}
}

// end appends the pieces of the word and empties it.
func (t *Tokenizer) end(pieces []Piece, w *word) []Piece {
	if len(w.letters) == 0 {
		return pieces
	}
	before := len(pieces)
	words := t.first
	for from := 0; from < len(w.letters); words = t.rest {
		id, to := -1, from
		if w.characters <= maxWord {
			id, to = longest(words, w.letters, from, t.longest)
		}
		if id < 0 { // one part that is not known makes the whole word unknown
			pieces = append(pieces[:before], Piece{t.unknown, w.starts[0], w.ends[len(w.ends)-1]})
			break
		}
		pieces = append(pieces, Piece{id, w.starts[from], w.ends[to-1]})
		from = to
	}
	w.letters, w.characters, w.starts, w.ends = w.letters[:0], 0, w.starts[:0], w.ends[:0]
	return pieces
}

// longest returns the longest piece that the letters hold at from, and its end; the
// piece is -1 where there is none.
func longest(words map[string]int, letters []byte, from, limit int) (id, to int) {
	for to = min(len(letters), from+limit); to > from; to-- {
		if to < len(letters) && !utf8.RuneStart(letters[to]) {
			continue
		}
		if id, ok := words[string(letters[from:to])]; ok {
			return id, to
		}
	}
	return -1, from
}

// isControl tells what is dropped. Tab, line feed and carriage return are spaces.
func isControl(r rune) bool {
	if r < utf8.RuneSelf {
		return (r < ' ' && r != '\t' && r != '\n' && r != '\r') || r == 0x7f
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co)
}

func isPunctuation(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && r < 0x7f && !('0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z')
	}
	return unicode.IsPunct(r)
}

// isIdeograph tells the characters of Chinese, also where Japanese and Korean use
// them; kana and hangul are not among them.
func isIdeograph(r rune) bool { return r >= 0x3400 && unicode.Is(ideographs, r) }

var ideographs = &unicode.RangeTable{
	R16: []unicode.Range16{{0x3400, 0x4dbf, 1}, {0x4e00, 0x9fff, 1}, {0xf900, 0xfaff, 1}},
	R32: []unicode.Range32{{0x20000, 0x2a6df, 1}, {0x2a700, 0x2b73f, 1}, {0x2b740, 0x2b81f, 1}, {0x2b920, 0x2ceaf, 1}, {0x2f800, 0x2fa1f, 1}},
}
