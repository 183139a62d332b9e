package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// modelFiles are the files of a model that convert reads.
type modelFiles map[string][]byte

// The tensors come first: where they lie, the others must.
var wanted = []string{"model.safetensors", "config.json", "tokenizer.json"}

// open reads a model's files from a folder or an archive.
func open(name string) (modelFiles, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	files := modelFiles{}
	if info.IsDir() {
		err = files.collect(os.DirFS(name))
	} else {
		var archive *zip.ReadCloser
		if archive, err = zip.OpenReader(name); err == nil {
			defer archive.Close()
			err = files.collect(archive)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no %s in it", name, wanted[0])
	}
	return files, nil
}

// collect takes the wanted files from the folder of a tree that holds the tensors,
// or of an archive in it: other folders have a config.json too.
func (m modelFiles) collect(tree fs.FS) error {
	return fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir():
			return err
		case path.Base(name) == wanted[0] && len(m) == 0:
			return m.read(tree, path.Dir(name))
		case path.Ext(name) == ".zip":
			return m.unpack(tree, name)
		}
		return nil
	})
}

func (m modelFiles) read(tree fs.FS, folder string) error {
	for _, file := range wanted {
		data, err := fs.ReadFile(tree, path.Join(folder, file))
		if err != nil {
			return err
		}
		m[file] = data
	}
	return nil
}

func (m modelFiles) unpack(tree fs.FS, name string) error {
	data, err := fs.ReadFile(tree, name)
	if err != nil {
		return err
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return m.collect(archive)
}
