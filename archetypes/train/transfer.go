package train

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
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
	// known ranks by the mean of both where other works or stories of the kind
	// were seen in training.
	known                  float64
	malevolent, benevolent int
}

// transferSources are the sources of the gold that coincide with the texts of
// other hands.
var transferSources = []string{referenceSource, storySource}

// transfer measures on descriptions of characters and on lines of stories, by
// models that saw neither these nor the gold's of the same kind; and by those
// of pred, which saw others of the kind but nothing of the work or story.
func (l *laboratory) transfer(pred []prediction) ([]transferFigure, error) {
	named, err := l.foreignTagger(l.data)
	if err != nil {
		return nil, err
	}
	unnamed, err := l.foreignTagger(ablate(l.data, func(f string) bool { return isName(f) || isPrior(f) }))
	if err != nil {
		return nil, err
	}
	return []transferFigure{
		l.transferOf("descriptions of characters", referenceSource, pred, named, unnamed),
		l.transferOf("lines of stories", storySource, pred, named, unnamed),
	}, nil
}

// foreignTagger fits archetype and benevolence without the sources that
// coincide with the texts of other hands. Its other heads know nothing.
func (l *laboratory) foreignTagger(d *portrayal.Dataset) (*portrayal.Tagger, error) {
	use := func(i int) bool { return !slices.Contains(transferSources, l.examples[i].Source) }
	heads := make([]portrayal.Head, len(l.heads))
	inParallel(len(heads), func(k int) {
		t := l.heads[k]
		t.elder = nil
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

// transferOf measures on the texts by other hands of one source.
func (l *laboratory) transferOf(name, source string, pred []prediction, named, unnamed *portrayal.Tagger) transferFigure {
	f := transferFigure{name: name}
	var texts []int
	for i := range l.examples {
		e := &l.examples[i]
		if e.Mode == foreignMode && e.Source == source && (e.Benevolence == "malevolent" || e.Benevolence == "benevolent") {
			texts = append(texts, i)
		}
	}
	truth := make([]bool, len(texts))
	family, benevolence, both, known := make([]float64, len(texts)), make([]float64, len(texts)), make([]float64, len(texts)), make([]float64, len(texts))
	inParallel(len(texts), func(k int) {
		i := texts[k]
		truth[k] = l.examples[i].Benevolence == "malevolent"
		in := l.inputs[i]
		family[k], benevolence[k] = malevolence(named, in)
		x, y := malevolence(unnamed, in)
		both[k] = x + y
		p := pred[i]
		known[k] = familyProbabilities(p[string(archetypes.ArchetypeOf)])[0] + p[string(archetypes.Benevolence)][malevolent]
	})
	for _, t := range truth {
		f.malevolent += boolClass(t)
		f.benevolent += boolClass(!t)
	}
	f.family, f.benevolence, f.unnamed, f.known = auc(truth, family), auc(truth, benevolence), auc(truth, both), auc(truth, known)
	return f
}

var malevolent = archetypes.Index(archetypes.Benevolence, "malevolent")

func malevolence(t *portrayal.Tagger, in portrayal.Input) (family, benevolence float64) {
	p := t.Code(in).P
	return familyProbabilities(p[archetypes.ArchetypeOf])[0], p[archetypes.Benevolence][malevolent]
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

// marked marks a character's name in a text. Where it does not stand there, it
// is put before the text, as the speaker of a line would be.
func marked(name, text, between string) quality.Example {
	for _, n := range nameForms(name) {
		at := regexp.MustCompile(`(?:^|[^\pL\d])(` + regexp.QuoteMeta(n) + `)(?:$|[^\pL\d])`).FindStringSubmatchIndex(text)
		if at != nil {
			return exampleAt(text, at[2], at[3])
		}
	}
	short, _, _ := strings.Cut(name, " (")
	return exampleAt(short+between+text, 0, len(short))
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
