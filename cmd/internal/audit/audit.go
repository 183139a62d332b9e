// Package audit is the engine: shards become documents, documents become
// tagged mentions, and those become a tally and evidence, or rows of tags.
// It is the one place where index, archetypes and reports meet.
//
// Stages, each named as in the code:
//
//	feed → read (one goroutine a shard at a time, Workers of them at most)
//	     → tag (Workers goroutines) → the handler of a worker
//
// Channels are closed by their senders, in that order; the first error
// cancels the rest. A bad row or a broken shard is no error: it reaches the
// handler as an Unreadable and the run goes on.
package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"

	"github.com/cespare/xxhash/v2"
	"golang.org/x/sync/errgroup"

	"rolecall/archetypes/portrayal"
	"rolecall/index/document"
	"rolecall/index/shard"
	"rolecall/index/source"
)

// Opener opens an object as a shard. It calls onBytes with the number of
// bytes, packed as they are stored, that were read since the last call.
type Opener func(ctx context.Context, o source.Object, onBytes func(n int64)) (shard.Reader, error)

// Progress is told how a run goes. Calls come from several goroutines.
type Progress interface {
	// Start announces the bytes to read, -1 where unknown.
	Start(bytes int64, shards int)
	// Bytes tells of n more bytes read.
	Bytes(n int64)
	// Documents tells of n more documents tagged.
	Documents(n int)
	// Finish ends the display.
	Finish()
}

// Config is what a run over shards needs.
type Config struct {
	Objects []source.Object
	Open    Opener
	Tagger  *portrayal.Tagger
	// Language is the code of the language that the tagger knows.
	Language string
	// Fraction of documents to take, chosen by hash of source and id; 0 or 1
	// takes all.
	Fraction float64
	// Workers is the number of tagging goroutines; 0 means one per core.
	Workers  int
	Progress Progress
}

func (c *Config) workers() int {
	if c.Workers > 0 {
		return c.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// Unreadable is a row, or the rest of a shard, that could not be read.
type Unreadable struct {
	Shard string `json:"shard"`
	// Row counts from 1; what could not be read of a whole shard has the row
	// at which reading stopped.
	Row int64 `json:"row"`
	// Reason is one of a small set, Detail says more and the mend.
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"`
	// Rest is true where everything from Row on is lost.
	Rest bool `json:"rest,omitempty"`
}

// Document is a document with what the tagger found in it.
type Document struct {
	document.Document
	Words       int64
	TextHash    uint64
	NotMeasured string // reason, empty where it was measured
	Result      portrayal.Result
}

// Batch is a run of consecutive documents of one shard.
type Batch struct {
	// Shard is the index of the shard in Config.Objects, Seq the batch's
	// number in it from 0.
	Shard, Seq int
	Documents  []Document
	Unreadable []Unreadable
	// Last marks a shard's final batch; each shard has exactly one.
	Last bool
	// TextBytes is, in the last batch, how many bytes of text the shard held.
	// The packed size would make packed and plain copies differ.
	TextBytes int64
}

// ErrSameShard is wrapped where two objects are one shard in two wrappings.
var ErrSameShard = errors.New("two inputs are the same shard, packed in two ways")

// distinct checks that shard names tell the objects apart.
func distinct(objects []source.Object) error {
	seen := map[string]string{}
	for _, o := range objects {
		name := shard.Name(o.Name)
		if other, ok := seen[name]; ok {
			return fmt.Errorf("%w: %s and %s; leave one out", ErrSameShard, other, o.Path)
		}
		seen[name] = o.Path
	}
	return nil
}

// Handler takes tagged batches. Calls with the same worker never overlap;
// batches of one shard may come out of order and through different workers.
type Handler func(worker int, b *Batch) error

// Run reads and tags all objects. It returns the first error of a handler, or
// the context's.
func Run(ctx context.Context, c *Config, handle Handler) error {
	if err := distinct(c.Objects); err != nil {
		return err
	}
	total := int64(0)
	for _, o := range c.Objects {
		if o.Size < 0 {
			total = -1
			break
		}
		total += o.Size
	}
	c.Progress.Start(total, len(c.Objects))
	defer c.Progress.Finish()

	g, ctx := errgroup.WithContext(ctx)
	shards := make(chan int)
	batches := make(chan *Batch, c.workers())
	g.Go(func() error { return feed(ctx, len(c.Objects), shards) })
	g.Go(func() error {
		defer close(batches)
		readers, ctx := errgroup.WithContext(ctx)
		for range min(c.workers(), max(len(c.Objects), 1)) {
			readers.Go(func() error {
				for s := range shards {
					if err := c.read(ctx, s, batches); err != nil {
						return err
					}
				}
				return nil
			})
		}
		return readers.Wait()
	})
	for w := range c.workers() {
		g.Go(func() error {
			for b := range batches {
				c.tag(b)
				if err := handle(w, b); err != nil {
					return err
				}
				c.Progress.Documents(len(b.Documents))
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

func feed(ctx context.Context, n int, shards chan<- int) error {
	defer close(shards)
	for i := range n {
		select {
		case shards <- i:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// A batch is closed at so many documents or bytes of text, whichever is first.
const (
	batchDocuments = 256
	batchBytes     = 1 << 20
)

// read cuts one shard into batches. It returns an error only when the run is
// to stop.
func (c *Config) read(ctx context.Context, s int, out chan<- *Batch) error {
	b := &Batch{Shard: s}
	send := func(last bool) error {
		b.Last = last
		select {
		case out <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
		b = &Batch{Shard: s, Seq: b.Seq + 1}
		return nil
	}
	name := shard.Name(c.Objects[s].Name)
	r, err := c.Open(ctx, c.Objects[s], c.Progress.Bytes)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		b.Unreadable = append(b.Unreadable, broken(name, 1, err))
		return send(true)
	}
	defer r.Close()
	size, row, text := 0, int64(0), int64(0)
	for {
		d, err := r.Next(ctx)
		var bad *shard.RowError
		switch {
		case err == nil:
			row = d.Origin.Row
			b.Documents = append(b.Documents, Document{Document: d})
			size += len(d.Text)
			text += int64(len(d.Text))
		case errors.As(err, &bad):
			row = bad.Row
			b.Unreadable = append(b.Unreadable, Unreadable{Shard: bad.Shard, Row: bad.Row, Reason: bad.Err.Error(), Detail: bad.Reason})
		case errors.Is(err, io.EOF):
			b.TextBytes = text
			return send(true)
		case ctx.Err() != nil:
			return ctx.Err()
		default:
			b.TextBytes = text
			b.Unreadable = append(b.Unreadable, broken(name, row+1, err))
			return send(true)
		}
		if len(b.Documents)+len(b.Unreadable) >= batchDocuments || size >= batchBytes {
			if err := send(false); err != nil {
				return err
			}
			size = 0
		}
	}
}

// broken makes the entry for a shard that cannot be read on.
func broken(name string, row int64, err error) Unreadable {
	reason := "shard unreadable"
	if row > 1 {
		reason = "rest of shard unreadable"
	}
	return Unreadable{Shard: name, Row: row, Reason: reason, Detail: err.Error(), Rest: true}
}

// tag fills in what the tagger finds in each document of the batch, and drops
// the documents that a sample leaves out.
func (c *Config) tag(b *Batch) {
	kept := b.Documents[:0]
	for i := range b.Documents {
		d := &b.Documents[i]
		if !c.sampled(&d.Document) {
			continue
		}
		d.Words = countWords(d.Text)
		d.TextHash = xxhash.Sum64String(d.Text)
		d.NotMeasured = notMeasured(&d.Document, c.Language)
		if d.NotMeasured == "" && c.Tagger.Gate(d.Text) {
			d.Result = c.Tagger.Tag(d.Text, d.Title)
		}
		kept = append(kept, *d)
	}
	b.Documents = kept
}

// sampleSalt keeps the choice of --fraction independent of other hashes.
const sampleSalt = "fraction/1/"

func (c *Config) sampled(d *document.Document) bool {
	if c.Fraction <= 0 || c.Fraction >= 1 {
		return true
	}
	h := xxhash.Sum64String(sampleSalt + d.Source + "/" + d.ID)
	return float64(h) < c.Fraction*math.MaxUint64
}
