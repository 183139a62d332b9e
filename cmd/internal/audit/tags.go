package audit

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rolecall/index/shard"
	"rolecall/index/source"
	"rolecall/reports/export"
)

// TagFile returns where the tags of an object go: the slash-separated name of
// its shard, as JSON Lines.
func TagFile(object string) string {
	return strings.TrimSuffix(shard.Name(object), ".jsonl") + ".jsonl.gz"
}

// TagNames returns the names of a tag run's results, all but run.json.
func TagNames(objects []source.Object) ([]string, error) {
	names := []string{QuarantineFile}
	from := map[string]string{}
	for _, o := range objects {
		name := TagFile(o.Name)
		if other, ok := from[name]; ok {
			return nil, fmt.Errorf("the tags of %s and %s would be one file, %s; tag them into two folders", other, o.Path, name)
		}
		from[name] = o.Path
		names = append(names, name)
	}
	return names, nil
}

// TagCounts says what a tag run went through.
type TagCounts struct {
	Documents, Mentions, Unreadable int64
}

// Tag stages the tags of every shard, and quarantine.jsonl, which names the
// rows or shards that could not be read.
func (s *Stage) Tag(ctx context.Context, c *Config) (TagCounts, error) {
	writers := make([]*tagWriter, len(c.Objects))
	for i, o := range c.Objects {
		writers[i] = &tagWriter{stage: s, name: TagFile(o.Name), waiting: map[int]*tagBatch{}, quarantine: newQuarantine()}
	}
	defer func() {
		for _, w := range writers {
			w.abandon()
		}
	}()
	if err := Run(ctx, c, func(_ int, b *Batch) error { return writers[b.Shard].take(b) }); err != nil {
		return TagCounts{}, err
	}
	var counts TagCounts
	bad := newQuarantine()
	for _, w := range writers {
		bad.merge(w.quarantine)
		counts.Documents += w.counts.Documents
		counts.Mentions += w.counts.Mentions
	}
	counts.Unreadable = bad.total
	return counts, s.write(QuarantineFile, bad.write)
}

// tagWriter writes one shard's rows in order, whatever order batches come in.
type tagWriter struct {
	stage *Stage
	name  string

	mu         sync.Mutex // guards what follows
	next       int
	waiting    map[int]*tagBatch // those that came early
	file       *os.File
	zip        *gzip.Writer
	counts     TagCounts
	quarantine *quarantine
}

// tagBatch is a batch as it is written: to hold the texts of those that wait
// would take far more memory.
type tagBatch struct {
	rows       []byte
	documents  int
	mentions   int
	unreadable []Unreadable
	last       bool
}

func (w *tagWriter) take(b *Batch) error {
	rendered, err := newTagBatch(b)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting[b.Seq] = rendered
	for {
		b, ok := w.waiting[w.next]
		if !ok {
			return nil
		}
		delete(w.waiting, w.next)
		w.next++
		if err := w.write(b); err != nil {
			return w.stage.failed(w.name, err)
		}
	}
}

func (w *tagWriter) write(b *tagBatch) error {
	if w.file == nil {
		f, err := w.stage.create(w.name)
		if err != nil {
			return err
		}
		w.file, w.zip = f, gzip.NewWriter(f)
	}
	if _, err := w.zip.Write(b.rows); err != nil {
		return err
	}
	w.counts.Documents += int64(b.documents)
	w.counts.Mentions += int64(b.mentions)
	w.quarantine.add(b.unreadable)
	if !b.last {
		return nil
	}
	f := w.file
	w.file = nil
	return errors.Join(w.zip.Close(), f.Close())
}

// abandon closes what a run that failed has begun.
func (w *tagWriter) abandon() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file != nil {
		w.file.Close()
	}
}

// newTagBatch renders a batch, records that could not be read in their places
// among the others.
func newTagBatch(b *Batch) (*tagBatch, error) {
	out := &tagBatch{documents: len(b.Documents), unreadable: b.Unreadable, last: b.Last}
	var rows bytes.Buffer
	bad := b.Unreadable
	for i := range b.Documents {
		d := &b.Documents[i]
		n, _ := slices.BinarySearchFunc(bad, d.Origin.Row, func(u Unreadable, row int64) int { return cmp.Compare(u.Row, row) })
		if err := writeBad(&rows, bad[:n]); err != nil {
			return nil, err
		}
		bad = bad[n:]
		row := newRow(d)
		out.mentions += len(row.Mentions)
		if err := row.Write(&rows); err != nil {
			return nil, err
		}
	}
	err := writeBad(&rows, bad)
	out.rows = rows.Bytes()
	return out, err
}

func newRow(d *Document) *export.Row {
	row := &export.Row{ID: d.ID, Source: d.Source, NotMeasured: d.NotMeasured, Mentions: []export.Mention{}}
	for j := range d.Result.Mentions {
		row.Mentions = append(row.Mentions, export.NewMention(&d.Result.Mentions[j].Mention))
	}
	return row
}

func writeBad(rows *bytes.Buffer, bad []Unreadable) error {
	for _, u := range bad {
		if u.Rest {
			continue // not a row: the input ends here
		}
		row := export.Row{ID: u.Shard + ":" + strconv.FormatInt(u.Row, 10), Error: u.Reason, Mentions: []export.Mention{}}
		if err := row.Write(rows); err != nil {
			return err
		}
	}
	return nil
}
