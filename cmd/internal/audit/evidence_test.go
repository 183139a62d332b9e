package audit

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"rolecall/archetypes"
	"rolecall/archetypes/portrayal"
	"rolecall/index"
	"rolecall/index/document"
)

func TestParseEvidence(t *testing.T) {
	tests := map[string]int{"": autoPerCell, "auto": autoPerCell, "all": -1, "none": 0, "sample:5": 5}
	for text, want := range tests {
		p, err := ParseEvidence(text)
		if err != nil || p.PerCell != want {
			t.Errorf("%q: %d, %v; want %d", text, p.PerCell, err, want)
		}
		if p.String() == "" || text != "" && p.String() != text {
			t.Errorf("%q is shown as %q", text, p)
		}
	}
	for _, bad := range []string{"some", "sample", "sample:", "sample:0", "sample:-1", "sample:x", "All"} {
		if _, err := ParseEvidence(bad); err == nil || !strings.Contains(err.Error(), "sample:N") {
			t.Errorf("%q: error %v", bad, err)
		}
	}
}

// offered is a passage on its way to a cell.
type offered struct {
	passage
	cell string
}

// randomPassages returns passages in a few cells, some of which share a hash,
// as those of a document that comes twice do.
func randomPassages(r *rand.Rand, n int) []offered {
	var all []offered
	for i := range n {
		id := fmt.Sprintf("a.jsonl:%d#0", i)
		p := passage{hash: uint64(r.IntN(n / 2)), Passage: index.Passage{ID: id, Text: "text of " + id}}
		all = append(all, offered{p, []string{"servant", "sage", "mention"}[r.IntN(3)]})
	}
	return all
}

// What is kept depends neither on the order nor on who brings it.
func TestEvidenceIsTheSameInAnyOrder(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		all := randomPassages(r, 20+r.IntN(200))
		policy := EvidencePolicy{PerCell: 1 + r.IntN(40)}
		if seed%5 == 0 {
			policy.PerCell = -1
		}
		want := collected(t, policy, all)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		cut := r.IntN(len(all))
		if diff := cmp.Diff(want, collected(t, policy, all[:cut], all[cut:])); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// collected returns what is kept of parts that are brought side by side, by id:
// that is how an index has it.
func collected(t *testing.T, policy EvidencePolicy, parts ...[]offered) (kept []index.Passage) {
	t.Helper()
	e := evidenceOf(t, policy)
	var wg sync.WaitGroup
	for _, part := range parts {
		wg.Go(func() {
			for _, o := range part {
				if err := e.offer(o.passage, o.cell); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	err := e.build(func(all iter.Seq[index.Passage]) error {
		kept = slices.SortedFunc(all, func(a, b index.Passage) int { return strings.Compare(a.ID, b.ID) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := e.counts(); n != int64(len(kept)) {
		t.Errorf("%d kept, %d counted", len(kept), n)
	}
	return kept
}

// evidenceOf returns an evidence that is closed when the test ends.
func evidenceOf(t *testing.T, policy EvidencePolicy) *evidence {
	t.Helper()
	e, err := newEvidence(policy, stage(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { (&Collected{evidence: e}).Close() })
	return e
}

// A cell keeps the smallest hashes, and each passage kept stands for as many
// as were seen.
func TestEvidenceKeepsTheSmallest(t *testing.T) {
	e := evidenceOf(t, EvidencePolicy{PerCell: 2})
	for i, hash := range []uint64{7, 3, 9, 1, 5} {
		e.offer(passage{hash: hash, Passage: index.Passage{ID: fmt.Sprint(hash)}}, "sage")
		if kept, seen := e.counts(); kept != int64(min(i+1, 2)) || seen != int64(i+1) {
			t.Errorf("after %d: %d kept of %d", i+1, kept, seen)
		}
	}
	got := slices.Collect(e.all())
	if len(got) != 2 || got[0].ID != "1" || got[1].ID != "3" || got[0].Weight != 2.5 {
		t.Errorf("kept %+v", got)
	}
}

func TestNoEvidence(t *testing.T) {
	e := evidenceOf(t, EvidencePolicy{})
	e.add(&document.Document{Text: "HAL"}, &portrayal.Result{Mentions: []portrayal.Tagged{tagged(0, 3, 0, 3, "sage")}})
	if kept, seen := e.counts(); kept != 0 || seen != 0 {
		t.Errorf("%d kept of %d", kept, seen)
	}
}

// tagged returns a mention at start to end in the passage from to until.
func tagged(start, end, from, until int, role string) portrayal.Tagged {
	labels := map[archetypes.Field]string{archetypes.Mode: archetypes.None, archetypes.Reference: archetypes.NotAI}
	switch role {
	case "":
	case "mention":
		labels[archetypes.Mode], labels[archetypes.Reference] = "mention", archetypes.NamedFictional
	default:
		labels[archetypes.Mode], labels[archetypes.Reference] = archetypes.Portrayal, archetypes.NamedFictional
		labels[archetypes.ArchetypeOf] = role
	}
	return portrayal.Tagged{
		Mention: archetypes.Mention{Start: start, End: end, Labels: labels, Kind: "robot"},
		Passage: strings.Repeat("x", until-from), Span: document.Span{Start: from, End: until},
	}
}

func TestPassages(t *testing.T) {
	type want struct {
		start int
		cell  string
		spans [][2]int // in code points of the passage
	}
	tests := []struct {
		name     string
		mentions []portrayal.Tagged
		want     []want
	}{
		{"none", nil, nil},
		{"one", []portrayal.Tagged{tagged(10, 13, 5, 50, "sage")}, []want{{5, "sage", [][2]int{{5, 8}}}}},
		{"no AI", []portrayal.Tagged{tagged(10, 13, 5, 50, "")}, nil},
		{
			"two in one passage, the portrayal names the cell",
			[]portrayal.Tagged{tagged(10, 13, 5, 50, "mention"), tagged(47, 50, 20, 90, "victim")},
			[]want{{5, "victim", [][2]int{{5, 8}, {42, 45}}}},
		},
		{
			"the second reaches out of the first's passage",
			[]portrayal.Tagged{tagged(10, 13, 5, 50, "sage"), tagged(48, 51, 20, 90, "mention")},
			[]want{{5, "sage", [][2]int{{5, 8}}}, {20, "mention", [][2]int{{28, 31}}}},
		},
		{
			"what is no AI opens the passage and is no span of it",
			[]portrayal.Tagged{tagged(10, 13, 5, 50, ""), tagged(20, 23, 5, 50, "sage")},
			[]want{{5, "sage", [][2]int{{15, 18}}}},
		},
		{
			"a mention longer than its passage stands alone",
			[]portrayal.Tagged{tagged(10, 60, 5, 50, ""), tagged(61, 64, 61, 70, "sage")},
			[]want{{61, "sage", [][2]int{{0, 3}}}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := document.Document{ID: "d", Source: "s", Origin: document.Origin{Shard: "a.jsonl", Row: 7}}
			var got []want
			for p, cell := range passages(&d, tt.mentions) {
				w := want{start: p.Start, cell: cell}
				for _, s := range p.Spans {
					w.spans = append(w.spans, [2]int{s.Start, s.End})
				}
				got = append(got, w)
				if id := fmt.Sprintf("a.jsonl:7#%d", p.Start); p.ID != id || p.Document != "d" || p.Source != "s" || p.Row != 7 {
					t.Errorf("passage %+v, want id %s", p, id)
				}
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(want{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Spans of real passages are the mentions' own words, beyond the first 65,536
// code points and among those of four bytes too.
func TestPassagesHoldTheirSpans(t *testing.T) {
	text := strings.Repeat("🤖 𝔅 é — ", 20_000) + "\n\nBowman told HAL 9000 to open the doors. 😀 The robot refused. 🛸 Then the computer let him in."
	res := tagger(t).Tag(text, "")
	d := document.Document{ID: "d", Text: text}
	spans := 0
	for p := range passages(&d, res.Mentions) {
		runes := []rune(p.Text)
		for _, s := range p.Spans {
			spans++
			if got := string(runes[s.Start:s.End]); !strings.Contains("HAL 9000 robot computer", got) {
				t.Errorf("a span is %q", got)
			}
		}
	}
	if spans == 0 {
		t.Error("no spans")
	}
}

// A kept passage must not hold the whole text of its document in memory.
func TestEvidenceCopiesText(t *testing.T) {
	text := strings.Repeat("x", 100)
	e := evidenceOf(t, EvidencePolicy{PerCell: 1})
	e.offer(passage{Passage: index.Passage{ID: "1", Text: text[10:20]}}, "sage")
	for p := range e.all() {
		if unsafe.StringData(p.Text) == unsafe.StringData(text[10:]) {
			t.Error("the text was not copied")
		}
	}
}
