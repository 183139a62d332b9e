// Package demo holds a small corpus in the project's own words: one shard that
// looks like today's text, one that adds good AI role models.
package demo

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed before.jsonl role_models.jsonl
var shards embed.FS

// Shards returns the embedded shards as a file system.
func Shards() fs.FS { return shards }

// Write writes the shards into dir. Without overwrite a shard that is already
// there is an error that wraps fs.ErrExist.
func Write(dir string, overwrite bool) error {
	entries, err := shards.ReadDir(".")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, e := range entries {
		data, err := shards.ReadFile(e.Name())
		if err != nil {
			return err
		}
		if err := writeShard(filepath.Join(dir, e.Name()), data, overwrite); err != nil {
			return err
		}
	}
	return nil
}

func writeShard(name string, data []byte, overwrite bool) error {
	if _, err := os.Lstat(name); !overwrite && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w; replace it with --force", name, fs.ErrExist)
	}
	return os.WriteFile(name, data, 0o644)
}
