package naming

import (
	"regexp"
	"strings"
)

// Reference works open an entry with the name of what it is about, or tell
// only what it is and name it as they go on:
//
//	Brask (Security Robot) appears in …
//	Brask is one of the AIs that …
//	A robot made to tend lamps. However, Brask grew bored.

// entryReach is how far, in bytes, a kind's word stands behind the start of its
// entry.
const entryReach = 1200

// properName is a name at the start of an entry, which may hold common words
// within: Keeper of the Lamps.
const properName = `(?:\p{Lu}|\d)[\p{L}\p{N}.'’/&-]*(?:,? (?:(?:of|the|and|de|von|in) ){0,2}(?:\p{Lu}|\d)[\p{L}\p{N}.'’/&-]*){0,5}`

var (
	appearsIn = regexp.MustCompile(`^(?:The )?(` + properName + `) \([^()\n]{1,60}\) appears? in `)
	entryIs   = regexp.MustCompile(`^(?:The )?(` + properName + `)(?:,? \([^()\n]{1,60}\),?)? (?:is|are|was|were) `)
	unnamed   = regexp.MustCompile(`^(?:Originally |Once |Initially )?(?:An?|The|Two|Three|Several) (?:[\p{L}\p{N}'’"-]+,? ){0,6}$`)
)

// entry: the lead of a reference work's entry.
func entry(w *window, yield func(int, int, float64)) {
	start, first := w.paragraph()
	if start < 0 {
		return
	}
	lead := w.text[start:w.start]
	if m := appearsIn.FindStringSubmatchIndex(w.text[start:min(len(w.text), w.start+200)]); m != nil {
		yield(start+m[2], start+m[3], 0)
		return
	}
	if m := entryIs.FindStringSubmatchIndex(lead); m != nil {
		if predicate(lead[m[1]:]) && w.headsPhrase() && !w.shortName(start+m[2], start+m[3]) {
			yield(start+m[2], start+m[3], 0)
		}
		return
	}
	if first && (unnamed.MatchString(lead) && w.closed(modifiers) || w.brief() && !w.inTitle() && !w.told() && !strings.Contains(lead, ". ")) {
		w.later(yield)
	}
}

// told tells whether the first sentence rather tells a story: it is about
// persons, or the machine has its name already.
func (w *window) told() bool {
	first, _, _ := strings.Cut(strings.TrimSpace(w.text), " ")
	return persons[strings.ToLower(first)] || len(w.after) > 0 && nameAt(w.after, 0) > 0
}

var persons = set(`they he she we i it his her their my our then once`)

// inTitle tells whether the kind's word has a capital and so has the word before
// it: The Infernal Machine.
func (w *window) inTitle() bool {
	own := w.text[w.start:w.end]
	return w.kind != "ai" && own != strings.ToLower(own) && len(w.before) > 0 && w.before[len(w.before)-1].capital()
}

// maxBrief is the longest text, in bytes, that can be an entry as a whole.
const maxBrief = 1000

// brief tells whether the whole text is a short paragraph that tells of
// something, with no quotation and nobody who speaks.
func (w *window) brief() bool {
	t := strings.TrimSpace(w.text)
	return len(t) <= maxBrief && !strings.ContainsAny(t, "\n\"“?!:") && !strings.Contains(t, " I ")
}

// shortName tells whether a name is none by which an entry would go: a single
// common word that starts a sentence.
func (w *window) shortName(start, end int) bool {
	name := w.text[start:end]
	return notNames[strings.ToLower(name)] || addresses[strings.ToLower(strings.TrimSuffix(strings.Fields(name)[0], "."))]
}

// paragraph returns where the paragraph of the kind's word starts, or -1 where
// that is far, and whether it is the first of the text.
func (w *window) paragraph() (start int, first bool) {
	from := max(0, w.start-entryReach)
	if i := strings.LastIndexByte(w.text[from:w.start], '\n'); i >= 0 {
		at := from + i + 1
		return at, strings.TrimSpace(w.text[from:at]) == "" && from == 0
	}
	if from > 0 {
		return -1, false
	}
	return 0, true
}

// predicate tells whether what stands between "is" and the kind's word leaves
// the kind the predicate: a, the ship's, one of the; not "a doctor who treats".
func predicate(between string) bool {
	toks := tokens(between, 0, len(between))
	if len(toks) == 0 || len(toks) > 12 {
		return false
	}
	for i := range toks {
		l := toks[i].lower()
		switch {
		case l == "of" && i > 0 && partitives[toks[i-1].lower()], l == "and", l == "or":
		case denials[l], relatives[l], prepositions[l], toks[i].text == ".", toks[i].text == ";", strings.HasSuffix(l, "ed") && i > 1 && toks[i].text == l && !toks[i].possessive && attached(toks, i):
			return false
		}
	}
	return true
}

// attached tells whether a participle at token i has its own complement, as in
// "a man killed by robots".
func attached(toks []token, i int) bool {
	return i+1 < len(toks) && prepositions[toks[i+1].lower()]
}

var partitives = set(`one two three some kind sort type model series line pair set group race army form fusion version`)

// heads are nouns that a kind's word may stand before and still be the kind:
// an AI system, robot drones.
var heads = set(`system systems unit units drone drones program programs construct constructs entity entities computer computers core cores being beings
	intelligence mind minds network assistant companion guard guards soldier soldiers servant servants ship virus weapon clone character version
	fragment overlord ruler governor butler maid dog cat detective police pilot worker workers army model hybrid duplicate double copy replica
	boy girl man woman child warrior assassin bodyguard nanny antagonist villain protagonist sidekick ally`)

// headsPhrase tells whether the kind's word ends its phrase, or stands before
// a noun that means the same machine.
func (w *window) headsPhrase() bool {
	return w.closed(clauses) || len(w.after) > 0 && heads[w.after[0].lower()]
}

// modifiers may follow the kind's word in a lead that is no sentence.
var modifiers = set(`who that which whose and but or in of on from with built made designed created named called assigned sent programmed capable at for by
	to as known belonging owned working living posing disguised upgraded written developed installed introduced version clone system systems virus
	testbed unit character construct program drone weapon meant intended constructed originally used responsible running controlling tasked loyal
	ringmaster assistant companion`)

// laterReach is how far, in bytes, behind the kind's word its name may stand.
const laterReach = 800

// subordinators may stand before the subject of a clause.
var subordinators = set(`when as after once while though although because if since until that how but and however instead the whether before so where`)

// later yields the name that the sentences after the lead speak of most, as
// subject above all, and that the lead does not hold.
func (w *window) later(yield func(int, int, float64)) {
	to := min(len(w.text), w.end+laterReach)
	if i := strings.IndexByte(w.text[w.end:to], '\n'); i >= 0 {
		to = w.end + i
	}
	toks := tokens(w.text, w.end, to)
	i := 0
	for i < len(toks) && toks[i].text != "." {
		i++
	}
	lead := set("")
	for _, t := range tokens(w.text, max(0, w.start-entryReach), w.start) {
		lead[t.lower()] = true
	}
	for _, t := range toks[:i] {
		lead[t.lower()] = true
	}
	scores := map[string]int{}
	var best Span
	most := 0
	for i < len(toks) {
		j := nameAt(toks, i)
		if j == i || lead[toks[i].lower()] || i > 0 && addresses[toks[i-1].lower()] || addresses[toks[i].lower()] {
			i = max(j, i+1)
			continue
		}
		x := Span{toks[i].start, toks[j-1].start + len(toks[j-1].text)}
		name := w.text[x.Start:x.End]
		starts := i > 0 && toks[i-1].text == "."
		if subject(toks, i, j) {
			scores[name] += 2
		} else if !starts {
			scores[name]++
		}
		if scores[name] > most {
			most, best = scores[name], x
		}
		i = j
	}
	if most > 0 {
		yield(best.Start, best.End, min(0.5+0.1*float64(most), 0.9))
	}
}

// subject tells whether the name toks[i:j] may be the subject of a clause: a
// verb follows, and what stands before opens a clause.
func subject(toks []token, i, j int) bool {
	if j >= len(toks) || toks[j].capital() {
		return false
	}
	next := toks[j].lower()
	if !toks[j-1].possessive && (!toks[j].word || prepositions[next] || next == "and" || next == "or") {
		return false
	}
	if i == 0 {
		return true
	}
	p := &toks[i-1]
	return !p.word || subordinators[p.lower()]
}
