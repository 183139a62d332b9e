package tally

import "rolecall/reports/stats"

// Cell is what a tally holds of one value of a marginal, such as the archetype
// deceiver.
type Cell struct {
	// Mass is Σ P(portrayal)·P(value | portrayal) over mentions, in units of
	// 1/Scale.
	Mass int64
	// Labels counts the mentions whose hard labels are portrayal and this value.
	Labels int64
	// Replicates holds the bootstrap replicates of Mass, in the same unit. It
	// is shared with the tally and must not be modified.
	Replicates []int64

	documents, squares int64
}

// Portrayals returns the mass as a number of portrayals.
func (c Cell) Portrayals() float64 { return float64(c.Mass) / Scale }

// Documents returns the expected number of documents that hold the value: each
// document adds its mass, but 1 at most.
func (c Cell) Documents() float64 { return float64(c.documents) / Scale }

// Effective returns how many documents the mass effectively rests on: Kish's
// effective size of the documents' masses, or Documents where that is less. One
// novel with a thousand portrayals counts as one, and a thousand documents that
// are each most likely something else as the few that they add up to.
func (c Cell) Effective() float64 {
	if c.squares == 0 { // masses too small for squares in fixed point
		return c.Documents()
	}
	return min(c.Documents(), stats.EffectiveSize(c.Portrayals(), float64(c.squares)/Scale))
}

// A cell is kept as a row of counts, so that merging and encoding need not know
// what stands where.
const (
	cellMass = iota
	cellLabels
	cellDocuments
	cellSquares
	cellReplicates // first of the replicates
)

func cellWidth(replicates int) int { return cellReplicates + replicates }

func readCell(row []int64) Cell {
	return Cell{
		Mass: row[cellMass], Labels: row[cellLabels], documents: row[cellDocuments], squares: row[cellSquares],
		Replicates: row[cellReplicates:len(row):len(row)],
	}
}

// addDocument adds one document's mass and labels to a cell. w holds the
// document's weights, one a replicate.
func addDocument(row []int64, mass, labels int64, w []uint8) {
	row[cellLabels] = add(row[cellLabels], labels)
	if mass == 0 {
		return
	}
	row[cellMass] = add(row[cellMass], mass)
	row[cellDocuments] = add(row[cellDocuments], min(mass, Scale))
	// Squares of thousandths come out in units of 1/Scale.
	milli := (mass + 500) / 1000
	row[cellSquares] = add(row[cellSquares], milli*milli)
	replicates := row[cellReplicates:]
	for i, n := range w {
		replicates[i] = add(replicates[i], int64(n)*mass)
	}
}
