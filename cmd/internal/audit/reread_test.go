package audit

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAllot(t *testing.T) {
	tests := []struct {
		n     int
		sizes []int
		want  []int
	}{
		{10, []int{100, 100}, []int{5, 5}},
		{10, []int{1, 100, 100}, []int{1, 5, 4}},
		{10, []int{2, 3}, []int{2, 3}},
		{1, []int{5, 5}, []int{1, 0}},
		{7, nil, []int{}},
		{0, []int{5}, []int{0}},
	}
	for _, tt := range tests {
		if got := allot(tt.n, tt.sizes); !slices.Equal(got, tt.want) {
			t.Errorf("allot(%d, %v) = %v, want %v", tt.n, tt.sizes, got, tt.want)
		}
	}
}

// An allotment never exceeds a stratum or the whole, and wastes nothing.
func TestAllotLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		sizes := make([]int, r.IntN(7))
		all := 0
		for i := range sizes {
			sizes[i] = r.IntN(50)
			all += sizes[i]
		}
		n, sum := r.IntN(200), 0
		for i, take := range allot(n, sizes) {
			sum += take
			if take > sizes[i] {
				t.Fatalf("%d of %v: %d taken of stratum %d", n, sizes, take, i)
			}
		}
		if sum != min(n, all) {
			t.Fatalf("%d of %v: %d taken", n, sizes, sum)
		}
	}
}

// rereadDemo collects the demo corpus and reads size mentions again.
func rereadDemo(t *testing.T, workers, size int) (rows []DeepRow, sampled, of int64, raw []byte) {
	t.Helper()
	s, err := NewStage(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c := config(t, workers, demoObjects(t)...)
	c.Reread = Reread{Tagger: tagger(t), Size: size}
	got, err := s.Collect(t.Context(), c, "test", EvidencePolicy{})
	if err != nil {
		t.Fatal(err)
	}
	defer got.Close()
	var b bytes.Buffer
	if err := got.reread.write(t.Context(), &b, c.Reread.Tagger, workers); err != nil {
		t.Fatal(err)
	}
	raw = bytes.Clone(b.Bytes())
	zr, err := gzip.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bufio.NewReader(zr))
	for dec.More() {
		var row DeepRow
		if err := dec.Decode(&row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	sampled, of = got.RereadCounts()
	return rows, sampled, of, raw
}

// The same tagger reads a passage again as it did at first, the sample has the
// size asked for, and the weights sum to the mentions it was drawn from.
func TestReread(t *testing.T) {
	rows, sampled, of, _ := rereadDemo(t, 2, 40)
	if len(rows) != 40 || sampled != 40 || of <= 40 {
		t.Fatalf("%d rows, %d sampled of %d", len(rows), sampled, of)
	}
	weight, strata := 0.0, map[string]bool{}
	for _, r := range rows {
		weight += r.Weight
		strata[r.Stratum] = true
		if diff := cmp.Diff(r.Fast, r.Deep); diff != "" {
			t.Errorf("%s at %d (-first +again):\n%s", r.ID, r.Fast.Start, diff)
		}
		text := []rune(r.Passage)
		if got := string(text[r.Fast.Start-r.PassageStart : r.Fast.End-r.PassageStart]); got != r.Fast.Text {
			t.Errorf("%s: %q is where %q should be", r.ID, got, r.Fast.Text)
		}
	}
	if math.Abs(weight-float64(of)) > 1e-6 {
		t.Errorf("weights sum to %g, of %d mentions", weight, of)
	}
	if len(strata) < 4 {
		t.Errorf("strata %v of a corpus with all families", fmt.Sprint(strata))
	}
}

func TestRereadDoesNotDependOnWorkers(t *testing.T) {
	_, _, _, one := rereadDemo(t, 1, 25)
	_, _, _, many := rereadDemo(t, 7, 25)
	if !bytes.Equal(one, many) {
		t.Error("one worker and seven write different samples")
	}
}

func TestRereadTakesAllWhereFewer(t *testing.T) {
	rows, sampled, of, _ := rereadDemo(t, 1, 1<<20)
	if sampled != of || int64(len(rows)) != of {
		t.Errorf("%d rows, %d sampled of %d", len(rows), sampled, of)
	}
	for _, r := range rows {
		if r.Weight != 1 {
			t.Fatalf("%s weighs %g, though all were taken", r.ID, r.Weight)
		}
	}
}
