package tally

import (
	"math"
	"slices"
)

// sketchSize is how many hashes a sketch keeps, k in the formulas.
const sketchSize = 4096

// sketch estimates how many distinct values a multiset has, in flat memory, by
// keeping the smallest of their hashes (a bottom-k sketch). Source: K. Beyer,
// P. J. Haas, B. Reinwald, Y. Sismanis and R. Gemulla, On synopses for
// distinct-value estimation under multiset operations, SIGMOD 2007.
//
// Its zero value is empty and ready to use.
type sketch struct {
	// kept holds the smallest hashes, strictly ascending.
	kept []uint64
	// fresh holds hashes since the last settle, in any order, with repeats.
	fresh []uint64
}

// add takes in a hash that is evenly spread over 64 bits.
func (s *sketch) add(h uint64) {
	if len(s.kept) == sketchSize && h > s.kept[sketchSize-1] {
		return
	}
	s.fresh = append(s.fresh, h)
	if len(s.fresh) >= sketchSize {
		s.settle()
	}
}

// settle brings the sketch to its canonical form, where fresh is empty.
func (s *sketch) settle() {
	if len(s.fresh) == 0 {
		return
	}
	all := append(s.kept, s.fresh...)
	slices.Sort(all)
	all = slices.Compact(all)
	s.kept = all[:min(len(all), sketchSize)]
	s.fresh = s.fresh[:0]
}

// merge takes in all that o has seen.
func (s *sketch) merge(o *sketch) {
	for _, h := range o.kept {
		s.add(h)
	}
	for _, h := range o.fresh {
		s.add(h)
	}
	s.settle()
}

// distinct returns the number of distinct hashes, and the standard error of that
// estimate, which is 0 while it is exact.
func (s *sketch) distinct() (n int64, standardError float64) {
	s.settle()
	if len(s.kept) < sketchSize {
		return int64(len(s.kept)), 0
	}
	// The k-th smallest of n even draws from [0, 1] is k/(n+1) on average, and
	// (k−1)/it is the unbiased estimate of n.
	largest := float64(s.kept[sketchSize-1]) / (1 << 64)
	if largest <= 0 {
		return sketchSize, 0
	}
	estimate := max((sketchSize-1)/largest, sketchSize)
	return int64(estimate + 0.5), estimate / math.Sqrt(sketchSize-2)
}
