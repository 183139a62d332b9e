package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"rolecall/cmd/internal/floors"
)

// event is a line of `go test -json`; see `go doc test2json` and `go help buildjson`.
type event struct {
	Action      string
	Package     string
	Test        string
	Output      string
	ImportPath  string // of build output
	FailedBuild string // the ImportPath whose build failed a package
}

// report is a run, as it is told and then summed up.
type report struct {
	out io.Writer

	passed, failed int
	skipped        []skip
	failures       []string // names, to be found again below long output

	open   map[string]*progress // packages under test
	builds map[string][]string  // build output by ImportPath, until it is shown
}

// progress is what a package has said until now.
type progress struct {
	lines  []line
	failed bool // a test of it failed
}

type line struct{ test, text string }

type skip struct{ pkg, test, reason string }

func newReport(out io.Writer) *report {
	return &report{out: out, open: make(map[string]*progress), builds: make(map[string][]string)}
}

// read tells of all events. What is no event is passed on as it is.
func (r *report) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		// Not a Scanner: a test may print a line of any length.
		text, err := lines.ReadString('\n')
		if text != "" {
			var e event
			if json.Unmarshal([]byte(text), &e) == nil && e.Action != "" {
				r.add(e)
			} else {
				fmt.Fprint(r.out, text)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

func (r *report) add(e event) {
	if e.Action == "build-output" {
		r.builds[e.ImportPath] = append(r.builds[e.ImportPath], e.Output)
		return
	}
	if e.Package == "" {
		return
	}
	p := r.open[e.Package]
	if p == nil {
		p = new(progress)
		r.open[e.Package] = p
	}
	switch e.Action {
	case "output":
		p.lines = append(p.lines, line{e.Test, e.Output})
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e, p)
		} else {
			r.endTest(e, p)
		}
	}
}

func (r *report) endTest(e event, p *progress) {
	switch e.Action {
	case "pass":
		r.passed++
	case "fail":
		r.failed++
		p.failed = true
		r.failures = append(r.failures, e.Package+" "+e.Test)
	case "skip":
		r.skipped = append(r.skipped, skip{e.Package, e.Test, reason(p.lines, e.Test)})
	}
}

// endPackage says how a package ended. A package's "skip" means that it has no
// tests, which is no skipped test.
func (r *report) endPackage(e event, p *progress) {
	delete(r.open, e.Package)
	if e.Action != "fail" {
		for _, l := range p.lines {
			if l.test == "" && (strings.HasPrefix(l.text, "ok  \t") || strings.HasPrefix(l.text, "?   \t")) {
				fmt.Fprint(r.out, l.text)
			}
		}
		return
	}
	if !p.failed { // a build that broke, a TestMain, a time limit
		r.failed++
		r.failures = append(r.failures, e.Package)
	}
	r.show(e, p)
}

// framing matches what a verbose run says of tests that did not fail.
var framing = regexp.MustCompile(`^(=== (RUN|PAUSE|CONT|NAME) |\s*--- PASS: )`)

// show prints all that a failed package said, and what its build said, which is
// told once though it may fail many packages.
func (r *report) show(e event, p *progress) {
	for _, text := range r.builds[e.FailedBuild] {
		fmt.Fprint(r.out, text)
	}
	delete(r.builds, e.FailedBuild)
	for _, l := range p.lines {
		if !framing.MatchString(l.text) {
			fmt.Fprint(r.out, l.text)
		}
	}
}

// frames match what surrounds a reason: the start and end of a test, and the place
// that the testing package writes before a message.
var (
	frames = regexp.MustCompile(`^(=== \w+ |\s*--- SKIP: )`)
	place  = regexp.MustCompile(`^\w[^\s:]*\.go:\d+: `)
)

// reason is what a test said before it was skipped, on one line.
func reason(lines []line, test string) string {
	var said []string
	for _, l := range lines {
		if l.test == test && !frames.MatchString(l.text) {
			said = append(said, place.ReplaceAllString(strings.TrimSpace(l.text), ""))
		}
	}
	return strings.Join(said, " ")
}

// close sums up and reports whether the run may count as passed.
func (r *report) close(allowed []floors.AllowedSkip) bool {
	// A package that never ended: its run was cut off.
	for name, p := range r.open {
		r.failed++
		r.failures = append(r.failures, name+" (never ended)")
		r.show(event{}, p)
	}
	slices.Sort(r.failures)
	for _, name := range r.failures {
		fmt.Fprintf(r.out, "FAIL %s\n", name)
	}
	slices.SortFunc(r.skipped, func(a, b skip) int {
		return cmp.Or(cmp.Compare(a.pkg, b.pkg), cmp.Compare(a.test, b.test))
	})
	forbidden := 0
	for _, s := range r.skipped {
		verdict := "SKIP"
		if !slices.ContainsFunc(allowed, func(a floors.AllowedSkip) bool { return a.Allows(s.pkg, s.test, s.reason) }) {
			forbidden++
			verdict = "SKIP, NOT ALLOWED"
		}
		fmt.Fprintf(r.out, "%s %s %s: %s\n", verdict, s.pkg, s.test, cmp.Or(s.reason, "no reason given"))
	}
	ran := r.passed + r.failed + len(r.skipped)
	switch {
	case forbidden > 0:
		fmt.Fprintf(r.out, "skips that allowed-skips.txt does not list: %d\n", forbidden)
	case ran == 0:
		fmt.Fprintln(r.out, "no test ran")
	}
	fmt.Fprintf(r.out, "%d passed, %d failed, %d skipped\n", r.passed, r.failed, len(r.skipped))
	return r.failed == 0 && forbidden == 0 && ran > 0
}
