package console

import (
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/schollz/progressbar/v3"
)

// refresh is how often a bar is drawn anew. Runs shorter than that show none.
const refresh = 100 * time.Millisecond

const (
	barWidth    = 30
	barSpinner  = 14 // braille dots, in progressbar's table
	unknownSize = -1 // progressbar's word for a spinner
)

// Bar shows a run on one line of a terminal: documents, bytes done and in all,
// rate, time taken and left. Where the bytes in all are unknown, a spinner stands
// for the bar. Finish clears the line, since what follows tells the outcome.
type Bar struct {
	w io.Writer

	// Workers only count. One goroutine a run draws, which keeps the library's
	// lock out of their way and lets the clock run while they are silent.
	bytes, documents atomic.Int64

	mu   sync.Mutex // guards stop
	stop func()     // ends the drawing; nil when no run is shown
}

// NewBar returns a Bar that draws on w.
func NewBar(w io.Writer) *Bar { return &Bar{w: w} }

// Start begins the display of a run; one still shown ends.
func (b *Bar) Start(bytes int64, _ int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stop != nil {
		b.stop()
	}
	b.bytes.Store(0)
	b.documents.Store(0)

	quit, drawn := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(drawn)
		b.draw(bytes, quit)
	}()
	b.stop = func() {
		close(quit)
		<-drawn
	}
}

// Bytes adds n bytes read.
func (b *Bar) Bytes(n int64) { b.bytes.Add(n) }

// Documents adds n documents done.
func (b *Bar) Documents(n int) { b.documents.Add(int64(n)) }

// Finish clears the line and returns when nothing more will be drawn.
func (b *Bar) Finish() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stop != nil {
		b.stop()
		b.stop = nil
	}
}

// draw shows the counters every refresh until quit is closed. What goes wrong
// with the terminal is no matter of the run, so errors are dropped.
func (b *Bar) draw(total int64, quit <-chan struct{}) {
	if total <= 0 {
		total = unknownSize
	}
	bar := progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(b.w),
		progressbar.OptionShowBytes(true),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(barWidth),
		progressbar.OptionSpinnerType(barSpinner),
		// The library's own spinner goroutine reads what others write, and
		// outlives an unfinished bar; ours turns the spinner.
		progressbar.OptionSetSpinnerChangeInterval(0),
		// Set64 and Describe both draw; the second within a refresh is dropped.
		progressbar.OptionThrottle(refresh/2),
	)
	defer bar.Clear()

	tick := time.NewTicker(refresh)
	defer tick.Stop()
	for {
		select {
		case <-quit:
			return
		case <-tick.C:
		}
		n := b.bytes.Load()
		if total > 0 {
			// All bytes are read before the last documents are done, and a
			// file may have grown. The library ends a bar that is full, so it
			// stays a byte short.
			n = min(n, total-1)
		}
		bar.Set64(n)
		bar.Describe("documents " + humanize.Comma(b.documents.Load()))
	}
}
