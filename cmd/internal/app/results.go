package app

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"rolecall/cmd/internal/audit"
	"rolecall/cmd/internal/console"
	"rolecall/reports/format"
)

// settled tells that the output folder already holds this very run, or refuses
// to overwrite another's. It returns the record of what is there.
func (o *shardOptions) settled(c *cli.Context, id audit.Identity, names []string) (rec audit.Record, done bool, err error) {
	rec, ok, err := audit.Previous(o.out)
	if errors.Is(err, audit.ErrOtherRun) {
		if o.force {
			return rec, false, nil
		}
		return rec, false, usagef("%w; choose another -o, or put the results beside it with --force", err)
	}
	if err != nil || !ok || o.force {
		return rec, false, err
	}
	refusal := usagef("%s holds another run (%s of %s); choose another -o, or replace it with --force",
		o.out, rec.Identity.Command, rec.Started.Format(time.DateTime))
	was := rec.Identity
	was.Inputs = nil
	if !was.Same(id) {
		return rec, false, refusal
	}
	if o.stdin {
		return rec, false, usagef("%s holds results, and whether standard input is the same as then cannot be told; choose another -o, or replace them with --force", o.out)
	}
	if !audit.SameSizes(rec.Identity.Inputs, o.objects) {
		return rec, false, refusal // told without reading them
	}
	if id.Inputs, err = audit.Digest(c.Context, o.objects); err != nil {
		return rec, false, err
	}
	if !rec.Identity.Same(id) {
		return rec, false, refusal
	}
	return rec, audit.Whole(o.out, names, rec), nil
}

// record says what ran, and how it ended.
func (o *shardOptions) record(id audit.Identity, started time.Time, documents, unreadable int64) audit.Record {
	return audit.Record{
		Identity: id, Started: started.UTC(), Seconds: time.Since(started).Seconds(),
		Workers: o.workers, PeakMemory: console.PeakMemory(),
		Documents: documents, Unreadable: unreadable, ExitCode: exitCode(o.endOf(unreadable)),
	}
}

// endOf is how a run ends that finished: well, or with input unread.
func (o *shardOptions) endOf(unreadable int64) error {
	if unreadable == 0 {
		return nil
	}
	return unreadableError{unreadable, filepath.Join(o.out, audit.QuarantineFile)}
}

// plan is what --dry-run tells.
type plan struct {
	Shards []plannedShard `json:"shards"`
	Bytes  int64          `json:"bytes"`
}

type plannedShard struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"` // -1 where unknown
}

// printPlan says what a run would read.
func printPlan(c *cli.Context, s streams, o *shardOptions) error {
	p := plan{Shards: []plannedShard{}}
	for _, x := range o.objects {
		p.Shards = append(p.Shards, plannedShard{x.Name, x.Path, x.Size})
		p.Bytes += max(x.Size, 0)
	}
	if global(c, "json") {
		return writeIndented(s.out, p)
	}
	for _, x := range p.Shards {
		size := fmt.Sprint(x.Bytes)
		if x.Bytes < 0 {
			size = "?"
		}
		if _, err := fmt.Fprintf(s.out, "%12s  %s\n", size, format.Clean(x.Path)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(s.out, "%12d  bytes in %s\n", p.Bytes, several(int64(len(p.Shards)), "shard"))
	return err
}
