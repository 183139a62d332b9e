package tally

import (
	"errors"
	"fmt"

	"rolecall/archetypes"
)

// DefaultReplicates is how many bootstrap replicates a tally holds unless told
// otherwise.
const DefaultReplicates = 200

// maxReplicates bounds what Decode allocates for a file's word.
const maxReplicates = 10_000

// ErrMix is what Merge returns for tallies that do not count the same thing.
var ErrMix = errors.New("tallies cannot be merged")

// Options say how to count. Only tallies with equal options merge.
type Options struct {
	// Replicates is the number of bootstrap replicates; 0 means
	// DefaultReplicates, and less than 0 means none.
	Replicates int
	// Tagger identifies what tagged the documents, such as the hashes of the
	// catalogue and the models. The tally only compares it.
	Tagger string
}

// Tally holds the counts of a corpus, in memory that does not grow with it. It
// is not safe for concurrent use: give each worker its own and merge them.
type Tally struct {
	options Options
	layout  layout

	counts []int64
	cells  [][]int64
	// Matrices in row-major order. mentions counts hard labels by mode and
	// reference; the others hold masses by field value and family.
	mentions, agencyFamily, referenceFamily, formFamily []int64
	// grid holds masses by benevolence, alignment and stance.
	grid []int64
	// pairs holds expected co-occurrences Σ P(portrayal)·P(i)·P(j) of traits
	// i < j, pairLabels those of hard labels.
	pairs, pairLabels []int64

	reasons, unreadable, gaps, characters, kinds, sources roll

	texts sketch
	// confident and labelled hold exemplars by archetype: those with at least
	// even odds, and all with the hard label.
	confident, labelled []shelf

	scratch scratch
}

// New returns an empty tally.
func New(o Options) *Tally {
	switch {
	case o.Replicates == 0:
		o.Replicates = DefaultReplicates
	case o.Replicates < 0:
		o.Replicates = 0
	case o.Replicates > maxReplicates:
		o.Replicates = maxReplicates
	}
	var (
		l          = newLayout()
		width      = cellWidth(o.Replicates)
		n          = func(f archetypes.Field) int { return len(archetypes.Values(f)) }
		nFamilies  = len(archetypes.Families())
		nRoles     = len(archetypes.Archetypes())
		nTraits    = len(archetypes.Traits())
		nCharacter = characterSplit + nRoles + nTraits
	)
	t := &Tally{
		options: o, layout: l,
		counts:          make([]int64, countsWidth),
		cells:           make([][]int64, l.cells),
		mentions:        make([]int64, n(archetypes.Mode)*n(archetypes.Reference)),
		agencyFamily:    make([]int64, n(archetypes.Agency)*nFamilies),
		referenceFamily: make([]int64, n(archetypes.Reference)*nFamilies),
		formFamily:      make([]int64, n(archetypes.Form)*nFamilies),
		grid:            make([]int64, n(archetypes.Benevolence)*n(archetypes.Alignment)*n(archetypes.Stance)),
		pairs:           make([]int64, nTraits*(nTraits-1)/2),
		pairLabels:      make([]int64, nTraits*(nTraits-1)/2),
		reasons:         newRoll(maxReasons, 1),
		unreadable:      newRoll(maxReasons, 1),
		gaps:            newRoll(maxGaps, width),
		characters:      newRoll(maxCharacters, nCharacter),
		kinds:           newRoll(maxCharacters, nCharacter),
		sources:         newRoll(maxSources, sourceSplit+nRoles+(1+nFamilies)*width),
		confident:       make([]shelf, nRoles),
		labelled:        make([]shelf, nRoles),
	}
	for i := range t.cells {
		t.cells[i] = make([]int64, width)
	}
	t.scratch = newScratch(t)
	return t
}

// Options returns the options with defaults filled in.
func (t *Tally) Options() Options { return t.options }

// AddShard counts a shard that was read, and the bytes of its text, unpacked so
// that packed and plain copies count the same.
func (t *Tally) AddShard(bytes int64) {
	t.count(countShards, 1)
	t.count(countBytes, bytes)
}

// AddUnreadable counts rows, or whole shards as one row each, that could not be
// read. Reasons should come from a small set.
func (t *Tally) AddUnreadable(reason string, rows int64) {
	if rows <= 0 {
		return
	}
	t.count(countUnreadable, rows)
	row := t.unreadable.row(reason)
	row[0] = add(row[0], rows)
}

// Merge adds all that o has counted. It fails with an error that wraps ErrMix,
// and changes nothing, where the options differ.
func (t *Tally) Merge(o *Tally) error {
	if t.options.Replicates != o.options.Replicates {
		return fmt.Errorf("%w: %d and %d bootstrap replicates", ErrMix, t.options.Replicates, o.options.Replicates)
	}
	if t.options.Tagger != o.options.Tagger {
		return fmt.Errorf("%w: tagged by %q and %q", ErrMix, t.options.Tagger, o.options.Tagger)
	}
	if t == o {
		// Adding a tally to itself would read what it writes.
		return fmt.Errorf("%w: a tally with itself", ErrMix)
	}
	theirs := o.sections()
	for i, s := range t.sections() {
		addAll(s, theirs[i])
	}
	theirRolls := o.rolls()
	for i, r := range t.rolls() {
		r.merge(theirRolls[i])
	}
	t.texts.merge(&o.texts)
	for i := range t.confident {
		t.confident[i].merge(o.confident[i])
		t.labelled[i].merge(o.labelled[i])
	}
	return nil
}

// sections lists all counts of fixed number, in the order of the encoding.
func (t *Tally) sections() [][]int64 {
	return append([][]int64{
		t.counts, t.mentions, t.agencyFamily, t.referenceFamily, t.formFamily, t.grid, t.pairs, t.pairLabels,
	}, t.cells...)
}

// rolls lists all counts by name, in the order of the encoding.
func (t *Tally) rolls() []*roll {
	return []*roll{&t.reasons, &t.unreadable, &t.gaps, &t.characters, &t.kinds, &t.sources}
}

func (t *Tally) count(which int, n int64) { t.counts[which] = add(t.counts[which], max(n, 0)) }

// pair returns the position of traits i < j in Tally.pairs, of n traits.
func pair(i, j, n int) int { return i*n - i*(i+1)/2 + j - i - 1 }
