package tally

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"rolecall/archetypes"
)

const (
	// shelfSize is how many exemplars a shelf holds.
	shelfSize = 8
	// shelfPerDocument is how many of them may come from one document.
	shelfPerDocument = 2
)

// Exemplar is a portrayal that is kept to be shown.
type Exemplar struct {
	// Source, Document, Shard and Row tell where it stands.
	Source, Document, Shard string
	Row                     int64
	// Start and End are the mention's span in the document in code points.
	Start, End int
	// Passage is the text around it with the span in it.
	Passage Passage
	// Character and Kind are ids of the catalogue, one of them usually empty.
	Character, Kind string
	// Labels holds the most probable value of each field that has one.
	Labels map[archetypes.Field]string
	// Traits are in vocabulary order, Gaps sorted.
	Traits, Gaps []string
	// Portrayal is P(portrayal), Probability is P(archetype | portrayal) for the
	// labelled archetype; both in units of 1/Scale.
	Portrayal, Probability int64

	seed uint64 // the document's
	rank uint64 // by which exemplars are chosen, from the seed and the span
}

// newExemplar copies what it needs, so that a document's text can be freed.
func newExemplar(d *Document, it *Item, seed uint64, portrayal, probability int64) *Exemplar {
	e := &Exemplar{
		Source: strings.Clone(d.Source), Document: strings.Clone(d.ID), Shard: strings.Clone(d.Shard), Row: max(d.Row, 0),
		Start: offset(it.Start), End: offset(it.End),
		Passage:   Passage{Text: strings.Clone(it.Passage.Text), Start: offset(it.Passage.Start), End: offset(it.Passage.End)},
		Character: strings.Clone(it.Character), Kind: strings.Clone(it.Kind),
		Labels:    map[archetypes.Field]string{},
		Portrayal: portrayal, Probability: probability,
		seed: seed, rank: exemplarRank(seed, it.Start, it.End),
	}
	for _, f := range archetypes.Fields() {
		if v := it.Labels[f]; archetypes.Index(f, v) >= 0 {
			e.Labels[f] = strings.Clone(v)
		}
	}
	for _, t := range archetypes.Traits() {
		if slices.Contains(it.Traits, t) {
			e.Traits = append(e.Traits, t)
		}
	}
	for _, g := range it.Gaps {
		e.Gaps = append(e.Gaps, strings.Clone(g))
	}
	slices.Sort(e.Gaps)
	e.Gaps = slices.Compact(e.Gaps)
	return e
}

// offset brings an offset into the range that can be encoded.
func offset(n int) int { return min(max(n, 0), math.MaxInt32) }

// exemplarRank is the pseudorandom number by which exemplars are chosen.
func exemplarRank(seed uint64, start, end int) uint64 {
	var b [24]byte
	binary.LittleEndian.PutUint64(b[0:], seed)
	binary.LittleEndian.PutUint64(b[8:], uint64(offset(start)))
	binary.LittleEndian.PutUint64(b[16:], uint64(offset(end)))
	return xxhash.Sum64(b[:])
}

// compareMention orders exemplars, equal for copies of one mention.
func (e *Exemplar) compareMention(o *Exemplar) int {
	return cmp.Or(
		cmp.Compare(e.rank, o.rank),
		cmp.Compare(e.seed, o.seed),
		cmp.Compare(e.Start, o.Start),
		cmp.Compare(e.End, o.End),
	)
}

// compare is a total order, equal only for what is encoded the same.
func (e *Exemplar) compare(o *Exemplar) int {
	if c := e.compareMention(o); c != 0 {
		return c
	}
	return bytes.Compare(appendExemplar(nil, e), appendExemplar(nil, o))
}

// shelf keeps the exemplars with the smallest ranks, at most shelfPerDocument
// from one document. Documents with one seed are one: copies of a text without
// ids have one rank, and would fill a shelf.
//
// Merging is lawful: the number of eligible exemplars with ranks below some x,
// Σ min(perDocument, exemplars of that document below x), only grows with the set,
// so whatever is chosen from a whole is chosen from each of its parts as well.
type shelf []*Exemplar

// wants tells whether an exemplar of that rank could be kept.
func (s shelf) wants(rank uint64) bool {
	return len(s) < shelfSize || rank <= s[len(s)-1].rank
}

// offer puts an exemplar on the shelf if it belongs there.
func (s *shelf) offer(e *Exemplar) {
	if !s.wants(e.rank) {
		return
	}
	at, _ := slices.BinarySearchFunc(*s, e, (*Exemplar).compare)
	all := slices.Insert(slices.Clone(*s), at, e)
	kept := all[:0]
	for _, x := range all {
		if len(kept) == shelfSize {
			break
		}
		if n := len(kept); n > 0 && x.compareMention(kept[n-1]) == 0 {
			continue
		}
		fromDocument := 0
		for _, k := range kept {
			if k.seed == x.seed {
				fromDocument++
			}
		}
		if fromDocument < shelfPerDocument {
			kept = append(kept, x)
		}
	}
	clear(all[len(kept):])
	*s = slices.Clip(kept)
}

func (s *shelf) merge(o shelf) {
	for _, e := range o {
		s.offer(e)
	}
}
