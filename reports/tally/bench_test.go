package tally_test

import (
	"testing"

	"rolecall/reports/tally"
	"rolecall/reports/tally/tallytest"
)

func BenchmarkAdd(b *testing.B) {
	docs := tallytest.Documents(1, 4096)
	x := tally.New(tally.Options{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		x.Add(docs[i%len(docs)])
	}
}

func BenchmarkMerge(b *testing.B) {
	x, y := tally.New(tally.Options{}), tally.New(tally.Options{})
	for _, d := range tallytest.Documents(1, 4096) {
		y.Add(d)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := x.Merge(y); err != nil {
			b.Fatal(err)
		}
	}
}
