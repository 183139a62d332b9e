package app

import (
	"github.com/urfave/cli/v2"

	"rolecall/reports"
	"rolecall/reports/export"
)

func schemaCommand(s streams) *cli.Command {
	return &cli.Command{
		Name: "schema", Usage: "print the JSON Schema of an output", ArgsUsage: "report|tags",
		Action: func(c *cli.Context) error {
			schemas := map[string]func() []byte{"report": reports.Schema, "tags": export.Schema}
			schema := schemas[c.Args().First()]
			if schema == nil || c.NArg() != 1 {
				return usagef("say which schema: report or tags")
			}
			_, err := s.out.Write(schema())
			return err
		},
	}
}
