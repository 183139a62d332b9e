package audit

import (
	"context"

	"rolecall/reports/tally"
)

// Collected is what a run over shards yields before anything is written.
type Collected struct {
	Tally      *tally.Tally
	evidence   *evidence
	quarantine *quarantine
}

// collector is what one worker gathers; collectors are merged at the end, in
// any order to the same result. Their evidence is one and the same.
type collector struct {
	tally      *tally.Tally
	evidence   *evidence
	quarantine *quarantine
}

// Collect runs over the shards and tallies what the tagger finds.
func Collect(ctx context.Context, c *Config, taggerID string, policy EvidencePolicy) (*Collected, error) {
	options := tally.Options{Tagger: taggerID}
	workers := make([]*collector, c.Workers)
	evidence := newEvidence(policy)
	for i := range workers {
		workers[i] = &collector{tally.New(options), evidence, newQuarantine()}
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
		all.quarantine.merge(w.quarantine)
	}
	return &Collected{all.tally, evidence, all.quarantine}, nil
}

func (w *collector) take(c *Config, b *Batch) {
	if b.Last {
		w.tally.AddShard(b.TextBytes)
	}
	for _, u := range b.Unreadable {
		w.tally.AddUnreadable(u.Reason, 1)
	}
	w.quarantine.add(b.Unreadable)
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
