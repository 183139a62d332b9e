package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind says what a full stop after a word means.
type kind int

const (
	plain    kind = iota // it ends a sentence
	title                // a name follows: it ends none
	numbered             // it ends none if a number follows
	clipped              // it ends one if a word follows that opens sentences
	initials             // as clipped
)

// abbreviation returns the kind of word, which a full stop follows.
func abbreviation(word string) kind {
	if isInitials(word) {
		return initials
	}
	if len(word) > 8 {
		return plain
	}
	switch strings.ToLower(word) {
	case "mr", "mrs", "ms", "mx", "messrs", "mme", "mlle", "dr", "drs", "prof",
		"lt", "cmdr", "cdr", "capt", "sgt", "cpl", "pvt", "adm", "maj", "supt", "insp", "mt", "ft", "rev", "e.g", "i.e", "viz":
		return title
	case "col", "gen", "rep", "sen", "gov", "pres", "hon", "ens", "fr", "brig", "st", "ste":
		if isUpperFirst(word) { // "the col. The pass": not a rank
			return title
		}
	case "no", "nos", "p", "pp", "vol", "fig", "figs", "ch", "sec", "art", "op", "ca",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return numbered
	case "etc", "inc", "ltd", "corp", "co", "bros", "jr", "sr", "ave", "blvd", "rd", "dept", "govt", "est", "approx",
		"vs", "cf", "al", "ed", "eds", "hr", "hrs", "min", "mins", "ph.d", "esq", "assn", "univ", "misc", "ext", "ser":
		return clipped
	}
	return plain
}

// isInitials tells whether word is one letter, or letters with stops between
// ("U.S", "A.I", "R.U.R").
func isInitials(word string) bool {
	if word == "" {
		return false
	}
	for len(word) > 0 {
		r, size := utf8.DecodeRuneInString(word)
		if !unicode.IsLetter(r) {
			return false
		}
		word = word[size:]
		if word != "" && word[0] != '.' {
			return false
		}
		word = strings.TrimPrefix(word, ".")
	}
	return true
}

// opener tells whether word is one that often opens sentences and hardly ever
// follows an abbreviation within one.
func opener(word string) bool {
	switch word {
	case "The", "A", "An", "This", "That", "These", "Those", "It", "He", "She", "They", "We", "You", "I",
		"His", "Her", "Its", "Their", "Our", "My", "Your", "There", "Here",
		"But", "And", "Or", "So", "Yet", "If", "When", "While", "After", "Before", "Until", "Once", "Since", "Because", "Although", "Though",
		"In", "On", "At", "For", "From", "With", "By", "As", "To", "During", "Despite", "Under", "Through",
		"What", "Why", "How", "Who", "Where", "Which", "Then", "Now", "Thus", "However", "Meanwhile", "Later", "Soon", "Also", "Even",
		"Yes", "No", "Not", "One", "Some", "Many", "Most", "All", "Both", "Each", "Every", "Only", "Just", "Let":
		return true
	}
	return false
}
