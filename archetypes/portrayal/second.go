package portrayal

import (
	"fmt"
	"slices"
	"strings"

	"rolecall/archetypes"
)

// second is the second stage of a head: a multinomial logistic regression over
// what the first stage makes of all heads (stacking; Wolpert 1992). See
// SecondInputs for what it reads. The scores of the first stage go in as they
// are, so that a feature's weight for a label is still one number.
type second struct {
	classes int
	weights []float64 // input-major, the head's own scores first
}

type wireSecond struct {
	Name    string
	Weights []float32
}

// addSecond reads the heads of the second stage.
func (m *Model) addSecond(w *wire) error {
	inputs := 0
	for _, h := range w.Heads {
		inputs += columns(h.Classes)
	}
	m.second = map[archetypes.Field]*second{}
	for _, s := range w.Second {
		h := m.heads[archetypes.Field(s.Name)]
		if h == nil || len(s.Weights) != h.classes*(h.classes+inputs) {
			return fmt.Errorf("model: second stage of %q is of no head, or of another size: run `make train`", s.Name)
		}
		x := &second{classes: h.classes}
		for _, v := range s.Weights {
			x.weights = append(x.weights, float64(v))
		}
		m.second[archetypes.Field(s.Name)] = x
	}
	return nil
}

// score returns the scores for the head's own scores in the first stage, less
// their mean, and all probabilities.
func (s *second) score(own, p []float64) []float64 {
	out := make([]float64, s.classes)
	s.addTo(out, 0, own)
	s.addTo(out, len(own), p)
	return out
}

// addTo adds what the inputs from number at on are worth.
func (s *second) addTo(out []float64, at int, inputs []float64) {
	for k, x := range inputs {
		for c, w := range s.weights[(at+k)*s.classes:][:s.classes] {
			out[c] += float64(w * x) // not fused, see scores
		}
	}
}

// appendCentred appends scores less their mean.
func appendCentred(out, scores []float64) []float64 {
	mean := 0.0
	for _, s := range scores {
		mean += s / float64(len(scores))
	}
	for _, s := range scores {
		out = append(out, s-mean)
	}
	return out
}

// probabilities returns those of all fields, and of each trait.
func (m *Model) probabilities(v *vector) (byField []archetypes.Distribution, byTrait []float64) {
	p := m.scores(v)
	own := make([][]float64, len(fields))
	byField = make([]archetypes.Distribution, len(fields))
	for i, f := range fields {
		h := m.heads[f]
		if m.second[f] != nil {
			own[i] = appendCentred(make([]float64, 0, h.classes), p[h.at:][:h.classes])
		}
		byField[i] = h.probabilities(p)
	}
	for _, h := range m.traits {
		p[h.at] = h.second(p)
	}
	for i, f := range fields {
		if s := m.second[f]; s != nil {
			// p keeps what the first stage says.
			byField[i] = s.score(own[i], p)
			softmax(byField[i])
		}
	}
	return byField, p[m.traits[0].at:]
}

// firstPrefix starts the features that are probabilities of the first stage.
const firstPrefix = "first."

// secondReasons returns the probabilities of the first stage as features of a
// field's second stage, with their weights for its classes.
func (m *Model) secondReasons(f archetypes.Field, v *vector) (names []string, vals []float64, weights [][]float64) {
	s := m.second[f]
	if s == nil {
		return nil, nil, nil
	}
	p := m.scores(v)
	for _, f := range fields {
		m.heads[f].probabilities(p)
		for _, value := range values[f] {
			names = append(names, firstPrefix+string(f)+"="+value)
		}
	}
	for i, h := range m.traits {
		p[h.at] = h.second(p)
		names = append(names, firstPrefix+"trait="+traits[i])
	}
	for k := range p {
		weights = append(weights, s.weights[(s.classes+k)*s.classes:][:s.classes])
	}
	return names, p, weights
}

// weightsOf returns a feature's weights for the classes of a field.
func (m *Model) weightsOf(f archetypes.Field, feature int32) []float64 {
	var own []float64
	for _, w := range m.weights(m.heads[f], feature) {
		own = append(own, float64(w))
	}
	s := m.second[f]
	if s == nil {
		return own
	}
	out := make([]float64, s.classes)
	s.addTo(out, 0, appendCentred(nil, own))
	return out
}

// readFirst reads a feature of the first stage in words: first.field=value.
func readFirst(feature string) (string, bool) {
	rest, ok := strings.CutPrefix(feature, firstPrefix)
	field, value, ok2 := strings.Cut(rest, "=")
	if !ok || !ok2 {
		return "", false
	}
	if field == "trait" || slices.Contains(fields, archetypes.Field(field)) {
		return "at first reading, " + field + ": " + strings.ReplaceAll(value, "_", " "), true
	}
	return "", false
}
