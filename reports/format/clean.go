package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from a corpus safe to show on one line. Line breaks and tabs
// become spaces. Characters that act instead of being seen become U+FFFD, so that
// a reader sees that something was there: controls (escape sequences), controls of
// writing direction (which can make text read otherwise than it is), tags and
// other invisible formatting, and invalid UTF-8. Joiners stay, since scripts and
// emoji need them. The number of code points does not change.
func Clean(s string) string {
	safe := func(r rune) bool { return r != utf8.RuneError && clean(r) == r }
	if utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !safe(r) }) < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		b.WriteRune(clean(r))
	}
	return b.String()
}

func clean(r rune) rune {
	const (
		nonJoiner = '\u200c'
		joiner    = '\u200d'
		softHyph  = '\u00ad'
	)
	switch {
	case r == '\n' || r == '\r' || r == '\t' || r == '\u0085' || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
		return ' '
	case r == nonJoiner || r == joiner || r == softHyph:
		return r
	case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r):
		return utf8.RuneError
	}
	return r
}

// target splits text at the span [start, end) of code points. Bounds outside the
// text are brought into it.
func target(text string, start, end int) (before, inside, after string) {
	from := runeOffset(text, start)
	to := from + runeOffset(text[from:], end-max(start, 0))
	return text[:from], text[from:to], text[to:]
}

// runeOffset returns the byte offset of the n-th code point.
func runeOffset(s string, n int) int {
	if n <= 0 {
		return 0
	}
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}
