package audit

import (
	"context"

	"github.com/cespare/xxhash/v2"

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
	found := make([]*Discovered, c.Workers)
	for w := range found {
		found[w] = &Discovered{Names: f.Names()}
	}
	err := c.eachBatch(ctx, func(ctx context.Context, w int, b *Batch) error { return found[w].add(ctx, c, b) })
	if err != nil {
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
