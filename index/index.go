// Package index keeps the evidence of an audit: passages of the corpus with
// what was found in them, to be searched by words and by facets.
//
// An index is a folder. [Build] writes it once, offline; [Open] serves it
// read-only, to any number of processes. It knows nothing of what facets mean:
// they arrive as pairs of field and value.
//
// Offsets in the passages and marks of this package are Unicode code points,
// half open, as everywhere at rolecall's output.
//
// The package is the only one that imports bleve, and rests on index/segment
// alone. Files, by what they answer: schema (what is indexed, and how), build,
// meta (what is in a folder, and may it be served), query (what a user's words
// mean), search, mark (where in a passage the matches are).
package index

import "slices"

// Pair is a facet: a field, one of Fields, and its value.
type Pair struct {
	Field string `json:"f"`
	Value string `json:"v"`
}

// Span is a stretch of a passage that refers to something, with what was found
// of it. Start and End are code points in Passage.Text.
type Span struct {
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Facets []Pair `json:"facets,omitempty"`
	Label  string `json:"label,omitempty"`
}

// Passage is a piece of evidence. A passage has the facets of all its spans,
// so that of two facets each may be another span's.
type Passage struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	Document string `json:"document"` // the document's id
	Source   string `json:"source"`
	Shard    string `json:"shard"`
	Row      int64  `json:"row"`
	Start    int    `json:"start"` // code point in the document
	// Weight is how many passages of the corpus this one stands for, where
	// the index holds a sample.
	Weight float64 `json:"weight,omitempty"`
	Spans  []Span  `json:"spans,omitempty"`
}

// facets returns the values of the passage by field, each once, sorted.
func (p *Passage) facets() map[string][]string {
	values := map[string][]string{}
	for _, s := range p.Spans {
		for _, f := range s.Facets {
			if !slices.Contains(values[f.Field], f.Value) {
				values[f.Field] = append(values[f.Field], f.Value)
			}
		}
	}
	for _, v := range values {
		slices.Sort(v)
	}
	return values
}
