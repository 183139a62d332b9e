package text_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"rolecall/index/document"
	"rolecall/index/shard"
	"rolecall/index/shard/shardtest"
	"rolecall/index/shard/text"
)

func TestLaws(t *testing.T) {
	shardtest.Run(t, shardtest.Suite{
		Extension: ".md",
		Single:    true,
		Encode:    func(docs []document.Document) []byte { return []byte(docs[0].Text) },
	})
}

func TestReader(t *testing.T) {
	tests := []struct {
		name, in, title string
		max             int64
		err             error
	}{
		{name: "plain", in: "HAL lied."},
		{name: "heading", in: "\n# The *Robot* #\nText", title: "The *Robot*"},
		{name: "underlined", in: "The Robot\n=========\nText", title: "The Robot"},
		{name: "after front matter", in: "---\ntitle: x\n---\n\n## Two\n", title: "Two"},
		{name: "not in code", in: "```sh\n# comment\n```\n# Real", title: "Real"},
		{name: "no heading", in: "#hashtag\n####### seven\n\n---\n"},
		{name: "empty", in: "", err: io.EOF},
		{name: "bytes", in: "\xff", err: shard.ErrEncoding},
		{name: "at the limit", in: "12345", max: 5},
		{name: "over it", in: "123456", max: 5, err: shard.ErrTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := text.New(shard.Stream{Reader: strings.NewReader(tt.in), Shard: "d/s.md"}, shard.Options{MaxRow: tt.max})
			if err != nil {
				t.Fatal(err)
			}
			doc, err := r.Next(t.Context())
			if !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if _, end := r.Next(t.Context()); end != io.EOF {
				t.Errorf("end %v", end)
			}
			if err != nil {
				return
			}
			want := document.Document{ID: "d/s.md", Source: "s.md", Title: tt.title, Text: tt.in, Origin: document.Origin{Shard: "d/s.md", Row: 1}}
			if doc != want {
				t.Errorf("%+v, want %+v", doc, want)
			}
		})
	}
}

func FuzzTitle(f *testing.F) {
	f.Add("# a\n```\n#b\n---\n")
	f.Fuzz(func(t *testing.T, in string) {
		if title := text.Title(in); !strings.Contains(in, title) || utf8.ValidString(in) && !utf8.ValidString(title) {
			t.Errorf("%q is not in the text", title)
		}
	})
}
