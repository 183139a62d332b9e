package segment

import "unicode/utf8"

// Runes converts byte offsets of text to code points. Offsets are best
// ascending: then text is read once, and only up to the last of them.
// An offset within a rune counts as the rune's start, one out of bounds as
// the nearest bound.
func Runes(text string, offsets []int) []int {
	out := make([]int, len(offsets))
	pos, count := 0, 0
	for i, off := range offsets {
		off = min(max(off, 0), len(text))
		for off > 0 && off < len(text) && !utf8.RuneStart(text[off]) {
			off--
		}
		if off < pos {
			pos, count = 0, 0
		}
		count += utf8.RuneCountInString(text[pos:off])
		pos, out[i] = off, count
	}
	return out
}

// Bytes converts code points of text to byte offsets: the inverse of Runes,
// under the same conditions.
func Bytes(text string, points []int) []int {
	out := make([]int, len(points))
	pos, count := 0, 0
	for i, point := range points {
		if point < count {
			pos, count = 0, 0
		}
		for count < point && pos < len(text) {
			_, size := decode(text[pos:])
			pos += size
			count++
		}
		out[i] = pos
	}
	return out
}
