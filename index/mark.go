package index

import (
	"cmp"
	"slices"

	"github.com/blevesearch/bleve/v2/search"

	"rolecall/index/segment"
)

// Mark is a stretch of a passage to be highlighted, in code points of its text.
type Mark struct {
	Start int `json:"start"`
	End   int `json:"end"`
	// Term is true for words that matched the query, false for the passage's
	// spans, whose label comes with them.
	Term  bool   `json:"term"`
	Label string `json:"label,omitempty"`
}

// marks returns the passage's spans and the words found in it, by where they
// start, longer ones first, spans before words.
func marks(p *Passage, found search.TermLocationMap) []Mark {
	var all []Mark
	for _, s := range p.Spans {
		all = append(all, Mark{Start: s.Start, End: s.End, Label: s.Label})
	}
	var starts, ends []int // bytes of the text as indexed
	for _, locations := range found {
		for _, l := range locations {
			starts, ends = append(starts, int(l.Start)), append(ends, int(l.End))
		}
	}
	slices.Sort(starts)
	slices.Sort(ends) // words do not nest, so that each end stays with its start
	text := normal(p.Text)
	starts, ends = segment.Runes(text, starts), segment.Runes(text, ends)
	for i := range starts {
		all = append(all, Mark{Start: starts[i], End: ends[i], Term: true})
	}
	slices.SortFunc(all, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), boolCompare(a.Term, b.Term), cmp.Compare(a.Label, b.Label))
	})
	return slices.Compact(all)
}

// boolCompare puts false before true.
func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}
