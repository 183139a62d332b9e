//go:build unix

// The tests make named pipes, which only Unix has.

package source

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree makes files in a new folder and returns it: "a/b" is a file that holds
// its own name, "a/ -> b" is a link a to b, "a|" is a named pipe.
func tree(t *testing.T, entries ...string) string {
	t.Helper()
	root := t.TempDir()
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	for _, e := range entries {
		name, target, link := strings.Cut(e, " -> ")
		name, pipe := strings.CutSuffix(name, "|")
		path := filepath.Join(root, name)
		check(os.MkdirAll(filepath.Dir(path), 0o755))
		switch {
		case link:
			check(os.Symlink(target, path))
		case pipe:
			check(syscall.Mkfifo(path, 0o644))
		case strings.HasSuffix(name, "/"):
			check(os.MkdirAll(path, 0o755))
		default:
			check(os.WriteFile(path, []byte(name), 0o644))
		}
	}
	return root
}

func TestList(t *testing.T) {
	tests := []struct {
		name   string
		tree   []string
		inputs []string
		want   []string // names
	}{
		{"file", []string{"d/x.jsonl"}, []string{"d/x.jsonl"}, []string{"x.jsonl"}},
		{"folder, sorted", []string{"d/z", "d/a/b", "d/a.b"}, []string{"d"}, []string{"a.b", "a/b", "z"}},
		{"hidden", []string{"d/.git/x", "d/.x", "d/y"}, []string{"d"}, []string{"y"}},
		{"hidden by name", []string{"d/.x"}, []string{"d/.x"}, []string{".x"}},
		{"twice", []string{"d/x", "d/y"}, []string{"d", "d/x", "./d/../d/x", "d"}, []string{"x", "y"}},
		{"folder's view wins", []string{"d/s/x"}, []string{"d/s/x", "d"}, []string{"s/x"}},
		{"same name", []string{"a/x", "b/x", "b/y"}, []string{"a", "b"}, []string{"a/x", "b/x", "y"}},
		{"same name and parent", []string{"a/s/x", "b/s/x"}, []string{"a/s", "b/s/x"}, []string{"a/s/x", "b/s/x"}},
		{"prefix meets a name", []string{"a/x", "b/x", "c/a/x"}, []string{"a", "b", "c"}, []string{"c/a/x", "b/x"}},
		{"glob", []string{"d/a.gz", "d/b.gz", "d/c.txt", "d/e/f.gz"}, []string{"d/*.gz"}, []string{"a.gz", "b.gz"}},
		{"deep glob", []string{"d/a.gz", "d/e/f.gz", "d/.h/i.gz"}, []string{"d/**/*.gz"}, []string{"a.gz", "e/f.gz"}},
		{"braces", []string{"d/a/x", "d/b/x", "d/c/x"}, []string{"d/{a,b}/x"}, []string{"a/x", "b/x"}},
		{"a file named like a glob", []string{"d/[x]", "d/x"}, []string{"d/[x]"}, []string{"[x]"}},
		{"loop of links", []string{"d/x", "d/l -> .", "d/m -> ../d", "d/s/u -> .."}, []string{"d"}, []string{"x"}},
		{"linked folder", []string{"d/a -> ../e", "e/x"}, []string{"d"}, []string{"a/x"}},
		{"linked folder that is there", []string{"d/a -> z", "d/z/x"}, []string{"d"}, []string{"z/x"}},
		{"linked file", []string{"d/x -> ../blobs/123", "blobs/123"}, []string{"d"}, []string{"x"}},
		{"linked file that is there", []string{"d/a -> z", "d/z"}, []string{"d"}, []string{"z"}},
		{"broken link and pipe are listed", []string{"d/x -> nowhere", "d/p|", "d/y"}, []string{"d"}, []string{"p", "x", "y"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := tree(t, tt.tree...)
			var inputs []string
			for _, in := range tt.inputs {
				inputs = append(inputs, root+"/"+in)
			}
			for range 2 {
				got, err := List(t.Context(), inputs, nil)
				if err != nil {
					t.Fatal(err)
				}
				var names []string
				for _, o := range got {
					names = append(names, o.Name)
				}
				want := slices.Sorted(slices.Values(tt.want))
				if tt.name == "prefix meets a name" { // the parent's name is the test's
					names, want = names[len(names)-1:], want[len(want)-1:]
				}
				if diff := cmp.Diff(want, names); diff != "" {
					t.Errorf("inputs %v (-want +got):\n%s", inputs, diff)
				}
				slices.Reverse(inputs) // the order of inputs must not matter
			}
		})
	}
}

func TestListErrors(t *testing.T) {
	root := tree(t, "d/x", "e/", "p|", "dead -> nowhere", "d/s/y")
	tests := []struct {
		input string
		is    error
		says  string
	}{
		{root + "/none", fs.ErrNotExist, "check the path"},
		{root + "/d/*.gz", ErrNoMatch, "match"},
		{root + "/d/s*", ErrNoMatch, "globs name files, not folders"},
		{root + "/none/*.gz", ErrNoMatch, "there is no folder"},
		{root + "/d/[a", nil, "not closed"},
		{root + "/e", ErrNoMatch, "hidden ones are skipped"},
		{root + "/p", ErrNotRegular, "named pipe"},
		{root + "/dead", fs.ErrNotExist, "leads nowhere"},
		{"/dev/null", ErrNotRegular, "device"},
		{"s3://bucket/x", ErrScheme, "s3://"},
		{"file://host/x", nil, "file:///"},
		{"-", nil, "no standard input"},
		{"", nil, "empty"},
	}
	for _, tt := range tests {
		_, err := List(t.Context(), []string{root + "/d", tt.input}, nil)
		if err == nil || tt.is != nil && !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), strings.TrimPrefix(tt.input, "file://")) && tt.input != "" {
			t.Errorf("%q: error %v, want %v that says %q and names the input", tt.input, err, tt.is, tt.says)
		}
	}
	if _, err := List(t.Context(), nil, nil); err == nil {
		t.Error("no inputs: no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := List(ctx, []string{root + "/d"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}

func TestOpen(t *testing.T) {
	root := tree(t, "d/x", "d/p|", "d/dead -> nowhere")
	objects, err := List(t.Context(), []string{root + "/d", "-", "-", "file://" + root + "/d/x"}, strings.NewReader("in"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]struct {
		text string
		size int64
		err  error
	}{
		"dead":  {size: -1, err: fs.ErrNotExist},
		"p":     {size: -1, err: ErrNotRegular},
		"stdin": {text: "in", size: -1},
		"x":     {text: "d/x", size: 3},
	}
	if len(objects) != len(want) {
		t.Fatalf("%d objects: %v", len(objects), objects)
	}
	for _, o := range objects {
		w := want[o.Name]
		if o.Size != w.size {
			t.Errorf("%s: size %d, want %d", o.Name, o.Size, w.size)
		}
		r, err := o.Open(t.Context())
		if !errors.Is(err, w.err) {
			t.Errorf("%s: error %v, want %v", o.Name, err, w.err)
		}
		if err != nil {
			continue
		}
		text, err := io.ReadAll(r)
		if err != nil || string(text) != w.text {
			t.Errorf("%s: %q, %v, want %q", o.Name, text, err, w.text)
		}
		r.Close()
	}
	for _, o := range objects {
		if _, err := o.Open(t.Context()); o.Name == "stdin" && err == nil {
			t.Error("standard input opened twice")
		}
	}
}

func TestMayHold(t *testing.T) {
	for _, tt := range []struct {
		pattern, dir string
		want         bool
	}{
		{"*.gz", "a", false},
		{"*/*.gz", "a", true},
		{"*/*.gz", "a/b", false},
		{"a*/**/x", "ab/c/d", true},
		{"a*/**/x", "b", false},
		{"**", "a/b/c", true},
		{"a/b/*", "a/c", false},
	} {
		if got := mayHold(tt.pattern, tt.dir); got != tt.want {
			t.Errorf("mayHold(%q, %q) = %v", tt.pattern, tt.dir, got)
		}
	}
}
