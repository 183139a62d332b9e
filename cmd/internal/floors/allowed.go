package floors

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// AllowedSkip is a test that may be skipped, for a reason.
type AllowedSkip struct {
	Package string // import path
	Test    string // name of a top-level test; its subtests are meant too
	Reason  *regexp.Regexp
}

// Allows reports whether the skip of a test is meant by a.
func (a AllowedSkip) Allows(pkg, test, reason string) bool {
	top, _, _ := strings.Cut(test, "/")
	return pkg == a.Package && top == a.Test && a.Reason.MatchString(reason)
}

// ReadAllowedSkips reads lines of "package TestName reason-pattern". The pattern is
// a regular expression, takes the rest of the line, and is to match somewhere in
// what the test says. Blank lines and those that begin with # say nothing.
func ReadAllowedSkips(r io.Reader) ([]AllowedSkip, error) {
	var allowed []AllowedSkip
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pkg, rest, _ := strings.Cut(line, " ")
		test, pattern, ok := strings.Cut(strings.TrimSpace(rest), " ")
		if !ok {
			return nil, fmt.Errorf("line %d: want package, test and reason-pattern: %s", n, line)
		}
		reason, err := regexp.Compile(strings.TrimSpace(pattern))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		allowed = append(allowed, AllowedSkip{pkg, test, reason})
	}
	return allowed, lines.Err()
}
