package tally

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"rolecall/archetypes"
)

func TestFixed(t *testing.T) {
	for _, tc := range []struct {
		p    float64
		want int64
	}{
		{0, 0}, {1, Scale}, {0.5, Scale / 2}, {4e-7, 0}, {6e-7, 1}, {-1, 0}, {2, Scale},
		{math.NaN(), 0}, {math.Inf(1), Scale}, {math.Inf(-1), 0},
	} {
		if got := fixed(tc.p); got != tc.want {
			t.Errorf("fixed(%v) = %d, want %d", tc.p, got, tc.want)
		}
	}
}

func TestAddSaturates(t *testing.T) {
	if got := add(math.MaxInt64, 1); got != math.MaxInt64 {
		t.Errorf("got %d", got)
	}
	if got := add(add(math.MaxInt64, 5), math.MaxInt64); got != math.MaxInt64 {
		t.Errorf("got %d", got)
	}
}

func TestWeightsArePoisson(t *testing.T) {
	// Frequencies of 0 … 4 in a million draws lie within 4 standard errors of
	// e⁻¹/k!.
	const draws, width = 1_000_000, 200
	counts := map[uint8]int{}
	w := make([]uint8, width)
	for i := range draws / width {
		weights(w, mix(uint64(i)))
		for _, n := range w {
			counts[n]++
		}
	}
	p := math.Exp(-1)
	for k := range uint8(5) {
		if k > 0 {
			p /= float64(k)
		}
		got, se := float64(counts[k])/draws, math.Sqrt(p*(1-p)/draws)
		if math.Abs(got-p) > 4*se {
			t.Errorf("P(%d) = %v, want %v ± %v", k, got, p, se)
		}
	}
	if poisson(0) != 0 || poisson(math.MaxUint32) != 12 {
		t.Errorf("ends are %d and %d", poisson(0), poisson(math.MaxUint32))
	}
}

func TestWeightsDependOnTheSeedAlone(t *testing.T) {
	long, short := make([]uint8, 201), make([]uint8, 7)
	weights(long, 5)
	weights(short, 5)
	if !slices.Equal(long[:7], short) {
		t.Error("fewer replicates are not a prefix of more")
	}
	other := make([]uint8, 201)
	weights(other, 6)
	if slices.Equal(long, other) {
		t.Error("two seeds have the same weights")
	}
}

func TestSeed(t *testing.T) {
	base := Document{ID: "bc", Source: "a", TextHash: 1}
	for name, d := range map[string]Document{
		"shifted border": {ID: "c", Source: "ab", TextHash: 1},
		"other id":       {ID: "bd", Source: "a", TextHash: 1},
		"made":           {ID: "bc", Source: "a", TextHash: 1, IDMade: true},
		"other text":     {ID: "bc", Source: "a", TextHash: 2},
	} {
		if d.seed() == base.seed() {
			t.Errorf("%s: same seed", name)
		}
	}
	moved := Document{ID: "bc", Source: "a", TextHash: 1, Shard: "other", Row: 9}
	if moved.seed() != base.seed() {
		t.Error("a seed depends on more than source, id and text")
	}
	a, b := Document{ID: "x:1", IDMade: true, TextHash: 3}, Document{ID: "y:2", IDMade: true, TextHash: 3}
	if a.seed() != b.seed() {
		t.Error("a made id's seed depends on more than the text")
	}
}

func TestSketch(t *testing.T) {
	var exact sketch
	for i := range 3000 {
		exact.add(mix(uint64(i % 1000)))
	}
	if n, e := exact.distinct(); n != 1000 || e != 0 {
		t.Errorf("1000 distinct of 3000 are %d, off by %v", n, e)
	}
	var big sketch
	const distinct = 200_000
	for i := range 2 * distinct {
		big.add(mix(uint64(i % distinct)))
	}
	n, e := big.distinct()
	if e < 0.01*distinct || e > 0.02*distinct {
		t.Errorf("the standard error is said to be %v of %d", e, n)
	}
	if off := math.Abs(float64(n - distinct)); off > 4*e {
		t.Errorf("%d distinct are estimated as %d ± %v", distinct, n, e)
	}
	if len(big.kept) > sketchSize || cap(big.fresh) > 4*sketchSize {
		t.Errorf("memory grew: %d kept, room for %d", len(big.kept), cap(big.fresh))
	}
}

func TestRollKeepsTheSmallestHashesAndLosesNothing(t *testing.T) {
	const limit = 10
	r := newRoll(limit, 1)
	var total int64
	want := map[string]int64{}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 5000 {
		n := fmt.Sprint(rng.IntN(100))
		r.row(n)[0]++
		want[n]++
		total++
	}
	ranked := make([]name, 0, 100)
	for n := range want {
		ranked = append(ranked, newName(n))
	}
	slices.SortFunc(ranked, name.compare)
	sum := r.rest[0]
	for _, n := range ranked[:limit] {
		if got := r.rows[n.text][0]; got != want[n.text] {
			t.Errorf("%s: %d, want %d", n.text, got, want[n.text])
		}
		sum += r.rows[n.text][0]
	}
	if len(r.rows) != limit || sum != total {
		t.Errorf("%d names with %d of %d counts", len(r.rows), sum, total)
	}
}

func TestPairPositions(t *testing.T) {
	const n = 19
	at := 0
	for i := range n {
		for j := i + 1; j < n; j++ {
			if got := pair(i, j, n); got != at {
				t.Fatalf("pair(%d, %d) = %d, want %d", i, j, got, at)
			}
			at++
		}
	}
}

func TestShelfIsLawful(t *testing.T) {
	// Few documents, so that the bound per document bites.
	rng := rand.New(rand.NewPCG(4, 4))
	for range 300 {
		var whole shelf
		parts := make([]shelf, 3)
		for range rng.IntN(60) {
			e := &Exemplar{seed: rng.Uint64N(6), Start: rng.IntN(20), Shard: string(rune('a' + rng.IntN(3))), rank: rng.Uint64N(40)}
			whole.offer(e)
			parts[rng.IntN(len(parts))].offer(e)
		}
		rng.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		parts[0].merge(parts[1])
		parts[0].merge(parts[2])
		if !slices.EqualFunc(whole, parts[0], func(a, b *Exemplar) bool { return a.compare(b) == 0 }) {
			t.Fatalf("whole %v, merged %v", whole, parts[0])
		}
		from := map[uint64]int{}
		for _, e := range whole {
			if from[e.seed]++; from[e.seed] > shelfPerDocument {
				t.Fatalf("more than %d from document %d", shelfPerDocument, e.seed)
			}
		}
	}
}

func TestEffective(t *testing.T) {
	for _, tc := range []struct {
		name   string
		masses []int64 // by document
		want   float64
	}{
		{"none", nil, 0},
		{"ten sure documents", slices.Repeat([]int64{Scale}, 10), 10},
		{"one novel", []int64{1000 * Scale}, 1},
		{"a thousand doubtful ones", slices.Repeat([]int64{Scale / 100}, 1000), 10},
		{"masses too small to square", slices.Repeat([]int64{100}, 1000), 0.1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			row := make([]int64, cellWidth(0))
			for _, m := range tc.masses {
				addDocument(row, m, 0, nil)
			}
			if got := readCell(row).Effective(); math.Abs(got-tc.want) > 1e-9 {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestAddCountsByHand(t *testing.T) {
	x := New(Options{Replicates: 3})
	x.Add(&Document{
		ID: "1", Source: "s", Measured: true, Words: 100,
		Mentions: []Item{{Mention: archetypes.Mention{
			Character: "hal-9000",
			Labels: map[archetypes.Field]string{
				archetypes.Mode: archetypes.Portrayal, archetypes.Reference: archetypes.NamedFictional,
				archetypes.ArchetypeOf: "usurper", archetypes.Agency: "own",
			},
			P: map[archetypes.Field]archetypes.Distribution{
				archetypes.Mode:        {0.8, 0.2, 0, 0},
				archetypes.ArchetypeOf: {0.5, 0.25, 0, 0, 0, 0, 0, 0.25, 0, 0, 0, 0, 0},
				archetypes.Agency:      {0.75, 0.25, 0, 0, 0},
				archetypes.Stance:      {1}, // of the wrong length, so it says nothing
			},
			TraitP: append([]float64{0.5, 0.4}, make([]float64, 17)...),
			Traits: []string{"violence"},
		}}},
	})
	check := func(what string, got, want int64) {
		t.Helper()
		if got != want {
			t.Errorf("%s is %d, want %d", what, got, want)
		}
	}
	roles, agency := x.Field(archetypes.ArchetypeOf), x.Malevolence()
	check("portrayals", x.Portrayals().Mass, 800_000)
	check("usurper", roles[0].Mass, 400_000)
	check("destroyer", roles[1].Mass, 200_000)
	check("guardian", roles[7].Mass, 200_000)
	check("usurper labels", roles[0].Labels, 1)
	check("malevolent", x.Families()[0].Mass, 600_000)
	check("malevolent by own will", agency[0].Mass, 450_000)
	check("malevolent on orders", agency[1].Mass, 150_000)
	check("malevolent by own will, labels", agency[0].Labels, 1)
	check("violence", x.Traits()[0].Mass, 400_000)
	pairMass, pairLabels := x.Pair(1, 0)
	check("violence with deception", pairMass, 160_000)
	check("violence with deception, labels", pairLabels, 0)
	check("stance of the wrong length", x.Field(archetypes.Stance)[0].Mass, 0)
	check("mode mention", x.Field(archetypes.Mode)[1].Mass, 200_000)
	check("named fictional", x.FamilyBy(archetypes.Reference)[0][0], 600_000)
	check("mentions", x.MentionLabels(archetypes.Portrayal, archetypes.NamedFictional), 1)
	c := x.Characters()[0]
	check("HAL's mass", c.Mass, 800_000)
	check("HAL the usurper", c.Archetypes[0], 400_000)
	check("HAL's violence", c.Traits[0], 400_000)
	for i, r := range x.Portrayals().Replicates {
		if r%800_000 != 0 {
			t.Errorf("replicate %d is %d, no multiple of the one document", i, r)
		}
	}
}
