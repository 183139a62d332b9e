package wordpiece

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// golden is what the tokenizers library says of texts in our own words, with the
// pieces of the vocabulary that they need. Offsets there are bytes already.
type golden struct {
	Vocabulary []string
	Texts      []struct {
		Text   string
		Pieces []goldenPiece
	}
}

type goldenPiece struct {
	Piece      string
	Start, End int
}

func (p *goldenPiece) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&p.Piece, &p.Start, &p.End})
}

func readGolden(t testing.TB) (golden, *Tokenizer) {
	t.Helper()
	data, err := os.ReadFile("testdata/pieces.json")
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(data, &g); err != nil {
		t.Fatal(err)
	}
	tokenizer, err := New(g.Vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	return g, tokenizer
}

func TestCut(t *testing.T) {
	g, tokenizer := readGolden(t)
	for _, test := range g.Texts {
		pieces := tokenizer.Cut(test.Text)
		last := len(pieces) - 1
		if pieces[0] != (Piece{ID: tokenizer.cls}) || pieces[last] != (Piece{tokenizer.stop, len(test.Text), len(test.Text)}) {
			t.Errorf("%q does not stand between [CLS] and [SEP]: %v", test.Text, pieces)
		}
		got := []goldenPiece{}
		for _, p := range pieces[1:last] {
			got = append(got, goldenPiece{g.Vocabulary[p.ID], p.Start, p.End})
		}
		if diff := cmp.Diff(test.Pieces, got); diff != "" {
			t.Errorf("%q (- want, + got):\n%s", test.Text, diff)
		}
	}
}

func TestCutOfControlPieces(t *testing.T) {
	tokenizer, err := New([]string{"[UNK]", "[CLS]", "[SEP]", "[", "]", "sep"})
	if err != nil {
		t.Fatal(err)
	}
	want := []Piece{{1, 0, 0}, {3, 0, 1}, {5, 1, 4}, {4, 4, 5}, {2, 5, 5}}
	if diff := cmp.Diff(want, tokenizer.Cut("[SEP]")); diff != "" {
		t.Errorf("a text that names a control piece (- want, + got):\n%s", diff)
	}
}

func TestNew(t *testing.T) {
	for _, test := range []struct {
		pieces string
		want   string // part of the error
	}{
		{"[UNK] [CLS] [SEP] a ##a", ""},
		{"[UNK] [CLS] [SEP] a ##a ##a", `"##a" comes twice`},
		{"[UNK] [CLS] a", "no [SEP]"},
		{"[UNK] [UNK] [CLS] [SEP] [UNK]", "comes twice"},
	} {
		_, err := New(strings.Fields(test.pieces))
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("New(%s): %v, want %q", test.pieces, err, test.want)
		}
	}
}

// Whatever the bytes, spans lie in the text, in order and apart, at characters.
func FuzzCut(f *testing.F) {
	g, tokenizer := readGolden(f)
	for _, test := range g.Texts {
		f.Add(test.Text)
	}
	f.Add("\xff\xfea\xc3(\xed\xa0\x80 b")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for i, p := range tokenizer.Cut(text) {
			if p.ID < 0 || p.ID >= len(g.Vocabulary) {
				t.Fatalf("piece %d: no such id: %v", i, p)
			}
			if p.Start > p.End || p.End > len(text) {
				t.Fatalf("piece %d lies outside the text: %v", i, p)
			}
			if p.Start < end && !sameCharacter(text, p.Start, end) {
				t.Fatalf("piece %d overlaps the one before: %v", i, p)
			}
			if p.Start < len(text) && !utf8.RuneStart(text[p.Start]) && utf8.ValidString(text) {
				t.Fatalf("piece %d starts inside a character: %v", i, p)
			}
			end = max(end, p.End)
		}
	})
}

// sameCharacter tells that text[start:end] is one character: where it comes apart
// into two words, both have its span.
func sameCharacter(text string, start, end int) bool {
	return utf8.RuneCountInString(text[start:end]) == 1
}
