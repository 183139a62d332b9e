package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
)

// pack compresses the files of a folder: pack gz|zst FROM TO
func pack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: pack gz|zst FROM TO")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[1]))
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs(args[2]), 0o755))
	for _, e := range entries {
		data := ts.ReadFile(filepath.Join(args[1], e.Name()))
		packed := gzipped([]byte(data))
		if args[0] == "zst" {
			w, err := zstd.NewWriter(nil)
			ts.Check(err)
			packed = w.EncodeAll([]byte(data), nil)
		}
		ts.Check(os.WriteFile(ts.MkAbs(filepath.Join(args[2], e.Name()+"."+args[0])), packed, 0o644))
	}
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// same holds the files of two audits equal that the contract names: same A B
func same(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: same A B")
	}
	for _, name := range []string{"report.json", "report.html", "report.md", "balance.csv", "tally.rcl"} {
		if ts.ReadFile(filepath.Join(args[0], name)) != ts.ReadFile(filepath.Join(args[1], name)) {
			ts.Fatalf("%s differs between %s and %s", name, args[0], args[1])
		}
	}
}

// cut breaks a file off in the middle: cut FILE
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: cut FILE")
	}
	data := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(data[:len(data)/2]), 0o644))
}

// repeat writes a line many times over, each with its number for a #:
// repeat N LINE FILE
func repeat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: repeat N LINE FILE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(args[1], "#", strconv.Itoa(i)) + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(b.String()), 0o644))
}

// raw writes a file with the escapes of a Go string in it made real, for
// bytes that no script can hold: raw FROM TO
func raw(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: raw FROM TO")
	}
	text := strings.ReplaceAll(strings.TrimSuffix(ts.ReadFile(args[0]), "\n"), "\n", "")
	data, err := strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(data), 0o644))
}

// interrupt runs a command, feeds it a file's lines over and over, and sends it
// SIGINT when it must have read some, with more to come. It must end with 130,
// soon; what it says on stderr goes to the file said:
// interrupt FILE COMMAND [ARGS…]
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: interrupt FILE COMMAND [ARGS…]")
	}
	cmd := exec.Command(find(ts, args[1]), args[2:]...)
	var said bytes.Buffer
	cmd.Dir, cmd.Stderr = ts.MkAbs("."), &said
	in, err := cmd.StdinPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	lines := []byte(ts.ReadFile(args[0]))
	for fed := 0; fed < 512<<10; fed += len(lines) { // a pipe holds an eighth of that
		_, err := in.Write(lines)
		ts.Check(err)
	}
	ts.Check(cmd.Process.Signal(os.Interrupt))
	late := time.AfterFunc(30*time.Second, func() { cmd.Process.Kill() })
	defer late.Stop()
	if got := exitOf(cmd.Wait()); got != "130" {
		ts.Fatalf("exit status %s, want 130: %s", got, &said)
	}
	ts.Check(os.WriteFile(ts.MkAbs("said"), said.Bytes(), 0o644))
}

// find returns the path of a command of the script.
func find(ts *testscript.TestScript, name string) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	ts.Fatalf("no %s in PATH", name)
	return ""
}

// files checks which files, hidden ones too, are in a folder:
// files DIR NAME…
func files(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: files DIR NAME…")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	want := slices.Sorted(slices.Values(args[1:]))
	if !slices.Equal(got, want) {
		ts.Fatalf("%s holds %q, want %q", args[0], got, want)
	}
}

// unpack gunzips a file: unpack FROM TO
func unpack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: unpack FROM TO")
	}
	r, err := gzip.NewReader(bytes.NewReader([]byte(ts.ReadFile(args[0]))))
	ts.Check(err)
	var b bytes.Buffer
	_, err = b.ReadFrom(r)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o644))
}
