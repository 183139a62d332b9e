// Package console is what rolecall shows on stderr while it works: progress for
// people at a terminal, nothing where nobody looks, and logs. It also asks the
// system what belongs to the process alone: whether it has a terminal, and its peak
// memory.
//
// The engine declares what it wants to tell; [Bar], [Quiet] and [Recorder] each
// satisfy that by their methods alone, so that this package imports nothing of
// rolecall. It is the only importer of schollz/progressbar, whose bars go to
// stdout, where results belong, unless told otherwise.
package console
