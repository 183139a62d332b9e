// Command fit fits the tagger's weights from the gold and writes them, with
// the quality table, into the source tree. Run it by `make train`.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/encoder/minilm"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/train"
)

func main() {
	shared := flag.String("shared", "../shared", "folder of gold and corpora")
	weights := flag.String("weights", "archetypes/portrayal/weights.bin", "where the weights go")
	figures := flag.String("figures", "archetypes/portrayal/quality.json", "where the quality figures go that reports show")
	deep := flag.Bool("deep", false, "fit the deep tier, whose files stand beside the fast one's")
	table := flag.String("table", "archetypes/train/testdata/quality.txt", "where the quality table goes")
	flag.Parse()
	do := run
	if *deep {
		do = runDeep
	}
	if err := do(*shared, *weights, *figures, *table); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(shared, weights, figures, table string) error {
	c, err := catalogue.Builtin()
	if err != nil {
		return err
	}
	passages, err := train.ReadData(shared, filepath.Dir(table))
	if err != nil {
		return err
	}
	data, err := train.Fit(c, passages)
	if err != nil {
		return err
	}
	if err := os.WriteFile(weights, data, 0o644); err != nil {
		return err
	}
	model, err := portrayal.ReadModel(bytes.NewReader(data))
	if err != nil {
		return err
	}
	report, err := train.Measure(c, model, passages, shared, filepath.Dir(table))
	if err != nil {
		return err
	}
	if err := writeJSON(figures, report.Quality); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(filepath.Dir(table), "phantoms.json"), report.Phantoms); err != nil {
		return err
	}
	return os.WriteFile(table, []byte(report.String()), 0o644)
}

func writeJSON(name string, v any) error {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(data, '\n'), 0o644)
}

// runDeep fits and measures the deep tier.
func runDeep(shared, weights, figures, table string) error {
	c, err := catalogue.Builtin()
	if err != nil {
		return err
	}
	e, err := minilm.Encoder()
	if err != nil {
		return err
	}
	passages, err := train.ReadData(shared, filepath.Dir(table))
	if err != nil {
		return err
	}
	whole, err := minilm.Whole()
	if err != nil {
		return err
	}
	deep := train.NewDeep(c, e, whole, passages)
	data, err := deep.Fit()
	if err != nil {
		return err
	}
	if err := os.WriteFile(beside(weights, "deep.bin"), data, 0o644); err != nil {
		return err
	}
	report, err := deep.Measure(c, passages)
	if err != nil {
		return err
	}
	if err := writeJSON(beside(figures, "deep_quality.json"), report.Quality); err != nil {
		return err
	}
	return os.WriteFile(beside(table, "deep_quality.txt"), []byte(report.String()), 0o644)
}

func beside(name, other string) string { return filepath.Join(filepath.Dir(name), other) }
