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
			var schema []byte
			switch name := c.Args().First(); name {
			case "report":
				schema = reports.Schema()
			case "tags":
				schema = export.Schema()
			default:
				return usagef("say which schema: report or tags")
			}
			_, err := s.out.Write(schema)
			return err
		},
	}
}
