package index

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2/search/query"
)

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

func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
