package format_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"rolecall/reports"
	"rolecall/reports/format"
	"rolecall/reports/reportstest"
)

var update = flag.Bool("update", false, "rewrite golden files")

func write(t testing.TB, name string, r *reports.Report, o format.Options) string {
	t.Helper()
	f, err := format.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// forPeople are the formats that people read.
func forPeople() []string { return []string{"terminal", "html", "markdown"} }

// goldenDocuments is small, so that goldens are, and yet fills every part.
const goldenDocuments = 40

func TestGolden(t *testing.T) {
	claimed := map[string]bool{}
	for _, f := range format.Formats() {
		file := filepath.Join("testdata", "report."+f.Name)
		claimed[file] = true
		t.Run(f.Name, func(t *testing.T) {
			got := write(t, f.Name, reportstest.Report(goldenDocuments), format.Options{})
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got (go test ./reports/format -update rewrites it):\n%s", diff)
			}
		})
	}
	files, err := filepath.Glob("testdata/report.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !claimed[f] {
			t.Errorf("no format writes %s", f)
		}
	}
}

func TestNamesAndFiles(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range format.Formats() {
		if f.Name == "" || f.Help == "" || seen[f.Name] {
			t.Errorf("%+v", f)
		}
		seen[f.Name] = true
		for _, ext := range f.Extensions {
			if got, ok := format.ForFile("a/b.c" + strings.ToUpper(ext)); !ok || got.Name != f.Name {
				t.Errorf("%s is for %q", ext, got.Name)
			}
		}
	}
	if _, ok := format.ForFile("report.pdf"); ok {
		t.Error("there is a format for .pdf")
	}
	if _, err := format.Named("pdf"); err == nil || !strings.Contains(err.Error(), "terminal, json, html, markdown, csv") {
		t.Errorf("the error does not list the formats: %v", err)
	}
}

func TestEqualReportsGiveEqualBytes(t *testing.T) {
	for _, f := range format.Formats() {
		first := write(t, f.Name, reportstest.Report(300), format.Options{})
		if again := write(t, f.Name, reportstest.Report(300), format.Options{}); again != first {
			t.Errorf("%s: the same report gave other bytes", f.Name)
		}
	}
}

func TestPeopleAreToldWhatTheyRead(t *testing.T) {
	for _, name := range forPeople() {
		out := strings.Join(strings.Fields(write(t, name, reportstest.Report(goldenDocuments), format.Options{})), " ")
		for what, text := range map[string]string{
			"the name of the figure": reports.ShareName, "what it is not": reports.ShareNote, "that effects are not measured": reports.EffectNote,
			"too few": "too few", "unreliable fields": "nreliable", "documents not measured": "language:de",
		} {
			unescaped := strings.NewReplacer(`\`, "", "&#39;", "'").Replace(out)
			if !strings.Contains(unescaped, text) {
				t.Errorf("%s does not say %s (%q)", name, what, text)
			}
		}
	}
}

func TestNothingIsNotZero(t *testing.T) {
	for _, name := range forPeople() {
		out := write(t, name, reportstest.Report(0), format.Options{})
		if !strings.Contains(out, "n/a") {
			t.Errorf("%s of an empty corpus has no n/a", name)
		}
		if regexp.MustCompile(`\b0\s%`).MatchString(strings.ReplaceAll(out, "\u00a0", " ")) {
			t.Errorf("%s of an empty corpus has shares of 0", name)
		}
	}
	for _, row := range csvRows(t, reportstest.Report(0))[1:] {
		if row[2] != "" || row[3] != "" || row[4] != "" {
			t.Errorf("balance.csv of an empty corpus has %q", row)
		}
	}
}

// unsafe finds what acts instead of being seen.
func unsafe(r rune) bool {
	return r != '\n' && (unicode.Is(unicode.Cc, r) ||
		unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' && r != '\u00ad' ||
		unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r))
}

func TestHostileTextIsInert(t *testing.T) {
	for _, f := range format.Formats() {
		if f.Name == "json" {
			continue // for programs: text as it is, escaped
		}
		out := write(t, f.Name, reportstest.Report(600), format.Options{})
		if !strings.Contains(out, "HYPERLINK") {
			t.Fatalf("%s: the hostile source is not there", f.Name)
		}
		if i := strings.IndexFunc(out, unsafe); i >= 0 {
			t.Errorf("%s holds %q", f.Name, out[max(0, i-30):i+10])
		}
		if !utf8.ValidString(out) {
			t.Errorf("%s is not valid UTF-8", f.Name)
		}
	}
	for _, name := range []string{"html", "markdown"} {
		out := write(t, name, reportstest.Report(600), format.Options{})
		if !strings.Contains(out, "&lt;img src") {
			t.Fatalf("%s: the hostile passage is not there", name)
		}
		for _, bad := range []string{"<img", "<script>alert", "<b>bold"} {
			if strings.Contains(out, bad) {
				t.Errorf("%s holds %s", name, bad)
			}
		}
	}
	if md := write(t, "markdown", reportstest.Report(600), format.Options{}); strings.Contains(md, "[link](") || strings.Contains(md, "**nobody**") {
		t.Error("corpus text is markup in Markdown")
	}
}

func csvRows(t *testing.T, r *reports.Report) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(write(t, "csv", r, format.Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSV(t *testing.T) {
	r := reportstest.Report(600)
	r.Characters[0].ID = "=cmd|' /C calc'!A0"
	r.Characters[1].ID = "\t@SUM(1)"
	rows := csvRows(t, r)
	if want := []string{"section", "value", "share", "lower", "upper", "mass", "labels"}; !slices.Equal(rows[0], want) {
		t.Errorf("head is %q", rows[0])
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.ContainsAny(strings.TrimSpace(cell + " ")[:min(1, len(strings.TrimSpace(cell)))], "=+-@|") {
				t.Errorf("a spreadsheet takes %q as a formula", cell)
			}
		}
	}
}

func TestTerminalKeepsItsWidth(t *testing.T) {
	r := reportstest.Report(600)
	r.Characters[0].Name = strings.Repeat("機械", 40)
	r.Sources[0].Name = strings.Repeat("e\u0301👩‍🚀", 40)
	for _, width := range []int{0, 1, 60, 80, 100, 500} {
		out := write(t, "terminal", r, format.Options{Width: width})
		limit := min(max(width, 60), 100)
		if width == 0 {
			limit = 100
		}
		for line := range strings.Lines(out) {
			if w := uniseg.StringWidth(strings.TrimSuffix(line, "\n")); w > limit {
				t.Errorf("width %d: %d columns: %s", width, w, line)
			}
		}
	}
}

func TestTerminalColoursOnlyWhenAsked(t *testing.T) {
	r := reportstest.Report(300)
	plain, coloured := write(t, "terminal", r, format.Options{}), write(t, "terminal", r, format.Options{Colour: true})
	if strings.Contains(plain, "\x1b") {
		t.Error("colour without being asked")
	}
	stripped := regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(coloured, "")
	stripped = regexp.MustCompile(`(?m) +$`).ReplaceAllString(stripped, "")
	if diff := cmp.Diff(plain, stripped); diff != "" {
		t.Errorf("colour changes the text:\n%s", diff)
	}
}
