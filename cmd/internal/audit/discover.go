package audit

import (
	"context"

	"github.com/cespare/xxhash/v2"
	"golang.org/x/sync/errgroup"

	"rolecall/archetypes/discover"
)

// Discovered is what Discover finds in all shards.
type Discovered struct {
	Names *discover.Names
	// Documents that were read, and of them those that were not measured.
	Documents, NotMeasured int64
	// Unreadable rows and shards, in no order.
	Unreadable []Unreadable
}

// Discover reads all objects and gathers names that the finder's catalogue
// lacks. Its stages are those of Run, but for the tagging.
func Discover(ctx context.Context, c *Config, f *discover.Finder) (*Discovered, error) {
	if err := Distinct(c.Objects); err != nil {
		return nil, err
	}
	c.Progress.Start(stored(c.Objects), len(c.Objects))
	defer c.Progress.Finish()

	g, ctx := errgroup.WithContext(ctx)
	shards := make(chan int)
	batches := make(chan *Batch, c.Workers)
	g.Go(func() error { return feed(ctx, len(c.Objects), shards) })
	g.Go(func() error { return c.readAll(ctx, shards, batches) })
	found := make([]*Discovered, c.Workers)
	for w := range found {
		found[w] = &Discovered{Names: f.Names()}
		g.Go(func() error {
			for b := range batches {
				if err := found[w].add(ctx, c, b); err != nil {
					return err
				}
				c.Progress.Documents(len(b.Documents))
			}
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	all := found[0]
	for _, o := range found[1:] {
		all.Names.Merge(o.Names)
		all.Documents += o.Documents
		all.NotMeasured += o.NotMeasured
		all.Unreadable = append(all.Unreadable, o.Unreadable...)
	}
	return all, nil
}

func (x *Discovered) add(ctx context.Context, c *Config, b *Batch) error {
	x.Unreadable = append(x.Unreadable, b.Unreadable...)
	for i := range b.Documents {
		if err := ctx.Err(); err != nil {
			return err
		}
		d := &b.Documents[i]
		d.TextHash = xxhash.Sum64String(d.Text)
		if !c.sampled(d) {
			continue
		}
		x.Documents++
		if notMeasured(&d.Document, c.Language) != "" {
			x.NotMeasured++
			continue
		}
		x.Names.Add(&d.Document)
	}
	return nil
}
