package tally

import (
	"encoding/binary"
	"slices"

	"github.com/cespare/xxhash/v2"

	"rolecall/archetypes"
)

// layout says where each cell stands in Tally.cells. It follows from the
// vocabulary alone.
type layout struct {
	fields      map[archetypes.Field]int // first cell of each field
	families    int
	traits      int
	malevolence int // malevolent portrayals by agency
	cells       int

	familyOf   []int // per archetype, position in Families()
	malevolent int   // position in Families()
	modeNone   int   // position in Values(Mode)
	traitNames []string
}

func newLayout() layout {
	l := layout{fields: map[archetypes.Field]int{}, cells: 1, traitNames: archetypes.Traits()} // cell 0 is the portrayals
	next := func(n int) int {
		at := l.cells
		l.cells += n
		return at
	}
	for _, f := range archetypes.Fields() {
		l.fields[f] = next(len(archetypes.Values(f)))
	}
	l.modeNone = archetypes.Index(archetypes.Mode, archetypes.None)
	families := archetypes.Families()
	l.malevolent = slices.Index(families, archetypes.Malevolent)
	l.families = next(len(families))
	l.traits = next(len(archetypes.Traits()))
	l.malevolence = next(len(archetypes.Values(archetypes.Agency)))
	for _, a := range archetypes.Archetypes() {
		for i, f := range families {
			if archetypes.Family(a) == f {
				l.familyOf = append(l.familyOf, i)
			}
		}
	}
	return l
}

// vocabularyHash identifies the fields, values, families and traits, in order. A
// tally counted under another vocabulary must not be read as one of this.
func vocabularyHash() uint64 {
	var h xxhash.Digest
	h.Reset()
	list := func(words []string) {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(words)))
		h.Write(n[:])
		for _, w := range words {
			h.WriteString(w)
			h.WriteString("\n")
		}
	}
	for _, f := range archetypes.Fields() {
		list(append([]string{string(f)}, archetypes.Values(f)...))
	}
	families := archetypes.Families()
	for _, a := range archetypes.Archetypes() {
		families = append(families, archetypes.Family(a))
	}
	list(families)
	list(archetypes.Traits())
	return h.Sum64()
}

// Counts of the whole corpus, positions in Tally.counts.
const (
	countShards = iota
	countBytes
	countUnreadable
	countDocuments
	countMeasured
	countWords
	countMentioning
	countPortraying
	countAmbiguous
	countsWidth
)

// Counts of a character or kind. Masses by archetype and then by trait follow.
const (
	characterMentions = iota
	characterDocuments
	characterLabels
	characterMass
	characterSplit
)

// Counts of a source. Masses by archetype follow, then the cell of all portrayals
// and those by family.
const (
	sourceDocuments = iota
	sourceMeasured
	sourceWords
	sourceMentioning
	sourcePortraying
	sourceSplit
)

// Bounds of what is kept by name.
const (
	maxSources    = 1000
	maxReasons    = 200
	maxCharacters = 5000
	maxGaps       = 200
)
