package jsonl_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"rolecall/index/document"
	"rolecall/index/shard"
	"rolecall/index/shard/jsonl"
	"rolecall/index/shard/shardtest"
)

func TestLaws(t *testing.T) {
	shardtest.Run(t, shardtest.Suite{
		Extension: ".jsonl",
		Keeps:     true,
		Encode: func(docs []document.Document) []byte {
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			for _, d := range docs {
				enc.Encode(map[string]string{"id": d.ID, "source": d.Source, "title": d.Title, "language": d.Language, "text": d.Text})
			}
			return out.Bytes()
		},
		Bad:  []byte("{\"text\": \"cut\n"),
		Open: `{"text": "`, Shut: "\"}\n",
	})
}

// row is what a case yields: a document or a kind of error.
type row struct {
	Doc document.Document
	Err error
}

func read(t *testing.T, in string, o shard.Options) ([]row, error) {
	t.Helper()
	r, err := jsonl.New(shard.Stream{Reader: strings.NewReader(in), Shard: "d/s.jsonl"}, o)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for {
		doc, err := r.Next(t.Context())
		var bad *shard.RowError
		switch {
		case errors.As(err, &bad):
			rows = append(rows, row{Err: bad.Err})
		case err != nil:
			return rows, err
		default:
			rows = append(rows, row{Doc: doc})
		}
	}
}

func TestFields(t *testing.T) {
	doc := func(id, text string) document.Document {
		return document.Document{ID: id, Source: "s.jsonl", Text: text, Origin: document.Origin{Shard: "d/s.jsonl", Row: 1}}
	}
	made := doc("d/s.jsonl:1", "x")
	made.Origin.Made = true
	full := doc("u", "x")
	full.Source, full.Title, full.Language = "m", "T", "de"
	tests := []struct {
		name, in string
		options  shard.Options
		doc      document.Document
		err      error
	}{
		{name: "made id", in: `{"text":"x"}`, doc: made},
		{name: "empty id", in: `{"text":"x","id":""}`, doc: made},
		{name: "null id", in: `{"text":"x","id":null}`, doc: made},
		{name: "number", in: `{"text":"x","id":12345678901234567890}`, doc: doc("12345678901234567890", "x")},
		{name: "id before url", in: `{"url":"u","id":"i","text":"x"}`, doc: doc("i", "x")},
		{name: "metadata", in: `{"metadata":{"id":"u","source":"m","language":"de"},"title":"T","text":"x"}`, doc: full},
		{name: "field before metadata", in: `{"metadata":{"id":"a","source":"b","language":"c"},"uuid":"u","source":"m","lang":"de","title":"T","text":"x"}`, doc: full},
		{name: "text before content", in: `{"content":"y","text":"x","id":1}`, doc: doc("1", "x")},
		{name: "content", in: `{"content":"x","text":null,"id":1}`, doc: doc("1", "x")},
		{name: "document", in: `{"document":"x","id":1}`, doc: doc("1", "x")},
		{name: "empty text", in: `{"text":"","id":1}`, doc: doc("1", "")},
		{name: "last of two keys", in: `{"text":"y","text":"x","id":1}`, doc: doc("1", "x")},
		{name: "escapes", in: `{"te\u0078t":"\u00e9\n\ud83e\udd16","id":1}`, doc: doc("1", "é\n🤖")},
		{name: "lone surrogate", in: `{"text":"\ud800","id":1}`, doc: doc("1", "\ufffd")},
		{name: "text field", in: `{"text":"y","a":{"b":[{"c":"x"}]},"id":1}`, options: shard.Options{TextField: "a.b.0.c"}, doc: doc("1", "x")},
		{name: "field with a dot", in: `{"a.b":"x","a":{"b":"y"},"id":1}`, options: shard.Options{TextField: "a.b"}, doc: doc("1", "x")},
		{name: "no gjson syntax", in: `{"a":{"*":"x","b":"y"},"id":1}`, options: shard.Options{TextField: "a.*"}, doc: doc("1", "x")},
		{name: "id field", in: `{"id":"y","k":{"i":7},"text":"x"}`, options: shard.Options{IDField: "k.i"}, doc: doc("7", "x")},
		{name: "byte order of keys", in: "  {\"id\":1,\"text\":\"x\"}\t", doc: doc("1", "x")},
		{name: "no text", in: `{"texts":"x"}`, err: shard.ErrNoText},
		{name: "null text", in: `{"text":null}`, err: shard.ErrNoText},
		{name: "no such field", in: `{"text":"x"}`, options: shard.Options{TextField: "a"}, err: shard.ErrNoText},
		{name: "number text", in: `{"text":5,"content":"x"}`, err: shard.ErrNotText},
		{name: "boolean text", in: `{"text":false}`, err: shard.ErrNotText},
		{name: "array text", in: `{"text":["x"]}`, err: shard.ErrNotText},
		{name: "array", in: `["x"]`, err: shard.ErrInvalid},
		{name: "string", in: `"x"`, err: shard.ErrInvalid},
		{name: "two objects", in: `{"text":"x"}{"text":"y"}`, err: shard.ErrInvalid},
		{name: "cut", in: `{"text":"x`, err: shard.ErrInvalid},
		{name: "bytes", in: "{\"text\":\"\xff\"}", err: shard.ErrEncoding},
		{name: "too long", in: `{"text":"xxxxxxxxxx"}`, options: shard.Options{MaxRow: 20}, err: shard.ErrTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := read(t, tt.in, tt.options)
			if err != io.EOF || len(rows) != 1 {
				t.Fatalf("rows %v, end %v", rows, err)
			}
			if !errors.Is(rows[0].Err, tt.err) {
				t.Errorf("error %v, want %v", rows[0].Err, tt.err)
			}
			if diff := cmp.Diff(tt.doc, rows[0].Doc); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLines(t *testing.T) {
	rows, err := read(t, "\n{\"text\":\"a\"}\r\n\r\n  \n{\"text\":\"b\"}\n\n{\"text\":\"c\"}", shard.Options{})
	var got []int64
	for _, r := range rows {
		got = append(got, r.Doc.Origin.Row)
	}
	if diff := cmp.Diff([]int64{1, 2, 3}, got); diff != "" || err != io.EOF {
		t.Errorf("end %v (-want +got):\n%s", err, diff)
	}
}

func TestPrettyPrinted(t *testing.T) {
	for _, in := range []string{"[\n{\"text\":\"x\"}\n]", "{\n \"text\": \"x\"\n}\n"} {
		rows, err := read(t, in, shard.Options{})
		if len(rows) > 0 || err == io.EOF || !strings.Contains(err.Error(), "jq -c") {
			t.Errorf("%q: rows %v, end %v", in, rows, err)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte("{\"text\":\"a\",\"id\":1}\n\n{\"metadata\":{\"id\":\"x\"},\"content\":\"b\"}\n[1]\n"), "a.b")
	f.Add([]byte("{\"text\":\"\\ud800\"}\xff\n{"), "")
	f.Fuzz(func(t *testing.T, in []byte, field string) {
		r, err := jsonl.New(shard.Stream{Reader: bytes.NewReader(in), Shard: "s"}, shard.Options{TextField: field, IDField: field, MaxRow: 1 << 10})
		if err != nil {
			return
		}
		for row := int64(1); ; row++ {
			doc, err := r.Next(t.Context())
			var bad *shard.RowError
			switch {
			case errors.As(err, &bad):
				if bad.Row != row {
					t.Fatalf("bad row %d, want %d", bad.Row, row)
				}
			case err != nil:
				return
			case doc.Origin.Row != row || doc.ID == "" || !utf8.ValidString(doc.Text):
				t.Fatalf("row %d: %+v", row, doc)
			}
		}
	})
}

func BenchmarkReader(b *testing.B) {
	line, _ := json.Marshal(map[string]any{"id": "x", "source": "s", "metadata": map[string]any{"url": "u"}, "text": strings.Repeat("The robot said \"no\".\n", 150)})
	in := bytes.Repeat(append(line, '\n'), 1000)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		r, _ := jsonl.New(shard.Stream{Reader: bytes.NewReader(in), Shard: "s"}, shard.Options{})
		for {
			if _, err := r.Next(b.Context()); err != nil {
				break
			}
		}
	}
}
