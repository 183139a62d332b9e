package mention

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// titles of address and ranks may stand before a name without making it
// another person's.
var titles = []string{
	"Mr", "Mrs", "Ms", "Miss", "Mister", "Dr", "Doctor", "Captain", "Commander", "Lieutenant", "Lt", "Ensign", "Sir",
	"Agent", "Android", "Robot", "AI", "The", "And", "But", "When", "Then", "While", "As", "If", "With", "Like", "For", "Or",
	"In", "On", "To", "From", "Of", "That", "Yes", "No", "Well", "Poor", "Old", "Little", "Good", "Dear", "I", "Computer",
}

// partOfOtherName tells whether a one-word alias stands inside a longer name
// (Ash Ketchum, Kate Bishop) that is not the character's.
func partOfOtherName(text string, h hit) bool {
	if strings.ContainsAny(h.form, " -.") || text[h.start:h.end] == h.upper && h.form != h.upper {
		return false // capitals: a script's turn label or stage direction
	}
	if w := followingWord(text, h.end); properWord(w) && !slices.Contains(titles, w) {
		return true
	}
	w, first := precedingWord(text, h.start)
	return !first && properWord(w) && !slices.Contains(titles, w)
}

// properWord tells whether w is written as a proper name: a capital and then
// small letters.
func properWord(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) && len(w) > n && strings.ToLower(w[n:]) == w[n:]
}

// followingWord returns the word that follows after exactly one space.
func followingWord(text string, end int) string {
	if end >= len(text) || text[end] != ' ' {
		return ""
	}
	start, stop, _ := nextWord(text, end)
	if start != end+1 {
		return ""
	}
	return text[start:stop]
}

// precedingWord returns the word before exactly one space, and whether it
// starts a sentence or line, where its capital means nothing.
func precedingWord(text string, start int) (word string, first bool) {
	if start == 0 || text[start-1] != ' ' {
		return "", true
	}
	end := start - 1
	i := end
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:i])
		if !isWordRune(r) {
			break
		}
		i -= n
	}
	before := strings.TrimRight(text[:i], " \t")
	if before == "" {
		return text[i:end], true
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return text[i:end], strings.ContainsRune(".!?:;\n\r\"“”'‘’([*—-,", r)
}

// isTurnLabel tells whether the span opens a turn: alone before a colon at
// the start of a line, or alone on a line in capitals as screenplays have it.
func isTurnLabel(text string, start, end int) bool {
	// Not by looking for the line's start, which in a text of one line is far.
	lead := strings.TrimRight(text[:start], " \t*_[<#>")
	if lead != "" && lead[len(lead)-1] != '\n' {
		return false
	}
	lineStart := len(lead)
	rest := text[end:min(len(text), end+40)]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	rest = strings.TrimLeft(rest, "*_]> ")
	if strings.HasPrefix(rest, ":") {
		return true
	}
	// DATA [OC]: and DATA (V.O.)
	if i := strings.IndexAny(rest, ")]"); i >= 0 && strings.IndexAny(rest, "([") == 0 {
		rest = strings.TrimLeft(rest[i+1:], "*_ ")
		return strings.HasPrefix(rest, ":") || rest == "" && allCapitals(text[start:end])
	}
	return rest == "" && start > lineStart && allCapitals(text[start:end])
}
