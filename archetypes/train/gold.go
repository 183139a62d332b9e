// Package train fits the tagger's models from coded passages and measures
// how well they agree with careful readers. It is used by `make train` and by
// the quality tests, never by an audit.
package train

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// ReadGold reads a gzipped JSONL file of examples.
func ReadGold(name string) ([]quality.Example, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("gold: %w", err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("gold: %s: %w", name, err)
	}
	out, err := decode(zr)
	if err != nil {
		return nil, fmt.Errorf("gold: %s: %w", name, err)
	}
	return out, nil
}

// decode reads examples, one JSON object after the other.
func decode(r io.Reader) ([]quality.Example, error) {
	dec := json.NewDecoder(r)
	var out []quality.Example
	for {
		var e quality.Example
		err := dec.Decode(&e)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("example %d: %w", len(out)+1, err)
		}
		out = append(out, e)
	}
}

// ReadData reads all that models are fitted on: the gold and the corpora in
// shared, labels of corpora and passages in our own words in testdata.
func ReadData(shared, testdata string) (*Data, error) {
	gold, err := ReadGold(filepath.Join(shared, "gold", "gold.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	own, err := readPassages(testdata, "train-*.jsonl")
	if err != nil {
		return nil, err
	}
	labels, err := os.Open(filepath.Join(testdata, "corpora.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("corpus labels: %w", err)
	}
	defer labels.Close()
	corpora, err := ReadCorpora(filepath.Join(shared, "corpora"), labels)
	if err != nil {
		return nil, err
	}
	foreign, err := readForeign(filepath.Join(shared, "gold"))
	if err != nil {
		return nil, err
	}
	return &Data{Gold: gold, Extra: slices.Concat(own, corpora), Foreign: foreign}, nil
}

// readPassages reads the files of dir that match a pattern, in order of name.
func readPassages(dir, pattern string) ([]quality.Example, error) {
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: no passages: %w", filepath.Join(dir, pattern), fs.ErrNotExist)
	}
	var out []quality.Example
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		examples, err := decode(f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, examples...)
	}
	return out, nil
}

// corpusLabels are the codes of one passage of a corpus. The text itself is
// not ours to keep: it is read in place.
type corpusLabels struct {
	Corpus string `json:"corpus"`
	quality.Example
}

// contextRunes is how much text before and after a target is read, in code
// points.
const contextRunes = 2500

// ReadCorpora reads labels of passages in corpora, which stand in dir as
// <corpus>.jsonl.gz. Start and End of a label are offsets in its document.
func ReadCorpora(dir string, labels io.Reader) ([]quality.Example, error) {
	dec := json.NewDecoder(labels)
	byCorpus := map[string][]corpusLabels{}
	for {
		var l corpusLabels
		err := dec.Decode(&l)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("corpus labels: %w", err)
		}
		byCorpus[l.Corpus] = append(byCorpus[l.Corpus], l)
	}
	var out []quality.Example
	for _, corpus := range slices.Sorted(maps.Keys(byCorpus)) {
		examples, err := fill(filepath.Join(dir, corpus+".jsonl.gz"), byCorpus[corpus])
		if err != nil {
			return nil, fmt.Errorf("corpus labels: %w", err)
		}
		out = append(out, examples...)
	}
	return out, nil
}

// fill gives labels of one corpus their text.
func fill(name string, labels []corpusLabels) ([]quality.Example, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	zr, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	byDocument := map[string][]corpusLabels{}
	for _, l := range labels {
		byDocument[l.Document] = append(byDocument[l.Document], l)
	}
	dec := json.NewDecoder(zr)
	var out []quality.Example
	for {
		var d struct{ ID, Source, Text string }
		err := dec.Decode(&d)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		text := []rune(d.Text)
		for _, l := range byDocument[d.ID] {
			if l.End > len(text) || string(text[l.Start:l.End]) != l.Target {
				return nil, fmt.Errorf("%s: %s is not at %d of document %s", name, l.Target, l.Start, d.ID)
			}
			out = append(out, l.in(text, d.Source))
		}
	}
}

// in cuts the example out of its document.
func (l *corpusLabels) in(text []rune, source string) quality.Example {
	e := l.Example
	from, to := max(0, e.Start-contextRunes), min(len(text), e.End+contextRunes)
	e.Source, e.Passage = source, string(text[from:to])
	e.Start, e.End = e.Start-from, e.End-from
	return e
}

// inputs turns examples into what the tagger would see of them: the passage
// that it would cut around the target, and who the target is.
func inputs(c *catalogue.Catalogue, examples []quality.Example) []portrayal.Input {
	finder := mention.New(c)
	out := make([]portrayal.Input, len(examples))
	for i := range examples {
		out[i] = examples[i].Input(finder)
	}
	return out
}
