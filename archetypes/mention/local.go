package mention

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// A text often introduces an AI that no catalogue knows: "the robot Ned",
// "Iris, the ship's AI, …", "Pre (Advanced AI) appears in …". Such a name is
// local: it means that AI wherever else it stands in the same text.

// namePattern is a proper name of up to three words.
const namePattern = `(\p{Lu}[\p{L}\p{N}'’-]*(?:[ -](?:\p{Lu}|\d)[\p{L}\p{N}'’-]*){0,2})`

var (
	// Directly after the word for the kind.
	calledAfter = regexp.MustCompile(`^\s(?:named|called|dubbed|nicknamed|known\sas|code-?named|designated)\s[“"‘']?` + namePattern)
	nameAfter   = regexp.MustCompile(`^\s` + namePattern)
	// Directly before it, with up to four words between.
	bracketBefore = regexp.MustCompile(namePattern + `[”"’']?\s\((?:[\p{L}’'-]+\s){0,4}$`)
	commaBefore   = regexp.MustCompile(namePattern + `,\s(?:an?|the|his|her|their|its|our|my|[\p{L}]+['’]s)\s(?:[\p{L}’'-]+\s){0,4}$`)
	isBefore      = regexp.MustCompile(namePattern + `\s(?:is|was)\s(?:an?|the|his|her|their|our|my)\s(?:[\p{L}’'-]+\s){0,4}$`)
	determiner    = regexp.MustCompile(`(?:^|\W)(?:the|an?|his|her|their|its|our|my)\s(?:\p{Ll}+\s)?$`)
	// What may follow the word where it ends its phrase: "a robot psychologist"
	// is no robot.
	phraseEnds = regexp.MustCompile(`^(?:[,.;:)!?”"—–]|\s(?:who|that|which|and|or|in|of|on|from|with|built|made|designed|created|named|called|assigned|sent|programmed|capable|at|for|by|is|was|to)\b|\s*$|\s[-–—(])`)
)

// lookAround is how many bytes beside a kind's word are searched for a name.
const lookAround = 120

// notNames are capitalised words that name nobody.
var notNames = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(`The A An It He She They We I You This That These Those There Here What Who When Where Why How If In On At For
		And But Or So Then Now Not No Yes His Her Its Their Our My Your One Two As With From By To Of Mr Mrs Ms Dr Sir Man Woman Human Humans
		User Assistant Earth Mars God Lord English Chapter Part Section Figure Table Note Monday Tuesday Wednesday Thursday Friday Saturday
		Sunday Google Microsoft Inc Oh Ah Ahh Sure Still Next Meanwhile Creator Override Incredible However Doctor Captain Chief Starfleet January February March April May June July August September October November December INT EXT`) {
		set[w] = true
	}
	return set
}()

// localNames returns the names that a text gives to kinds of machine, with the
// unit of the kind, in order of introduction.
func (f *Finder) localNames(text string, candidates []Candidate) []localName {
	var names []localName
	known := map[string]bool{}
	for _, c := range candidates {
		if c.Kind == nil || c.Turn {
			continue
		}
		for _, n := range introduced(text, c.Start, c.End) {
			if !known[n] {
				known[n] = true
				names = append(names, localName{n, c})
			}
		}
	}
	return names
}

type localName struct {
	name string
	from Candidate // the words for the kind that introduced it
}

// introduced returns the names that the words around text[start:end], a word
// for a kind, give to it.
func introduced(text string, start, end int) []string {
	after := text[end:min(len(text), end+lookAround)]
	before := text[max(0, start-lookAround):start]
	var names []string
	add := func(m []string) {
		if m == nil {
			return
		}
		if n := m[1]; usableName(n) {
			names = append(names, n)
		}
	}
	add(calledAfter.FindStringSubmatch(after))
	if determiner.MatchString(before) {
		if word := text[start:end]; word == strings.ToLower(word) {
			add(nameAfter.FindStringSubmatch(after))
		}
	}
	if strings.HasPrefix(after, ")") {
		add(bracketBefore.FindStringSubmatch(before))
	}
	if phraseEnds.MatchString(after) {
		add(commaBefore.FindStringSubmatch(before))
		add(isBefore.FindStringSubmatch(before))
	}
	return names
}

func usableName(n string) bool {
	first, _, _ := strings.Cut(n, " ")
	return len(n) > 1 && !notNames[first] && !strings.HasSuffix(first, "ly") && !notNames[strings.TrimSuffix(n, "'s")] && !strings.HasSuffix(n, "'s") && !strings.HasSuffix(n, "’s")
}

// addLocal adds a candidate wherever a local name stands free.
func (f *Finder) addLocal(text string, out *Found) {
	names := f.localNames(text, out.Candidates)
	if len(names) == 0 {
		return
	}
	d := newDictionary()
	for i, n := range names {
		d.add(entry{form: n.name, rule: orCapitals, unit: int32(i)})
	}
	hits := d.find(text)
	byPlace(hits)
	found := out.Candidates // by start, none overlaps another
	end := 0
	for _, h := range hits {
		after, _ := slices.BinarySearchFunc(found, h.end, func(c Candidate, at int) int { return cmp.Compare(c.Start, at) })
		if h.start < end || after > 0 && found[after-1].End > h.start {
			continue
		}
		end = h.end
		out.Candidates = append(out.Candidates, Candidate{
			Start: h.start, End: h.end, Kind: names[h.unit].from.Kind, Local: true, Turn: isTurnLabel(text, h.start, h.end),
		})
	}
	slices.SortStableFunc(out.Candidates, func(a, b Candidate) int { return a.Start - b.Start })
}
