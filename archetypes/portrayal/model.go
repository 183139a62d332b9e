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

var archetypeOrder = archetypes.Archetypes()

//go:embed weights.bin
var embedded []byte

// Model is a set of linear models, one per field and one per trait, over the
// features of a passage. It is safe for concurrent use.
type Model struct {
	space  *space
	heads  map[archetypes.Field]*head
	traits []*head // parallel to archetypes.Traits(), two classes each
	// rows holds, feature by feature, the weights of all heads' classes, width
	// of them a feature, so that one pass over a passage's features scores
	// every head.
	rows  []float32
	width int
	hash  string
}

// head is a multinomial logistic regression: scores = weights · features,
// probabilities = softmax(scores). See Bishop, Pattern Recognition and Machine
// Learning, 4.3.4. Its weights are columns at to at+classes of the rows.
type head struct {
	at, classes int
	// prior holds the share of each class among the fitted examples.
	prior []float64
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
const wireVersion = 1

// ReadModel reads weights as WriteTo wrote them.
func ReadModel(r io.Reader) (*Model, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	zr, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	var w wire
	if err := gob.NewDecoder(zr).Decode(&w); err != nil {
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
		m.width += h.Classes
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
	sum := sha256.Sum256(data)
	m.hash = hex.EncodeToString(sum[:])
	return m, nil
}

// addHead copies the weights of a head to the model's columns from at on, and
// moves at behind them.
func (m *Model) addHead(w *wire, name string, classes int, at *int) (*head, error) {
	i := slices.IndexFunc(w.Heads, func(h wireHead) bool { return h.Name == name })
	if i < 0 || w.Heads[i].Classes != classes || len(w.Heads[i].Q) != classes*len(w.Names) || len(w.Heads[i].Prior) != classes || *at+classes > m.width {
		return nil, fmt.Errorf("model: head %s is missing or of another size: run `make train`", name)
	}
	q := w.Heads[i]
	h := &head{at: *at, classes: classes, prior: q.Prior}
	for k, v := range q.Q {
		m.rows[k/classes*m.width+h.at+k%classes] = float32(v) * q.Scale
	}
	*at += classes
	return h, nil
}

// scores returns the scores of all heads' classes.
func (m *Model) scores(v *vector) []float64 {
	sum := make([]float32, m.width)
	for k, id := range v.ids {
		x := v.vals[k]
		for c, w := range m.rows[int(id)*m.width:][:len(sum)] {
			sum[c] += float32(w * x) // the conversion forbids fusing, which would differ between processors
		}
	}
	out := make([]float64, len(sum))
	for c, s := range sum {
		out[c] = float64(s)
	}
	return out
}

// weights returns a feature's weights for the classes of a head.
func (m *Model) weights(h *head, feature int32) []float32 {
	return m.rows[int(feature)*m.width+h.at:][:h.classes]
}

// probabilities turns the model's scores into those of the head's classes. It
// writes into scores.
func (h *head) probabilities(scores []float64) archetypes.Distribution {
	d := archetypes.Distribution(scores[h.at : h.at+h.classes : h.at+h.classes])
	softmax(d)
	return d
}

// tilts are how far a label leans from the most probable value toward rarer
// ones. The most probable value alone would hardly ever be a rare one, so that
// labels would agree with readers less than the probabilities allow. Chosen by
// cross-validation for agreement (κ); shares are summed from probabilities and
// do not depend on it.
var tilts = map[archetypes.Field]float64{
	archetypes.Form: 0.3, archetypes.ArchetypeOf: 0.4, archetypes.Benevolence: 0.3, archetypes.Alignment: 0.4,
	archetypes.Stance: 0.4, archetypes.Agency: 0.45, archetypes.Arc: 0.6, archetypes.Humanlike: 0.6,
}

// Decide returns the class that the label names: the largest p/prior^tilt.
func Decide(f archetypes.Field, p, prior []float64) int {
	best, top := -1, 0.0
	for i, x := range p {
		if tilt := tilts[f]; tilt > 0 && prior[i] > 0 {
			x /= math.Pow(prior[i], tilt)
		}
		if best < 0 || x > top {
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
		scores[i] = math.Exp(s - top)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}
