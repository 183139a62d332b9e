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

func (s *Stage) path(name string) string { return filepath.Join(s.temp, name) }

// write writes a file into the stage.
func (s *Stage) write(name string, write func(io.Writer) error) error {
	return writeFile(s.path(name), write)
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
	for _, name := range names {
		if err := s.replace(name); err != nil {
			return err
		}
	}
	return s.replace(RunFile)
}

// replace moves one result to its place, or clears the place where the run has
// no such result.
func (s *Stage) replace(name string) error {
	name = filepath.FromSlash(name)
	place := filepath.Join(s.dir, name)
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

// writeFile writes a file whole or not at all: into a temporary one beside
// it, which then takes its name.
func writeFile(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	if err := errors.Join(write(w), w.Flush(), f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.Rename(f.Name(), name)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
