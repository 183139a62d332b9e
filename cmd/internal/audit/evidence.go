package audit

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"

	"rolecall/archetypes"
	"rolecall/archetypes/portrayal"
	"rolecall/index"
	"rolecall/index/document"
)

// EvidencePolicy says how many passages are indexed.
type EvidencePolicy struct {
	// PerCell is the number of passages kept per archetype, chosen by hash;
	// less than 0 keeps all, 0 none.
	PerCell int
	text    string
}

// autoPerCell keeps an index of some ten thousands of passages at most, which
// is built in minutes and holds enough to read.
const autoPerCell = 2000

// ParseEvidence reads auto, all, none or sample:N.
func ParseEvidence(s string) (EvidencePolicy, error) {
	switch s {
	case "auto", "":
		return EvidencePolicy{autoPerCell, "auto"}, nil
	case "all":
		return EvidencePolicy{-1, s}, nil
	case "none":
		return EvidencePolicy{0, s}, nil
	}
	if n, ok := strings.CutPrefix(s, "sample:"); ok {
		if k, err := strconv.Atoi(n); err == nil && k > 0 {
			return EvidencePolicy{k, s}, nil
		}
	}
	return EvidencePolicy{}, fmt.Errorf("evidence %q: use auto, all, none or sample:N (N passages per archetype)", s)
}

func (p EvidencePolicy) String() string { return p.text }

// passage is one piece of evidence with the hash that decides on its place.
type passage struct {
	hash uint64
	index.Passage
}

func (p passage) key() (uint64, string) { return p.hash, p.ID }

// evidence collects the passages to index: per cell the PerCell with the
// smallest hashes, so that what is kept depends neither on order nor on the
// number of workers. They share one, for each would fill up to the same size.
type evidence struct {
	perCell int

	mu    sync.Mutex // guards what follows
	cells map[string]*bottom[passage]
	spool *spool // where all are kept
}

// newEvidence returns an evidence that keeps nothing yet. Of passages that are
// all kept it writes the spool into the stage.
func newEvidence(p EvidencePolicy, s *Stage) (*evidence, error) {
	e := &evidence{perCell: p.PerCell, cells: map[string]*bottom[passage]{}}
	if p.PerCell >= 0 {
		return e, nil
	}
	f, err := s.create(spoolFile)
	if err != nil {
		return nil, s.failed(EvidenceDir, err)
	}
	e.spool = newSpool(f)
	return e, nil
}

// add collects the passages of one tagged document.
func (e *evidence) add(d *document.Document, res *portrayal.Result) error {
	if e.perCell == 0 {
		return nil
	}
	for p, name := range passages(d, res.Mentions) {
		if err := e.offer(p, name); err != nil {
			return err
		}
	}
	return nil
}

func (e *evidence) offer(p passage, name string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.spool != nil {
		return e.spool.write(&p.Passage)
	}
	c := e.cells[name]
	if c == nil {
		c = &bottom[passage]{}
		e.cells[name] = c
	}
	c.offer(p, e.perCell, (*passage).own)
	return nil
}

// own copies the text, which else would hold the whole document.
func (p *passage) own() { p.Text = strings.Clone(p.Text) }

// counts returns how many passages are kept, of how many seen.
func (e *evidence) counts() (kept, seen int64) {
	if e.spool != nil {
		return e.spool.n, e.spool.n
	}
	for _, c := range e.cells {
		kept += int64(len(c.kept))
		seen += c.seen
	}
	return kept, seen
}

// build hands what was kept to an index, each passage with the number of those
// it stands for.
func (e *evidence) build(index func(iter.Seq[index.Passage]) error) error {
	if e.spool != nil {
		return e.spool.build(index)
	}
	return index(e.all())
}

// all yields what was kept, in an order that depends on the content alone.
func (e *evidence) all() iter.Seq[index.Passage] {
	return func(yield func(index.Passage) bool) {
		for _, name := range slices.Sorted(maps.Keys(e.cells)) {
			c := e.cells[name]
			for _, p := range c.sorted() {
				p.Weight = float64(c.seen) / float64(len(c.kept))
				if !yield(p.Passage) {
					return
				}
			}
		}
	}
}

// evidenceSalt keeps this choice independent of the bootstrap's.
const evidenceSalt = "evidence/1/"

// passages groups a document's mentions by passage and yields each with its
// cell: the archetype of its first portrayal, or "mention". A mention joins
// the passage before it where that one holds it whole.
func passages(d *document.Document, mentions []portrayal.Tagged) iter.Seq2[passage, string] {
	return func(yield func(passage, string) bool) {
		for i := 0; i < len(mentions); {
			j := i
			var spans []index.Span
			name := ""
			for ; j < len(mentions) && mentions[j].End <= mentions[i].Span.End; j++ {
				m := &mentions[j]
				if m.Labels[archetypes.Reference] == archetypes.NotAI {
					continue
				}
				spans = append(spans, span(m, mentions[i].Span.Start))
				if name == "" && m.IsPortrayal() {
					name = m.Labels[archetypes.ArchetypeOf]
				}
			}
			first := &mentions[i]
			i = max(j, i+1)
			if len(spans) == 0 {
				continue
			}
			at := strconv.Itoa(first.Span.Start)
			id := d.Origin.Shard + ":" + strconv.FormatInt(d.Origin.Row, 10) + "#" + at
			p := passage{hash: xxhash.Sum64String(evidenceSalt + d.Source + "/" + d.ID + "#" + at), Passage: index.Passage{
				ID: id, Text: first.Passage, Document: d.ID, Source: d.Source, Shard: d.Origin.Shard, Row: d.Origin.Row,
				Start: first.Span.Start, Spans: spans,
			}}
			if !yield(p, cmp.Or(name, "mention")) {
				return
			}
		}
	}
}

// span turns a mention's labels into the facets of its span.
func span(m *portrayal.Tagged, passageStart int) index.Span {
	s := index.Span{Start: m.Start - passageStart, End: m.End - passageStart, Label: m.Labels[archetypes.ArchetypeOf]}
	put := func(field, value string) {
		if value != "" && value != archetypes.None {
			s.Facets = append(s.Facets, index.Pair{Field: field, Value: value})
		}
	}
	put("character", m.Character)
	put("kind", m.Kind)
	for _, f := range archetypes.Fields() {
		put(string(f), m.Labels[f])
	}
	put("family", archetypes.Family(m.Labels[archetypes.ArchetypeOf]))
	for _, t := range m.Traits {
		put("trait", t)
	}
	for _, g := range m.Gaps {
		put("gap", g)
	}
	return s
}
