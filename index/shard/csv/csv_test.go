package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"rolecall/index/document"
	"rolecall/index/shard"
	"rolecall/index/shard/csv"
	"rolecall/index/shard/shardtest"
)

func suite(extension string, comma rune) shardtest.Suite {
	return shardtest.Suite{
		Extension: extension,
		Keeps:     true,
		Encode: func(docs []document.Document) []byte {
			var out bytes.Buffer
			w := stdcsv.NewWriter(&out)
			w.Comma = comma
			w.Write([]string{"id", "source", "title", "lang", "text"})
			for _, d := range docs {
				w.Write([]string{d.ID, d.Source, d.Title, d.Language, d.Text})
			}
			w.Flush()
			return out.Bytes()
		},
		Bad:  []byte("one" + string(comma) + "two\n"),
		Open: strings.Repeat("x"+string(comma), 4) + `"`, Shut: "\"\n",
	}
}

func TestLaws(t *testing.T) {
	shardtest.Run(t, suite(".csv", ','))
	stray := suite(".csv", ',')
	stray.Bad = []byte("a,b,c,d,an \"odd quote\n")
	t.Run("stray quote", func(t *testing.T) { shardtest.Run(t, stray) })
	open := suite(".csv", ',')
	open.Bad = []byte("a,b,c,d,\"open\n")
	t.Run("open quote", func(t *testing.T) { shardtest.Run(t, open) })
	latin := suite(".csv", ',')
	latin.Bad = []byte("a,b,c,d,caf\xe9\n")
	t.Run("latin-1", func(t *testing.T) { shardtest.Run(t, latin) })
	t.Run("tsv", func(t *testing.T) { shardtest.Run(t, suite(".tsv", '\t')) })
}

func read(t *testing.T, f shard.Format, in io.Reader, o shard.Options) (texts []string, end error) {
	t.Helper()
	r, err := f.New(shard.Stream{Reader: in, Shard: "s.csv"}, o)
	if err != nil {
		t.Fatal(err)
	}
	for row := int64(1); ; row++ {
		doc, err := r.Next(t.Context())
		var bad *shard.RowError
		switch {
		case errors.As(err, &bad):
			if bad.Row != row {
				t.Fatalf("bad row %d, want %d", bad.Row, row)
			}
			texts = append(texts, "! "+bad.Err.Error())
		case err != nil:
			return texts, err
		default:
			if doc.Origin.Row != row || doc.ID == "" || !utf8.ValidString(doc.Text) {
				t.Fatalf("row %d: %+v", row, doc)
			}
			texts = append(texts, doc.Text)
		}
	}
}

func TestReader(t *testing.T) {
	comma, tab := csv.Format(), csv.TabFormat()
	tests := []struct {
		name   string
		format shard.Format
		in     string
		want   []string
	}{
		{"quoted", comma, "id,text\n1,\"a, \"\"b\"\"\nc\"\n2,d", []string{"a, \"b\"\nc", "d"}},
		{"windows lines", comma, "id,text\r\n1,a\r\n2,\"b\r\nc\"\r\n", []string{"a", "b\nc"}},
		{"blank lines", comma, "\nid,text\n\n1,a\n\r\n2,b\n\n", []string{"a", "b"}},
		{"header in other case", comma, "ID,Text\n1,a\n", []string{"a"}},
		{"header in quotes", comma, "\"id\", text \n1,a\n", []string{"a"}},
		{"columns", comma, "id,text\n1\n1,2,3\n1,a\n", []string{"! wrong number of columns", "! wrong number of columns", "a"}},
		{"stray quotes", comma, "id,text\n1,5\" disk\n2,b\n3,\"c\"d\n4,e\n", []string{"! invalid record", "b", "! invalid record", "e"}},
		{"open to the end", comma, "id,text\n1,\"a\n2,b\n3,c\n", []string{"! invalid record", "b", "c"}},
		{"one column", comma, "text\na\n\"b\"\n", []string{"a", "b"}},
		{"literal quotes", tab, "id\ttext\n1\t5\" disk\n2\t\"Hi\" he said\n3\tb\n4\t\"c\nd\"\n", []string{"5\" disk", "\"Hi\" he said", "b", "c\nd"}},
		{"open in tabs", tab, "id\ttext\n1\t\"a\n2\tb\n", []string{"\"a", "b"}},
		{"header only", comma, "id,text\n", nil},
		{"nothing", comma, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, in := range map[string]io.Reader{"at once": strings.NewReader(tt.in), "by bytes": oneByte{strings.NewReader(tt.in)}} {
				got, err := read(t, tt.format, in, shard.Options{})
				if err != io.EOF {
					t.Fatalf("%s: end %v", name, err)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

type oneByte struct{ io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.Reader.Read(p[:min(1, len(p))]) }

func TestHeader(t *testing.T) {
	for in, want := range map[string]string{
		"id,name\n1,a\n":   "has no column text",
		"\xff,text\n1,a\n": "invalid UTF-8",
		"a\"b,text\n1,a\n": "header",
	} {
		if _, err := read(t, csv.Format(), strings.NewReader(in), shard.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: end %v, want %q", in, err, want)
		}
	}
	got, err := read(t, csv.Format(), strings.NewReader("a.b,text\nx,y\n"), shard.Options{TextField: "a.b"})
	if diff := cmp.Diff([]string{"x"}, got); diff != "" || err != io.EOF {
		t.Errorf("text field: end %v, (-want +got):\n%s", err, diff)
	}
}

func TestLongRecordOfManyLines(t *testing.T) {
	in := "id,text\n1,\"" + strings.Repeat("line\n", 1000) + "\"\n2,b\n"
	got, err := read(t, csv.Format(), strings.NewReader(in), shard.Options{MaxRow: 100})
	if diff := cmp.Diff([]string{"! record too long", "b"}, got); diff != "" || err != io.EOF {
		t.Errorf("end %v, (-want +got):\n%s", err, diff)
	}
}

func TestAStrayQuoteLosesNoRowsAfterIt(t *testing.T) {
	var rows strings.Builder
	want := []string{"! invalid record"}
	for range 100 {
		rows.WriteString("2,a row\n")
		want = append(want, "a row")
	}
	for _, stray := range []string{"1,5\" disk\n", "1,\"so\" he \"said\n"} {
		got, err := read(t, csv.Format(), strings.NewReader("id,text\n"+stray+rows.String()), shard.Options{MaxRow: 100})
		if diff := cmp.Diff(want, got); diff != "" || err != io.EOF {
			t.Errorf("%q: end %v, (-want +got):\n%s", stray, err, diff)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add("id,text\n1,\"a\nb\"\n2,5\" x\n\n3,c", int64(20))
	f.Add("text\tid\n\"a\t\"b\n\"\"\n", int64(1000))
	f.Fuzz(func(t *testing.T, in string, max int64) {
		for _, format := range []shard.Format{csv.Format(), csv.TabFormat()} {
			at, _ := read(t, format, strings.NewReader(in), shard.Options{MaxRow: max})
			by, _ := read(t, format, oneByte{strings.NewReader(in)}, shard.Options{MaxRow: max})
			if diff := cmp.Diff(at, by); diff != "" {
				t.Errorf("by bytes (-want +got):\n%s", diff)
			}
		}
	})
}

// FuzzLikeStandard holds what encoding/csv reads without error against ours.
func FuzzLikeStandard(f *testing.F) {
	f.Add("1,\"a\nb\"\n2,c\n")
	f.Fuzz(func(t *testing.T, in string) {
		in = "id,text\n" + in
		r := stdcsv.NewReader(strings.NewReader(in))
		all, err := r.ReadAll()
		if err != nil || !utf8.ValidString(in) {
			return
		}
		var want []string
		for _, record := range all[1:] {
			want = append(want, record[1])
		}
		got, err := read(t, csv.Format(), strings.NewReader(in), shard.Options{})
		if diff := cmp.Diff(want, got); diff != "" || err != io.EOF {
			t.Errorf("end %v (-want +got):\n%s", err, diff)
		}
	})
}
