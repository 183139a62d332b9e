package encoder

import (
	"math"

	"rolecall/archetypes/encoder/matmul"
	"rolecall/archetypes/encoder/weights"
)

// attention is self-attention without its linear maps, with memory for one head.
type attention struct {
	heads, size int     // size is that of a head's vectors
	limit       float32 // magnitude of rounded queries and keys
	root        float32 // 1/√size

	queries     rows
	key         rows          // one row, on its way into keys
	keys        matmul.Packed // a row for each piece
	keyScales   []float32
	values      matmul.Packed // a row for each of the head's numbers, a column for each piece
	valueScales []float32
	largest     []uint32 // magnitudes of each of the head's numbers
	shares      rows     // for each piece what it takes from each other one
	scores      []float32
}

// Shares of a row add up to about maxShare, so that no sum of shares of values up to
// maxValue needs more than 32 bits.
const (
	maxShare = 1<<15 - 1
	maxValue = 1<<15 - 1
)

func newAttention(s weights.Shape) attention {
	size := s.Hidden / s.Heads
	return attention{
		heads: s.Heads, size: size,
		limit:       float32(math.Floor(math.Sqrt(float64(min(matmul.MaxSum/size, 1<<28))))),
		root:        float32(1 / math.Sqrt(float64(size))),
		queries:     newRows(s.Positions, size),
		key:         newRows(1, size),
		keyScales:   make([]float32, s.Positions),
		valueScales: make([]float32, size),
		largest:     make([]uint32, size),
		shares:      newRows(s.Positions, s.Positions),
		scores:      make([]float32, s.Positions),
	}
}

// apply sets context to what each of n pieces takes from all of them. Projection
// holds for each piece its queries, keys and values, all heads' side by side.
func (a *attention) apply(context, projection []float32, sums []int32, n int) {
	hidden := a.heads * a.size
	for h := range a.heads {
		a.lay(projection, h, n)
		matmul.Product(sums, a.queries.values, a.queries.stride, n, &a.keys)
		for i := range n {
			a.share(i, sums[i*a.keys.Width():][:n])
		}
		matmul.Product(sums, a.shares.values, a.shares.stride, n, &a.values)
		for i := range n {
			out, scale := context[i*hidden+h*a.size:][:a.size], a.shares.scales[i]
			for c, sum := range sums[i*a.values.Width():][:a.size] {
				out[c] = float32(sum) * float32(a.valueScales[c]*scale)
			}
		}
	}
}

// lay rounds a head's queries, keys and values into place.
func (a *attention) lay(projection []float32, head, n int) {
	hidden := a.heads * a.size
	part := func(i, kind int) []float32 { // 0 queries, 1 keys, 2 values
		return projection[(3*i+kind)*hidden+head*a.size:][:a.size]
	}
	a.keys.Reset(n, a.size)
	a.values.Reset(a.size, n)
	clear(a.largest)
	for i := range n {
		a.queries.round(i, part(i, 0), a.limit)
		a.key.round(0, part(i, 1), a.limit)
		a.keyScales[i] = a.key.scales[0]
		for c, v := range a.key.values[:a.size] {
			a.keys.Set(i, c, v)
		}
		for c, v := range part(i, 2) {
			a.largest[c] = max(a.largest[c], magnitude(v))
		}
	}
	for c, largest := range a.largest {
		a.valueScales[c] = scaleOf(largest, maxValue)
	}
	for i := range n {
		for c, v := range part(i, 2) {
			a.values.Set(c, i, nearest(v/a.valueScales[c]))
		}
	}
}

// share turns the products of a query with all keys into shares: the softmax, as
// integers, whose scale makes them add up to one exactly as rounded.
func (a *attention) share(i int, products []int32) {
	scores, keyScales := a.scores[:len(products)], a.keyScales[:len(products)]
	highest := float32(math.Inf(-1))
	for j, product := range products {
		scores[j] = float32(float32(product) * keyScales[j])
		if scores[j] > highest {
			highest = scores[j]
		}
	}
	scale := a.queries.scales[i] * a.root
	total := float32(0)
	for j, score := range scores {
		scores[j] = exp(float32(score-highest) * scale)
		total += scores[j]
	}
	toShare := maxShare / total
	sum, out := int32(0), a.shares.values[i*a.shares.stride:][:len(scores)]
	for j, v := range scores {
		out[j] = nearest(v * toShare)
		sum += int32(out[j])
	}
	a.shares.scales[i] = 1 / float32(max(1, sum))
}
