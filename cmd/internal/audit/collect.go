package audit

import (
	"cmp"
	"context"
	"slices"

	"rolecall/reports/tally"
)

// Collected is what a run over shards yields before anything is written.
type Collected struct {
	Tally      *tally.Tally
	Unreadable []Unreadable // by shard and row
	evidence   *evidence
}

// collector is what one worker gathers; collectors are merged at the end, in
// any order to the same result.
type collector struct {
	tally      *tally.Tally
	evidence   *evidence
	unreadable []Unreadable
}

// Collect runs over the shards and tallies what the tagger finds.
func Collect(ctx context.Context, c *Config, taggerID string, policy EvidencePolicy) (*Collected, error) {
	options := tally.Options{Tagger: taggerID}
	workers := make([]*collector, c.workers())
	for i := range workers {
		workers[i] = &collector{tally: tally.New(options), evidence: newEvidence(policy)}
	}
	err := Run(ctx, c, func(w int, b *Batch) error {
		workers[w].take(c, b)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := workers[0]
	for _, w := range workers[1:] {
		if err := all.tally.Merge(w.tally); err != nil {
			return nil, err
		}
		all.evidence.merge(w.evidence)
		all.unreadable = append(all.unreadable, w.unreadable...)
	}
	slices.SortFunc(all.unreadable, func(a, b Unreadable) int {
		return cmp.Or(cmp.Compare(a.Shard, b.Shard), cmp.Compare(a.Row, b.Row))
	})
	return &Collected{Tally: all.tally, Unreadable: all.unreadable, evidence: all.evidence}, nil
}

func (w *collector) take(c *Config, b *Batch) {
	if b.Last {
		w.tally.AddShard(b.TextBytes)
	}
	for _, u := range b.Unreadable {
		w.tally.AddUnreadable(u.Reason, 1)
	}
	w.unreadable = append(w.unreadable, b.Unreadable...)
	for i := range b.Documents {
		d := &b.Documents[i]
		w.tally.Add(tallied(d))
		w.evidence.add(&d.Document, &d.Result)
	}
}

// tallied turns a tagged document into what the tally counts.
func tallied(d *Document) *tally.Document {
	t := &tally.Document{
		ID: d.ID, Source: d.Source, IDMade: d.Origin.Made, Shard: d.Origin.Shard, Row: d.Origin.Row,
		TextHash: d.TextHash, Words: d.Words, Measured: d.NotMeasured == "", NotMeasured: d.NotMeasured,
		Ambiguous: int64(d.Result.Ambiguous),
	}
	for i := range d.Result.Mentions {
		m := &d.Result.Mentions[i]
		t.Mentions = append(t.Mentions, tally.Item{Mention: m.Mention, Passage: tally.Passage{
			Text: m.Passage, Start: m.Start - m.Span.Start, End: m.End - m.Span.Start,
		}})
	}
	return t
}
