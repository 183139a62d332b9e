package floors

import (
	"bytes"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Four rooms, and beside them only what tools and readers look for at a root.
// build/ and bin/ are ignored by git, and so by this.
const (
	rooms     = `cmd index archetypes reports`
	hidden    = `.ci .git`
	rootFiles = `go.mod go.sum Makefile README.md ARCHITECTURE.md LICENSE .gitignore
		BENCHMARKS.md RELIABILITY.md CLUSTER.md`
)

func TestLayout(t *testing.T) {
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Skipf("not a git work tree: %v", err)
	}
	folders, files := strings.Fields(rooms+" "+hidden), strings.Fields(rootFiles)
	var strangers []string
	for name := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
		folder, _, inside := strings.Cut(string(name), "/")
		switch {
		case inside && !slices.Contains(folders, folder):
			strangers = append(strangers, folder+"/")
		case !inside && !slices.Contains(files, folder):
			strangers = append(strangers, folder)
		}
	}
	slices.Sort(strangers)
	for _, s := range slices.Compact(strangers) {
		t.Errorf("%s does not belong at the root: folders are %s, files %s", s, rooms, strings.Join(files, " "))
	}
}
