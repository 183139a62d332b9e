package index

import (
	"context"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// tree is a query as this package means it. It is not a bleve.BooleanQuery,
// which ignores a required part that can match nothing (a wildcard without
// words) and would then find everything.
type tree struct {
	filters [][]query.Query // of each, one must match; they do not score
	must    []query.Query   // all must match
	should  []query.Query   // one must match if there is no must
	not     []query.Query   // none may match
}

var _ query.Query = (*tree)(nil)

// Searcher implements query.Query.
func (t *tree) Searcher(ctx context.Context, r bleveindex.IndexReader, m mapping.IndexMapping, o search.SearcherOptions) (search.Searcher, error) {
	b := treeBuilder{ctx, r, m, o}
	s, err := b.build(t)
	if err != nil {
		return nil, err
	}
	return &rounded{s}, nil
}

type treeBuilder struct {
	ctx     context.Context
	reader  bleveindex.IndexReader
	mapping mapping.IndexMapping
	options search.SearcherOptions
}

func (b treeBuilder) build(t *tree) (search.Searcher, error) {
	unscored := b
	unscored.options = search.SearcherOptions{Score: "none"}
	var required []search.Searcher
	for _, alternatives := range t.filters {
		s, err := unscored.any(alternatives)
		if err != nil {
			return nil, closing(required, err)
		}
		required = append(required, s)
	}
	for _, q := range t.must {
		s, err := b.one(q)
		if err != nil {
			return nil, closing(required, err)
		}
		required = append(required, s)
	}
	var optional search.Searcher
	if len(t.should) > 0 {
		s, err := b.any(t.should)
		if err != nil {
			return nil, closing(required, err)
		}
		if len(t.must) == 0 {
			required = append(required, s)
		} else {
			optional = s
		}
	}
	must, err := b.all(required)
	if err != nil {
		return nil, err
	}
	if optional == nil && len(t.not) == 0 {
		return must, nil
	}
	var not search.Searcher
	if len(t.not) > 0 {
		if not, err = unscored.any(t.not); err != nil {
			return nil, closing([]search.Searcher{must}, err)
		}
	}
	return searcher.NewBooleanSearcher(b.ctx, b.reader, must, optional, not, b.options)
}

func (b treeBuilder) one(q query.Query) (search.Searcher, error) {
	return q.Searcher(b.ctx, b.reader, b.mapping, b.options)
}

// any returns a searcher for passages that match one of the queries.
func (b treeBuilder) any(queries []query.Query) (search.Searcher, error) {
	var all []search.Searcher
	for _, q := range queries {
		s, err := b.one(q)
		if err != nil {
			return nil, closing(all, err)
		}
		all = append(all, s)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return searcher.NewDisjunctionSearcher(b.ctx, b.reader, all, 1, b.options)
}

// all returns a searcher for passages that match all of the searchers.
func (b treeBuilder) all(required []search.Searcher) (search.Searcher, error) {
	switch len(required) {
	case 0:
		return searcher.NewMatchAllSearcher(b.ctx, b.reader, 1, b.options)
	case 1:
		return required[0], nil
	}
	return searcher.NewConjunctionSearcher(b.ctx, b.reader, required, b.options)
}

func closing(all []search.Searcher, err error) error {
	for _, s := range all {
		s.Close() // the error that led here is the one that counts
	}
	return err
}

// rounded rounds scores to single precision. Bleve adds the scores of a
// passage's words in an order that depends on where the passage lies in the
// index, so that equal scores differ in their last bits, and the order of hits
// would depend on the order in which passages were indexed.
type rounded struct{ search.Searcher }

func (s *rounded) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	return round(s.Searcher.Next(ctx))
}

func (s *rounded) Advance(ctx *search.SearchContext, id bleveindex.IndexInternalID) (*search.DocumentMatch, error) {
	return round(s.Searcher.Advance(ctx, id))
}

func round(d *search.DocumentMatch, err error) (*search.DocumentMatch, error) {
	if d != nil {
		d.Score = float64(float32(d.Score))
	}
	return d, err
}
