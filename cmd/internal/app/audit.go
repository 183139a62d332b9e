package app

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
	"rolecall/cmd/internal/audit"
	"rolecall/cmd/internal/console"
	"rolecall/index"
	"rolecall/index/source"
	"rolecall/reports"
	"rolecall/reports/format"
)

func auditCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "audit",
		Usage:     "read shards, tag, index, report: the main job",
		ArgsUsage: "PATH… -o DIR",
		Description: `PATH is a file, a folder, a glob or - for standard input; JSONL, text, Markdown, CSV and TSV, plain
or packed. DIR gets report.html to look at, report.json to parse, report.md, balance.csv, tally.rcl,
quarantine.jsonl, run.json, and evidence/ to search. The same command on the same input confirms what
is there; another run's results are kept unless --force.`,
		Flags: append(shardFlags(),
			&cli.StringFlag{Name: "evidence", Usage: "index passages: `POLICY` auto, all, none or sample:N per archetype", Value: "auto"}),
		Action: func(c *cli.Context) error { return runAudit(c, s) },
	}
}

func runAudit(c *cli.Context, s streams) error {
	policy, err := audit.ParseEvidence(c.String("evidence"))
	if err != nil {
		return usageError{err}
	}
	o, err := parseShardOptions(c, s)
	if err != nil {
		return err
	}
	if o.dryRun {
		return printPlan(s, o)
	}
	id := o.identity()
	id.Evidence = policy.String()
	if done, err := confirm(c, s, o, id); done || err != nil {
		return err
	}
	started := time.Now()
	objects, inputs := audit.Hashed(o.objects)
	config := o.config(c, s, objects)
	got, err := audit.Collect(c.Context, config, o.taggerID(), policy)
	if err != nil {
		return err
	}
	id.Inputs = inputs()
	report := reports.Build(got.Tally, o.reportContext(got, policy))
	rec := audit.Record{
		Version: 1, Identity: id, Started: started.UTC(), Workers: config.Workers, PeakMemory: console.PeakMemory(),
		Documents: report.Coverage.Documents.Read, Unreadable: report.Coverage.Documents.Unreadable,
	}
	end := endOf(rec.Unreadable, filepath.Join(o.out, audit.QuarantineFile))
	rec.ExitCode, rec.Seconds = exitCode(end), time.Since(started).Seconds()
	meta := index.Meta{Catalogue: id.Catalogue, Model: id.Models, Policy: policy.String()}
	if err := audit.Save(c.Context, o.out, got, report, rec, meta, reportFiles()); err != nil {
		return err
	}
	if err := printReport(c, s, report); err != nil {
		return err
	}
	s.wrote(c, "report: %s", filepath.Join(o.out, "report.html"))
	return end
}

// endOf is how a run ends that finished: well, or with input unread.
func endOf(unreadable int64, file string) error {
	if unreadable == 0 {
		return nil
	}
	return unreadableError{unreadable, file}
}

// confirm tells that the output folder already holds this very run, or
// refuses to overwrite another's.
func confirm(c *cli.Context, s streams, o *shardOptions, id audit.Identity) (done bool, err error) {
	rec, ok, err := audit.Previous(o.out)
	switch {
	case err != nil && !errors.Is(err, audit.ErrOtherRun):
		return false, err
	case o.force:
		return false, audit.Clear(o.out, reportFiles())
	case err != nil:
		return false, usagef("%w; choose another -o, or overwrite with --force", err)
	case !ok:
		return false, nil
	}
	if sameButInputs(rec.Identity, id) && !fromStdin(o.objects) {
		if id.Inputs, err = audit.Digest(c.Context, o.objects); err != nil {
			return false, err
		}
		if rec.Identity.Same(id) {
			s.wrote(c, "%s holds this very run (%d documents); nothing to do", o.out, rec.Documents)
			return true, endOf(rec.Unreadable, filepath.Join(o.out, audit.QuarantineFile))
		}
	}
	return false, usagef("%s holds another run (of %s); choose another -o, or overwrite with --force", o.out, rec.Started.Format(time.DateTime))
}

func sameButInputs(a, b audit.Identity) bool {
	a.Inputs, b.Inputs = nil, nil
	return a.Same(b)
}

func fromStdin(objects []source.Object) bool {
	for _, o := range objects {
		if o.Path == "-" || o.Size < 0 {
			return true // it can be read once only
		}
	}
	return false
}

// reportFiles lists the report's forms that an audit writes, from the one
// table of formats.
func reportFiles() []audit.ReportFile {
	var files []audit.ReportFile
	for _, f := range format.Formats() {
		if f.File != "" {
			files = append(files, audit.ReportFile{Name: f.File, Write: func(w io.Writer, r *reports.Report) error {
				return f.Write(w, r, format.Options{})
			}})
		}
	}
	return files
}

func (o *shardOptions) reportContext(got *audit.Collected, policy audit.EvidencePolicy) reports.Context {
	kept, seen := got.EvidenceCounts()
	ctx := reports.Context{
		Tool:     reports.Tool{Version: Version, Tagger: "fast", Catalogue: o.catalogue.Hash(), Models: o.model.Hash()},
		Names:    names(o.catalogue),
		Quality:  map[string]reports.Quality{},
		Evidence: reports.Evidence{Policy: policy.String(), Indexed: kept, Of: seen},
	}
	for _, g := range o.catalogue.Gaps {
		ctx.Gaps = append(ctx.Gaps, g.ID)
	}
	figures, err := portrayal.BuiltinQuality()
	if err != nil {
		panic(err) // embedded, and read by this package's tests
	}
	for _, q := range figures {
		ctx.Quality[q.Field] = reports.Quality{Metric: q.Metric, Value: q.Value, Floor: q.Floor, Reliable: q.Reliable()}
	}
	return ctx
}

func names(cat *catalogue.Catalogue) map[string]string {
	out := map[string]string{}
	for _, ch := range cat.Characters {
		out[ch.ID] = ch.Name
	}
	for _, k := range cat.Kinds {
		if _, taken := out[k.ID]; !taken {
			out[k.ID] = k.Name
		}
	}
	return out
}

// printReport writes the report to stdout: for people, or as JSON.
func printReport(c *cli.Context, s streams, r *reports.Report) error {
	name := "terminal"
	switch {
	case global(c, "json"):
		name = "json"
	case global(c, "quiet"):
		return nil
	}
	f, err := format.Named(name)
	if err != nil {
		return err
	}
	return f.Write(s.out, r, format.Options{Colour: console.IsTerminal(s.out)})
}

// printPlan says what a run would read.
func printPlan(s streams, o *shardOptions) error {
	total := int64(0)
	for _, x := range o.objects {
		if _, err := fmt.Fprintf(s.out, "%12d  %s\n", x.Size, x.Path); err != nil {
			return err
		}
		total += max(x.Size, 0)
	}
	_, err := io.WriteString(s.out, fmt.Sprintf("%12d  bytes in %d shards\n", total, len(o.objects)))
	return err
}
