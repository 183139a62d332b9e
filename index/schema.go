package index

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// textField holds the words of passages. storedField holds a passage as JSON:
// its only copy, for what is indexed is not stored.
const (
	textField   = "text"
	storedField = "passage"
)

// Fields returns the facet fields, sorted. "source", "document" and "shard" are
// those of the passage; the rest come from its spans.
func Fields() []string {
	return []string{
		"agency", "alignment", "arc", "archetype", "benevolence", "character", "document", "family", "form", "gap",
		"humanlike", "kind", "mode", "reference", "shard", "source", "stance", "trait",
	}
}

// DefaultFacets returns the fields that a Result counts if a Request names none.
func DefaultFacets() []string {
	return []string{"archetype", "family", "stance", "character", "source"}
}

// ofPassage tells whether a facet field is the passage's own, and so not its
// spans' to set. The values of these are names in any case; those of the
// others are lower case.
func ofPassage(field string) bool {
	return field == "source" || field == "document" || field == "shard"
}

// isField tells whether a field holds facets.
func isField(field string) bool { return slices.Contains(Fields(), field) }

// counted tells whether the values of a field can be counted: those that
// hardly repeat are not worth the room.
func counted(field string) bool { return isField(field) && field != "document" && field != "shard" }

// textAnalyzer lower-cases and stems English words. It keeps stop words, for
// evidence is sought by phrases made of them: "as an AI", "I am what I am".
const textAnalyzer = "passage"

// newMapping returns how passages are indexed.
func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	err := m.AddCustomAnalyzer(textAnalyzer, map[string]any{
		"type":          custom.Name,
		"tokenizer":     unicode.Name,
		"token_filters": []string{en.PossessiveName, lowercase.Name, porter.Name},
	})
	if err != nil {
		return nil, err
	}
	m.DefaultAnalyzer = keyword.Name
	m.DefaultField = textField
	m.ScoringModel = bleveindex.BM25Scoring
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false

	doc := bleve.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt(textField, &mapping.FieldMapping{
		Type: "text", Analyzer: textAnalyzer, Index: true,
		IncludeTermVectors: true, // for phrases, and for where words are
	})
	doc.AddFieldMappingsAt(storedField, &mapping.FieldMapping{Type: "text", Analyzer: keyword.Name, Store: true})
	for _, field := range Fields() {
		doc.AddFieldMappingsAt(field, &mapping.FieldMapping{
			Type: "text", Analyzer: keyword.Name, Index: true,
			DocValues: counted(field), SkipFreqNorm: true,
		})
	}
	doc.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping())
	m.DefaultMapping = doc
	return m, nil
}

// normal returns text as it is indexed and searched: the many apostrophes are
// one, and underscores, which stand for italics in old e-texts and would join
// words, are spaces. It changes code points one for one, so that offsets of
// code points hold in the original too.
func normal(text string) string {
	if !strings.ContainsAny(text, "’‘ʼ＇_‑") {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '’', '‘', 'ʼ', '＇':
			return '\''
		case '‑':
			return '-'
		case '_':
			return ' '
		}
		return r
	}, text)
}
