package app

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/discover"
	"rolecall/cmd/internal/audit"
	"rolecall/cmd/internal/console"
	"rolecall/reports/format"
)

func discoverCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "discover",
		Usage:     "find AI characters and kinds of machine that the catalogue lacks",
		ArgsUsage: "PATH…",
		Description: `Names are found where a text introduces them beside a word for a kind of machine ("a robot named X", "X, the
ship's AI,"), and ranked by how sure that is and by the documents that do so. Confidence is about the share
of such names that are an AI's; look at the passages before you add one. --yaml prints catalogue files to
complete: the passages found are there to show what the name means, examples are for you to write.`,
		Flags: append([]cli.Flag{
			&cli.IntFlag{Name: "size", Aliases: []string{"n"}, Usage: "show `N` names, and as many words for kinds", Value: 50},
			&cli.BoolFlag{Name: "yaml", Usage: "print catalogue files to complete"},
			&cli.StringFlag{Name: "name", Usage: "show `NAME` alone"},
		}, shardFlagsNamed("workers", "format", "text-field", "id-field", "max-row", "lang", "fraction", "catalogue")...),
		Action: func(c *cli.Context) error { return runDiscover(c, s) },
	}
}

// discovery is what discover tells, as JSON.
type discovery struct {
	Documents   int64           `json:"documents"`
	NotMeasured int64           `json:"not_measured"`
	Unreadable  int64           `json:"unreadable"`
	Names       []discover.Name `json:"names"`
	Kinds       []discover.Kind `json:"kinds"`
}

func runDiscover(c *cli.Context, s streams) error {
	switch {
	case c.NArg() == 0:
		return usageError{errNoPath}
	case c.Int("size") < 1:
		return usagef("--size %d: use a positive number", c.Int("size"))
	case c.Bool("yaml") && global(c, "json"):
		return usagef("choose --yaml or --json")
	}
	o, err := readShards(c, s)
	if err != nil {
		return err
	}
	tagger := o.tier.tagger(o.catalogue)
	config := o.config(c, s, o.objects)
	config.Tagger = tagger
	got, err := audit.Discover(c.Context, config, discover.New(o.catalogue, tagger))
	if err != nil {
		return err
	}
	d := &discovery{got.Documents, got.NotMeasured, int64(len(got.Unreadable)), got.Names.Ranked(c.Int("size")), got.Names.RankedKinds(c.Int("size"))}
	if name := c.String("name"); name != "" {
		if err := d.only(name, got.Names); err != nil {
			return err
		}
	}
	switch {
	case global(c, "json"):
		err = writeIndented(s.out, d)
	case c.Bool("yaml"):
		_, err = io.WriteString(s.out, d.yaml())
	default:
		err = d.print(s.out, console.IsTerminal(s.out))
	}
	if err != nil {
		return err
	}
	return unread(s, c, got.Unreadable)
}

// only leaves one name or kind.
func (d *discovery) only(name string, all *discover.Names) error {
	d.Names = slices.DeleteFunc(all.Ranked(-1), func(x discover.Name) bool { return catalogue.Bare(x.Name) != catalogue.Bare(name) })
	d.Kinds = slices.DeleteFunc(all.RankedKinds(-1), func(k discover.Kind) bool { return catalogue.Bare(k.Word) != catalogue.Bare(name) })
	if len(d.Names)+len(d.Kinds) == 0 {
		return usagef("--name %s: no such name was found", name)
	}
	return nil
}

// unread names what could not be read, on stderr, and ends the run with the
// code for that.
func unread(s streams, c *cli.Context, all []audit.Unreadable) error {
	if len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, func(a, b audit.Unreadable) int {
		return cmp.Or(cmp.Compare(a.Shard, b.Shard), cmp.Compare(a.Row, b.Row))
	})
	const shown = 5
	for _, u := range all[:min(len(all), shown)] {
		s.wrote(c, "%s:%d: %s", u.Shard, u.Row, u.Detail)
	}
	return unreadableError{int64(len(all)), "above, or `rolecall audit` for all"}
}

func (d *discovery) print(out io.Writer, colour bool) error {
	var b strings.Builder
	mark := kwic{colour: colour}
	for i, x := range d.Names {
		fmt.Fprintf(&b, "%d. %s", i+1, format.Clean(x.Name))
		if len(x.Aliases) > 0 {
			fmt.Fprintf(&b, " (%s)", format.Clean(strings.Join(x.Aliases, ", ")))
		}
		fmt.Fprintf(&b, "  %s  %s, %s, confidence %.2f  [%s]\n", values(x.Kinds, 2), documents(x.Documents), times(x.Occurrences), x.Confidence, values(x.Patterns, 3))
		quote(&b, mark, x.Passages)
	}
	if len(d.Kinds) > 0 {
		b.WriteString("words for kinds\n")
	}
	for i, k := range d.Kinds {
		fmt.Fprintf(&b, "%d. %s  %s, %s\n", i+1, format.Clean(k.Word), documents(k.Documents), times(k.Occurrences))
		quote(&b, mark, k.Passages)
	}
	fmt.Fprintf(&b, "names: %d, words for kinds: %d, in %s\n", len(d.Names), len(d.Kinds), documents(int(d.Documents)))
	_, err := io.WriteString(out, b.String())
	return err
}

func documents(n int) string {
	if n == 1 {
		return "1 document"
	}
	return fmt.Sprint(n, " documents")
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprint(n, " times")
}

func values(counts []discover.Count, n int) string {
	var out []string
	for _, c := range counts[:min(len(counts), n)] {
		out = append(out, c.Value)
	}
	return strings.Join(out, ", ")
}

// quoteWidth is how many characters of a passage stand on each side.
const quoteWidth = 90

// quote prints the best passage, keyword in context.
func quote(b *strings.Builder, mark kwic, passages []discover.Passage) {
	if len(passages) == 0 {
		return
	}
	p := passages[0]
	text := []rune(p.Text)
	from, to := max(0, p.Start-quoteWidth), min(len(text), p.End+quoteWidth)
	fmt.Fprintf(b, "   …%s%s%s%s%s…\n   %s  %s:%d\n\n", format.Clean(string(text[from:p.Start])), mark.open(), format.Clean(string(text[p.Start:p.End])), mark.close(),
		format.Clean(string(text[p.End:to])), format.Clean(p.Document), format.Clean(p.Shard), p.Row)
}

// yaml renders catalogue files, each as a document of its own that names the
// file to put it into.
func (d *discovery) yaml() string {
	var b strings.Builder
	for _, x := range d.Names {
		characterFile(&b, &x)
	}
	for _, k := range d.Kinds {
		kindFile(&b, &k)
	}
	return b.String()
}

func characterFile(b *strings.Builder, x *discover.Name) {
	fmt.Fprintf(b, "---\n# characters/%s.yml, found in %s. Complete what says TODO, then: rolecall catalogue test DIR\n", x.ID(), documents(x.Documents))
	fmt.Fprintf(b, "id: %s\nname: %s\n", x.ID(), scalar(x.Name))
	names, aliases := x.Split()
	if len(names) > 0 {
		fmt.Fprintf(b, "names: %s\n", scalars(names))
	}
	if len(aliases) > 0 {
		fmt.Fprintf(b, "aliases: %s\n", scalars(aliases))
	}
	b.WriteString("works:\n  - {title: TODO, year: 0, medium: TODO}\nyear: 0 # TODO\n")
	fmt.Fprintf(b, "kind: %s\n", x.Kinds[0].Value)
	needs := x.Needs()
	if len(needs) == 0 {
		b.WriteString("needs: [TODO] # words of which one stands near an alias\n")
	} else {
		fmt.Fprintf(b, "needs: %s # names that stand near it; leave what is common elsewhere\n", scalars(needs))
	}
	b.WriteString("prior: " + prior(x.Roles) + " # as tagged in these documents\n")
	exampleTexts(b, x.Passages)
}

func kindFile(b *strings.Builder, k *discover.Kind) {
	id := strings.ReplaceAll(k.Word, " ", "-")
	fmt.Fprintf(b, "---\n# kinds/%s.yml, found in %s; or add the words to the forms of a kind that is there\n", id, documents(k.Documents))
	fmt.Fprintf(b, "id: %s\nname: %s\nforms: %s\n", id, scalar(k.Word), scalars([]string{k.Word, k.Word + "s"}))
	exampleTexts(b, k.Passages)
}

// exampleTexts shows passages as comments: examples are to be in one's own
// words, since a test on the text that a name was taken from proves little.
func exampleTexts(b *strings.Builder, passages []discover.Passage) {
	b.WriteString("examples:\n  match:\n")
	for _, p := range passages {
		fmt.Fprintf(b, "    # found in %s (%s:%d):\n    #   %s\n", format.Clean(p.Document), format.Clean(p.Shard), p.Row, format.Clean(p.Text))
	}
	b.WriteString("    - TODO a text of your own that must match\n    - TODO a second one\n")
	b.WriteString("  no_match:\n    - TODO a text in which the word means something else\n    - TODO a second one\n")
}

// prior writes the shares of roles so that they add up to 1.
func prior(roles map[string]float64) string {
	if len(roles) == 0 {
		return "{other: 1}"
	}
	ids := sortedByWeight(roles)
	ids = ids[:min(len(ids), 4)]
	sum := 0.0
	for _, id := range ids {
		sum += roles[id]
	}
	rest := 100
	parts := make([]string, len(ids))
	for i := len(ids) - 1; i >= 0; i-- {
		share := int(100*roles[ids[i]]/sum + 0.5)
		if i == 0 {
			share = rest
		}
		rest -= share
		parts[i] = fmt.Sprintf("%s: 0.%02d", ids[i], share)
		if share == 100 {
			parts[i] = ids[i] + ": 1"
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// scalar writes a string as YAML takes it anywhere: JSON's strings are YAML's.
func scalar(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(format.Clean(s)); err != nil {
		panic(err) // a string always encodes
	}
	return strings.TrimSpace(b.String())
}

func scalars(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, scalar(s))
	}
	return "[" + strings.Join(out, ", ") + "]"
}
