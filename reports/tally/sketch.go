package tally

import "slices"

// sketchSize is how many hashes a sketch keeps. The standard error of its
// estimate is about 1/√sketchSize, 1.6 %.
const sketchSize = 4096

// sketch estimates how many distinct values a multiset has, in flat memory, by
// keeping the smallest of their hashes (a bottom-k sketch). Source: Z. Bar-Yossef
// et al., Counting distinct elements in a data stream, RANDOM 2002.
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

// distinct returns the number of distinct hashes, and whether it is exact
// rather than an estimate.
func (s *sketch) distinct() (n int64, exact bool) {
	s.settle()
	if len(s.kept) < sketchSize {
		return int64(len(s.kept)), true
	}
	// The k-th smallest of n even draws from [0, 1] is k/(n+1) on average, and
	// (k−1)/it is the unbiased estimate of n.
	largest := float64(s.kept[sketchSize-1]) / (1 << 64)
	if largest <= 0 {
		return sketchSize, false
	}
	return max(int64((sketchSize-1)/largest+0.5), sketchSize), false
}
