package app

import (
	"bytes"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// rolecall runs a command line and returns its exit code and what it said.
func rolecall(t *testing.T, args ...string) (code int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = Main(t.Context(), append([]string{"rolecall"}, args...), strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// Every command's help says what it is for, its flags and the exit codes.
func TestHelp(t *testing.T) {
	var check func(path []string, commands []*cli.Command)
	check = func(path []string, commands []*cli.Command) {
		for _, c := range commands {
			args := append(path[:len(path):len(path)], c.Name)
			name := strings.Join(args, " ")
			code, out, err := rolecall(t, append(args, "--help")...)
			if code != 0 || err != "" {
				t.Errorf("%s --help: exit %d, %s", name, code, err)
			}
			for _, want := range []string{"rolecall " + name + " - ", "GLOBAL OPTIONS", "EXIT STATUS", "130 interrupted"} {
				if !strings.Contains(out, want) {
					t.Errorf("%s --help: no %q", name, want)
				}
			}
			if strings.Contains(out, "default: false") {
				t.Errorf("%s --help says of a flag that it is off by default", name)
			}
			check(args, c.Subcommands)
		}
	}
	check(nil, newApp(streams{}).Commands)
}

// A command without what it needs is a mistake of usage, and says the mend.
func TestUsage(t *testing.T) {
	tests := []struct{ args, want string }{
		{"search", "give an audit's folder"},
		{"search x --size -1", "cannot be negative"},
		{"schema", "report or tags"},
		{"schema nosuch", "report or tags"},
		{"schema report tags", "report or tags"},
		{"demo", "-o DIR"},
		{"demo x", "takes no arguments"},
		{"catalogue show", "give one character"},
		{"catalogue show nosuch", "rolecall catalogue list"},
		{"catalogue list nosuch", "takes no arguments"},
		{"catalogue nosuch", "list, show, validate and test"},
		{"catalogue validate", "rolecall catalogue validate DIR"},
		{"catalogue list --nosuch", "`rolecall catalogue list --help`"},
		{"search x --nosuch", "write -- before a query"},
		{"audit . -o --force", "looks like a flag"},
		{"audit . -o x --workers -1", "use a positive number"},
		{"audit . -o x --workers many", "invalid value"},
		{"audit . -o x --fraction NaN", "use a share above 0"},
		{"audit . -o x --max-row 0", "use a positive number of bytes"},
		{"audit . -o x --tagger slow", "use one of fast, deep"},
		{"tag . -o x --fraction 0.5", "all rows are tagged"},
		{"audit s3://bucket/x -o x", "scheme not supported"},
		{"nosuch", "commands are audit, tag"},
	}
	t.Chdir(t.TempDir())
	folder(t, "a.jsonl")
	for _, tt := range tests {
		code, out, err := rolecall(t, strings.Fields(tt.args)...)
		if code != exitUsage || out != "" || !strings.Contains(err, tt.want) {
			t.Errorf("rolecall %s: exit %d, stdout %q, stderr %q; want %q", tt.args, code, out, err, tt.want)
		}
	}
}
