// Package portrayal decides what a passage shows of the AI character that a
// mention refers to: whether it is one at all, whether it is portrayed or
// only named, and in which role, spirit and frame.
//
// A passage is taken apart around its target (who speaks where, which words
// stand to the target as agent, patient or speech: scene and relations), the
// catalogue's cues and the words themselves become named features, and one
// linear model per field turns them into probabilities. Some fields are read
// twice: a second stage takes what the first makes of all of them. The
// character's prior is a feature among others, so it yields to the passage.
//
// Weights are fitted in archetypes/train and embedded.
package portrayal

import (
	"slices"
	"strings"
	"sync"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
	"rolecall/index/document"
	"rolecall/index/segment"
)

// Tagger finds and codes the mentions of a text. It is safe for concurrent use.
type Tagger struct {
	finder *mention.Finder
	x      *extractor
	model  *Model
	deep   *Deep     // nil in the fast tier
	work   sync.Pool // of *workspace
}

// NewTagger joins a catalogue and a model.
//
// Without a model it only tells what is Shown.
func NewTagger(c *catalogue.Catalogue, m *Model) *Tagger {
	sp := newSpace()
	sp.freeze()
	if m != nil {
		sp = m.space
	}
	return &Tagger{finder: mention.New(c), x: newExtractor(newLexicon(c), sp), model: m}
}

// Tagged is one mention and the passage that was read for it.
type Tagged struct {
	archetypes.Mention
	// Passage is the text that the labels rest on, Span its place in the
	// document in code points.
	Passage string
	Span    document.Span
	// Who is the candidate that was found there, with byte offsets in the
	// document.
	Who mention.Candidate
}

// Result is what Tag finds in a text.
type Result struct {
	Mentions []Tagged
	// Ambiguous counts names left out for want of context.
	Ambiguous int
}

// Gate tells whether a text can hold a mention at all. Where it says no, Tag
// finds none.
func (t *Tagger) Gate(text string) bool { return t.finder.Gate(text) }

// Tag codes every mention of a text, in order. The title of its work may be
// empty.
func (t *Tagger) Tag(text, title string) Result {
	found := t.finder.Find(text, title)
	res := Result{Ambiguous: found.Ambiguous}
	if len(found.Candidates) == 0 {
		return res
	}
	runes := newRuneIndex(text)
	w := t.workspace(text)
	defer t.put(w)
	for _, c := range found.Candidates {
		in := InputAt(text, c.Start, c.End, c)
		m := t.code(&in, w.see(&in, c.Start-in.Start))
		m.Start, m.End = runes.at(c.Start), runes.at(c.End)
		from := c.Start - in.Start
		span := document.Span{Start: runes.at(from), End: runes.at(from + len(in.Passage))}
		res.Mentions = append(res.Mentions, Tagged{Mention: m, Passage: in.Passage, Span: span, Who: c})
	}
	return res
}

// workspace is what is read of one text: its tokens, and the last mention seen.
type workspace struct {
	x      *extractor
	reader reader
	sight  sight
}

func (t *Tagger) workspace(text string) *workspace {
	w, ok := t.work.Get().(*workspace)
	if !ok {
		w = &workspace{x: t.x}
	}
	w.reader = reader{vocabulary: t.x.vocabulary, text: text, tokens: w.reader.tokens[:0]}
	return w
}

// put keeps a workspace for the next text, without what points to this one.
func (t *Tagger) put(w *workspace) {
	clear(w.reader.tokens[:cap(w.reader.tokens)])
	clear(w.sight.tokens[:cap(w.sight.tokens)])
	w.reader.text, w.sight.text, w.sight.sentenceStarts = "", "", nil
	t.work.Put(w)
}

// see returns the sight of a mention whose passage starts at byte base of the
// text. It holds until the next.
func (w *workspace) see(in *Input, base int) *sight {
	w.x.see(&w.sight, in, base, w.reader.passage(base, base+len(in.Passage)))
	return &w.sight
}

// Code codes one mention that was found otherwise. Its offsets are left zero.
func (t *Tagger) Code(in Input) archetypes.Mention { return t.code(&in, t.x.seen(&in)) }

func (t *Tagger) code(in *Input, v *sight) archetypes.Mention {
	m := archetypes.Mention{
		Text:   in.Passage[in.Start:in.End],
		Labels: make(map[archetypes.Field]string, 11),
		P:      make(map[archetypes.Field]archetypes.Distribution, 10),
	}
	if in.Who.Character != nil {
		m.Character = in.Who.Character.ID
	}
	if in.Who.Kind != nil {
		m.Kind = in.Who.Kind.ID
	}
	p, byTrait := t.probabilities(in, v)
	for i, f := range fields {
		m.P[f] = p[i]
	}
	m.TraitP = byTrait
	agree(&m, in)
	t.label(&m)
	if m.IsPortrayal() {
		m.Traits = tagTraits(m.TraitP)
		t.addCueTraits(&m, v.cues)
	}
	return m
}

// probabilities returns those of all fields, and of each trait: in the deep tier
// the two tiers' pooled.
func (t *Tagger) probabilities(in *Input, v *sight) (byField []archetypes.Distribution, byTrait []float64) {
	byField, byTrait = t.model.probabilities(&v.vector)
	if t.deep != nil {
		t.deep.pool(byField, byTrait, in, &v.scene)
	}
	return byField, byTrait
}

// TraitThreshold is the probability from which a trait of the closed set is
// tagged; it balances precision and recall on the gold.
const TraitThreshold = 0.4

func tagTraits(p []float64) []string {
	var out []string
	for i, t := range traits {
		if p[i] >= TraitThreshold {
			out = append(out, t)
		}
	}
	return out
}

// addCueTraits adds what is tagged by rule: gaps, and traits beyond the
// closed set. One cue that is listed and not denied is enough.
func (t *Tagger) addCueTraits(m *archetypes.Mention, cues []fired) {
	for _, unit := range t.x.lexicon.decisive {
		if !slices.ContainsFunc(cues, func(f fired) bool { return f.unit == unit && f.listed && !f.denied }) {
			continue
		}
		switch r := t.x.lexicon.rules[unit]; r.kind {
		case gapRule:
			m.Gaps = append(m.Gaps, r.id)
		case traitRule:
			m.Traits = append(m.Traits, r.id)
		}
	}
}

// agree makes the distributions say one thing: what is no AI is no portrayal,
// and a catalogued character is a system or a figure as the catalogue says.
func agree(m *archetypes.Mention, in *Input) {
	ref := m.P[archetypes.Reference]
	if c := in.Who.Character; c != nil {
		from, to := archetypes.NamedFictional, archetypes.RealSystem
		if !c.Real {
			from, to = to, from
		}
		i, j := archetypes.Index(archetypes.Reference, from), archetypes.Index(archetypes.Reference, to)
		ref[j] += ref[i]
		ref[i] = 0
	}
	mode := m.P[archetypes.Mode]
	none := archetypes.Index(archetypes.Mode, archetypes.None)
	notAI := archetypes.Index(archetypes.Reference, archetypes.NotAI)
	// Two heads answer whether this is an AI; their mean is the better guess.
	p := (mode[none] + ref[notAI]) / 2
	rescale(mode, none, p)
	rescale(ref, notAI, p)
}

// rescale sets d[i] to p and spreads the rest in proportion.
func rescale(d archetypes.Distribution, i int, p float64) {
	rest := 1 - d[i]
	for j := range d {
		switch {
		case j == i:
			d[j] = p
		case rest > 0:
			d[j] *= (1 - p) / rest
		default:
			d[j] = (1 - p) / float64(len(d)-1)
		}
	}
}

// label sets the hard labels. The mode leads: a portrayal has conduct, and
// what is no AI has neither.
func (t *Tagger) label(m *archetypes.Mention) {
	pick := func(f archetypes.Field) string {
		return values[f][Decide(m.P[f], t.model.heads[f].lean)]
	}
	m.Labels[archetypes.Mode] = pick(archetypes.Mode)
	m.Labels[archetypes.Form] = pick(archetypes.Form)
	m.Labels[archetypes.Reference] = pick(archetypes.Reference)
	if m.Labels[archetypes.Mode] == archetypes.None {
		m.Labels[archetypes.Reference] = archetypes.NotAI
	} else if m.Labels[archetypes.Reference] == archetypes.NotAI {
		m.Labels[archetypes.Reference] = bestBut(m.P[archetypes.Reference], archetypes.NotAI)
	}
	for _, f := range conduct {
		m.Labels[f] = archetypes.Uncoded(f)
		if m.IsPortrayal() {
			m.Labels[f] = pick(f)
		}
	}
}

func bestBut(d archetypes.Distribution, not string) string {
	values := values[archetypes.Reference]
	best := -1
	for i, p := range d {
		if values[i] != not && (best < 0 || p > d[best]) {
			best = i
		}
	}
	return values[best]
}

// runeIndex converts byte offsets of one text to code points, in any order,
// at the cost of one pass.
type runeIndex struct {
	text  string
	marks []int // code points before each block of the text
}

const runeBlock = 1024

func newRuneIndex(text string) *runeIndex {
	x := &runeIndex{text: text}
	blocks := make([]int, 0, len(text)/runeBlock+1)
	for at := 0; at <= len(text); at += runeBlock {
		blocks = append(blocks, at)
	}
	x.marks = segment.Runes(text, blocks)
	return x
}

func (x *runeIndex) at(offset int) int {
	b := offset / runeBlock
	n := x.marks[b]
	start := b * runeBlock
	for start < len(x.text) && start > 0 && x.text[start]&0xC0 == 0x80 {
		start-- // the block cuts a rune; segment.Runes counted up to its start
	}
	for range x.text[start:offset] {
		n++
	}
	return n
}

// Shown returns the ids of traits and gaps that a text's cues show of some
// mention in it, by rule alone: at least one cue in a listed relation that is
// not denied. It serves the proofs in the catalogue's files.
func (t *Tagger) Shown(text string) map[string]bool {
	ids := map[string]bool{}
	for _, c := range t.finder.Find(text, "").Candidates {
		in := InputAt(text, c.Start, c.End, c)
		for _, f := range t.x.seen(&in).cues {
			if _, id, ok := strings.Cut(t.x.lexicon.units[f.unit], "."); ok && f.listed && !f.denied {
				ids[id] = true
			}
		}
	}
	return ids
}
