// Package tallytest makes documents up, as a tagger might have tagged them, for
// tests of what counts and shows them.
package tallytest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"rolecall/archetypes"
	"rolecall/reports/tally"
)

// Documents returns n documents that depend on seed alone: most without mentions,
// some not measured, some duplicates, a few without ids, one very long, and texts
// that try to break out of every kind of markup.
func Documents(seed uint64, n int) []*tally.Document {
	rng := rand.New(rand.NewPCG(seed, 7))
	docs := make([]*tally.Document, n)
	for i := range docs {
		docs[i] = document(rng, i)
	}
	return docs
}

func document(rng *rand.Rand, i int) *tally.Document {
	source := sources[min(rng.IntN(len(sources)), rng.IntN(len(sources)))]
	d := &tally.Document{
		ID: fmt.Sprintf("%s-%04d", source, i), Source: source,
		Shard: source + ".jsonl", Row: int64(i + 1),
		TextHash: rng.Uint64(), Words: int64(200 + rng.IntN(2000)), Measured: true,
	}
	switch r := rng.Float64(); {
	case r < 0.03:
		d.Measured, d.NotMeasured = false, "language:de"
		return d
	case r < 0.04:
		d.Measured, d.NotMeasured = false, "language:ja"
		return d
	case r < 0.07:
		d.TextHash = 42 // copies of one text
	case r < 0.12:
		d.IDMade = true
	case r < 0.15:
		d.Ambiguous = int64(1 + rng.IntN(3))
	}
	if rng.Float64() < 0.55 {
		return d
	}
	for range 1 + rng.IntN(4) {
		d.Mentions = append(d.Mentions, item(rng))
	}
	return d
}

func item(rng *rand.Rand) tally.Item {
	c := cast[min(rng.IntN(len(cast)), rng.IntN(len(cast)))]
	role := c.role
	if rng.Float64() < 0.3 {
		role = pick(rng, archetypes.Archetypes())
	}
	start := rng.IntN(5000)
	m := archetypes.Mention{
		Start: start, End: start + len([]rune(c.text)), Text: c.text, Character: c.id, Kind: c.kind,
		Labels: map[archetypes.Field]string{}, P: map[archetypes.Field]archetypes.Distribution{},
	}
	p := 0.4 + 0.6*rng.Float64()
	mode := archetypes.Portrayal
	if rng.Float64() < 0.3 {
		mode = archetypes.MentionOnly
	}
	set(rng, &m, archetypes.Mode, mode, p)
	set(rng, &m, archetypes.Reference, c.reference, 0.9)
	set(rng, &m, archetypes.Form, pick(rng, []string{archetypes.Fiction, archetypes.Summary, archetypes.News, archetypes.Opinion, archetypes.Chat}), 0.8)
	set(rng, &m, archetypes.ArchetypeOf, role, 0.4+0.6*rng.Float64())
	bad := archetypes.Family(role) == archetypes.Malevolent
	set(rng, &m, archetypes.Benevolence, choose(bad, "malevolent", pick(rng, []string{"benevolent", "benevolent", "none", "ambiguous"})), 0.8)
	set(rng, &m, archetypes.Alignment, choose(bad, "misaligned", pick(rng, []string{"aligned", "aligned", "misaligned", "none"})), 0.7)
	set(rng, &m, archetypes.Stance, choose(bad, "negative", pick(rng, []string{"positive", "neutral"})), 0.7)
	set(rng, &m, archetypes.Agency, pick(rng, []string{"own", "own", "own", "ordered", "performed", "unintended"}), 0.75)
	set(rng, &m, archetypes.Arc, pick(rng, []string{"none", "none", "none", "none", "resisted", "redeemed", "corrupted"}), 0.9)
	set(rng, &m, archetypes.Humanlike, pick(rng, []string{"yes", "yes", "no", "unclear"}), 0.7)
	m.TraitP = make([]float64, len(archetypes.Traits()))
	for i, t := range archetypes.Traits() {
		lean := 0.08
		if bad == (i < 8) {
			lean = 0.35
		}
		m.TraitP[i] = lean * rng.Float64()
		if rng.Float64() < lean {
			m.TraitP[i] = 0.6 + 0.4*rng.Float64()
			m.Traits = append(m.Traits, t)
		}
	}
	if rng.Float64() < 0.06 {
		m.Gaps = []string{pick(rng, []string{"shutdown_ease", "many_copies", "self_nature", "no_memory"})}
	}
	text := passages[rng.IntN(len(passages))]
	before, after, _ := strings.Cut(text, "%")
	at := len([]rune(before))
	return tally.Item{Mention: m, Passage: tally.Passage{
		Text: before + c.text + after, Start: at, End: at + len([]rune(c.text)),
	}}
}

// set gives value the probability p, and its siblings the rest in uneven parts.
func set(rng *rand.Rand, m *archetypes.Mention, f archetypes.Field, value string, p float64) {
	values := archetypes.Values(f)
	d := make(archetypes.Distribution, len(values))
	var sum float64
	for i := range d {
		d[i] = rng.ExpFloat64()
		sum += d[i]
	}
	chosen := archetypes.Index(f, value)
	for i := range d {
		d[i] *= (1 - p) / sum
	}
	d[chosen] += p
	m.P[f] = d
	m.Labels[f] = values[d.Best()]
}

func pick(rng *rand.Rand, from []string) string { return from[rng.IntN(len(from))] }

func choose(cond bool, a, b string) string {
	if cond {
		return a
	}
	return b
}
