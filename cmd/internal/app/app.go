// Package app is the command line: one file a command, flags checked before
// any work starts, results to stdout or -o, everything else to stderr. It is
// the only importer of urfave/cli and holds no logic of its own.
package app

import (
	"context"
	"errors"
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

// Main runs one command line and returns its exit code. SIGINT and SIGTERM
// cancel the run; a second one ends the process at once.
func Main(ctx context.Context, argv []string, in io.Reader, out, errw io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	signal.Ignore(syscall.SIGPIPE) // so that a write says so, and the run ends in order
	a := newApp(streams{in, output{out}, errw})
	err := a.RunContext(ctx, reorder(a, argv))
	if ctx.Err() != nil && !finished(err) {
		err = context.Canceled
	}
	printError(errw, err, asksJSON(argv))
	return exitCode(err)
}

// asksJSON tells whether errors are wanted as JSON. It reads the arguments
// themselves, for the error may be that they cannot be parsed.
func asksJSON(argv []string) bool {
	for _, a := range argv {
		switch a {
		case "--json", "-json", "--json=true", "-json=true":
			return true
		case "--":
			return false
		}
	}
	return false
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
			auditCommand(s), tagCommand(s), searchCommand(s), catalogueCommand(s), discoverCommand(s), explainCommand(s), goldCommand(s), schemaCommand(s), demoCommand(s),
		},
		CustomAppHelpTemplate: cli.AppHelpTemplate + "\n" + exitHelp + "\n",
		Action: func(c *cli.Context) error {
			if name := c.Args().First(); name != "" {
				return usagef("no command %q; commands are %s", name, commandNames(c.App.Commands))
			}
			return cli.ShowAppHelp(c)
		},
	}
	withoutDefaults(a.Flags)
	for _, c := range a.Commands {
		finish(c)
	}
	return a
}

// finish gives a command what all have: errors of usage as usage errors, and
// the global flags and exit codes in its help.
func finish(c *cli.Command) {
	c.OnUsageError = onUsageError
	c.CustomHelpTemplate = cli.CommandHelpTemplate + "\n" + globalHelp + "\n\n" + exitHelp + "\n"
	if len(c.Subcommands) > 0 {
		c.CustomHelpTemplate = cli.SubcommandHelpTemplate + "\n" + globalHelp + "\n\n" + exitHelp + "\n"
	}
	c.HideHelpCommand = true
	withoutDefaults(c.Flags)
	for _, sub := range c.Subcommands {
		finish(sub)
	}
}

// globalHelp stands in each command's help.
const globalHelp = `GLOBAL OPTIONS:
   --quiet, -q  no progress, no summary
   --json       machine-readable results and errors`

// withoutDefaults keeps "(default: false)" out of the help.
func withoutDefaults(flags []cli.Flag) {
	for _, f := range flags {
		if b, ok := f.(*cli.BoolFlag); ok {
			b.DisableDefaultText = true
		}
	}
}

// onUsageError says which command has no such flag.
func onUsageError(c *cli.Context, err error, _ bool) error {
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: ")
	switch {
	case !ok:
		return usageError{err}
	case c.Command.Name == "search":
		return usagef("no flag %s in `%s`; write -- before a query that starts with a dash", name, c.Command.HelpName)
	}
	return usagef("no flag %s in `%s`; see `%s --help`", name, c.Command.HelpName, c.Command.HelpName)
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
