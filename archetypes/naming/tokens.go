package naming

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word or a mark of punctuation, at byte offsets of the document.
type token struct {
	start, end int
	text       string // a possessive's 's left out
	word       bool
	possessive bool
}

func (t *token) lower() string { return strings.ToLower(t.text) }

// capital tells whether the word is written as a name is.
func (t *token) capital() bool {
	r, _ := utf8.DecodeRuneInString(t.text)
	return t.word && (unicode.IsUpper(r) || unicode.IsDigit(r))
}

// tokens cuts text[from:to]. Inner hyphens, apostrophes and the stops of
// initials (S.A.M.) belong to a word.
func tokens(text string, from, to int) []token {
	var out []token
	for i := from; i < to; {
		r, n := utf8.DecodeRuneInString(text[i:to])
		switch {
		case unicode.IsSpace(r):
			i += n
		case !isWordRune(r):
			out = append(out, token{start: i, end: i + n, text: text[i : i+n]})
			i += n
		default:
			end := wordEnd(text, i, to)
			t := token{start: i, end: end, text: text[i:end], word: true}
			for _, s := range []string{"'s", "’s", "'S", "’S"} {
				if short, ok := strings.CutSuffix(t.text, s); ok && short != "" {
					t.text, t.possessive = short, true
				}
			}
			out = append(out, t)
			i = end
		}
	}
	return out
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func wordEnd(text string, i, to int) int {
	start := i
	for i < to {
		r, n := utf8.DecodeRuneInString(text[i:to])
		if isWordRune(r) {
			i += n
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[i+n : to])
		joins := strings.ContainsRune("-'’", r) && isWordRune(next)
		initial := r == '.' && initials(text[start:i]) && (unicode.IsUpper(next) || i-start > 1)
		if !joins && !initial {
			break
		}
		i += n
	}
	return i
}

// initials tells whether s is capitals, each but the last with a stop.
func initials(s string) bool {
	stop := true
	for _, r := range s {
		if stop && !unicode.IsUpper(r) || !stop && r != '.' {
			return false
		}
		stop = !stop
	}
	return s != "" && !stop
}

// StartsSentence tells whether a capital at text[at:] may be there because a
// sentence, a line or a quotation starts.
func StartsSentence(text string, at int) bool {
	i := at
	breaks := 0
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:i])
		switch {
		case r == '\n':
			breaks++
			i -= n
		case unicode.IsSpace(r) || r == '*' || r == '_':
			i -= n
		default:
			return breaks > 1 || strings.ContainsRune(".!?:;“”\"‘([—–…#>|•-", r) || strings.ContainsRune("'’", r) && i < at
		}
	}
	return true
}

// Occurrences returns the places at which a name stands in the text as whole
// words, as written and then in capitals, at most limit.
func Occurrences(text, name string, limit int) []Span {
	out := occurrencesOf(text, name, limit)
	if upper := strings.ToUpper(name); upper != name {
		out = append(out, occurrencesOf(text, upper, limit-len(out))...)
	}
	return out
}

func occurrencesOf(text, form string, limit int) []Span {
	var out []Span
	for at := 0; len(out) < limit; {
		i := strings.Index(text[at:], form)
		if i < 0 {
			break
		}
		x := Span{at + i, at + i + len(form)}
		at = x.End
		if Whole(text, x.Start, x.End) {
			out = append(out, x)
		}
	}
	return out
}

// Whole tells whether text[start:end] is not part of longer words.
func Whole(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return (start == 0 || !isWordRune(before) && before != '-') && (end == len(text) || !isWordRune(after))
}
