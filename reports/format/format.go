// Package format writes reports for people and programs. Formats lists what
// there is: a new format is one file, one golden file and one line there.
//
// Text from a corpus is hostile. Every writer for people passes it through
// [Clean] and then through its own escaping, so that it can neither be markup,
// move a terminal's cursor, turn the direction of a line nor start a formula.
//
// Writers for people call the raw figure the tagger share, say what it is not,
// mark fields that are below their quality floor, and say "too few" beside an
// interval that rests on too few documents. Equal reports give equal bytes.
package format

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"rolecall/reports"
)

// Options are what a writer may be asked for; each ignores what it cannot use.
type Options struct {
	// Colour allows ANSI colours in the terminal format.
	Colour bool
	// Width is the terminal's width in columns: 0 means 100, less than 60 is
	// taken as 60 and more than 100 as 100.
	Width int
}

// Format is a way to write a report.
type Format struct {
	// Name is what the user asks for.
	Name string
	// Extensions are those of files that are taken to want this format, with
	// the dot. They may be none.
	Extensions []string
	// File is the name under which an audit writes this format, or empty where
	// it does not.
	File string
	// Help says in a few words what the format is for.
	Help string
	// Write writes the report.
	Write func(w io.Writer, r *reports.Report, o Options) error
}

// Formats returns all formats, in the order in which to list them.
func Formats() []Format {
	return []Format{
		{"terminal", []string{".txt"}, "", "plain text of at most 100 columns", writeTerminal},
		{"json", []string{".json"}, "report.json", "all figures, for programs", writeJSON},
		{"html", []string{".html", ".htm"}, "report.html", "one page with charts and passages", writeHTML},
		{"markdown", []string{".md", ".markdown"}, "report.md", "tables for a README or a pull request", writeMarkdown},
		{"csv", []string{".csv"}, "balance.csv", "the balances, for spreadsheets", writeCSV},
	}
}

// Named returns the format of that name. The error lists the names.
func Named(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("no report format %q: there are %s", name, strings.Join(names, ", "))
}

// ForFile returns the format that a file's extension asks for.
func ForFile(file string) (Format, bool) {
	ext := strings.ToLower(path.Ext(file))
	for _, f := range Formats() {
		if slices.Contains(f.Extensions, ext) {
			return f, true
		}
	}
	return Format{}, false
}

func writeJSON(w io.Writer, r *reports.Report, _ Options) error { return r.WriteJSON(w) }
