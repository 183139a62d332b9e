package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rolecall/cmd/internal/app"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"rolecall": func() { os.Exit(app.Main(context.Background(), os.Args, os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the command line as users do: each script in
// testdata/script states stdout, stderr and status.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "interrupt": interrupt,
			"pack": pack, "unpack": unpack, "cut": cut, "repeat": repeat, "raw": raw,
			"same": same, "files": files,
		},
	})
}

// status runs a command and checks its exit code: status 3 rolecall audit …
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE COMMAND [ARGS…]")
	}
	err := ts.Exec(args[1], args[2:]...)
	if got := exitOf(err); got != args[0] {
		ts.Fatalf("exit status %s, want %s: %v", got, args[0], err)
	}
}
