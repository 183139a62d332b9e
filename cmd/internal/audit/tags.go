package audit

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rolecall/index/shard"
	"rolecall/index/source"
	"rolecall/reports/export"
)

// ErrTagsPresent is wrapped where a file of tags already stands.
var ErrTagsPresent = errors.New("tags are already there")

// TagsAbsent checks that no file of tags would be overwritten.
func TagsAbsent(dir string, objects []source.Object) error {
	for _, o := range objects {
		name := tagsFile(dir, o)
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: %s", ErrTagsPresent, name)
		}
	}
	return nil
}

// tagsFile is where the tags of a shard go: its name, its format's extension
// replaced.
func tagsFile(dir string, o source.Object) string {
	name := strings.TrimSuffix(shard.Name(o.Name), ".jsonl")
	return filepath.Join(dir, filepath.FromSlash(name)+".jsonl.gz")
}

// Tag writes the tags of every shard into dir and returns how many rows or
// shards could not be read; quarantine.jsonl names them. A shard's file
// appears when it is whole.
func Tag(ctx context.Context, c *Config, dir string) (unread int64, err error) {
	writers := make([]*tagWriter, len(c.Objects))
	for i, o := range c.Objects {
		writers[i] = &tagWriter{name: tagsFile(dir, o), waiting: map[int]*Batch{}}
	}
	defer func() {
		for _, w := range writers {
			w.abandon()
		}
	}()
	err = Run(ctx, c, func(_ int, b *Batch) error { return writers[b.Shard].take(b) })
	if err != nil {
		return 0, err
	}
	var bad Collected
	for _, w := range writers {
		bad.Unreadable = append(bad.Unreadable, w.unreadable...)
	}
	return int64(len(bad.Unreadable)), writeFile(filepath.Join(dir, QuarantineFile), bad.writeQuarantine)
}

// tagWriter writes one shard's rows in order, whatever order batches come in.
type tagWriter struct {
	mu         sync.Mutex
	name       string
	next       int
	waiting    map[int]*Batch // batches that came early
	file       *os.File
	zip        *gzip.Writer
	unreadable []Unreadable
}

func (w *tagWriter) take(b *Batch) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting[b.Seq] = b
	for {
		b, ok := w.waiting[w.next]
		if !ok {
			return nil
		}
		delete(w.waiting, w.next)
		w.next++
		if err := w.write(b); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
}

func (w *tagWriter) write(b *Batch) error {
	if w.file == nil {
		if err := w.create(); err != nil {
			return err
		}
	}
	if err := writeRows(w.zip, b); err != nil {
		return err
	}
	w.unreadable = append(w.unreadable, b.Unreadable...)
	if !b.Last {
		return nil
	}
	err := errors.Join(w.zip.Close(), w.file.Chmod(0o644), w.file.Close())
	if err == nil {
		err = os.Rename(w.file.Name(), w.name)
	}
	if err == nil {
		w.file = nil
	}
	return err
}

func (w *tagWriter) create() (err error) {
	if err = os.MkdirAll(filepath.Dir(w.name), 0o755); err != nil {
		return err
	}
	if w.file, err = os.CreateTemp(filepath.Dir(w.name), ".tags-*"); err == nil {
		w.zip = gzip.NewWriter(w.file)
	}
	return err
}

// abandon removes what a run that failed has begun.
func (w *tagWriter) abandon() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file != nil {
		w.file.Close()
		os.Remove(w.file.Name())
	}
}

// writeRows writes the rows of a batch, records that could not be read in
// their places among the others.
func writeRows(out io.Writer, b *Batch) error {
	bad := slices.Clone(b.Unreadable)
	flush := func(before int64) error {
		for len(bad) > 0 && bad[0].Row < before {
			u := bad[0]
			bad = bad[1:]
			if u.Rest {
				continue // not a row: the input ends here
			}
			row := export.Row{ID: u.Shard + ":" + strconv.FormatInt(u.Row, 10), Error: u.Reason, Mentions: []export.Mention{}}
			if err := row.Write(out); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range b.Documents {
		d := &b.Documents[i]
		if err := flush(d.Origin.Row); err != nil {
			return err
		}
		row := export.Row{ID: d.ID, Source: d.Source, NotMeasured: d.NotMeasured, Mentions: []export.Mention{}}
		for j := range d.Result.Mentions {
			row.Mentions = append(row.Mentions, export.NewMention(&d.Result.Mentions[j].Mention))
		}
		if err := row.Write(out); err != nil {
			return err
		}
	}
	return flush(1 << 62)
}
