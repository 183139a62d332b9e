package index

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSearch(t *testing.T) {
	x := build(t, sample())
	tests := []struct {
		name, query string
		want        string // ids; sorted where the order is the score's
	}{
		{"all", "", "a b c d e"},
		{"blank", " \t", "a b c d e"},
		{"word", "dave", "a"},
		{"stemmed", "opening", "a b c"},
		{"either word", "dave boy", "a b"},
		{"must", "+doors +pod", "a b"},
		{"must and may", "+doors dave", "a b c"},
		{"must not", "doors -dave", "b c"},
		{"only not", "-doors", "d e"},
		{"phrase", `"open the pod bay doors"`, "a"},
		{"phrase of stop words", `"as an ai"`, "c"},
		{"phrase in another order", `"doors pod"`, ""},
		{"apostrophes", `"I'm sorry"`, "a"},
		{"curly query", `"I’m sorry"`, "a"},
		{"italics", "+it +guarded", "b"},
		{"hyphened", "T-800", "b"},
		{"number", "1956", "e"},
		{"number that must", "+800 +boy", "b"},
		{"unicode", "ünïcödé", "d"},
		{"chinese", "机器人", "d"},
		{"wildcard", "rob*", "c d e"},
		{"wildcard in capitals", "ROB*", "c d e"},
		{"wildcard of nothing", "zzz*", ""},
		{"wildcard of nothing must", "+zzz* doors", ""},
		{"wildcard of nothing and facet", "zzz* stance:negative", ""},
		{"not wildcard of nothing", "doors -zzz*", "a b c"},
		{"fuzzy", "robbi~1", "e"},
		{"regexp", "/dav./", "a"},
		{"boost", "dave^3 boy", "a b"},
		{"punctuation alone", "— dave", "a"},
		{"text field", "text:dave", "a"},

		{"facet", "archetype:deceiver", "a d"},
		{"facet in capitals", "Archetype:deceiver", "!"},
		{"value in capitals", "archetype:Deceiver", "a d"},
		{"values are alternatives", "archetype:deceiver archetype:guardian", "a b d"},
		{"values that must", "+trait:deception +trait:violence", "a"},
		{"fields must", "archetype:deceiver source:films", "a"},
		{"facet and word", "archetype:deceiver robots", "d"},
		{"facet and phrase", `archetype:deceiver "open the pod bay doors"`, "a"},
		{"facet not", "doors -family:malevolent", "b c"},
		{"value with a hyphen", "character:hal-9000", "a"},
		{"value in quotes", `source:"web pages" stance:neutral`, "c"},
		{"value with a wildcard", "character:*0", "a b"},
		{"value with fuzziness", "archetype:deceivr~1", "a d"},
		{"value escaped", `source:web\ pages stance:neutral`, "c"},
		{"value with a slash", "document:doc/e", "e"},
		{"reference", "reference:first_person", "c"},
		{"no such value", "archetype:nobody", ""},
		{"field after a space", "archetype: deceiver", "a d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := x.Search(t.Context(), Request{Query: tt.query})
			if tt.want == "!" {
				if !errors.Is(err, ErrQuery) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, h := range r.Hits {
				ids = append(ids, h.ID)
			}
			slices.Sort(ids)
			if got := strings.Join(ids, " "); got != tt.want || r.Total != uint64(len(ids)) {
				t.Errorf("%q found %q (total %d), want %q", tt.query, got, r.Total, tt.want)
			}
		})
	}
}

func TestQueryErrors(t *testing.T) {
	x := build(t, sample())
	tests := []struct {
		query, says string
		at          int
	}{
		{`dave "open the`, "not closed", 5},
		{`dave "" "open`, "not closed", 8},
		{`é "open`, "not closed", 2},
		{`dave colour:red`, `no field "colour"`, 5},
		{`dave +colour:red`, `no field "colour"`, 6},
		{`2001: odyssey`, "quote the words", 0},
		{`"my field":x`, `no field "my field"`, 0},
		{`dave archetype:`, "has no value", 5},
		{`:dave`, "no field before it", 0},
		{`dave + `, "stands alone", 5},
		{`dave^x boy`, "take a number", 0},
		{`boy dave~x`, "take a number", 4},
		{`boy dave~3`, "write ~1 or ~2", 4},
		{`boy archetype:sage~7`, "write ~1 or ~2", 4},
		{`archetype:>3`, "do not compare", 0},
		{`dave /[/`, "missing closing ]", 5},
		{`robots AND lies`, "AND is no operator", 7},
		{`robots OR lies`, "OR is no operator", 7},
		{`NOT robots`, "NOT is no operator", 0},
	}
	for _, tt := range tests {
		_, err := x.Search(t.Context(), Request{Query: tt.query})
		var q *QueryError
		if !errors.As(err, &q) || !errors.Is(err, ErrQuery) {
			t.Errorf("%q: error %v", tt.query, err)
			continue
		}
		if q.At != tt.at || !strings.Contains(q.Error(), tt.says) || q.Hint == "" {
			t.Errorf("%q: at %d: %v; want at %d: %s", tt.query, q.At, q, tt.at, tt.says)
		}
	}
	_, err := x.Search(t.Context(), Request{Query: "colour:red"})
	for _, f := range Fields() {
		if err == nil || !strings.Contains(err.Error(), f) {
			t.Errorf("an unknown field's error does not list %q: %v", f, err)
		}
	}
	if r, err := x.Search(t.Context(), Request{Query: `"NOT" robots "AND"`}); err != nil || r.Total == 0 {
		t.Errorf("quoted operators: %+v, %v", r, err)
	}
}

func FuzzQuery(f *testing.F) {
	for _, q := range []string{`archetype:deceiver "open the doors"`, `+a -b c^2 d~1 /e/ f* g:h`, `"`, `\`, `a\ b:"c`, `1 2.5 -3 x:>4`, "AND (", "é:ü"} {
		f.Add(q)
	}
	x := build(f, sample())
	f.Fuzz(func(t *testing.T, q string) {
		r, err := x.Search(t.Context(), Request{Query: q})
		var bad *QueryError
		switch {
		case errors.As(err, &bad):
			if bad.At < 0 || bad.At > utf8.RuneCountInString(q) || bad.Problem == "" || bad.Hint == "" {
				t.Errorf("%q: %+v", q, bad)
			}
		case err != nil:
			t.Errorf("%q: %v", q, err)
		}
		for _, h := range r.Hits {
			n := utf8.RuneCountInString(h.Text)
			for _, m := range h.Marks {
				if m.Start < 0 || m.Start > m.End || m.End > n {
					t.Errorf("%q: mark %+v outside %d code points", q, m, n)
				}
			}
		}
	})
}
