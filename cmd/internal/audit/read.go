package audit

import (
	"context"
	"errors"
	"io"

	"rolecall/index/document"
	"rolecall/index/shard"
)

// A batch is closed at so many documents or bytes of text, whichever is first.
const (
	batchDocuments = 256
	batchBytes     = 1 << 20
)

// read cuts one shard into batches. It returns an error only when the run is
// to stop.
func (c *Config) read(ctx context.Context, s int, out chan<- *Batch) error {
	k := cutter{shard: shard.Name(c.Objects[s].Name), out: out, b: &Batch{Shard: s}}
	r, err := c.Open(ctx, c.Objects[s], c.Progress.Bytes)
	if err != nil {
		return k.broken(ctx, err)
	}
	defer r.Close()
	for {
		d, err := r.Next(ctx)
		var bad *shard.RowError
		switch {
		case err == nil:
			k.document(d)
		case errors.As(err, &bad):
			k.bad(bad)
		case errors.Is(err, io.EOF):
			return k.last(ctx)
		default:
			return k.broken(ctx, err)
		}
		if err := k.sendFull(ctx); err != nil {
			return err
		}
	}
}

// cutter cuts one shard into batches.
type cutter struct {
	shard string
	out   chan<- *Batch
	b     *Batch
	size  int   // bytes of text in b
	text  int64 // bytes of text in the shard
	row   int64 // the last one that was read
}

func (k *cutter) document(d document.Document) {
	k.row = d.Origin.Row
	k.size += len(d.Text)
	k.text += int64(len(d.Text))
	k.b.Documents = append(k.b.Documents, Document{Document: d})
}

func (k *cutter) bad(e *shard.RowError) {
	k.row = e.Row
	k.b.Unreadable = append(k.b.Unreadable, Unreadable{Shard: e.Shard, Row: e.Row, Reason: e.Err.Error(), Detail: e.Reason})
}

// broken ends a shard that cannot be read on, unless the run was cancelled:
// then that is why it cannot.
func (k *cutter) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	u := Unreadable{Shard: k.shard, Row: k.row + 1, Reason: "shard unreadable", Detail: err.Error(), Rest: true}
	if k.row > 0 {
		u.Reason = "rest of shard unreadable"
	}
	k.b.Unreadable = append(k.b.Unreadable, u)
	return k.last(ctx)
}

func (k *cutter) last(ctx context.Context) error {
	k.b.Last, k.b.TextBytes = true, k.text
	return k.send(ctx)
}

func (k *cutter) sendFull(ctx context.Context) error {
	if len(k.b.Documents)+len(k.b.Unreadable) < batchDocuments && k.size < batchBytes {
		return nil
	}
	return k.send(ctx)
}

func (k *cutter) send(ctx context.Context) error {
	select {
	case k.out <- k.b:
	case <-ctx.Done():
		return ctx.Err()
	}
	k.b, k.size = &Batch{Shard: k.b.Shard, Seq: k.b.Seq + 1}, 0
	return nil
}
