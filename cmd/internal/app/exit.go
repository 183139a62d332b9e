package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Exit codes are a contract that scripts rely on.
const (
	exitDone        = 0   // done
	exitFailed      = 1   // failed
	exitUsage       = 2   // wrong flags or arguments
	exitUnreadable  = 3   // finished, but some input could not be read
	exitPolicy      = 4   // a policy limit was crossed
	exitInterrupted = 130 // interrupted; run the same command again
)

// exitHelp stands in each command's help.
const exitHelp = `EXIT STATUS:
   0 done · 1 failed · 2 usage · 3 finished, but some input could not be read
   4 a policy limit was crossed · 130 interrupted`

// usageError is a mistake in flags or arguments. Its text says the mend.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// unreadableError says that a run finished but could not read everything.
type unreadableError struct {
	rows int64
	file string
}

func (e unreadableError) Error() string {
	noun := "rows or shards"
	if e.rows == 1 {
		noun = "row or shard"
	}
	return fmt.Sprintf("finished, but %d %s could not be read: see %s", e.rows, noun, e.file)
}

// finished tells whether a run came to its end.
func finished(err error) bool {
	code := exitCode(err)
	return code == exitDone || code == exitUnreadable
}

// exitCode is the one place where an error becomes a code.
func exitCode(err error) int {
	var usage usageError
	var unreadable unreadableError
	switch {
	case err == nil, errors.Is(err, errNobodyReads):
		return exitDone
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &unreadable):
		return exitUnreadable
	}
	return exitFailed
}

// printError tells people, or with asJSON a program, what went wrong.
func printError(w io.Writer, err error, asJSON bool) {
	code := exitCode(err)
	if code == exitDone {
		return
	}
	text := err.Error()
	if code == exitInterrupted {
		text = "interrupted; nothing of this run was kept, earlier results are whole; run the same command again"
	}
	if asJSON {
		line, _ := json.Marshal(map[string]any{"error": text, "code": code}) // a map of string and int always encodes
		fmt.Fprintf(w, "%s\n", line)
		return
	}
	fmt.Fprintf(w, "rolecall: %s\n", text)
}
