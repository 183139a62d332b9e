package tally

import (
	"slices"

	"rolecall/archetypes"
)

// scratch is working memory of Add: one document's masses and labels by cell, and
// one mention's distributions.
type scratch struct {
	mass, labels []int64
	gapMass      map[string][2]int64 // mass and labels by gap
	weights      []uint8
	// characters and kinds hold those already counted for the document.
	characters, kinds map[string]bool
	dist              map[archetypes.Field][]float64
	traits            []float64
	family            []float64
	shown             []bool  // traits of the hard labels
	sourceMass        []int64 // by archetype
}

func newScratch(t *Tally) scratch {
	nRoles, nFamilies := len(archetypes.Archetypes()), len(archetypes.Families())
	s := scratch{
		mass: make([]int64, t.layout.cells), labels: make([]int64, t.layout.cells),
		gapMass:    map[string][2]int64{},
		weights:    make([]uint8, t.options.Replicates),
		characters: map[string]bool{}, kinds: map[string]bool{},
		shown:      make([]bool, len(archetypes.Traits())),
		dist:       map[archetypes.Field][]float64{},
		traits:     make([]float64, len(archetypes.Traits())),
		family:     make([]float64, nFamilies),
		sourceMass: make([]int64, nRoles),
	}
	for _, f := range archetypes.Fields() {
		s.dist[f] = make([]float64, len(archetypes.Values(f)))
	}
	return s
}

// Add counts a document. It keeps nothing of d but copies.
func (t *Tally) Add(d *Document) {
	t.count(countDocuments, 1)
	t.texts.add(mix(d.TextHash ^ saltDistinct))
	source := t.sources.row(d.Source)
	source[sourceDocuments] = add(source[sourceDocuments], 1)
	if !d.Measured {
		row := t.reasons.row(d.NotMeasured)
		row[0] = add(row[0], 1)
		return
	}
	words := max(d.Words, 0)
	t.count(countMeasured, 1)
	t.count(countWords, words)
	t.count(countAmbiguous, d.Ambiguous)
	source[sourceMeasured] = add(source[sourceMeasured], 1)
	source[sourceWords] = add(source[sourceWords], words)
	if len(d.Mentions) == 0 {
		return // most documents end here
	}

	s := &t.scratch
	clear(s.mass)
	clear(s.labels)
	clear(s.gapMass)
	clear(s.characters)
	clear(s.kinds)
	clear(s.sourceMass)
	seed := d.seed()
	var mentioning, portraying bool
	for i := range d.Mentions {
		m := &d.Mentions[i]
		mode := m.Labels[archetypes.Mode]
		mentioning = mentioning || (mode != archetypes.None && archetypes.Index(archetypes.Mode, mode) >= 0)
		portraying = portraying || m.IsPortrayal()
		t.addMention(d, m, seed)
	}
	if mentioning {
		t.count(countMentioning, 1)
		source[sourceMentioning] = add(source[sourceMentioning], 1)
	}
	if portraying {
		t.count(countPortraying, 1)
		source[sourcePortraying] = add(source[sourcePortraying], 1)
	}
	t.settleDocument(source, seed)
}

// settleDocument moves the document's masses from scratch to the cells.
func (t *Tally) settleDocument(source []int64, seed uint64) {
	s := &t.scratch
	weights(s.weights, seed)
	for i, mass := range s.mass {
		if mass != 0 || s.labels[i] != 0 {
			addDocument(t.cells[i], mass, s.labels[i], s.weights)
		}
	}
	for gap, sum := range s.gapMass {
		addDocument(t.gaps.row(gap), sum[0], sum[1], s.weights)
	}
	roles := source[sourceSplit:]
	addAll(roles, s.sourceMass)
	width := cellWidth(t.options.Replicates)
	cells := roles[len(s.sourceMass):]
	for i := range 1 + len(s.family) {
		at := 0 // all portrayals
		if i > 0 {
			at = t.layout.families + i - 1
		}
		if s.mass[at] != 0 || s.labels[at] != 0 {
			addDocument(cells[i*width:(i+1)*width], s.mass[at], s.labels[at], s.weights)
		}
	}
}

// addMention adds one mention to the scratch, and to the sums that have no
// replicates.
func (t *Tally) addMention(d *Document, m *Item, seed uint64) {
	s, l := &t.scratch, &t.layout
	for f, dist := range s.dist {
		read(dist, m, f)
	}
	withoutNotAI(s.dist[archetypes.Reference])
	label := func(f archetypes.Field) int { return archetypes.Index(f, m.Labels[f]) }
	mode, reference := label(archetypes.Mode), label(archetypes.Reference)
	if mode >= 0 && reference >= 0 {
		at := mode*len(s.dist[archetypes.Reference]) + reference
		t.mentions[at] = add(t.mentions[at], 1)
	}

	// Mode is the one field that is counted over mentions: it says which of
	// them are portrayals.
	for i, p := range s.dist[archetypes.Mode] {
		s.mass[l.fields[archetypes.Mode]+i] += fixed(p)
	}
	if mode >= 0 {
		s.labels[l.fields[archetypes.Mode]+mode]++
	}

	p := s.dist[archetypes.Mode][0]
	hard := m.IsPortrayal()
	mass := fixed(p)
	if mass > 0 || hard {
		s.mass[0] += mass
		if hard {
			s.labels[0]++
		}
		t.addConduct(m, p, hard)
	}
	if mode >= 0 && mode != l.modeNone {
		t.addCharacter(&t.characters, s.characters, m.Character, p, hard)
		t.addCharacter(&t.kinds, s.kinds, m.Kind, p, hard)
	}
	if hard {
		t.keep(d, m, seed)
	}
}

// addConduct adds a possible portrayal's fields, families, traits and joint
// masses. p is P(portrayal).
func (t *Tally) addConduct(m *Item, p float64, hard bool) {
	s, l := &t.scratch, &t.layout
	for f, dist := range s.dist {
		if f == archetypes.Mode {
			continue
		}
		at := l.fields[f]
		for i, q := range dist {
			s.mass[at+i] += fixed(p * q)
		}
		if i := archetypes.Index(f, m.Labels[f]); hard && i >= 0 {
			s.labels[at+i]++
		}
	}

	// A family is the sum of its archetypes, also after rounding.
	clear(s.family)
	for i, q := range s.dist[archetypes.ArchetypeOf] {
		s.family[l.familyOf[i]] += q
		x := fixed(p * q)
		s.mass[l.families+l.familyOf[i]] += x
		s.sourceMass[i] += x
	}
	role := archetypes.Index(archetypes.ArchetypeOf, m.Labels[archetypes.ArchetypeOf])
	if hard && role >= 0 {
		s.labels[l.families+l.familyOf[role]]++
	}

	// Fields are predicted apart, so joint masses take them as independent
	// given the mention.
	agency := s.dist[archetypes.Agency]
	for i, q := range agency {
		s.mass[l.malevolence+i] += fixed(p * q * s.family[l.malevolent])
	}
	if a := archetypes.Index(archetypes.Agency, m.Labels[archetypes.Agency]); hard && a >= 0 && role >= 0 && l.familyOf[role] == l.malevolent {
		s.labels[l.malevolence+a]++
	}
	cross(t.agencyFamily, p, agency, s.family)
	cross(t.referenceFamily, p, s.dist[archetypes.Reference], s.family)
	cross(t.formFamily, p, s.dist[archetypes.Form], s.family)
	benevolence, alignment, stance := s.dist[archetypes.Benevolence], s.dist[archetypes.Alignment], s.dist[archetypes.Stance]
	plane := len(alignment) * len(stance)
	for i, q := range benevolence {
		cross(t.grid[i*plane:(i+1)*plane], p*q, alignment, stance)
	}

	t.addTraits(m, p, hard)
	for _, g := range m.Gaps {
		sum := s.gapMass[g]
		sum[0] += fixed(p)
		if hard {
			sum[1]++
		}
		s.gapMass[g] = sum
	}
}

func (t *Tally) addTraits(m *Item, p float64, hard bool) {
	s, l := &t.scratch, &t.layout
	names, shown := l.traitNames, s.shown
	for i, name := range names {
		shown[i] = slices.Contains(m.Traits, name)
		switch {
		case len(m.TraitP) == len(names):
			s.traits[i] = float64(fixed(m.TraitP[i])) / Scale
		case shown[i]:
			s.traits[i] = 1
		default:
			s.traits[i] = 0
		}
		s.mass[l.traits+i] += fixed(p * s.traits[i])
		if hard && shown[i] {
			s.labels[l.traits+i]++
		}
	}
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			at := pair(i, j, len(names))
			t.pairs[at] = add(t.pairs[at], fixed(p*s.traits[i]*s.traits[j]))
			if hard && shown[i] && shown[j] {
				t.pairLabels[at] = add(t.pairLabels[at], 1)
			}
		}
	}
}

// addCharacter counts a mention of a character or kind, unless it has none.
func (t *Tally) addCharacter(r *roll, seen map[string]bool, id string, p float64, hard bool) {
	if id == "" {
		return
	}
	row := r.row(id)
	row[characterMentions] = add(row[characterMentions], 1)
	if !seen[id] {
		seen[id] = true
		row[characterDocuments] = add(row[characterDocuments], 1)
	}
	if hard {
		row[characterLabels] = add(row[characterLabels], 1)
	}
	mass := fixed(p)
	if mass == 0 {
		return // and traits in the scratch may be another mention's
	}
	row[characterMass] = add(row[characterMass], mass)
	split := row[characterSplit:]
	roles := t.scratch.dist[archetypes.ArchetypeOf]
	for i, q := range roles {
		split[i] = add(split[i], fixed(p*q))
	}
	for i, q := range t.scratch.traits {
		split[len(roles)+i] = add(split[len(roles)+i], fixed(p*q))
	}
}

// keep offers a portrayal to the shelves of its archetype.
func (t *Tally) keep(d *Document, m *Item, seed uint64) {
	role := archetypes.Index(archetypes.ArchetypeOf, m.Labels[archetypes.ArchetypeOf])
	if role < 0 || m.Passage.Text == "" {
		return
	}
	probability := fixed(t.scratch.dist[archetypes.ArchetypeOf][role])
	rank := exemplarRank(seed, m.Start, m.End)
	sure := probability >= Scale/2 && t.confident[role].wants(rank)
	if !sure && !t.labelled[role].wants(rank) {
		return
	}
	e := newExemplar(d, m, seed, fixed(t.scratch.dist[archetypes.Mode][0]), probability)
	t.labelled[role].offer(e)
	if sure {
		t.confident[role].offer(e)
	}
}

// read fills dist with the mention's distribution of a field. Without one, the
// hard label has all the probability; without a label either, nothing has any.
func read(dist []float64, m *Item, f archetypes.Field) {
	p := m.P[f]
	if len(p) != len(dist) {
		clear(dist)
		if i := archetypes.Index(f, m.Labels[f]); i >= 0 {
			dist[i] = 1
		}
		return
	}
	for i, v := range p {
		dist[i] = min(max(v, 0), 1)
		if v != v {
			dist[i] = 0
		}
	}
}

// cross adds p·rows[i]·columns[j] to a matrix in row-major order.
func cross(matrix []int64, p float64, rows, columns []float64) {
	for i, a := range rows {
		for j, b := range columns {
			at := i*len(columns) + j
			matrix[at] = add(matrix[at], fixed(p*a*b))
		}
	}
}

// withoutNotAI makes the distribution of the reference one given a portrayal,
// as those of conduct are: what is no AI is not portrayed as one.
func withoutNotAI(reference []float64) {
	i := archetypes.Index(archetypes.Reference, archetypes.NotAI)
	rest := 1 - reference[i]
	reference[i] = 0
	if rest <= 0 {
		return
	}
	for j := range reference {
		reference[j] /= rest
	}
}
