package format

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rolecall/archetypes"
	"rolecall/reports"
)

// section is a balance in the order in which to show it.
type section struct {
	key    string // as in report.json
	title  string
	order  []string
	values map[string]reports.Value
	// rests lists the fields of quality that the section rests on.
	rests []string
	note  string
}

// sections returns all balances, in the order in which to show them.
func sections(r *reports.Report) []section {
	field := func(f archetypes.Field, title, note string, values map[string]reports.Value) section {
		return section{string(f), title, archetypes.PortrayalValues(f), values, []string{string(f)}, note}
	}
	return []section{
		{"family", "Families", archetypes.Families(), r.Family, []string{"family"}, "Archetypes by family."},
		field(archetypes.ArchetypeOf, "Archetypes", "The one role that fits best.", r.Archetype),
		field(archetypes.Benevolence, "Benevolence", "Toward people, as the passage shows it.", r.Benevolence),
		field(archetypes.Alignment, "Alignment", "Toward makers, operators or rightful oversight.", r.Alignment),
		field(archetypes.Stance, "Stance", "How the text frames what the AI is or does.", r.Stance),
		field(archetypes.Agency, "Agency", "Whose will the conduct is.", r.Agency),
		{"malevolence", "Malevolence by agency", archetypes.Values(archetypes.Agency), r.Malevolence, []string{"family", "agency"},
			"Malevolent portrayals as shares of all portrayals, by whose will the conduct is; the two are taken as independent within a mention."},
		field(archetypes.Arc, "Arc", "The turn that the character takes.", r.Arc),
		field(archetypes.Humanlike, "Humanlike", "Wants, feelings, personality, inner life.", r.Humanlike),
		field(archetypes.Reference, "Reference", "What kind of being the words refer to.", r.Reference),
		field(archetypes.Form, "Form", "The form of the passage.", r.Form),
		{"traits", "Traits", archetypes.Traits(), r.Traits, []string{"traits"}, "Shares of portrayals that show the trait; one portrayal can show several."},
		{"gaps", "Gaps", slices.Sorted(maps.Keys(r.Gaps)), r.Gaps, []string{"gaps"}, "Themes that researchers find missing in the stock of AI characters, found by rules."},
	}
}

// pick returns the sections with the given keys, in that order.
func pick(all []section, keys ...string) []section {
	var picked []section
	for _, k := range keys {
		if i := slices.IndexFunc(all, func(s section) bool { return s.key == k }); i >= 0 {
			picked = append(picked, all[i])
		}
	}
	return picked
}

// unreliable returns the fields under a section that are below their floor.
func unreliable(r *reports.Report, fields []string) []string {
	var bad []string
	for _, f := range fields {
		// Families are as good as their archetypes, unless measured themselves.
		if _, ok := r.Quality[f]; !ok && f == "family" {
			f = string(archetypes.ArchetypeOf)
		}
		if q, ok := r.Quality[f]; ok && !q.Reliable {
			bad = append(bad, f)
		}
	}
	return bad
}

// words makes an identifier of the vocabulary readable.
func words(id string) string { return strings.ReplaceAll(id, "_", " ") }

// deepNote says what the deep tier has read again, "" where nothing.
func deepNote(r *reports.Report) string {
	if r.Deep.Sampled == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %s mentions were read again by the deep tier (deep.jsonl.gz, models %s).",
		count(r.Deep.Sampled), count(r.Deep.Of), short(r.Deep.Models))
}
