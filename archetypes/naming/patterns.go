package naming

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// window is the text around one word for a kind of machine.
type window struct {
	text          string
	start, end    int     // of the kind's words
	kind          string  // its id
	before, after []token // the nearest is the last of before, the first of after
	plural        bool
}

// How far, in bytes, names are looked for beside a kind's word.
const reach = 160

func newWindow(text string, start, end int, kind string) *window {
	from, to := max(0, start-reach), min(len(text), end+reach)
	// Not across a blank line, nor from within a word.
	if i := strings.LastIndex(text[from:start], "\n\n"); i >= 0 {
		from += i + 2
	} else if from > 0 {
		for from < start && text[from] != ' ' && text[from] != '\n' {
			from++
		}
	}
	if i := strings.Index(text[end:to], "\n\n"); i >= 0 {
		to = end + i
	} else if to < len(text) {
		for to > end && text[to] != ' ' && text[to] != '\n' {
			to--
		}
	}
	w := &window{text: text, start: start, end: end, kind: kind, before: tokens(text, from, start), after: tokens(text, end, to)}
	w.plural = strings.HasSuffix(strings.ToLower(text[start:end]), "s") || strings.HasSuffix(text[start:end], "men") || strings.HasSuffix(text[start:end], "automata")
	return w
}

// yieldName yields the name in toks[lo:hi]. A weight of 0 stands for the
// pattern's own.
func yieldName(toks []token, lo, hi int, weight float64, yield func(start, end int, weight float64)) {
	yield(toks[lo].start, toks[hi-1].start+len(toks[hi-1].text), weight)
}

// nameAt returns the end of the name that starts at token i, or i.
func nameAt(toks []token, i int) int {
	j := i
	if i < len(toks) && notNames[toks[i].lower()] &&
		!(epithets[toks[i].lower()] && i+1 < len(toks) && namePart(&toks[i+1], false) && !notNames[toks[i+1].lower()]) {
		return i
	}
	for j < len(toks) && j-i < maxNameWords && namePart(&toks[j], j > i) {
		if j > i && toks[j].start > toks[j-1].end+1 {
			break // a line break or more
		}
		j++
		if toks[j-1].possessive {
			break
		}
	}
	return j
}

// nameBefore returns the start of the name that ends before token j, or j.
// Within it may stand what joins the parts of a title: Computo the Conqueror.
func nameBefore(toks []token, j int) int {
	i := j
	for i > 0 && j-i < maxNameWords && namePart(&toks[i-1], true) && !toks[i-1].possessive {
		if i < j && toks[i].start > toks[i-1].end+1 {
			break
		}
		i--
		if i > 1 && i < j && j-i+1 < maxNameWords && joiners[toks[i-1].text] && namePart(&toks[i-2], false) && !notNames[toks[i-2].lower()] {
			i--
		}
	}
	for i < j && (!namePart(&toks[i], false) || j-i > 1 && (notNames[toks[i].lower()] || addresses[toks[i].lower()])) {
		i++ // a name does not start with a number, nor with a common word
	}
	return i
}

// epithets are common words that may start a longer name: Old Brask.
var epithets = set(`old young little big new great good bad first last`)

var joiners = set(`of the von van de`)

// maxNameWords is the longest name, in words.
const maxNameWords = 4

func namePart(t *token, inner bool) bool {
	if !t.capital() || len(t.text) > 24 {
		return false
	}
	if inner {
		return true
	}
	return !('0' <= t.text[0] && t.text[0] <= '9')
}

var namingVerbs = set(`named called dubbed nicknamed christened codenamed code-named designated labelled labeled baptized baptised titled`)

// fillers may stand between a naming verb and the name.
var fillers = set(`the simply only just merely affectionately officially jokingly as by it him her " “ ‘ ' * _ « , also itself himself herself`)

// named: a robot named X, an android woman known as X, robots called X and Y.
func named(w *window, yield func(int, int, float64)) {
	for i := 0; i < len(w.after) && i <= 5; i++ {
		t := &w.after[i]
		at := -1
		switch l := t.lower(); {
		case namingVerbs[l]:
			at = i + 1
		case l == "known" && follows(w.after, i, "as"):
			at = i + 2
		case l == "by" && follows(w.after, i, "the", "name", "of"), l == "with" && follows(w.after, i, "the", "name", "of"), l == "of" && follows(w.after, i, "the", "name", "of"):
			at = i + 4
		case l == "whose" && follows(w.after, i, "name"):
			at = i + 3
		case (l == "calls" || l == "called" || l == "calling") && i+1 < len(w.after) && slices.Contains([]string{"itself", "himself", "herself"}, w.after[i+1].lower()):
			at = i + 2
		}
		if at >= 0 {
			w.names(w.after, skipFillers(w.after, at), yield, 0)
			return
		}
		// "an AI therapist, helping a client named X" names the client.
		if !(t.word && !t.capital() || i < 2 && t.text == "," && w.kind != "computer") || determiners[t.lower()] && t.lower() != "that" || prepositions[t.lower()] || others[t.lower()] {
			return
		}
	}
}

// others are people and things that have to do with machines and are none: a
// robot psychologist named X.
var others = set(`psychologist engineer designer builder maker expert scientist technician mechanic repairman researcher programmer enthusiast
	collector salesman manufacturer company firm owner inventor operator fan specialist factory shop store show film movie story novel book game
	band song album series comic magazine club hacker analyst genius teacher student dealer lover hater hunter killer magnate tycoon lab project
	language company's chip brand line site website service`)

func follows(toks []token, i int, words ...string) bool {
	for k, word := range words {
		if i+1+k >= len(toks) || toks[i+1+k].lower() != word {
			return false
		}
	}
	return true
}

func skipFillers(toks []token, i int) int {
	for i < len(toks) && fillers[toks[i].lower()] {
		i++
	}
	return i
}

// names yields the name at token i, and those joined to it by commas and
// "and" where the kind is a plural.
func (w *window) names(toks []token, i int, yield func(int, int, float64), weight float64) bool {
	j := nameAt(toks, i)
	if j == i {
		return false
	}
	yieldName(toks, i, j, weight, yield)
	for w.plural && j < len(toks) && !toks[j-1].possessive {
		for j < len(toks) && (slices.Contains([]string{",", "and", "&", "or", "\"", "”", "“"}, toks[j].lower())) {
			j++
		}
		k := nameAt(toks, j)
		if k == j {
			break
		}
		yieldName(toks, j, k, weight, yield)
		j = k
	}
	return true
}

// renamed: they called the robot X; she named her android X.
func renamed(w *window, yield func(int, int, float64)) {
	for i := len(w.before) - 1; i >= 0 && len(w.before)-i <= 4; i-- {
		t := &w.before[i]
		if slices.Contains([]string{"named", "called", "dubbed", "nicknamed", "christened", "name", "names", "calls", "naming", "calling", "christens"}, t.lower()) {
			w.names(w.after, skipFillers(w.after, 0), yield, 0)
			return
		}
		if !t.word || t.capital() && !t.possessive {
			return
		}
	}
}

// nameIs: the robot's name was X; the name of the android is X.
func nameIs(w *window, yield func(int, int, float64)) {
	i := -1
	switch {
	case strings.HasPrefix(w.text[w.end:], "'s name ") || strings.HasPrefix(w.text[w.end:], "’s name "):
		for k := range w.after {
			if w.after[k].lower() == "name" {
				i = k + 1
				break
			}
		}
	case len(w.before) > 2 && w.before[len(w.before)-2].lower() == "of" && w.before[len(w.before)-3].lower() == "name":
		i = 0
	}
	if i >= 0 && i < len(w.after) && copulas[w.after[i].lower()] {
		w.names(w.after, skipFillers(w.after, i+1), yield, 0)
	}
}

var (
	determiners = set(`a an the his her their its our my your this that another some every each one`)
	owners      = set(`his her their its our my your`)
	copulas     = set(`is was are were 's became becomes`)
	denials     = set(`not never no like than nor neither without as if n't isn't wasn't but unlike`)
	relatives   = set(`who that which whom whose and but or with`)
	closers     = set(`, . ; : ! ? ) ] — – - " ” ’ ' … *`)
)

// determinerBefore returns the position in before of the determiner of the
// kind's phrase, at most n words back, or -1.
func (w *window) determinerBefore(n int) int {
	for i := len(w.before) - 1; i >= 0 && len(w.before)-i <= n+1; i-- {
		t := &w.before[i]
		switch {
		case determiners[t.lower()], t.possessive:
			if t.possessive && i > 0 && (determiners[w.before[i-1].lower()]) {
				return i - 1 // the ship's AI
			}
			return i
		case !t.word, denials[t.lower()], relatives[t.lower()], prepositions[t.lower()]:
			return -1
		}
	}
	return -1
}

// closed tells whether the kind's phrase ends with it: what follows is a mark,
// or starts a clause. "A robot psychologist" is no robot.
func (w *window) closed(words map[string]bool) bool {
	if len(w.after) == 0 {
		return true
	}
	if strings.HasPrefix(w.text[w.end:], "'s") || strings.HasPrefix(w.text[w.end:], "’s") || strings.HasPrefix(w.text[w.end:], "-") {
		return false
	}
	t := &w.after[0]
	return closers[t.text] || words[t.lower()]
}

var clauses = set(`who that which whose and but or in of on from with built made designed created named called assigned sent programmed capable at for by
	is was to had has when while as known belonging owned working living posing disguised`)

// apposition: X, a robot; X (somebody), the ship's AI, …
func apposition(w *window, yield func(int, int, float64)) {
	d := w.determinerBefore(4)
	if d < 1 || w.plural || !w.closed(clauses) {
		return
	}
	weight := 0.0
	j := d
	switch t := w.before[j-1].text; {
	case t == "," || t == "—" || t == "–":
		j--
	case t == "-" && j > 1 && w.before[j-2].text == "-":
		j -= 2
	default:
		return
	}
	if j > 0 && w.before[j-1].text == ")" { // the actor
		k := j - 1
		for k >= 0 && w.before[k].text != "(" {
			k--
		}
		if k < 0 {
			return
		}
		j = k
	}
	if j > 0 && slices.Contains([]string{"\"", "”", "'", "’"}, w.before[j-1].text) {
		j--
	}
	i := nameBefore(w.before, j)
	if i == j {
		return
	}
	if at := i - 1; at >= 0 {
		if determiners[w.before[at].lower()] && at > 0 {
			at--
		}
		if places[w.before[at].lower()] {
			return // in a cellar in Lichtenberg, an AI …
		}
	}
	if w.before[d].lower() == "the" {
		// "In Prague, the robot" and "seeing Susan, the robot" are none.
		weight = 0.5
		if i > 0 && prepositions[w.before[i-1].lower()] || len(w.after) > 0 && !closers[w.after[0].text] && !relatives[w.after[0].lower()] {
			return
		}
	}
	yieldName(w.before, i, j, weight, yield)
}

var places = set(`in at from near into through inside outside`)

var prepositions = set(`in on at of from by to near for with into through after before over under about behind toward towards than and or`)

// inBrackets: X (a robot); the robot (X).
func inBrackets(w *window, yield func(int, int, float64)) {
	if len(w.after) > 0 && (w.after[0].text == ")" || w.after[0].text == "," || w.after[0].text == ";") && !w.plural {
		for i := len(w.before) - 1; i > 0 && len(w.before)-i <= 6; i-- {
			t := &w.before[i]
			if t.text == "(" || t.text == "[" {
				if k := nameBefore(w.before, i); k < i && !(k == i-1 && shortFor(w.before[k].text, w.before[i+1:])) {
					yieldName(w.before, k, i, 0, yield)
				}
				return
			}
			if !t.word || denials[t.lower()] {
				return
			}
		}
	}
	if len(w.after) > 2 && w.after[0].text == "(" && !w.plural {
		// Two words are more often the actor, capitals an abbreviation.
		if j := nameAt(w.after, 1); j == 2 && w.after[2].text == ")" && (w.after[1].text != strings.ToUpper(w.after[1].text) || isDesignation(w.after[1].text)) {
			yieldName(w.after, 1, j, 0.4, yield)
		}
	}
}

// shortFor tells whether a word in capitals is short for what follows in
// brackets: SAI (sapient AI).
func shortFor(word string, long []token) bool {
	return len(long) > 0 && word == strings.ToUpper(word) && !isDesignation(word) && strings.EqualFold(word[:1], long[0].text[:1])
}

// ownerVerbs make a name after the kind's word the subject of a relative
// clause: the robot Susan built.
var ownerVerbs = set(`had has have built made created designed invented bought owned loved loves wanted wants sent saw sees met found used uses mentioned
	kept brought gave knew knows built builds needs needed called calls named likes liked thought thinks did does would could will can may might
	must should is was calls creates makes owns controls invents designs sends sees finds brings buys remembered constructed programmed repaired destroyed killed fought commanded controlled piloted`)

// notAfterAI are words that make "AI X" a field's or a body's name.
var notAfterAI = set(`act lab labs research safety alignment institute group forum ethics systems solutions technologies technology summit index impacts
	governance winter programming foundation center centre company inc magazine week conference studio studios model models policy policies
	challenge village council board plus now today ii iii i ray man men dynamics war wars world chicken city land restaurant stories
	visions monster dreams carnival fighting series holocaust jox hunter killer rights club age force`)

// direct: the robot X.
func direct(w *window, yield func(int, int, float64)) {
	if len(w.after) == 0 || strings.TrimSpace(w.text[w.end:w.after[0].start]) != "" || strings.Count(w.text[w.end:w.after[0].start], "\n") > 1 || titleCase(w) {
		return
	}
	i := 0
	if slices.Contains([]string{"\"", "“", "'", "‘"}, w.after[0].text) && len(w.after) > 1 {
		i = 1
	}
	j := nameAt(w.after, i)
	if j == i || notAfterAI[w.after[i].lower()] || notAfterAI[w.after[j-1].lower()] {
		return
	}
	own := w.text[w.start:w.end]
	d := w.determinerBefore(3)
	numbered := isDesignation(w.after[i].text)
	weight := 0.0
	switch {
	case d < 0 && !numbered:
		return
	case d < 0:
		weight = 0.5
	case w.kind == "ai" && d != len(w.before)-1: // the top AI Brains
		return
	case !numbered && slices.ContainsFunc(w.before[d+1:], func(t token) bool { return t.capital() }):
		return
	case !numbered && own != strings.ToLower(own) && w.kind != "ai":
		return // the Robot Wars
	case !numbered && shouts(w.after[i].text):
		weight = 0.35 // a screenplay's: the robot SPRINGS up
	case !numbered && (w.before[d].lower() == "a" || w.before[d].lower() == "an"):
		return // a robot DJ, an AI Coach
	}
	if j < len(w.after) {
		next := w.after[j].lower()
		if ownerVerbs[next] && !numbered || w.after[j].text == ":" {
			return
		}
		if strings.HasSuffix(next, "ed") && !numbered && !complete(w.after, j) {
			weight = 0.35 // rather "the robot Susan repaired was …"
		}
	}
	if w.plural {
		// "the robots X and Y", but not "the robots Earth sent".
		if j < len(w.after) && (w.after[j].lower() == "and" || w.after[j].text == ",") {
			w.names(w.after, i, yield, 0.4)
		}
		return
	}
	yieldName(w.after, i, j, weight, yield)
}

// complete tells whether the verb at token i has the name before it as its
// subject: it takes no object, or its object or a preposition follows.
func complete(toks []token, i int) bool {
	if intransitive[toks[i].lower()] || i+1 >= len(toks) {
		return intransitive[toks[i].lower()]
	}
	next := toks[i+1].lower()
	return next != "by" && prepositions[next] || strings.HasSuffix(next, "ly") || determiners[next]
}

var intransitive = set(`laughed smiled nodded paused answered replied turned moved stopped waited whirred buzzed clicked rolled walked stepped hesitated
	hummed beeped appeared entered returned bowed sighed chuckled shrugged blinked arrived remained seemed agreed protested insisted spoke`)

// shouts tells whether a word is in capitals that are no initials.
func shouts(word string) bool {
	return len(word) > 3 && word == strings.ToUpper(word) && !isDesignation(word)
}

// titleCase tells whether the words around are those of a title, where
// capitals name nobody.
func titleCase(w *window) bool {
	capitals, words := 0, 0
	if own := w.text[w.start:w.end]; own == strings.ToLower(own) {
		words++
	}
	seen := map[string]bool{}
	look := func(toks []token) {
		for i := range toks {
			if t := &toks[i]; t.word && len(t.text) > 3 && !seen[t.text] {
				seen[t.text] = true
				words++
				if t.capital() {
					capitals++
				}
			}
		}
	}
	look(w.before[max(0, len(w.before)-6):])
	look(w.after[:min(len(w.after), 6)])
	return words >= 4 && capitals*10 >= words*7
}

// givers take a person and then a thing: told Susan the robot was …
var givers = set(`told tell tells gave give gives asked ask showed show shows brought taught sold offered handed sent promised assured informed informs
	inform warned thought says said and left lent owed bought made built when while where as that because if in at on from`)

// xTheRobot: X the robot, X the Paranoid Android.
func xTheRobot(w *window, yield func(int, int, float64)) {
	d := w.determinerBefore(2)
	if d < 1 || w.before[d].lower() != "the" || w.plural {
		return
	}
	i := nameBefore(w.before, d)
	if i == d || w.before[d].start > w.before[d-1].end+1 || titleCase(w) {
		return
	}
	if i > 0 && givers[w.before[i-1].lower()] {
		return
	}
	weight := 0.0
	own := w.text[w.start:w.end]
	switch {
	case own != strings.ToLower(own) && w.kind != "ai":
		weight = 0.75
	case !w.closed(clauses):
		weight = 0.3
	}
	yieldName(w.before, i, d, weight, yield)
}

// kindComma: his robot, X, …
func kindComma(w *window, yield func(int, int, float64)) {
	d := w.determinerBefore(3)
	if d < 0 || w.plural || len(w.after) < 3 || w.after[0].text != "," || inSpeech(w.text, w.start) {
		return // in speech it is rather somebody who is addressed
	}
	if l := w.before[d].lower(); (l == "a" || l == "an") && d > 0 && (copulas[w.before[d-1].lower()] || w.before[d-1].possessive) {
		return
	}
	j := nameAt(w.after, 1)
	if j == 1 || j >= len(w.after) || w.after[j-1].possessive || !closers[w.after[j].text] || w.after[j].text == ":" {
		return
	}
	weight := 0.4
	if owners[w.before[d].lower()] || w.before[d].possessive || w.before[d].lower() == "a" || w.before[d].lower() == "an" {
		weight = 0.6
	}
	if w.after[j].text == "," && j+1 < len(w.after) && w.after[j+1].lower() == "and" {
		weight = 0.25 // a list
	}
	yieldName(w.after, 1, j, weight, yield)
}

// copula: X is a robot.
func copula(w *window, yield func(int, int, float64)) {
	d := w.determinerBefore(3)
	if d < 2 || w.plural || titleCase(w) || !w.closed(clauses) || !slices.Contains([]string{"a", "an", "the"}, w.before[d].lower()) {
		return
	}
	for i := d; i < len(w.before); i++ {
		if denials[w.before[i].lower()] {
			return
		}
	}
	j := d - 1
	for j > 0 && slices.Contains([]string{"actually", "really", "also", "himself", "herself", "itself", "only", "just", "secretly", "himself", "now"}, w.before[j].lower()) {
		j--
	}
	if !copulas[w.before[j].lower()] {
		if !w.before[j].possessive { // X's a robot
			return
		}
		j++
	}
	i := nameBefore(w.before, j)
	if w.before[j-1].possessive && j > 0 {
		i = j - 1
		if !namePart(&w.before[i], false) {
			return
		}
	}
	if i == j || i > 0 && (owners[w.before[i-1].lower()] || prepositions[w.before[i-1].lower()] || relatives[w.before[i-1].lower()] || denials[w.before[i-1].lower()]) {
		return
	}
	yieldName(w.before, i, j, 0, yield)
}

// list: robots such as X, Y and Z.
func list(w *window, yield func(int, int, float64)) {
	if !w.plural || len(w.after) < 2 {
		return
	}
	i := 0
	if w.after[0].text == "," {
		i++
	}
	switch l := w.after[i].lower(); {
	case l == "such" && follows(w.after, i, "as"):
		w.names(w.after, i+2, yield, 0)
	case (l == "including" || l == "like") && i+1 < len(w.after):
		w.names(w.after, i+1, yield, 0)
	}
}

// callIt: … robot … so we will call him X.
func callIt(w *window, yield func(int, int, float64)) {
	for i := 0; i+2 < len(w.after); i++ {
		if l := w.after[i].lower(); !slices.Contains([]string{"call", "called", "name", "named", "christened", "dubbed", "calls"}, l) {
			continue
		}
		if p := w.after[i+1].lower(); p == "him" || p == "it" || p == "her" {
			w.names(w.after, skipFillers(w.after, i+2), yield, 0)
			return
		}
	}
}

// designation: X-9 within the same sentence as a robot.
func designation(w *window, yield func(int, int, float64)) {
	switch w.kind {
	case "robot", "android", "automaton", "replicant":
	default:
		return
	}
	for _, toks := range [][]token{w.before[max(0, len(w.before)-12):], w.after[:min(len(w.after), 12)]} {
		for i := range toks {
			if isDesignation(toks[i].text) {
				yieldName(toks, i, i+1, 0, yield)
			}
		}
	}
}

// saysSo: X: I am a robot. And: "I am a robot," said X.
func saysSo(w *window, yield func(int, int, float64)) {
	d := w.determinerBefore(3)
	if d < 1 || w.plural || !w.closed(clauses) || !slices.Contains([]string{"a", "an", "the"}, w.before[d].lower()) {
		return
	}
	switch b := w.before; {
	case slices.Contains([]string{"i'm", "i’m"}, b[d-1].lower()) && !(d > 1 && unreal[b[d-2].lower()]):
	case b[d-1].lower() == "am" && d > 1 && b[d-2].lower() == "i" && !(d > 2 && unreal[b[d-3].lower()]):
	default:
		return
	}
	if start, end, ok := speaker(w.text, w.start); ok {
		yieldName([]token{{start: start, end: end, text: w.text[start:end]}}, 0, 1, 0, yield)
		return
	}
	start, end, ok := saidBy(w.text, w.end)
	if ok {
		yieldName([]token{{start: start, end: end, text: w.text[start:end]}}, 0, 1, 0.5, yield)
	}
}

// unreal are words before "I am" that make it no statement.
var unreal = set(`if that because think thinks like say says said believe know wish though pretend`)

// turnReach is how far, in bytes, the label of a turn is looked for.
const turnReach = 1500

// turnLabel matches a label before its colon, and remarks behind the name.
var turnLabel = regexp.MustCompile(`^[\t *_]*(\p{Lu}[\p{L}\p{N}'’.-]*(?: \p{Lu}[\p{L}\p{N}'’.-]*){0,3})[\t *_]*(?:[\[(][^\])\n]{0,30}[\])])?[\t *_]*(:|$)`)

// speaker returns the place of the label of the turn in which text[at:]
// stands: X: …, or X alone on the line before in capitals.
func speaker(text string, at int) (start, end int, ok bool) {
	from := max(0, at-turnReach)
	lineEnd := at
	for lineEnd > from {
		i := strings.LastIndexByte(text[from:lineEnd], '\n') + from + 1
		line := text[i:lineEnd]
		if strings.TrimSpace(line) == "" && lineEnd < at {
			return 0, 0, false
		}
		if m := turnLabel.FindStringSubmatchIndex(line); m != nil && i < at {
			label := line[m[2]:m[3]]
			colon := line[m[4]:m[5]] == ":"
			if colon || lineEnd < at && label == strings.ToUpper(label) {
				return i + m[2], i + m[3], true
			}
		}
		if i == from {
			return 0, 0, false
		}
		lineEnd = i - 1
	}
	return 0, 0, false
}

// saidBy returns the name that stands with a verb of saying behind the
// quotation mark that closes what is said at text[at:].
func saidBy(text string, at int) (start, end int, ok bool) {
	rest := text[at:min(len(text), at+200)]
	if i := strings.Index(rest, "\n\n"); i >= 0 {
		rest = rest[:i]
	}
	i := strings.IndexAny(rest, "\"”")
	if i < 0 {
		return 0, 0, false
	}
	toks := tokens(text, at+i, at+len(rest))
	for k := range toks {
		if t := &toks[k]; k > 3 || t.text == "." {
			return 0, 0, false
		} else if says[t.lower()] {
			if j := nameAt(toks, k+1); j > k+1 {
				return toks[k+1].start, toks[j-1].start + len(toks[j-1].text), true
			}
		} else if j := nameAt(toks, k); j > k && j < len(toks) && says[toks[j].lower()] {
			return t.start, toks[j-1].start + len(toks[j-1].text), true
		}
	}
	return 0, 0, false
}

var says = set(`said says replied answered added explained told whispered murmured announced declared insisted admitted repeated responded observed`)

// isDesignation tells whether a word is like RA-204: capitals and digits, and
// no unit or year.
func isDesignation(word string) bool {
	letters, digits := 0, 0
	for i, r := range word {
		switch {
		case unicode.IsUpper(r):
			letters++
		case unicode.IsDigit(r) && i > 0:
			digits++
		case r == '-' && i > 0:
		default:
			return false
		}
	}
	return letters > 0 && letters <= 4 && digits > 0
}

// inSpeech tells whether text[at:] stands within quotation marks, or in a
// script's turn.
func inSpeech(text string, at int) bool {
	from := max(0, at-2000)
	before := text[from:at]
	if i := strings.LastIndex(before, "\n\n"); i >= 0 {
		before = before[i:]
	}
	if strings.Count(before, "“") > strings.Count(before, "”") || strings.Count(before, "\"")%2 == 1 {
		return true
	}
	line := before[strings.LastIndexByte(before, '\n')+1:]
	label, _, ok := strings.Cut(line, ":")
	return ok && len(label) < 40 && label == strings.ToUpper(label) && label != ""
}
