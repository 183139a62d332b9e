package discover

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/index/document"
)

// Names gathers what a finder finds in documents. It is not safe for
// concurrent use; gather per worker and merge.
type Names struct {
	finder *Finder
	byKey  map[string]*tally
	kinds  map[string]*kindTally
}

// Names returns an empty gathering.
func (f *Finder) Names() *Names {
	return &Names{finder: f, byKey: map[string]*tally{}, kinds: map[string]*kindTally{}}
}

// tally sums up sightings of one name. Sums are integers, in millionths, so
// that their order changes nothing.
type tally struct {
	spellings           map[string]int
	aliases             map[string]int
	kinds, patterns     map[string]int
	documents           int
	occurrences         int
	evidence, confident int64 // Σ e, and Σ -log(1-e), over documents
	portrayal           int64 // Σ P(portrayal)
	roles               map[string]int64
	neighbours          map[string]int
	passages            []Passage
}

// Passage is a place at which a name or kind was found.
type Passage struct {
	Text string `json:"text"`
	// Start and End are the target's code points in Text, half open.
	Start int `json:"start"`
	End   int `json:"end"`
	// Document is its id; Shard and Row tell where it stands.
	Document string `json:"document"`
	Shard    string `json:"shard"`
	Row      int64  `json:"row"`

	rank int64
}

// maxPassages is how many passages are kept of a name.
const maxPassages = 3

const millionths = 1e6

// Add reads a document. One that the tagger's gate stops holds no word for a
// kind, and so nothing to find.
func (n *Names) Add(d *document.Document) {
	if !n.finder.tagger.Gate(d.Text) {
		return
	}
	for _, s := range n.finder.find(d) {
		if s.isKind() {
			n.takeKind(singular(strings.ToLower(s.name)), &kindTally{word: s.name, documents: 1, occurrences: s.occurrences, passages: best(s.passages)})
			continue
		}
		n.add(s)
	}
	n.addKinds(d)
}

func (n *Names) add(s *sighting) {
	e := min(1-s.miss, 0.98)
	t := &tally{
		spellings: map[string]int{s.name: 1}, aliases: map[string]int{}, kinds: s.kinds, patterns: s.patterns,
		documents: 1, occurrences: s.occurrences,
		evidence: int64(e * millionths), confident: int64(-math.Log(1-e) * millionths),
		portrayal: int64(s.portrayal * millionths), roles: map[string]int64{}, neighbours: s.neighbours,
	}
	for _, a := range s.aliases {
		t.aliases[a] = 1
	}
	for a, p := range s.roles {
		t.roles[a] = int64(p * millionths)
	}
	t.keep(s.passages)
	n.take(catalogue.Bare(s.name), t)
}

// Merge adds what another gathering found, which must not be used any more.
func (n *Names) Merge(o *Names) {
	for key, t := range o.byKey {
		n.take(key, t)
	}
	for key, k := range o.kinds {
		n.takeKind(key, k)
	}
}

func (n *Names) take(key string, t *tally) {
	own := n.byKey[key]
	if own == nil {
		n.byKey[key] = t
		return
	}
	for _, m := range []struct{ to, from map[string]int }{
		{own.spellings, t.spellings}, {own.aliases, t.aliases}, {own.kinds, t.kinds}, {own.patterns, t.patterns}, {own.neighbours, t.neighbours},
	} {
		addCounts(m.to, m.from)
	}
	addCounts(own.roles, t.roles)
	own.documents += t.documents
	own.occurrences += t.occurrences
	own.evidence += t.evidence
	own.confident += t.confident
	own.portrayal += t.portrayal
	own.keep(t.passages)
}

func addCounts[N int | int64](to, from map[string]N) {
	for k, v := range from {
		to[k] += v
	}
}

// keep keeps the best passages, the same for any order.
func (t *tally) keep(passages []Passage) { t.passages = best(append(t.passages, passages...)) }

func best(passages []Passage) []Passage {
	slices.SortFunc(passages, func(a, b Passage) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.Document, b.Document), cmp.Compare(a.Shard, b.Shard), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Start, b.Start))
	})
	// One a document first, no text twice.
	var out []Passage
	for _, again := range []bool{false, true} {
		for _, p := range passages {
			if len(out) < maxPassages && !slices.ContainsFunc(out, func(o Passage) bool {
				return o.Text == p.Text || !again && o.Document == p.Document && o.Shard == p.Shard && o.Row == p.Row
			}) {
				out = append(out, p)
			}
		}
	}
	return out
}

// Name is a name of an AI that the catalogue lacks, with its evidence.
type Name struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"` // shorter forms
	// Kinds are the kinds of machine beside which it was found, the most
	// frequent first, and Patterns the ways in which, with counts.
	Kinds    []Count `json:"kinds"`
	Patterns []Count `json:"patterns"`
	// Documents introduce it; Occurrences counts it in these.
	Documents   int `json:"documents"`
	Occurrences int `json:"occurrences"`
	// Confidence is about the probability that it is an AI's name, as far as
	// patterns tell. Names are ranked by it and by the number of documents.
	Confidence float64 `json:"confidence"`
	// Portrayal is the mean probability that its passages portray an AI.
	Portrayal float64 `json:"portrayal"`
	// Roles are archetypes that the tagger gives it, as shares of portrayals.
	Roles map[string]float64 `json:"roles"`
	// Neighbours are names that stand near it.
	Neighbours []Count   `json:"neighbours"`
	Passages   []Passage `json:"passages"`

	score float64
}

// Count is a value with how often it was found.
type Count struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// maxNeighbours is how many neighbours a name shows.
const maxNeighbours = 8

// Ranked returns the names by evidence, at most limit of them, or
// all for -1.
func (n *Names) Ranked(limit int) []Name {
	out := []Name{}
	for _, key := range slices.Sorted(maps.Keys(n.byKey)) {
		t := n.byKey[key]
		docs := float64(t.documents)
		x := Name{
			Name: counted(t.spellings, nil)[0].Value, Kinds: counted(t.kinds, nil), Patterns: counted(t.patterns, nil),
			Documents: t.documents, Occurrences: t.occurrences,
			Confidence: round(1 - math.Exp(-float64(t.confident)/millionths)),
			Portrayal:  round(float64(t.portrayal) / millionths / docs),
			Roles:      shares(t.roles), Passages: t.passages,
		}
		for _, a := range counted(t.aliases, nil) {
			x.Aliases = append(x.Aliases, a.Value)
		}
		x.Neighbours = counted(t.neighbours, func(c int) bool { return c > 1 })
		x.Neighbours = x.Neighbours[:min(len(x.Neighbours), maxNeighbours)]
		x.score = x.Confidence * (1 + math.Log1p(float64(t.evidence)/millionths) + 0.1*math.Log1p(float64(t.occurrences)))
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b Name) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Name, b.Name))
	})
	if limit < 0 {
		return out
	}
	return out[:min(len(out), limit)]
}

func round(x float64) float64 { return math.Round(x*1000) / 1000 }

// counted returns counts in order, the largest first; in capitals a name comes
// after its other spellings.
func counted(m map[string]int, use func(int) bool) []Count {
	out := []Count{}
	for v, c := range m {
		if use == nil || use(c) {
			out = append(out, Count{v, c})
		}
	}
	slices.SortFunc(out, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(b.Value, a.Value))
	})
	return out
}

func shares(sums map[string]int64) map[string]float64 {
	total := int64(0)
	for _, v := range sums {
		total += v
	}
	out := map[string]float64{}
	for _, a := range archetypes.Archetypes() {
		if total > 0 && float64(sums[a])/float64(total) >= 0.05 {
			out[a] = round(float64(sums[a]) / float64(total))
		}
	}
	return out
}

// ID returns an id for the name's catalogue file.
func (x *Name) ID() string { return idOf(x.Name) }

func idOf(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') })
	return cmp.Or(strings.Join(words, "-"), "unnamed")
}

// Split returns the names that mean the character wherever they stand, as the
// catalogue has it: those with a digit, a space, a sign or an inner capital;
// and the others, which need context.
func (x *Name) Split() (names, aliases []string) {
	for _, n := range append([]string{x.Name}, x.Aliases...) {
		if distinctive(n) {
			names = append(names, n)
		} else {
			aliases = append(aliases, n)
		}
	}
	return names, aliases
}

func distinctive(name string) bool {
	inner := false
	for i, r := range name {
		if !unicode.IsLetter(r) {
			return true
		}
		inner = inner || i > 0 && unicode.IsUpper(r)
	}
	return inner && name != strings.ToUpper(name)
}

// Needs returns the neighbours that a catalogue entry may name as context.
func (x *Name) Needs() []string {
	var out []string
	for _, n := range x.Neighbours {
		out = append(out, n.Value)
	}
	return out
}
