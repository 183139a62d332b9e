package segment

import (
	"unicode"
	"unicode/utf8"
)

// scanner finds sentences in text between lo and hi. The rules that tell
// where sentences end may look at text beyond lo and hi, so that the answer
// does not depend on them.
type scanner struct {
	text   string
	lo, hi int
}

// gap lies between two words: one ends at end, the next starts at next, and
// there is only white space between. After a full-width stop it is empty.
type gap struct{ end, next int }

// around returns the sentence that holds the target, which it may extend
// where the target has white space at its ends.
func (s scanner) around(target Range) Range {
	from, to := target.Start, target.End
	from = s.skip(from)
	if from >= to { // nothing but space, or empty
		to = from
		if from == s.hi {
			from = s.trim(target.Start)
			to = from
		}
	} else {
		to = max(from, s.trim(to))
	}
	start, end := from, to
	if !fullStop(s.text, from) {
		start = s.start(from)
	}
	if !fullStop(s.text, to) || from == to {
		end = s.end(to)
	}
	return Range{min(start, target.Start), max(end, target.End)}
}

// before returns the sentence before pos, which is where one starts.
func (s scanner) before(pos int) (Range, bool) {
	end := s.trim(pos)
	start := s.start(end)
	return Range{start, end}, start < end
}

// after returns the sentence after pos, which is where one ends.
func (s scanner) after(pos int) (Range, bool) {
	start := s.skip(pos)
	end := s.end(start)
	return Range{start, end}, start < end
}

// start returns where the sentence that reaches pos starts, or where its first
// whole word after s.lo does.
func (s scanner) start(pos int) int {
	word := pos
	for from := pos; ; {
		g, ok := s.gapBefore(from)
		switch {
		case !ok && s.lo == 0:
			return min(pos, s.skip(0))
		case !ok: // s.lo may be amid a word
			return word
		case breaks(s.text, g):
			return g.next
		}
		word, from = g.next, g.end
	}
}

// end returns where the sentence that holds pos ends, or where its last whole
// word before s.hi does.
func (s scanner) end(pos int) int {
	word := pos
	for from := pos; ; {
		g, ok := s.gapAfter(from)
		switch {
		case !ok && s.hi == len(s.text):
			return max(pos, s.trim(s.hi))
		case !ok: // s.hi may be amid a word
			return word
		case breaks(s.text, g):
			return g.end
		}
		word, from = g.end, g.next
	}
}

// gapBefore returns the last gap that ends at pos or before; an empty gap at
// pos itself does not count.
func (s scanner) gapBefore(pos int) (gap, bool) {
	for i := pos; i > s.lo; {
		r, size := decodeLast(s.text[s.lo:i])
		if space(r) {
			end := s.trim(i)
			return gap{end, i}, end > s.lo
		}
		if i < pos && fullWidth(r) && fullStop(s.text, i) {
			return gap{i, i}, true
		}
		i -= size
	}
	return gap{}, false
}

// gapAfter returns the first gap that starts at pos or after; an empty gap at
// pos itself does not count.
func (s scanner) gapAfter(pos int) (gap, bool) {
	for i := pos; i < s.hi; {
		r, size := decode(s.text[i:s.hi])
		if space(r) {
			next := s.skip(i)
			return gap{i, next}, next < s.hi
		}
		i += size
		if i < s.hi && fullWidth(r) && fullStop(s.text, i) {
			return gap{i, i}, true
		}
	}
	return gap{}, false
}

// skip returns the first position from pos on that is not white space.
func (s scanner) skip(pos int) int {
	for pos < s.hi {
		r, size := decode(s.text[pos:s.hi])
		if !space(r) {
			break
		}
		pos += size
	}
	return pos
}

// trim returns pos less the white space before it.
func (s scanner) trim(pos int) int {
	for pos > s.lo {
		r, size := decodeLast(s.text[s.lo:pos])
		if !space(r) {
			break
		}
		pos -= size
	}
	return pos
}

// decode and decodeLast are utf8's with a short way for ASCII.
func decode(text string) (rune, int) {
	if len(text) > 0 && text[0] < utf8.RuneSelf {
		return rune(text[0]), 1
	}
	return utf8.DecodeRuneInString(text)
}

func decodeLast(text string) (rune, int) {
	if n := len(text); n > 0 && text[n-1] < utf8.RuneSelf {
		return rune(text[n-1]), 1
	}
	return utf8.DecodeLastRuneInString(text)
}

func space(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\v' || r == '\f'
	}
	return unicode.IsSpace(r)
}
