package portrayal

import (
	"bytes"
	"compress/gzip"
	"encoding/gob"
	"fmt"
	"math"
	"slices"

	"rolecall/archetypes/catalogue"
)

// Row is the sparse feature vector of one input: Vals[i] belongs to feature
// IDs[i], an index into Dataset.Names.
type Row struct {
	IDs  []int32
	Vals []float32
}

// Dataset is a set of inputs as features, for archetypes/train.
type Dataset struct {
	Names []string
	Rows  []Row
}

// NewDataset extracts the features of inputs with the catalogue's cues and
// keeps those that occur in at least minRows of them.
func NewDataset(c *catalogue.Catalogue, inputs []Input, minRows int) *Dataset {
	sp := newSpace()
	x := newExtractor(newLexicon(c), sp)
	d := &Dataset{}
	for i := range inputs {
		v := x.seen(&inputs[i])
		d.Rows = append(d.Rows, Row{v.ids, v.vals})
	}
	d.prune(sp.names, minRows)
	return d
}

// prune drops rare features and numbers the rest in order of their names, so
// that weights do not depend on the order of the inputs.
func (d *Dataset) prune(names []string, minRows int) {
	rows := make([]int, len(names))
	for _, r := range d.Rows {
		for _, id := range r.IDs {
			rows[id]++
		}
	}
	for id, n := range rows {
		if n >= minRows {
			d.Names = append(d.Names, names[id])
		}
	}
	slices.Sort(d.Names)
	number := make(map[string]int32, len(d.Names))
	for i, n := range d.Names {
		number[n] = int32(i)
	}
	for k := range d.Rows {
		d.Rows[k] = d.Rows[k].renumber(names, number)
	}
}

func (r Row) renumber(names []string, number map[string]int32) Row {
	type pair struct {
		id  int32
		val float32
	}
	var kept []pair
	for i, id := range r.IDs {
		if n, ok := number[names[id]]; ok {
			kept = append(kept, pair{n, r.Vals[i]})
		}
	}
	slices.SortFunc(kept, func(a, b pair) int { return int(a.id - b.id) })
	out := Row{make([]int32, len(kept)), make([]float32, len(kept))}
	for i, p := range kept {
		out.IDs[i], out.Vals[i] = p.id, p.val
	}
	return out
}

// Head names one fitted linear model and its weights, Classes values per
// feature, feature-major.
type Head struct {
	Name    string
	Classes int
	Weights []float64
	// Prior holds the share of each class among the fitted examples.
	Prior []float64
}

// Encode quantises and encodes fitted heads as ReadModel reads them. Features
// whose weights all vanish are left out. Heads of the second stage, whose
// weights are few, stay as they are. The bytes depend on the arguments alone.
func Encode(names []string, heads []Head, second ...Head) ([]byte, error) {
	w := wire{Version: wireVersion}
	for _, h := range second {
		s := wireSecond{Name: h.Name}
		for _, x := range h.Weights {
			s.Weights = append(s.Weights, float32(x))
		}
		w.Second = append(w.Second, s)
	}
	scales := make([]float64, len(heads))
	for i, h := range heads {
		scales[i] = scaleOf(h.Weights)
	}
	var keep []int
	for id := range names {
		if slices.ContainsFunc(indices(len(heads)), func(i int) bool { return anyNonZero(heads[i], id, scales[i]) }) {
			keep = append(keep, id)
			w.Names = append(w.Names, names[id])
		}
	}
	for i, h := range heads {
		wh := wireHead{Name: h.Name, Classes: h.Classes, Scale: float32(scales[i]), Prior: h.Prior}
		for _, id := range keep {
			for c := range h.Classes {
				wh.Q = append(wh.Q, quantise(h.Weights[id*h.Classes+c], scales[i]))
			}
		}
		w.Heads = append(w.Heads, wh)
	}
	return zipped(w)
}

// zipped is the form in which models are kept: gzip of gob.
func zipped(w any) ([]byte, error) {
	var buf bytes.Buffer
	zw, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if err := gob.NewEncoder(zw).Encode(w); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if err := zw.Close(); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return buf.Bytes(), nil
}

// SecondInputs returns what the second stage of a head reads: the head's own
// scores of the first stage less their mean, then the probabilities that the
// first stage gives to the classes of all heads, of two classes only the second.
func SecondInputs(p [][]float64, own []float64) Row {
	x := appendCentred(nil, own)
	for _, d := range p {
		if len(d) == 2 {
			d = d[1:]
		}
		x = append(x, d...)
	}
	r := Row{Vals: make([]float32, len(x))}
	for i, v := range x {
		r.IDs = append(r.IDs, int32(i))
		r.Vals[i] = float32(v)
	}
	return r
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func scaleOf(weights []float64) float64 {
	top := 0.0
	for _, w := range weights {
		top = max(top, math.Abs(w))
	}
	return max(top, 1e-9) / 127
}

func quantise(w, scale float64) int8 { return int8(math.Round(w / scale)) }

func anyNonZero(h Head, id int, scale float64) bool {
	for c := range h.Classes {
		if quantise(h.Weights[id*h.Classes+c], scale) != 0 {
			return true
		}
	}
	return false
}
