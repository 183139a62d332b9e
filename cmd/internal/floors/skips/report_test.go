package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// The inputs under testdata are what `go test -json -shuffle=1` printed of small
// packages, without its times and most of a stack.
func TestRun(t *testing.T) {
	const allSkips = `
t2j/a TestSkip    shared
t2j/a TestSubSkip ^(two lines)?$
`
	tests := []struct {
		name    string
		inputs  []string
		allowed string
		exit    int
		want    string
	}{
		{
			name: "pass", inputs: []string{"pass"}, exit: 0, want: `
ok  	t2j/ok	0.001s
2 passed, 0 failed, 0 skipped
`},
		{
			name: "fail", inputs: []string{"fail"}, exit: 1, want: `
-test.shuffle 1
    b_test.go:4: boo
--- FAIL: TestBad/sub (0.00s)
--- FAIL: TestBad (0.00s)
FAIL
FAIL	t2j/b	0.001s
FAIL t2j/b TestBad
FAIL t2j/b TestBad/sub
1 passed, 2 failed, 0 skipped
`},
		{
			name: "panic", inputs: []string{"panic"}, exit: 1, want: `
-test.shuffle 1
--- FAIL: TestPanic/sub (0.00s)
--- FAIL: TestPanic (0.00s)
panic: boo [recovered, repanicked]
goroutine 6 [running]:
	/usr/local/go/src/runtime/panic.go:860 +0x13a
FAIL	t2j/c	0.001s
FAIL t2j/c TestPanic
FAIL t2j/c TestPanic/sub
0 passed, 2 failed, 0 skipped
`},
		{
			name: "build", inputs: []string{"build"}, exit: 1, want: `
# t2j/e [t2j/e.test]
e/e_test.go:2:15: undefined: testing
FAIL	t2j/e [build failed]
FAIL t2j/e
0 passed, 1 failed, 0 skipped
`},
		{
			name: "import that is not there", inputs: []string{"setup"}, exit: 1, want: `
# t2j/g
g/g.go:2:8: package t2j/nope is not in std (/usr/local/go/src/t2j/nope)
FAIL	t2j/g [setup failed]
FAIL t2j/g
0 passed, 1 failed, 0 skipped
`},
		{
			name: "TestMain", inputs: []string{"testmain"}, exit: 1, want: `
exit status 3
FAIL	t2j/f	0.001s
FAIL t2j/f
0 passed, 1 failed, 0 skipped
`},
		{
			name: "skips that are allowed", inputs: []string{"skip"}, allowed: allSkips, exit: 0, want: `
ok  	t2j/a	0.001s
SKIP t2j/a TestSkip: x no ../shared
SKIP t2j/a TestSubSkip/bare: no reason given
SKIP t2j/a TestSubSkip/s: two lines
3 passed, 0 failed, 3 skipped
`},
		{
			name: "a skip for another reason", inputs: []string{"skip"}, exit: 1,
			allowed: strings.Replace(allSkips, "shared", "chromium", 1), want: `
ok  	t2j/a	0.001s
SKIP, NOT ALLOWED t2j/a TestSkip: x no ../shared
SKIP t2j/a TestSubSkip/bare: no reason given
SKIP t2j/a TestSubSkip/s: two lines
skips that allowed-skips.txt does not list: 1
3 passed, 0 failed, 3 skipped
`},
		{
			name: "no test", inputs: []string{"notests"}, exit: 1, want: `
?   	t2j/d	[no test files]
no test ran
0 passed, 0 failed, 0 skipped
`},
		{
			name: "nothing", exit: 1, want: `
no test ran
0 passed, 0 failed, 0 skipped
`},
		{
			name: "several runs", inputs: []string{"pass", "notests", "skip"}, allowed: allSkips, exit: 0, want: `
ok  	t2j/ok	0.001s
?   	t2j/d	[no test files]
ok  	t2j/a	0.001s
SKIP t2j/a TestSkip: x no ../shared
SKIP t2j/a TestSubSkip/bare: no reason given
SKIP t2j/a TestSubSkip/s: two lines
5 passed, 0 failed, 3 skipped
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var in bytes.Buffer
			for _, name := range test.inputs {
				text, err := os.ReadFile("testdata/" + name + ".json")
				if err != nil {
					t.Fatal(err)
				}
				in.Write(text)
			}
			exit, out, errs := runWith(t, test.allowed, &in)
			if exit != test.exit || errs != "" {
				t.Errorf("exit %d, want %d; stderr %q", exit, test.exit, errs)
			}
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), out); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
		})
	}
}

// runWith runs the command with a list of allowed skips.
func runWith(t *testing.T, allowed string, in io.Reader) (exit int, out, errs string) {
	t.Helper()
	list := t.TempDir() + "/allowed.txt"
	if err := os.WriteFile(list, []byte(allowed), 0o600); err != nil {
		t.Fatal(err)
	}
	var outw, errw bytes.Buffer
	exit = run([]string{"-allowed", list}, in, &outw, &errw)
	return exit, outw.String(), errw.String()
}

// What is cut off, or no JSON, is shown and no pass.
func TestRunForeign(t *testing.T) {
	whole, err := os.ReadFile("testdata/fail.json")
	if err != nil {
		t.Fatal(err)
	}
	cut, _, _ := bytes.Cut(whole, []byte(`{"Action":"fail"`))
	in := "go: warning\n{}\n" + string(cut) + "{\"Action\""
	exit, out, _ := runWith(t, "", strings.NewReader(in))
	if exit != 1 {
		t.Errorf("exit %d, want 1", exit)
	}
	for _, want := range []string{"go: warning\n{}\n", "b_test.go:4: boo", "FAIL t2j/b (never ended)\n", ", 1 failed,"} {
		if !strings.Contains(out, want) {
			t.Errorf("output lacks %q:\n%s", want, out)
		}
	}
}

func TestRunCannotJudge(t *testing.T) {
	tests := []struct {
		name string
		run  func() (int, string)
		want string
	}{
		{"flag", func() (int, string) {
			var errs bytes.Buffer
			return run([]string{"-nope"}, strings.NewReader(""), new(bytes.Buffer), &errs), errs.String()
		}, "-nope"},
		{"no list", func() (int, string) {
			var errs bytes.Buffer
			return run([]string{"-allowed", "testdata/none"}, strings.NewReader(""), new(bytes.Buffer), &errs), errs.String()
		}, "testdata/none"},
		{"bad list", func() (int, string) {
			exit, _, errs := runWith(t, "rolecall/a TestA (", strings.NewReader(""))
			return exit, errs
		}, "line 1"},
		{"broken input", func() (int, string) {
			exit, _, errs := runWith(t, "", iotest.ErrReader(os.ErrClosed))
			return exit, errs
		}, "closed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			exit, errs := test.run()
			if exit != 2 || !strings.Contains(errs, test.want) {
				t.Errorf("exit %d, stderr %q; want 2 and %q", exit, errs, test.want)
			}
		})
	}
}
