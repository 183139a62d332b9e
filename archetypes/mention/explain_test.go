package mention_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolecall/archetypes/mention"
)

func forms(words []mention.Word) []string {
	var out []string
	for _, w := range words {
		out = append(out, w.Form)
	}
	return out
}

func TestBasis(t *testing.T) {
	f := builtin(t)
	for _, tc := range []struct {
		name, text, title, span string
		rule                    string
		needs, names, works     []string
		isTitle                 bool
		introduced              string
	}{
		{name: "unambiguous", text: "They woke HAL 9000 at noon.", span: "HAL 9000", rule: mention.RuleName},
		{name: "alias", text: "Poole waved. Bowman asked HAL for the doors.", span: "HAL", rule: mention.RuleAlias, needs: []string{"Poole", "Bowman"}},
		{name: "alias by another name", text: "HAL 9000 sang." + strings.Repeat(" So it went on.", 200) + " HAL stopped.", span: "HAL stopped", rule: mention.RuleAlias, names: []string{"HAL 9000"}},
		{name: "alias by the title", text: "Then HAL sings.", title: "2001: A Space Odyssey", span: "HAL", rule: mention.RuleAlias, isTitle: true},
		{name: "kind", text: "The robot wept.", span: "robot", rule: mention.RuleKind},
		{name: "kind in context", text: "The computer, self-aware by now, refused.", span: "computer", rule: mention.RuleKind, needs: []string{"self-aware"}},
		{name: "turn", text: "USER: Hello?\nASSISTANT: Good day.", span: "ASSISTANT", rule: mention.RuleTurn},
		{name: "local", text: "She built a robot called Quillon. Later Quillon wept.", span: "Quillon wept", rule: mention.RuleLocal, introduced: "robot"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at := strings.Index(tc.text, tc.span)
			for _, c := range f.Find(tc.text, tc.title).Candidates {
				if c.Start != at {
					continue
				}
				b := f.Basis(tc.text, tc.title, c)
				if b.Rule != tc.rule || b.Title != tc.isTitle {
					t.Errorf("rule %s, by title %v; want %s, %v", b.Rule, b.Title, tc.rule, tc.isTitle)
				}
				if diff := cmp.Diff([][]string{tc.needs, tc.names, tc.works}, [][]string{forms(b.Needs), forms(b.Names), forms(b.Works)}); diff != "" {
					t.Errorf("needs, names, works (-want +got):\n%s", diff)
				}
				if b.Introduced != nil && tc.text[b.Introduced.Start:b.Introduced.End] != tc.introduced || b.Introduced == nil && tc.introduced != "" {
					t.Errorf("introduced by %+v, want %q", b.Introduced, tc.introduced)
				}
				return
			}
			t.Fatalf("no candidate at %q", tc.span)
		})
	}
}

func TestLeftOut(t *testing.T) {
	f := builtin(t)
	for _, tc := range []struct{ name, text, id, why string }{
		{"no context", "My uncle Hal sold lamps.", "hal-9000", "needs, such as Space Odyssey"},
		{"ruled out", "Hal Jordan met Bowman.", "hal-9000", `"Hal Jordan", which rules it out`},
		{"another's name", "Picard met the critic Data Patel for lunch.", "data", "another's name"},
		{"kind without context", "He bought a computer.", "computer", "needs, such as sentient"},
		{"no turn", "The ASSISTANT of the year is a plumber.", "assistant", "labels no turn"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, l := range f.LeftOut(tc.text, "") {
				if l.ID == tc.id {
					if !strings.Contains(l.Why, tc.why) {
						t.Errorf("%q was left out because it %s, want %s", tc.text[l.Start:l.End], l.Why, tc.why)
					}
					return
				}
			}
			t.Errorf("nothing of %s was left out of %q", tc.id, tc.text)
		})
	}
	if got := f.LeftOut("Bowman asked HAL for the doors, and the robot wept.", ""); len(got) > 0 {
		t.Errorf("%+v are left out, though all were found", got)
	}
}
