package train

import (
	"hash/fnv"
	"slices"
	"strings"
	"sync"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// folds is the number of cross-validation folds.
const folds = 5

// split says which examples are predicted together, and which may teach then.
type split struct {
	// fold of each example, from 0.
	fold []int
	// teaches tells whether example i may teach the models that predict a fold.
	teaches func(fold, i int) bool
}

// byGroup splits by [quality.Groups]: every example is predicted by models
// that saw nothing of its group.
func byGroup(groups []string) split {
	s := split{fold: make([]int, len(groups))}
	for i, g := range groups {
		s.fold[i] = int(hash(g) % folds)
	}
	s.teaches = func(fold, i int) bool { return s.fold[i] != fold }
	return s
}

// part keeps the given share of the groups for teaching.
func (s split) part(groups []string, share float64) split {
	kept := make([]bool, len(groups))
	for i, g := range groups {
		kept[i] = float64(hash("part of "+g)%1000) < 1000*share
	}
	return split{s.fold, func(fold, i int) bool { return kept[i] && s.teaches(fold, i) }}
}

// byFranchise splits so that whole characters and franchises are left out:
// when a fold is predicted, nothing teaches whose target's character, whose
// work or whose group is in the fold. Examples that name no such thing go by
// their group.
func byFranchise(c *catalogue.Catalogue, examples []quality.Example, in []portrayal.Input, groups []string) split {
	f := newFranchises(c)
	s := split{fold: make([]int, len(examples))}
	keys := make([][]string, len(examples))
	var inFold [folds]map[string]bool
	for k := range inFold {
		inFold[k] = map[string]bool{}
	}
	for i := range examples {
		keys[i] = append(f.of(&examples[i], in[i].Who.Character), "group "+groups[i])
		s.fold[i] = int(hash(keys[i][0]) % folds)
		for _, key := range keys[i] {
			inFold[s.fold[i]][key] = true
		}
	}
	s.teaches = func(fold, i int) bool {
		return !slices.ContainsFunc(keys[i], func(key string) bool { return inFold[fold][key] })
	}
	return s
}

// franchises joins the titles of works that share a character or the words
// before a colon or number (Terminator, Terminator 2: Judgment Day).
type franchises struct {
	first map[string]string // franchise → first franchise of the same characters
}

func newFranchises(c *catalogue.Catalogue) *franchises {
	f := &franchises{first: map[string]string{}}
	for _, ch := range c.Characters {
		for _, w := range ch.Works[min(1, len(ch.Works)):] {
			a, b := f.find(franchise(ch.Works[0].Title)), f.find(franchise(w.Title))
			if a != b {
				f.first[max(a, b)] = min(a, b)
			}
		}
	}
	return f
}

func (f *franchises) find(name string) string {
	for f.first[name] != "" {
		name = f.first[name]
	}
	return name
}

// of returns what an example belongs to, the target's own first.
func (f *franchises) of(e *quality.Example, ch *catalogue.Character) []string {
	var out []string
	if ch != nil {
		if len(ch.Works) > 0 {
			out = append(out, "franchise "+f.find(franchise(ch.Works[0].Title)))
		}
		out = append(out, "character "+ch.ID)
	}
	switch title := e.Title(); {
	case title != "":
		out = append(out, "franchise "+f.find(franchise(title)))
	case e.Source == "scripts_startrek":
		out = append(out, "franchise "+f.find(franchise("Star Trek")))
	}
	return out
}

// franchise returns a title's words before its colon, dash or number.
func franchise(title string) string {
	head, _, _ := strings.Cut(title, ":")
	words := strings.Fields(quality.PlainTitle(head))
	if n := len(words); n > 1 && (strings.Trim(words[n-1], "0123456789") == "" || strings.Trim(words[n-1], "ivx") == "") {
		words = words[:n-1]
	}
	if len(words) >= 2 && words[0] == "star" && (words[1] == "trek" || words[1] == "wars") {
		words = words[:2] // slugs have no colon
	}
	return strings.Join(words, " ")
}

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// predict predicts examples fold by fold. Only the first n examples are
// predicted; all teach.
func predict(d *portrayal.Dataset, heads []task, n int, s split) []prediction {
	return predictBy(heads, n, s, func(t task, use func(i int) bool) func(i int) []float64 {
		w := fit(d, t, use)
		return func(i int) []float64 { return probabilities(d.Rows[i], w, t.classes) }
	})
}

// fitter fits one head on the examples for which use is true, and returns what
// predicts example i.
type fitter func(t task, use func(i int) bool) func(i int) []float64

func predictBy(heads []task, n int, s split, fit fitter) []prediction {
	out := make([]prediction, n)
	for i := range out {
		out[i] = prediction{}
	}
	var mu sync.Mutex
	inParallel(len(heads)*folds, func(k int) {
		t, fold := heads[k/folds], k%folds
		of := fit(t, func(i int) bool { return s.teaches(fold, i) })
		mu.Lock()
		defer mu.Unlock()
		for i := range out {
			if s.fold[i] == fold {
				out[i][t.name] = of(i)
			}
		}
	})
	return out
}
