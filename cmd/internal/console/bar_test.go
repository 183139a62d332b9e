package console

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// screen is a terminal that tests look at while it is drawn on.
type screen struct {
	mu  sync.Mutex
	all strings.Builder
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(p)
}

// line returns what stands on the screen's one line.
func (s *screen) line() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.all.String()
	return strings.TrimSpace(all[strings.LastIndexByte(all, '\r')+1:])
}

func TestBar(t *testing.T) {
	tests := []struct {
		name  string
		total int64
		step  int64 // bytes read in each of ten seconds
		want  []string
		not   []string
	}{
		{
			name: "half way", total: 100e6, step: 5e6,
			want: []string{"documents 12,340", " 50% ", "50/100 MB", "5.0 MB/s", "[10s:9s]"},
		},
		{
			name: "all read, not all tagged", total: 100e6, step: 10e6,
			want: []string{" 99% ", "100/100 MB"},
		},
		{
			name: "file grew", total: 100e6, step: 11e6,
			want: []string{" 99% ", "100/100 MB"},
		},
		{
			name: "unknown total", total: -1, step: 5e6,
			want: []string{"documents 12,340", "(50 MB, 5.0 MB/s)", "[10s]"},
			not:  []string{"%"},
		},
		{
			name: "nothing to read", total: 0, step: 0,
			want: []string{"documents 12,340"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				out := new(screen)
				b := NewBar(out)
				b.Start(test.total, 1)
				for range 10 {
					time.Sleep(time.Second)
					b.Bytes(test.step)
					b.Documents(1234)
				}
				time.Sleep(2 * refresh)
				synctest.Wait()
				line := out.line()
				for _, w := range test.want {
					if !strings.Contains(line, w) {
						t.Errorf("line %q lacks %q", line, w)
					}
				}
				for _, n := range test.not {
					if strings.Contains(line, n) {
						t.Errorf("line %q has %q", line, n)
					}
				}
				b.Finish()
				if left := out.line(); left != "" {
					t.Errorf("Finish leaves %q", left)
				}
			})
		})
	}
}

// A run shorter than a refresh must not flash, and one display can show runs one
// after the other, each from zero.
func TestBarRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := new(screen)
		b := NewBar(out)
		b.Finish() // without a run: nothing to end

		b.Start(100, 1)
		b.Bytes(100)
		b.Finish()
		b.Finish()
		if got := out.all.String(); got != "" {
			t.Errorf("short run drew %q", got)
		}

		b.Start(1000, 1)
		b.Bytes(100)
		time.Sleep(2 * refresh)
		b.Start(1000, 1) // ends the first
		b.Bytes(300)
		time.Sleep(2 * refresh)
		synctest.Wait()
		if got := out.line(); !strings.Contains(got, " 30% ") {
			t.Errorf("second run shows %q, want 30%%", got)
		}
		b.Finish()
	})
}

// Meant for the race detector.
func TestBarFromManyGoroutines(t *testing.T) {
	for _, total := range []int64{-1, 1e6} {
		b := NewBar(new(screen))
		b.Start(total, 8)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 100 {
					b.Bytes(1000)
					b.Documents(1)
					time.Sleep(2 * time.Millisecond)
				}
			})
		}
		wg.Wait()
		if got := b.bytes.Load(); got != 800_000 {
			t.Errorf("%d bytes, want 800000", got)
		}
		b.Finish()
	}
}
