package stats

import "math"

// Share returns part/whole, and whether there is such a share. A whole of 0
// has none, which is something else than a share of 0: a corpus without
// portrayals is not a corpus without malevolent ones.
func Share(part, whole float64) (share float64, ok bool) {
	if !(whole > 0) || math.IsInf(whole, 0) || math.IsNaN(part) || math.IsInf(part, 0) {
		return 0, false
	}
	return part / whole, true
}

// EffectiveSize returns Kish's effective sample size (Σw)²/Σw², given the sum
// of weights and the sum of their squares: how many equal weights would carry
// as much information. It is 0 where either sum is not positive.
//
// Source: L. Kish, Survey Sampling (1965).
func EffectiveSize(sum, squares float64) float64 {
	if !(sum > 0) || !(squares > 0) {
		return 0
	}
	return sum * sum / squares
}

// Lift returns how many times more often two things occur together than they
// would if they were independent: P(a,b) / (P(a)·P(b)), estimated from their
// joint and single weights out of a total. It is not available where either
// never occurs.
//
// Source: S. Brin, R. Motwani, J. D. Ullman and S. Tsur, Dynamic itemset
// counting and implication rules for market basket data, SIGMOD 1997, where it
// is called interest. Its logarithm is the pointwise mutual information of
// K. W. Church and P. Hanks, Computational Linguistics 16 (1990) 22–29.
func Lift(joint, a, b, total float64) (lift float64, ok bool) {
	return Share(joint*total, a*b)
}
