package index

import (
	"errors"
	"fmt"
	"regexp"
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

// parse turns a query string into a query.
//
// The syntax is bleve's: words, "phrases", field:value, +must, -mustnot,
// wild*cards, /regexps/, fuzzy~1, boost^2. Two things are made safe or simple
// that bleve leaves to the user: a field that does not exist is an error, not
// an empty result; and a facet is a filter. So
//
//   - facets without a sign are all required, values of one field being
//     alternatives: archetype:deceiver archetype:usurper stance:negative;
//   - of words without a sign one at least is required, unless others have
//     a +; more of them rank a passage higher.
//
// An empty query finds all.
func parse(text string) (*tree, error) {
	if strings.TrimSpace(text) == "" {
		return &tree{}, nil
	}
	if err := refuseOperators(text); err != nil {
		return nil, err
	}
	parsed, err := query.NewQueryStringQuery(text).Parse()
	if err != nil {
		return nil, explain(text)
	}
	clauses, ok := parsed.(*query.BooleanQuery)
	if !ok {
		return nil, fmt.Errorf("%w: bleve made a %T of it", ErrQuery, parsed)
	}
	p := parser{text: text, anyOf: map[string]int{}}
	for _, c := range []struct {
		list query.Query
		add  func(query.Query) error
	}{{clauses.Must, p.must}, {clauses.Should, p.should}, {clauses.MustNot, p.mustNot}} {
		for _, q := range children(c.list) {
			if err := c.add(q); err != nil {
				return nil, err
			}
		}
	}
	return &p.tree, nil
}

// parser sorts clauses into a tree.
type parser struct {
	text  string
	tree  tree
	anyOf map[string]int // position in tree.filters of a field's alternatives
}

func (p *parser) must(q query.Query) error {
	c, err := p.clause(q)
	switch {
	case err != nil || c.q == nil:
		return err
	case c.facet != "":
		p.tree.filters = append(p.tree.filters, []query.Query{c.q})
	default:
		p.tree.must = append(p.tree.must, c.q)
	}
	return nil
}

func (p *parser) should(q query.Query) error {
	c, err := p.clause(q)
	switch {
	case err != nil || c.q == nil:
		return err
	case c.facet == "":
		p.tree.should = append(p.tree.should, c.q)
		return nil
	}
	at, ok := p.anyOf[c.facet]
	if !ok {
		at = len(p.tree.filters)
		p.anyOf[c.facet] = at
		p.tree.filters = append(p.tree.filters, nil)
	}
	p.tree.filters[at] = append(p.tree.filters[at], c.q)
	return nil
}

func (p *parser) mustNot(q query.Query) error {
	c, err := p.clause(q)
	if err == nil && c.q != nil {
		p.tree.not = append(p.tree.not, c.q)
	}
	return err
}

// maxFuzziness is how many letters may differ at most: bleve's limit.
const maxFuzziness = 2

// clause is one part of a query: on a facet, or on the text if facet is "".
// A part without letters or digits, such as a dash, has no q: it asks nothing.
type clause struct {
	facet string
	q     query.Query
}

// clause returns a part that bleve parsed as it is searched here.
func (p *parser) clause(q query.Query) (clause, error) {
	// Of a number bleve makes a choice between a word and a range.
	if d, ok := q.(*query.DisjunctionQuery); ok && len(d.Disjuncts) > 0 {
		boost := d.BoostVal
		q = d.Disjuncts[0]
		if b, ok := q.(query.BoostableQuery); ok && boost != nil {
			b.SetBoost(boost.Value())
		}
	}
	fielded, ok := q.(query.FieldableQuery)
	if !ok {
		return clause{}, p.wrong("", "this kind of clause is not known", "use words, \"phrases\" and field:value")
	}
	field := fielded.Field()
	if field == "" {
		field = textField
	}
	if field != textField && !isField(field) {
		return clause{}, p.wrong(field+":", fmt.Sprintf("there is no field %q", field),
			"fields are "+textField+", "+strings.Join(Fields(), ", ")+"; put words that hold a colon in quotes")
	}
	switch q := q.(type) {
	case *query.MatchQuery:
		if q.Fuzziness < 0 || q.Fuzziness > maxFuzziness {
			at := q.Match
			if fielded.Field() != "" {
				at = field + ":"
			}
			return clause{}, p.wrong(at, fmt.Sprintf("~%d is no number of letters that may differ", q.Fuzziness), "write ~1 or ~2")
		}
	case *query.NumericRangeQuery, *query.DateRangeQuery, *query.TermRangeQuery:
		return clause{}, p.wrong(field+":", "fields hold words, which < and > do not compare", "write "+field+":value")
	case *query.RegexpQuery:
		if _, err := regexp.Compile(q.Regexp); err != nil {
			return clause{}, p.wrong("/", err.Error(), "put text that starts and ends with a slash in quotes")
		}
	}
	if field == textField {
		return onText(q), nil
	}
	return onFacet(field, q), nil
}

// onText fits a part to how text is indexed.
func onText(q query.Query) clause {
	switch q := q.(type) {
	case *query.MatchQuery:
		q.Match = normal(q.Match)
		if !hasWord(q.Match) {
			return clause{}
		}
		q.SetField(textField)
		q.SetOperator(query.MatchQueryOperatorAnd) // "hal-9000" is two words
	case *query.MatchPhraseQuery:
		q.MatchPhrase = normal(q.MatchPhrase)
		if !hasWord(q.MatchPhrase) {
			return clause{}
		}
		q.SetField(textField)
	case *query.WildcardQuery:
		q.Wildcard = strings.ToLower(normal(q.Wildcard))
		q.SetField(textField)
	case *query.RegexpQuery:
		q.SetField(textField)
	}
	return clause{q: q}
}

// onFacet fits a part to how facets are indexed: whole values.
func onFacet(field string, q query.Query) clause {
	value := func(s string) string {
		if ofPassage(field) {
			return s
		}
		return strings.ToLower(s)
	}
	switch q := q.(type) {
	case *query.MatchQuery:
		if q.Fuzziness > 0 {
			fuzzy := query.NewFuzzyQuery(value(q.Match))
			fuzzy.SetField(field)
			fuzzy.SetFuzziness(q.Fuzziness)
			return clause{field, fuzzy}
		}
		return clause{field, term(field, value(q.Match))}
	case *query.MatchPhraseQuery:
		return clause{field, term(field, value(q.MatchPhrase))}
	case *query.WildcardQuery:
		q.Wildcard = value(q.Wildcard)
	}
	return clause{field, q}
}

func term(field, value string) query.Query {
	t := query.NewTermQuery(value)
	t.SetField(field)
	return t
}

// children returns the parts of a list of clauses.
func children(q query.Query) []query.Query {
	switch q := q.(type) {
	case *query.ConjunctionQuery:
		return q.Conjuncts
	case *query.DisjunctionQuery:
		return q.Disjuncts
	}
	return nil
}

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

func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
