package audit

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

// However batches fall to workers, the same rows are listed and all are counted.
func TestQuarantineIsTheSame(t *testing.T) {
	var want string
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		workers := make([]*quarantine, 1+r.IntN(4))
		for i := range workers {
			workers[i] = newQuarantine()
		}
		for row := range int64(2*listedRows + 10) {
			u := Unreadable{Shard: "a.jsonl", Row: row + 1, Reason: "no text", Detail: "name its field"}
			if row%2 == 1 {
				u.Shard = "b.jsonl"
			}
			if row == 6 {
				u.Reason = "invalid record"
			}
			workers[r.IntN(len(workers))].add([]Unreadable{u})
		}
		q := newQuarantine()
		for _, i := range r.Perm(len(workers)) {
			q.merge(workers[i])
		}
		var b bytes.Buffer
		if err := q.write(&b); err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = b.String()
			checkListed(t, want, q.total)
		}
		if b.String() != want {
			t.Fatalf("seed %d: another list", seed)
		}
	}
}

func checkListed(t *testing.T, written string, total int64) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(written), "\n")
	if want := 2*listedRows + 1; len(lines) != want {
		t.Errorf("%d lines, want %d", len(lines), want)
	}
	var more int64
	for _, l := range lines {
		var u Unreadable
		if err := json.Unmarshal([]byte(l), &u); err != nil {
			t.Fatal(err)
		}
		more += u.More
	}
	if int64(len(lines))+more != total || total != 2*listedRows+10 {
		t.Errorf("%d listed and %d more, of %d", len(lines), more, total)
	}
	if !strings.HasPrefix(lines[0], `{"shard":"a.jsonl","row":1,`) {
		t.Errorf("first line %s", lines[0])
	}
}
