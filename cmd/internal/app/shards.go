package app

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
	"rolecall/cmd/internal/audit"
	"rolecall/cmd/internal/console"
	"rolecall/index/shard"
	"rolecall/index/shard/all"
	"rolecall/index/source"
)

// shardFlags are those of every command that reads shards.
func shardFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "out", Aliases: []string{"o"}, Usage: "write results into `DIR`"},
		&cli.IntFlag{Name: "workers", Usage: "tag in `N` goroutines (default: one per core)"},
		&cli.StringFlag{Name: "format", Usage: "read shards as `NAME`, whatever their names and content: " + formatNames()},
		&cli.StringFlag{Name: "text-field", Usage: "take the text from `FIELD` (dots lead into objects)"},
		&cli.StringFlag{Name: "id-field", Usage: "take the id from `FIELD`"},
		&cli.Int64Flag{Name: "max-row", Usage: "quarantine records of more than `BYTES`", Value: shard.DefaultMaxRow},
		&cli.StringFlag{Name: "lang", Usage: "the `LANGUAGE` to measure; others are counted as not measured", Value: "en"},
		&cli.Float64Flag{Name: "fraction", Usage: "take this `SHARE` of the documents, chosen by hash", Value: 1},
		&cli.StringFlag{Name: "tagger", Usage: "tagger `TIER`: fast", Value: "fast"},
		&cli.StringFlag{Name: "catalogue", Usage: "lay the characters and traits of `DIR` over the built-in ones"},
		&cli.BoolFlag{Name: "force", Usage: "replace results of another run in the output folder"},
		&cli.BoolFlag{Name: "dry-run", Usage: "say what would be read, and read nothing"},
	}
}

// formatNames lists the shard formats for people.
func formatNames() string {
	var names []string
	for _, f := range all.Formats() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// shardOptions are the checked values of shardFlags.
type shardOptions struct {
	out       string
	objects   []source.Object
	read      shard.Options
	workers   int
	language  string
	fraction  float64
	catalogue *catalogue.Catalogue
	model     *portrayal.Model
	force     bool
	dryRun    bool
}

// parseShardOptions checks everything before any work starts.
func parseShardOptions(c *cli.Context, s streams) (*shardOptions, error) {
	if c.NArg() == 0 {
		return nil, usageError{errNoPath}
	}
	o := &shardOptions{
		out: c.String("out"), workers: c.Int("workers"), language: c.String("lang"), fraction: c.Float64("fraction"),
		force: c.Bool("force"), dryRun: c.Bool("dry-run"),
		read: shard.Options{Format: c.String("format"), TextField: c.String("text-field"), IDField: c.String("id-field"), MaxRow: c.Int64("max-row")},
	}
	switch {
	case o.out == "" && !o.dryRun:
		return nil, usagef("say where results go: -o DIR")
	case o.workers < 0:
		return nil, usagef("--workers %d: use a positive number, or 0 for one per core", o.workers)
	case o.fraction <= 0 || o.fraction > 1:
		return nil, usagef("--fraction %g: use a share above 0 and up to 1", o.fraction)
	case o.language != "en":
		return nil, usagef("--lang %s: the tagger knows English (en) alone", o.language)
	case c.String("tagger") != "fast":
		return nil, usagef("--tagger %s: this build has the tier fast alone", c.String("tagger"))
	case o.read.MaxRow <= 0:
		return nil, usagef("--max-row %d: use a positive number of bytes", o.read.MaxRow)
	}
	if f := o.read.Format; f != "" && !slices.Contains(strings.Split(formatNames(), ", "), f) {
		return nil, usagef("--format %s: use one of %s", f, formatNames())
	}
	var err error
	if o.objects, err = source.List(c.Context, c.Args().Slice(), s.in); err != nil {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, source.ErrNoMatch) || errors.Is(err, source.ErrScheme) {
			return nil, usageError{err}
		}
		return nil, err
	}
	if o.catalogue, err = loadCatalogue(c); err != nil {
		return nil, err
	}
	o.model, err = portrayal.Builtin()
	return o, err
}

// loadCatalogue loads the built-in catalogue and the user's folder over it.
func loadCatalogue(c *cli.Context) (*catalogue.Catalogue, error) {
	cat, err := catalogue.Load(c.String("catalogue"))
	var mistake *catalogue.Error
	if errors.As(err, &mistake) || errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{err}
	}
	return cat, err
}

// config makes the engine's configuration.
func (o *shardOptions) config(c *cli.Context, s streams, objects []source.Object) *audit.Config {
	return &audit.Config{
		Objects: objects, Open: o.open, Tagger: portrayal.NewTagger(o.catalogue, o.model),
		Language: o.language, Fraction: o.fraction, Workers: o.workers,
		Progress: console.New(s.err, global(c, "quiet")),
	}
}

func (o *shardOptions) open(ctx context.Context, object source.Object, onBytes func(int64)) (shard.Reader, error) {
	read := o.read
	read.OnBytes = onBytes
	return all.Open(ctx, object, read)
}

// identity says what the results will depend on, the inputs left out.
func (o *shardOptions) identity() audit.Identity {
	return audit.Identity{
		Rolecall: Version, Tagger: "fast", Catalogue: o.catalogue.Hash(), Models: o.model.Hash(),
		Language: o.language, Fraction: o.fraction,
		Read: "format=" + o.read.Format + " text=" + o.read.TextField + " id=" + o.read.IDField,
	}
}

// taggerID is what tallies compare before they merge.
func (o *shardOptions) taggerID() string {
	return "fast " + o.catalogue.Hash() + " " + o.model.Hash()
}
