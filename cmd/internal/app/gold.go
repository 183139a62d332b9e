package app

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
	"rolecall/reports/format"
)

func goldCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:  "gold",
		Usage: "measure the tagger on passages that you have labelled",
		Subcommands: []*cli.Command{
			{
				Name: "score", Usage: "say how well the tagger agrees with your labels", ArgsUsage: "FILE",
				Description: `FILE is JSONL, plain or gzipped, a passage a line: id, passage, start and end of the target in it (code
points, half open), and a label for reference, mode and form; for portrayals also for archetype, benevolence,
alignment, stance, agency, arc, humanlike and traits. before and after give more context, document says
which passages belong together, source where they come from. The values are those of the codebook. Passages
that the tagger was fitted on, as our own gold, score better than any others would.`,
				Flags:  []cli.Flag{&cli.StringFlag{Name: "catalogue", Usage: "lay the folder `DIR` over the built-in catalogue"}, taggerFlag()},
				Action: func(c *cli.Context) error { return runScore(c, s) },
			},
		},
		Action: func(c *cli.Context) error {
			if name := c.Args().First(); name != "" {
				return usagef("no command `gold %s`; there is score", name)
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

func runScore(c *cli.Context, s streams) error {
	if c.NArg() != 1 {
		return usagef("give one FILE of labelled passages: rolecall gold score FILE")
	}
	examples, err := quality.Read(c.Args().First())
	var row *quality.RowError
	switch {
	case errors.As(err, &row), errors.Is(err, fs.ErrNotExist):
		return usageError{err}
	case err != nil:
		return err
	case len(examples) == 0:
		return usagef("%s holds no passages", c.Args().First())
	}
	if err := checkTier(c.String("tagger")); err != nil {
		return err
	}
	cat, err := loadCatalogue(c.String("catalogue"))
	if err != nil {
		return err
	}
	tier, err := loadTier(c.String("tagger"))
	if err != nil {
		return err
	}
	r, err := quality.Score(c.Context, tier.tagger(cat), examples)
	if err != nil {
		return err
	}
	if global(c, "json") {
		return writeIndented(s.out, scoreView{Version, tier.name, cat.Hash(), tier.hash(), r})
	}
	_, err = s.out.Write([]byte(scoreText(r, tier)))
	return err
}

// scoreView is a report with what it is of, as JSON.
type scoreView struct {
	Rolecall  string `json:"rolecall"`
	Tagger    string `json:"tagger"`
	Catalogue string `json:"catalogue"`
	Models    string `json:"models"`
	*quality.Report
}

// scoreText renders a report for people, the figures beside those on the
// tagger's own gold.
func scoreText(r *quality.Report, t tier) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d passages of %d documents or works, %d of them portrayals. Conduct is measured where the label is a portrayal.\n95 %% intervals: bootstrap by document.\n\n", r.Passages, r.Groups, r.Portrayals)
	own := map[string]portrayal.Quality{}
	if builtin, err := t.quality(); err == nil { // embedded
		for _, q := range builtin {
			own[q.Field] = q
		}
	}
	fmt.Fprintf(&b, "%-12s %-9s %6s  %-15s %6s %6s %9s\n", "field", "metric", "value", "95 % interval", "n", "floor", "our gold")
	for _, q := range r.Figures {
		mark := ""
		if !q.Reliable() {
			mark = "  unreliable here"
		}
		if q.Passages == 0 {
			fmt.Fprintf(&b, "%-12s %-9s %6s  %-15s %6d %6.2f %9.3f\n", q.Field, metricName(q.Metric), "-", "", 0, q.Floor, own[q.Field].Value)
			continue
		}
		fmt.Fprintf(&b, "%-12s %-9s %6.3f  [%.3f, %.3f]  %6d %6.2f %9.3f%s\n", q.Field, metricName(q.Metric), q.Value, q.Lower, q.Upper, q.Passages, q.Floor, own[q.Field].Value, mark)
	}
	if r.Found.Of > 0 {
		fmt.Fprintf(&b, "\nfound by name or kind: %d of %d targets that are an AI (%.0f %%); an audit does not see the others\n",
			r.Found.Found, r.Found.Of, 100*float64(r.Found.Found)/float64(r.Found.Of))
	}
	if r.Portrayals > 0 {
		b.WriteString("\nlabelled family (rows) by tagged family\n             ")
		for _, f := range r.Families {
			fmt.Fprintf(&b, " %12s", f)
		}
		for i, row := range r.Confusion {
			fmt.Fprintf(&b, "\n%-13s", r.Families[i])
			for _, n := range row {
				fmt.Fprintf(&b, " %12d", n)
			}
		}
		b.WriteString("\n")
	}
	if len(r.Errors) > 0 {
		b.WriteString("\nmost frequent errors\n")
	}
	for _, e := range r.Errors {
		tagged := "tagged " + e.Tagged
		if e.Tagged == quality.NotFound {
			tagged = "by no name or kind that the catalogue knows"
		}
		fmt.Fprintf(&b, "%6d  %s: labelled %s, %s  (such as %s)\n", e.Count, e.Field, e.Labelled, tagged, format.Clean(e.Example))
	}
	return b.String()
}

func metricName(metric string) string {
	if metric == "kappa" {
		return "κ"
	}
	return metric
}
