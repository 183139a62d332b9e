package console

import (
	"io"
	"log/slog"

	"golang.org/x/term"
)

// Progress is what can be told of a run over shards. Every implementation here is
// safe for use by several goroutines.
type Progress interface {
	// Start announces the bytes to read, -1 where unknown.
	Start(bytes int64, shards int)
	// Bytes tells of n more bytes read.
	Bytes(n int64)
	// Documents tells of n more documents done.
	Documents(n int)
	// Finish ends the display, however the run ended.
	Finish()
}

// New returns a Bar where stderr is a terminal, and Quiet where it is none or
// where quiet is asked for.
func New(stderr io.Writer, quiet bool) Progress {
	if quiet || !IsTerminal(stderr) {
		return Quiet{}
	}
	return NewBar(stderr)
}

// IsTerminal reports whether what is written to w goes to a terminal.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(f.Fd()))
}

// NewLogger returns a logger that writes what is at level or above to stderr, as
// key=value text or as a JSON object a line. Either quotes control characters, and
// text bidirectional ones as well, so that a shard's name cannot rewrite the screen.
func NewLogger(stderr io.Writer, json bool, level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if json {
		return slog.New(slog.NewJSONHandler(stderr, options))
	}
	return slog.New(slog.NewTextHandler(stderr, options))
}
