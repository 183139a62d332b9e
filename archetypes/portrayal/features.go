package portrayal

import (
	"math"
	"strings"
	"sync"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
	"rolecall/index/segment"
)

// Input is one mention in its passage, all that the tagger sees of it.
type Input struct {
	// Passage is the text around the mention, Start and End the mention's
	// byte offsets in it, and Sentences the byte offsets of sentence starts.
	Passage    string
	Start, End int
	Sentences  []int
	// Who is the candidate that was found there; its own offsets are not used.
	Who mention.Candidate
}

// passageLimits cut passages as long as those that the models were fitted on.
var passageLimits = segment.Limits{Min: 130, Max: segment.MaxWords}

// InputAt cuts the passage around text[start:end] and returns it as input.
func InputAt(text string, start, end int, who mention.Candidate) Input {
	p := passageLimits.Around(text, start, end)
	in := Input{Passage: p.Of(text), Start: start - p.Start, End: end - p.Start, Who: who, Sentences: make([]int, 0, len(p.Sentences))}
	for _, s := range p.Sentences {
		in.Sentences = append(in.Sentences, s.Start-p.Start)
	}
	return in
}

// vector is a sparse feature vector under construction. Equal names add up.
type vector struct {
	space *space
	ids   []int32
	vals  []float32
}

// space numbers feature names. While it grows (training) new names get new
// numbers; once frozen unknown names are dropped.
type space struct {
	index  map[string]int32
	names  []string
	frozen bool
	// positions lends slices of len(names) zeros for compacting.
	positions sync.Pool
}

func newSpace() *space { return &space{index: map[string]int32{}} }

// freeze ends the growth of the space.
func (s *space) freeze() {
	s.frozen = true
	s.positions.New = func() any {
		p := make([]int32, len(s.names))
		return &p
	}
}

// noFeature is the number of a feature that a space does not have.
const noFeature = -1

// id returns the number of a feature, or noFeature.
func (s *space) id(name string) int32 {
	if i, ok := s.index[name]; ok {
		return i
	}
	if s.frozen {
		return noFeature
	}
	i := int32(len(s.names))
	s.index[name] = i
	s.names = append(s.names, name)
	return i
}

func (v *vector) add(name string, val float32) { v.addID(v.space.id(name), val) }

func (v *vector) addID(id int32, val float32) {
	if id >= 0 {
		v.ids = append(v.ids, id)
		v.vals = append(v.vals, val)
	}
}

// addWord adds the feature of a word in one of places.
func (v *vector) addWord(p place, word *token, val float32) {
	if v.space.frozen {
		v.addID(word.at[p], val)
	} else {
		v.add(places[p]+word.lower, val)
	}
}

// compact merges equal features; counts are damped so that the tenth "kill"
// says less than the first.
func (v *vector) compact() {
	var at []int32 // 1 + the place of each feature in the vector, 0 for none
	if v.space.frozen {
		p := v.space.positions.Get().(*[]int32)
		defer v.space.positions.Put(p)
		at = *p
	} else {
		at = make([]int32, len(v.space.names))
	}
	n := int32(0)
	for i, id := range v.ids {
		if k := at[id]; k > 0 {
			v.vals[k-1] += v.vals[i]
			continue
		}
		v.ids[n], v.vals[n] = id, v.vals[i]
		n++
		at[id] = n
	}
	v.ids, v.vals = v.ids[:n], v.vals[:n]
	for i, id := range v.ids {
		at[id] = 0
		if x := v.vals[i]; x > 1 {
			v.vals[i] = 1 + float32(math.Log(float64(x)))/2
		}
	}
}

// fired is one cue of a unit found in a passage.
type fired struct {
	ref
	at, words int      // the token at which it starts, and how many it has
	relation  Relation // in which it stands
	listed    bool     // the catalogue lists it in that relation
	denied    bool
	supposed  bool
	byRule    bool // it is of a meeting, and no feature
	weight    float32
}

// extractor turns inputs into features. It is safe for concurrent use once
// its space is frozen.
type extractor struct {
	lexicon    *lexicon
	space      *space
	vocabulary *vocabulary
	cueIDs     []cueIDs // parallel to the lexicon's units
}

func newExtractor(l *lexicon, sp *space) *extractor {
	x := &extractor{lexicon: l, space: sp, vocabulary: newVocabulary(l, sp)}
	for u := range l.names {
		var ids cueIDs
		for slot, name := range l.names[u] {
			ids[slot] = sp.id(name)
		}
		x.cueIDs = append(x.cueIDs, ids)
	}
	return x
}

// sight is what the extractor sees of one mention: its scene, the cues that
// fired and the features. It may be used again, for one mention after the
// other.
type sight struct {
	scene
	cues []fired
	vector
}

// see fills a sight with what a passage shows of a mention. tokens are those
// of the passage.
func (x *extractor) see(v *sight, in *Input, base int, tokens []token) {
	v.set(stage{in.Passage, base, in.Sentences, in.Start, in.End}, tokens)
	v.vector = vector{space: x.space, ids: v.ids[:0], vals: v.vals[:0]}
	v.cues = v.scene.cues(v.cues[:0])
	x.addCues(&v.vector, v.cues)
	v.cues = x.lexicon.meet(v.cues, &v.scene)
	v.addTarget(in, &v.scene)
	v.addNeighbours(&v.scene, &x.vocabulary.someName)
	v.addWords(&v.scene)
	v.addForm(&v.scene)
	v.addPrior(in)
	v.add("bias", 1)
	v.compact()
}

// seen returns the sight of an input by itself.
func (x *extractor) seen(in *Input) *sight {
	v := &sight{}
	x.see(v, in, 0, x.vocabulary.tokenize(nil, in.Passage, 0, len(in.Passage)))
	return v
}

// cues appends every cue of the lexicon in the scene with its relation.
func (s *scene) cues(out []fired) []fired {
	for i := range s.tokens {
		if t := &s.tokens[i]; t.word && !t.target {
			out = s.cuesAt(out, i)
		}
	}
	return out
}

// cuesAt appends the cues that start at token i.
func (s *scene) cuesAt(out []fired, i int) []fired {
	x := s.tokens[i].lexeme
	if len(x.cues)+len(x.phrases)+len(x.stems) == 0 {
		return out
	}
	n := len(out)
	for _, r := range x.cues {
		out = append(out, fired{ref: r, words: 1})
	}
	for _, p := range x.phrases {
		if s.goesOn(i+1, p.rest) {
			out = append(out, fired{ref: p.ref, words: 1 + len(p.rest)})
		}
	}
	for _, r := range x.stems {
		out = append(out, fired{ref: r, words: 1})
	}
	if n < len(out) {
		s.fire(out[n:], i)
	}
	return out
}

// goesOn tells whether words stand at token i.
func (s *scene) goesOn(i int, words []*lexeme) bool {
	if i+len(words) > len(s.tokens) {
		return false
	}
	for k, w := range words {
		if s.tokens[i+k].lexeme != w {
			return false
		}
	}
	return true
}

// fire says how the cues that start at token i stand to the target.
func (s *scene) fire(cues []fired, i int) {
	zone, near := s.tokens[i].zone, s.inTargetSentence(i)
	f := fired{relation: Anywhere, weight: 1, at: i, denied: s.negated(i), supposed: s.supposed(i)}
	rel, w := s.relationAt(i)
	switch {
	case w > 0:
		f.relation, f.weight = rel, w
	case zone == ownSpeech:
		f.relation = Says
	case zone == otherSpeech:
		f.relation = Told
	case near:
		f.relation = Near
	}
	for k := range cues {
		f.ref, f.words = cues[k].ref, cues[k].words
		listed := f.ref.relation
		f.listed = f.relation == listed || listed == Anywhere || listed == Near && near ||
			listed == Says && zone == ownSpeech || listed == Told && zone == otherSpeech
		cues[k] = f
	}
}

func (s *scene) inTargetSentence(i int) bool {
	return s.first >= 0 && s.tokens[i].sentence == s.tokens[s.first].sentence
}

// Features of one unit's cues: as listed, only supposed, denied, and by actual
// relation, denied or not.
const (
	cueListed = iota
	cueSupposed
	cueDenied
	cueAt
	cueDeniedAt = cueAt + int(relations)
	cueSlots    = cueDeniedAt + int(relations)
)

// cueNames and cueIDs are the names and numbers of those features.
type (
	cueNames [cueSlots]string
	cueIDs   [cueSlots]int32
)

func newCueNames(unit string) cueNames {
	var n cueNames
	n[cueListed], n[cueSupposed], n[cueDenied] = unit, "if."+unit, "not."+unit
	for r, kind := range catalogue.CueKinds() {
		n[cueAt+r] = unit + "@" + kind
		n[cueDeniedAt+r] = "not." + unit + "@" + kind
	}
	return n
}

// slots returns the features that a cue adds to: those as listed, if any, and
// one by actual relation.
func (f *fired) slots() (out [3]int, n int) {
	switch {
	case f.denied:
		return [3]int{cueDenied, cueDeniedAt + int(f.relation)}, 2
	case f.listed && f.supposed:
		return [3]int{cueListed, cueSupposed, cueAt + int(f.relation)}, 3
	case f.listed:
		return [3]int{cueListed, cueAt + int(f.relation)}, 2
	}
	return [3]int{cueAt + int(f.relation)}, 1
}

// addCues adds, per unit, the cues as listed and the cues by actual relation,
// denied ones apart.
func (x *extractor) addCues(v *vector, cues []fired) {
	for k := range cues {
		f := &cues[k]
		slots, n := f.slots()
		for _, s := range slots[:n] {
			v.addID(x.cueIDs[f.unit][s], f.weight)
		}
	}
}

// addTarget describes the words that mark the target.
func (v *vector) addTarget(in *Input, s *scene) {
	text := in.Passage[in.Start:in.End]
	lower := strings.ToLower(text)
	switch {
	case in.Who.Character != nil:
		v.add("target.name", 1)
		if in.Who.Character.Real {
			v.add("target.real", 1)
		}
		if in.Who.Alias {
			v.add("target.alias", 1)
		}
		v.add("target.support", min(float32(in.Who.Support%1000), 6)/3)
		v.add("target.kind="+in.Who.Character.Kind, 0.5)
	case in.Who.Local:
		v.add("target.local", 1)
		v.add("target.kind="+in.Who.Kind.ID, 0.5)
	case in.Who.Kind != nil:
		v.add("target.kindword="+in.Who.Kind.ID, 1)
		v.add("target.form="+lower, 1)
	default:
		v.add("target.unknown", 1)
	}
	if strings.HasSuffix(lower, "s") && in.Who.Kind != nil && !in.Who.Local {
		v.add("target.plural", 1)
	}
	if text == strings.ToUpper(text) && len(text) > 3 {
		v.add("target.capitals", 1)
	}
	if in.Who.Turn || s.ownTurn {
		v.add("target.turn", 1)
		if lower == "assistant" {
			v.add("target.turn.assistant", 1)
		}
	}
	v.add("target.repeats", float32(min(len(s.targets), 5))/2)
	if s.first >= 0 {
		v.add("target.zone="+zoneNames[s.tokens[s.first].zone], 1)
		if s.tokens[s.first].sentence == 0 && s.startsSentence(s.first) {
			v.add("target.opens", 1)
		}
	}
	for i := range s.tokens {
		if s.tokens[i].zone == ownSpeech {
			v.add("own.speech", 1)
			break
		}
	}
}

var zoneNames = [...]string{"narration", "own", "other", "label"}

// place is where a word stands that is a feature.
type place uint8

const (
	left place = iota // up to three words before the target
	right
	nextLeft // the word before it
	nextRight
	inOwn  // in the target's own speech
	inNear // in its sentence
	inFar  // in the passage
	placeCount
)

// Prefixes of features that are a word at a place.
const (
	leftWord, rightWord   = "left=", "right="
	firstLeft, firstRight = "l1=", "r1="
	ownWord               = "own:"
	nearWord              = "s:"
	farWord               = "p:"
)

var places = [placeCount]string{leftWord, rightWord, firstLeft, firstRight, ownWord, nearWord, farWord}

// addNeighbours adds the words beside the target, with their place.
func (v *vector) addNeighbours(s *scene, name *token) {
	if s.first < 0 {
		return
	}
	last := s.first
	for last+1 < len(s.tokens) && s.tokens[last+1].target {
		last++
	}
	for d := 1; d <= 3; d++ {
		if i := s.first - d; i >= 0 {
			v.addNeighbour(left, s, i, name)
			if d == 1 {
				v.addNeighbour(nextLeft, s, i, name)
			}
		}
		if i := last + d; i < len(s.tokens) {
			v.addNeighbour(right, s, i, name)
			if d == 1 {
				v.addNeighbour(nextRight, s, i, name)
			}
		}
	}
	if s.first > 1 {
		v.add("l2="+s.tokens[s.first-2].lower+"_"+s.tokens[s.first-1].lower, 1)
	}
}

// addNeighbour adds a word, or for a name, which would only say which work this
// is, what stands for all names.
func (v *vector) addNeighbour(p place, s *scene, i int, name *token) {
	t := &s.tokens[i]
	if t.word && t.capital && !s.startsSentence(i) {
		t = name
	}
	v.addWord(p, t, 1)
}

// BareWord tells whether a feature is a word without a known meaning, and
// whether it stands away from the target.
func BareWord(feature string) (bare, far bool) {
	far = strings.HasPrefix(feature, farWord)
	return far || strings.HasPrefix(feature, ownWord) || strings.HasPrefix(feature, nearWord), far
}

// addWords adds the passage's words by zone, names left out.
func (v *vector) addWords(s *scene) {
	for i := range s.tokens {
		t := &s.tokens[i]
		if !t.word || t.target || t.capital && !s.startsSentence(i) || t.zone == turnLabel {
			continue
		}
		switch {
		case t.zone == ownSpeech:
			v.addWord(inOwn, t, 1)
		case s.inTargetSentence(i):
			v.addWord(inNear, t, 1)
		}
		v.addWord(inFar, t, 0.5)
	}
}

// layoutPrefix starts the features that say how a passage is laid out.
const layoutPrefix = "form."

// Layout tells whether a feature says how the passage is laid out.
func Layout(feature string) bool { return strings.HasPrefix(feature, layoutPrefix) }

// addForm describes how the passage is laid out, which tells its form.
func (v *vector) addForm(s *scene) {
	var n, quoted, i, you, past, capitals float32
	for k := range s.tokens {
		t := &s.tokens[k]
		if !t.word {
			if t.lower == "?" {
				v.add("form.question", 0.5)
			}
			continue
		}
		n++
		switch {
		case t.marks.has(firstPerson):
			i++
		case t.marks.has(secondPerson):
			you++
		case strings.HasSuffix(t.lower, "ed"):
			past++
		}
		if t.capital && !s.startsSentence(k) {
			capitals++
		}
		if t.zone == ownSpeech || t.zone == otherSpeech {
			quoted++
		}
	}
	n = max(n, 1)
	v.add("form.quoted", quoted/n)
	v.add("form.i", min(1, 10*i/n))
	v.add("form.you", min(1, 10*you/n))
	v.add("form.past", min(1, 10*past/n))
	v.add("form.names", min(1, 5*capitals/n))
	v.add("form.turns", min(1, float32(s.turns)/4))
	v.add("form.quotes", min(1, float32(s.quotes)/4))
	v.add("form.short", max(0, 1-n/60))
	for _, m := range layoutMarks {
		if strings.Contains(s.text, m) {
			v.add("form.mark="+m, 1)
		}
	}
}

// layoutMarks betray a form: Markdown, links, screenplays, chats, years.
var layoutMarks = []string{"http", "](", "# ", "**", "INT.", "EXT.", "[", "USER:", "Human:", "Assistant:", "ASSISTANT:", "(19", "(20", "\n\n", "\n  ", "*", "--", "%"}

// addPrior adds what the catalogue knows of the character. How much that
// counts against the passage is fitted.
func (v *vector) addPrior(in *Input) {
	if in.Who.Character == nil {
		return
	}
	for _, a := range archetypeOrder {
		if p := in.Who.Character.Prior[a]; p > 0 {
			v.add("prior."+a, 3*float32(p))
			v.add("prior."+archetypes.Family(a), 2*float32(p))
		}
	}
}
