package audit

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"rolecall/index/document"
	"rolecall/index/source"
	"rolecall/reports/export"
)

func readTags(t *testing.T, path string) (tags []export.Row) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(z); ; {
		var r export.Row
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			return tags
		} else if err != nil {
			t.Fatal(err)
		}
		tags = append(tags, r)
	}
}

// Batches come in any order; rows are written in the shard's.
func TestTagWriterOrder(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		s := stage(t, t.TempDir())
		w := &tagWriter{stage: s, name: "a.jsonl.gz", waiting: map[int]*tagBatch{}, quarantine: newQuarantine()}
		row := int64(0)
		var batches []*Batch
		for seq := range 8 {
			b := &Batch{Seq: seq, Last: seq == 7}
			for range r.IntN(5) {
				row++
				if r.IntN(3) == 0 {
					b.Unreadable = append(b.Unreadable, Unreadable{Shard: "a.jsonl", Row: row, Reason: "no text"})
					continue
				}
				d := document.Document{ID: fmt.Sprintf("a.jsonl:%d", row), Origin: document.Origin{Row: row}}
				b.Documents = append(b.Documents, Document{Document: d})
			}
			batches = append(batches, b)
		}
		for _, i := range r.Perm(len(batches)) {
			if err := w.take(batches[i]); err != nil {
				t.Fatal(err)
			}
		}
		tags := readTags(t, s.path("a.jsonl.gz"))
		for i, tag := range tags {
			if want := fmt.Sprintf("a.jsonl:%d", i+1); tag.ID != want {
				t.Fatalf("seed %d: row %d is %s", seed, i+1, tag.ID)
			}
		}
		if int64(len(tags)) != row || w.counts.Documents+w.quarantine.total != row || len(w.waiting) != 0 {
			t.Errorf("seed %d: %d rows, %+v and %d unreadable, want %d", seed, len(tags), w.counts, w.quarantine.total, row)
		}
	}
}

// Rows stand beside those of the input, whatever the number of workers.
func TestTagAlignment(t *testing.T) {
	data := `{"id":"a","text":"😀😀 Bowman told HAL 9000 to open the doors."}
{"id":"b"}
{"id":"c","lang":"de","text":"HAL 9000 schweigt."}

nonsense
{"id":"d","text":"Nothing here."}
{"text":"No id."}
`
	for _, workers := range []int{1, 4} {
		s := stage(t, t.TempDir())
		counts, err := s.Tag(t.Context(), config(t, workers, object("a/b.jsonl.gz", gzipped(data)), object("c.txt", "A robot hummed."), broken("d.jsonl")))
		if err != nil {
			t.Fatal(err)
		}
		if counts.Documents != 5 || counts.Unreadable != 3 {
			t.Errorf("%+v", counts)
		}
		tags := readTags(t, s.path("a/b.jsonl.gz"))
		var got []string
		for _, r := range tags {
			got = append(got, strings.Trim(r.ID+" "+r.Error+r.NotMeasured, " "))
		}
		want := []string{"a", "a/b.jsonl:2 no text", "c language:de", "a/b.jsonl:4 invalid record", "d", "a/b.jsonl:6"}
		if !slices.Equal(got, want) {
			t.Errorf("rows %q, want %q", got, want)
		}
		checkOffsets(t, data, tags[0])
		if n := len(readTags(t, s.path("c.txt.jsonl.gz"))); n != 1 {
			t.Errorf("%d rows of a text", n)
		}
		if n := len(readTags(t, s.path("d.jsonl.gz"))); n != 0 {
			t.Errorf("%d rows of a shard that cannot be opened", n)
		}
	}
}

func checkOffsets(t *testing.T, data string, tag export.Row) {
	t.Helper()
	_, text, _ := strings.Cut(data, `"text":"`)
	for _, m := range tag.Mentions {
		if got := string([]rune(text)[m.Start:m.End]); got != m.Text {
			t.Errorf("%d to %d is %q, the mention %q", m.Start, m.End, got, m.Text)
		}
	}
	if len(tag.Mentions) == 0 {
		t.Error("no mentions")
	}
}

func TestTagNames(t *testing.T) {
	names, err := TagNames([]source.Object{object("a.jsonl.zst", ""), object("x/b.csv.gz", ""), object("c", "")})
	if want := []string{QuarantineFile, "a.jsonl.gz", "x/b.csv.jsonl.gz", "c.jsonl.gz"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("got %q, %v, want %q", names, err, want)
	}
	if _, err := TagNames([]source.Object{object("a", ""), object("a.jsonl", "")}); err == nil || !strings.Contains(err.Error(), "two folders") {
		t.Errorf("two shards with one file: error %v", err)
	}
}

// A run that fails names the result that it could not write, and closes all.
func TestTagOnAFullDisk(t *testing.T) {
	s := stage(t, t.TempDir())
	if err := os.RemoveAll(s.temp); err != nil {
		t.Fatal(err)
	}
	put(t, s.dir, "file", "x")
	s.temp = s.dir + "/file"
	_, err := s.Tag(t.Context(), config(t, 2, object("a.jsonl", rows(10, `{"text":"%d"}`))))
	if err == nil || !strings.Contains(err.Error(), s.dir+"/a.jsonl.gz: ") {
		t.Errorf("error %v", err)
	}
}
