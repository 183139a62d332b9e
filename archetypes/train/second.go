package train

import (
	"slices"
	"sync"

	"rolecall/archetypes"
	"rolecall/archetypes/portrayal"
)

// secondFields are read twice: what the first stage makes of all fields and
// traits tells more of them (stacking; Wolpert 1992). The stance and the traits
// gained nothing by it.
var secondFields = []archetypes.Field{
	archetypes.ArchetypeOf, archetypes.Benevolence, archetypes.Alignment, archetypes.Agency, archetypes.Arc, archetypes.Humanlike,
}

// How hard the weights of the second stage are held down: those of the first
// stage's probabilities, and those of the head's own scores. Figures hardly
// depend on them, between 5 and 50.
const (
	secondPenalty    = 10
	secondOwnPenalty = 0.5
)

// secondTasks returns the positions of the tasks that are read twice.
func secondTasks(all []task) []int {
	var out []int
	for t := range all {
		if slices.Contains(secondFields, archetypes.Field(all[t].name)) {
			out = append(out, t)
		}
	}
	return out
}

// firstStage holds the scores of all heads for every example, by models that
// saw nothing of its fold.
type firstStage struct {
	d     *portrayal.Dataset
	heads []task
	fold  []int // of each example
	// alone[i][t] are the scores of example i by a model that did not see its
	// fold. besides[f][i][t] are those by one that did not see fold f either, so
	// that what is fitted on them may be measured on f.
	alone   [][][]float64
	besides [folds][][][]float64
}

// readFirst fits the first stage for each fold left out, and, where nested is
// true, for each two. teaches tells whether example i may teach what predicts
// a fold.
func readFirst(d *portrayal.Dataset, heads []task, fold []int, teaches func(fold, i int) bool, nested bool) *firstStage {
	s := &firstStage{d: d, heads: heads, fold: fold, alone: emptyScores(len(fold), len(heads))}
	for f := range s.besides {
		if nested {
			s.besides[f] = emptyScores(len(fold), len(heads))
		}
	}
	inParallel(len(heads)*folds, func(k int) {
		t, f := k/folds, k%folds
		w := fit(d, heads[t], func(i int) bool { return teaches(f, i) })
		s.score(t, w, f, s.alone)
		for g := f + 1; nested && g < folds; g++ {
			w := refit(w, d, heads[t], func(i int) bool { return teaches(f, i) && teaches(g, i) })
			s.score(t, w, f, s.besides[g])
			s.score(t, w, g, s.besides[f])
		}
	})
	return s
}

func emptyScores(examples, heads int) [][][]float64 {
	out := make([][][]float64, examples)
	for i := range out {
		out[i] = make([][]float64, heads)
	}
	return out
}

// score fills in what weights say of the examples of a fold.
func (s *firstStage) score(t int, w []float64, fold int, into [][][]float64) {
	for i := range s.fold {
		if s.fold[i] == fold {
			into[i][t] = scored(s.d.Rows[i], w, s.heads[t].classes)
		}
	}
}

// noFold is the fold of no example.
const noFold = -1

// inputs returns what the second stage of head t reads of example i, by models
// that saw neither its fold nor the given one.
func (s *firstStage) inputs(i, fold, t int) portrayal.Row {
	scores := s.alone[i]
	if fold != noFold && fold != s.fold[i] {
		scores = s.besides[fold][i]
	}
	p := make([][]float64, len(scores))
	for k := range scores {
		p[k] = softmax(scores[k])
	}
	return portrayal.SecondInputs(p, scores[t])
}

// fitSecond fits the second stage of head t on the examples for which use is
// true, to be measured on fold.
func (s *firstStage) fitSecond(t, fold int, use func(i int) bool) []float64 {
	var rows []portrayal.Row
	var labels []int
	for k, i := range s.heads[t].rows {
		if use(i) {
			rows = append(rows, s.inputs(i, fold, t))
			labels = append(labels, s.heads[t].labels[k])
		}
	}
	penalty := make([]float64, len(rows[0].IDs))
	for k := range penalty {
		penalty[k] = secondPenalty
		if k < s.heads[t].classes {
			penalty[k] = secondOwnPenalty
		}
	}
	return fitSoftmax(rows, labels, s.heads[t].classes, penalty)
}

// secondHeads fits the second stage on what models say of examples that they
// did not see.
func secondHeads(d *portrayal.Dataset, heads []task, fold []int) []portrayal.Head {
	first := readFirst(d, heads, fold, func(f, i int) bool { return fold[i] != f }, false)
	again := secondTasks(heads)
	out := make([]portrayal.Head, len(again))
	inParallel(len(again), func(k int) {
		t := heads[again[k]]
		out[k] = portrayal.Head{Name: t.name, Classes: t.classes, Weights: first.fitSecond(again[k], noFold, everything)}
	})
	return out
}

// predictTwice predicts the first n examples, fold by fold, by both stages. All
// examples teach where they may.
func predictTwice(d *portrayal.Dataset, heads []task, n int, fold []int, teaches func(fold, i int) bool) []prediction {
	first := readFirst(d, heads, fold, teaches, true)
	out := make([]prediction, n)
	for i := range out {
		out[i] = prediction{}
		for t := range heads {
			out[i][heads[t].name] = softmax(first.alone[i][t])
		}
	}
	var mu sync.Mutex
	again := secondTasks(heads)
	inParallel(len(again)*folds, func(k int) {
		t, f := again[k/folds], k%folds
		w := first.fitSecond(t, f, func(i int) bool { return teaches(f, i) })
		mu.Lock()
		defer mu.Unlock()
		for i := range out {
			if fold[i] == f {
				out[i][heads[t].name] = probabilities(first.inputs(i, f, t), w, heads[t].classes)
			}
		}
	})
	return out
}
