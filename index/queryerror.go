package index

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search/query"
)

// ErrQuery says that a query cannot be understood. The error is a *QueryError.
var ErrQuery = errors.New("query not understood")

// QueryError says where a query is wrong and what mends it.
type QueryError struct {
	Query string
	// At is the code point in Query where the mistake is.
	At      int
	Problem string
	Hint    string
}

func (e *QueryError) Error() string {
	return fmt.Sprintf("query, character %d: %s; %s", e.At+1, e.Problem, e.Hint)
}

func (e *QueryError) Unwrap() error { return ErrQuery }

// wrong returns the error for a mistake at the first unquoted part that starts
// with prefix, after its sign.
func (p *parser) wrong(prefix, problem, hint string) error {
	for _, part := range parts(p.text) {
		word := strings.TrimLeft(part.text, "+-")
		if strings.HasPrefix(strings.ReplaceAll(word, `"`, ""), prefix) || strings.Contains(word, ":"+prefix) {
			at := part.at + utf8.RuneCountInString(part.text) - utf8.RuneCountInString(word)
			return &QueryError{p.text, at, problem, hint}
		}
	}
	return &QueryError{p.text, 0, problem, hint}
}

// part is a stretch of a query without white space outside quotes. It starts
// at code point at.
type part struct {
	text string
	at   int
	open bool // a quote in it is not closed
}

// parts splits a query as bleve's lexer does.
func parts(text string) []part {
	var all []part
	var current strings.Builder
	start, quoted, escaped := 0, false, false
	flush := func() {
		if current.Len() > 0 {
			all = append(all, part{current.String(), start, quoted})
			current.Reset()
		}
	}
	at := 0
	for _, r := range text {
		if unicode.IsSpace(r) && !quoted && !escaped {
			flush()
		} else {
			if current.Len() == 0 {
				start = at
			}
			current.WriteRune(r)
			if r == '"' && !escaped {
				quoted = !quoted
			}
		}
		escaped = r == '\\' && !escaped
		at++
	}
	flush()
	return all
}

// refuseOperators refuses the operators of other query languages, which bleve
// would search as words.
func refuseOperators(text string) error {
	for _, part := range parts(text) {
		switch part.text {
		case "AND", "OR", "NOT", "&&", "||":
			return &QueryError{text, part.at, part.text + " is no operator here",
				"write +word for words that must be there and -word for those that must not; words without a sign are alternatives; quote a word to search it"}
		}
	}
	return nil
}

// explain finds what is wrong with a query that bleve cannot parse.
func explain(text string) error {
	all := parts(text)
	for _, p := range all {
		if p.open {
			quote := strings.LastIndexByte(p.text, '"')
			at := p.at + utf8.RuneCountInString(p.text[:quote])
			return &QueryError{text, at, "a quote is opened and not closed", `close it with ", or write \" for the character`}
		}
	}
	// The mistake is in the part after the longest beginning that parses.
	runes := []rune(text)
	bad := 0
	for i, p := range all {
		if _, err := query.NewQueryStringQuery(string(runes[:p.at])).Parse(); err == nil || i == 0 {
			bad = i
		}
	}
	p := all[bad]
	problem, hint := fmt.Sprintf("%q cannot be read", p.text), "put it in quotes to search it as text"
	switch {
	case strings.HasSuffix(p.text, ":"):
		problem, hint = fmt.Sprintf("%q has no value", p.text), "write field:value, or quote the words"
	case strings.HasPrefix(p.text, ":"):
		problem, hint = "a colon has no field before it", "write field:value, or quote the words"
	case strings.ContainsAny(p.text, "^~"):
		problem, hint = fmt.Sprintf("%q: ^ and ~ take a number", p.text), "write word^2 or word~1, or quote the words"
	case strings.Trim(p.text, "+-") == "":
		problem, hint = fmt.Sprintf("%q stands alone", p.text), "put the sign right before its word: +word, -word"
	case strings.ContainsAny(p.text, "<>="):
		problem, hint = fmt.Sprintf("%q compares nothing", p.text), "quote it to search it as text"
	}
	return &QueryError{text, p.at, problem, hint}
}
