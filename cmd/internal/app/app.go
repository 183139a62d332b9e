// Package app is the command line: one file a command, flags checked before
// any work starts, results to stdout or -o, everything else to stderr. It is
// the only importer of urfave/cli and holds no logic of its own.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"
)

// Version of rolecall; it stands in reports and run.json.
const Version = "0.1.0"

// streams are the process's three files, so that tests need no process.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// Main runs one command line and returns its exit code. SIGINT and SIGTERM
// cancel the run.
func Main(ctx context.Context, argv []string, in io.Reader, out, errw io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := streams{in, out, errw}
	a := newApp(s)
	err := a.RunContext(ctx, reorder(a, argv))
	if ctx.Err() != nil && err != nil {
		err = context.Canceled
	}
	printError(errw, err, slices.Contains(argv, "--json"))
	return exitCode(err)
}

func newApp(s streams) *cli.App {
	a := &cli.App{
		Name:      "rolecall",
		Usage:     "take the roll of AI characters in a training corpus",
		UsageText: "rolecall COMMAND [FLAGS] ARGUMENTS",
		Version:   Version,
		Writer:    s.out,
		ErrWriter: s.err,
		// The library would exit the process itself on some errors.
		ExitErrHandler:         func(*cli.Context, error) {},
		OnUsageError:           onUsageError,
		UseShortOptionHandling: false,
		HideHelpCommand:        true,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "no progress, no summary"},
			&cli.BoolFlag{Name: "json", Usage: "machine-readable results and errors"},
		},
		Commands: []*cli.Command{
			auditCommand(s), tagCommand(s), searchCommand(s), catalogueCommand(s), schemaCommand(s), demoCommand(s),
		},
		CustomAppHelpTemplate: cli.AppHelpTemplate + "\n" + exitHelp + "\n",
		Action: func(c *cli.Context) error {
			if name := c.Args().First(); name != "" {
				return usagef("no command %q; commands are %s", name, commandNames(c.App.Commands))
			}
			return cli.ShowAppHelp(c)
		},
	}
	for _, c := range a.Commands {
		finish(c)
	}
	return a
}

// finish gives a command what all have: errors of usage as usage errors, and
// the exit codes in its help.
func finish(c *cli.Command) {
	c.OnUsageError = onUsageError
	c.CustomHelpTemplate = cli.CommandHelpTemplate + "\n" + exitHelp + "\n"
	if len(c.Subcommands) > 0 {
		c.CustomHelpTemplate = cli.SubcommandHelpTemplate + "\n" + exitHelp + "\n"
	}
	c.HideHelpCommand = true
	for _, sub := range c.Subcommands {
		finish(sub)
	}
}

// onUsageError names the flag that was meant, where one is near.
func onUsageError(c *cli.Context, err error, _ bool) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: "); ok {
		return usagef("no flag %s in `rolecall %s`; see `rolecall %s --help`", name, c.Command.Name, c.Command.Name)
	}
	return usageError{err}
}

func commandNames(commands []*cli.Command) string {
	var names []string
	for _, c := range commands {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

// global reads a flag of the app that may also have been moved to a command.
func global(c *cli.Context, name string) bool {
	return slices.ContainsFunc(c.Lineage(), func(l *cli.Context) bool { return l != nil && l.Bool(name) })
}

// errNoPath is what commands over shards say without arguments.
var errNoPath = errors.New("give at least one PATH: a file, a folder, a glob, or - for standard input")

// wrote tells where a result is, unless --quiet.
func (s streams) wrote(c *cli.Context, format string, args ...any) {
	if !global(c, "quiet") {
		fmt.Fprintf(s.err, format+"\n", args...)
	}
}
