package portrayal

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"

	"rolecall/archetypes"
)

// The vocabulary, which package archetypes copies whenever it is asked.
var (
	archetypeOrder, traits, fields, conduct = archetypes.Archetypes(), archetypes.Traits(), archetypes.Fields(), archetypes.ConductFields()

	values = func() map[archetypes.Field][]string {
		all := map[archetypes.Field][]string{}
		for _, f := range archetypes.Fields() {
			all[f] = archetypes.Values(f)
		}
		return all
	}()
)

//go:embed weights.bin
var embedded []byte

// Model is a set of linear models, one per field and one per trait, over the
// features of a passage. It is safe for concurrent use.
type Model struct {
	space  *space
	heads  map[archetypes.Field]*head
	traits []*head // parallel to archetypes.Traits(), two classes each, behind the fields
	second map[archetypes.Field]*second
	// rows holds, feature by feature, the weights of all heads, width of them a
	// feature, so that one pass over a passage's features scores every head.
	rows  []float32
	width int
	hash  string
}

// head is a multinomial logistic regression: scores = weights · features,
// probabilities = softmax(scores). See Bishop, Pattern Recognition and Machine
// Learning, 4.3.4. Its weights are columns at to at+columns of the rows. Of two
// classes one column is enough: what speaks for the one speaks as much against
// the other.
type head struct {
	at, classes int
	// lean holds what each class's probability is divided by for the label.
	lean []float64
}

// columns returns how many columns of the rows a head of so many classes has.
func columns(classes int) int {
	if classes == 2 {
		return 1
	}
	return classes
}

// Builtin returns the model whose weights are embedded.
var Builtin = sync.OnceValues(func() (*Model, error) { return ReadModel(bytes.NewReader(embedded)) })

// Hash identifies the weights: SHA-256 of their encoding, in hex.
func (m *Model) Hash() string { return m.hash }

// wire is the encoded form: weights quantised to eight bits per head.
type wire struct {
	Version int
	Names   []string
	Heads   []wireHead
	Second  []wireSecond
}

type wireHead struct {
	Name    string
	Classes int
	Scale   float32
	Q       []int8
	Prior   []float64
}

// wireVersion counts changes of the encoding.
//
//	1: gzip of gob, int8 weights with one scale per head
//	2: a second stage
const wireVersion = 2

// ReadModel reads weights as WriteTo wrote them.
func ReadModel(r io.Reader) (*Model, error) {
	var w wire
	hash, err := unzip(r, &w)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if w.Version != wireVersion {
		return nil, fmt.Errorf("model: version %d, this rolecall reads %d", w.Version, wireVersion)
	}
	m := &Model{space: newSpace(), heads: map[archetypes.Field]*head{}}
	for _, n := range w.Names {
		m.space.id(n)
	}
	m.space.freeze()
	for _, h := range w.Heads {
		m.width += columns(h.Classes)
	}
	m.rows = make([]float32, m.width*len(w.Names))
	at := 0
	for _, f := range archetypes.Fields() {
		h, err := m.addHead(&w, string(f), len(archetypes.Values(f)), &at)
		if err != nil {
			return nil, err
		}
		m.heads[f] = h
	}
	for _, t := range archetypes.Traits() {
		h, err := m.addHead(&w, "trait."+t, 2, &at)
		if err != nil {
			return nil, err
		}
		m.traits = append(m.traits, h)
	}
	if err := m.addSecond(&w); err != nil {
		return nil, err
	}
	m.hash = hash
	return m, nil
}

// unzip reads what zipped wrote, and returns the SHA-256 of it in hex.
func unzip(r io.Reader, v any) (hash string, err error) {
	sum := sha256.New()
	zr, err := gzip.NewReader(io.TeeReader(r, sum))
	if err != nil {
		return "", err
	}
	if err := gob.NewDecoder(zr).Decode(v); err != nil {
		return "", err
	}
	if _, err := io.Copy(io.Discard, zr); err != nil { // what is left, and the check sum
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// addHead copies the weights of a head to the model's columns from at on, and
// moves at behind them.
func (m *Model) addHead(w *wire, name string, classes int, at *int) (*head, error) {
	i := slices.IndexFunc(w.Heads, func(h wireHead) bool { return h.Name == name })
	if i < 0 || w.Heads[i].Classes != classes || len(w.Heads[i].Q) != classes*len(w.Names) || len(w.Heads[i].Prior) != classes || *at+columns(classes) > m.width {
		return nil, fmt.Errorf("model: head %s is missing or of another size: run `make train`", name)
	}
	q := w.Heads[i]
	h := &head{at: *at, classes: classes, lean: Lean(q.Prior, tiltOf(archetypes.Field(name)))}
	for id := range w.Names {
		row, weights := m.rows[id*m.width+h.at:], q.Q[id*classes:][:classes]
		if classes == 2 {
			row[0] = (float32(weights[1])*q.Scale - float32(weights[0])*q.Scale) / 2
			continue
		}
		for c, v := range weights {
			row[c] = float32(v) * q.Scale
		}
	}
	*at += columns(h.classes)
	return h, nil
}

// scores returns the scores of all heads' columns.
func (m *Model) scores(v *vector) []float64 {
	sum := make([]float32, m.width)
	row := func(k int) ([]float32, float32) { return m.rows[int(v.ids[k])*m.width:][:len(sum)], v.vals[k] }
	k := 0
	for ; k+4 <= len(v.ids); k += 4 { // four at a time spare loading and storing
		wa, a := row(k)
		wb, b := row(k + 1)
		wc, c := row(k + 2)
		wd, d := row(k + 3)
		for i, s := range sum {
			// The conversions forbid fusing, which would differ between processors.
			s += float32(wa[i] * a)
			s += float32(wb[i] * b)
			s += float32(wc[i] * c)
			sum[i] = s + float32(wd[i]*d)
		}
	}
	for ; k < len(v.ids); k++ {
		w, x := row(k)
		for i := range sum {
			sum[i] += float32(w[i] * x)
		}
	}
	out := make([]float64, len(sum))
	for i, s := range sum {
		out[i] = float64(s)
	}
	return out
}

// weights returns a feature's weights for the classes of a head.
func (m *Model) weights(h *head, feature int32) []float32 {
	row := m.rows[int(feature)*m.width+h.at:][:columns(h.classes)]
	if h.classes == 2 {
		return []float32{-row[0], row[0]}
	}
	return row
}

// probabilities turns the model's scores into those of the head's classes. It
// writes into scores.
func (h *head) probabilities(scores []float64) archetypes.Distribution {
	d := archetypes.Distribution(scores[h.at : h.at+h.classes : h.at+h.classes])
	softmax(d)
	return d
}

// second returns the probability of the second of two classes.
func (h *head) second(scores []float64) float64 {
	if s := scores[h.at]; s < 0 {
		e := math.Exp(2 * s)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-2*scores[h.at]))
}

// How far a label leans from the most probable value toward rarer ones. The most
// probable value alone would hardly ever be a rare one, so that labels would
// agree with readers less than the probabilities allow. One tilt serves all
// conduct: cross-validation chooses it, or one beside it, in every fold. Shares
// are summed from probabilities and do not depend on it.
const (
	formTilt    = 0.1
	conductTilt = 0.4
)

func tiltOf(f archetypes.Field) float64 {
	switch f {
	case archetypes.Reference, archetypes.Mode:
		return 0
	case archetypes.Form:
		return formTilt
	}
	return conductTilt
}

// Lean returns what each class's probability is divided by for the label:
// prior^tilt.
func Lean(prior []float64, tilt float64) []float64 {
	lean := make([]float64, len(prior))
	for i, p := range prior {
		lean[i] = 1
		if tilt > 0 && p > 0 {
			lean[i] = math.Pow(p, tilt)
		}
	}
	return lean
}

// Decide returns the class that the label names: the largest p/lean.
func Decide(p, lean []float64) int {
	best, top := -1, 0.0
	for i, x := range p {
		if x /= lean[i]; best < 0 || x > top {
			best, top = i, x
		}
	}
	return best
}

func softmax(scores []float64) {
	top := math.Inf(-1)
	for _, s := range scores {
		top = max(top, s)
	}
	sum := 0.0
	for i, s := range scores {
		e := 1.0
		if s != top {
			e = math.Exp(s - top)
		}
		scores[i] = e
		sum += e
	}
	for i := range scores {
		scores[i] /= sum
	}
}
