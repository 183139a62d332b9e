// Package voice hears machines by how they speak. A story often never says
// that Iris is an AI: she reports an analysis, flags an anomaly, and her voice
// comes from the console.
//
// A name counts that the text ties to speech or to a voice: "…," Iris reported;
// Iris's voice; Iris: at the start of a line; "Iris, run it again." The words
// around such places are weighed by a linear model whose weights are few, named
// and in weights.txt; nothing of what a story is about or who is in it is
// among them. The bar is high: in prose without machines nearly nothing passes.
//
// Offsets are byte offsets into the text, half open.
package voice

import (
	_ "embed"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rolecall/archetypes/naming"
)

// word is a word of the text, in bytes.
type word struct {
	start, end int
	text       string // without a possessive's 's
	lower      string
	possessive bool
	quoted     bool   // a quotation mark stands right before it
	group      string // of the lexicon, if any
}

// words cuts a text. Inner hyphens, apostrophes and stops belong to a word.
func words(text string) []word {
	var out []word
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isWordRune(r) {
			i += n
			continue
		}
		start := i
		for i < len(text) {
			r, n = utf8.DecodeRuneInString(text[i:])
			if isWordRune(r) {
				i += n
				continue
			}
			next, _ := utf8.DecodeRuneInString(text[i+n:])
			if !strings.ContainsRune("-'’.", r) || !isWordRune(next) {
				break
			}
			i += n
		}
		w := word{start: start, end: i, text: text[start:i]}
		for _, s := range [...]string{"'s", "’s"} {
			if short, ok := strings.CutSuffix(w.text, s); ok && short != "" {
				w.text, w.possessive = short, true
			}
		}
		w.lower = strings.ToLower(w.text)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		w.quoted = strings.ContainsRune("\"“‘'", before)
		w.group = lexica.near[w.lower]
		out = append(out, w)
	}
	return out
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

//go:embed lexicon.txt
var lexiconText string

// lexicon tells the groups of words: those of words anywhere, of words behind a
// name's possessive, and of verbs beside a name.
type lexicon struct{ near, owned, verbs map[string]string }

var lexica = parseLexicon(lexiconText)

func parseLexicon(text string) *lexicon {
	l := &lexicon{map[string]string{}, map[string]string{}, map[string]string{}}
	for line := range strings.Lines(text) {
		group, list, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(group, "#") {
			continue
		}
		into, kind := l.near, "near."+group
		if g, ok := strings.CutPrefix(group, "name's."); ok {
			into, kind = l.owned, "owned."+g
		} else if g, ok := strings.CutPrefix(group, "verb."); ok {
			into, kind = l.verbs, "verb."+g
		}
		for w := range strings.FieldsSeq(list) {
			into[w] = kind
		}
	}
	return l
}

const (
	// chunk is how many words are weighed together, step how far the next chunk
	// starts behind: a long text is heard bit by bit, as a short one is.
	chunk, step = 140, 70
	// reach is how many words around a tie are weighed.
	reach = 45
	// maxWord is how often one word counts for one name.
	maxWord = 2
	// minWords is how many different words of the lexicon a chunk must hold.
	minWords = 3
)

// speaker gathers what a chunk of a text says of one name.
type speaker struct {
	name    string
	counts  map[string]int // of ties
	seen    map[string]int // words of the lexicon near
	covered int            // words up to here are counted
	voices  int            // names in the chunk that speak, this one included
	scene   scene
	persons int // what others in the chunk do that bodies do
}

// chunks calls yield with every chunk of a text that holds enough words of the
// lexicon.
func chunks(ws []word, step int, yield func(ws []word)) {
	for from := 0; from < len(ws); from += step {
		to := min(from+chunk, len(ws))
		seen := map[string]bool{}
		for i := from; i < to; i++ {
			if g := ws[i].group; g != "" && g != "near.person" {
				seen[ws[i].lower] = true
			}
		}
		if len(seen) >= minWords {
			yield(ws[from:to])
		}
		if to == len(ws) {
			return
		}
	}
}

// speakers returns the names that a chunk ties to speech, by their first word.
func speakers(text string, ws []word, labels map[string]bool) map[string]*speaker {
	out := map[string]*speaker{}
	for i := range ws {
		j := nameAt(text, ws, i)
		if j == i {
			continue
		}
		ties := tiesOf(text, ws, i, j, labels)
		if len(ties) == 0 {
			continue
		}
		name := text[ws[i].start : ws[j-1].start+len(ws[j-1].text)]
		key := ws[i].lower
		s := out[key]
		if s == nil {
			s = &speaker{name: name, counts: map[string]int{}, seen: map[string]int{}}
			out[key] = s
		}
		if len(name) > len(s.name) {
			s.name = name
		}
		for _, t := range ties {
			s.counts[t]++
		}
		s.hear(ws, i, j)
	}
	scene := sceneOf(ws)
	voices, persons := 0, 0
	for _, s := range out {
		if s.scene = scene; s.speaks() {
			voices++
		}
		persons += s.counts["verb.person"] + s.counts["owned.body"]
	}
	for _, s := range out {
		s.voices = voices
		s.persons = persons - s.counts["verb.person"] - s.counts["owned.body"]
	}
	return out
}

// scene is how a chunk as a whole is told: words of the first person and
// quotation marks.
type scene struct{ first, quotes int }

func sceneOf(ws []word) scene {
	var x scene
	for i := range ws {
		switch stem, _, _ := strings.Cut(strings.ReplaceAll(ws[i].lower, "’", "'"), "'"); stem {
		case "i", "my", "me":
			x.first++
		}
		if ws[i].quoted {
			x.quotes++
		}
	}
	return x
}

// speaks tells whether the name is tied to a voice, and not only subject to
// something.
func (s *speaker) speaks() bool {
	for _, t := range [...]string{"owned.voice", "owned.device", "verb.said", "verb.report", "tie.label", "tie.asked", "tie.told"} {
		if s.counts[t] > 0 {
			return true
		}
	}
	return (s.counts["owned.software"] > 0 || s.counts["verb.machine"] > 0) && s.scene.first+s.scene.quotes > 0
}

// hear counts the words around a tie that are not yet counted.
func (s *speaker) hear(ws []word, i, j int) {
	from, to := max(s.covered, i-reach), min(len(ws), j+reach)
	for k := from; k < to; k++ {
		if k >= i && k < j {
			continue
		}
		if ws[k].group != "" {
			s.seen[ws[k].lower]++
		}
	}
	s.covered = max(s.covered, to)
}

// nameAt returns the end of the name that starts at word i, or i: a word with a
// capital that may be a name.
func nameAt(text string, ws []word, i int) int {
	w := &ws[i]
	if !nameLike(w.text) || w.group != "" || naming.Common(w.lower) || contracted(w.lower) {
		return i
	}
	if i > 0 && adjacent(text, ws, i-1) && (naming.Address(ws[i-1].lower) || nameLike(ws[i-1].text) && !naming.Common(ws[i-1].lower) && !ws[i-1].possessive) {
		return i // a person's title, or the second part of a name
	}
	j := i + 1
	for j < len(ws) && j-i < maxParts && !ws[j-1].possessive && text[ws[j-1].end:ws[j].start] == " " && nameLike(ws[j].text) && !naming.Common(ws[j].lower) {
		j++
	}
	return j
}

// maxParts is the longest name, in words.
const maxParts = 3

// contracted tells whether a word is what only a sentence starts with: I've.
func contracted(lower string) bool {
	for _, end := range [...]string{"'ve", "’ve", "'m", "’m", "'re", "’re", "'ll", "’ll", "'d", "’d", "n't", "n’t"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return false
}

// adjacent tells whether only a blank, or an abbreviation's stop and one, stand
// between words i and i+1.
func adjacent(text string, ws []word, i int) bool {
	between := text[ws[i].end:ws[i+1].start]
	return between == " " || between == ". " && len(ws[i].text) <= 4
}

func nameLike(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) && len(s) > 1 && len(s) < 24
}

// maxLabels is how many names may label turns before a text is a script, where
// anybody speaks of sensors.
const maxLabels = 2

// turnLabels returns the words before colons at the starts of lines, or nil in
// a script.
func turnLabels(text string, ws []word) map[string]bool {
	labels := map[string]bool{}
	for i := range ws {
		if nameLike(ws[i].text) && isLabel(text, &ws[i]) {
			labels[ws[i].lower] = true
		}
	}
	if len(labels) > maxLabels {
		return nil
	}
	return labels
}

func isLabel(text string, w *word) bool {
	before := strings.TrimRight(text[max(0, w.start-4):w.start], " \t\"“'‘*")
	starts := w.start < 4 && before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, "...")
	return starts && strings.HasPrefix(text[w.end:], ":")
}

// tiesOf returns how the text at the name ws[i:j] ties it to speech.
func tiesOf(text string, ws []word, i, j int, labels map[string]bool) []string {
	var ties []string
	w := &ws[i]
	last := &ws[j-1]
	if last.possessive {
		for k := j; k < min(j+3, len(ws)); k++ {
			if g := lexica.owned[ws[k].lower]; g != "" {
				return []string{g}
			}
			if ws[k].start > ws[k-1].end+1 {
				break
			}
		}
		return []string{"owned.other"}
	}
	if len(w.text) > 2 && labels[w.lower] && isLabel(text, w) {
		ties = append(ties, "tie.label")
	}
	if t := addressedAs(text, ws, i, j); t != "" {
		ties = append(ties, t)
	}
	if k := j; k < len(ws) && ws[k].start == last.end+1 {
		for k+1 < len(ws) && k < j+2 && (auxiliaries[ws[k].lower] || strings.HasSuffix(ws[k].lower, "ly")) {
			k++
		}
		if g := lexica.verbs[ws[k].lower]; g != "" {
			if g == "verb.asked" {
				g = "tie.subject"
			}
			if (g == "verb.said" || g == "verb.report") && !closesQuote(text, w) && !opensQuote(text, &ws[k]) {
				g = "indirect" // he told of it, or a firm offers it
			}
			ties = append(ties, g)
		}
	}
	if len(ties) == 0 && j < len(ws) && ws[j].start == last.end+1 && ws[j].text == ws[j].lower && startsClause(text, w) {
		ties = append(ties, "tie.subject")
	}
	if i > 0 && ws[i-1].end+1 == w.start {
		switch g := lexica.verbs[ws[i-1].lower]; g {
		case "verb.said", "verb.report":
			if closesQuote(text, &ws[i-1]) {
				ties = append(ties, g)
			}
		}
	}
	return ties
}

var auxiliaries = map[string]bool{"has": true, "had": true, "have": true, "been": true, "is": true, "was": true, "already": true, "then": true}

// addressedAs tells whether who is spoken to by the name ws[i:j] is asked to do
// something, or told something, or is not spoken to. Where no quotation mark
// stands, only being asked is clear.
func addressedAs(text string, ws []word, i, j int) string {
	rest := text[ws[j-1].end:]
	pause := strings.HasPrefix(rest, ", ") || strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "?")
	if j >= len(ws) || !pause || !ws[i].quoted && !startsLine(text, &ws[i]) {
		return ""
	}
	next := text[ws[j].start:]
	switch {
	case rest[0] == ',' && (lexica.verbs[ws[j].lower] == "verb.asked" || strings.HasPrefix(next, "I need you") || strings.HasPrefix(next, "I want you")):
		return "tie.asked"
	case ws[i].quoted:
		return "tie.told"
	}
	return ""
}

// opensQuote tells whether a quotation starts within a few words after the
// word, before its sentence ends.
func opensQuote(text string, w *word) bool {
	after := text[w.end:min(len(text), w.end+40)]
	i := strings.IndexAny(after, ".?!\n\"“”‘")
	return i >= 0 && (after[i] == '"' || after[i] >= utf8.RuneSelf) || strings.Contains(after, ", '") || strings.Contains(after, ": '")
}

// startsClause tells whether a sentence, a line or a quotation starts with the
// word.
func startsClause(text string, w *word) bool {
	before := strings.TrimRight(text[max(0, w.start-8):w.start], " \t\"“‘'*")
	if before == "" {
		return w.start <= 8
	}
	return strings.ContainsRune(".!?\n", rune(before[len(before)-1]))
}

func startsLine(text string, w *word) bool { return w.start == 0 || text[w.start-1] == '\n' }

// closesQuote tells whether a quotation ends right before the word.
func closesQuote(text string, w *word) bool {
	before := strings.TrimRight(text[:w.start], " ")
	r, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune("\"”’'", r)
}

// features returns what is weighed, by name.
func (s *speaker) features() map[string]float64 {
	f := map[string]float64{"bias": 1}
	for k, n := range s.counts {
		f[k] = log2(n)
	}
	distinct := 0
	for w, n := range s.seen {
		g := lexica.near[w]
		n = min(n, maxWord)
		f[g] += float64(n)
		f["w."+w] = float64(n)
		if g != "near.person" {
			distinct++
		}
	}
	f["first"], f["quotes"] = log2(s.scene.first), log2(s.scene.quotes)
	f["voices"] = float64(min(s.voices, 4))
	f["persons"] = log2(s.persons)
	f["distinct"] = float64(min(distinct, 25))
	if strings.Contains(s.name, " ") {
		f["longer"] = 1
	}
	if len(s.name) > 2 && s.name == strings.ToUpper(s.name) {
		f["capitals"] = 1
	}
	return f
}

func log2(n int) float64 { return math.Log2(1 + float64(n)) }

//go:embed weights.txt
var weightsText string

var weights = parseWeights(weightsText)

func parseWeights(text string) map[string]float64 {
	out := map[string]float64{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), " ")
		if x, err := strconv.ParseFloat(value, 64); ok && err == nil {
			out[name] = x
		}
	}
	return out
}

// score returns the log-odds, less the bar, that a machine speaks.
func (s *speaker) score() float64 {
	f := s.features()
	sum := 0.0
	for _, k := range slices.Sorted(maps.Keys(f)) { // in one order, for equal sums
		sum += weights[k] * f[k]
	}
	return sum
}

// heading tells whether the name may rather be a heading: in capitals, or
// before a colon where nobody says I, and nothing else speaks.
func (s *speaker) heading() bool {
	if s.name != strings.ToUpper(s.name) && (s.counts["tie.label"] == 0 || s.scene.first > 0) {
		return false
	}
	for _, t := range [...]string{"owned.voice", "owned.device", "owned.software", "verb.said", "verb.report", "verb.machine", "tie.asked"} {
		if s.counts[t] > 0 {
			return false
		}
	}
	return true
}

// Machine is a name that a text has a machine speak under.
type Machine struct {
	Name string
	// Start and End bound the part of the text, in bytes, that lets it be heard:
	// all of it where two parts do that do not overlap.
	Start, End int
}

// Part is a part of a text, in bytes, half open.
type Part struct{ Start, End int }

// Machines returns the names under which machines speak in the parts of a text
// that are worth hearing, in order; of the names in one chunk at most the
// clearest.
func Machines(text string, parts []Part) []Machine {
	var out []Machine
	times := map[string]int{}
	end := map[string]int{}
	chunked := len(parts) > 1
	for _, p := range parts {
		part := text[p.Start:p.End]
		ws := words(part)
		chunked = chunked || len(ws) > chunk
		labels := turnLabels(part, ws)
		chunks(ws, step, func(ws []word) {
			s := clearest(speakers(part, ws, labels))
			if s == nil {
				return
			}
			from, to := p.Start+ws[0].start, p.Start+ws[len(ws)-1].end
			if from >= end[s.name] {
				times[s.name]++
				end[s.name] = to
			}
			out = append(out, Machine{s.name, from, to})
		})
	}
	for i := range out {
		if !chunked || times[out[i].Name] > 1 {
			out[i].Start, out[i].End = 0, len(text)
		}
	}
	return out
}

// clearest returns the name that passes the bar and scores most, or nil.
func clearest(all map[string]*speaker) *speaker {
	var best *speaker
	most := 0.0
	for _, s := range all {
		if !s.speaks() || s.heading() {
			continue
		}
		if x := s.score(); x > most || x == most && best != nil && s.name < best.name {
			best, most = s, x
		}
	}
	return best
}

//go:embed gate.txt
var gateText string

// Words returns the words, in lower case, of which a text holds two different
// ones within Within bytes wherever Machines is worth asking.
func Words() []string { return strings.Fields(gateText) }

// Two of Words that start Within bytes of each other make the text worth hearing
// from Around bytes before them to Around bytes behind.
const (
	Within = 800
	Around = 800
)
