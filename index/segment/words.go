package segment

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// countWords counts the words of text as MinWords and MaxWords mean them: what
// wordsIn yields, faster.
func countWords(text string) int {
	n, spoken := 0, false
	for i := 0; i < len(text); {
		r, size := decode(text[i:])
		i += size
		switch {
		case r < utf8.RuneSelf && lettersASCII[r]:
			spoken = true
		case space(r):
			if spoken {
				n++
			}
			spoken = false
		case r < utf8.RuneSelf:
		case unspaced(r):
			if spoken {
				n++
			}
			spoken = true
		default:
			spoken = spoken || unicode.IsLetter(r) || unicode.IsDigit(r)
		}
	}
	if spoken {
		n++
	}
	return n
}

var lettersASCII = func() (is [utf8.RuneSelf]bool) {
	for c := range is {
		is[c] = alphanumeric(rune(c))
	}
	return is
}()

// wordsIn yields the words of text in order, each with the punctuation that
// stands at it.
func wordsIn(text string) iter.Seq[Range] {
	return func(yield func(Range) bool) {
		start, spoken := 0, false // spoken: a letter or digit since start
		for i := 0; i < len(text); {
			r, size := decode(text[i:])
			switch {
			case space(r):
				if spoken && !yield(Range{start, i}) {
					return
				}
				start, spoken = i+size, false
			case r < 0x80:
				spoken = spoken || alphanumeric(r)
			case unspaced(r):
				if spoken && !yield(Range{start, i}) {
					return
				}
				start, spoken = i, true
			default:
				spoken = spoken || unicode.IsLetter(r) || unicode.IsDigit(r)
			}
			i += size
		}
		if spoken {
			yield(Range{start, len(text)})
		}
	}
}

// nearest cuts within to the n words that are nearest to target, alternately
// before and after it; words that touch the target count, and stay.
func nearest(text string, within, target Range, n int) Range {
	var all []Range
	for w := range wordsIn(within.Of(text)) {
		all = append(all, Range{w.Start + within.Start, w.End + within.Start})
	}
	lo := 0
	for lo < len(all) && all[lo].End <= target.Start {
		lo++
	}
	hi := lo
	for hi < len(all) && all[hi].Start < target.End {
		hi++
	}
	for back := true; hi-lo < n && (lo > 0 || hi < len(all)); back = !back {
		switch {
		case back && lo > 0:
			lo--
		case !back && hi < len(all):
			hi++
		}
	}
	cut := target
	if lo < hi {
		cut = Range{min(cut.Start, all[lo].Start), max(cut.End, all[hi-1].End)}
	}
	return cut
}

// unspaced tells whether r is of a script that is written without spaces, so
// that its characters are counted for want of words.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func alphanumeric(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}
