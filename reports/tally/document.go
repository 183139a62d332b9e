package tally

import "rolecall/archetypes"

// Document is what the tagger found in one record of a shard.
type Document struct {
	// ID is the record's id and Source says where its text came from. Together
	// they identify the document across shards and corpora.
	ID, Source string
	// IDMade tells that the record had no id of its own. Its bootstrap weights
	// then depend on TextHash alone.
	IDMade bool
	// Shard and Row are the record's place: the shard's name, and the record's
	// number from 1.
	Shard string
	Row   int64
	// TextHash is a 64-bit hash of the whole text. Equal hashes are counted as
	// duplicates.
	TextHash uint64
	// Words is the number of words of the text, counted if Measured.
	Words int64
	// Measured tells whether the tagger knows the document's language. Items of
	// a document that is not measured are ignored.
	Measured bool
	// NotMeasured is the reason why not, such as "language:de". Reasons should
	// come from a small set.
	NotMeasured string
	// Ambiguous counts the spans that may name an AI character but are left out
	// because their context does not tell.
	Ambiguous int64
	// Mentions are the spans that were tagged.
	Mentions []Item
}

// Item is a mention with the passage that it stands in.
type Item struct {
	archetypes.Mention
	// Passage is what may be shown as an example. Its zero value keeps the
	// mention out of the exemplars and changes nothing else.
	Passage Passage
}

// Passage is a stretch of text around a mention.
type Passage struct {
	// Text is the passage as written.
	Text string
	// Start and End are the mention's span in Text in code points, half open.
	Start, End int
}
