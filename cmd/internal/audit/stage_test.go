package audit

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// put writes files of a folder: name, content, name, content…
func put(t *testing.T, dir string, files ...string) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// tree returns the files in a folder with their content, sorted.
func tree(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		data, err := os.ReadFile(path)
		if name == RunFile {
			data = []byte("…")
		}
		files = append(files, filepath.ToSlash(name)+" "+string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func stage(t *testing.T, dir string, files ...string) *Stage {
	t.Helper()
	s, err := NewStage(dir)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s.temp, files...)
	return s
}

func TestCommit(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "report.json", "old", "evidence/store/a", "old", "quarantine.jsonl", "old", "notes.txt", "mine", RunFile, "{}")
	s := stage(t, dir, "report.json", "new", "evidence/meta", "new", "sub/tags.gz", "new")
	if err := s.Commit([]string{"report.json", "evidence", "quarantine.jsonl", "sub/tags.gz", "report.json"}, Record{Identity: Identity{Command: "audit"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(); err != nil {
		t.Fatal(err)
	}
	want := []string{"evidence/meta new", "notes.txt mine", "report.json new", "run.json …", "sub/tags.gz new"}
	if got := tree(t, dir); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Until Commit, and where it is never reached, earlier results stand.
func TestStageLeavesEarlierResults(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "report.json", "old", RunFile, "{}")
	before := tree(t, dir)
	s := stage(t, dir)
	full := errors.New("disk full")
	err := s.write("report.json", func(w io.Writer) error {
		io.WriteString(w, "half")
		return &fs.PathError{Op: "write", Path: s.path("report.json"), Err: full}
	})
	if want := filepath.Join(dir, "report.json") + ": disk full"; !errors.Is(err, full) || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	if err := s.Remove(); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); !slices.Equal(got, before) {
		t.Errorf("got %q, want %q", got, before)
	}
}

// A run that fails leaves no empty folder that was not there before.
func TestStageRemovesWhatItMade(t *testing.T) {
	parent := t.TempDir()
	fresh, there := filepath.Join(parent, "fresh"), filepath.Join(parent, "there")
	if err := os.Mkdir(there, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{fresh, there} {
		if err := stage(t, dir, "half", "x").Remove(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(fresh); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there", fresh)
	}
	if _, err := os.Stat(there); err != nil {
		t.Errorf("%s is gone", there)
	}
}

func TestStageUnderAFile(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "file", "x")
	if _, err := NewStage(filepath.Join(dir, "file", "out")); err == nil {
		t.Error("no error")
	}
}

func TestPrevious(t *testing.T) {
	run := `{"version":1,"identity":{"command":"audit"},"documents":7}`
	tests := []struct {
		name  string
		files []string
		ok    bool
		err   string
	}{
		{"missing", nil, false, ""},
		{"hidden files alone", []string{".DS_Store", ""}, false, ""},
		{"a run", []string{RunFile, run, "report.json", ""}, true, ""},
		{"no run", []string{"notes.txt", "mine"}, false, "is not empty"},
		{"results without their record", []string{"report.json", "{}"}, false, "is not empty"},
		{"another program's file", []string{RunFile, `{"version":1}`}, false, "no run that this rolecall knows"},
		{"a later version's", []string{RunFile, `{"version":2,"identity":{"command":"audit"}}`}, false, "no run that this rolecall knows"},
		{"no JSON", []string{RunFile, "{"}, false, "no run that this rolecall knows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			put(t, dir, tt.files...)
			rec, ok, err := Previous(dir)
			if ok != tt.ok || ok != (rec.Documents == 7) {
				t.Errorf("ok %v, record %+v", ok, rec)
			}
			if tt.err == "" && err != nil || tt.err != "" && (!errors.Is(err, ErrOtherRun) || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
		})
	}
}

func TestWhole(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "report.json", "", "a/b.gz", "")
	names := []string{"report.json", "a/b.gz", EvidenceDir}
	if Whole(dir, names, Record{}) {
		t.Error("whole without evidence")
	}
	if !Whole(dir, names, Record{Identity: Identity{Evidence: "none"}}) {
		t.Error("not whole, though no evidence was asked for")
	}
}

func TestIdentitySame(t *testing.T) {
	a := Identity{Command: "audit", Fraction: 1, Inputs: []Input{{"a", 1, "x"}}}
	b := a
	b.Inputs = slices.Clone(a.Inputs)
	if !a.Same(b) {
		t.Error("equal identities differ")
	}
	b.Inputs[0].SHA256 = "y"
	if a.Same(b) {
		t.Error("other inputs are the same")
	}
	b = a
	b.Fraction = 0.5
	if a.Same(b) {
		t.Error("another fraction is the same")
	}
}

// A record that is written is read again, times and all.
func TestRecordRoundTrip(t *testing.T) {
	dir := t.TempDir()
	want := Record{Identity: Identity{Command: "tag", Fraction: 0.1}, Started: time.Now().UTC(), Workers: 3, Documents: 9, ExitCode: 3}
	if err := stage(t, dir).Commit(nil, want); err != nil {
		t.Fatal(err)
	}
	got, ok, err := Previous(dir)
	want.Version = recordVersion
	if err != nil || !ok || !got.Identity.Same(want.Identity) || !got.Started.Equal(want.Started) || got.Workers != 3 || got.Documents != 9 {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}
