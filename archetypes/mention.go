package archetypes

// Distribution holds one probability per value of a field, parallel to
// Values(field). A nil Distribution says nothing.
type Distribution []float64

// Best returns the position of the largest probability, the first of equals,
// or -1 for an empty distribution.
func (d Distribution) Best() int {
	best := -1
	for i, p := range d {
		if best < 0 || p > d[best] {
			best = i
		}
	}
	return best
}

// Mention is one span of a document that may refer to an AI character, with
// the tagger's labels and the probabilities behind them.
type Mention struct {
	// Start and End are offsets into the document's text in Unicode code
	// points, half open.
	Start, End int
	// Text is the span as written.
	Text string
	// Character is the catalogue id, or empty for a kind ("the robot").
	Character string
	// Kind is the id of the catalogued kind of machine, or empty for a name.
	Kind string

	// Labels holds the most probable value of each field.
	Labels map[Field]string
	// Traits and Gaps are what the passage shows, in vocabulary order.
	Traits, Gaps []string

	// P holds a distribution per field. The fields of conduct are
	// conditional on Mode being a portrayal.
	P map[Field]Distribution
	// TraitP holds P(trait | portrayal), parallel to Traits().
	TraitP []float64
}

// PortrayalP returns P(mode = portrayal), which is 0 where it is unknown.
func (m *Mention) PortrayalP() float64 {
	if d := m.P[Mode]; len(d) > 0 {
		return d[0]
	}
	return 0
}

// IsPortrayal tells whether the hard label of the mode is portrayal.
func (m *Mention) IsPortrayal() bool { return m.Labels[Mode] == Portrayal }
