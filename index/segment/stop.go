package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// breaks tells whether a sentence ends at g.
func breaks(text string, g gap) bool {
	if g.next == g.end+1 && text[g.end] == ' ' && (alphanumeric(rune(text[g.end-1])) || text[g.end-1] == ',') {
		return false // nearly every gap
	}
	if g.next == g.end || stops(text, g) {
		return true
	}
	return strings.IndexByte(text[g.end:g.next], '\n') >= 0 && lineBreaks(text, g)
}

const (
	// maxCite is the longest citation mark ("[12]") that may follow a stop.
	maxCite = 8
	// maxClosing is how many bytes of closing marks may, in all. It keeps the
	// cost of a gap constant whatever stands there.
	maxClosing = 32
)

// stops tells whether the word before g ends a sentence with a stop, which
// quotes, brackets, emphasis and citation marks may follow.
func stops(text string, g gap) bool {
	end, quoted := closed(text[:g.end])
	mark, size := decodeLast(text[:end])
	switch mark {
	case '.', '!', '?', '…':
	case '。', '！', '？', '｡':
		return true
	default:
		return false
	}
	run := strings.TrimRight(text[max(0, end-maxClosing):end-size], ".!?…")
	run = text[:max(0, end-maxClosing)+len(run)]
	dots := end - len(run)

	next := firstLetter(text[g.next:])
	switch {
	case mark == '.' && dots == 1:
		return fullStopEnds(text, run, g, next, quoted)
	case mark == '.' || mark == '…': // an ellipsis trails off, or goes on
		return !unicode.IsLower(next) && opensWith(text[g.next:]) != "I"
	default: // "Help!" he cried.
		return !unicode.IsLower(next) || !quoted && end == g.end
	}
}

// fullStopEnds decides on a single full stop after before.
func fullStopEnds(text, before string, g gap, next rune, quoted bool) bool {
	word := lastWord(before)
	if isListNumber(before, word) {
		return false
	}
	if unicode.IsLower(next) {
		// "okay. it works": people do write so in chats, but an unknown
		// abbreviation looks the same, so only whole plain words end.
		return !quoted && len(word) > 3 && isLowerASCII(word) && abbreviation(word) == plain
	}
	if quoted {
		return true
	}
	switch kind := abbreviation(word); kind {
	case title:
		return false
	case numbered:
		return !unicode.IsDigit(next)
	case clipped, initials:
		if word == "I" && isLowerASCII(lastWord(strings.TrimRight(strings.TrimSuffix(before, "I"), " "))) {
			return true // "so am I. Dave left"
		}
		return opener(opensWith(text[g.next:]))
	default:
		return true
	}
}

// closed returns where text ends without the closing marks at its end, and
// whether quotes were among them.
func closed(text string) (end int, quoted bool) {
	for end = len(text); end > 0 && len(text)-end < maxClosing; {
		r, size := decodeLast(text[:end])
		switch r {
		case '"', '\'', '’', '”', '»', '」', '』':
			quoted = true
		case ')', '}', '*', '_', '）', '】', '>':
		case ']':
			cite := strings.LastIndexByte(text[max(0, end-maxCite):end], '[')
			if cite < 0 {
				break
			}
			cite += max(0, end-maxCite)
			if strings.Trim(text[cite+1:end-1], "0123456789") == "" && end-cite > 2 {
				size = end - cite
			}
		default:
			return end, quoted
		}
		end -= size
	}
	return end, quoted
}

// fullStop tells whether a sentence ends at pos without white space, after
// a full-width stop and what closes it.
func fullStop(text string, pos int) bool {
	if pos <= 0 || pos >= len(text) {
		return false
	}
	last, _ := decodeLast(text[:pos])
	if !fullWidth(last) {
		return false
	}
	if next, _ := decode(text[pos:]); fullWidth(next) || space(next) {
		return false
	}
	end, _ := closed(text[:pos])
	mark, _ := decodeLast(text[:end])
	return mark == '。' || mark == '！' || mark == '？' || mark == '｡'
}

// fullWidth tells whether r is a stop, or closes what ends in one, in text
// that has no spaces.
func fullWidth(r rune) bool {
	switch r {
	case '。', '！', '？', '｡', '」', '』', '）', '】', '”', '’':
		return true
	}
	return false
}

// lastWord returns the run of letters, digits and full stops that text ends in.
func lastWord(text string) string {
	const longest = 24 // bytes; no abbreviation is longer
	start := len(text)
	for start > 0 && len(text)-start < longest {
		r, size := decodeLast(text[:start])
		if r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		start -= size
	}
	return text[start:]
}

// isListNumber tells whether word stands first in its line and is a number.
func isListNumber(before, word string) bool {
	if word == "" || len(word) > 3 || strings.Trim(word, "0123456789") != "" {
		return false
	}
	line := strings.TrimRight(before[:len(before)-len(word)], " \t")
	return line == "" || line[len(line)-1] == '\n'
}

// maxOpening is how many bytes of quotes, dashes and brackets may come before
// a sentence's first letter.
const maxOpening = 16

// firstLetter returns the first letter or digit of text, past opening marks,
// or what stands there instead.
func firstLetter(text string) rune {
	r, _ := decode(text[opening(text):])
	return r
}

// opensWith returns the first word of text, past opening marks.
func opensWith(text string) string {
	text = text[opening(text):]
	for i, r := range text {
		if !unicode.IsLetter(r) {
			return text[:i]
		}
		if i > 16 {
			return ""
		}
	}
	return text
}

func opening(text string) int {
	i := 0
	for i < len(text) && i < maxOpening {
		r, size := decode(text[i:])
		if !strings.ContainsRune("\"'“‘«„([{*_-–— ¿¡「『", r) {
			break
		}
		i += size
	}
	return i
}

func isLowerASCII(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return s != ""
}

func isUpperFirst(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
