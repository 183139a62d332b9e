package audit

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/index/source"
)

// seen is what a handler is given, in order of shard and row.
type seen struct {
	mu         sync.Mutex
	ids        []string
	unreadable []Unreadable
	last       map[int]int // by shard
	bytes      map[int]int64
}

func (s *seen) handle(_ int, b *Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		s.last, s.bytes = map[int]int{}, map[int]int64{}
	}
	for i := range b.Documents {
		s.ids = append(s.ids, b.Documents[i].ID)
	}
	s.unreadable = append(s.unreadable, b.Unreadable...)
	if b.Last {
		s.last[b.Shard]++
		s.bytes[b.Shard] = b.TextBytes
	}
	slices.Sort(s.ids)
	slices.SortFunc(s.unreadable, compareRows)
	return nil
}

func TestRun(t *testing.T) {
	packed := gzipped(rows(5000, `{"id":"%d","text":"A robot hummed."}`))
	objects := []source.Object{
		object("a.jsonl", `{"id":"a1","text":"A robot hummed."}`+"\n"+`{"id":"a2"}`+"\nnonsense\n"+`{"id":"a4","text":""}`),
		broken("b.jsonl"),
		object("c.jsonl", ""),
		object("d.jsonl.gz", packed[:len(packed)/2]),
		object("e.bin", "\x00\x01"),
	}
	for _, workers := range []int{1, 2, 8} {
		var got seen
		if err := Run(t.Context(), config(t, workers, objects...), got.handle); err != nil {
			t.Fatal(err)
		}
		for shard := range objects {
			if got.last[shard] != 1 {
				t.Errorf("%d workers: shard %d has %d last batches", workers, shard, got.last[shard])
			}
		}
		if !slices.Contains(got.ids, "a1") || !slices.Contains(got.ids, "a4") || !slices.Contains(got.ids, "0") {
			t.Errorf("%d workers: documents %.5q", workers, got.ids)
		}
		if want := int64(len("A robot hummed.")); got.bytes[0] != want {
			t.Errorf("%d workers: %d bytes of text, want %d", workers, got.bytes[0], want)
		}
		checkUnreadable(t, got.unreadable, int64(len(got.ids)-2)+1)
	}
}

func checkUnreadable(t *testing.T, got []Unreadable, broke int64) {
	t.Helper()
	want := []Unreadable{
		{Shard: "a.jsonl", Row: 2, Reason: "no text"},
		{Shard: "a.jsonl", Row: 3, Reason: "invalid record"},
		{Shard: "b.jsonl", Row: 1, Reason: "shard unreadable", Rest: true},
		{Shard: "d.jsonl", Row: broke, Reason: "rest of shard unreadable", Rest: true},
		{Shard: "e.bin", Row: 1, Reason: "shard unreadable", Rest: true},
	}
	bare := slices.Clone(got)
	for i := range bare {
		if bare[i].Detail == "" {
			t.Errorf("%s:%d says no more than %q", bare[i].Shard, bare[i].Row, bare[i].Reason)
		}
		bare[i].Detail = ""
	}
	if !slices.Equal(bare, want) {
		t.Errorf("unreadable\n%+v, want\n%+v", bare, want)
	}
}

func gzipped(data string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(data))
	z.Close()
	return b.String()
}

func TestRunRefusesOneShardTwice(t *testing.T) {
	c := config(t, 1, object("a.jsonl", ""), object("a.jsonl.gz", ""))
	err := Run(t.Context(), c, func(int, *Batch) error { return nil })
	if !errors.Is(err, ErrSameShard) || !strings.Contains(err.Error(), "a.jsonl.gz") {
		t.Errorf("error %v", err)
	}
}

// leaves checks that run leaves no goroutine behind.
func leaves(t *testing.T, run func()) {
	t.Helper()
	before := runtime.NumGoroutine()
	run()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	all := make([]byte, 1<<16)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, all[:runtime.Stack(all, true)])
}

func TestRunStopsAtHandlersError(t *testing.T) {
	tagger(t)
	enough := errors.New("enough")
	leaves(t, func() {
		c := config(t, 4, endless("a.jsonl"), endless("b.jsonl"))
		if err := Run(t.Context(), c, func(int, *Batch) error { return enough }); !errors.Is(err, enough) {
			t.Errorf("error %v, want the handler's", err)
		}
	})
}

func TestRunStopsWhenCancelled(t *testing.T) {
	tagger(t)
	leaves(t, func() {
		ctx, cancel := context.WithCancel(t.Context())
		c := config(t, 4, endless("a.jsonl"), endless("b.jsonl"))
		err := Run(ctx, c, func(int, *Batch) error { cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want that of the context", err)
		}
	})
}

// What a shard fails with because the run was cancelled is no fault of its own.
func TestCancelledShardIsNotUnreadable(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var got seen
	if err := Run(ctx, config(t, 1, object("a.jsonl", "x")), got.handle); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(got.unreadable) > 0 {
		t.Errorf("unreadable %+v", got.unreadable)
	}
}

func TestFraction(t *testing.T) {
	const n = 4000
	tests := map[string]string{
		"ids":                rows(n, `{"id":"%d","text":"ok"}`),
		"no ids, one text":   rows(n, `{"text":"ok","n":%d}`),
		"one id, many texts": rows(n, `{"id":"x","text":"ok %d"}`),
	}
	for name, data := range tests {
		var first []string
		for _, workers := range []int{1, 3} {
			c := config(t, workers, object("a.jsonl", data))
			c.Fraction = 0.1
			var got seen
			if err := Run(t.Context(), c, got.handle); err != nil {
				t.Fatal(err)
			}
			if k := len(got.ids); k < n/10-100 || k > n/10+100 {
				t.Errorf("%s: a tenth of %d is %d", name, n, k)
			}
			if first != nil && !slices.Equal(first, got.ids) {
				t.Errorf("%s: workers change the sample", name)
			}
			first = got.ids
		}
	}
}

// Workers, order and packing change no byte of the tally.
func TestCollectIsTheSame(t *testing.T) {
	objects := demoObjects(t)
	turned := slices.Clone(objects)
	slices.Reverse(turned)
	var want []byte
	for _, c := range []*Config{config(t, 1, objects...), config(t, 7, objects...), config(t, 3, turned...)} {
		got, err := stage(t, t.TempDir()).Collect(t.Context(), c, "fast", EvidencePolicy{})
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = encoded(t, got)
		}
		if !bytes.Equal(want, encoded(t, got)) {
			t.Errorf("%d workers: another tally", c.Workers)
		}
	}
}

// What a run holds does not grow with the corpus, only with what it keeps.
func TestMemoryIsFlat(t *testing.T) {
	text := "The robot swept the hall. " + strings.Repeat("Nobody came by, and the broom leaned on the wall. ", 400)
	held := func(n int) int64 {
		c := config(t, 2, object("a.jsonl", rows(n, `{"id":"%d","text":"`+text+`"}`)))
		got, err := stage(t, t.TempDir()).Collect(t.Context(), c, "fast", EvidencePolicy{PerCell: 50})
		if err != nil {
			t.Fatal(err)
		}
		c.Objects = nil
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(got)
		return int64(m.HeapAlloc)
	}
	few, many := held(100), held(1500)
	if grown := many - few; grown > 4<<20 {
		t.Errorf("fifteen times as many documents, 30 MB of text, hold %d more bytes", grown)
	}
}
