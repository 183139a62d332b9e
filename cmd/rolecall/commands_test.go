package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"

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

// cut writes cut.jsonl.gz: the file bad.jsonl's good part, gzipped and broken
// off in the middle.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	var b bytes.Buffer
	for range 5000 {
		b.WriteString(`{"id":"x","text":"A robot swept the hall and hummed to itself."}` + "\n")
	}
	packed := gzipped(b.Bytes())
	ts.Check(os.WriteFile(ts.MkAbs("cut.jsonl.gz"), packed[:len(packed)/2], 0o644))
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
