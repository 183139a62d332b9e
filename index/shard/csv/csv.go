// Package csv reads documents that are rows of a table with a header: values
// separated by commas (RFC 4180) or by tabs.
package csv

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"rolecall/index/document"
	"rolecall/index/shard"
)

// Format returns the format whose values are separated by commas.
func Format() shard.Format { return format("csv", ',', ".csv") }

// TabFormat returns the format whose values are separated by tabs.
func TabFormat() shard.Format { return format("tsv", '\t', ".tsv", ".tab") }

func format(name string, comma byte, extensions ...string) shard.Format {
	return shard.Format{
		Name:       name,
		Extensions: extensions,
		Sniff:      func(head []byte) bool { return looksLikeHeader(head, comma) },
		New:        func(in shard.Stream, o shard.Options) (shard.Reader, error) { return open(in, o, comma) },
	}
}

// looksLikeHeader tells whether the first line of head has several columns
// and one of them is usual for texts.
func looksLikeHeader(head []byte, comma byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	names := strings.Split(strings.TrimRight(string(line), "\r"), string(comma))
	for i, name := range names {
		names[i] = strings.Trim(name, `" `)
	}
	return len(names) > 1 && column(names, shard.Options{}.TextFields()) >= 0
}

// open returns a reader of the stream. Rows are records after the header,
// blank lines left out.
func open(in shard.Stream, o shard.Options, comma byte) (shard.Reader, error) {
	return &reader{
		shard: in.Shard, source: in.Source(), options: o, comma: comma,
		records: newRecords(in, comma, o.Longest()), parser: newParser(comma),
	}, nil
}

type reader struct {
	shard, source string
	options       shard.Options
	comma         byte
	records       *records
	parser        *parser
	header        columns
	row           int64
	err           error // what ended the shard
}

// columns are the positions of a document's parts, -1 where there is none.
type columns struct{ count, text, id, source, title, language int }

func (r *reader) Close() error { return nil }

func (r *reader) Next(ctx context.Context) (document.Document, error) {
	if r.err != nil {
		return document.Document{}, r.err
	}
	doc, err := r.next(ctx)
	if row := (*shard.RowError)(nil); err != nil && !errors.As(err, &row) {
		r.err = err
	}
	return doc, err
}

func (r *reader) next(ctx context.Context) (document.Document, error) {
	if r.header.count == 0 {
		if err := r.readHeader(ctx); err != nil {
			return document.Document{}, err
		}
	}
	raw, err := r.records.next(ctx)
	switch {
	case errors.Is(err, shard.ErrTooLong):
		r.row++
		return document.Document{}, shard.BadLength(r.shard, r.row, raw, r.options.Longest())
	case errors.Is(err, io.EOF):
		return document.Document{}, io.EOF
	case errors.Is(err, errOpenQuote):
		r.row++
		if values, ok := r.literal(r.records.back()); ok {
			return r.document(raw, values)
		}
		return document.Document{}, shard.Bad(r.shard, r.row, raw, shard.ErrInvalid, `a quote is opened and never closed; write "" for a quote within quotes`)
	case err != nil:
		return document.Document{}, fmt.Errorf("%s: after row %d: %w", r.shard, r.row, err)
	}
	r.row++
	if !utf8.Valid(raw) {
		return document.Document{}, shard.BadEncoding(r.shard, r.row, raw)
	}
	values, err := r.parser.parse(raw)
	if err != nil {
		// What looked like a record of many lines may be a stray quote: the
		// lines after the first are read again as records of their own.
		first := r.records.back()
		if values, ok := r.literal(first); ok {
			return r.document(first, values)
		}
		return document.Document{}, shard.Bad(r.shard, r.row, first, shard.ErrInvalid, `misplaced quote: %v; put the value in quotes and write "" for a quote within`, err)
	}
	if len(values) != r.header.count {
		return document.Document{}, shard.Bad(r.shard, r.row, raw, shard.ErrColumns,
			"%d columns where the header has %d; put values that hold the separator in quotes", len(values), r.header.count)
	}
	return r.document(raw, values)
}

// literal splits a line at tabs with quotes taken as they are, for much that
// is called TSV has never heard of quoting. It must have all columns.
func (r *reader) literal(line []byte) ([]string, bool) {
	if r.comma != '\t' || !utf8.Valid(line) {
		return nil, false
	}
	values := strings.Split(strings.TrimRight(string(line), "\r\n"), "\t")
	return values, len(values) == r.header.count
}

func (r *reader) document(raw []byte, values []string) (document.Document, error) {
	value := func(i int) string {
		if i < 0 {
			return ""
		}
		return strings.Clone(values[i]) // or it would hold the whole record
	}
	doc := document.Document{
		ID:       value(r.header.id),
		Source:   value(r.header.source),
		Title:    value(r.header.title),
		Language: value(r.header.language),
		Text:     value(r.header.text),
		Origin:   document.Origin{Shard: r.shard, Row: r.row},
	}
	if doc.Source == "" {
		doc.Source = r.source
	}
	if doc.ID == "" {
		doc.ID = r.shard + ":" + strconv.FormatInt(r.row, 10)
		doc.Origin.Made = true
	}
	return doc, nil
}

// readHeader reads the header; without a text column there is nothing to read.
func (r *reader) readHeader(ctx context.Context) error {
	raw, err := r.records.next(ctx)
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case err != nil:
		return fmt.Errorf("%s: header: %w", r.shard, err)
	case !utf8.Valid(raw):
		return fmt.Errorf("%s: header: %w; convert the shard first: iconv -f LATIN1 -t UTF-8", r.shard, shard.ErrEncoding)
	}
	names, err := r.parser.parse(raw)
	if err != nil {
		return fmt.Errorf("%s: header: %w", r.shard, err)
	}
	names = slices.Clone(names)
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	r.header = columns{
		count:    len(names),
		text:     column(names, r.options.TextFields()),
		id:       column(names, r.options.IDFields()),
		source:   column(names, shard.SourceFields()),
		title:    column(names, shard.TitleFields()),
		language: column(names, shard.LanguageFields()),
	}
	if r.header.text < 0 {
		return fmt.Errorf("%s: %w: the header has no column %s, but %s; name the one with --text-field",
			r.shard, shard.ErrNoText, strings.Join(r.options.TextFields(), ", "), clip(strings.Join(names, ", ")))
	}
	return nil
}

// column returns the position of the first of the names that the header has,
// by preference in the same case, or -1.
func column(header, names []string) int {
	for _, name := range names {
		if i := slices.Index(header, name); i >= 0 {
			return i
		}
	}
	for _, name := range names {
		if i := slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(h, name) }); i >= 0 {
			return i
		}
	}
	return -1
}

func clip(s string) string {
	const most = 200
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// parser splits one record at a time into values.
type parser struct {
	csv  *csv.Reader
	feed *feed
}

func newParser(comma byte) *parser {
	f := &feed{}
	r := csv.NewReader(f)
	r.Comma = rune(comma)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	return &parser{r, f}
}

// parse returns the record's values, valid until the next call.
func (p *parser) parse(record []byte) ([]string, error) {
	p.feed.left = record
	start := p.csv.InputOffset()
	values, err := p.csv.Read()
	if err == nil && p.csv.InputOffset()-start == int64(len(record)) {
		return values, nil
	}
	for { // drop what the reader has buffered of this record
		if _, drained := p.csv.Read(); errors.Is(drained, io.EOF) {
			break
		}
	}
	if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
		return nil, parse.Err
	}
	return nil, cmp.Or(err, csv.ErrQuote)
}

// feed ends after each record, and goes on with the next.
type feed struct{ left []byte }

func (f *feed) Read(p []byte) (int, error) {
	if len(f.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.left)
	f.left = f.left[n:]
	return n, nil
}
