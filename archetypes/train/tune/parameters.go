package tune

import (
	"gonum.org/v1/gonum/blas/blas32"

	"rolecall/archetypes/encoder/weights"
)

// parameters are all numbers that are fitted, or their gradients: one run of memory
// and the matrices in it. Matrices have a row for each of their outputs.
type parameters struct {
	all []float32

	query, key, value, output        blas32.General
	queryBias, valueBias, outputBias []float32
	attended, outputted              gainBias
	inner, outer                     blas32.General
	innerBias, outerBias             []float32
	queries, zones                   blas32.General
	out                              blas32.General
	outBias                          []float32
	layerEnd, outStart, outEnd       int // places in all: see rates
}

// gainBias belongs to a layer norm.
type gainBias struct{ gain, bias []float32 }

func newParameters(s Shape) *parameters {
	p := &parameters{}
	p.lay(s) // counts
	p.all = make([]float32, p.lay(s))
	p.lay(s)
	return p
}

// lay gives each matrix its place and returns the size of all.
func (p *parameters) lay(s Shape) int {
	at := 0
	vector := func(v *[]float32, n int) {
		if p.all != nil {
			*v = p.all[at:][:n:n]
		}
		at += n
	}
	matrix := func(m *blas32.General, rows, columns int) {
		m.Rows, m.Cols, m.Stride = rows, columns, max(columns, 1)
		vector(&m.Data, rows*columns)
	}
	for _, m := range []*blas32.General{&p.query, &p.key, &p.value, &p.output} {
		matrix(m, s.Size, s.Size)
	}
	matrix(&p.inner, s.Inner, s.Size)
	matrix(&p.outer, s.Size, s.Inner)
	vector(&p.innerBias, s.Inner)
	for _, v := range []*[]float32{
		&p.queryBias, &p.valueBias, &p.outputBias, &p.outerBias,
		&p.attended.gain, &p.attended.bias, &p.outputted.gain, &p.outputted.bias,
	} {
		vector(v, s.Size)
	}
	p.layerEnd = at
	matrix(&p.queries, s.Pools, s.Size)
	matrix(&p.zones, s.Zones, s.Size)
	p.outStart = at
	matrix(&p.out, s.outputs(), 2*s.Pools*s.Size)
	p.outEnd = at
	vector(&p.outBias, s.outputs())
	return at
}

// rate returns by how much faster than the layer the parameter at a place learns: what
// starts from nothing has further to go.
func (p *parameters) rate(at int) float32 {
	switch {
	case at < p.layerEnd:
		return 1
	case at >= p.outStart && at < p.outEnd:
		return 5
	}
	return 10
}

// start sets the layer to that of weights; all else is zero.
func (p *parameters) start(l *weights.Layer) {
	for _, m := range []struct {
		to   blas32.General
		bias []float32
		from *weights.Linear
	}{
		{p.query, p.queryBias, &l.Query}, {p.key, nil, &l.Key}, {p.value, p.valueBias, &l.Value},
		{p.output, p.outputBias, &l.Output}, {p.inner, p.innerBias, &l.Inner}, {p.outer, p.outerBias, &l.Outer},
	} {
		copy(m.to.Data, m.from.Floats())
		copy(m.bias, m.from.Bias)
	}
	copy(p.attended.gain, l.AttentionNorm.Gain)
	copy(p.attended.bias, l.AttentionNorm.Bias)
	copy(p.outputted.gain, l.OutputNorm.Gain)
	copy(p.outputted.bias, l.OutputNorm.Bias)
}

// weights returns the parameters in 8 bits, as they are run.
func (p *parameters) weights(s Shape) *weights.Focus {
	linear := func(m blas32.General, bias []float32) weights.Linear {
		if bias == nil {
			bias = make([]float32, m.Rows)
		}
		return weights.Linear{Matrix: weights.Quantize(m.Rows, m.Cols, m.Data), Bias: bias}
	}
	f := &weights.Focus{
		Heads: s.Heads, Epsilon: s.Epsilon,
		Layer: weights.Layer{
			Query: linear(p.query, p.queryBias), Key: linear(p.key, nil), Value: linear(p.value, p.valueBias), Output: linear(p.output, p.outputBias),
			AttentionNorm: weights.Norm{Gain: p.attended.gain, Bias: p.attended.bias},
			Inner:         linear(p.inner, p.innerBias), Outer: linear(p.outer, p.outerBias),
			OutputNorm: weights.Norm{Gain: p.outputted.gain, Bias: p.outputted.bias},
		},
		Out: linear(p.out, p.outBias),
	}
	for i := range s.Pools {
		f.Queries = append(f.Queries, p.queries.Data[i*s.Size:][:s.Size])
	}
	for i := range s.Zones {
		f.Zones = append(f.Zones, p.zones.Data[i*s.Size:][:s.Size])
	}
	return f
}
