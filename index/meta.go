package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/cespare/xxhash/v2"
)

// Format is the version of the folder's layout and schema. An index of another
// version is not served but built again.
//
//	1  text stemmed with stop words kept, BM25; facets as keywords; passages as JSON
const Format = 1

// metaFile describes the index; it is written last, so that a folder with it
// is whole. storeFolder holds bleve's files.
const (
	metaFile    = "meta.json"
	storeFolder = "store"
)

// Meta tells what an index was made of. Build fills Format and Passages.
type Meta struct {
	Format    int    `json:"format"`
	Catalogue string `json:"catalogue"` // hash of the catalogue
	Model     string `json:"model"`     // hash of the models
	Policy    string `json:"policy"`    // which passages were chosen
	Passages  int64  `json:"passages"`
}

// What Open's errors wrap.
var (
	// ErrMissing says that there is no index.
	ErrMissing = errors.New("no evidence index")
	// ErrVersion says that the index is of another version of rolecall.
	ErrVersion = errors.New("evidence index of another version")
	// ErrCorrupt says that files are damaged or gone.
	ErrCorrupt = errors.New("evidence index is damaged")
)

// metaOnDisk is what metaFile holds.
type metaOnDisk struct {
	Meta
	Files map[string]fileSum `json:"files"` // below the folder, slash separated
}

// fileSum is a file's size in bytes and its xxhash64 in hex.
type fileSum struct {
	Size int64  `json:"size"`
	Hash string `json:"xxhash"`
}

// readMeta reads the folder's meta and checks it against the files.
func readMeta(dir string) (Meta, error) {
	raw, err := os.ReadFile(filepath.Join(dir, metaFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Meta{}, fmt.Errorf("%s: %w; make one with rolecall audit", dir, ErrMissing)
	case err != nil:
		return Meta{}, err
	}
	var m metaOnDisk
	if err := json.Unmarshal(raw, &m); err != nil {
		return Meta{}, fmt.Errorf("%s: %w: %s: %w", dir, ErrCorrupt, metaFile, err)
	}
	if m.Format != Format {
		return m.Meta, fmt.Errorf("%s: %w: format %d, this rolecall reads %d; run the audit again", dir, ErrVersion, m.Format, Format)
	}
	if m.Passages > 0 && len(m.Files) == 0 {
		return m.Meta, fmt.Errorf("%s: %w: %s names no files", dir, ErrCorrupt, metaFile)
	}
	for name, want := range m.Files {
		if err := want.check(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			return m.Meta, fmt.Errorf("%s: %w: %s: %w; run the audit again", dir, ErrCorrupt, name, err)
		}
	}
	return m.Meta, nil
}

// writeMeta writes the folder's meta with the sums of the files in it.
func writeMeta(dir string, m Meta) error {
	out := metaOnDisk{m, map[string]fileSum{}}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		hash, err := hashFile(path)
		out.Files[filepath.ToSlash(name)] = fileSum{info.Size(), hash}
		return err
	})
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, metaFile), append(raw, '\n'), 0o644)
}

// maxHashed is the size in bytes up to which a file's content is checked when
// it is opened; of larger ones, which would take seconds, only the size is.
const maxHashed = 256 << 20

func (want fileSum) check(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("the file is gone")
	case err != nil:
		return err
	case info.Size() != want.Size:
		return fmt.Errorf("%d bytes, should be %d", info.Size(), want.Size)
	case want.Size > maxHashed:
		return nil
	}
	hash, err := hashFile(path)
	if err == nil && hash != want.Hash {
		err = errors.New("the content has changed")
	}
	return err
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := xxhash.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return strconv.FormatUint(h.Sum64(), 16), nil
}
