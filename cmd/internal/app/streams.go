package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/urfave/cli/v2"
)

// streams are the process's three files, so that tests need no process.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// wrote tells where a result is, unless --quiet.
func (s streams) wrote(c *cli.Context, format string, args ...any) {
	if !global(c, "quiet") {
		fmt.Fprintf(s.err, format+"\n", args...)
	}
}

// several is a number of things, in words.
func several(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// errNobodyReads says that whoever read our standard output has enough.
var errNobodyReads = errors.New("nobody reads standard output")

// output is standard output. Only there is a broken pipe no failure.
type output struct{ io.Writer }

func (o output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if errors.Is(err, syscall.EPIPE) {
		err = errNobodyReads
	}
	return n, err
}

// Fd lets console.IsTerminal look through.
func (o output) Fd() uintptr {
	if f, ok := o.Writer.(interface{ Fd() uintptr }); ok {
		return f.Fd()
	}
	return ^uintptr(0)
}

// input is standard input whose Read returns when ctx is cancelled, also while
// it waits for what nobody sends. The read that waits is left to the process's
// end.
type input struct {
	ctx  context.Context
	more chan struct{} // asks for the next piece
	got  chan piece
	rest []byte
	err  error
}

type piece struct {
	data []byte
	err  error
}

// newInput returns r, or nil where there is none, as such an input.
func newInput(ctx context.Context, r io.Reader) io.Reader {
	if r == nil {
		return nil
	}
	in := &input{ctx: ctx, more: make(chan struct{}, 1), got: make(chan piece, 1)}
	go in.pump(r)
	return in
}

// pump reads a piece whenever it is asked to. The buffer is its own until it
// has sent the piece, and Read's until that asks for more.
func (in *input) pump(r io.Reader) {
	buf := make([]byte, 64<<10)
	for {
		select {
		case <-in.more:
		case <-in.ctx.Done():
			return
		}
		n, err := r.Read(buf)
		in.got <- piece{buf[:n], err}
	}
}

func (in *input) Read(p []byte) (int, error) {
	if len(in.rest) == 0 {
		if in.err != nil {
			return 0, in.err
		}
		in.more <- struct{}{}
		select {
		case got := <-in.got:
			in.rest, in.err = got.data, got.err
		case <-in.ctx.Done():
			in.err = in.ctx.Err()
		}
	}
	if len(in.rest) == 0 {
		return 0, in.err
	}
	n := copy(p, in.rest)
	in.rest = in.rest[n:]
	return n, nil
}
