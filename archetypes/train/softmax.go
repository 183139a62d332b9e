package train

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"rolecall/archetypes/portrayal"
)

// fitSoftmax fits a multinomial logistic regression with an L2 penalty by
// L-BFGS. labels[i] is the class of rows[i]; the weights come back
// feature-major. penalty holds one factor per feature: the objective is the
// negative log likelihood plus penalty/2 · w² summed over all weights.
//
// The objective is convex and the start is zero, so the result depends on the
// arguments alone.
func fitSoftmax(rows []portrayal.Row, labels []int, classes int, penalty []float64) []float64 {
	return fitFrom(make([]float64, len(penalty)*classes), rows, labels, classes, penalty)
}

// fitFrom is fitSoftmax with a start of its own: near the optimum it takes fewer
// steps.
func fitFrom(start []float64, rows []portrayal.Row, labels []int, classes int, penalty []float64) []float64 {
	return fitToward(nil, start, rows, labels, classes, penalty)
}

// fitToward is fitFrom whose penalty holds the weights not to zero but to center,
// feature-major; nil is zero.
func fitToward(center, start []float64, rows []portrayal.Row, labels []int, classes int, penalty []float64) []float64 {
	obj := &softmaxObjective{rows: rows, labels: labels, classes: classes, penalty: penalty, center: center}
	last := evaluation{grad: make([]float64, len(penalty)*classes)}
	p := optimize.Problem{
		Func: func(w []float64) float64 { last.at(obj, w); return last.loss },
		Grad: func(grad, w []float64) { last.at(obj, w); copy(grad, last.grad) },
	}
	settings := &optimize.Settings{GradientThreshold: 1e-3, MajorIterations: 120, Concurrent: 1,
		Converger: &optimize.FunctionConverge{Relative: 1e-5, Iterations: 5}}
	res, err := optimize.Minimize(p, start, settings, &optimize.LBFGS{Store: 8})
	if res == nil {
		panic("train: optimizer returned nothing: " + err.Error()) // only for a malformed problem
	}
	return res.X // a line search that stalls near the optimum is good enough
}

// evaluation keeps the last point that was evaluated: the optimizer asks for
// the loss and the gradient of a point one after the other.
type evaluation struct {
	w, grad []float64
	loss    float64
}

func (e *evaluation) at(obj *softmaxObjective, w []float64) {
	if e.w != nil && slices.Equal(e.w, w) {
		return
	}
	e.w = append(e.w[:0], w...)
	e.loss = obj.eval(w, e.grad)
}

type softmaxObjective struct {
	rows    []portrayal.Row
	labels  []int
	classes int
	penalty []float64
	center  []float64
}

// eval returns the penalised negative log likelihood and, where grad is not
// nil, its gradient.
func (o *softmaxObjective) eval(w, grad []float64) float64 {
	loss := 0.0
	for i, x := range w {
		p := o.penalty[i/o.classes]
		if o.center != nil {
			x -= o.center[i]
		}
		loss += p / 2 * x * x
		if grad != nil {
			grad[i] = p * x
		}
	}
	scores := make([]float64, o.classes)
	for i, r := range o.rows {
		score(r, w, scores)
		logSum := logSumExp(scores)
		loss += logSum - scores[o.labels[i]]
		if grad == nil {
			continue
		}
		for c := range scores {
			scores[c] = math.Exp(scores[c] - logSum)
		}
		scores[o.labels[i]]--
		for k, id := range r.IDs {
			x := float64(r.Vals[k])
			g := grad[int(id)*o.classes:][:o.classes]
			for c, s := range scores {
				g[c] += s * x
			}
		}
	}
	return loss
}

func score(r portrayal.Row, w, scores []float64) {
	for c := range scores {
		scores[c] = 0
	}
	n := len(scores)
	for k, id := range r.IDs {
		x := float64(r.Vals[k])
		for c, wc := range w[int(id)*n:][:n] {
			scores[c] += wc * x
		}
	}
}

func logSumExp(scores []float64) float64 {
	top := math.Inf(-1)
	for _, s := range scores {
		top = max(top, s)
	}
	sum := 0.0
	for _, s := range scores {
		sum += math.Exp(s - top)
	}
	return top + math.Log(sum)
}

// probabilities returns the class probabilities of one row.
func probabilities(r portrayal.Row, w []float64, classes int) []float64 {
	return softmax(scored(r, w, classes))
}

// scored returns the scores of one row.
func scored(r portrayal.Row, w []float64, classes int) []float64 {
	scores := make([]float64, classes)
	score(r, w, scores)
	return scores
}

// softmax returns the probabilities of scores.
func softmax(scores []float64) []float64 {
	p := make([]float64, len(scores))
	logSum := logSumExp(scores)
	for c, s := range scores {
		p[c] = math.Exp(s - logSum)
	}
	return p
}
