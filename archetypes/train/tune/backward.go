package tune

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// loss returns the loss of the scores and sets d to its slopes, both times weight.
func (a *pass) loss(d blas32.General, weight float32) float64 {
	loss := 0.0
	for e, example := range a.examples {
		scores, slopes := a.scores.Data[e*d.Cols:][:d.Cols], d.Data[e*d.Cols:][:d.Cols]
		for choice, n := range a.shape.Classes {
			if c := example.Classes[choice]; c >= 0 {
				var kin []int
				if choice == 0 {
					kin = a.shape.Kin
				}
				loss += choiceLoss(scores[:n], slopes[:n], c, kin)
			}
			scores, slopes = scores[n:], slopes[n:]
		}
		for i, s := range scores {
			loss += markLoss(s, example.Marks[i], &slopes[i], markWeight/float64(a.shape.Marks))
		}
	}
	for i := range d.Data {
		d.Data[i] *= weight
	}
	return loss * float64(weight)
}

// choiceLoss is the cross-entropy of a choice, and where kin is not nil that of its
// family beside it.
func choiceLoss(scores, slopes []float32, right int, kin []int) float64 {
	p := make([]float64, len(scores))
	top, total := math.Inf(-1), 0.0
	for _, s := range scores {
		top = max(top, float64(s))
	}
	for i, s := range scores {
		p[i] = math.Exp(float64(s) - top)
		total += p[i]
	}
	family := 0.0
	for i := range p {
		p[i] /= total
		if kin != nil && kin[i] == kin[right] {
			family += p[i]
		}
	}
	loss := -math.Log(max(p[right], 1e-30))
	for i := range p {
		slopes[i] = float32(p[i])
	}
	slopes[right]--
	if kin == nil {
		return loss
	}
	const floor = 1e-9
	for i := range p {
		within := 0.0
		if kin[i] == kin[right] {
			within = 1
		}
		slopes[i] -= float32(p[i] * (within - family) / (family + floor))
	}
	return loss - math.Log(family+floor)
}

// markLoss is the cross-entropy of a yes or no, times weight.
func markLoss(score float32, yes bool, slope *float32, weight float64) float64 {
	s := float64(score)
	loss, t := max(s, 0)+math.Log1p(math.Exp(-math.Abs(s))), 0.0
	if yes {
		loss, t = loss-s, 1
	}
	*slope = float32(weight * (1/(1+math.Exp(-s)) - t))
	return weight * loss
}

// backward adds to g the gradients that follow from the scores' slopes.
func (a *pass) backward(p, g *parameters, d blas32.General) {
	s, n := &a.shape, len(a.pool)
	dRead := a.matrix(len(a.examples), a.read.Cols)
	affineBack(dRead, d, a.read, p.out, g.out, g.outBias)
	times(dRead.Data, a.dropRead)
	dOut := a.matrix(n, s.Size)
	for e := range a.examples {
		for r := a.first[e]; r < a.first[e+1]; r++ {
			copy(dOut.Data[r*s.Size:][:s.Size], dRead.Data[e*dRead.Cols+2*a.pool[r]*s.Size:])
		}
	}

	dSum := a.normBack(dOut, &a.outputted, p.outputted, g.outputted)
	dAttended := a.copyOf(dSum)
	times(dSum.Data, a.dropOutputted)
	dAct := a.matrix(n, s.Inner)
	affineBack(dAct, dSum, a.act, p.outer, g.outer, g.outerBias)
	times(dAct.Data, a.slope.Data)
	affineBack(dAttended, dAct, a.attended.out, p.inner, g.inner, g.innerBias)

	dSum = a.normBack(dAttended, &a.attended, p.attended, g.attended)
	dX := a.copyOf(dSum)
	times(dSum.Data, a.dropAttended)
	dContext := a.matrix(n, s.Size)
	affineBack(dContext, dSum, a.context, p.output, g.output, g.outputBias)
	dQ := a.attendBack(p, g, dContext)
	affineBack(dX, dQ, a.x, p.query, g.query, g.queryBias)
	for r, pool := range a.pool {
		plus(g.queries.Data[pool*s.Size:][:s.Size], dX.Data[r*s.Size:])
	}
}

// attendBack returns the gradients of the queries.
func (a *pass) attendBack(p, g *parameters, dContext blas32.General) blas32.General {
	s, n := &a.shape, len(a.pool)
	width := s.Size / s.Heads
	addRows(g.valueBias, dContext)
	taken := general(a.taken.Data, n, s.Heads*s.Size)
	dTaken, dAsked := a.matrix(n, s.Heads*s.Size), a.matrix(n, s.Heads*s.Size)
	for h := range s.Heads {
		mine := columns(dContext, h*width, width)
		blas32.Gemm(turned, plain, 1, mine, columns(taken, h*s.Size, s.Size), 1, rows(g.value, h*width, width))
		blas32.Gemm(plain, plain, 1, mine, rows(p.value, h*width, width), 0, columns(dTaken, h*s.Size, s.Size))
	}
	for e := range a.examples {
		a.shareBack(p, g, e, a.heads(e, general(dTaken.Data, n*s.Heads, s.Size)), a.heads(e, general(dAsked.Data, n*s.Heads, s.Size)))
	}
	dQ := a.matrix(n, s.Size)
	for h := range s.Heads {
		mine := columns(dAsked, h*s.Size, s.Size)
		blas32.Gemm(turned, plain, 1, columns(a.q, h*width, width), mine, 1, rows(g.key, h*width, width))
		blas32.Gemm(plain, turned, 1, mine, rows(p.key, h*width, width), 0, columns(dQ, h*width, width))
	}
	return dQ
}

// shareBack goes back through the softmax of one example.
func (a *pass) shareBack(p, g *parameters, e int, dTaken, dAsked blas32.General) {
	example, shares := a.examples[e], a.shares[e]
	d := a.matrix(shares.Rows, shares.Cols)
	blas32.Gemm(plain, turned, 1, dTaken, example.hidden, 0, d)
	a.addZones(1, d, dTaken, p, example)
	blas32.Gemm(turned, plain, 1, a.zoneShares[e], dTaken, 1, g.zones)
	for r := range d.Rows {
		row, share := d.Data[r*d.Cols:][:d.Cols], shares.Data[r*d.Cols:][:d.Cols]
		mean := float32(0)
		for i, v := range row {
			mean += v * share[i]
		}
		for i, v := range row {
			row[i] = share[i] * (v - mean) * a.root
		}
	}
	zones := a.zoneSums(d, example)
	blas32.Gemm(plain, plain, 1, d, example.hidden, 0, dAsked)
	blas32.Gemm(plain, plain, 1, zones, p.zones, 1, dAsked)
	blas32.Gemm(turned, plain, 1, zones, a.heads(e, a.asked), 1, g.zones)
}

func (a *pass) copyOf(m blas32.General) blas32.General {
	c := a.matrix(m.Rows, m.Cols)
	copy(c.Data, m.Data)
	return c
}

// affineBack adds the gradients of an affine to gm and gBias, and that of its input to
// dx.
func affineBack(dx, dy, x, m, gm blas32.General, gBias []float32) {
	blas32.Gemm(turned, plain, 1, dy, x, 1, gm)
	addRows(gBias, dy)
	blas32.Gemm(plain, plain, 1, dy, m, 1, dx)
}

func addRows(sum []float32, m blas32.General) {
	for r := range m.Rows {
		plus(sum, m.Data[r*m.Stride:])
	}
}

// normBack returns the gradient of a layer norm's input.
func (a *pass) normBack(d blas32.General, n *normed, by, g gainBias) blas32.General {
	out := a.matrix(d.Rows, d.Cols)
	size := float32(d.Cols)
	for r := range d.Rows {
		dy, x, dx := d.Data[r*d.Cols:][:d.Cols], n.plain.Data[r*d.Cols:][:d.Cols], out.Data[r*d.Cols:][:d.Cols]
		sum, product := float32(0), float32(0)
		for c, v := range dy {
			g.gain[c] += v * x[c]
			g.bias[c] += v
			dx[c] = v * by.gain[c]
			sum += dx[c]
			product += dx[c] * x[c]
		}
		for c := range dx {
			dx[c] = n.inverse[r] * (dx[c] - sum/size - x[c]*product/size)
		}
	}
	return out
}
