package audit

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Stage is a hidden folder in an output folder, in which a run puts its
// results until all are whole. Making one also proves, before hours of work,
// that results can be written there.
type Stage struct {
	dir  string // the output folder
	temp string
	made bool // the output folder is ours
}

// NewStage makes the output folder, if need be, and a stage in it.
func NewStage(dir string) (*Stage, error) {
	_, err := os.Stat(dir)
	s := &Stage{dir: dir, made: errors.Is(err, fs.ErrNotExist)}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	s.temp, err = os.MkdirTemp(dir, ".rolecall-")
	return s, err
}

// Remove removes the stage with what is still in it, and the output folder
// where that was made for nothing.
func (s *Stage) Remove() error {
	err := os.RemoveAll(s.temp)
	if s.made {
		os.Remove(s.dir) // keeps a folder that holds anything
	}
	return err
}

func (s *Stage) path(name string) string { return filepath.Join(s.temp, filepath.FromSlash(name)) }

// create opens a new file in the stage.
func (s *Stage) create(name string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(s.path(name)), 0o755); err != nil {
		return nil, err
	}
	return os.Create(s.path(name))
}

// write writes a file into the stage.
func (s *Stage) write(name string, write func(io.Writer) error) error {
	f, err := s.create(name)
	if err != nil {
		return s.failed(name, err)
	}
	w := bufio.NewWriterSize(f, 1<<16)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	return s.failed(name, errors.Join(err, f.Close()))
}

// failed says of an error which result it hit. The file's own path is one in
// the stage, which the user never sees.
func (s *Stage) failed(name string, err error) error {
	if err == nil {
		return nil
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		err = file.Err
	}
	return fmt.Errorf("%s: %w", filepath.Join(s.dir, filepath.FromSlash(name)), err)
}

// Commit puts the staged results in the place of those that are there: of
// names, what is not staged is removed, and all else in the folder is left
// alone. The record, which says that the others are whole, goes first and
// comes last.
func (s *Stage) Commit(names []string, rec Record) error {
	rec.Version = recordVersion
	if err := s.write(RunFile, func(w io.Writer) error { return writeJSON(w, rec) }); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(s.dir, RunFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		if err := s.replace(name); err != nil {
			return err
		}
	}
	return s.replace(RunFile)
}

// replace moves one result to its place, or clears the place where the run has
// no such result.
func (s *Stage) replace(name string) error {
	place := filepath.Join(s.dir, filepath.FromSlash(name))
	info, err := os.Lstat(s.path(name))
	absent := errors.Is(err, fs.ErrNotExist)
	if err != nil && !absent {
		return err
	}
	if absent || info.IsDir() { // a folder cannot be renamed over another
		if err := os.RemoveAll(place); err != nil || absent {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		return err
	}
	return os.Rename(s.path(name), place)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
