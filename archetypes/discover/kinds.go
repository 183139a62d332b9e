package discover

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/naming"
	"rolecall/index/document"
	"rolecall/index/segment"
)

// kindTally sums up one word for a kind of machine.
type kindTally struct {
	word                   string
	documents, occurrences int
	passages               []Passage
}

// Kind is a word for a kind of machine that the catalogue lacks.
type Kind struct {
	Word        string    `json:"word"` // as its catalogue file would list it
	Documents   int       `json:"documents"`
	Occurrences int       `json:"occurrences"`
	Passages    []Passage `json:"passages"`
}

// kindWord matches words that are made like those for machines: robobear,
// gunbots, polydroid.
var kindWord = regexp.MustCompile(`(?i)\b(?:robo-?[a-z]{3,}|[a-z]{2,}-?(?:bot|droid|automaton)s?|(?:cyber|mecha|auto|servo|mechano)-?[a-z]{3,}(?:bot|droid|man|men|oid|oids|doc|brain|brains))\b`)

// noKinds are words of that make that mean something else.
var noKinds = words(`robots robot bot bots robotry robotporn robotlike robotica abbot abbots talbot turbot turbots sabot sabots cabot ribot robota robocall
	robocalls autobot autobots automan`)

// roboticWord matches derivations of "robot".
var roboticWord = regexp.MustCompile(`^robot(?:ic|i[sz]|if|oid)`)

// addKinds gathers words for kinds.
func (n *Names) addKinds(d *document.Document) {
	here := map[string]*kindTally{}
	for _, m := range kindWord.FindAllStringIndex(d.Text, -1) {
		word := d.Text[m[0]:m[1]]
		if !naming.Whole(d.Text, m[0], m[1]) || word != strings.ToLower(word) && !naming.StartsSentence(d.Text, m[0]) {
			continue
		}
		key := singular(strings.ToLower(word))
		if roboticWord.MatchString(key) || noKinds[strings.ToLower(word)] || noKinds[key] || n.finder.kinds[key] || n.finder.kinds[strings.ToLower(word)] || n.finder.known[catalogue.Bare(key)] {
			continue
		}
		k := here[key]
		if k == nil {
			k = &kindTally{word: key, documents: 1}
			here[key] = k
		}
		k.occurrences++
		if len(k.passages) == 0 {
			p := segment.Around(d.Text, m[0], m[1])
			runes := segment.Runes(p.Of(d.Text), []int{m[0] - p.Start, m[1] - p.Start})
			k.passages = []Passage{{Text: p.Of(d.Text), Start: runes[0], End: runes[1], Document: d.ID, Shard: d.Origin.Shard, Row: d.Origin.Row}}
		}
	}
	for key, k := range here {
		n.takeKind(key, k)
	}
}

func (n *Names) takeKind(key string, k *kindTally) {
	own := n.kinds[key]
	if own == nil {
		n.kinds[key] = k
		return
	}
	own.word = max(own.word, k.word) // the one in small letters
	own.documents += k.documents
	own.occurrences += k.occurrences
	own.passages = best(append(own.passages, k.passages...))
}

func singular(word string) string {
	if s, ok := strings.CutSuffix(word, "men"); ok {
		return s + "man"
	}
	return strings.TrimSuffix(word, "s")
}

// RankedKinds returns words for kinds by the number of documents, at most limit
// of them, or all for -1.
func (n *Names) RankedKinds(limit int) []Kind {
	out := []Kind{}
	for _, w := range slices.Sorted(maps.Keys(n.kinds)) {
		k := n.kinds[w]
		out = append(out, Kind{k.word, k.documents, k.occurrences, k.passages})
	}
	slices.SortStableFunc(out, func(a, b Kind) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(b.Occurrences, a.Occurrences))
	})
	if limit < 0 {
		return out
	}
	return out[:min(len(out), limit)]
}

func words(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}
