package tally

import (
	"cmp"
	"slices"

	"rolecall/archetypes"
)

// Coverage is how much of a corpus was counted.
type Coverage struct {
	// Shards were read, Bytes is the size of their text in UTF-8. Their size as
	// stored would differ between packed and plain copies.
	Shards, Bytes int64
	// Unreadable rows are no documents.
	Unreadable int64
	// Documents were read. Measured of them are in a language that the tagger
	// knows, and together have Words.
	Documents, Measured, Words int64
	// Mentioning documents name an AI, by hard labels; Portraying ones also show
	// what it does or is like.
	Mentioning, Portraying int64
	// Distinct is the number of distinct texts among Documents. DistinctError is
	// the standard error of that estimate, 0 where it is exact.
	Distinct      int64
	DistinctError float64
	// Ambiguous spans may name an AI and were left out.
	Ambiguous int64
	// NotMeasured and UnreadableReasons count documents and rows by reason. What
	// is over the bound on names stands under the empty name.
	NotMeasured, UnreadableReasons map[string]int64
}

// Coverage returns how much was counted.
func (t *Tally) Coverage() Coverage {
	c := Coverage{
		Shards: t.counts[countShards], Bytes: t.counts[countBytes], Unreadable: t.counts[countUnreadable],
		Documents: t.counts[countDocuments], Measured: t.counts[countMeasured], Words: t.counts[countWords],
		Mentioning: t.counts[countMentioning], Portraying: t.counts[countPortraying], Ambiguous: t.counts[countAmbiguous],
		NotMeasured: t.reasons.totals(), UnreadableReasons: t.unreadable.totals(),
	}
	c.Distinct, c.DistinctError = t.texts.distinct()
	c.Distinct = min(c.Distinct, c.Documents) // an estimate can overshoot
	return c
}

// totals returns the first count of each name.
func (r *roll) totals() map[string]int64 {
	m := make(map[string]int64, len(r.rows)+1)
	for text, row := range r.rows {
		m[text] = row[0]
	}
	if r.rest != nil {
		m[""] = add(m[""], r.rest[0])
	}
	return m
}

// Portrayals returns the cell of all portrayals, whatever their fields.
func (t *Tally) Portrayals() Cell { return readCell(t.cells[0]) }

// Field returns the cells of a field, parallel to archetypes.Values. Mode's are
// over all mentions, all others' over portrayals. It returns nil for an unknown
// field.
func (t *Tally) Field(f archetypes.Field) []Cell {
	at, ok := t.layout.fields[f]
	if !ok {
		return nil
	}
	return t.cellsFrom(at, len(archetypes.Values(f)))
}

// Families returns the cells of the families, parallel to archetypes.Families.
func (t *Tally) Families() []Cell {
	return t.cellsFrom(t.layout.families, len(archetypes.Families()))
}

// Traits returns the cells of the traits, parallel to archetypes.Traits. A
// portrayal has any number of traits, so they do not sum to the portrayals.
func (t *Tally) Traits() []Cell { return t.cellsFrom(t.layout.traits, len(t.layout.traitNames)) }

// Malevolence returns the cells of malevolent portrayals by agency, parallel to
// the values of Agency.
func (t *Tally) Malevolence() []Cell {
	return t.cellsFrom(t.layout.malevolence, len(archetypes.Values(archetypes.Agency)))
}

// Gaps returns the cells of the gaps that occur, by id. Gaps over the bound on
// names stand under the empty id.
func (t *Tally) Gaps() map[string]Cell {
	m := make(map[string]Cell, len(t.gaps.rows)+1)
	for id, row := range t.gaps.rows {
		m[id] = readCell(row)
	}
	if t.gaps.rest != nil {
		m[""] = readCell(t.gaps.rest)
	}
	return m
}

func (t *Tally) cellsFrom(at, n int) []Cell {
	cells := make([]Cell, n)
	for i := range cells {
		cells[i] = readCell(t.cells[at+i])
	}
	return cells
}

// MentionLabels returns the number of mentions with these hard labels of mode and
// reference.
func (t *Tally) MentionLabels(mode, reference string) int64 {
	i, j := archetypes.Index(archetypes.Mode, mode), archetypes.Index(archetypes.Reference, reference)
	if i < 0 || j < 0 {
		return 0
	}
	return t.mentions[i*len(archetypes.Values(archetypes.Reference))+j]
}

// FamilyBy returns, for Agency, Reference or Form, the mass of portrayals of each
// value (in its vocabulary's order) by family (likewise), in units of 1/Scale. It
// returns nil for other fields.
func (t *Tally) FamilyBy(f archetypes.Field) [][]int64 {
	var matrix []int64
	switch f {
	case archetypes.Agency:
		matrix = t.agencyFamily
	case archetypes.Reference:
		matrix = t.referenceFamily
	case archetypes.Form:
		matrix = t.formFamily
	default:
		return nil
	}
	return slices.Collect(slices.Chunk(slices.Clone(matrix), len(archetypes.Families())))
}

// Grid returns the mass of portrayals with these values of benevolence, alignment
// and stance, in units of 1/Scale.
func (t *Tally) Grid(benevolence, alignment, stance string) int64 {
	i := archetypes.Index(archetypes.Benevolence, benevolence)
	j := archetypes.Index(archetypes.Alignment, alignment)
	k := archetypes.Index(archetypes.Stance, stance)
	if i < 0 || j < 0 || k < 0 {
		return 0
	}
	alignments, stances := len(archetypes.Values(archetypes.Alignment)), len(archetypes.Values(archetypes.Stance))
	return t.grid[(i*alignments+j)*stances+k]
}

// Pair returns how often the i-th and j-th trait of the vocabulary occur in the
// same portrayal: expected, in units of 1/Scale, and by hard labels. It is 0 for
// a trait with itself.
func (t *Tally) Pair(i, j int) (mass, labels int64) {
	n := len(t.layout.traitNames)
	if i > j {
		i, j = j, i
	}
	if i < 0 || j >= n || i == j {
		return 0, 0
	}
	at := pair(i, j, n)
	return t.pairs[at], t.pairLabels[at]
}

// Character is what a tally holds of a character, or of a kind of machine.
type Character struct {
	// ID is that of the catalogue.
	ID string
	// Mentions and Documents count where it is named, Labels its portrayals by
	// hard label.
	Mentions, Documents, Labels int64
	// Mass is that of its portrayals, Archetypes and Traits split it, parallel to
	// the vocabulary; all in units of 1/Scale.
	Mass               int64
	Archetypes, Traits []int64
}

// Characters returns all characters that occur, largest mass first.
func (t *Tally) Characters() []Character { return t.characters.characters() }

// Kinds returns all kinds of machine that occur, largest mass first.
func (t *Tally) Kinds() []Character { return t.kinds.characters() }

func (r *roll) characters() []Character {
	roles := len(archetypes.Archetypes())
	all := make([]Character, 0, len(r.rows))
	for id, row := range r.rows {
		split := row[characterSplit:]
		all = append(all, Character{
			ID: id, Mentions: row[characterMentions], Documents: row[characterDocuments],
			Labels: row[characterLabels], Mass: row[characterMass],
			Archetypes: slices.Clone(split[:roles]), Traits: slices.Clone(split[roles:]),
		})
	}
	slices.SortFunc(all, func(a, b Character) int {
		return cmp.Or(cmp.Compare(b.Mass, a.Mass), cmp.Compare(b.Mentions, a.Mentions), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// Source is what a tally holds of a source.
type Source struct {
	// Name is the source's own. Folded is true for the row, without a name, of
	// all sources beyond the bound of 1,000.
	Name   string
	Folded bool
	// Documents were read, Measured of them counted, with Words.
	Documents, Measured, Words int64
	// Mentioning and Portraying count documents by hard labels.
	Mentioning, Portraying int64
	// Portrayals is the cell of all portrayals.
	Portrayals Cell
	// Archetypes splits their mass, parallel to the vocabulary, in units of
	// 1/Scale.
	Archetypes []int64
	// Families are cells parallel to archetypes.Families.
	Families []Cell
}

// Sources returns the sources, most documents first and folded ones last.
func (t *Tally) Sources() []Source {
	all := make([]Source, 0, len(t.sources.rows)+1)
	for name, row := range t.sources.rows {
		all = append(all, t.source(name, row))
	}
	slices.SortFunc(all, func(a, b Source) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Name, b.Name))
	})
	if t.sources.rest != nil {
		rest := t.source("", t.sources.rest)
		rest.Folded = true
		all = append(all, rest)
	}
	return all
}

func (t *Tally) source(name string, row []int64) Source {
	roles := len(archetypes.Archetypes())
	split := row[sourceSplit:]
	s := Source{
		Name: name, Documents: row[sourceDocuments], Measured: row[sourceMeasured], Words: row[sourceWords],
		Mentioning: row[sourceMentioning], Portraying: row[sourcePortraying],
		Archetypes: slices.Clone(split[:roles]),
	}
	for cell := range slices.Chunk(split[roles:], cellWidth(t.options.Replicates)) {
		s.Families = append(s.Families, readCell(cell))
	}
	s.Portrayals, s.Families = s.Families[0], s.Families[1:]
	return s
}

// Exemplars returns portrayals of an archetype to show: first those in which it
// has at least even odds, then any with that label. They are a sample by hash of
// the document, at most two from one, and must not be modified.
func (t *Tally) Exemplars(archetype string) []*Exemplar {
	role := archetypes.Index(archetypes.ArchetypeOf, archetype)
	if role < 0 {
		return nil
	}
	all := slices.Clone(t.confident[role])
	for _, e := range t.labelled[role] {
		if !slices.ContainsFunc(all, func(x *Exemplar) bool { return x.compareMention(e) == 0 }) {
			all = append(all, e)
		}
	}
	return all
}
