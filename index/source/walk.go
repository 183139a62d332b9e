package source

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// walk returns what is in a folder and the folders below it that enter allows,
// named relative to root. Hidden files and folders are left out. Links are
// followed, but no folder is entered twice, so that a loop of links ends; real
// folders come first, so that a file is named by where it is if it is there.
//
// What cannot be read is returned as an object that says why when opened: one
// broken link among a thousand files must not end a run, nor go unmentioned.
func walk(ctx context.Context, root string, enter func(dir string) bool) ([]Object, error) {
	w := walker{entered: map[string]bool{}, enter: enter}
	queue := []place{{path: root}}
	for len(queue) > 0 {
		w.linked = nil
		for _, p := range queue {
			if err := w.folder(ctx, p); err != nil {
				return nil, err
			}
		}
		queue = w.linked
	}
	return w.found, nil
}

type walker struct {
	enter   func(dir string) bool
	entered map[string]bool // by real path
	linked  []place         // folders behind links, for later
	found   []Object
}

// place is a folder or file on the way.
type place struct {
	path  string // as opened
	name  string // relative to the root, slash separated; "" for the root
	links int
}

func (w *walker) folder(ctx context.Context, p place) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	key, err := realPath(p.path)
	if err == nil && w.entered[key] {
		return nil
	}
	w.entered[key] = true
	var entries []fs.DirEntry
	if err == nil {
		entries, err = os.ReadDir(p.path) // sorted
	}
	if err != nil {
		if p.name == "" {
			return err
		}
		w.unreadable(p, err)
		return nil
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		at := place{filepath.Join(p.path, e.Name()), path.Join(p.name, e.Name()), p.links}
		if err := w.entry(ctx, at, e.Type()); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(ctx context.Context, p place, mode fs.FileMode) error {
	if mode&fs.ModeSymlink != 0 {
		p.links++
		info, err := os.Stat(p.path)
		if err != nil {
			w.unreadable(p, err)
			return nil
		}
		if info.IsDir() {
			if w.enter(p.name) {
				w.linked = append(w.linked, p)
			}
			return nil
		}
	}
	if mode.IsDir() {
		if w.enter(p.name) {
			return w.folder(ctx, p)
		}
		return nil
	}
	o, err := file(p.path, p.name, p.links)
	if err != nil {
		w.unreadable(p, err)
		return nil
	}
	w.found = append(w.found, o)
	return nil
}

func (w *walker) unreadable(p place, err error) {
	where, absErr := filepath.Abs(p.path)
	if absErr != nil {
		where = p.path
	}
	where = filepath.ToSlash(where)
	w.found = append(w.found, Object{
		Name: p.name, Path: p.path, Size: -1, key: where, where: where, links: p.links,
		open: func(context.Context) (io.ReadCloser, error) { return nil, err },
	})
}
