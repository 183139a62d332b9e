package format

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"rolecall/archetypes"
	"rolecall/reports"
)

// writeCSV writes the balances, one value a row. Sources and characters follow,
// with the sections "source: NAME" and "character". What is not available is empty.
func writeCSV(w io.Writer, r *reports.Report, _ Options) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"section", "value", "share", "lower", "upper", "mass", "labels"}}
	add := func(section string, order []string, values map[string]reports.Value) {
		for _, name := range order {
			v := values[name]
			row := []string{section, name, "", "", "", number(v.Mass), strconv.FormatInt(v.Labels, 10)}
			if v.Share != nil {
				row[2], row[3], row[4] = number(*v.Share), number(v.Lower), number(v.Upper)
			}
			rows = append(rows, row)
		}
	}
	for _, s := range sections(r) {
		add(s.key, s.order, s.values)
	}
	for _, s := range r.Sources {
		add("source: "+s.Name, archetypes.Families(), s.Family)
	}
	for _, x := range r.Characters {
		row := []string{"character", x.ID, "", "", "", number(x.Mass), strconv.FormatInt(x.Labels, 10)}
		if x.Share != nil {
			row[2] = number(*x.Share)
		}
		rows = append(rows, row)
	}
	for _, row := range rows {
		row[0], row[1] = defuse(row[0]), defuse(row[1])
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// defuse keeps a spreadsheet from taking text as a formula, with the apostrophe
// that spreadsheets take as "this is text". Source: OWASP, CSV Injection.
func defuse(s string) string {
	s = Clean(s)
	if t := strings.TrimLeft(s, " "); t != "" && strings.ContainsRune("=+-@|%＝＋－＠", firstRune(t)) {
		return "'" + s
	}
	return s
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
