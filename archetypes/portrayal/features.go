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
	in := Input{Passage: p.Of(text), Start: start - p.Start, End: end - p.Start, Who: who}
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
	// byPlace holds, once frozen, the features that are a place and a word, so
	// that looking one up joins no strings.
	byPlace map[string]map[string]int32
	// positions lends slices of len(names) zeros for compacting.
	positions sync.Pool
}

func newSpace() *space { return &space{index: map[string]int32{}} }

// freeze ends the growth of the space.
func (s *space) freeze() {
	s.frozen = true
	s.byPlace = map[string]map[string]int32{}
	for _, place := range places {
		words := map[string]int32{}
		for i, name := range s.names {
			if word, ok := strings.CutPrefix(name, place); ok {
				words[word] = int32(i)
			}
		}
		s.byPlace[place] = words
	}
	s.positions.New = func() any {
		p := make([]int32, len(s.names))
		return &p
	}
}

func (s *space) id(name string) (int32, bool) {
	if i, ok := s.index[name]; ok {
		return i, true
	}
	if s.frozen {
		return 0, false
	}
	i := int32(len(s.names))
	s.index[name] = i
	s.names = append(s.names, name)
	return i, true
}

func (v *vector) add(name string, val float32) {
	if id, ok := v.space.id(name); ok {
		v.ids = append(v.ids, id)
		v.vals = append(v.vals, val)
	}
}

// addWord adds the feature of a word in one of places.
func (v *vector) addWord(place, word string, val float32) {
	if !v.space.frozen {
		v.add(place+word, val)
		return
	}
	if id, ok := v.space.byPlace[place][word]; ok {
		v.ids = append(v.ids, id)
		v.vals = append(v.vals, val)
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
	unit     int16
	listed   bool // the cue stands in the relation that the catalogue lists
	relation Relation
	denied   bool
	supposed bool
	weight   float32
}

// extractor turns inputs into features. It is safe for concurrent use once
// its space is frozen.
type extractor struct {
	lexicon *lexicon
}

// extract returns the features of an input in the given space, and the cues
// that fired.
func (x *extractor) extract(in *Input, sp *space) (*vector, []fired) {
	s := newScene(in.Passage, in.Start, in.End, in.Sentences)
	v := &vector{space: sp, ids: make([]int32, 0, 256), vals: make([]float32, 0, 256)}
	cues := x.cues(s)
	v.addCues(cues, x.lexicon)
	v.addTarget(in, s)
	v.addNeighbours(s)
	v.addWords(s)
	v.addForm(s)
	v.addPrior(in)
	v.add("bias", 1)
	v.compact()
	return v, cues
}

// cues finds every cue of the lexicon in the scene with its relation.
func (x *extractor) cues(s *scene) []fired {
	words := make([]string, len(s.tokens))
	for i := range s.tokens {
		words[i] = s.tokens[i].lower
	}
	var out []fired
	for i := range s.tokens {
		if !s.tokens[i].word || s.tokens[i].target {
			continue
		}
		x.lexicon.at(words, i, func(r ref, n int) {
			out = append(out, s.fire(r, i))
		})
	}
	return out
}

func (s *scene) fire(r ref, i int) fired {
	f := fired{unit: r.unit, relation: Anywhere, weight: 1, denied: s.negated(i), supposed: s.supposed(i)}
	rel, w := s.relationAt(i)
	switch {
	case w > 0:
		f.relation, f.weight = rel, w
	case s.tokens[i].zone == ownSpeech:
		f.relation = Says
	case s.tokens[i].zone == otherSpeech:
		f.relation = Told
	case s.inTargetSentence(i):
		f.relation = Near
	}
	f.listed = f.relation == r.relation || r.relation == Anywhere ||
		r.relation == Near && s.inTargetSentence(i) || r.relation == Says && s.tokens[i].zone == ownSpeech ||
		r.relation == Told && s.tokens[i].zone == otherSpeech
	return f
}

func (s *scene) inTargetSentence(i int) bool {
	return s.first >= 0 && s.tokens[i].sentence == s.tokens[s.first].sentence
}

// cueNames are the names of the features of one unit's cues.
type cueNames struct {
	listed, supposed, denied string
	at, deniedAt             [relations]string // by actual relation
}

func newCueNames(unit string) cueNames {
	n := cueNames{listed: unit, supposed: "if." + unit, denied: "not." + unit}
	for r, kind := range catalogue.CueKinds() {
		n.at[r] = unit + "@" + kind
		n.deniedAt[r] = "not." + unit + "@" + kind
	}
	return n
}

// addCues adds, per unit, the cues as listed and the cues by actual relation,
// denied ones apart.
func (v *vector) addCues(cues []fired, l *lexicon) {
	for _, f := range cues {
		names := &l.names[f.unit]
		if f.denied {
			v.add(names.denied, f.weight)
			v.add(names.deniedAt[f.relation], f.weight)
			continue
		}
		if f.listed {
			v.add(names.listed, f.weight)
			if f.supposed {
				v.add(names.supposed, f.weight)
			}
		}
		v.add(names.at[f.relation], f.weight)
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

// Prefixes of features that are a word at a place beside the target.
const (
	leftWord, rightWord   = "left=", "right="
	firstLeft, firstRight = "l1=", "r1="
)

// places are all prefixes of features that are a place and a word.
var places = []string{leftWord, rightWord, firstLeft, firstRight, ownWord, nearWord, farWord}

// addNeighbours adds the words beside the target, with their place.
func (v *vector) addNeighbours(s *scene) {
	if s.first < 0 {
		return
	}
	last := s.first
	for last+1 < len(s.tokens) && s.tokens[last+1].target {
		last++
	}
	for d := 1; d <= 3; d++ {
		if i := s.first - d; i >= 0 {
			v.addNeighbour(leftWord, s, i)
			if d == 1 {
				v.addNeighbour(firstLeft, s, i)
			}
		}
		if i := last + d; i < len(s.tokens) {
			v.addNeighbour(rightWord, s, i)
			if d == 1 {
				v.addNeighbour(firstRight, s, i)
			}
		}
	}
	if s.first > 1 {
		v.add("l2="+s.tokens[s.first-2].lower+"_"+s.tokens[s.first-1].lower, 1)
	}
}

func (v *vector) addNeighbour(place string, s *scene, i int) {
	word := s.tokens[i].lower
	if t := &s.tokens[i]; t.word && t.capital && !s.startsSentence(i) {
		word = "^" // names would only say which work this is
	}
	v.addWord(place, word, 1)
}

// Prefixes of features that are bare words: of the target's own speech, of its
// sentence, of the passage.
const (
	ownWord  = "own:"
	nearWord = "s:"
	farWord  = "p:"
)

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
			v.addWord(ownWord, t.lower, 1)
		case s.inTargetSentence(i):
			v.addWord(nearWord, t.lower, 1)
		}
		v.addWord(farWord, t.lower, 0.5)
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
		case t.lower == "i" || t.lower == "my" || t.lower == "me":
			i++
		case t.lower == "you" || t.lower == "your":
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
