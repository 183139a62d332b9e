package tally_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"rolecall/archetypes"
	"rolecall/reports/tally"
	"rolecall/reports/tally/tallytest"
)

func encode(t testing.TB, x *tally.Tally) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := x.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tallied(docs []*tally.Document) *tally.Tally {
	x := tally.New(tally.Options{Replicates: 20, Tagger: "test"})
	for _, d := range docs {
		x.Add(d)
	}
	x.AddShard(int64(len(docs)) * 10)
	x.AddUnreadable("not JSON", int64(len(docs)%3))
	return x
}

func merge(t testing.TB, into *tally.Tally, parts ...*tally.Tally) *tally.Tally {
	t.Helper()
	for _, p := range parts {
		if err := into.Merge(p); err != nil {
			t.Fatal(err)
		}
	}
	return into
}

func copyOf(t testing.TB, x *tally.Tally) *tally.Tally {
	t.Helper()
	y, err := tally.Decode(bytes.NewReader(encode(t, x)))
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// crowd makes documents that overflow every bounded set: more sources, reasons
// and gaps than are kept, more texts than the sketch holds, and documents with
// many portrayals for the exemplars to choose from.
func crowd(n int) []*tally.Document {
	docs := tallytest.Documents(3, n)
	rng := rand.New(rand.NewPCG(9, 9))
	for i, d := range docs {
		switch i % 3 {
		case 0:
			d.Source = string(rune('a'+rng.IntN(26))) + string(rune('a'+rng.IntN(26))) + string(rune('a'+rng.IntN(4)))
		case 1:
			d.Source, d.ID = "same", string(rune('0'+rng.IntN(10)))
		}
		if !d.Measured {
			d.NotMeasured = string(rune('a' + rng.IntN(600)))
		}
		for j := range d.Mentions {
			d.Mentions[j].Gaps = append(d.Mentions[j].Gaps, string(rune('a'+rng.IntN(600))))
		}
	}
	return docs
}

func TestAddOrderNeverChangesTheBytes(t *testing.T) {
	docs := crowd(4600)
	want := encode(t, tallied(docs))
	rng := rand.New(rand.NewPCG(1, 1))
	for range 2 {
		rng.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		if !bytes.Equal(want, encode(t, tallied(docs))) {
			t.Fatal("another order of documents gave other bytes")
		}
	}
}

func TestMergeOrderAndGroupingNeverChangeTheBytes(t *testing.T) {
	docs := crowd(4600)
	whole := tally.New(tally.Options{Replicates: 20, Tagger: "test"})
	for _, d := range docs {
		whole.Add(d)
	}
	want := encode(t, whole)
	rng := rand.New(rand.NewPCG(2, 2))
	for range 3 {
		parts := make([]*tally.Tally, 1+rng.IntN(7))
		for i := range parts {
			parts[i] = tally.New(whole.Options())
		}
		for _, d := range docs {
			parts[rng.IntN(len(parts))].Add(d)
		}
		// Merge random neighbours until one is left.
		for len(parts) > 1 {
			i, j := rng.IntN(len(parts)), rng.IntN(len(parts)-1)
			if j >= i {
				j++
			}
			merge(t, parts[i], parts[j])
			parts[j] = parts[len(parts)-1]
			parts = parts[:len(parts)-1]
		}
		if !bytes.Equal(want, encode(t, parts[0])) {
			t.Fatal("another grouping gave other bytes")
		}
	}
}

func TestMergeIsCommutativeAndAssociative(t *testing.T) {
	docs := crowd(3000)
	a, b, c := tallied(docs[:700]), tallied(docs[700:2500]), tallied(docs[2500:])
	ab := merge(t, copyOf(t, a), b)
	ba := merge(t, copyOf(t, b), a)
	if !bytes.Equal(encode(t, ab), encode(t, ba)) {
		t.Error("a·b ≠ b·a")
	}
	bc := merge(t, copyOf(t, b), c)
	if !bytes.Equal(encode(t, merge(t, copyOf(t, ab), c)), encode(t, merge(t, copyOf(t, a), bc))) {
		t.Error("(a·b)·c ≠ a·(b·c)")
	}
}

func TestMergeWithEmptyIsIdentity(t *testing.T) {
	x := tallied(tallytest.Documents(4, 500))
	want := encode(t, x)
	empty := tally.New(x.Options())
	if !bytes.Equal(want, encode(t, merge(t, copyOf(t, x), empty))) {
		t.Error("a·0 ≠ a")
	}
	if !bytes.Equal(want, encode(t, merge(t, tally.New(x.Options()), x))) {
		t.Error("0·a ≠ a")
	}
	if !bytes.Equal(want, encode(t, x)) {
		t.Error("merging changed the argument")
	}
}

func TestMergeRefusesToMix(t *testing.T) {
	x := tally.New(tally.Options{Replicates: 20})
	for _, o := range []tally.Options{{Replicates: 21}, {Replicates: 20, Tagger: "other"}} {
		if err := x.Merge(tally.New(o)); err == nil {
			t.Errorf("%+v was merged", o)
		}
	}
	if err := x.Merge(x); err == nil {
		t.Error("a tally was merged with itself")
	}
}

func TestDecodeEncodeIsIdentity(t *testing.T) {
	for _, n := range []int{0, 1, 50, 3000} {
		x := tallied(tallytest.Documents(5, n))
		if !bytes.Equal(encode(t, x), encode(t, copyOf(t, x))) {
			t.Errorf("%d documents: decoding gave another tally", n)
		}
	}
}

func TestADecodedTallyGoesOnAsTheOriginal(t *testing.T) {
	docs := crowd(4000)
	x := tallied(docs[:2000])
	y := copyOf(t, x)
	for _, d := range docs[2000:] {
		x.Add(d)
		y.Add(d)
	}
	if !bytes.Equal(encode(t, x), encode(t, y)) {
		t.Error("a tally that was read back counts on differently")
	}
}

func TestAFamilyIsTheSumOfItsArchetypes(t *testing.T) {
	x := tallied(tallytest.Documents(6, 2000))
	want := map[string]int64{}
	for i, a := range archetypes.Archetypes() {
		c := x.Field(archetypes.ArchetypeOf)[i]
		want[archetypes.Family(a)] += c.Mass
		for j, r := range c.Replicates {
			want[archetypes.Family(a)+string(rune(j))] += r
		}
	}
	for i, f := range archetypes.Families() {
		c := x.Families()[i]
		if c.Mass != want[f] {
			t.Errorf("%s: %d, archetypes sum to %d", f, c.Mass, want[f])
		}
		for j, r := range c.Replicates {
			if r != want[f+string(rune(j))] {
				t.Fatalf("%s: replicate %d is %d, archetypes sum to %d", f, j, r, want[f+string(rune(j))])
			}
		}
	}
}
