package tally

import "math"

// Scale is the fixed-point unit: a probability of 1 counts as Scale.
const Scale = 1_000_000

// fixed rounds a probability to fixed point. What is not a number counts as 0,
// and what is out of range as the nearer end, so that one wild value of a model
// cannot spoil a corpus' sums.
func fixed(p float64) int64 {
	if !(p > 0) {
		return 0
	}
	return int64(math.Round(min(p, 1) * Scale))
}

// add adds two numbers that are not negative. It saturates: wrapping would turn
// a huge count into a negative one, and saturating addition is commutative and
// associative all the same.
func add(a, b int64) int64 {
	if s := a + b; s >= 0 {
		return s
	}
	return math.MaxInt64
}

// addAll adds b to a, element by element.
func addAll(a, b []int64) {
	for i, v := range b {
		a[i] = add(a[i], v)
	}
}
