package format

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"rolecall/reports"
)

func TestClean(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"plain", "The robot ran.", "The robot ran."},
		{"line breaks", "a\nb\r\nc\td", "a b  c d"},
		{"unicode line breaks", "a\u2028b\u2029c\u0085d", "a b c d"},
		{"escape sequence", "\x1b[31mred\x1b]0;x\x07", "\ufffd[31mred\ufffd]0;x\ufffd"},
		{"C1 control", "a\u009bb", "a\ufffdb"},
		{"bidi overrides", "a\u202eb\u2066c\u200fd", "a\ufffdb\ufffdc\ufffdd"},
		{"tags", "a\U000e0041b", "a\ufffdb"},
		{"byte order mark", "\ufeffa", "\ufffda"},
		{"joiners stay", "👩\u200d🚀 नी\u200cल", "👩\u200d🚀 नी\u200cल"},
		{"right-to-left letters stay", "רובוט", "רובוט"},
		{"invalid UTF-8", "a\xffb", "a\ufffdb"},
		{"private use", "a\ue000b", "a\ufffdb"},
	} {
		if got := Clean(tc.in); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b\u202eb\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if utf8.RuneCountInString(got) != utf8.RuneCountInString(s) {
			t.Errorf("%q became %q of another length", s, got)
		}
		if Clean(got) != got || !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r\t\x1b\u202e") {
			t.Errorf("%q is not clean", got)
		}
	})
}

func TestTarget(t *testing.T) {
	for _, tc := range []struct {
		text                  string
		start, end            int
		before, inside, after string
	}{
		{"the robot ran", 4, 9, "the ", "robot", " ran"},
		{"é🤖!", 1, 2, "é", "🤖", "!"},
		{"robot", 0, 5, "", "robot", ""},
		{"robot", 0, 99, "", "robot", ""},
		{"robot", 99, 120, "robot", "", ""},
		{"robot", -3, 2, "", "ro", "bot"},
		{"robot", 3, 1, "rob", "", "ot"},
		{"", 0, 0, "", "", ""},
	} {
		if b, i, a := target(tc.text, tc.start, tc.end); b != tc.before || i != tc.inside || a != tc.after {
			t.Errorf("target(%q, %d, %d) = %q, %q, %q", tc.text, tc.start, tc.end, b, i, a)
		}
	}
}

func TestUnwrap(t *testing.T) {
	long := strings.Repeat("word ", 13)
	for _, tc := range []struct{ name, in, want string }{
		{"hard-wrapped", long + "\n" + long + "\nend", long + " " + long + " end"},
		{"script", "DATA: Yes.\nPICARD: No.", "DATA: Yes.\nPICARD: No."},
		{"script with long lines", long + "\nPICARD: No.", long + "\nPICARD: No."},
		{"directions", long + "\n[Bridge]", long + "\n[Bridge]"},
		{"a colon in prose", long + "\nand so on: fine", long + " and so on: fine"},
		{"paragraphs", long + "\n\nNext", long + "\n\nNext"},
	} {
		if got := unwrap(tc.in); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestParts(t *testing.T) {
	if got := firstPart("one two three four", 9); got != "one two …" {
		t.Errorf("%q", got)
	}
	if got := lastPart("one two three four", 9); got != "… four" {
		t.Errorf("%q", got)
	}
	if got := firstPart("short", 9) + lastPart("short", 9); got != "shortshort" {
		t.Errorf("%q", got)
	}
}

func TestEscapeMarkdown(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"The T-800 ran (fast).", "The T-800 ran (fast)."},
		{"a|b", `a\|b`},
		{"**x** _y_ `z`", "\\*\\*x\\*\\* \\_y\\_ \\`z\\`"},
		{"[l](http://x.invalid)", `\[l\](http\://x\.invalid)`},
		{"<b>&amp;", "&lt;b&gt;&amp;amp;"},
		{"# title", `\# title`},
		{"- item", `\- item`},
		{"--- ---", `\-\-\- \-\-\-`},
		{"12. item", `12\. item`},
		{"    code", " code"},
		{"www.x.org", `www\.x\.org`},
		{"@you", `\@you`},
		{"a\n# b", `a \# b`},
	} {
		if got := escape(tc.in); got != tc.want {
			t.Errorf("%q: %q, want %q", tc.in, got, tc.want)
		}
	}
}

// TestEscapeTakesLinearTime escapes a name that some corpus may give a source. By
// looking back to the start of the line at each mark it would take minutes.
func TestEscapeTakesLinearTime(t *testing.T) {
	const n = 300_000
	start := time.Now()
	if got := escape(strings.Repeat("-", n)); len(got) != 2*n {
		t.Errorf("%d bytes", len(got))
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestDefuse(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"web", "web"}, {"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@x", "'@x"}, {"\t=1", "' =1"}, {" =1", "' =1"}, {"＝1", "'＝1"}, {"", ""},
	} {
		if got := defuse(tc.in); got != tc.want {
			t.Errorf("%q: %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	p := func(x float64) *float64 { return &x }
	for _, tc := range []struct{ got, want string }{
		{percent(nil), "n/a"}, {percent(p(0)), "0\u00a0%"}, {percent(p(0.0001)), "0.010\u00a0%"}, {percent(p(0.000345)), "0.034\u00a0%"}, {percent(p(0.000001)), "<0.001\u00a0%"}, {percent(p(0.00951)), "1.0\u00a0%"}, {percent(p(0.25)), "25.0\u00a0%"}, {percent(p(1)), "100.0\u00a0%"},
		{mass(0), "0"}, {mass(0.01), "<0.1"}, {mass(3.14159), "3.1"}, {mass(12345.6), "12,346"},
		{significant(nil), "n/a"}, {significant(p(0)), "0"}, {significant(p(0.00001)), "<0.0001"}, {significant(p(0.000123)), "0.000123"}, {significant(p(0.19)), "0.190"},
		{significant(p(99.97)), "100"}, {significant(p(608.3)), "608"}, {significant(p(1)), "1.00"},
		{times(1.6), "×1.60"}, {between(0, 0.0876), "0–8.8"}, {between(0.00029, 0.00041), "0.029–0.041"}, {between(0.95, 1), "95.0–100.0"},
	} {
		if tc.got != tc.want {
			t.Errorf("%q, want %q", tc.got, tc.want)
		}
	}
}

func TestBar(t *testing.T) {
	share := 0.5
	for _, tc := range []struct {
		lower, upper float64
		want         string
	}{
		{0.3, 0.8, "███▓▓░░░"},
		{0, 9, "▓▓▓▓▓░░░░░"},
		{-2, 0.5, "▓▓▓▓▓"},
		{0.9, 0.1, "█████"}, // as no report of ours has it
	} {
		if got := bar(reports.Value{Share: &share, Lower: tc.lower, Upper: tc.upper}, 1, 10); got != tc.want {
			t.Errorf("%v–%v: %s, want %s", tc.lower, tc.upper, got, tc.want)
		}
	}
}

func TestScale(t *testing.T) {
	value := func(share, upper float64, tooFew bool) reports.Value {
		return reports.Value{Share: &share, Upper: upper, TooFew: tooFew}
	}
	if _, ticks := scaleFor(map[string]reports.Value{"a": {}}); ticks != nil {
		t.Error("a scale without values")
	}
	for _, tc := range []struct {
		name   string
		values map[string]reports.Value
		scale  float64
		last   string
	}{
		{"all small", map[string]reports.Value{"a": value(0.001, 0.002, false)}, 0.01, "1"},
		{"a third", map[string]reports.Value{"a": value(0.3, 0.34, false)}, 0.4, "40"},
		{"all", map[string]reports.Value{"a": value(1, 1, false)}, 1, "100"},
		{"wide but too few", map[string]reports.Value{"a": value(0.02, 0.9, true)}, 0.02, "2"},
	} {
		scale, ticks := scaleFor(tc.values)
		if last := ticks[len(ticks)-1]; scale < tc.scale-1e-9 || scale > tc.scale+1e-9 || last.Label != tc.last || last.At != "100.00%" {
			t.Errorf("%s: %v, last tick %+v", tc.name, scale, last)
		}
	}
}
