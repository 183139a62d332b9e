package catalogue

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

//go:embed characters kinds archetypes traits gaps
var builtin embed.FS

// Builtin returns the embedded catalogue. It is loaded once; the result must
// not be changed. The embedded files are validated by this package's tests,
// so an error here is a build that was tampered with.
var Builtin = sync.OnceValues(func() (*Catalogue, error) { return load(builtin) })

// Load returns the embedded catalogue with the folder dir laid over it, or
// the embedded one alone where dir is empty. A mistake in a user's file is
// reported as an *Error with file, line and column; all of them are joined.
func Load(dir string) (*Catalogue, error) {
	if dir == "" {
		return Builtin()
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("catalogue: %s is not a folder (expected characters/*.yml, traits/*.yml … in it)", dir)
	}
	overlay := os.DirFS(dir)
	if found := map[string]*file{}; collect(overlay, found) == nil && len(found) == 0 {
		return nil, fmt.Errorf("catalogue: %s holds no units (expected characters/*.yml, traits/*.yml … in it)", dir)
	}
	c, err := load(builtin, overlay)
	if err != nil {
		return nil, err
	}
	return c, errors.Join(c.repeats()...)
}

// Error is a mistake in a catalogue file.
type Error struct {
	File         string
	Line, Column int
	Message      string
	// Source is the line itself, empty where it is not known.
	Source string
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	if e.Source != "" {
		s += fmt.Sprintf("\n    %s", e.Source)
	}
	return s
}

// unitKinds is the one table of what a folder of the catalogue holds.
var unitKinds = []struct {
	dir  string
	read func(*Catalogue, *file) error
}{
	{"archetypes", func(c *Catalogue, f *file) error {
		return add(f, &c.Archetypes, func(u *Archetype) (*string, **file) { return &u.ID, &u.file }, checkArchetype)
	}},
	{"characters", func(c *Catalogue, f *file) error {
		return add(f, &c.Characters, func(u *Character) (*string, **file) { return &u.ID, &u.file }, checkCharacter)
	}},
	{"gaps", func(c *Catalogue, f *file) error {
		return add(f, &c.Gaps, func(u *Trait) (*string, **file) { return &u.ID, &u.file }, checkTrait)
	}},
	{"kinds", func(c *Catalogue, f *file) error {
		return add(f, &c.Kinds, func(u *Kind) (*string, **file) { return &u.ID, &u.file }, checkKind)
	}},
	{"traits", func(c *Catalogue, f *file) error {
		return add(f, &c.Traits, func(u *Trait) (*string, **file) { return &u.ID, &u.file }, checkTrait)
	}},
}

// load reads the layers in order, later ones over earlier ones.
func load(layers ...fs.FS) (*Catalogue, error) {
	files := map[string]*file{}
	for _, layer := range layers {
		if err := collect(layer, files); err != nil {
			return nil, err
		}
	}
	c := &Catalogue{}
	sum := sha256.New()
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f := files[name]
		fmt.Fprintf(sum, "%s %d\n", name, len(f.data))
		sum.Write(f.data)
		for _, k := range unitKinds {
			if k.dir == path.Dir(name) {
				errs = append(errs, k.read(c, f))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	c.hash = hex.EncodeToString(sum.Sum(nil))
	c.index()
	if err := c.checkWhole(); err != nil {
		return nil, err
	}
	return c, nil
}

// collect gathers the YAML files of one layer, keyed by folder/name.yml.
func collect(layer fs.FS, files map[string]*file) error {
	own := map[string]string{}
	for _, k := range unitKinds {
		names, err := fs.Glob(layer, k.dir+"/*.y*ml")
		if err != nil {
			return fmt.Errorf("catalogue: %w", err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(layer, name)
			if err != nil {
				return fmt.Errorf("catalogue: %w", err)
			}
			key := strings.TrimSuffix(name, path.Ext(name)) + ".yml"
			if other, twice := own[key]; twice {
				return fmt.Errorf("catalogue: %s and %s define one unit: remove one", other, name)
			}
			own[key] = name
			files[key] = &file{name: name, data: data}
		}
	}
	return nil
}

// file is one YAML file of a layer.
type file struct {
	name string
	data []byte
	tree *ast.File
}

// add decodes one unit, checks it and appends it to list.
func add[T any](f *file, list *[]*T, head func(*T) (id *string, from **file), check func(*file, *T) error) error {
	unit := new(T)
	if err := f.decode(unit); err != nil {
		return err
	}
	id, from := head(unit)
	*from = f
	base := strings.TrimSuffix(path.Base(f.name), path.Ext(f.name))
	if *id != base {
		return f.errorAt("$.id", "id is %q, but the file is named %q: make them equal", *id, base)
	}
	if err := check(f, unit); err != nil {
		return err
	}
	*list = append(*list, unit)
	return nil
}

func (f *file) decode(into any) error {
	tree, err := parser.ParseBytes(f.data, 0)
	if err == nil {
		f.tree = tree
		err = f.decodeTree(into)
	}
	if err == nil {
		return nil
	}
	var ye yaml.Error
	if errors.As(err, &ye) && ye.GetToken() != nil {
		p := ye.GetToken().Position
		return &Error{File: f.name, Line: p.Line, Column: p.Column, Message: ye.GetMessage(), Source: f.line(p.Line)}
	}
	return &Error{File: f.name, Line: 1, Column: 1, Message: cmp.Or(err.Error(), "not YAML")}
}

func (f *file) decodeTree(into any) error {
	if len(f.tree.Docs) != 1 || f.tree.Docs[0].Body == nil {
		return errors.New("the file must hold one YAML document")
	}
	return yaml.NewDecoder(bytes.NewReader(nil), yaml.Strict()).DecodeFromNode(f.tree.Docs[0].Body, into)
}

func (f *file) line(n int) string {
	lines := strings.Split(string(f.data), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[n-1])
}

// errorAt makes an Error at a YAML path, or at the file's start where the
// path is absent.
func (f *file) errorAt(yamlPath, format string, args ...any) *Error {
	e := &Error{File: f.name, Line: 1, Column: 1, Message: fmt.Sprintf(format, args...)}
	if p, err := yaml.PathString(yamlPath); err == nil && f.tree != nil {
		if node, err := p.FilterFile(f.tree); err == nil && node != nil && node.GetToken() != nil {
			pos := node.GetToken().Position
			e.Line, e.Column = pos.Line, pos.Column
		}
	}
	e.Source = f.line(e.Line)
	return e
}
