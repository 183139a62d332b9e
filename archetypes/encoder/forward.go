package encoder

import (
	"slices"

	"rolecall/archetypes/encoder/matmul"
	"rolecall/archetypes/encoder/weights"
)

// scratch is the memory of one run through the layers, sized for the longest input.
type scratch struct {
	left       rows      // what is about to be multiplied
	sums       []int32   // products
	projection []float32 // queries, keys and values side by side, then the inner layer
	context    []float32 // what attention brings together
	update     []float32 // what a half of a layer adds
	attention  attention
}

func newScratch(s weights.Shape) *scratch {
	n, widest := s.Positions, max(3*s.Hidden, s.Inner)
	return &scratch{
		left:       newRows(n, max(s.Hidden, s.Inner)),
		sums:       make([]int32, matmul.LeftRows(n)*matmul.Width(max(widest, n))),
		projection: make([]float32, n*widest),
		context:    make([]float32, n*s.Hidden),
		update:     make([]float32, n*s.Hidden),
		attention:  newAttention(s),
	}
}

// layer is a transformer layer ready to run.
type layer struct {
	attend linear // rows of queries, keys and values
	afterAttention
}

func newLayer(l *weights.Layer, epsilon float32) layer {
	return layer{newLinear(l.Query, l.Key, l.Value), newAfterAttention(l, epsilon)}
}

// afterAttention is what a layer does with what its attention gathered.
type afterAttention struct {
	output              linear
	inner, outer        linear
	attended, outputted norm
}

func newAfterAttention(l *weights.Layer, epsilon float32) afterAttention {
	return afterAttention{
		output:   newLinear(l.Output),
		inner:    newLinear(l.Inner),
		outer:    newLinear(l.Outer),
		attended: newNorm(l.AttentionNorm, epsilon), outputted: newNorm(l.OutputNorm, epsilon),
	}
}

// forward returns a vector for each piece.
func (e *Encoder) forward(s *scratch, pieces []Piece) [][]float32 {
	n, size := len(pieces), e.shape.Hidden
	x := make([]float32, n*size)
	for i, p := range pieces {
		e.embed(x[i*size:][:size], p.ID, i)
	}
	e.norm.apply(x)
	for i := range e.layers {
		e.layers[i].apply(s, x, n)
	}
	return slices.Collect(slices.Chunk(x, size))
}

// embed adds the vector of a piece and that of its position.
func (e *Encoder) embed(to []float32, id, position int) {
	word, place := e.words.Row(id), e.places.Row(position)
	wordScale, placeScale := e.words.Scales[id], e.places.Scales[position]
	for c := range to {
		to[c] = float32(float32(int8(word[c]))*wordScale) + float32(float32(int8(place[c]))*placeScale)
	}
}

// apply runs n vectors through the layer, in place.
func (l *layer) apply(s *scratch, x []float32, n int) {
	l.attend.apply(s, s.projection, x, n)
	s.attention.apply(s.context, s.projection, s.sums, n)
	l.finish(s, x, n)
}

// finish adds to the n rows of x what their attention left in the context.
func (l *afterAttention) finish(s *scratch, x []float32, n int) {
	l.output.apply(s, s.update, s.context[:len(x)], n)
	add(x, s.update)
	l.attended.apply(x)

	l.inner.apply(s, s.projection, x, n)
	wide := s.projection[:n*len(l.inner.bias)]
	for i, v := range wide {
		wide[i] = gelu(v)
	}
	l.outer.apply(s, s.update, wide, n)
	add(x, s.update)
	l.outputted.apply(x)
}

func add(x, update []float32) {
	for i, v := range update[:len(x)] {
		x[i] += v
	}
}

// linear is one or more linear maps of the same vector.
type linear struct {
	right        matmul.Packed
	scales, bias []float32
	limit        float32 // magnitude of the integers that vectors are rounded to
}

func newLinear(parts ...weights.Linear) linear {
	var l linear
	for _, p := range parts {
		l.scales, l.bias = append(l.scales, p.Scales...), append(l.bias, p.Bias...)
	}
	columns := parts[0].Columns
	l.limit = float32(min(8191, matmul.MaxSum/(128*columns)))
	l.right.Reset(len(l.bias), columns)
	first := 0
	for _, p := range parts {
		for r := range p.Rows {
			for c, v := range p.Row(r) {
				l.right.Set(first+r, c, int16(int8(v)))
			}
		}
		first += p.Rows
	}
	return l
}

// apply maps n vectors.
func (l *linear) apply(s *scratch, to, x []float32, n int) {
	columns := len(x) / n
	for i := range n {
		s.left.round(i, x[i*columns:][:columns], l.limit)
	}
	matmul.Product(s.sums, s.left.values, s.left.stride, n, &l.right)
	width, size := l.right.Width(), len(l.bias)
	for i := range n {
		sums, out := s.sums[i*width:][:size], to[i*size:][:size]
		scale, scales, bias := s.left.scales[i], l.scales[:size], l.bias[:size]
		for r, sum := range sums {
			out[r] = float32(float32(sum)*float32(scale*scales[r])) + bias[r]
		}
	}
}
