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
	"math"
	"strconv"

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
	// Fraction of documents to take, chosen by hash of source, id and text;
	// 0 or 1 takes all.
	Fraction float64
	// Workers is the number of tagging goroutines, at least 1.
	Workers  int
	Progress Progress
	// Reread is the sample that Collect takes to be read again; a size of 0
	// takes none.
	Reread Reread
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

// Distinct checks that shard names tell the objects apart.
func Distinct(objects []source.Object) error {
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
	return c.eachBatch(ctx, func(ctx context.Context, w int, b *Batch) error {
		if err := c.tag(ctx, b); err != nil {
			return err
		}
		return handle(w, b)
	})
}

// eachBatch reads all objects and gives their batches to Workers goroutines.
// Calls of work with the same worker never overlap.
func (c *Config) eachBatch(ctx context.Context, work func(ctx context.Context, worker int, b *Batch) error) error {
	if err := Distinct(c.Objects); err != nil {
		return err
	}
	c.Progress.Start(stored(c.Objects), len(c.Objects))
	defer c.Progress.Finish()

	g, ctx := errgroup.WithContext(ctx)
	shards := make(chan int)
	batches := make(chan *Batch, c.Workers)
	g.Go(func() error { return feed(ctx, len(c.Objects), shards) })
	g.Go(func() error { return c.readAll(ctx, shards, batches) })
	for w := range c.Workers {
		g.Go(func() error {
			for b := range batches {
				if err := work(ctx, w, b); err != nil {
					return err
				}
				c.Progress.Documents(len(b.Documents))
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

// readAll cuts shards into batches, several shards at a time.
func (c *Config) readAll(ctx context.Context, shards <-chan int, batches chan<- *Batch) error {
	defer close(batches)
	g, ctx := errgroup.WithContext(ctx)
	for range min(c.Workers, max(len(c.Objects), 1)) {
		g.Go(func() error {
			for s := range shards {
				if err := c.read(ctx, s, batches); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// stored returns the size of all objects, -1 where one's is unknown.
func stored(objects []source.Object) int64 {
	total := int64(0)
	for _, o := range objects {
		if o.Size < 0 {
			return -1
		}
		total += o.Size
	}
	return total
}

// feed hands out the numbers of the shards.
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

// tag fills in what the tagger finds in each document of the batch, and drops
// the documents that a sample leaves out.
func (c *Config) tag(ctx context.Context, b *Batch) error {
	kept := b.Documents[:0]
	for i := range b.Documents {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := &b.Documents[i]
		d.TextHash = xxhash.Sum64String(d.Text)
		if !c.sampled(d) {
			continue
		}
		d.Words = countWords(d.Text)
		d.NotMeasured = notMeasured(&d.Document, c.Language)
		if d.NotMeasured == "" && c.Tagger.Gate(d.Text) {
			d.Result = c.Tagger.Tag(d.Text, d.Title)
		}
		kept = append(kept, *d)
	}
	b.Documents = kept
	return nil
}

// sampleSalt keeps the choice of --fraction independent of other hashes.
const sampleSalt = "fraction/1/"

// sampled decides by id and text: an id that every record repeats would take
// all of them or none, and so would a text.
func (c *Config) sampled(d *Document) bool {
	if c.Fraction <= 0 || c.Fraction >= 1 {
		return true
	}
	h := xxhash.Sum64String(sampleSalt + strconv.FormatUint(d.TextHash, 36) + "/" + d.Source + "/" + d.ID)
	return float64(h) < c.Fraction*math.MaxUint64
}
