package console

import "sync"

// Recorder keeps what it is told, for tests of what reports progress.
type Recorder struct {
	mu   sync.Mutex
	seen Recording
}

// Recording is what a Recorder was told.
type Recording struct {
	Starts, Finishes int
	// Total and Shards are what the last Start announced.
	Total  int64
	Shards int
	// Bytes and Documents are sums over all runs.
	Bytes     int64
	Documents int
}

// Recording returns what was told until now.
func (r *Recorder) Recording() Recording {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen
}

// Start records what a run announces.
func (r *Recorder) Start(bytes int64, shards int) {
	r.record(func(s *Recording) { s.Starts++; s.Total, s.Shards = bytes, shards })
}

// Bytes adds n bytes.
func (r *Recorder) Bytes(n int64) { r.record(func(s *Recording) { s.Bytes += n }) }

// Documents adds n documents.
func (r *Recorder) Documents(n int) { r.record(func(s *Recording) { s.Documents += n }) }

// Finish counts the end of a run.
func (r *Recorder) Finish() { r.record(func(s *Recording) { s.Finishes++ }) }

func (r *Recorder) record(change func(*Recording)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.seen)
}
