package portrayal

import (
	"cmp"
	"slices"
	"strings"

	"rolecall/archetypes"
	"rolecall/archetypes/mention"
	"rolecall/index/document"
	"rolecall/index/segment"
)

// Explanation says why one mention got its labels.
type Explanation struct {
	Tagged
	// Basis says why the candidate was found.
	Basis mention.Basis
	// Target is the mention's place in Passage, in code points.
	Target document.Span
	// Voices are the stretches of Passage that are not narration.
	Voices []Voice
	// Fields explains each field that is coded, in the codebook's order.
	Fields []Reasons
	// Shown explains each trait that is tagged from the closed set; Rules names
	// the gaps and further traits, which cues decide by themselves.
	Shown []Reasons
	Rules []CuedTrait
}

// Voice is a stretch of a passage that somebody speaks, in code points.
type Voice struct {
	document.Span
	// Own is true for the target's own speech, Label for the labels of turns.
	Own, Label bool
}

// Reasons says why a field has its label, or why a trait is tagged.
type Reasons struct {
	Field, Label string
	// P is parallel to archetypes.Values(Field); for a trait it is the
	// probability that it is not shown, and that it is.
	P archetypes.Distribution
	// For and Against are the features that speak most for and against the
	// label, strongest first.
	For, Against []Contribution
	// Rest is what all further features add up to.
	Rest float64
	// Catalogue is true where the catalogue narrowed the choice: a catalogued
	// character is a figure or a system as its file says.
	Catalogue bool
	// Leant is true where the label is a rarer value than the most probable one;
	// see Decide.
	Leant bool
}

// Contribution is what one feature adds to the score of a label over the mean
// of all: Amount = Value · Weight, where Weight is the model's weight for the
// label less the mean over the classes. An amount of 0.7 doubles the odds.
type Contribution struct {
	Feature string
	// Words are the cue's words in the passage, where the feature is a cue.
	Words                 []string
	Value, Weight, Amount float64
}

// CuedTrait is a trait or gap that cues show by themselves.
type CuedTrait struct {
	ID    string
	Words []string
}

// maxReasons is how many features a Reasons names for and against.
const maxReasons = 12

// Explain codes the mention that covers code point at of the text and says why
// it got its labels; ok is false where no mention does.
func (t *Tagger) Explain(text, title string, at int) (e Explanation, ok bool) {
	offset := segment.Bytes(text, []int{at})[0]
	for _, c := range t.finder.Find(text, title).Candidates {
		if c.Start <= offset && offset < c.End {
			return t.explain(text, title, c), true
		}
	}
	return Explanation{}, false
}

func (t *Tagger) explain(text, title string, c mention.Candidate) Explanation {
	in := InputAt(text, c.Start, c.End, c)
	v := t.x.seen(&in)
	e := Explanation{Tagged: Tagged{Mention: t.code(&in, v), Passage: in.Passage, Who: c}, Basis: t.finder.Basis(text, title, c)}
	from := c.Start - in.Start
	p := segment.Runes(text, []int{from, c.Start, c.End, from + len(in.Passage)})
	e.Start, e.End = p[1], p[2]
	e.Span = document.Span{Start: p[0], End: p[3]}
	e.Target = document.Span{Start: p[1] - p[0], End: p[2] - p[0]}

	e.Voices = v.voices()
	words, shown := t.x.cueWords(v)
	for _, f := range archetypes.Fields() {
		if !e.IsPortrayal() && slices.Contains(archetypes.ConductFields(), f) {
			continue
		}
		e.Fields = append(e.Fields, t.fieldReasons(&e, f, &v.vector, words))
	}
	for k, trait := range archetypes.Traits() {
		if slices.Contains(e.Traits, trait) {
			r := Reasons{Field: "trait." + trait, Label: trait, P: archetypes.Distribution{1 - e.TraitP[k], e.TraitP[k]}}
			t.model.weighTrait(&r, t.model.traits[k], &v.vector, words)
			e.Shown = append(e.Shown, r)
		}
	}
	for n, u := range t.x.lexicon.rules {
		if u.kind != evidenceOnly && (slices.Contains(e.Gaps, u.id) || slices.Contains(e.Traits, u.id)) {
			e.Rules = append(e.Rules, CuedTrait{u.id, shown[int16(n)]})
		}
	}
	return e
}

func (t *Tagger) fieldReasons(e *Explanation, f archetypes.Field, v *vector, words map[string][]string) Reasons {
	r := Reasons{Field: string(f), Label: e.Labels[f], P: e.P[f], Catalogue: f == archetypes.Reference && e.Who.Character != nil}
	label := archetypes.Index(f, r.Label)
	r.Leant = label != r.P.Best()
	t.model.weigh(&r, f, label, v, words)
	return r
}

// weigh fills in what the features of a vector, and the probabilities of the
// first stage where there is a second, add to a class of a field.
func (m *Model) weigh(r *Reasons, f archetypes.Field, class int, v *vector, words map[string][]string) {
	var all []Contribution
	for k, id := range v.ids {
		all = contribute(all, m.space.names[id], float64(v.vals[k]), m.weightsOf(f, id), class, words)
	}
	names, vals, weights := m.secondReasons(f, v)
	for k := range names {
		all = contribute(all, names[k], vals[k], weights[k], class, nil)
	}
	r.sum(all)
}

// weighTrait fills in what the features of a vector add to a trait.
func (m *Model) weighTrait(r *Reasons, h *head, v *vector, words map[string][]string) {
	var all []Contribution
	for k, id := range v.ids {
		w := m.weights(h, id)
		all = contribute(all, m.space.names[id], float64(v.vals[k]), []float64{float64(w[0]), float64(w[1])}, 1, words)
	}
	r.sum(all)
}

// contribute appends what a feature adds to a class, if anything.
func contribute(all []Contribution, name string, value float64, weights []float64, class int, words map[string][]string) []Contribution {
	mean := 0.0
	for _, w := range weights {
		mean += w / float64(len(weights))
	}
	w := weights[class] - mean
	if w*value == 0 {
		return all
	}
	return append(all, Contribution{name, words[name], value, w, w * value})
}

// sum names the strongest contributions for and against, and adds up the rest.
func (r *Reasons) sum(all []Contribution) {
	slices.SortFunc(all, func(a, b Contribution) int {
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Feature, b.Feature))
	})
	for len(all) > 0 && all[0].Amount > 0 && len(r.For) < maxReasons {
		r.For, all = append(r.For, all[0]), all[1:]
	}
	for len(all) > 0 && all[len(all)-1].Amount < 0 && len(r.Against) < maxReasons {
		r.Against, all = append(r.Against, all[len(all)-1]), all[:len(all)-1]
	}
	for _, c := range all {
		r.Rest += c.Amount
	}
}

// cueWords returns the words of the cues that fired by the features that they
// add to, and by the units that they show by themselves.
func (x *extractor) cueWords(v *sight) (byFeature map[string][]string, byUnit map[int16][]string) {
	byFeature, byUnit = map[string][]string{}, map[int16][]string{}
	for k := range v.cues {
		f := &v.cues[k]
		var words []string
		for _, t := range v.tokens[f.at : f.at+f.words] {
			words = append(words, t.lower)
		}
		text := strings.Join(words, " ")
		slots, n := f.slots()
		if f.byRule {
			n = 0
		}
		for _, s := range slots[:n] {
			if name := x.lexicon.names[f.unit][s]; !slices.Contains(byFeature[name], text) {
				byFeature[name] = append(byFeature[name], text)
			}
		}
		if f.listed && !f.denied && !slices.Contains(byUnit[f.unit], text) {
			byUnit[f.unit] = append(byUnit[f.unit], text)
		}
	}
	return byFeature, byUnit
}

// voices returns the stretches of the scene that are not narration.
func (s *scene) voices() []Voice {
	var out []Voice
	for i := 0; i < len(s.tokens); {
		j := i + 1
		for j < len(s.tokens) && s.tokens[j].zone == s.tokens[i].zone {
			j++
		}
		if z := s.tokens[i].zone; z != narration {
			at := segment.Runes(s.text, []int{s.tokens[i].start - s.base, s.tokens[j-1].end - s.base})
			out = append(out, Voice{document.Span{Start: at[0], End: at[1]}, z == ownSpeech, z == turnLabel})
		}
		i = j
	}
	return out
}

// LeftOut returns the names and kinds of a text that Tag leaves out.
func (t *Tagger) LeftOut(text, title string) []mention.LeftOut { return t.finder.LeftOut(text, title) }

// Finder returns what finds the tagger's mentions.
func (t *Tagger) Finder() *mention.Finder { return t.finder }

// Decide returns the label that a distribution of a field stands for, also
// where the tagger leaves conduct uncoded because the mode is no portrayal.
func (t *Tagger) Decide(f archetypes.Field, p archetypes.Distribution) string {
	return archetypes.Values(f)[Decide(p, t.model.heads[f].lean)]
}
