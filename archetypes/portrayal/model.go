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
	hash   string
}

// head is a multinomial logistic regression: scores = weights · features,
// probabilities = softmax(scores / temperature). See Bishop, Pattern
// Recognition and Machine Learning, 4.3.4.
type head struct {
	classes int
	// weights holds classes values per feature, feature-major.
	weights []float32
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
	m.space.frozen = true
	for _, f := range archetypes.Fields() {
		h, err := w.head(string(f), len(archetypes.Values(f)))
		if err != nil {
			return nil, err
		}
		m.heads[f] = h
	}
	for _, t := range archetypes.Traits() {
		h, err := w.head("trait."+t, 2)
		if err != nil {
			return nil, err
		}
		m.traits = append(m.traits, h)
	}
	sum := sha256.Sum256(data)
	m.hash = hex.EncodeToString(sum[:])
	return m, nil
}

func (w *wire) head(name string, classes int) (*head, error) {
	i := slices.IndexFunc(w.Heads, func(h wireHead) bool { return h.Name == name })
	if i < 0 || w.Heads[i].Classes != classes || len(w.Heads[i].Q) != classes*len(w.Names) || len(w.Heads[i].Prior) != classes {
		return nil, fmt.Errorf("model: head %s is missing or of another size: run `make train`", name)
	}
	q := w.Heads[i]
	h := &head{classes: classes, weights: make([]float32, len(q.Q)), prior: q.Prior}
	for i, v := range q.Q {
		h.weights[i] = float32(v) * q.Scale
	}
	return h, nil
}

// predict returns the probabilities of a head's classes.
func (h *head) predict(v *vector) archetypes.Distribution {
	scores := make(archetypes.Distribution, h.classes)
	for k, id := range v.ids {
		row := h.weights[int(id)*h.classes:][:h.classes]
		x := v.vals[k]
		for c, w := range row {
			scores[c] += float64(w * x)
		}
	}
	softmax(scores)
	return scores
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
