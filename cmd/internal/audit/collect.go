package audit

import (
	"context"
	"errors"

	"rolecall/reports/tally"
)

// Collected is what a run over shards yields before anything is written.
type Collected struct {
	Tally      *tally.Tally
	evidence   *evidence
	reread     *reread
	config     *Config
	quarantine *quarantine
}

// collector is what one worker gathers; collectors are merged at the end, in
// any order to the same result. Their evidence is one and the same, and so is
// the sample to read again.
type collector struct {
	tally      *tally.Tally
	evidence   *evidence
	reread     *reread
	quarantine *quarantine
}

// Close releases what the evidence holds open.
func (got *Collected) Close() error {
	if got.evidence.spool == nil {
		return nil
	}
	return got.evidence.spool.close()
}

// Collect runs over the shards and tallies what the tagger finds. The caller
// closes what it returns.
func (s *Stage) Collect(ctx context.Context, c *Config, taggerID string, policy EvidencePolicy) (*Collected, error) {
	evidence, err := newEvidence(policy, s)
	if err != nil {
		return nil, err
	}
	again := newReread(c.Reread.Size)
	workers := make([]*collector, c.Workers)
	for i := range workers {
		workers[i] = &collector{tally.New(tally.Options{Tagger: taggerID}), evidence, again, newQuarantine()}
	}
	all := workers[0]
	got := &Collected{all.tally, evidence, again, c, all.quarantine}
	err = Run(ctx, c, func(w int, b *Batch) error { return s.failed(EvidenceDir, workers[w].take(b)) })
	if err != nil {
		return nil, errors.Join(err, got.Close())
	}
	for _, w := range workers[1:] {
		if err := all.tally.Merge(w.tally); err != nil {
			return nil, errors.Join(err, got.Close())
		}
		all.quarantine.merge(w.quarantine)
	}
	return got, nil
}

func (w *collector) take(b *Batch) error {
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
		if err := w.evidence.add(&d.Document, &d.Result); err != nil {
			return err
		}
		w.reread.add(d)
	}
	return nil
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
