package encoder

import (
	"math"
	"sync"

	"rolecall/archetypes/encoder/matmul"
	"rolecall/archetypes/encoder/weights"
)

// Focus is a transformer layer that looks at a text from a few pools of its pieces
// alone, and linear outputs over what it sees. A pool asks with the mean of its
// pieces' vectors and a query of its own; pieces answer with their vectors and those
// of the zones that they are in. Outputs rest, pool by pool, on the layer's vector and
// on the mean; a pool without pieces is zero.
//
// Since few ask, keys and values of pieces are never computed. With a head's query q
// and keys' matrix K, a piece's score is its product with Kᵀq, for the keys' bias adds
// the same to all scores and drops out of the softmax; and the values' matrix is
// applied to the pieces' weighted sum. Arithmetic is that of the package: the same
// bits everywhere. It is safe for concurrent use.
type Focus struct {
	size, heads    int
	queries, zones [][]float32
	query, out     linear
	key, value     []float32 // rows
	valueBias      []float32
	afterAttention
	root                 float32   // 1/√(size of a head)
	scratch, headScratch sync.Pool // of *scratch, *focusScratch
}

// View is what a Focus looks at: a text's vectors, and for each piece as bits which
// pools and which zones it is in.
type View struct {
	Hidden       [][]float32
	Pools, Zones []uint8
}

// NewFocus makes a Focus of weights for vectors of length hidden.
func NewFocus(w *weights.Focus, hidden int) (*Focus, error) {
	if err := w.Check(hidden); err != nil {
		return nil, err
	}
	l := &w.Layer
	f := &Focus{
		size: hidden, heads: w.Heads, queries: w.Queries, zones: w.Zones,
		query: newLinear(l.Query), out: newLinear(w.Out),
		key: l.Key.Floats(), value: l.Value.Floats(), valueBias: l.Value.Bias,
		afterAttention: newAfterAttention(l, w.Epsilon),
		root:           float32(1 / math.Sqrt(float64(hidden/w.Heads))),
	}
	pools, inner := len(w.Queries), l.Inner.Rows
	f.scratch.New = func() any {
		return &scratch{
			left:       newRows(pools, max(inner, w.Out.Columns)),
			sums:       make([]int32, matmul.LeftRows(pools)*matmul.Width(max(inner, hidden, w.Out.Rows))),
			projection: make([]float32, pools*inner),
			context:    make([]float32, pools*hidden),
			update:     make([]float32, pools*hidden),
		}
	}
	f.headScratch.New = func() any { return newFocusScratch(w.Heads, hidden) }
	return f, nil
}

// Pooled returns the mean vector of each pool's pieces, nil where it has none.
func (v *View) Pooled(pools int) [][]float32 {
	out := make([][]float32, pools)
	for p := range out {
		sum, n := []float32(nil), 0
		for i, mask := range v.Pools {
			if mask>>p&1 == 0 {
				continue
			}
			if sum == nil {
				sum = make([]float32, len(v.Hidden[i]))
			}
			add(sum, v.Hidden[i])
			n++
		}
		for c := range sum {
			sum[c] /= float32(n)
		}
		out[p] = sum
	}
	return out
}

// Outputs returns the outputs for a view and its Pooled.
func (f *Focus) Outputs(v *View, pooled [][]float32) []float32 {
	s := f.scratch.Get().(*scratch)
	defer f.scratch.Put(s)
	var x []float32
	for p, mean := range pooled {
		if mean != nil {
			x = append(x, mean...)
			add(x[len(x)-f.size:], f.queries[p])
		}
	}
	if len(x) > 0 {
		f.apply(s, x, v)
	}
	read := make([]float32, 2*len(pooled)*f.size)
	for p, mean := range pooled {
		if mean != nil {
			copy(read[2*p*f.size:], x[:f.size])
			copy(read[(2*p+1)*f.size:], mean)
			x = x[f.size:]
		}
	}
	out := make([]float32, len(f.out.bias))
	f.out.apply(s, out, read, 1)
	return out
}

// apply runs what the pools ask with through the layer, in place.
func (f *Focus) apply(s *scratch, x []float32, v *View) {
	n := len(x) / f.size
	f.query.apply(s, s.update, x, n)
	heads := f.headScratch.Get().(*focusScratch)
	for i := range n {
		f.attend(heads, s.context[i*f.size:][:f.size], s.update[i*f.size:][:f.size], v)
	}
	f.headScratch.Put(heads)
	f.finish(s, x, n)
}

// focusScratch is the memory of attention for one pool.
type focusScratch struct {
	asked  [][]float32 // for each head Kᵀq
	taken  [][]float32 // for each head the weighted sum of the pieces
	scores [][]float32 // for each head and piece, then their shares
}

func newFocusScratch(heads, size int) *focusScratch {
	s := &focusScratch{scores: make([][]float32, heads)}
	for range heads {
		s.asked, s.taken = append(s.asked, make([]float32, size)), append(s.taken, make([]float32, size))
	}
	return s
}

// attend sets context to what all heads of a pool take from the pieces.
func (f *Focus) attend(s *focusScratch, context, query []float32, v *View) {
	width := f.size / f.heads
	for h := range f.heads {
		clear(s.asked[h])
		addWeighted(s.asked[h], query[h*width:][:width], func(r int) []float32 { return f.key[(h*width+r)*f.size:][:f.size] })
		s.scores[h] = s.scores[h][:0]
	}
	products(s.scores, s.asked, v.Hidden)
	for h := range f.heads {
		shares := s.scores[h]
		f.addZones(shares, s.asked[h], v)
		f.share(shares)
		clear(s.taken[h])
		addWeighted(s.taken[h], shares, func(i int) []float32 { return v.Hidden[i] })
		for z, vector := range f.zones {
			total := float32(0)
			for i, mask := range v.Zones {
				if mask>>z&1 != 0 {
					total += shares[i]
				}
			}
			for c, w := range vector {
				s.taken[h][c] += float32(total * w)
			}
		}
		for r := range width {
			row := h*width + r
			context[row] = product(f.value[row*f.size:][:f.size], s.taken[h]) + f.valueBias[row]
		}
	}
}

// addZones adds to the scores of pieces those of their zones.
func (f *Focus) addZones(scores, asked []float32, v *View) {
	for z, vector := range f.zones {
		score := product(vector, asked)
		for i, mask := range v.Zones {
			if mask>>z&1 != 0 {
				scores[i] += score
			}
		}
	}
}

// share turns scores into shares, which add up to one: the softmax.
func (f *Focus) share(scores []float32) {
	highest := float32(math.Inf(-1))
	for _, score := range scores {
		if score > highest {
			highest = score
		}
	}
	total := float32(0)
	for i, score := range scores {
		scores[i] = exp(float32(score-highest) * f.root)
		total += scores[i]
	}
	for i := range scores {
		scores[i] /= total
	}
}

// products appends to dst[k] the products of a[k] and each vector, four of a at a
// time, which hides how long an addition takes.
func products(dst, a, vectors [][]float32) {
	k := 0
	for ; k+4 <= len(a); k += 4 {
		for _, x := range vectors {
			p, q, r, t := a[k][:len(x)], a[k+1][:len(x)], a[k+2][:len(x)], a[k+3][:len(x)]
			var sp, sq, sr, st float32
			for c, v := range x {
				sp += float32(v * p[c])
				sq += float32(v * q[c])
				sr += float32(v * r[c])
				st += float32(v * t[c])
			}
			dst[k], dst[k+1], dst[k+2], dst[k+3] = append(dst[k], sp), append(dst[k+1], sq), append(dst[k+2], sr), append(dst[k+3], st)
		}
	}
	for ; k < len(a); k++ {
		for _, x := range vectors {
			dst[k] = append(dst[k], product(a[k], x))
		}
	}
}

// product returns a product in the order of products.
func product(a, b []float32) float32 {
	sum := float32(0)
	b = b[:len(a)]
	for i, v := range a {
		sum += float32(v * b[i])
	}
	return sum
}

// addWeighted adds vectors, each times its weight, four at a time, which spares
// loading and storing.
func addWeighted(sum, by []float32, vector func(i int) []float32) {
	i := 0
	for ; i+4 <= len(by); i += 4 {
		p, q, r, t := vector(i)[:len(sum)], vector(i + 1)[:len(sum)], vector(i + 2)[:len(sum)], vector(i + 3)[:len(sum)]
		wp, wq, wr, wt := by[i], by[i+1], by[i+2], by[i+3]
		for c, s := range sum {
			s += float32(wp * p[c])
			s += float32(wq * q[c])
			s += float32(wr * r[c])
			sum[c] = s + float32(wt*t[c])
		}
	}
	for ; i < len(by); i++ {
		for c, v := range vector(i)[:len(sum)] {
			sum[c] += float32(by[i] * v)
		}
	}
}
