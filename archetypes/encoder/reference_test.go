package encoder

import (
	"math"

	"rolecall/archetypes/encoder/weights"
)

// reference computes hidden vectors from the papers' formulas, slowly: BERT is
// Devlin et al. 2019, its layers Vaswani et al. 2017.
func reference(w *weights.Weights, pieces []Piece) [][]float64 {
	var x [][]float64
	for i, p := range pieces {
		x = append(x, plus(row(&w.Words, p.ID), row(&w.Places, i)))
	}
	x = normed(x, w.Norm, w.Epsilon)
	for _, l := range w.Stack {
		x = normed(plusAll(x, mapped(attended(x, l, w.Heads), l.Output)), l.AttentionNorm, w.Epsilon)
		inner := mapped(x, l.Inner)
		for _, v := range inner {
			for c := range v {
				v[c] *= (1 + math.Erf(v[c]/math.Sqrt2)) / 2
			}
		}
		x = normed(plusAll(x, mapped(inner, l.Outer)), l.OutputNorm, w.Epsilon)
	}
	return x
}

func attended(x [][]float64, l weights.Layer, heads int) [][]float64 {
	q, k, v := mapped(x, l.Query), mapped(x, l.Key), mapped(x, l.Value)
	size := len(x[0]) / heads
	out := make([][]float64, len(x))
	for i := range x {
		out[i] = make([]float64, len(x[0]))
		for h := range heads {
			from, to := h*size, (h+1)*size
			shares, total := make([]float64, len(x)), 0.0
			for j := range x {
				shares[j] = math.Exp(dot(q[i][from:to], k[j][from:to]) / math.Sqrt(float64(size)))
				total += shares[j]
			}
			for j := range x {
				for c := from; c < to; c++ {
					out[i][c] += shares[j] / total * v[j][c]
				}
			}
		}
	}
	return out
}

func row(m *weights.Matrix, r int) []float64 {
	v := make([]float64, m.Columns)
	for c, b := range m.Row(r) {
		v[c] = float64(int8(b)) * float64(m.Scales[r])
	}
	return v
}

func mapped(x [][]float64, l weights.Linear) [][]float64 {
	y := make([][]float64, len(x))
	for i := range x {
		for r := range l.Rows {
			y[i] = append(y[i], dot(x[i], row(&l.Matrix, r))+float64(l.Bias[r]))
		}
	}
	return y
}

func normed(x [][]float64, n weights.Norm, epsilon float32) [][]float64 {
	y := make([][]float64, len(x))
	for i, v := range x {
		mean, variance := 0.0, 0.0
		for _, f := range v {
			mean += f / float64(len(v))
		}
		for _, f := range v {
			variance += (f - mean) * (f - mean) / float64(len(v))
		}
		for c, f := range v {
			y[i] = append(y[i], (f-mean)/math.Sqrt(variance+float64(epsilon))*float64(n.Gain[c])+float64(n.Bias[c]))
		}
	}
	return y
}

func plusAll(x, y [][]float64) [][]float64 {
	sum := make([][]float64, len(x))
	for i := range x {
		sum[i] = plus(x[i], y[i])
	}
	return sum
}

func plus(x, y []float64) []float64 {
	sum := make([]float64, len(x))
	for c := range x {
		sum[c] = x[c] + y[c]
	}
	return sum
}

func dot(x, y []float64) float64 {
	sum := 0.0
	for c := range x {
		sum += x[c] * y[c]
	}
	return sum
}
