package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
)

// Index serves searches. It is safe for concurrent use.
type Index struct {
	meta  Meta
	bleve bleve.Index // nil if there are no passages
}

// Open opens the index in dir to be searched. Its error wraps ErrMissing,
// ErrVersion or ErrCorrupt where one of those is why it cannot be.
func Open(dir string) (*Index, error) {
	meta, err := readMeta(dir)
	if err != nil {
		return nil, err
	}
	if meta.Passages == 0 {
		return &Index{meta: meta}, nil
	}
	b, err := openStore(filepath.Join(dir, storeFolder))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w; run the audit again", dir, ErrCorrupt, err)
	}
	return &Index{meta, b}, nil
}

// openStore opens bleve's files. Bleve trusts them, and panics where what it
// reads there leads it out of bounds.
func openStore(path string) (b bleve.Index, err error) {
	defer func() {
		if r := recover(); r != nil {
			b, err = nil, fmt.Errorf("bleve: %v", r)
		}
	}()
	return bleve.OpenUsing(path, map[string]any{"read_only": true})
}

// Meta tells what the index was made of.
func (x *Index) Meta() Meta { return x.meta }

// Close releases the index's files.
func (x *Index) Close() error {
	if x.bleve == nil {
		return nil
	}
	return x.bleve.Close()
}

// Request is a search.
type Request struct {
	// Query is in the syntax that Search explains; the empty one finds all.
	Query string
	// Size is how many hits to return, 0 for DefaultSize, less than 0 for
	// none; From is how many to pass over.
	Size, From int
	// Facets are the fields whose values are counted over all that is found;
	// nil for DefaultFacets.
	Facets []string
}

const (
	// DefaultSize is the number of hits that a Result has at most.
	DefaultSize = 10
	// maxWindow is how many hits may be asked for, passed-over ones included:
	// bleve holds them all.
	maxWindow = 100_000
	// facetSize is how many values a facet lists.
	facetSize = 50
)

// ErrRequest says that a Request asks for what cannot be given.
var ErrRequest = errors.New("cannot be asked for")

// Result is what a search found.
type Result struct {
	Total uint64 `json:"total"` // of all, not only of those in Hits
	Hits  []Hit  `json:"hits"`
	// Facets are in the order of the Request's.
	Facets []Facet `json:"facets"`
}

// Hit is a passage that was found.
type Hit struct {
	Passage
	// Score ranks hits of one search; it is 0 where nothing but facets was
	// asked for.
	Score float64 `json:"score"`
	// Marks are the passage's spans and the words that matched, by where they
	// start, longer ones first. They may overlap.
	Marks []Mark `json:"marks"`
}

// Facet is how many passages have which values of a field.
type Facet struct {
	Field string `json:"field"`
	// Values are those that most passages have, the most frequent first.
	Values []FacetValue `json:"values"`
	// Missing is how many passages have no value.
	Missing uint64 `json:"missing"`
	// Other is how often other values occur.
	Other uint64 `json:"other"`
}

// FacetValue is a value of a field and how many passages have it.
type FacetValue struct {
	Value string `json:"value"`
	Count uint64 `json:"count"`
}

// Search finds passages, the best first and equal ones by id. The query
// language is that of bleve's query strings:
//
//	robot "open the pod bay doors"     either, better both; words are stemmed
//	+robot -toy                        must, must not
//	archetype:deceiver stance:negative facets: all fields must match
//	archetype:deceiver archetype:sage  values of one field are alternatives
//	character:hal* robt~1 /tin.?man/   wildcards, fuzzy words, regular expressions
//	source:"a name with spaces"        quotes for values too
//
// A query that cannot be understood is a *[QueryError].
func (x *Index) Search(ctx context.Context, r Request) (Result, error) {
	q, err := parse(r.Query)
	if err != nil {
		return Result{}, err
	}
	fields := r.Facets
	if fields == nil {
		fields = DefaultFacets()
	}
	for _, f := range fields {
		if !counted(f) {
			return Result{}, fmt.Errorf("%w: values of the field %q are not counted; those of these are: %s",
				ErrRequest, f, strings.Join(slices.DeleteFunc(Fields(), func(f string) bool { return !counted(f) }), ", "))
		}
	}
	if r.Size == 0 {
		r.Size = DefaultSize
	}
	r.Size = max(r.Size, 0)
	if r.From < 0 || r.From > maxWindow || r.Size > maxWindow-r.From {
		return Result{}, fmt.Errorf("%w: hits %d to %d, where only the first %d can be shown; narrow the query", ErrRequest, r.From, r.From+r.Size, maxWindow)
	}
	if x.bleve == nil {
		return Result{Facets: emptyFacets(fields)}, nil
	}
	return x.search(ctx, q, r, fields)
}

func (x *Index) search(ctx context.Context, q *tree, r Request, fields []string) (result Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = Result{}, fmt.Errorf("%w: bleve: %v", ErrCorrupt, p)
		}
	}()
	request := bleve.NewSearchRequestOptions(q, r.Size, r.From, false)
	request.Fields = []string{storedField}
	request.IncludeLocations = true
	request.SortBy([]string{"-_score", "_id"})
	for _, f := range fields {
		request.AddFacet(f, bleve.NewFacetRequest(f, facetSize))
	}
	found, err := x.bleve.SearchInContext(ctx, request)
	if err != nil {
		return Result{}, fmt.Errorf("search %q: %w", r.Query, err)
	}
	result = Result{Total: found.Total, Hits: make([]Hit, 0, len(found.Hits)), Facets: emptyFacets(fields)}
	for _, match := range found.Hits {
		hit, err := newHit(match)
		if err != nil {
			return Result{}, err
		}
		result.Hits = append(result.Hits, hit)
	}
	for i, f := range fields {
		if counts := found.Facets[f]; counts != nil {
			result.Facets[i] = newFacet(f, counts)
		}
	}
	return result, nil
}

func newHit(match *search.DocumentMatch) (Hit, error) {
	stored, ok := match.Fields[storedField].(string)
	if !ok {
		return Hit{}, fmt.Errorf("%w: passage %q is not stored", ErrCorrupt, match.ID)
	}
	hit := Hit{Score: match.Score}
	if err := json.Unmarshal([]byte(stored), &hit.Passage); err != nil {
		return Hit{}, errors.Join(fmt.Errorf("%w: passage %q", ErrCorrupt, match.ID), err)
	}
	hit.Marks = marks(&hit.Passage, match.Locations[textField])
	return hit, nil
}

func newFacet(field string, counts *search.FacetResult) Facet {
	f := Facet{Field: field, Missing: uint64(counts.Missing), Other: uint64(counts.Other)}
	for _, t := range counts.Terms.Terms() {
		f.Values = append(f.Values, FacetValue{t.Term, uint64(t.Count)})
	}
	return f
}

func emptyFacets(fields []string) []Facet {
	facets := make([]Facet, len(fields))
	for i, f := range fields {
		facets[i].Field = f
	}
	return facets
}
