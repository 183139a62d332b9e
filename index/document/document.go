// Package document holds the units that text comes in: a Document is one
// record of a shard, a Passage a stretch of it that holds mentions.
//
// All offsets are Unicode code points of the original text, half open. The
// package is a leaf: it imports nothing of rolecall.
package document

// Document is one record's text with what its shard says of it.
type Document struct {
	// ID is the record's own id, or one made of shard and row where the
	// record has none; Origin.Made tells which.
	ID string
	// Source names where the text came from: the record's own field, or the
	// shard's base name.
	Source string
	// Title is the work's title, empty where the record has none.
	Title string
	// Language is the record's own language code, empty where it has none.
	Language string
	// Text is valid UTF-8.
	Text string
	// Origin tells where the record stands.
	Origin Origin
}

// Origin is a document's place, enough to read the same text again.
type Origin struct {
	// Shard is the shard's name relative to the input, without the
	// compression suffix, so that packed and plain copies have one name.
	Shard string
	// Row counts records from 1, unreadable ones included.
	Row int64
	// Made is true where the id was made of Shard and Row. Such ids are not
	// stable across copies of a corpus and must not be used to pair them.
	Made bool
}

// Span is a stretch of text in code points, half open.
type Span struct{ Start, End int }

// Len returns the span's length in code points.
func (s Span) Len() int { return s.End - s.Start }

// Overlaps tells whether two spans share a code point.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }
