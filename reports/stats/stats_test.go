package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"rolecall/reports/stats"
)

func TestWilson(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tc := range []struct {
		name              string
		successes, trials float64
		lower, upper      float64
	}{
		{"half of ten", 5, 10, 0.236593, 0.763407},
		{"nineteen of twenty", 19, 20, 0.763869, 0.991119},
		{"none of ten", 0, 10, 0, 0.277533},
		{"all of ten", 10, 10, 0.722467, 1},
		{"no trials", 0, 0, 0, 1},
		{"negative trials", 1, -2, 0, 1},
		{"more successes than trials", 12, 10, 0.722467, 1},
		{"NaN", nan, 10, 0, 1},
		{"NaN trials", 1, nan, 0, 1},
		{"endless trials", 1, inf, 0, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := stats.Wilson(tc.successes, tc.trials, stats.Z95)
			if !near(got.Lower, tc.lower) || !near(got.Upper, tc.upper) {
				t.Errorf("Wilson(%v, %v) = %v, want [%v, %v]", tc.successes, tc.trials, got, tc.lower, tc.upper)
			}
		})
	}
}

func TestPercentile(t *testing.T) {
	nan := math.NaN()
	hundred := make([]float64, 101)
	for i := range hundred {
		hundred[100-i] = float64(i) / 100
	}
	for _, tc := range []struct {
		name         string
		point        float64
		replicates   []float64
		lower, upper float64
	}{
		{"even spread", 0.5, hundred, 0.025, 0.975},
		{"point outside", 0.99, hundred, 0.025, 0.99},
		{"one replicate", 0.3, []float64{0.3}, 0.3, 0.3},
		{"empty", 0.3, nil, 0, 1},
		{"only NaN", 0.3, []float64{nan, nan}, 0, 1},
		{"NaN left out", 0.5, append([]float64{nan, math.Inf(-1)}, hundred...), 0.025, 0.975},
		{"NaN point", nan, hundred, 0, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before := slices.Clone(tc.replicates)
			got := stats.Percentile(tc.point, tc.replicates, 0.95)
			if !near(got.Lower, tc.lower) || !near(got.Upper, tc.upper) {
				t.Errorf("got %v, want [%v, %v]", got, tc.lower, tc.upper)
			}
			if !slices.EqualFunc(before, tc.replicates, func(a, b float64) bool { return a == b || a != a && b != b }) {
				t.Error("replicates were modified")
			}
		})
	}
}

func TestIntervalsHoldTheirPoint(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := float64(rng.IntN(50) + 1)
		k := math.Floor(rng.Float64() * (n + 1))
		if i := stats.Wilson(k, n, stats.Z95); !i.Contains(k/n) || i.Lower < 0 || i.Upper > 1 {
			t.Fatalf("Wilson(%v, %v) = %v", k, n, i)
		}
		replicates := make([]float64, rng.IntN(20))
		for j := range replicates {
			replicates[j] = rng.Float64()
		}
		point := rng.Float64()
		if i := stats.Percentile(point, replicates, 0.9); !i.Contains(point) {
			t.Fatalf("Percentile(%v, %v) = %v", point, replicates, i)
		}
	}
}

func TestShare(t *testing.T) {
	if _, ok := stats.Share(0, 0); ok {
		t.Error("a share of nothing must not be available")
	}
	if _, ok := stats.Share(math.NaN(), 1); ok {
		t.Error("NaN must not be a share")
	}
	if s, ok := stats.Share(1, 4); !ok || s != 0.25 {
		t.Errorf("Share(1, 4) = %v, %v", s, ok)
	}
	if s, ok := stats.Share(0, 4); !ok || s != 0 {
		t.Errorf("Share(0, 4) = %v, %v", s, ok)
	}
}

func TestEffectiveSizeAndLift(t *testing.T) {
	if n := stats.EffectiveSize(5, 5); n != 5 {
		t.Errorf("five equal weights count as %v", n)
	}
	if n := stats.EffectiveSize(10, 82); n >= 2 { // weights 9 and 1
		t.Errorf("9 and 1 count as %v", n)
	}
	if n := stats.EffectiveSize(0, 0); n != 0 {
		t.Errorf("nothing counts as %v", n)
	}
	if l, ok := stats.Lift(10, 20, 50, 100); !ok || l != 1 {
		t.Errorf("independent things have lift %v, %v", l, ok)
	}
	if _, ok := stats.Lift(0, 0, 50, 100); ok {
		t.Error("lift of what never occurs must not be available")
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }
