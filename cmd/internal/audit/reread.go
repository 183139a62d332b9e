package audit

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"
	"golang.org/x/sync/errgroup"

	"rolecall/archetypes"
	"rolecall/archetypes/mention"
	"rolecall/archetypes/portrayal"
	"rolecall/index/document"
	"rolecall/reports/export"
)

// DeepFile holds the mentions that the deep tier has read again.
const DeepFile = "deep.jsonl.gz"

// Reread says that a sample of the mentions is read again, by a slower tagger.
type Reread struct {
	Tagger *portrayal.Tagger
	// Size is the number of mentions to read again.
	Size int
}

// DeepRow is one mention that two taggers have read, a line of DeepFile.
type DeepRow struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Shard  string `json:"shard"`
	Row    int64  `json:"row"`
	// Stratum is the family that the fast tier saw, or "mention" where it saw
	// no portrayal. Weight is how many mentions of the stratum this one stands
	// for.
	Stratum string  `json:"stratum"`
	Weight  float64 `json:"weight"`
	// Passage is what was read, and PassageStart its place in the document, in
	// code points.
	Passage      string         `json:"passage"`
	PassageStart int            `json:"passage_start"`
	Fast         export.Mention `json:"fast"`
	Deep         export.Mention `json:"deep"`
}

// stratumMention is the stratum of what the fast tier takes for no portrayal.
const stratumMention = "mention"

// reread collects the mentions to read again: of each stratum those with the
// smallest hashes.
type reread struct {
	size int

	mu     sync.Mutex // guards what follows
	strata map[string]*bottom[chosen]
}

// chosen is a mention that may be read again.
type chosen struct {
	hash    uint64
	id      string // of the mention, to decide between equal hashes
	origin  document.Origin
	doc     string
	source  string
	mention archetypes.Mention
	passage string
	start   int // of the passage, in code points
	at, end int // the mention in the passage, in bytes
	who     mention.Candidate
}

func (c chosen) key() (uint64, string) { return c.hash, c.id }

func newReread(size int) *reread { return &reread{size: size, strata: map[string]*bottom[chosen]{}} }

// rereadSalt keeps this choice independent of the others.
const rereadSalt = "deep/1/"

// add offers the mentions of a tagged document. What the fast tier takes for
// no AI at all is not among them.
func (r *reread) add(d *Document) {
	if r.size == 0 {
		return
	}
	from := strconv.FormatUint(d.TextHash, 36) + "/" + d.Source + "/" + d.ID + "#"
	for i := range d.Result.Mentions {
		m := &d.Result.Mentions[i]
		if m.Labels[archetypes.Reference] == archetypes.NotAI {
			continue
		}
		id := from + strconv.Itoa(m.Start)
		r.offer(stratum(&m.Mention), chosen{
			hash: xxhash.Sum64String(rereadSalt + id), id: id, origin: d.Origin, doc: d.ID, source: d.Source,
			mention: m.Mention, passage: m.Passage, start: m.Span.Start, who: m.Who,
			at: byteIndex(m.Passage, m.Start-m.Span.Start), end: byteIndex(m.Passage, m.End-m.Span.Start),
		})
	}
}

// byteIndex returns the byte offset of the n-th code point of s.
func byteIndex(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

func stratum(m *archetypes.Mention) string {
	if !m.IsPortrayal() {
		return stratumMention
	}
	return archetypes.Family(m.Labels[archetypes.ArchetypeOf])
}

func (r *reread) offer(name string, c chosen) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.strata[name]
	if s == nil {
		s = &bottom[chosen]{}
		r.strata[name] = s
	}
	s.offer(c, r.size, (*chosen).own)
}

// own copies the passage, which else would hold the whole document.
func (c *chosen) own() { c.passage = strings.Clone(c.passage) }

// counts returns how many mentions are read again, of how many.
func (r *reread) counts() (sampled, of int64) {
	for _, s := range r.strata {
		of += s.seen
	}
	return min(int64(r.size), of), of
}

// choose returns the mentions to read again with their strata and weights, in
// an order that depends on the content alone.
func (r *reread) choose() (all []chosen, rows []DeepRow) {
	names := slices.Sorted(maps.Keys(r.strata))
	var sizes []int
	for _, n := range names {
		sizes = append(sizes, len(r.strata[n].kept))
	}
	for i, take := range allot(r.size, sizes) {
		s := r.strata[names[i]]
		for _, c := range s.sorted()[:take] {
			all = append(all, c)
			rows = append(rows, DeepRow{
				ID: c.doc, Source: c.source, Shard: c.origin.Shard, Row: c.origin.Row, Stratum: names[i],
				Weight: float64(s.seen) / float64(take), Passage: c.passage, PassageStart: c.start, Fast: export.NewMention(&c.mention),
			})
		}
	}
	return all, rows
}

// allot spreads n over strata of these sizes, as evenly as they allow: what a
// small one leaves goes to the others.
func allot(n int, sizes []int) []int {
	out := make([]int, len(sizes))
	for n > 0 {
		open := 0
		for i := range sizes {
			if out[i] < sizes[i] {
				open++
			}
		}
		if open == 0 {
			break
		}
		each := max(n/open, 1)
		for i := range sizes {
			take := min(each, sizes[i]-out[i], n)
			out[i] += take
			n -= take
		}
	}
	return out
}

// write reads the sample with the tagger and writes it as JSON Lines.
func (r *reread) write(ctx context.Context, w io.Writer, t *portrayal.Tagger, workers int) error {
	all, rows := r.choose()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for i := range all {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			c := &all[i]
			m := t.Code(portrayal.InputAt(c.passage, c.at, c.end, c.who))
			m.Start, m.End = c.mention.Start, c.mention.End
			rows[i].Deep = export.NewMention(&m)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	zw := gzip.NewWriter(w)
	enc := json.NewEncoder(zw)
	enc.SetEscapeHTML(false)
	for i := range rows {
		if err := enc.Encode(&rows[i]); err != nil {
			return errors.Join(err, zw.Close())
		}
	}
	return zw.Close()
}
