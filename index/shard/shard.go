// Package shard is the contract between the formats that corpora come in and
// what reads them: a [Format] turns a [Stream] of bytes into a [Reader] of
// documents.
//
// Each format is a package below this one and has one line in the table of
// package all, which also unpacks streams and picks the format. Its test calls
// package shardtest, which holds the laws that every format obeys.
package shard

import (
	"context"
	"io"
	"path"
	"strings"

	"rolecall/index/document"
)

// Reader reads a shard's documents in order. It is not safe for concurrent
// use. Documents share no memory with the reader.
type Reader interface {
	// Next returns the next document, or
	//   - io.EOF after the last one,
	//   - a *[RowError] for a record that cannot be read; the records after
	//     it still can, by calling Next again,
	//   - any other error, which ends the shard: Next returns it again. One
	//     that wraps io.ErrUnexpectedEOF tells that the shard is truncated.
	// A cancelled ctx stops long rows too.
	Next(ctx context.Context) (document.Document, error)
	// Close releases the reader and the stream under it.
	Close() error
}

// Options are the user's choices; the zero value is what most need.
type Options struct {
	// Format names the format, for shards whose name and content do not.
	Format string
	// TextField and IDField name the fields of text and id, instead of the
	// usual ones. Dots lead into objects ("data.text").
	TextField, IDField string
	// MaxRow is the longest record in bytes, unpacked; 0 means DefaultMaxRow.
	MaxRow int64
	// OnBytes, if not nil, is told how many more bytes of the shard have been
	// read, as stored. Their sum reaches the object's size at io.EOF. It is
	// called by whoever calls Next or opens the reader.
	OnBytes func(n int64)
}

// DefaultMaxRow is the longest record in bytes where Options say nothing.
const DefaultMaxRow = 64 << 20

// Longest returns MaxRow or its default.
func (o Options) Longest() int64 {
	if o.MaxRow <= 0 {
		return DefaultMaxRow
	}
	return o.MaxRow
}

// Stream is a shard's bytes, unpacked.
type Stream struct {
	io.Reader
	// Shard is the shard's name, as Name gives it.
	Shard string
	// At and Size give access to the whole for formats that need to jump;
	// At is nil where that is not possible, as in packed shards.
	At   io.ReaderAt
	Size int64
}

// Source returns what documents of the shard have for a source if they do not
// name one: the shard's base name.
func (s Stream) Source() string { return path.Base(s.Shard) }

// Format is a way to keep documents in a shard.
type Format struct {
	// Name is what --format takes.
	Name string
	// Extensions are those of its files, with the dot, in lower case.
	Extensions []string
	// Sniff tells whether the first bytes of a shard look like the format;
	// nil where they do not tell.
	Sniff func(head []byte) bool
	// Bare makes Sniff count only for names without an extension: much that
	// has one of its own (.warc, .html) would pass for plain text.
	Bare bool
	// New returns a reader of the stream. Its Close need not close the stream.
	New func(Stream, Options) (Reader, error)
}

// Name returns the shard's name for an object's: without the suffix of
// a compression, so that packed and plain copies have one name.
func Name(objectName string) string {
	ext := path.Ext(objectName)
	switch strings.ToLower(ext) {
	case ".gz", ".zst", ".bz2", ".xz":
		if base := strings.TrimSuffix(objectName, ext); path.Base(base) != "." && !strings.HasSuffix(base, "/") && base != "" {
			return base
		}
	}
	return objectName
}

// The names under which formats with fields look for a document's parts, in
// this order. Those with a dot lie in an object.

// TextFields returns the names of the text.
func (o Options) TextFields() []string {
	if o.TextField != "" {
		return []string{o.TextField}
	}
	return []string{"text", "content", "body", "raw_content", "document"}
}

// IDFields returns the names of the id.
func (o Options) IDFields() []string {
	if o.IDField != "" {
		return []string{o.IDField}
	}
	return []string{"id", "doc_id", "uuid", "url", "metadata.id"}
}

// SourceFields returns the names of the source.
func SourceFields() []string { return []string{"source", "metadata.source"} }

// TitleFields returns the names of the title.
func TitleFields() []string { return []string{"title"} }

// LanguageFields returns the names of the language.
func LanguageFields() []string { return []string{"language", "lang", "metadata.language"} }
