package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rolecall/index/source"
)

// folder makes files in a new folder, changes into it, and returns nothing:
// paths in tests are as a user types them.
func folder(t *testing.T, files ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, f := range files {
		name, target, link := strings.Cut(f, " -> ")
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		switch {
		case link:
			err = os.Symlink(target, name)
		case filepath.Base(name) == "run.json":
			err = os.WriteFile(name, []byte(`{"version":1,"identity":{"command":"audit"}}`), 0o644)
		default:
			err = os.WriteFile(name, []byte("{}"), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestWithoutResults(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		paths []string
		out   string
		want  []string
	}{
		{"apart", []string{"in/a.jsonl", "out/run.json"}, []string{"in"}, "out", []string{"a.jsonl"}},
		{"not there yet", []string{"in/a.jsonl"}, []string{"in"}, "in/out", []string{"a.jsonl"}},
		{"inside", []string{"in/a.jsonl", "in/out/report.json", "in/out/evidence/x"}, []string{"in"}, "in/out", []string{"a.jsonl"}},
		{"another's inside", []string{"in/a.jsonl", "in/old/run.json", "in/old/report.json"}, []string{"in"}, "out", []string{"a.jsonl"}},
		{"behind a link", []string{"in/a.jsonl", "out/report.json", "in/link -> ../out"}, []string{"in"}, "out", []string{"a.jsonl"}},
		{"a name that starts alike", []string{"in/out/x", "in/output/a.jsonl"}, []string{"in"}, "in/out", []string{"output/a.jsonl"}},
		{"a plan alone", []string{"in/a.jsonl", "in/old/run.json"}, []string{"in"}, "", []string{"a.jsonl"}},
		{"nothing else", []string{"in/run.json", "in/report.json"}, []string{"in"}, "out", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			folder(t, tt.files...)
			objects, err := source.List(t.Context(), tt.paths, nil)
			if err != nil {
				t.Fatal(err)
			}
			kept, results := withoutResults(tt.out, objects)
			var names []string
			for _, o := range kept {
				names = append(names, o.Name)
			}
			if !slices.Equal(names, tt.want) || results+len(kept) != len(objects) {
				t.Errorf("kept %q and left out %d of %d, want %q", names, results, len(objects), tt.want)
			}
		})
	}
}

func TestApart(t *testing.T) {
	folder(t, "in/sub/a.jsonl", "link -> in")
	tests := []struct {
		out, path string
		ok        bool
	}{
		{"out", "in", true}, {"in/out", "in", true}, {"in/sub", "in", true}, {"in", "nosuch*", true}, {"in", "-", true},
		{"in", "in", false}, {".", "in", false}, {"in", "in/sub/a.jsonl", false}, {"link", "in/sub", false}, {"./in/../in", "in", false},
	}
	for _, tt := range tests {
		if err := apart(tt.out, []string{tt.path}); (err == nil) != tt.ok {
			t.Errorf("-o %s %s: %v", tt.out, tt.path, err)
		}
	}
}
