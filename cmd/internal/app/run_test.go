package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolecall/cmd/internal/audit"
)

// The whole way in one process, so that the race detector sees it; scripts in
// cmd/rolecall go into each step.
func TestDemoCorpus(t *testing.T) {
	t.Chdir(t.TempDir())
	run := func(want int, args ...string) (out, err string) {
		t.Helper()
		code, out, err := rolecall(t, args...)
		if code != want {
			t.Fatalf("rolecall %s: exit %d, want %d: %s", strings.Join(args, " "), code, want, err)
		}
		return out, err
	}
	run(exitDone, "demo", "-o", "in")
	for _, evidence := range []string{"auto", "all", "sample:3", "none"} {
		out := filepath.Join("out", evidence)
		run(exitDone, "audit", "in", "-o", out, "--workers", "4", "--evidence", evidence, "--quiet")
		if evidence == "none" {
			continue
		}
		var found struct{ Total int }
		hits, _ := run(exitDone, "search", out, "--json")
		if err := json.Unmarshal([]byte(hits), &found); err != nil {
			t.Fatal(err)
		}
		if kept := readKept(t, out); found.Total != kept || kept == 0 {
			t.Errorf("%s: %d passages found, %d kept", evidence, found.Total, kept)
		}
	}
	run(exitDone, "tag", "in", "-o", "tags", "--workers", "4")
	entries, err := os.ReadDir("tags")
	if err != nil || len(entries) != 4 {
		t.Errorf("tags: %v, %v", entries, err)
	}
	rec, ok, err := audit.Previous("tags")
	if err != nil || !ok || rec.Workers != 4 || rec.Documents == 0 || rec.PeakMemory == 0 {
		t.Errorf("tags: record %+v, %v", rec, err)
	}
}

// readKept returns how many passages an audit says it has indexed.
func readKept(t *testing.T, dir string) int {
	t.Helper()
	report, err := readReport(dir)
	if err != nil {
		t.Fatal(err)
	}
	return int(report.Evidence.Indexed)
}
