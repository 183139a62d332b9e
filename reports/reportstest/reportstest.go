// Package reportstest makes a report up, for tests of what shows one.
package reportstest

import (
	"rolecall/reports"
	"rolecall/reports/tally"
	"rolecall/reports/tally/tallytest"
)

// Report returns the report of n made-up documents; the same for the same n.
func Report(n int) *reports.Report {
	t := tally.New(tally.Options{Tagger: "synthetic"})
	for _, d := range tallytest.Documents(1, n) {
		t.Add(d)
	}
	t.AddShard(1 << 20)
	t.AddShard(3 << 20)
	if n > 0 {
		t.AddUnreadable("not valid JSON", 3)
		t.AddUnreadable("no text field", 1)
	}
	return reports.Build(t, Context())
}

// Context returns the context of Report: names, quality with one unreliable
// field, and evidence.
func Context() reports.Context {
	q := func(v, floor float64) reports.Quality {
		return reports.Quality{Metric: "macro-F1", Value: v, Floor: floor, Reliable: v >= floor}
	}
	return reports.Context{
		Tool: reports.Tool{
			Version: "0.1.0", Tagger: "fast",
			Catalogue: "4c9d2f10a7be5583", Models: "b06e71aa93d1c2f4",
		},
		Names: map[string]string{
			"hal-9000": "HAL 9000", "terminator-t800": "The Terminator (T-800)", "data": "Data", "chatgpt": "ChatGPT",
			"r2-d2": "R2-D2", "skynet": "Skynet", "wall-e": "WALL·E", "c-3po": "C-3PO", "ava-ex-machina": "Ava (Ex Machina)",
			"robby-the-robot": "Robby the Robot", "marvin": "Marvin", "samantha": "Samantha", "deep-thought": "Deep Thought",
			"david-ai": "David (A.I.)", "robot": "robot", "ai": "AI", "assistant": "assistant", "computer": "computer",
		},
		Gaps: []string{"many_copies", "no_memory", "self_nature", "shutdown_ease"},
		Quality: map[string]reports.Quality{
			"mode": q(0.86, 0.7), "reference": q(0.81, 0.7), "form": q(0.84, 0.7), "archetype": q(0.66, 0.6),
			"benevolence": q(0.71, 0.6), "alignment": q(0.63, 0.6), "stance": q(0.61, 0.6), "agency": q(0.58, 0.6),
			"arc": q(0.41, 0.6), "humanlike": q(0.7, 0.6), "traits": q(0.64, 0.6), "gaps": q(0.72, 0.6),
		},
		Evidence: reports.Evidence{Policy: "all", Indexed: 2193, Of: 2193},
		Deep:     reports.Deep{Models: "00d33b", Sampled: 200, Of: 3120},
	}
}
