package app

import (
	"errors"
	"time"

	"github.com/urfave/cli/v2"

	"rolecall/cmd/internal/audit"
)

func tagCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "tag",
		Usage:     "write row-aligned tags of every shard",
		ArgsUsage: "PATH… -o DIR",
		Description: `DIR gets a .jsonl.gz for each shard under its relative name: a row per record, in the order of the
input, each with its mentions, labels and probabilities. Offsets are Unicode code points, half open.
run.json says what ran; the same command on the same input confirms what is there.`,
		Flags:  shardFlags(),
		Action: func(c *cli.Context) error { return runTag(c, s) },
	}
}

func runTag(c *cli.Context, s streams) error {
	o, err := parseShardOptions(c, s)
	if err != nil {
		return err
	}
	if o.fraction != 1 {
		return usagef("--fraction: tags stand row by row beside their shard, so all rows are tagged")
	}
	names, err := audit.TagNames(o.objects)
	if err != nil {
		return usageError{err}
	}
	if o.dryRun {
		return printPlan(c, s, o)
	}
	id := o.identity("tag")
	rec, done, err := o.settled(c, id, names)
	switch {
	case err != nil:
		return err
	case done:
		s.wrote(c, "%s holds this very run (%s); nothing to do", o.out, several(rec.Documents, "document"))
	default:
		if rec, err = o.tag(c, s, id, append(names, tagsOf(rec)...)); err != nil {
			return err
		}
		s.wrote(c, "tags of %s: %s", several(rec.Documents, "document"), o.out)
	}
	if global(c, "json") {
		if err := writeIndented(s.out, rec); err != nil {
			return err
		}
	}
	return o.endOf(rec.Unreadable)
}

// tag reads the shards and writes their tags in the place of names.
func (o *shardOptions) tag(c *cli.Context, s streams, id audit.Identity, names []string) (rec audit.Record, err error) {
	started := time.Now()
	stage, err := audit.NewStage(o.out)
	if err != nil {
		return rec, err
	}
	defer func() { err = errors.Join(err, stage.Remove()) }()
	objects, inputs := audit.Hashed(o.objects)
	counts, err := stage.Tag(c.Context, o.config(c, s, objects))
	if err != nil {
		return rec, err
	}
	id.Inputs = inputs()
	rec = o.record(id, started, counts.Documents, counts.Unreadable)
	return rec, stage.Commit(names, rec)
}

// tagsOf names the tags of an earlier run, so that none of them is left beside
// those that replace it.
func tagsOf(rec audit.Record) []string {
	var names []string
	if rec.Identity.Command == "tag" {
		for _, in := range rec.Identity.Inputs {
			names = append(names, audit.TagFile(in.Name))
		}
	}
	return names
}
