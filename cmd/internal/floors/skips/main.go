// Command skips reads what `go test -json` prints and says it again for people: the
// output of packages that failed, a line for each that did not, every skipped test
// with its reason, and last "N passed, N failed, N skipped".
//
// It exits 1 when a test failed, when a skip is not in the list of allowed ones, or
// when no test ran: a run that checks less than it seems to is no pass. Several
// runs may follow each other on its input.
//
//	go test -json ./... | go run ./cmd/internal/floors/skips
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"rolecall/cmd/internal/floors"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the command without the process: 0 is fine, 1 a run that did not pass, 2
// a command that cannot judge it.
func run(args []string, in io.Reader, out, errw io.Writer) int {
	flags := flag.NewFlagSet("skips", flag.ContinueOnError)
	flags.SetOutput(errw)
	list := flags.String("allowed", "cmd/internal/floors/testdata/allowed-skips.txt", "the list of allowed skips")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	allowed, err := readAllowed(*list)
	if err != nil {
		fmt.Fprintln(errw, "skips:", err)
		return 2
	}
	r := newReport(out)
	if err := r.read(in); err != nil {
		fmt.Fprintln(errw, "skips:", err)
		return 2
	}
	if !r.close(allowed) {
		return 1
	}
	return 0
}

func readAllowed(name string) ([]floors.AllowedSkip, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	allowed, err := floors.ReadAllowedSkips(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return allowed, nil
}
