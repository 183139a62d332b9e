package mention

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// caseRule says how a surface form may be written.
type caseRule uint8

const (
	asWritten  caseRule = iota // exactly
	orCapitals                 // exactly, or all in capitals
	anyCase                    // any case
)

// entry is one surface form of a unit.
type entry struct {
	form  string // as written
	upper string // in capitals, for orCapitals
	rule  caseRule
	unit  int32 // index into Finder.units
	class class
}

// class tells what a hit of an entry means.
type class uint8

const (
	strongName class = iota // unambiguous name of a character
	aliasName               // name that needs context
	kindForm                // word for a kind of machine
	turnForm                // label of a turn that a kind of machine speaks
	needWord                // context that supports a unit
	titleWord               // a work's title, context for a unit
	forbidWord              // context that rules a unit out
	voiceWord               // word that machines speak; its unit is no unit
)

// hit is an entry found in a text, in byte offsets.
type hit struct {
	start, end int
	*entry
}

// dictionary finds many surface forms in one pass over a text: it hashes each
// word as it goes and compares in full only where a form starts with a word
// of that hash. A word is a run of letters and digits.
//
// Forms of several words are filed under their first two: hundreds start with
// "the", few with "the machine".
type dictionary struct {
	words, pairs filed
}

// filed holds entries by the hash of a word, or of two.
type filed struct {
	bloom  [1 << 10]uint64 // 65,536 bits: most words of most texts stop here
	byHash map[uint64][]entry
}

func newDictionary() *dictionary {
	return &dictionary{words: filed{byHash: map[uint64][]entry{}}, pairs: filed{byHash: map[uint64][]entry{}}}
}

func (f *filed) add(h uint64, e entry) {
	f.bloom[h>>54] |= 1 << (h >> 48 & 63)
	f.byHash[h] = append(f.byHash[h], e)
}

func (f *filed) at(h uint64) []entry {
	if f.bloom[h>>54]&(1<<(h>>48&63)) == 0 {
		return nil
	}
	return f.byHash[h]
}

const (
	hashSeed  = 14695981039346656037 // FNV-1a
	hashPrime = 1099511628211
)

func (d *dictionary) add(e entry) {
	e.upper = strings.ToUpper(e.form)
	// Hashing folds ASCII case only, so a form that goes beyond ASCII is filed
	// in its other cases too.
	var filedUnder []uint64
	for _, form := range []string{e.form, e.upper, strings.ToLower(e.form)} {
		_, end, first := nextWord(form, 0)
		start, stop, second := nextWord(form, end)
		h, to := first, &d.words
		if start < stop {
			h, to = pairHash(first, second), &d.pairs
		}
		if !slices.Contains(filedUnder, h) {
			filedUnder = append(filedUnder, h)
			to.add(h, e)
		}
	}
}

// pairHash joins the hashes of two words, in their order.
func pairHash(first, second uint64) uint64 {
	h := first*hashPrime ^ second
	return h * 0x9E3779B97F4A7C15
}

// nextWord returns the byte range of the first word at or after i, and its
// hash; start = len(text) where there is none.
func nextWord(text string, i int) (start, end int, h uint64) {
	for i < len(text) {
		c := text[i]
		if wordByte[c] {
			break
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(text[i:])
			if isWordRune(r) {
				break
			}
			i += n
			continue
		}
		i++
	}
	start, h = i, hashSeed
	for i < len(text) {
		c := text[i]
		if wordByte[c] {
			h = (h ^ uint64(c|lowerBit[c])) * hashPrime
			i++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isWordRune(r) {
			break
		}
		for _, b := range []byte(text[i : i+n]) {
			h = (h ^ uint64(b)) * hashPrime
		}
		i += n
	}
	// FNV leaves the high bits poor for short words, and the filter uses them.
	h ^= h >> 32
	h *= 0x9E3779B97F4A7C15
	return start, i, h
}

var wordByte, lowerBit = func() (w [256]bool, l [256]byte) {
	for c := range 128 {
		upper := 'A' <= c && c <= 'Z'
		w[c] = upper || 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
		if upper {
			l[c] = 0x20
		}
	}
	return w, l
}()

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// scan calls yield for every hit, until it returns false. Hits are ordered by
// the word that completes them, not by start.
func (d *dictionary) scan(text string, yield func(hit) bool) {
	last, lastHash := -1, uint64(0)
	for i := 0; i < len(text); {
		start, end, h := nextWord(text, i)
		if start == end {
			return
		}
		if last >= 0 && !matchAll(d.pairs.at(pairHash(lastHash, h)), text, last, yield) ||
			!matchAll(d.words.at(h), text, start, yield) {
			return
		}
		last, lastHash, i = start, h, end
	}
}

func matchAll(entries []entry, text string, start int, yield func(hit) bool) bool {
	for k := range entries {
		if stop := entries[k].match(text, start); stop > 0 && !yield(hit{start, stop, &entries[k]}) {
			return false
		}
	}
	return true
}

// find returns every hit, overlaps included.
func (d *dictionary) find(text string) []hit {
	var hits []hit
	d.scan(text, func(h hit) bool {
		hits = append(hits, h)
		return true
	})
	return hits
}

// match returns the end of the form where it stands at text[at:] as whole
// words, or 0.
func (e *entry) match(text string, at int) int {
	end := 0
	switch e.rule {
	case anyCase:
		end = matchFold(text, at, e.form)
	case orCapitals:
		if end = matchExact(text, at, e.form); end == 0 {
			end = matchExact(text, at, e.upper)
		}
	default:
		end = matchExact(text, at, e.form)
	}
	if end == 0 || !wordEnds(text, end) {
		return 0
	}
	return end
}

// wordEnds tells whether text[end:] does not go on with the same word.
func wordEnds(text string, end int) bool {
	r, _ := utf8.DecodeRuneInString(text[end:])
	if end == len(text) || !isWordRune(r) {
		return true
	}
	// A form may itself end in punctuation, as J.A.R.V.I.S. does.
	last, _ := utf8.DecodeLastRuneInString(text[:end])
	return !isWordRune(last)
}

// matchExact compares, letting any white space stand for a space, and a curly
// apostrophe for a straight one.
func matchExact(text string, at int, form string) int {
	for i := 0; i < len(form); {
		if form[i] == ' ' {
			n := spaces(text, at)
			if n == 0 {
				return 0
			}
			at, i = at+n, i+1
			continue
		}
		if form[i] == '\'' && strings.HasPrefix(text[at:], curly) {
			at, i = at+len(curly), i+1
			continue
		}
		if at >= len(text) || text[at] != form[i] {
			return 0
		}
		at, i = at+1, i+1
	}
	return at
}

// matchFold is matchExact without regard to case. It walks runes, because
// changing case can change a rune's length.
func matchFold(text string, at int, form string) int {
	for i := 0; i < len(form); {
		if form[i] == ' ' {
			n := spaces(text, at)
			if n == 0 {
				return 0
			}
			at, i = at+n, i+1
			continue
		}
		a, an := utf8.DecodeRuneInString(text[at:])
		b, bn := utf8.DecodeRuneInString(form[i:])
		curled := b == '\'' && strings.HasPrefix(text[at:], curly)
		if an == 0 || a != b && !curled && unicode.ToLower(a) != unicode.ToLower(b) {
			return 0
		}
		at, i = at+an, i+bn
	}
	return at
}

// curly is the apostrophe of typeset text.
const curly = "’"

// noBreak is the space that typeset text puts into names and before numbers.
const noBreak = "\u00a0"

// spaces returns the length of the white space at text[at:]: blanks and at
// most one line break, since a paragraph's end also ends a name.
func spaces(text string, at int) int {
	n, breaks := 0, 0
	for at+n < len(text) {
		switch text[at+n] {
		case '\n':
			if breaks++; breaks > 1 {
				return 0
			}
		case ' ', '\t', '\r':
		default:
			if !strings.HasPrefix(text[at+n:], noBreak) {
				return n
			}
			n++ // the first of its two bytes
		}
		n++
	}
	return n
}
