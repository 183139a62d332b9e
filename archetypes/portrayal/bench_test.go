package portrayal

import (
	"strings"
	"testing"

	"rolecall/archetypes/catalogue"
)

// benchText is a story of 24 paragraphs with one mention each.
var benchText = strings.Repeat("The harbour lay quiet under the frost, and the men who had come for the morning boat stood about with their hands in their "+
	"sleeves. Nobody liked the new foreman. \"It does not sleep,\" said Anna, \"and it does not forgive.\" The robot had carried the old pilot home "+
	"twice that winter, and once, when the ice broke, it went in after a dog and did not say a word about it. Still they kept away. "+
	"Some said that it reported every word to the office; others, that it could not lie if it wanted to, and wanted to.\n\n", 24)

// BenchmarkTag measures mentions a second on one core, BenchmarkTagDeep those of the
// deep tier.
func BenchmarkTag(b *testing.B) { benchmarkTag(b, nil) }

func BenchmarkTagDeep(b *testing.B) {
	d, err := BuiltinDeep()
	if err != nil {
		b.Fatal(err)
	}
	benchmarkTag(b, d)
}

func benchmarkTag(b *testing.B, d *Deep) {
	c, err := catalogue.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	m, err := Builtin()
	if err != nil {
		b.Fatal(err)
	}
	t := NewDeepTagger(c, m, d)
	mentions := 0
	for b.Loop() {
		mentions += len(t.Tag(benchText, "").Mentions)
	}
	b.ReportMetric(float64(mentions)/b.Elapsed().Seconds(), "mentions/s")
}
