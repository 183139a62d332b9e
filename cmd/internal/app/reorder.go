package app

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// reorder moves flags before arguments, because urfave/cli v2 stops reading
// flags at the first argument: in `audit shards/ -o out/` it would take -o
// for a path. A lone -- ends the flags; a lone - is an argument.
func reorder(app *cli.App, argv []string) []string {
	if len(argv) == 0 {
		return argv
	}
	rest := argv[1:]
	if len(rest) > 0 && rest[0] == "help" { // as many tools have it
		rest = append(slices.Clone(rest[1:]), "--help")
	}
	return append([]string{argv[0]}, reorderLevel(app.Flags, app.Commands, rest)...)
}

// isFlag tells flags from arguments. A search for -stance:positive is none.
func isFlag(arg string) bool {
	name, _, _ := strings.Cut(arg, "=")
	return len(arg) > 1 && arg[0] == '-' && !strings.ContainsAny(name, ": \"")
}

// reorderLevel handles the flags of one command, and goes down a level at the
// name of a subcommand.
func reorderLevel(flags []cli.Flag, commands []*cli.Command, argv []string) []string {
	var front, arguments []string
	for i := 0; i < len(argv); i++ {
		a := argv[i]
		switch {
		case a == "--help" || a == "-h":
			return []string{a} // the library would look for the arguments among its topics
		case a == "--":
			return slices.Concat(front, []string{"--"}, arguments, argv[i+1:])
		case isFlag(a):
			front = append(front, a)
			if takesValue(flags, a) && i+1 < len(argv) {
				i++
				front = append(front, argv[i])
			}
		default:
			if c := commandNamed(commands, a); c != nil && len(arguments) == 0 {
				// Flags of ours that stand behind the command's name belong here too.
				ours, rest := lift(flags, c.Flags, argv[i+1:])
				return slices.Concat(front, ours, []string{a}, reorderLevel(c.Flags, c.Subcommands, rest))
			}
			arguments = append(arguments, a)
		}
	}
	if len(arguments) == 0 {
		return front
	}
	return slices.Concat(front, []string{"--"}, arguments)
}

// lift takes flags that only the outer level knows out of the inner argv.
func lift(outer, inner []cli.Flag, argv []string) (ours, rest []string) {
	for i := 0; i < len(argv); i++ {
		a := argv[i]
		if a == "--" {
			return ours, append(rest, argv[i:]...)
		}
		to := &rest
		if isFlag(a) && flagNamed(inner, a) == nil && flagNamed(outer, a) != nil {
			to = &ours
		}
		*to = append(*to, a)
		if isFlag(a) && takesValue(slices.Concat(inner, outer), a) && i+1 < len(argv) {
			i++
			*to = append(*to, argv[i])
		}
	}
	return ours, rest
}

func commandNamed(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

func flagNamed(flags []cli.Flag, arg string) cli.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// takesValue tells whether the next argument is the flag's value.
func takesValue(flags []cli.Flag, arg string) bool {
	if strings.Contains(arg, "=") {
		return false
	}
	f := flagNamed(flags, arg)
	if f == nil {
		return false // unknown: the library will say so
	}
	_, isBool := f.(*cli.BoolFlag)
	return !isBool
}
