package app

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"rolecall/cmd/internal/audit"
	"rolecall/cmd/internal/console"
	"rolecall/index"
	"rolecall/reports/format"
)

func searchCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "search",
		Usage:     "find evidence in an audit, keyword in context",
		ArgsUsage: "DIR QUERY",
		Description: `QUERY is words, "phrases" and facets: archetype:deceiver character:hal-9000 -stance:positive "pod bay".
Facets: ` + strings.Join(index.Fields(), ", ") + `.
A passage has the facets of all its mentions.`,
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "size", Aliases: []string{"n"}, Usage: "show `N` passages", Value: index.DefaultSize},
			&cli.IntFlag{Name: "from", Usage: "pass over the first `N`"},
			&cli.StringFlag{Name: "facets", Usage: "count the values of these `FIELDS`, comma separated", Value: strings.Join(index.DefaultFacets(), ",")},
			&cli.IntFlag{Name: "context", Usage: "show `N` characters to each side; 0 shows whole passages", Value: 90},
		},
		Action: func(c *cli.Context) error { return runSearch(c, s) },
	}
}

func runSearch(c *cli.Context, s streams) error {
	if c.NArg() < 1 {
		return usagef("give an audit's folder, and a query: rolecall search DIR QUERY")
	}
	if c.Int("size") < 0 || c.Int("from") < 0 || c.Int("context") < 0 {
		return usagef("--size, --from and --context cannot be negative")
	}
	size := c.Int("size")
	if size == 0 {
		size = -1 // the index takes 0 for its default
	}
	x, err := index.Open(filepath.Join(c.Args().First(), audit.EvidenceDir))
	if errors.Is(err, index.ErrMissing) {
		if _, ok, _ := audit.Previous(c.Args().First()); ok {
			return usagef("%s was made with --evidence none, so there is nothing to search; run it again with --evidence auto --force", c.Args().First())
		}
		return usageError{err}
	}
	if err != nil {
		return err
	}
	defer x.Close()
	res, err := x.Search(c.Context, index.Request{
		Query: strings.Join(c.Args().Tail(), " "), Size: size, From: c.Int("from"),
		Facets: strings.FieldsFunc(c.String("facets"), func(r rune) bool { return r == ',' || r == ' ' }),
	})
	if errors.Is(err, index.ErrQuery) || errors.Is(err, index.ErrRequest) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if global(c, "json") {
		return writeIndented(s.out, res)
	}
	k := kwic{out: s.out, width: c.Int("context"), colour: console.IsTerminal(s.out)}
	return k.print(res, c.Int("from"))
}

// kwic prints hits as keyword in context.
type kwic struct {
	out    io.Writer
	width  int // characters to each side, 0 for all
	colour bool
}

func (k kwic) print(res index.Result, from int) error {
	var b strings.Builder
	for i := range res.Hits {
		k.hit(&b, from+i+1, &res.Hits[i])
	}
	b.WriteString(several(int64(res.Total), "passage"))
	for _, f := range res.Facets {
		if len(f.Values) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n  %-10s", f.Field)
		for _, v := range f.Values[:min(len(f.Values), 6)] {
			fmt.Fprintf(&b, "  %s %d", format.Clean(v.Value), v.Count)
		}
	}
	b.WriteString("\n")
	_, err := io.WriteString(k.out, b.String())
	return err
}

// hit prints one passage: where it stands, what the target shows, and the
// words around the first match, or else around the first target.
func (k kwic) hit(b *strings.Builder, n int, h *index.Hit) {
	fmt.Fprintf(b, "%d. %s  %s:%d", n, format.Clean(h.Document), format.Clean(h.Shard), h.Row)
	if len(h.Spans) > 0 {
		b.WriteString("  " + summary(&h.Spans[0]))
	}
	text := []rune(h.Text)
	from, to := 0, len(text)
	if k.width > 0 {
		at := anchor(h)
		from, to = max(0, at.Start-k.width), min(len(text), at.End+k.width)
	}
	b.WriteString("\n   ")
	if from > 0 {
		b.WriteString("…")
	}
	for i := from; i < to; {
		if m, ok := markAt(h, i); ok && m.End <= to {
			fmt.Fprintf(b, "%s%s%s", k.open(), format.Clean(string(text[i:m.End])), k.close())
			i = m.End
			continue
		}
		b.WriteString(format.Clean(string(text[i])))
		i++
	}
	if to < len(text) {
		b.WriteString("…")
	}
	b.WriteString("\n\n")
}

func (k kwic) open() string {
	if k.colour {
		return "\x1b[1m"
	}
	return "⟦"
}

func (k kwic) close() string {
	if k.colour {
		return "\x1b[0m"
	}
	return "⟧"
}

// summary says in a few words what a span shows.
func summary(s *index.Span) string {
	value := func(field string) string {
		for _, f := range s.Facets {
			if f.Field == field {
				return f.Value
			}
		}
		return ""
	}
	var parts []string
	for _, field := range []string{"character", "kind", "archetype", "stance", "mode"} {
		if v := value(field); v != "" && v != "portrayal" {
			parts = append(parts, v)
		}
	}
	return "[" + format.Clean(strings.Join(parts, " · ")) + "]"
}

// anchor is the first matched word, or else the first target.
func anchor(h *index.Hit) index.Mark {
	for _, m := range h.Marks {
		if m.Term {
			return m
		}
	}
	if len(h.Marks) > 0 {
		return h.Marks[0]
	}
	return index.Mark{}
}

// markAt returns the longest mark that starts at code point i.
func markAt(h *index.Hit, i int) (index.Mark, bool) {
	for _, m := range h.Marks {
		if m.Start == i {
			return m, true
		}
	}
	return index.Mark{}, false
}
