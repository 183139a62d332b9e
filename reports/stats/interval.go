// Package stats holds the statistics behind the reports: shares and their
// intervals. Floats go in, floats come out; the package knows nothing of
// documents, portrayals or files, and imports nothing of rolecall.
//
// No function here fails. What cannot be known is told by the result: a share
// of nothing is not available, and an interval without information is all of
// [0, 1].
package stats

import (
	"math"
	"slices"
)

// Z95 is the standard normal quantile at 0.975, the half width of a two-sided
// 95 % interval in standard errors.
const Z95 = 1.959963984540054

// Interval is a closed range with Lower ≤ Upper.
type Interval struct{ Lower, Upper float64 }

// Unit returns [0, 1], the interval of a share of which nothing is known.
func Unit() Interval { return Interval{0, 1} }

// Hull returns the smallest interval that holds both a and b.
func Hull(a, b Interval) Interval {
	return Interval{min(a.Lower, b.Lower), max(a.Upper, b.Upper)}
}

// Contains tells whether x lies in the interval, ends included.
func (i Interval) Contains(x float64) bool { return i.Lower <= x && x <= i.Upper }

// Wilson returns the score interval for a binomial share, without continuity
// correction:
//
//	(p̂ + z²/2n ± z·√(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n)
//
// with p̂ = successes/trials and n = trials. Trials may be fractional, as
// effective sample sizes are. No trials, or arguments that are not numbers,
// give [0, 1]; successes are clamped to [0, trials].
//
// Source: E. B. Wilson, Probable inference, the law of succession, and
// statistical inference, JASA 22 (1927) 209–212; recommended for all n by
// Brown, Cai and DasGupta, Statistical Science 16 (2001) 101–133.
func Wilson(successes, trials, z float64) Interval {
	if !(trials > 0) || math.IsInf(trials, 0) || math.IsNaN(successes) || !(z >= 0) || math.IsInf(z, 0) {
		return Unit()
	}
	p := min(max(successes/trials, 0), 1)
	z2n := z * z / trials
	centre := (p + z2n/2) / (1 + z2n)
	half := z / (1 + z2n) * math.Sqrt(p*(1-p)/trials+z2n/(4*trials))
	i := Interval{max(centre-half, 0), min(centre+half, 1)}
	// At the ends the bound is exactly 0 or 1 and only rounding says otherwise.
	if p == 0 {
		i.Lower = 0
	}
	if p == 1 {
		i.Upper = 1
	}
	return i
}

// Percentile returns the bootstrap percentile interval at the given level
// (0.95 leaves 2.5 % on either side) from the replicates of a share, widened
// where needed so that it holds the point estimate, which a skewed or small
// bootstrap can leave outside.
//
// Replicates that are NaN or infinite, as those with an empty denominator are,
// say nothing and are left out. With none left, or a point that is not a
// number, the interval is [0, 1]. The replicates are not modified.
//
// Source: B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap
// (1993), §13.3.
func Percentile(point float64, replicates []float64, level float64) Interval {
	if math.IsNaN(point) || math.IsInf(point, 0) || !(level > 0 && level < 1) {
		return Unit()
	}
	kept := make([]float64, 0, len(replicates))
	for _, r := range replicates {
		if !math.IsNaN(r) && !math.IsInf(r, 0) {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 {
		return Unit()
	}
	slices.Sort(kept)
	tail := (1 - level) / 2
	return Interval{
		Lower: min(quantile(kept, tail), point),
		Upper: max(quantile(kept, 1-tail), point),
	}
}

// quantile interpolates linearly between order statistics, which is type 7 of
// R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, The
// American Statistician 50 (1996) 361–365. sorted must not be empty.
func quantile(sorted []float64, q float64) float64 {
	h := q * float64(len(sorted)-1)
	low := int(math.Floor(h))
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (h-float64(low))*(sorted[low+1]-sorted[low])
}
