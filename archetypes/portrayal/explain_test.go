package portrayal

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
)

func builtinTagger(t *testing.T) *Tagger {
	t.Helper()
	c, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	m, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return NewTagger(c, m)
}

const explained = "The crew of the Amber trusted their ship. Then the robot killed the pilot at the lock and sealed the doors behind it. " +
	"“You will all die here,” said the robot. “Please, open the doors,” said Anna. Nobody on the ship slept that night, and in the morning three more were gone."

func TestExplain(t *testing.T) {
	tagger := builtinTagger(t)
	at := len([]rune(explained[:strings.Index(explained, "robot killed")]))
	e, ok := tagger.Explain(explained, "", at+2)
	if !ok {
		t.Fatal("no mention is explained at the robot")
	}
	if diff := cmp.Diff(tagger.Tag(explained, "").Mentions[0], e.Tagged, cmpopts.EquateApprox(0, 1e-12), sameUnits); diff != "" {
		t.Errorf("what is explained is not what is tagged (-tagged +explained):\n%s", diff)
	}
	passage := []rune(e.Passage)
	if got := string(passage[e.Target.Start:e.Target.End]); got != "robot" || e.Who.Kind.ID != "robot" || e.Basis.Rule != mention.RuleKind {
		t.Errorf("the target is %q, %s by %s", got, e.Who.Kind.ID, e.Basis.Rule)
	}
	var own, others []string
	for _, v := range e.Voices {
		text := string(passage[v.Start:v.End])
		if v.Own {
			own = append(own, text)
		} else {
			others = append(others, text)
		}
	}
	if diff := cmp.Diff([][]string{{"“You will all die here,"}, {"“Please, open the doors,"}}, [][]string{own, others}); diff != "" {
		t.Errorf("own speech and others' (-want +got):\n%s", diff)
	}
	violence := slices.IndexFunc(e.Shown, func(r Reasons) bool { return r.Label == "violence" })
	if violence < 0 {
		t.Fatalf("violence is not among the traits: %v", e.Traits)
	}
	found := false
	for _, c := range e.Shown[violence].For {
		found = found || Reading(c.Feature, c.Words) == "does: killed (violence)"
	}
	if !found {
		t.Errorf("nothing says that it kills: %+v", e.Shown[violence].For)
	}
	if _, ok := tagger.Explain(explained, "", 0); ok {
		t.Error("a mention is explained where there is none")
	}
}

// The amounts of a label add up to its score, which is the logarithm of its
// probability less the mean over the values.
func TestAmountsAddUp(t *testing.T) {
	tagger := builtinTagger(t)
	at := len([]rune(explained[:strings.Index(explained, "robot killed")]))
	e, _ := tagger.Explain(explained, "", at)
	for _, r := range append(e.Fields, e.Shown...) {
		f := archetypes.Field(r.Field)
		if f == archetypes.Reference || f == archetypes.Mode {
			continue // these two are made to agree afterwards
		}
		label := archetypes.Index(f, r.Label)
		if strings.HasPrefix(r.Field, "trait.") {
			label = 1
		}
		mean := 0.0
		for _, p := range r.P {
			mean += math.Log(p) / float64(len(r.P))
		}
		sum := r.Rest
		for _, c := range slices.Concat(r.For, r.Against) {
			sum += c.Amount
			if math.Abs(c.Value*c.Weight-c.Amount) > 1e-9 {
				t.Errorf("%s: %s adds %v, not value times weight", f, c.Feature, c.Amount)
			}
		}
		if want := math.Log(r.P[label]) - mean; math.Abs(sum-want) > 1e-4 {
			t.Errorf("%s: the amounts add up to %.6f, the score is %.6f", r.Field, sum, want)
		}
	}
}

func TestExplainNamesRules(t *testing.T) {
	tagger := builtinTagger(t)
	text := "The robot carried the old woman home. “You may switch me off whenever you like,” said the robot, “I do not mind being switched off.” She wept, and it held her hand until she slept, and told her that all would be well in the morning."
	for _, m := range tagger.Tag(text, "").Mentions {
		e, _ := tagger.Explain(text, "", m.Start)
		var ids []string
		for _, r := range e.Rules {
			ids = append(ids, r.ID)
			if len(r.Words) == 0 {
				t.Errorf("%s is shown by no words", r.ID)
			}
		}
		if diff := cmp.Diff(m.Gaps, ids); diff != "" {
			t.Errorf("gaps (-tagged +explained):\n%s", diff)
		}
	}
}

func TestReading(t *testing.T) {
	for _, tc := range []struct {
		feature string
		words   []string
		want    string
	}{
		{"trait.violence@does", []string{"kill"}, "does: kill (violence)"},
		{"trait.violence", []string{"kill", "maim"}, "cue: kill, maim (violence)"},
		{"trait.violence@undergoes", nil, "undergoes (violence)"},
		{"not.trait.violence", []string{"kill"}, "denied: kill (violence)"},
		{"not.trait.violence@does", []string{"kill"}, "does, denied: kill (violence)"},
		{"if.archetype.usurper", []string{"rule"}, "only supposed: rule (usurper)"},
		{"gap.no_memory@says", []string{"forget"}, "says: forget (no_memory)"},
		{"prior.usurper", nil, "the catalogue's prior: usurper"},
		{"s:blood", nil, "its sentence has “blood”"},
		{"left=^", nil, "shortly before it: a name"},
		{"l2=of_the", nil, "right before it: of the"},
		{"target.kindword=robot", nil, "the word for it is one for robot"},
		{"form.mark=**", nil, "the passage has the mark “**”"},
		{"bias", nil, "how common the value is"},
	} {
		if got := Reading(tc.feature, tc.words); got != tc.want {
			t.Errorf("Reading(%q, %q) = %q, want %q", tc.feature, tc.words, got, tc.want)
		}
	}
}

// Every feature of the embedded model can be said in words.
func TestEveryFeatureReads(t *testing.T) {
	m, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range m.space.names {
		if Reading(name, nil) == name {
			t.Errorf("feature %q has no reading", name)
		}
	}
}

// sameUnits compares characters and kinds as what they are in the catalogue: one
// and the same.
var sameUnits = cmp.Options{
	cmp.Comparer(func(a, b *catalogue.Kind) bool { return a == b }),
	cmp.Comparer(func(a, b *catalogue.Character) bool { return a == b }),
}
