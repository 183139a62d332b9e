package floors

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is where the module lies, seen from here.
const root = "../../.."

// house is the module as its files tell, whatever system or build tags they are
// for: `go list` would leave out what this machine does not build.
type house struct {
	module   string
	packages map[string]pkg // by folder
}

type pkg struct {
	sources map[string]*ast.File // by file name; imports and comments only
}

func (p pkg) files() []string { return slices.Sorted(maps.Keys(p.sources)) }

// imports returns the paths that the package's files import, or its tests, with a
// file that does.
func (p pkg) imports(tests bool) map[string]string {
	imports := make(map[string]string)
	for _, name := range p.files() {
		if strings.HasSuffix(name, "_test.go") != tests {
			continue
		}
		for _, spec := range p.sources[name].Imports {
			if imported, err := strconv.Unquote(spec.Path.Value); err == nil {
				imports[imported] = name
			}
		}
	}
	return imports
}

// module reads the house that these tests are part of.
func module(t *testing.T) *house {
	t.Helper()
	h, err := readHouse(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// readHouse reads the Go files of the module at the root of fsys; modules inside it
// are houses of their own.
func readHouse(fsys fs.FS) (*house, error) {
	h := &house{packages: make(map[string]pkg)}
	mod, err := fs.ReadFile(fsys, "go.mod")
	if err != nil {
		return nil, err
	}
	for line := range bytes.Lines(mod) {
		if name, ok := bytes.CutPrefix(line, []byte("module ")); ok {
			h.module = string(bytes.TrimSpace(name))
		}
	}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		if d.IsDir() {
			if ignoredByGo(d.Name()) {
				return fs.SkipDir
			}
			if _, err := fs.Stat(fsys, path.Join(name, "go.mod")); err == nil {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" || ignoredByGo(d.Name()) {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		if h.packages[dir].sources == nil {
			h.packages[dir] = pkg{make(map[string]*ast.File)}
		}
		h.packages[dir].sources[d.Name()] = file
		return nil
	})
	if err == nil && h.module == "" {
		err = fmt.Errorf("go.mod names no module")
	}
	return h, err
}

func ignoredByGo(name string) bool {
	return name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}
