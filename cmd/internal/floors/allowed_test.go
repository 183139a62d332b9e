package floors

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestReadAllowedSkips(t *testing.T) {
	const list = `
# why
rolecall/a  TestGold   no \.\./shared
`
	allowed, err := ReadAllowedSkips(strings.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	if len(allowed) != 1 {
		t.Fatalf("read %d lines, want 1", len(allowed))
	}
	tests := []struct {
		pkg, test, reason string
		want              bool
	}{
		{"rolecall/a", "TestGold", "no ../shared here", true},
		{"rolecall/a", "TestGold/part/one", "no ../shared here", true},
		{"rolecall/a", "TestGold", "flaky", false},
		{"rolecall/a", "TestGold", "", false},
		{"rolecall/a", "TestGolden", "no ../shared", false},
		{"rolecall/a/b", "TestGold", "no ../shared", false},
	}
	for _, test := range tests {
		if got := allowed[0].Allows(test.pkg, test.test, test.reason); got != test.want {
			t.Errorf("Allows(%q, %q, %q) = %v", test.pkg, test.test, test.reason, got)
		}
	}
}

func TestReadAllowedSkipsErrors(t *testing.T) {
	for _, list := range []string{"rolecall/a TestGold", "rolecall/a", "\nrolecall/a TestGold ("} {
		if _, err := ReadAllowedSkips(strings.NewReader(list)); err == nil || !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%q: error %v, want one that names the line", list, err)
		}
	}
}

// A line that outlives its test would allow nothing and hide that.
func TestAllowedSkipsAreOfTests(t *testing.T) {
	f, err := os.Open("testdata/allowed-skips.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	allowed, err := ReadAllowedSkips(f)
	if err != nil {
		t.Fatalf("testdata/allowed-skips.txt: %v", err)
	}
	house := module(t)
	for _, a := range allowed {
		if !hasTest(t, house, a) {
			t.Errorf("testdata/allowed-skips.txt: no %s in %s", a.Test, a.Package)
		}
	}
}

func hasTest(t *testing.T, house *house, a AllowedSkip) bool {
	dir, ok := strings.CutPrefix(a.Package, house.module+"/")
	if !ok {
		return false
	}
	decl := regexp.MustCompile(`(?m)^func ` + regexp.QuoteMeta(a.Test) + `\(`)
	for _, f := range house.packages[dir].files() {
		if !strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path.Join(root, dir, f))
		if err != nil {
			t.Fatal(err)
		}
		if decl.Match(text) {
			return true
		}
	}
	return false
}
