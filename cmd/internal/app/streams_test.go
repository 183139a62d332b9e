package app

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"rolecall/cmd/internal/console"
)

func TestInput(t *testing.T) {
	const text = "a robot hummed, and hummed, and hummed"
	for name, r := range map[string]io.Reader{
		"whole": strings.NewReader(text), "by bytes": iotest.OneByteReader(strings.NewReader(text)), "end with data": iotest.DataErrReader(strings.NewReader(text)),
	} {
		if err := iotest.TestReader(newInput(t.Context(), r), []byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if newInput(t.Context(), nil) != nil {
		t.Error("an input out of nothing")
	}
}

func TestInputFails(t *testing.T) {
	broken := errors.New("broken")
	in := newInput(t.Context(), io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)))
	got, err := io.ReadAll(in)
	if string(got) != "abc" || !errors.Is(err, broken) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := in.Read(make([]byte, 1)); !errors.Is(err, broken) {
		t.Errorf("the second time %v", err)
	}
}

// A read that waits for a sender who never comes ends with the run.
func TestInputIsCancelled(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	in := newInput(ctx, r)
	done := make(chan error, 1)
	go func() {
		_, err := in.Read(make([]byte, 1))
		done <- err
	}()
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the read still waits")
	}
}

func TestOutput(t *testing.T) {
	for err, want := range map[error]error{syscall.EPIPE: errNobodyReads, syscall.ENOSPC: syscall.ENOSPC} {
		_, got := output{failing{&os.PathError{Op: "write", Path: "/dev/stdout", Err: err}}}.Write([]byte("x"))
		if !errors.Is(got, want) {
			t.Errorf("%v becomes %v, want %v", err, got, want)
		}
	}
	if console.IsTerminal(output{new(strings.Builder)}) {
		t.Error("a buffer is taken for a terminal")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
