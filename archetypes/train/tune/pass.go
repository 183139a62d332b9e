package tune

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// prepared is an example laid out for products.
type prepared struct {
	*Example
	pieces int
	hidden blas32.General // a row for each piece
	pools  []int          // that have pieces
	means  [][]float32    // of all pools, nil of those without
}

func prepare(s *Shape, e *Example) prepared {
	p := prepared{Example: e, pieces: len(e.View.Hidden), means: e.View.Pooled(s.Pools)}
	if e.flat == nil {
		e.flatten(s.Size)
	}
	p.hidden = general(e.flat, p.pieces, s.Size)
	for pool, mean := range p.means {
		if mean != nil {
			p.pools = append(p.pools, pool)
		}
	}
	return p
}

// general returns a matrix without gaps at the start of data.
func general(data []float32, rows, columns int) blas32.General {
	return blas32.General{Rows: rows, Cols: columns, Stride: max(columns, 1), Data: data[:rows*columns]}
}

// columns returns some columns of a matrix.
func columns(m blas32.General, from, n int) blas32.General {
	return blas32.General{Rows: m.Rows, Cols: n, Stride: m.Stride, Data: m.Data[from:]}
}

// rows returns some rows of a matrix without gaps.
func rows(m blas32.General, from, n int) blas32.General {
	return general(m.Data[from*m.Cols:], n, m.Cols)
}

const (
	plain  = blas.NoTrans
	turned = blas.Trans
)

// pass is the memory of a part of a batch on its way forward and back. A row is a pool
// of an example that has pieces.
type pass struct {
	shape  Shape
	root   float32 // 1/√(size of a head)
	chance *rand.Rand

	examples []*prepared
	first    []int // of each example its first row, and the end
	pool     []int // of each row

	memory [][]float32
	used   int

	x, q          blas32.General // what rows ask with, and their queries
	asked, taken  blas32.General // a row for each row and head: Kᵀq, and the weighted sums
	shares        []blas32.General
	zoneShares    []blas32.General
	context       blas32.General
	attended      normed
	wide, act     blas32.General // inner layer before and after its function
	slope         blas32.General // of the function
	outputted     normed
	read, scores  blas32.General
	dropAttended  []float32
	dropOutputted []float32
	dropRead      []float32
}

// normed is what came out of a layer norm, and what its gradient needs.
type normed struct {
	out, plain blas32.General // with gain and bias, and without
	inverse    []float32      // 1/deviation of each row
}

func newPass(s Shape) *pass {
	return &pass{shape: s, root: float32(1 / math.Sqrt(float64(s.Size/s.Heads)))}
}

// matrix returns a zero matrix that lives until the next part.
func (a *pass) matrix(rows, columns int) blas32.General {
	n := rows * columns
	if a.used == len(a.memory) {
		a.memory = append(a.memory, nil)
	}
	if cap(a.memory[a.used]) < n {
		a.memory[a.used] = make([]float32, n+n/4)
	}
	data := a.memory[a.used][:n]
	clear(data)
	a.used++
	return general(data, rows, columns)
}

// learn adds the gradients of a part of a batch, each example of the given weight, to
// g and returns its loss. Without chance nothing is dropped.
func (a *pass) learn(p, g *parameters, all []prepared, part []int, weight float32, chance *rand.Rand) float64 {
	a.used, a.chance = 0, chance
	a.examples, a.first, a.pool = a.examples[:0], a.first[:0], a.pool[:0]
	for _, i := range part {
		e := &all[i]
		a.examples, a.first = append(a.examples, e), append(a.first, len(a.pool))
		a.pool = append(a.pool, e.pools...)
	}
	a.first = append(a.first, len(a.pool))
	a.forward(p)
	dScores := a.matrix(len(part), a.shape.outputs())
	loss := a.loss(dScores, weight)
	a.backward(p, g, dScores)
	return loss
}

func (a *pass) forward(p *parameters) {
	s, n := &a.shape, len(a.pool)
	a.x = a.matrix(n, s.Size)
	for e, example := range a.examples {
		for r := a.first[e]; r < a.first[e+1]; r++ {
			row, query := a.x.Data[r*s.Size:][:s.Size], p.queries.Data[a.pool[r]*s.Size:]
			for c, v := range example.means[a.pool[r]] {
				row[c] = v + query[c]
			}
		}
	}
	a.attend(p)
	sum := a.matrix(n, s.Size)
	affine(sum, a.context, p.output, p.outputBias)
	a.dropAttended = a.drop(sum.Data, layerDrop)
	plus(sum.Data, a.x.Data)
	a.attended = a.norm(sum, p.attended)

	a.wide, a.act, a.slope = a.matrix(n, s.Inner), a.matrix(n, s.Inner), a.matrix(n, s.Inner)
	affine(a.wide, a.attended.out, p.inner, p.innerBias)
	for i, v := range a.wide.Data {
		a.act.Data[i], a.slope.Data[i] = gelu(v)
	}
	sum = a.matrix(n, s.Size)
	affine(sum, a.act, p.outer, p.outerBias)
	a.dropOutputted = a.drop(sum.Data, layerDrop)
	plus(sum.Data, a.attended.out.Data)
	a.outputted = a.norm(sum, p.outputted)

	a.read, a.scores = a.matrix(len(a.examples), 2*s.Pools*s.Size), a.matrix(len(a.examples), s.outputs())
	for e, example := range a.examples {
		for r := a.first[e]; r < a.first[e+1]; r++ {
			to := a.read.Data[e*a.read.Cols+2*a.pool[r]*s.Size:]
			copy(to, a.outputted.out.Data[r*s.Size:][:s.Size])
			copy(to[s.Size:], example.means[a.pool[r]])
		}
	}
	a.dropRead = a.drop(a.read.Data, readDrop)
	affine(a.scores, a.read, p.out, p.outBias)
}

// attend sets context to what rows take from the pieces of their examples.
func (a *pass) attend(p *parameters) {
	s, n := &a.shape, len(a.pool)
	width := s.Size / s.Heads
	a.q = a.matrix(n, s.Size)
	affine(a.q, a.x, p.query, p.queryBias)
	asked, taken := a.matrix(n, s.Heads*s.Size), a.matrix(n, s.Heads*s.Size)
	for h := range s.Heads {
		blas32.Gemm(plain, plain, 1, columns(a.q, h*width, width), rows(p.key, h*width, width), 0, columns(asked, h*s.Size, s.Size))
	}
	a.asked, a.taken = general(asked.Data, n*s.Heads, s.Size), general(taken.Data, n*s.Heads, s.Size)
	a.shares, a.zoneShares = a.shares[:0], a.zoneShares[:0]
	for e, example := range a.examples {
		mine := a.heads(e, a.asked)
		shares := a.matrix(mine.Rows, example.pieces)
		blas32.Gemm(plain, turned, a.root, mine, example.hidden, 0, shares)
		a.addZones(a.root, shares, mine, p, example)
		softmax(shares)
		zones := a.zoneSums(shares, example)
		sum := a.heads(e, a.taken)
		blas32.Gemm(plain, plain, 1, shares, example.hidden, 0, sum)
		blas32.Gemm(plain, plain, 1, zones, p.zones, 1, sum)
		a.shares, a.zoneShares = append(a.shares, shares), append(a.zoneShares, zones)
	}
	a.context = a.matrix(n, s.Size)
	repeat(a.context, p.valueBias)
	for h := range s.Heads {
		blas32.Gemm(plain, turned, 1, columns(taken, h*s.Size, s.Size), rows(p.value, h*width, width), 1, columns(a.context, h*width, width))
	}
}

// heads returns an example's part of a matrix with a row for each row and head.
func (a *pass) heads(e int, m blas32.General) blas32.General {
	return rows(m, a.first[e]*a.shape.Heads, (a.first[e+1]-a.first[e])*a.shape.Heads)
}

// addZones adds to numbers of pieces, such as scores, the products of vectors with the
// pieces' zones, times a factor.
func (a *pass) addZones(by float32, to, vectors blas32.General, p *parameters, e *prepared) {
	products := a.matrix(vectors.Rows, a.shape.Zones)
	blas32.Gemm(plain, turned, by, vectors, p.zones, 0, products)
	for r := range to.Rows {
		row, of := to.Data[r*to.Cols:][:to.Cols], products.Data[r*products.Cols:][:products.Cols]
		for i, mask := range e.View.Zones {
			for z, v := range of {
				if mask>>z&1 != 0 {
					row[i] += v
				}
			}
		}
	}
}

// zoneSums adds up numbers of pieces by zone.
func (a *pass) zoneSums(m blas32.General, e *prepared) blas32.General {
	out := a.matrix(m.Rows, a.shape.Zones)
	for r := range m.Rows {
		row, to := m.Data[r*m.Cols:][:m.Cols], out.Data[r*out.Cols:][:out.Cols]
		for i, mask := range e.View.Zones {
			for z := range to {
				if mask>>z&1 != 0 {
					to[z] += row[i]
				}
			}
		}
	}
	return out
}

// drop sets a share of the numbers to zero and makes the others larger by as much:
// dropout (Srivastava et al. 2014). It returns each number's factor, nil where all
// are 1.
func (a *pass) drop(x []float32, share float64) []float32 {
	if a.chance == nil {
		return nil
	}
	factors := a.matrix(1, len(x)).Data
	keep, below := float32(1/(1-share)), uint64(share*(1<<16))
	bits := uint64(0)
	for i := range x {
		if i%4 == 0 {
			bits = a.chance.Uint64()
		}
		if bits&0xffff >= below {
			factors[i] = keep
		}
		x[i] *= factors[i]
		bits >>= 16
	}
	return factors
}

func (a *pass) norm(x blas32.General, by gainBias) normed {
	n := normed{out: a.matrix(x.Rows, x.Cols), plain: a.matrix(x.Rows, x.Cols), inverse: a.matrix(1, x.Rows).Data}
	for r := range x.Rows {
		row := x.Data[r*x.Cols:][:x.Cols]
		mean, squares := 0.0, 0.0
		for _, v := range row {
			mean += float64(v)
		}
		mean /= float64(len(row))
		for _, v := range row {
			squares += (float64(v) - mean) * (float64(v) - mean)
		}
		inverse := 1 / math.Sqrt(squares/float64(len(row))+float64(a.shape.Epsilon))
		n.inverse[r] = float32(inverse)
		for c, v := range row {
			y := float32((float64(v) - mean) * inverse)
			n.plain.Data[r*x.Cols+c] = y
			n.out.Data[r*x.Cols+c] = y*by.gain[c] + by.bias[c]
		}
	}
	return n
}

// affine sets y to a linear map of each row of x.
func affine(y, x, m blas32.General, bias []float32) {
	repeat(y, bias)
	blas32.Gemm(plain, turned, 1, x, m, 1, y)
}

func repeat(y blas32.General, row []float32) {
	for r := range y.Rows {
		copy(y.Data[r*y.Stride:], row)
	}
}

func plus(x, y []float32) {
	for i, v := range y[:len(x)] {
		x[i] += v
	}
}

func times(x, factors []float32) {
	for i, f := range factors {
		x[i] *= f
	}
}

func softmax(m blas32.General) {
	for r := range m.Rows {
		row := m.Data[r*m.Cols:][:m.Cols]
		top, total := float32(math.Inf(-1)), 0.0
		for _, v := range row {
			top = max(top, v)
		}
		for i, v := range row {
			e := math.Exp(float64(v - top))
			row[i] = float32(e)
			total += e
		}
		for i := range row {
			row[i] *= float32(1 / total)
		}
	}
}

// gelu returns x·Φ(x), Φ the normal distribution, and its slope.
func gelu(x float32) (y, slope float32) {
	v := float64(x)
	phi := math.Erfc(-v/math.Sqrt2) / 2
	return float32(v * phi), float32(phi + v*math.Exp(-v*v/2)/math.Sqrt(2*math.Pi))
}
