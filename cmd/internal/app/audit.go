package app

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes/catalogue"
	"rolecall/cmd/internal/audit"
	"rolecall/cmd/internal/console"
	"rolecall/index"
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
			&cli.IntFlag{Name: "deep-sample", Usage: "have the deep tier read `N` mentions again, drawn by hash from each family that the fast tier sees; deep.jsonl.gz gets both readings"},
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
	if err := o.readAgain(c.Int("deep-sample")); err != nil {
		return err
	}
	if o.dryRun {
		return printPlan(c, s, o)
	}
	id := o.identity("audit")
	id.Evidence = policy.String()
	id.DeepSample, id.DeepModels = o.again.Size, o.againModels
	rec, done, err := o.settled(c, id, audit.Names(reportFiles()))
	if err != nil {
		return err
	}
	var report *reports.Report
	if done {
		s.wrote(c, "%s holds this very run (%s); nothing to do", o.out, several(rec.Documents, "document"))
		report, err = readReport(o.out)
	} else {
		report, rec, err = o.audit(c, s, policy, id)
	}
	if err != nil {
		return err
	}
	if report.Coverage.Documents.Read == 0 {
		s.wrote(c, "no documents were read")
	}
	if err := printReport(c, s, report); err != nil && !errors.Is(err, errNobodyReads) {
		return err
	}
	s.wrote(c, "report: %s", filepath.Join(o.out, "report.html"))
	return o.endOf(rec.Unreadable)
}

// audit reads the shards and writes all results.
func (o *shardOptions) audit(c *cli.Context, s streams, policy audit.EvidencePolicy, id audit.Identity) (report *reports.Report, rec audit.Record, err error) {
	started := time.Now()
	stage, err := audit.NewStage(o.out)
	if err != nil {
		return nil, rec, err
	}
	defer func() { err = errors.Join(err, stage.Remove()) }()
	objects, inputs := audit.Hashed(o.objects)
	config := o.config(c, s, objects)
	config.Reread = o.again
	got, err := stage.Collect(c.Context, config, o.taggerID(), policy)
	if err != nil {
		return nil, rec, err
	}
	defer got.Close()
	id.Inputs = inputs()
	report = reports.Build(got.Tally, o.reportContext(got, policy))
	meta := index.Meta{Catalogue: id.Catalogue, Model: id.Models, Policy: policy.String()}
	if err := stage.Save(c.Context, got, report, reportFiles(), meta); err != nil {
		return nil, rec, err
	}
	rec = o.record(id, started, report.Coverage.Documents.Read, report.Coverage.Documents.Unreadable)
	return report, rec, stage.Commit(audit.Names(reportFiles()), rec)
}

// readAgain sets how many mentions the deep tier reads again.
func (o *shardOptions) readAgain(n int) error {
	switch {
	case n < 0:
		return usagef("--deep-sample %d: use a positive number of mentions", n)
	case n > 0 && o.tier.name == deepTier:
		return usagef("--deep-sample: with --tagger deep every mention is read by the deep tier already; leave one out")
	case n == 0:
		return nil
	}
	deep, err := loadTier(deepTier)
	if err != nil {
		return err
	}
	o.again = audit.Reread{Tagger: deep.tagger(o.catalogue), Size: n}
	o.againModels = deep.hash()
	return nil
}

// readReport reads the report of an audit that stands in dir.
func readReport(dir string) (*reports.Report, error) {
	f, err := os.Open(filepath.Join(dir, "report.json"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return reports.ReadJSON(f)
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
		Tool:     reports.Tool{Version: Version, Tagger: o.tier.name, Catalogue: o.catalogue.Hash(), Models: o.tier.hash()},
		Names:    names(o.catalogue),
		Quality:  map[string]reports.Quality{},
		Evidence: reports.Evidence{Policy: policy.String(), Indexed: kept, Of: seen},
		Deep:     o.deepCounts(got),
	}
	for _, g := range o.catalogue.Gaps {
		ctx.Gaps = append(ctx.Gaps, g.ID)
	}
	figures, err := o.tier.quality()
	if err != nil {
		panic(err) // embedded, and read by this package's tests
	}
	for _, q := range figures {
		ctx.Quality[q.Field] = reports.Quality{Metric: q.Metric, Value: q.Value, Floor: q.Floor, Reliable: q.Reliable()}
	}
	return ctx
}

// deepCounts says what the deep tier reads again.
func (o *shardOptions) deepCounts(got *audit.Collected) reports.Deep {
	if o.again.Size == 0 {
		return reports.Deep{}
	}
	sampled, of := got.RereadCounts()
	return reports.Deep{Models: o.againModels, Sampled: sampled, Of: of}
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
