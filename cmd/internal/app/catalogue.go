package app

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
	"rolecall/archetypes/portrayal"
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
	cat, err := loadCatalogue(c.String("catalogue"))
	if err != nil {
		return err
	}
	asJSON := global(c, "json")
	switch {
	case c.NArg() > 0:
		return usagef("`catalogue list` takes no arguments; `rolecall catalogue show ID` shows one character")
	case c.Bool("names") && asJSON:
		return writeIndented(s.out, cat.AllNames())
	case c.Bool("names"):
		_, err := io.WriteString(s.out, strings.Join(cat.AllNames(), "\n")+"\n")
		return err
	case asJSON:
		return writeIndented(s.out, characterViews(cat.Characters...))
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, ch := range cat.Characters {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", ch.ID, ch.Name, ch.Year, ch.Works[0].Title, mainRole(ch))
	}
	return w.Flush()
}

// characterView is a character as JSON, its fields named as in its file.
type characterView struct {
	ID      string             `json:"id"`
	Name    string             `json:"name"`
	Names   []string           `json:"names,omitempty"`
	Aliases []string           `json:"aliases,omitempty"`
	Works   []workView         `json:"works"`
	Year    int                `json:"year"`
	Kind    string             `json:"kind"`
	Real    bool               `json:"real,omitempty"`
	Needs   []string           `json:"needs,omitempty"`
	Forbids []string           `json:"forbids,omitempty"`
	Prior   map[string]float64 `json:"prior"`
}

type workView struct {
	Title  string `json:"title"`
	Year   int    `json:"year,omitempty"`
	Medium string `json:"medium"`
}

func characterViews(all ...*catalogue.Character) []characterView {
	var views []characterView
	for _, ch := range all {
		v := characterView{ch.ID, ch.Name, ch.Names, ch.Aliases, nil, ch.Year, ch.Kind, ch.Real, ch.Needs, ch.Forbids, ch.Prior}
		for _, w := range ch.Works {
			v.Works = append(v.Works, workView{w.Title, w.Year, w.Medium})
		}
		views = append(views, v)
	}
	return views
}

// mainRole is the archetype with the largest weight of the prior.
func mainRole(ch *catalogue.Character) string { return sortedByWeight(ch.Prior)[0] }

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
	cat, err := loadCatalogue(c.String("catalogue"))
	if err != nil {
		return err
	}
	ch := cat.Character(c.Args().First())
	if ch == nil {
		return usagef("no character %q%s", c.Args().First(), near(cat, c.Args().First()))
	}
	if global(c, "json") {
		return writeIndented(s.out, characterViews(ch)[0])
	}
	return showText(s.out, ch)
}

// near suggests ids for what was asked: first those it names, then those it is
// a part of.
func near(cat *catalogue.Catalogue, asked string) string {
	var named, part []string
	for _, ch := range cat.Characters {
		names := slices.Concat([]string{ch.ID, ch.Name}, ch.Names, ch.Aliases)
		switch {
		case slices.ContainsFunc(names, func(n string) bool { return catalogue.Bare(n) == catalogue.Bare(asked) }):
			named = append(named, ch.ID)
		case catalogue.Bare(asked) != "" && strings.Contains(catalogue.Bare(ch.ID), catalogue.Bare(asked)):
			part = append(part, ch.ID)
		}
	}
	ids := append(named, part...)
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
	return slices.SortedFunc(maps.Keys(prior), func(a, b string) int {
		return cmp.Or(cmp.Compare(prior[b], prior[a]), cmp.Compare(a, b))
	})
}

// checkCatalogue validates a folder, and with examples tests them too.
func checkCatalogue(c *cli.Context, s streams, examples bool) error {
	if c.NArg() > 1 || c.NArg() == 0 && !examples {
		return usagef("give one folder: %s DIR", c.Command.HelpName)
	}
	cat, err := loadCatalogue(c.Args().First())
	if err != nil {
		return err
	}
	if examples {
		wrong := cat.Test(mention.New(cat).Matcher())
		wrong = append(wrong, cat.TestTraits(portrayal.NewTagger(cat, nil).Shown)...)
		if err := errors.Join(wrong...); err != nil {
			return err
		}
	}
	if global(c, "json") {
		return writeIndented(s.out, map[string]any{
			"characters": len(cat.Characters), "kinds": len(cat.Kinds), "traits": len(cat.Traits), "gaps": len(cat.Gaps), "catalogue": cat.Hash(),
		})
	}
	_, err = fmt.Fprintf(s.out, "ok: %d characters, %d kinds, %d traits, %d gaps, catalogue %.12s\n",
		len(cat.Characters), len(cat.Kinds), len(cat.Traits), len(cat.Gaps), cat.Hash())
	return err
}
