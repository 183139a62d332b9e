// Package source lists and opens the objects that a corpus lies in: files on
// disk, standard input, and later buckets. It knows names, sizes and bytes,
// and nothing of what is in them.
//
// An input is what a user types: a file, a folder, a glob, "-", or a URL. Its
// scheme picks a [Source] from a table; a new scheme is one Source and one
// line there.
package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Object is one readable thing: a file, or a bucket's object.
type Object struct {
	// Name is slash separated and relative to the object's input. It is
	// unique within a list: where two inputs hold the same name, it starts
	// with as many parent folders as tell them apart.
	Name string
	// Path names the object in messages, as the user would.
	Path string
	// Size is in bytes as stored, -1 where unknown.
	Size int64

	key   string // what it is, whatever path led there
	where string // the absolute path or URL that led there, slash separated; ends in Name
	links int    // how many symbolic links led there
	open  func(context.Context) (io.ReadCloser, error)
}

// NewObject returns an object of a Source outside this package. Its URL
// ends in "/" and its name, and is the same whatever input led there.
func NewObject(name, url string, size int64, open func(context.Context) (io.ReadCloser, error)) Object {
	return Object{Name: name, Path: url, Size: size, key: url, where: url, open: open}
}

// Open returns the object's bytes as stored. The caller closes them. An
// object that was found in a folder but cannot be read, such as a named pipe,
// is listed, and the reason is what Open returns: it wraps [ErrNotRegular],
// fs.ErrNotExist or fs.ErrPermission.
func (o Object) Open(ctx context.Context) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if o.open == nil {
		return nil, fmt.Errorf("%s: %w", o.Path, errors.ErrUnsupported)
	}
	return o.open(ctx)
}

// Errors that callers branch on.
var (
	// ErrScheme says that an input's scheme has no Source.
	ErrScheme = errors.New("scheme not supported")
	// ErrNoMatch says that a glob matched or a folder held no file.
	ErrNoMatch = errors.New("no files")
	// ErrNotRegular says that an input is a pipe, a socket or a device.
	ErrNotRegular = errors.New("not a regular file")
)

// Source lists the objects of one input.
type Source interface {
	List(ctx context.Context, input string) ([]Object, error)
}

// Sources maps schemes ("s3") to what lists their inputs; "" is for paths,
// and "-" for standard input.
type Sources map[string]Source

// Local returns the sources that need no network. Standard input is stdin,
// which may be nil where there is none.
func Local(stdin io.Reader) Sources {
	files := files{}
	return Sources{"": files, "file": files, "-": standardInput{stdin}}
}

// List returns the objects of all inputs, sorted by name. An object that is
// reached twice is listed once. An input that is missing, and a glob or
// a folder without files, is an error.
func List(ctx context.Context, inputs []string, stdin io.Reader) ([]Object, error) {
	return Local(stdin).List(ctx, inputs)
}

// List is List with these sources.
func (s Sources) List(ctx context.Context, inputs []string) ([]Object, error) {
	if len(inputs) == 0 {
		return nil, fmt.Errorf("no input given: name a file, a folder, a glob or - for standard input")
	}
	var all []Object
	for _, input := range inputs {
		source, err := s.of(input)
		if err != nil {
			return nil, err
		}
		objects, err := source.List(ctx, input)
		if err != nil {
			return nil, err
		}
		all = append(all, objects...)
	}
	all = once(all)
	distinguish(all)
	slices.SortFunc(all, func(a, b Object) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// of returns the source for an input.
func (s Sources) of(input string) (Source, error) {
	scheme := Scheme(input)
	if source, ok := s[scheme]; ok {
		return source, nil
	}
	return nil, fmt.Errorf("%s: %w: %s://; copy the objects to a folder and give that, or pipe one through - (standard input)", input, ErrScheme, scheme)
}

// Scheme returns an input's scheme, "" for a path and "-" for standard input.
func Scheme(input string) string {
	if input == "-" {
		return "-"
	}
	scheme, _, ok := strings.Cut(input, "://")
	if !ok || scheme == "" || strings.ContainsFunc(scheme, notOfScheme) {
		return ""
	}
	return strings.ToLower(scheme)
}

func notOfScheme(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '+' && r != '-' && r != '.'
}
