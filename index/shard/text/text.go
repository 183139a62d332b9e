// Package text reads files of plain text and Markdown, each of them one
// document.
package text

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"rolecall/index/document"
	"rolecall/index/shard"
)

// Format returns the format.
func Format() shard.Format {
	return shard.Format{
		Name:       "text",
		Extensions: []string{".txt", ".text", ".md", ".markdown"},
		Sniff:      looksLikeText,
		Bare:       true,
		New:        New,
	}
}

// looksLikeText tells whether head is UTF-8 without control characters, but
// for a rune that its end may cut.
func looksLikeText(head []byte) bool {
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		if r == utf8.RuneError && size == 1 {
			return !utf8.FullRune(head)
		}
		if r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1b", r) {
			return false
		}
		head = head[size:]
	}
	return true
}

// New returns a reader of the stream: its text is one document in row 1, whose
// id is the shard's name, and its title the first heading. An empty stream
// holds no document.
func New(in shard.Stream, o shard.Options) (shard.Reader, error) {
	return &reader{in: in, max: o.Longest()}, nil
}

type reader struct {
	in  shard.Stream
	max int64
	err error // what ended the shard
}

func (r *reader) Close() error { return nil }

func (r *reader) Next(ctx context.Context) (document.Document, error) {
	if r.err != nil {
		return document.Document{}, r.err
	}
	doc, err := r.next(ctx)
	r.err = err
	if row := (*shard.RowError)(nil); err == nil || errors.As(err, &row) {
		r.err = io.EOF
	}
	return doc, err
}

func (r *reader) next(ctx context.Context) (document.Document, error) {
	raw, err := read(ctx, r.in, r.max+1)
	switch {
	case err != nil:
		return document.Document{}, fmt.Errorf("%s: %w", r.in.Shard, err)
	case len(raw) == 0:
		return document.Document{}, io.EOF
	case int64(len(raw)) > r.max:
		return document.Document{}, shard.BadLength(r.in.Shard, 1, raw, r.max)
	case !utf8.Valid(raw):
		return document.Document{}, shard.BadEncoding(r.in.Shard, 1, raw)
	}
	text := string(raw)
	return document.Document{
		ID:     r.in.Shard,
		Source: r.in.Source(),
		Title:  Title(text),
		Text:   text,
		Origin: document.Origin{Shard: r.in.Shard, Row: 1},
	}, nil
}

// read returns up to limit bytes.
func read(ctx context.Context, r io.Reader, limit int64) ([]byte, error) {
	var all bytes.Buffer
	for int64(all.Len()) < limit {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		const chunk = 1 << 20
		n, err := io.CopyN(&all, r, min(chunk, limit-int64(all.Len())))
		if errors.Is(err, io.EOF) && n < chunk {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return all.Bytes(), nil
}

// Title returns the text of the first Markdown heading ("# …", or a line over
// "===" or "---"), "" where there is none.
func Title(text string) string {
	fenced, above := false, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "```"), strings.HasPrefix(line, "~~~"):
			fenced = !fenced
		case fenced:
		case isRule(line) && above != "":
			return above
		default:
			hashes := strings.TrimLeft(line, "#")
			if n := len(line) - len(hashes); n > 0 && n <= 6 && strings.HasPrefix(hashes, " ") {
				if title := strings.Trim(hashes, "# \t"); title != "" {
					return title
				}
			}
		}
		above = line
		if strings.ContainsAny(line, "|:") || len(line) > 100 {
			above = "" // a table's head, front matter, a paragraph
		}
	}
	return ""
}

// isRule tells whether a line underlines a heading.
func isRule(line string) bool {
	return len(line) >= 3 && (strings.Trim(line, "=") == "" || strings.Trim(line, "-") == "")
}
