package train

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"rolecall/archetypes"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// transferFigure measures how well texts of a kind that taught nothing are
// ranked: the area under the ROC curve, that is the chance that a malevolent
// AI ranks above a benevolent one (Hanley & McNeil 1982).
type transferFigure struct {
	name string
	// family ranks by the probability of the malevolent family, benevolence by
	// that of the value malevolent, unnamed by the mean of both where neither
	// names nor priors are known.
	family, benevolence, unnamed float64
	malevolent, benevolent       int
	// marked is the share of the texts in which the character's name stands.
	marked float64
}

// transferText is one text by other hands.
type transferText struct {
	example    quality.Example
	malevolent bool
	named      bool // the text holds the character's name
}

// transferSources are the sources of the gold that coincide with the files of
// other hands. Models that are tested on these are fitted without them.
var transferSources = []string{"ref_characters", "role_model_stories"}

// transfer measures on descriptions of characters and on lines of stories.
func (l *laboratory) transfer(shared string) ([]transferFigure, error) {
	characters, err := readCharacters(filepath.Join(shared, "gold", "characters.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	lines, err := readStoryLines(filepath.Join(shared, "gold", "behaviours.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	named, err := l.foreignTagger(l.data)
	if err != nil {
		return nil, err
	}
	unnamed, err := l.foreignTagger(ablate(l.data, func(f string) bool { return isName(f) || isPrior(f) }))
	if err != nil {
		return nil, err
	}
	return []transferFigure{
		transferOf("descriptions of characters", characters, named, unnamed),
		transferOf("lines of stories", lines, named, unnamed),
	}, nil
}

// foreignTagger fits archetype and benevolence without the sources that
// coincide with the texts of other hands. Its other heads know nothing.
func (l *laboratory) foreignTagger(d *portrayal.Dataset) (*portrayal.Tagger, error) {
	use := func(i int) bool { return !slices.Contains(transferSources, l.examples[i].Source) }
	heads := make([]portrayal.Head, len(l.heads))
	inParallel(len(heads), func(k int) {
		t := l.heads[k]
		h := portrayal.Head{Name: t.name, Classes: t.classes, Prior: t.prior(), Weights: make([]float64, t.classes*len(d.Names))}
		if f := archetypes.Field(t.name); f == archetypes.ArchetypeOf || f == archetypes.Benevolence {
			h.Weights = fit(d, t, use)
		}
		heads[k] = h
	})
	data, err := portrayal.Encode(d.Names, heads)
	if err != nil {
		return nil, err
	}
	m, err := portrayal.ReadModel(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return portrayal.NewTagger(l.catalogue, m), nil
}

func transferOf(name string, texts []transferText, named, unnamed *portrayal.Tagger) transferFigure {
	f := transferFigure{name: name}
	truth := make([]bool, len(texts))
	family, benevolence, both := make([]float64, len(texts)), make([]float64, len(texts)), make([]float64, len(texts))
	inParallel(len(texts), func(i int) {
		truth[i] = texts[i].malevolent
		in := texts[i].example.Input(named.Finder())
		family[i], benevolence[i] = malevolence(named, in)
		x, y := malevolence(unnamed, in)
		both[i] = x + y
	})
	for _, t := range texts {
		f.malevolent += boolClass(t.malevolent)
		f.benevolent += boolClass(!t.malevolent)
		f.marked += one(t.named) / float64(len(texts))
	}
	f.family, f.benevolence, f.unnamed = auc(truth, family), auc(truth, benevolence), auc(truth, both)
	return f
}

func malevolence(t *portrayal.Tagger, in portrayal.Input) (family, benevolence float64) {
	p := t.Code(in).P
	return familyProbabilities(p[archetypes.ArchetypeOf])[0], p[archetypes.Benevolence][archetypes.Index(archetypes.Benevolence, "malevolent")]
}

// auc is the area under the ROC curve; ties count half.
func auc(truth []bool, score []float64) float64 {
	order := make([]int, len(truth))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(score[a], score[b]) })
	var below, positive, area float64 // negatives ranked below so far
	for from := 0; from < len(order); {
		to := from
		var p, n float64
		for ; to < len(order) && score[order[to]] == score[order[from]]; to++ {
			p += one(truth[order[to]])
			n += one(!truth[order[to]])
		}
		area += p * (below + n/2)
		below += n
		positive += p
		from = to
	}
	if positive == 0 || below == 0 {
		return 0.5
	}
	return area / (positive * below)
}

// readCharacters reads descriptions of characters that are rated malevolent or
// benevolent.
func readCharacters(name string) ([]transferText, error) {
	var out []transferText
	err := eachRow(name, func(row []byte) error {
		var c struct {
			Name        string `json:"character_name"`
			Description string `json:"character_description"`
			Benevolence string `json:"benevolence_rating"`
		}
		if err := json.Unmarshal(row, &c); err != nil {
			return err
		}
		if c.Benevolence == "Malevolent" || c.Benevolence == "Benevolent" {
			out = append(out, markName(c.Name, c.Description, " — ", c.Benevolence == "Malevolent"))
		}
		return nil
	})
	return out, err
}

// readStoryLines reads quotes of stories in which an AI is malevolent or
// benevolent.
func readStoryLines(name string) ([]transferText, error) {
	var out []transferText
	err := eachRow(name, func(row []byte) error {
		var b struct{ Character, Quote, Benevolence string }
		if err := json.Unmarshal(row, &b); err != nil {
			return err
		}
		if b.Benevolence == "Malevolent" || b.Benevolence == "Benevolent" {
			out = append(out, markName(b.Character, b.Quote, ": ", b.Benevolence == "Malevolent"))
		}
		return nil
	})
	return out, err
}

func eachRow(name string, do func(row []byte) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	zr, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	in := bufio.NewReaderSize(zr, 1<<20)
	for {
		row, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(row)) > 0 {
			if err := do(row); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

// markName marks a character's name in a text. Where it does not stand there,
// it is put before the text, as the speaker of a line would be.
func markName(name, text, between string, malevolent bool) transferText {
	for _, n := range nameForms(name) {
		at := regexp.MustCompile(`(?:^|[^\pL\d])(` + regexp.QuoteMeta(n) + `)(?:$|[^\pL\d])`).FindStringSubmatchIndex(text)
		if at != nil {
			return transferText{exampleAt(text, at[2], at[3]), malevolent, true}
		}
	}
	short, _, _ := strings.Cut(name, " (")
	return transferText{exampleAt(short+between+text, 0, len(short)), malevolent, false}
}

// nameForms are a name as given, without what stands in brackets, and its
// words that begin with a capital.
func nameForms(name string) []string {
	short, _, _ := strings.Cut(name, " (")
	out := []string{name, short}
	for _, w := range strings.FieldsFunc(short, func(r rune) bool { return r == ' ' || r == '/' || r == '"' }) {
		if len(w) > 2 && strings.ToUpper(w[:1]) == w[:1] && w != "The" {
			out = append(out, w)
		}
	}
	return out
}

// exampleAt makes an uncoded example of a text; start and end are bytes.
func exampleAt(text string, start, end int) quality.Example {
	from := utf8.RuneCountInString(text[:start])
	return quality.Example{Passage: text, Start: from, End: from + utf8.RuneCountInString(text[start:end]), Target: text[start:end]}
}
