package encoder

import (
	"math"

	"rolecall/archetypes/encoder/matmul"
	"rolecall/archetypes/encoder/weights"
)

// rows are vectors rounded to integers, each with a scale of its own, in the layout
// that matmul wants of a left factor.
type rows struct {
	values []int16
	stride int
	scales []float32 // an integer times its row's scale is about the float that it was
}

func newRows(n, columns int) rows {
	n, stride := matmul.LeftRows(n), matmul.LeftColumns(columns)
	return rows{values: make([]int16, n*stride), stride: stride, scales: make([]float32, n)}
}

// round sets a row so that the largest magnitude in it becomes limit.
func (r *rows) round(i int, x []float32, limit float32) {
	largest := uint32(0)
	for _, v := range x {
		largest = max(largest, magnitude(v))
	}
	scale := scaleOf(largest, limit)
	r.scales[i] = scale
	inverse := 1 / scale
	out := r.values[i*r.stride:][:len(x)]
	for c, v := range x {
		out[c] = nearest(v * inverse)
	}
}

// magnitude is |v| as the bits of a float, which as integers have the floats' order
// and are several times faster to compare.
func magnitude(v float32) uint32 { return math.Float32bits(v) &^ (1 << 31) }

// scaleOf returns the scale that takes a magnitude to limit. What is too small to
// matter counts as zero, so that the scale's inverse is finite.
func scaleOf(magnitude uint32, limit float32) float32 {
	largest := math.Float32frombits(magnitude)
	if !(largest > 1e-30) { // so is what is not a number
		return 1
	}
	return largest / limit
}

// nearest rounds to the nearest integer, to the even one of two, for magnitudes
// below 1<<15: added to 1.5 * 2^23, the integer stands in the lowest bits.
func nearest(v float32) int16 {
	return int16(math.Float32bits(float32(v) + 3<<22))
}

// Tables of functions. Entries have steps so fine that straight lines between them
// are off by less than the rounding to integers that follows.
const (
	expSteps   = 1 << 10 // of 2^-x from 0 to 1
	gaussSteps = 1 << 8  // of the normal distribution, for each unit
	gaussRange = 6       // beyond it the distribution is 0 or 1 to float32's precision
)

var (
	fractions = table(expSteps+1, func(i float64) float64 { return math.Exp2(-i / expSteps) })
	halvings  = table(24, func(i float64) float64 { return math.Ldexp(1, -int(i)) })
	gauss     = table(2*gaussRange*gaussSteps+2, func(i float64) float64 {
		return math.Erfc(-(i/gaussSteps-gaussRange)/math.Sqrt2) / 2
	})
)

func table(n int, f func(i float64) float64) []float32 {
	t := make([]float32, n)
	for i := range t {
		t[i] = float32(f(float64(i)))
	}
	return t
}

// exp returns e^x for x ≤ 0, and 0 below 2^-24 and for NaN.
func exp(x float32) float32 {
	at := float32(x * -(math.Log2E * expSteps))
	if !(at >= 0 && at < float32(expSteps*len(halvings))) {
		return 0
	}
	i := int32(at)
	low, high := fractions[i%expSteps], fractions[i%expSteps+1]
	return float32(float32(low+float32(float32(high-low)*float32(at-float32(i)))) * halvings[i/expSteps])
}

// gelu returns x·Φ(x), Φ the normal distribution: Hendrycks and Gimpel 2016.
func gelu(x float32) float32 {
	if !(x > -gaussRange) {
		return 0
	}
	if x >= gaussRange {
		return x
	}
	at := float32(float32(x+gaussRange) * gaussSteps)
	i := int32(at)
	low, high := gauss[i], gauss[i+1]
	return float32(x * float32(low+float32(float32(high-low)*float32(at-float32(i)))))
}

// norm is a layer norm (Ba et al. 2016) with its gain and bias.
type norm struct {
	weights.Norm
	epsilon float64
}

func newNorm(n weights.Norm, epsilon float32) norm { return norm{n, float64(epsilon)} }

// apply normalises each vector in x, in place.
func (n *norm) apply(x []float32) {
	size := len(n.Gain)
	for ; len(x) > 0; x = x[size:] {
		v := x[:size]
		sum := 0.0
		for _, f := range v {
			sum += float64(f)
		}
		mean, squares := sum/float64(size), 0.0
		for _, f := range v {
			d := float64(f) - mean
			squares += float64(d * d)
		}
		inverse := float32(1 / math.Sqrt(squares/float64(size)+n.epsilon))
		gain, bias := n.Gain[:size], n.Bias[:size]
		for c, f := range v {
			v[c] = float32(float32((f-float32(mean))*inverse)*gain[c]) + bias[c]
		}
	}
}
