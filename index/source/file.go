package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// files lists paths and file:// URLs.
type files struct{}

var _ Source = files{}

func (files) List(ctx context.Context, input string) ([]Object, error) {
	path, err := localPath(input)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return folder(ctx, path)
	case err == nil:
		o, err := file(path, filepath.Base(path), 0)
		if err != nil {
			return nil, err
		}
		return []Object{o}, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	case isLink(path):
		return nil, fmt.Errorf("%s: %w: the link leads nowhere; mend or remove it", path, fs.ErrNotExist)
	case strings.ContainsAny(path, "*?[{"):
		return glob(ctx, path)
	default:
		return nil, fmt.Errorf("%s: %w; check the path (relative paths start at the current folder)", path, fs.ErrNotExist)
	}
}

// localPath returns the path of an input that may be a file:// URL.
func localPath(input string) (string, error) {
	if input == "" {
		return "", errors.New("an input is empty; name a file, a folder, a glob or - for standard input")
	}
	if Scheme(input) != "file" {
		return filepath.Clean(input), nil
	}
	u, err := url.Parse(input)
	if err != nil {
		return "", err
	}
	if u.Host != "" && u.Host != "localhost" {
		return "", fmt.Errorf("%s: names the host %q; write file:/// and an absolute path", input, u.Host)
	}
	return filepath.Clean(filepath.FromSlash(u.Path)), nil
}

// folder returns the files in a folder and the folders in it.
func folder(ctx context.Context, path string) ([]Object, error) {
	all, err := walk(ctx, path, func(string) bool { return true })
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: %w in this folder (hidden ones are skipped)", path, ErrNoMatch)
	}
	return all, nil
}

// glob returns the files that a pattern matches. Names start where the
// pattern's first wildcard does.
func glob(ctx context.Context, pattern string) ([]Object, error) {
	slashed := filepath.ToSlash(pattern)
	if !doublestar.ValidatePattern(slashed) {
		return nil, fmt.Errorf("%s: no file of that name, and no valid glob: a bracket or brace is not closed", pattern)
	}
	base, rest := doublestar.SplitPattern(slashed)
	base = filepath.FromSlash(base)
	if info, err := os.Stat(base); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: %w: there is no folder %s", pattern, ErrNoMatch, base)
	}
	all, err := walk(ctx, base, func(dir string) bool { return mayHold(rest, dir) })
	if err != nil {
		return nil, err
	}
	var matched []Object
	for _, o := range all {
		if doublestar.MatchUnvalidated(rest, o.Name) {
			matched = append(matched, o)
		}
	}
	if len(matched) == 0 {
		return nil, fmt.Errorf("%s: %w match (globs name files, not folders; ** stands for any folders; hidden files are skipped)", pattern, ErrNoMatch)
	}
	return matched, nil
}

// mayHold tells whether files in dir, or below, could match pattern, so that
// "/*.gz" does not walk the whole disk.
func mayHold(pattern, dir string) bool {
	if strings.Contains(pattern, "{") { // a brace may hold a slash
		return true
	}
	parts, dirs := strings.Split(pattern, "/"), strings.Split(dir, "/")
	for i, d := range dirs {
		if i < len(parts) && parts[i] == "**" {
			return true
		}
		if i >= len(parts)-1 || !doublestar.MatchUnvalidated(parts[i], d) {
			return false
		}
	}
	return true
}

// file returns the object at path, which links symbolic links led to.
func file(path, name string, links int) (Object, error) {
	if err := regular(path); err != nil {
		return Object{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return Object{}, err
	}
	key, err := realPath(path)
	if err != nil {
		return Object{}, err
	}
	where, err := filepath.Abs(path)
	if err != nil {
		return Object{}, err
	}
	open := func(context.Context) (io.ReadCloser, error) {
		// Asked again, since opening a pipe would wait for a writer.
		if err := regular(path); err != nil {
			return nil, err
		}
		return os.Open(path)
	}
	return Object{
		Name: filepath.ToSlash(name), Path: path, Size: info.Size(),
		key: key, where: filepath.ToSlash(where), links: links, open: open,
	}, nil
}

// regular returns an error that tells what path is, where it is no file that
// can be read from start to end.
func regular(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	kind := ""
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	case mode.IsDir():
		kind = "a folder"
	default:
		kind = "of no kind that can be read"
	}
	return fmt.Errorf("%s: %w: it is %s; to read a stream, pipe it to standard input and give -", path, ErrNotRegular, kind)
}

// realPath returns the absolute path without links, slash separated.
func realPath(path string) (string, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	path, err = filepath.Abs(path)
	return filepath.ToSlash(path), err
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}
