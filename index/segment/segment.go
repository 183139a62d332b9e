// Package segment cuts text into sentences, and passages around a target out
// of them.
//
// All offsets here are BYTE offsets, half open, because that is what scanners
// and regular expressions yield. They become Unicode code points once, at
// output: see [Runes] and [Bytes].
//
// Whether a sentence ends at a gap between two words is decided from the text
// nearby alone (a word or two to the right, three lines at most to the left).
// So passages can be cut out of the middle of a document of many megabytes at
// the cost of the passage, and they are the same wherever the cut starts.
//
// The package is a leaf: it imports nothing of rolecall.
package segment

import (
	"iter"
	"unicode/utf8"
)

// A word, for the limits below, is a run of characters without white space
// that holds a letter or a digit; in Han, kana and other scripts that write
// no spaces each character counts as one.
const (
	// MinWords is how long a passage is at least, if the text allows.
	MinWords = 60
	// MaxWords is how long a passage is at most, unless the target alone is
	// longer.
	MaxWords = 180
)

// reach is how far from the target, in bytes to each side, a passage may
// extend. It bounds the work where text has no spaces or no sentences.
const reach = 4 << 10

// Range is a stretch of text in bytes, half open, on rune borders.
type Range struct{ Start, End int }

// Of returns the text in the range.
func (r Range) Of(text string) string { return text[r.Start:r.End] }

// Contains tells whether o lies within r.
func (r Range) Contains(o Range) bool { return r.Start <= o.Start && o.End <= r.End }

// Passage is a stretch of whole sentences around a target.
type Passage struct {
	Range
	// Sentences are the passage's sentences in order, without the white
	// space between them. The first starts and the last ends the passage.
	Sentences []Range
	// Target is the index in Sentences of the one that holds the target.
	Target int
}

// Limits says how many words a passage has: sentences are added until there
// are Min, and none is added that would make more than Max.
type Limits struct{ Min, Max int }

// Around cuts the passage around text[start:end] with the usual limits,
// MinWords and MaxWords.
func Around(text string, start, end int) Passage {
	return Limits{Min: MinWords, Max: MaxWords}.Around(text, start, end)
}

// Around cuts the passage around text[start:end]: the target's own sentence,
// then its neighbours, alternately before and after, until there are l.Min
// words. A neighbour that would exceed l.Max stays out; where that leaves
// fewer than l.Min words, the nearest part of it comes in. A target's own
// sentence longer than l.Max is cut around the target.
//
// A target never spans sentences: a stop within it ends none ("A.I. Control").
// Offsets out of bounds or within a rune are widened to the next border.
func (l Limits) Around(text string, start, end int) Passage {
	target := clamp(text, start, end)
	s := scanner{text: text, lo: max(0, target.Start-reach), hi: min(len(text), target.End+reach)}
	for s.lo < target.Start && !utf8.RuneStart(text[s.lo]) {
		s.lo++
	}
	for s.hi > target.End && s.hi < len(text) && !utf8.RuneStart(text[s.hi]) {
		s.hi--
	}

	own := s.around(target)
	have := countWords(own.Of(text))
	if have > l.Max {
		own = nearest(text, own, target, l.Max)
		return Passage{Range: own, Sentences: []Range{own}}
	}
	p := Passage{Range: own, Sentences: []Range{own}}
	have = p.grow(s, l, have)
	if have < l.Min {
		p.fill(s, l.Min-have)
	}
	return p
}

// grow adds whole sentences, before and after in turn, and returns how many
// words there are then.
func (p *Passage) grow(s scanner, l Limits, have int) int {
	var before []Range // nearest first
	open := [2]bool{true, true}
	for side := 0; have < l.Min && (open[0] || open[1]); side = 1 - side {
		if !open[side] {
			continue
		}
		r, ok := p.neighbour(s, side)
		n := 0
		if ok {
			n = countWords(r.Of(s.text))
		}
		if !ok || have+n > l.Max {
			open[side] = false
			continue
		}
		have += n
		if side == 0 {
			before = append(before, r)
			p.Start = r.Start
		} else {
			p.Sentences = append(p.Sentences, r)
			p.End = r.End
		}
	}
	if len(before) > 0 {
		all := make([]Range, 0, len(before)+len(p.Sentences))
		for i := len(before) - 1; i >= 0; i-- {
			all = append(all, before[i])
		}
		p.Sentences, p.Target = append(all, p.Sentences...), len(before)
	}
	return have
}

// fill adds the nearest words of the neighbours that were too long to come in
// whole: what follows first, since it tells what the target does.
func (p *Passage) fill(s scanner, want int) {
	if r, ok := p.neighbour(s, 1); ok {
		r = nearest(s.text, r, Range{r.Start, r.Start}, want)
		want -= countWords(r.Of(s.text))
		p.Sentences = append(p.Sentences, r)
		p.End = r.End
	}
	if want <= 0 {
		return
	}
	if r, ok := p.neighbour(s, 0); ok {
		r = nearest(s.text, r, Range{r.End, r.End}, want)
		p.Sentences = append([]Range{r}, p.Sentences...)
		p.Target++
		p.Start = r.Start
	}
}

// neighbour returns the sentence before (side 0) or after (side 1) p.
func (p *Passage) neighbour(s scanner, side int) (Range, bool) {
	if side == 0 {
		return s.before(p.Start)
	}
	return s.after(p.End)
}

// Sentences yields the sentences of text in order, without the white space
// between them.
func Sentences(text string) iter.Seq[Range] {
	return func(yield func(Range) bool) {
		s := scanner{text: text, hi: len(text)}
		for pos := 0; ; {
			r, ok := s.after(pos)
			if !ok || !yield(r) {
				return
			}
			pos = r.End
		}
	}
}

// clamp returns start and end within text, in order, on rune borders.
func clamp(text string, start, end int) Range {
	start = min(max(start, 0), len(text))
	end = min(max(end, start), len(text))
	for start > 0 && start < len(text) && !utf8.RuneStart(text[start]) {
		start--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	return Range{start, end}
}
