package app

import (
	"path/filepath"

	"github.com/urfave/cli/v2"

	"rolecall/cmd/internal/audit"
)

func tagCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "tag",
		Usage:     "write row-aligned tags of every shard",
		ArgsUsage: "PATH… -o DIR",
		Description: `DIR gets a .jsonl.gz for each shard under its relative name: a row per record, in the order of the
input, each with its mentions, labels and probabilities. Offsets are Unicode code points, half open.`,
		Flags:  shardFlags(),
		Action: func(c *cli.Context) error { return runTag(c, s) },
	}
}

func runTag(c *cli.Context, s streams) error {
	o, err := parseShardOptions(c, s)
	if err != nil {
		return err
	}
	if o.dryRun {
		return printPlan(s, o)
	}
	if o.fraction != 1 {
		return usagef("--fraction: tags stand row by row beside their shard, so all rows are tagged")
	}
	if !o.force {
		if err := audit.TagsAbsent(o.out, o.objects); err != nil {
			return usagef("%w; choose another -o, or overwrite with --force", err)
		}
	}
	unread, err := audit.Tag(c.Context, o.config(c, s, o.objects), o.out)
	if err != nil {
		return err
	}
	s.wrote(c, "tags: %s", o.out)
	return endOf(unread, filepath.Join(o.out, audit.QuarantineFile))
}
