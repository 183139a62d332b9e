// Package discover finds AI characters and kinds of machine that the catalogue
// lacks, so that users can add those of their own corpus.
//
// Names are found by how texts introduce them beside a word for a kind of
// machine ("a robot named X", "X, the ship's AI,"; see patterns). Each way has
// a weight, about the share of its finds that are AIs; what else the document
// says of the name (who owns the machine, whether the name is a word, what the
// tagger makes of its sentences) corrects that. Documents add up, and names are
// ranked by their evidence.
//
// A [Finder] reads documents one by one, [Names] gathers what it finds. Gathering
// is commutative and associative: sums are integers, samples are chosen by order.
package discover

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
	"rolecall/archetypes/naming"
	"rolecall/archetypes/portrayal"
	"rolecall/index/document"
	"rolecall/index/segment"
)

// Finder finds names in documents. It is safe for concurrent use.
type Finder struct {
	tagger *portrayal.Tagger
	known  map[string]bool // bare names of characters and titles of works
	kinds  map[string]bool // words for kinds, in lower case
}

// New returns a finder of what a catalogue lacks. The tagger must be of the
// same catalogue.
func New(c *catalogue.Catalogue, t *portrayal.Tagger) *Finder {
	f := &Finder{tagger: t, known: map[string]bool{}, kinds: map[string]bool{}}
	for _, ch := range c.Characters {
		for _, n := range slices.Concat([]string{ch.Name}, ch.Names, ch.Aliases) {
			f.known[catalogue.Bare(n)] = true
		}
		for _, w := range ch.Works {
			f.known[catalogue.Bare(w.Title)] = true
		}
	}
	for _, k := range c.Kinds {
		for _, form := range k.Forms {
			f.kinds[strings.ToLower(form)] = true
		}
	}
	return f
}

// sighting is what one document says of one name.
type sighting struct {
	name     string
	aliases  []string // shorter forms that the document introduces, too
	kinds    map[string]int
	patterns map[string]int
	finds    []find
	// miss is the probability that the name is no AI's, by the patterns.
	miss        float64
	occurrences int
	portrayal   float64 // mean P(portrayal) of its sentences
	isAI        float64 // mean P(reference ≠ not_ai)
	roles       map[string]float64
	neighbours  map[string]int
	passages    []Passage
}

// find is one place at which the text gives the name to a kind of machine.
type find struct {
	naming.Name
	kind   *catalogue.Kind
	plural bool // beside a word for several machines
}

// maxCoded is how many places of a name the tagger reads in one document.
const maxCoded = 4

// maxOccurrences bounds the count of a name in one document.
const maxOccurrences = 10000

// find returns what a document says of names that the catalogue lacks.
func (f *Finder) find(d *document.Document) []*sighting {
	candidates := f.tagger.Finder().Find(d.Text, d.Title).Candidates
	byName := map[string]*sighting{}
	var order []string
	for _, c := range candidates {
		if c.Kind == nil || c.Local || c.Turn {
			continue
		}
		names, plural := naming.Read(d.Text, c.Start, c.End, c.Kind.ID)
		for _, x := range names {
			name, ok := f.usable(inText(d.Text, d.Text[x.Start:x.End]))
			if !ok || f.isKnown(candidates, x.Start, x.End) {
				continue
			}
			key := catalogue.Bare(name)
			if byName[key] == nil {
				byName[key] = &sighting{name: name, kinds: map[string]int{}, patterns: map[string]int{}}
				order = append(order, key)
			}
			byName[key].add(find{x, c.Kind, plural}, name)
		}
	}
	var all []*sighting
	for _, key := range order {
		all = append(all, byName[key])
	}
	return slices.DeleteFunc(joinShort(all), func(s *sighting) bool { return !f.weigh(s, d) })
}

func (s *sighting) add(x find, name string) {
	for _, o := range s.finds {
		if o.Start == x.Start {
			return // the better pattern came first
		}
	}
	if s.name == strings.ToUpper(s.name) {
		s.name = name
	}
	s.finds = append(s.finds, x)
	s.kinds[x.kind.ID]++
	s.patterns[x.Pattern]++
}

// usable returns the name without what does not belong to it, and whether
// anything is left that can be a name of an AI that the catalogue lacks.
func (f *Finder) usable(name string) (string, bool) {
	name, ok := naming.Usable(name, f.kinds)
	return name, ok && !f.known[catalogue.Bare(name)]
}

// inText returns a name in capitals as the text has it elsewhere, with small
// letters.
func inText(text, name string) string {
	if name != strings.ToUpper(name) || strings.IndexFunc(name, unicode.IsDigit) >= 0 {
		return name
	}
	words := strings.Fields(name)
	for i, w := range words {
		_, n := utf8.DecodeRuneInString(w)
		words[i] = w[:n] + strings.ToLower(w[n:])
	}
	if small := strings.Join(words, " "); naming.Stands(text, small) {
		return small
	}
	return name
}

// isKnown tells whether a catalogued character stands there.
func (f *Finder) isKnown(candidates []mention.Candidate, start, end int) bool {
	return slices.ContainsFunc(candidates, func(c mention.Candidate) bool {
		return c.Character != nil && c.Start < end && start < c.End
	})
}

// joinShort counts a name of one word as another's who has it in a longer name
// in the same document.
func joinShort(all []*sighting) []*sighting {
	var out []*sighting
	for _, short := range all {
		i := slices.IndexFunc(all, func(long *sighting) bool {
			words := strings.Fields(long.name)
			return len(words) > 1 && !strings.Contains(short.name, " ") &&
				slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, short.name) })
		})
		if i < 0 {
			out = append(out, short)
			continue
		}
		all[i].aliases = append(all[i].aliases, short.name)
		for _, x := range short.finds {
			all[i].add(x, all[i].name)
		}
	}
	return out
}

func named(finds []find) []naming.Name {
	out := make([]naming.Name, len(finds))
	for i := range finds {
		out[i] = finds[i].Name
	}
	return out
}

// isKind tells whether the name is one of several machines ("robots called
// Clickers"), and so a word for a kind.
func (s *sighting) isKind() bool {
	return strings.HasSuffix(s.name, "s") && !slices.ContainsFunc(s.finds, func(x find) bool { return !x.plural })
}

// weigh fills in what the whole document says of a name. It returns false
// where that is that it is no AI's.
func (f *Finder) weigh(s *sighting, d *document.Document) bool {
	use := naming.UsageOf(d.Text, s.name, named(s.finds), maxOccurrences)
	if use.Common() || len(use.At) < 2 && !slices.ContainsFunc(s.finds, func(x find) bool { return x.Pattern != "designation" }) {
		return false
	}
	s.miss = 1
	for _, x := range s.finds {
		s.miss *= 1 - x.Weight
	}
	s.miss = max(s.miss, 0.02)
	// An owner of machines, or a person with a title, is hardly one.
	s.miss = 1 - (1-s.miss)/float64(1+2*use.Owns+2*use.Titled)
	s.occurrences = len(use.At)
	f.code(s, d, use.At)
	// What the tagger makes of its sentences halves or keeps what is left.
	s.miss = 1 - (1-s.miss)*(0.7+0.3*s.isAI)
	s.neighbours = f.neighbours(d.Text, use.At, s.name)
	return s.miss <= 1-minEvidence
}

// minEvidence is the probability below which a document says nothing.
const minEvidence = 0.1

// code has the tagger read some places of the name as a name that the text
// itself gives to a machine: those that introduce it, and others.
func (f *Finder) code(s *sighting, d *document.Document, at []naming.Span) {
	var places []naming.Span
	add := func(x naming.Span) {
		if len(places) < maxCoded && !slices.ContainsFunc(places, func(p naming.Span) bool { return p.Start == x.Start }) {
			places = append(places, x)
		}
	}
	for _, x := range s.finds[:min(len(s.finds), maxCoded/2)] {
		add(x.Span)
	}
	for k := range maxCoded {
		if len(at) > 0 {
			add(at[k*len(at)/maxCoded])
		}
	}
	s.roles = map[string]float64{}
	notAI := archetypes.Index(archetypes.Reference, archetypes.NotAI)
	for _, place := range places {
		in := portrayal.InputAt(d.Text, place.Start, place.End, mention.Candidate{Kind: s.finds[0].kind, Local: true})
		m := f.tagger.Code(in)
		p := m.PortrayalP()
		s.portrayal += p / float64(len(places))
		s.isAI += (1 - m.P[archetypes.Reference][notAI]) / float64(len(places))
		for i, a := range archetypes.Archetypes() {
			s.roles[a] += p * m.P[archetypes.ArchetypeOf][i]
		}
		runes := segment.Runes(in.Passage, []int{in.Start, in.End})
		weight := 0.0
		for _, x := range s.finds {
			if x.Start == place.Start {
				weight = x.Weight
			}
		}
		s.passages = append(s.passages, Passage{
			Text: in.Passage, Start: runes[0], End: runes[1], Document: d.ID, Shard: d.Origin.Shard, Row: d.Origin.Row,
			rank: int64(millionths * (2*weight + p)), // an introduction shows best what is meant
		})
	}
}
