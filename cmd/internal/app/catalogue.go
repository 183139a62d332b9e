package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
)

func catalogueCommand(s streams) *cli.Command {
	overlay := &cli.StringFlag{Name: "catalogue", Usage: "lay the folder `DIR` over the built-in catalogue"}
	return &cli.Command{
		Name:  "catalogue",
		Usage: "look at the catalogue of characters, and check your own",
		Subcommands: []*cli.Command{
			{
				Name: "list", Usage: "list the characters, a line each",
				Flags:  []cli.Flag{overlay, &cli.BoolFlag{Name: "names", Usage: "list every name and alias instead, as for a search tool"}},
				Action: func(c *cli.Context) error { return listCatalogue(c, s) },
			},
			{
				Name: "show", Usage: "show one character", ArgsUsage: "ID", Flags: []cli.Flag{overlay},
				Action: func(c *cli.Context) error { return showCharacter(c, s) },
			},
			{
				Name: "validate", Usage: "check the shape of a folder's files", ArgsUsage: "DIR",
				Action: func(c *cli.Context) error { return checkCatalogue(c, s, false) },
			},
			{
				Name: "test", Usage: "check that all examples match, or do not match, as their files say", ArgsUsage: "[DIR]",
				Action: func(c *cli.Context) error { return checkCatalogue(c, s, true) },
			},
		},
		Action: func(c *cli.Context) error {
			if name := c.Args().First(); name != "" {
				return usagef("no command `catalogue %s`; there are list, show, validate and test", name)
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

func listCatalogue(c *cli.Context, s streams) error {
	cat, err := loadCatalogue(c)
	if err != nil {
		return err
	}
	if c.Bool("names") {
		_, err := io.WriteString(s.out, strings.Join(cat.AllNames(), "\n")+"\n")
		return err
	}
	if global(c, "json") {
		return writeIndented(s.out, cat.Characters)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, ch := range cat.Characters {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", ch.ID, ch.Name, ch.Year, ch.Works[0].Title, mainRole(ch))
	}
	return w.Flush()
}

// mainRole is the archetype with the largest weight of the prior.
func mainRole(ch *catalogue.Character) string {
	best, weight := "", 0.0
	for a, w := range ch.Prior {
		if w > weight || w == weight && a < best {
			best, weight = a, w
		}
	}
	return best
}

func writeIndented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func showCharacter(c *cli.Context, s streams) error {
	if c.NArg() != 1 {
		return usagef("give one character's id; `rolecall catalogue list` lists them")
	}
	cat, err := loadCatalogue(c)
	if err != nil {
		return err
	}
	ch := cat.Character(c.Args().First())
	if ch == nil {
		return usagef("no character %q%s", c.Args().First(), near(cat, c.Args().First()))
	}
	if global(c, "json") {
		return writeIndented(s.out, ch)
	}
	return showText(s.out, ch)
}

// near suggests ids that share a part with what was asked.
func near(cat *catalogue.Catalogue, id string) string {
	var ids []string
	for _, ch := range cat.Characters {
		if strings.Contains(ch.ID, id) || strings.Contains(id, ch.ID) || strings.Contains(strings.ToLower(ch.Name), strings.ToLower(id)) {
			ids = append(ids, ch.ID)
		}
	}
	if len(ids) == 0 {
		return "; `rolecall catalogue list` lists them"
	}
	return "; did you mean " + strings.Join(ids[:min(len(ids), 5)], ", ") + "?"
}

func showText(out io.Writer, ch *catalogue.Character) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", label, value)
		}
	}
	line("id", ch.ID)
	line("name", ch.Name)
	line("names", strings.Join(ch.Names, ", "))
	line("aliases", strings.Join(ch.Aliases, ", "))
	line("kind", ch.Kind)
	for _, work := range ch.Works {
		line("work", fmt.Sprintf("%s (%s, %d)", work.Title, work.Medium, work.Year))
	}
	line("needs", strings.Join(ch.Needs, ", "))
	line("forbids", strings.Join(ch.Forbids, ", "))
	for _, a := range sortedByWeight(ch.Prior) {
		line("prior", fmt.Sprintf("%s %.2f", a, ch.Prior[a]))
	}
	for _, t := range ch.Examples.Match {
		line("match", t)
	}
	for _, t := range ch.Examples.NoMatch {
		line("no match", t)
	}
	return w.Flush()
}

func sortedByWeight(prior map[string]float64) []string {
	var names []string
	for a := range prior {
		names = append(names, a)
	}
	slices.SortFunc(names, func(a, b string) int {
		if prior[a] != prior[b] {
			return int((prior[b] - prior[a]) * 1e6)
		}
		return strings.Compare(a, b)
	})
	return names
}

// checkCatalogue validates a folder, and with examples tests them too.
func checkCatalogue(c *cli.Context, s streams, examples bool) error {
	if c.NArg() > 1 || c.NArg() == 0 && !examples {
		return usagef("give one folder: rolecall catalogue %s DIR", c.Command.Name)
	}
	cat, err := catalogue.Load(c.Args().First())
	if err != nil {
		return err
	}
	if examples {
		if err := errors.Join(cat.Test(mention.New(cat).Matcher())...); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(s.out, "ok: %d characters, %d kinds, %d traits, %d gaps, catalogue %.12s\n",
		len(cat.Characters), len(cat.Kinds), len(cat.Traits), len(cat.Gaps), cat.Hash())
	return err
}
