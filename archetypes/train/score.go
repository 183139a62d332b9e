package train

import (
	"rolecall/archetypes"
	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// familyProbabilities sums archetype probabilities by family.
func familyProbabilities(p []float64) []float64 {
	out := make([]float64, len(archetypes.Families()))
	for i, a := range archetypes.Archetypes() {
		out[quality.FamilyIndex(archetypes.Family(a))] += p[i]
	}
	return out
}

func best(p []float64) int { return archetypes.Distribution(p).Best() }

// figures measures predictions against labels.
func figures(examples []quality.Example, pred []prediction) []quality.Figure {
	return quality.Figures(examples, codings(examples, pred))
}

// codings decides each prediction as the tagger would. Its priors are those of
// the examples.
func codings(examples []quality.Example, pred []prediction) []quality.Coding {
	prior := map[archetypes.Field][]float64{}
	for _, t := range tasks(examples) {
		prior[archetypes.Field(t.name)] = t.prior()
	}
	out := make([]quality.Coding, len(pred))
	for i, p := range pred {
		for _, f := range archetypes.Fields() {
			out[i].Classes = append(out[i].Classes, portrayal.Decide(f, p[string(f)], prior[f]))
		}
		for _, t := range archetypes.Traits() {
			out[i].Traits = append(out[i].Traits, p["trait."+t][1] >= portrayal.TraitThreshold)
		}
	}
	return out
}
