// Package naming reads how a text gives names to machines: "a robot named X",
// "X, the ship's AI,", "X (Security Robot) appears in". One reading serves the
// finder of candidates, which follows such a name through its text, and the
// discovery of names that the catalogue lacks.
//
// A reading starts at a word for a kind of machine, which the caller has found.
// It looks at the words around it only. Whether a name is rather a common word
// or a person's, by the whole text, is what [UsageOf] tells.
//
// Offsets are byte offsets into the text, half open. The package rests on
// nothing of ours.
package naming

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a stretch of a text, in bytes.
type Span struct{ Start, End int }

// Name is one place at which a text gives a name to a machine.
type Name struct {
	Span
	// Pattern is the way of naming.
	Pattern string
	// Weight is about the share of what the pattern finds in fiction that is
	// an AI's name.
	Weight float64
	// Alone is true where the machine has no other name: in "X, a robot called
	// Y" the X is something else.
	Alone bool
}

// pattern is one way of introducing a name.
type pattern struct {
	name   string
	weight float64
	alone  bool // ends the reading where it finds a name
	match  func(w *window, yield func(start, end int, weight float64))
}

// Patterns that callers tell apart.
const (
	Entry       = "entry"       // the lead of an entry in a reference work
	Beside      = "X the robot" // where X may rather start a sentence
	Designation = "designation" // of capitals and digits, near a robot
)

// patterns are the rules by which names are found, best first.
var patterns = []pattern{
	{"named", 0.9, true, named},
	{"renamed", 0.8, true, renamed},
	{"name is", 0.8, true, nameIs},
	{Entry, 0.9, false, entry},
	{"apposition", 0.8, false, apposition},
	{"in brackets", 0.7, false, inBrackets},
	{"the robot X", 0.6, false, direct},
	{Beside, 0.6, false, xTheRobot},
	{"the robot, X,", 0.6, false, kindComma},
	{"X is a robot", 0.6, false, copula},
	{"says so", 0.6, false, saysSo},
	{"list", 0.5, false, list},
	{"call it X", 0.6, false, callIt},
	{Designation, 0.45, false, designation},
}

// Read returns the names that the words around text[start:end], a word for a
// kind of machine with the given id, give to it, best patterns first, and
// whether that word means several machines.
func Read(text string, start, end int, kind string) (names []Name, plural bool) {
	w := newWindow(text, start, end, kind)
	for i := range patterns {
		p := &patterns[i]
		if kind == "program" && (p.name == "list" || p.name == "the robot X") {
			continue // programs have titles of every kind
		}
		p.match(w, func(start, end int, weight float64) {
			names = append(names, Name{Span{start, end}, p.name, cmp.Or(weight, p.weight), p.alone})
		})
		if p.alone && len(names) > 0 {
			break
		}
	}
	return names, w.plural
}

// Usable returns a name without what does not belong to it, and whether
// anything is left that can be a name. The words for kinds, in lower case,
// name nobody.
func Usable(name string, kinds map[string]bool) (string, bool) {
	words := strings.Fields(name)
	for len(words) > 0 && notNames[strings.ToLower(words[0])] && !(epithets[strings.ToLower(words[0])] && len(words) > 1) {
		words = words[1:]
	}
	if len(words) == 0 {
		return "", false
	}
	name = strings.Join(words, " ")
	letters := 0
	for _, r := range name {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters == 0 || utf8.RuneCountInString(name) < 2 || kinds[strings.ToLower(name)] {
		return "", false
	}
	if addresses[strings.ToLower(words[0])] || contraction.MatchString(name) {
		return "", false // people have titles
	}
	// A name of which all words are kinds or common is none.
	own := slices.ContainsFunc(words, func(w string) bool {
		l := strings.ToLower(w)
		return !kinds[l] && !notNames[l]
	})
	return name, own
}

// contraction matches what only a sentence starts with: I've, You're.
var contraction = regexp.MustCompile(`(?i)['’](?:ve|ll|d|re|m|t)$`)

// Capitalised returns the words of text[from:to], cut at a rune's start, that
// have a capital which is not a sentence's and may be part of a name. The first
// and the last word are left out, for they may be cut.
func Capitalised(text string, from, to int) []string {
	var out []string
	toks := tokens(text, from, to)
	for i := 1; i < len(toks)-1; i++ {
		t := &toks[i]
		if namePart(t, false) && !notNames[t.lower()] && !contraction.MatchString(t.text) && !StartsSentence(text, t.start) {
			out = append(out, t.text)
		}
	}
	return out
}

// Stands tells whether a form stands in the text as whole words.
func Stands(text, form string) bool { return len(occurrencesOf(text, form, 1)) > 0 }

func set(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}
