package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes/catalogue"
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
		&cli.IntFlag{Name: "workers", Usage: "tag in `N` goroutines", DefaultText: "one per core"},
		&cli.StringFlag{Name: "format", Usage: "read shards as `NAME`, whatever their names and content: " + formatNames()},
		&cli.StringFlag{Name: "text-field", Usage: "take the text from `FIELD` (dots lead into objects)"},
		&cli.StringFlag{Name: "id-field", Usage: "take the id from `FIELD`"},
		&cli.Int64Flag{Name: "max-row", Usage: "quarantine records of more than `BYTES`", Value: shard.DefaultMaxRow},
		&cli.StringFlag{Name: "lang", Usage: "the `LANGUAGE` to measure; others are counted as not measured", Value: "en"},
		&cli.Float64Flag{Name: "fraction", Usage: "take this `SHARE` of the documents, chosen by hash", Value: 1},
		taggerFlag(),
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
	out         string
	objects     []source.Object
	read        shard.Options
	workers     int
	language    string
	fraction    float64
	catalogue   *catalogue.Catalogue
	tier        tier
	force       bool
	dryRun      bool
	again       audit.Reread // what the deep tier reads again
	againModels string
	stdin       bool // standard input is among the shards
}

// parseShardOptions checks everything before any work starts.
func parseShardOptions(c *cli.Context, s streams) (*shardOptions, error) {
	if c.NArg() == 0 {
		return nil, usageError{errNoPath}
	}
	o := &shardOptions{
		out: c.String("out"), workers: c.Int("workers"), language: c.String("lang"), fraction: c.Float64("fraction"),
		force: c.Bool("force"), dryRun: c.Bool("dry-run"), stdin: slices.Contains(c.Args().Slice(), "-"),
		read: readOptions(c),
	}
	return o, o.load(c, s, c.String("tagger"))
}

// readOptions are the values of the flags that say how shards are read.
func readOptions(c *cli.Context) shard.Options {
	return shard.Options{Format: c.String("format"), TextField: c.String("text-field"), IDField: c.String("id-field"), MaxRow: c.Int64("max-row")}
}

// load checks the options, lists the shards, and loads catalogue and model.
func (o *shardOptions) load(c *cli.Context, s streams, tagger string) error {
	if err := o.check(tagger); err != nil {
		return err
	}
	if err := o.list(c, s); err != nil {
		return err
	}
	var err error
	if o.catalogue, err = loadCatalogue(c.String("catalogue")); err != nil {
		return err
	}
	o.tier, err = loadTier(tagger)
	return err
}

// check refuses values that cannot be meant, and fills in defaults.
func (o *shardOptions) check(tagger string) error {
	switch {
	case o.out == "" && !o.dryRun:
		return usagef("say where results go: -o DIR")
	case strings.HasPrefix(o.out, "-"):
		return usagef("-o %s: that looks like a flag; write ./%[1]s if it is a folder", o.out)
	case o.workers < 0:
		return usagef("--workers %d: use a positive number, or 0 for one per core", o.workers)
	case !(o.fraction > 0 && o.fraction <= 1):
		return usagef("--fraction %g: use a share above 0 and up to 1", o.fraction)
	case o.language != "en":
		return usagef("--lang %s: the tagger knows English (en) alone", o.language)
	case o.read.MaxRow <= 0:
		return usagef("--max-row %d: use a positive number of bytes", o.read.MaxRow)
	}
	if err := checkTier(tagger); err != nil {
		return err
	}
	if f := o.read.Format; f != "" && !slices.Contains(strings.Split(formatNames(), ", "), f) {
		return usagef("--format %s: use one of %s", f, formatNames())
	}
	if info, err := os.Stat(o.out); err == nil && !info.IsDir() {
		return usagef("-o %s: that is a file; name a folder for the results", o.out)
	}
	if o.workers == 0 {
		o.workers = runtime.GOMAXPROCS(0)
	}
	return nil
}

// list finds the shards, results of earlier runs left out.
func (o *shardOptions) list(c *cli.Context, s streams) error {
	var in io.Reader
	if o.stdin {
		in = newInput(c.Context, s.in)
	}
	paths := c.Args().Slice()
	objects, err := source.List(c.Context, paths, in)
	switch {
	case errors.Is(err, fs.ErrPermission) || c.Context.Err() != nil:
		return err
	case err != nil:
		return usageError{err}
	}
	if o.out != "" {
		if err := apart(o.out, paths); err != nil {
			return err
		}
	}
	var results int
	if o.objects, results = withoutResults(o.out, objects); results > 0 {
		s.wrote(c, "leaving out %s that rolecall has written", several(int64(results), "file"))
	}
	if len(o.objects) == 0 {
		return usagef("there is nothing to read but what rolecall has written")
	}
	if err := audit.Distinct(o.objects); err != nil {
		return usageError{err}
	}
	return nil
}

// apart refuses an output folder that holds what the user names as input.
func apart(out string, paths []string) error {
	folder, err := real(out)
	if err != nil {
		return nil // it is yet to be made
	}
	for _, p := range paths {
		if within(folder, p) {
			return usagef("-o %s: it holds the input %s; give the results a folder of their own", out, p)
		}
	}
	return nil
}

// withoutResults leaves out what lies in the output folder or in an earlier
// run's, so that a second run does not read the results of the first.
func withoutResults(out string, objects []source.Object) (kept []source.Object, results int) {
	var folders []string
	add := func(folder string) {
		if folder, err := real(folder); err == nil {
			folders = append(folders, folder)
		}
	}
	if out != "" {
		add(out)
	}
	for _, x := range objects {
		if filepath.Base(x.Path) != audit.RunFile {
			continue
		}
		dir := filepath.Dir(x.Path)
		if _, ok, _ := audit.Previous(dir); ok {
			add(dir)
		}
	}
	for _, x := range objects {
		if slices.ContainsFunc(folders, func(f string) bool { return within(f, x.Path) }) {
			results++
		} else {
			kept = append(kept, x)
		}
	}
	return kept, results
}

// within tells whether a path, links followed, is the real folder or in it.
func within(folder, path string) bool {
	path, err := real(path)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}

// real returns the absolute path without links.
func real(path string) (string, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// loadCatalogue loads the built-in catalogue and the user's folder over it.
func loadCatalogue(dir string) (*catalogue.Catalogue, error) {
	cat, err := catalogue.Load(dir)
	if err != nil {
		return nil, usageError{err}
	}
	return cat, nil
}

// config makes the engine's configuration.
func (o *shardOptions) config(c *cli.Context, s streams, objects []source.Object) *audit.Config {
	return &audit.Config{
		Objects: objects, Open: o.open, Tagger: o.tier.tagger(o.catalogue),
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
func (o *shardOptions) identity(command string) audit.Identity {
	return audit.Identity{
		Command: command, Rolecall: Version, Tagger: o.tier.name, Catalogue: o.catalogue.Hash(), Models: o.tier.hash(),
		Language: o.language, Fraction: o.fraction,
		Read: fmt.Sprintf("format=%s text=%s id=%s max-row=%d", o.read.Format, o.read.TextField, o.read.IDField, o.read.MaxRow),
	}
}

// taggerID is what tallies compare before they merge.
func (o *shardOptions) taggerID() string {
	return o.tier.name + " " + o.catalogue.Hash() + " " + o.tier.hash()
}
