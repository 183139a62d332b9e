package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rolecall/archetypes/portrayal"
)

// gapPassage is a passage in our own words that shows a gap, or nearly.
type gapPassage struct {
	ID   string `json:"id"`
	Gap  string `json:"gap"`
	Form string `json:"form"`
	// Shown tells whether the passage shows the gap.
	Shown bool `json:"shown"`
	// Half is a, with which in view the rules were written, so that its figures
	// flatter them, or b, which only measures.
	Half string `json:"half"`
	Text string `json:"text"`
}

func readGapPassages(testdata string) ([]gapPassage, error) {
	f, err := os.Open(filepath.Join(testdata, "gaps.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	var out []gapPassage
	for {
		var p gapPassage
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("gap passage %d: %w", len(out)+1, err)
		}
		out = append(out, p)
	}
}

// gapFigure is the quality of the detector of one gap on one half.
type gapFigure struct {
	gap, half                     string
	hits, missed, spurious, clear int
	missedIDs, spuriousIDs        []string
}

func (f *gapFigure) precision() float64 { return float64(f.hits) / float64(max(1, f.hits+f.spurious)) }
func (f *gapFigure) recall() float64    { return float64(f.hits) / float64(max(1, f.hits+f.missed)) }

// measureGaps has the tagger read the passages. A gap counts as found where
// any mention of the passage is tagged with it.
func measureGaps(t *portrayal.Tagger, testdata string) ([]gapFigure, error) {
	passages, err := readGapPassages(testdata)
	if err != nil {
		return nil, err
	}
	var out []gapFigure
	for _, p := range passages {
		i := slices.IndexFunc(out, func(f gapFigure) bool { return f.gap == p.Gap && f.half == p.Half })
		if i < 0 {
			i = len(out)
			out = append(out, gapFigure{gap: p.Gap, half: p.Half})
		}
		out[i].count(&p, showsGap(t, p.Text, p.Gap))
	}
	slices.SortStableFunc(out, func(a, b gapFigure) int { return strings.Compare(a.gap+a.half, b.gap+b.half) })
	return out, nil
}

func (f *gapFigure) count(p *gapPassage, found bool) {
	switch {
	case p.Shown && found:
		f.hits++
	case p.Shown:
		f.missed++
		f.missedIDs = append(f.missedIDs, p.ID)
	case found:
		f.spurious++
		f.spuriousIDs = append(f.spuriousIDs, p.ID)
	default:
		f.clear++
	}
}

func showsGap(t *portrayal.Tagger, text, gap string) bool {
	return slices.ContainsFunc(t.Tag(text, "").Mentions, func(m portrayal.Tagged) bool { return slices.Contains(m.Gaps, gap) })
}
