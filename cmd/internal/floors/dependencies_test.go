package floors

import (
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// Every direct dependency has a reason to be there, in testdata/dependencies.txt;
// what left the module leaves the list too. Imports tell what is direct, so that a
// go.mod that is not tidy hides nothing.
func TestDependencies(t *testing.T) {
	reasons := make(map[string]string)
	text, err := os.ReadFile("testdata/dependencies.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		module, reason, ok := strings.Cut(line, "\t")
		if !ok || strings.TrimSpace(reason) == "" {
			t.Errorf("dependencies.txt: want module, a tab and a reason: %s", line)
		}
		if _, twice := reasons[module]; twice {
			t.Errorf("dependencies.txt: %s is listed twice", module)
		}
		reasons[module] = reason
	}

	required := requirements(t)
	direct := make(map[string]bool)
	for imported, by := range module(t).foreignImports() {
		m := providing(required, imported)
		switch _, ok := reasons[m]; {
		case m == "":
			t.Errorf("%s imports %s, which go.mod does not provide", by, imported)
		case !ok && !direct[m]:
			t.Errorf("%s imports %s; dependencies.txt does not say why %s is needed", by, imported, m)
		}
		direct[m] = true
	}
	for m := range reasons {
		if !direct[m] {
			t.Errorf("dependencies.txt lists %s, which nothing imports", m)
		}
	}
}

// foreignImports returns what the house imports that is neither its own nor of the
// standard library, with a file that does.
func (h *house) foreignImports() map[string]string {
	foreign := make(map[string]string)
	for dir, p := range h.packages {
		for _, tests := range []bool{false, true} {
			for imported, file := range p.imports(tests) {
				first, _, _ := strings.Cut(imported, "/")
				if first != h.module && strings.Contains(first, ".") {
					foreign[imported] = path.Join(dir, file)
				}
			}
		}
	}
	return foreign
}

// requirements returns the modules that go.mod requires, direct or not.
func requirements(t *testing.T) []string {
	t.Helper()
	edit := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json")
	edit.Dir = root
	out, err := edit.Output()
	if err != nil {
		t.Fatalf("go mod edit -json: %v", err)
	}
	var mod struct{ Require []struct{ Path string } }
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, r := range mod.Require {
		paths = append(paths, r.Path)
	}
	return paths
}

// providing returns the module that holds a package: of those whose path begins the
// package's, the longest.
func providing(modules []string, imported string) string {
	for dir := imported; dir != "."; dir = path.Dir(dir) {
		if slices.Contains(modules, dir) {
			return dir
		}
	}
	return ""
}
