package floors

import (
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPackageDocs(t *testing.T) {
	h := module(t)
	for dir, p := range h.packages {
		if !p.documented(dir) {
			t.Errorf("%s: no package comment that begins %q", dir, p.opening(dir))
		}
	}
}

// opening is how a package's comment is to begin.
func (p pkg) opening(dir string) string {
	for _, file := range p.sources {
		if file.Name.Name == "main" {
			return "Command " + path.Base(dir) + " "
		}
	}
	for _, file := range p.sources {
		if name := file.Name.Name; !strings.HasSuffix(name, "_test") {
			return "Package " + name + " "
		}
	}
	return "Package "
}

func (p pkg) documented(dir string) bool {
	opening := p.opening(dir)
	for _, file := range p.sources {
		if strings.HasPrefix(file.Doc.Text(), opening) {
			return true
		}
	}
	return false
}

func TestDocumented(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  bool
	}{
		{"good", map[string]string{"a.go": "// Package b holds things.\npackage b"}, true},
		{"in another file", map[string]string{"a.go": "package b", "doc.go": "/*\nPackage b holds things.\n*/\npackage b"}, true},
		{"none", map[string]string{"a.go": "package b"}, false},
		{"apart", map[string]string{"a.go": "// Package b holds things.\n\npackage b"}, false},
		{"other name", map[string]string{"a.go": "// Package bees holds things.\npackage b"}, false},
		{"command", map[string]string{"main.go": "// Command b does things.\npackage main"}, true},
		{"command by package name", map[string]string{"main.go": "// Package main does things.\npackage main"}, false},
		{"tests only", map[string]string{"a_test.go": "// Package b tests things.\npackage b"}, true},
	}
	for _, test := range tests {
		fsys := fstest.MapFS{"go.mod": {Data: []byte("module m\n")}}
		for name, text := range test.files {
			fsys["b/"+name] = &fstest.MapFile{Data: []byte(text)}
		}
		h, err := readHouse(fsys)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.packages["b"].documented("b"); got != test.want {
			t.Errorf("%s: documented = %v", test.name, got)
		}
	}
}
