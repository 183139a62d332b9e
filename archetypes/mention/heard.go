package mention

import (
	"slices"
	"strings"

	"rolecall/archetypes/voice"
)

// A story may never call its AI one: it is heard by how it speaks. See package
// voice for what is listened to.

// voiceKinds are the kinds that a name may mean under which a machine speaks;
// the first that the catalogue has is taken.
var voiceKinds = []string{"ai", "assistant", "computer", "robot"}

// addVoice compiles the words that let a text through the gate to be heard.
func (f *Finder) addVoice() {
	for _, id := range voiceKinds {
		for _, u := range f.units {
			if f.voice == nil && u.kind != nil && u.kind.ID == id {
				f.voice = u.kind
			}
		}
	}
	if f.voice == nil {
		return
	}
	for i, w := range voice.Words() {
		f.addName(entry{form: w, rule: anyCase, unit: int32(-1 - i), class: voiceWord})
	}
}

// voiceGate opens at two different words of machines that stand close.
type voiceGate struct {
	last  int32 // unit of the last word, 0 before the first
	start int   // where that is
}

// opens takes the words in the order in which they stand.
func (v *voiceGate) opens(h hit) bool {
	open := v.last != 0 && v.last != h.unit && h.start-v.start <= voice.Within
	v.last, v.start = h.unit, h.start
	return open
}

// worthHearing returns the parts of a text around such words, apart and in
// order, cut at spaces.
func worthHearing(text string, hits []hit) []voice.Part {
	var parts []voice.Part
	var v voiceGate
	for _, h := range hits {
		if h.class != voiceWord {
			continue
		}
		first := v.start
		if !v.opens(h) {
			continue
		}
		from, to := max(0, first-voice.Around), min(len(text), h.end+voice.Around)
		if n := len(parts); n > 0 && from <= parts[n-1].End {
			parts[n-1].End = max(parts[n-1].End, to)
		} else {
			parts = append(parts, voice.Part{Start: from, End: to})
		}
	}
	for i := range parts {
		p := &parts[i]
		if p.Start > 0 {
			p.Start += max(0, strings.IndexAny(text[p.Start:p.End], " \n"))
		}
		if p.End < len(text) {
			p.End = p.Start + max(0, strings.LastIndexAny(text[p.Start:p.End], " \n"))
		}
	}
	return parts
}

// addHeard adds a candidate wherever a name under which a machine speaks
// stands free.
func (f *Finder) addHeard(text string, hits []hit, out *Found) {
	if f.voice == nil {
		return
	}
	machines := voice.Machines(text, worthHearing(text, hits))
	if len(machines) == 0 {
		return
	}
	d := newDictionary()
	for i, m := range machines {
		d.add(entry{form: m.Name, rule: orCapitals, unit: int32(i)})
		for _, short := range f.shortForms(m.Name) {
			d.add(entry{form: short, rule: orCapitals, unit: int32(i)})
		}
	}
	f.follow(text, d.find(text), out, func(h hit) (Candidate, bool) {
		m := machines[h.unit]
		known := slices.ContainsFunc(out.Candidates, func(c Candidate) bool {
			return c.Character != nil && strings.EqualFold(text[c.Start:c.End], m.Name)
		})
		return Candidate{Kind: f.voice, Local: true, Heard: true}, !known && m.Start <= h.start && h.end <= m.End
	})
}
