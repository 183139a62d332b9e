package app

import (
	"errors"
	"io/fs"

	"github.com/urfave/cli/v2"

	"rolecall/cmd/internal/demo"
)

func demoCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:        "demo",
		Usage:       "write the built-in demo corpus as shards to try things on",
		ArgsUsage:   "-o DIR",
		Description: "DIR gets before.jsonl, which looks like today's text, and role_models.jsonl, which adds good AI role models.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Aliases: []string{"o"}, Usage: "write the shards into `DIR`"},
			&cli.BoolFlag{Name: "force", Usage: "replace shards that are there"},
		},
		Action: func(c *cli.Context) error {
			dir := c.String("out")
			switch {
			case c.NArg() > 0:
				return usagef("demo takes no arguments; say where the shards go: -o DIR")
			case dir == "":
				return usagef("say where the shards go: -o DIR")
			}
			err := demo.Write(dir, c.Bool("force"))
			if errors.Is(err, fs.ErrExist) {
				return usageError{err}
			}
			if err != nil {
				return err
			}
			s.wrote(c, "demo corpus: %s", dir)
			return nil
		},
	}
}
