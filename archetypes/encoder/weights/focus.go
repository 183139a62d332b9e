package weights

import (
	"fmt"
	"math"
)

// Lower returns the first layers alone, for inputs of at most so many pieces. It
// shares w's memory and keeps its checksum.
func (w *Weights) Lower(layers, pieces int) *Weights {
	low := *w
	low.Layers, low.Positions = min(layers, w.Layers), min(pieces, w.Positions)
	low.Stack = w.Stack[:low.Layers]
	low.Places = Matrix{
		Rows: low.Positions, Columns: w.Places.Columns,
		Scales: w.Places.Scales[:low.Positions], Values: w.Places.Values[:low.Positions*w.Places.Columns],
	}
	return &low
}

// Floats returns a matrix's values, row after row.
func (m *Matrix) Floats() []float32 {
	out := make([]float32, len(m.Values))
	for i, v := range m.Values {
		out[i] = float32(int8(v)) * m.Scales[i/m.Columns]
	}
	return out
}

// Focus are the weights of a last layer that looks at a text from a few pools of
// its pieces, and of what is read out of it; see encoder.Focus.
type Focus struct {
	Heads   int
	Epsilon float32     // added to the variance by layer norms
	Queries [][]float32 // for each pool, added to the mean of its pieces
	Zones   [][]float32 // for each zone, added to its pieces where they are looked at
	Layer   Layer
	Out     Linear // columns: pool by pool the layer's vector and the mean
}

// Check returns an error where sizes do not fit each other and vectors of length
// hidden, or a number is not finite.
func (f *Focus) Check(hidden int) error {
	if f.Heads < 1 || hidden%f.Heads != 0 {
		return fmt.Errorf("heads: %d do not divide %d", f.Heads, hidden)
	}
	if !(f.Epsilon > 0 && f.Epsilon < 1) {
		return fmt.Errorf("epsilon: %g is not between 0 and 1", f.Epsilon)
	}
	if len(f.Queries) < 1 || len(f.Queries) > MaxMasks || len(f.Zones) > MaxMasks {
		return fmt.Errorf("%d pools and %d zones: of the first 1 to %[3]d, of the second up to %[3]d", len(f.Queries), len(f.Zones), MaxMasks)
	}
	c := focusCheck{}
	for _, v := range f.Queries {
		c.floats("query", v, hidden)
	}
	for _, v := range f.Zones {
		c.floats("zone", v, hidden)
	}
	l := &f.Layer
	inner := len(l.Inner.Bias)
	for _, square := range []*Linear{&l.Query, &l.Key, &l.Value, &l.Output} {
		c.linear("attention", square, hidden, hidden)
	}
	c.linear("inner", &l.Inner, max(inner, 1), hidden)
	c.linear("outer", &l.Outer, hidden, inner)
	for _, n := range []*Norm{&l.AttentionNorm, &l.OutputNorm} {
		c.floats("norm", n.Gain, hidden)
		c.floats("norm", n.Bias, hidden)
	}
	c.linear("out", &f.Out, max(len(f.Out.Bias), 1), 2*len(f.Queries)*hidden)
	return c.err
}

// MaxMasks is how many pools or zones there can be: a piece's are bits of a byte.
const MaxMasks = 8

// focusCheck keeps the first error.
type focusCheck struct{ err error }

func (c *focusCheck) floats(name string, v []float32, size int) {
	if c.err == nil && len(v) != size {
		c.err = fmt.Errorf("%s: %d numbers, not %d", name, len(v), size)
	}
	for _, x := range v {
		if c.err == nil && (math.IsNaN(float64(x)) || math.IsInf(float64(x), 0)) {
			c.err = fmt.Errorf("%s: a number is not finite", name)
		}
	}
}

func (c *focusCheck) linear(name string, l *Linear, rows, columns int) {
	if c.err == nil && (l.Rows != rows || l.Columns != columns || len(l.Values) != rows*columns) {
		c.err = fmt.Errorf("%s: %d × %d with %d values, not %d × %d", name, l.Rows, l.Columns, len(l.Values), rows, columns)
	}
	c.floats(name, l.Scales, rows)
	c.floats(name, l.Bias, rows)
}
