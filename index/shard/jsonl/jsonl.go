// Package jsonl reads documents that are JSON objects, one a line.
package jsonl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"rolecall/index/document"
	"rolecall/index/shard"
)

// Format returns the format.
func Format() shard.Format {
	return shard.Format{
		Name:       "jsonl",
		Extensions: []string{".jsonl", ".ndjson", ".jsonlines", ".json"},
		Sniff:      func(head []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("{")) },
		New:        New,
	}
}

// New returns a reader of the stream. Rows are lines that are not blank.
func New(in shard.Stream, o shard.Options) (shard.Reader, error) {
	return &reader{
		shard:  in.Shard,
		lines:  shard.NewLines(in, o.Longest()),
		max:    o.Longest(),
		fields: newFields(o),
		source: in.Source(),
	}, nil
}

type reader struct {
	shard  string
	lines  *shard.Lines
	max    int64
	fields fields
	source string // of documents that name none
	last   string // source of the document before, which is often this one's
	row    int64
	err    error // what ended the shard
}

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
	var line []byte
	for len(line) == 0 {
		var err error
		line, err = r.lines.Next(ctx)
		switch {
		case errors.Is(err, shard.ErrTooLong):
			r.row++
			return document.Document{}, shard.BadLength(r.shard, r.row, line, r.max)
		case errors.Is(err, io.EOF):
			return document.Document{}, io.EOF
		case err != nil:
			return document.Document{}, fmt.Errorf("%s: after row %d: %w", r.shard, r.row, err)
		}
		line = bytes.TrimSpace(line)
	}
	r.row++
	if r.row == 1 && len(line) == 1 && (line[0] == '[' || line[0] == '{') {
		return document.Document{}, fmt.Errorf("%s: JSON that spans lines, where each line should be a record; convert it: jq -c '.[]? // .' in.json > out.jsonl", r.shard)
	}
	return r.document(line)
}

// document returns the document of a line.
func (r *reader) document(line []byte) (document.Document, error) {
	if !utf8.Valid(line) {
		return document.Document{}, shard.BadEncoding(r.shard, r.row, line)
	}
	if !gjson.ValidBytes(line) {
		return document.Document{}, shard.Bad(r.shard, r.row, line, shard.ErrInvalid, "invalid JSON: each line must be one JSON object")
	}
	if line[0] != '{' {
		return document.Document{}, shard.Bad(r.shard, r.row, line, shard.ErrInvalid, "the line is JSON but no object; unpack arrays first: jq -c '.[]'")
	}
	found := r.fields.find(gjson.ParseBytes(line))
	text := found.text
	switch text.Type {
	case gjson.String:
	case gjson.Null:
		return document.Document{}, shard.NoText(r.shard, r.row, line, r.fields.textNames)
	default:
		return document.Document{}, shard.Bad(r.shard, r.row, line, shard.ErrNotText, "the text is %s, not a string; name its field with --text-field", kindOf(text))
	}
	doc := document.Document{
		// The other strings are copied, for they outlive the line.
		ID:       strings.Clone(found.id),
		Source:   r.source,
		Title:    strings.Clone(found.title),
		Language: strings.Clone(found.language),
		Text:     text.Str,
		Origin:   document.Origin{Shard: r.shard, Row: r.row},
	}
	if found.source != "" {
		if found.source != r.last {
			r.last = strings.Clone(found.source)
		}
		doc.Source = r.last
	}
	if doc.ID == "" {
		doc.ID = r.shard + ":" + strconv.FormatInt(r.row, 10)
		doc.Origin.Made = true
	}
	return doc, nil
}

func kindOf(v gjson.Result) string {
	switch {
	case v.IsArray():
		return "an array"
	case v.IsObject():
		return "an object"
	case v.IsBool():
		return "a boolean"
	default:
		return "a number"
	}
}
