package portrayal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sceneOf takes a text apart whose target stands in ⟦brackets⟧.
func sceneOf(t *testing.T, marked string) *scene {
	t.Helper()
	before, rest, ok := strings.Cut(marked, "⟦")
	target, after, ok2 := strings.Cut(rest, "⟧")
	if !ok || !ok2 {
		t.Fatalf("no target is marked in %q", marked)
	}
	text := before + target + after
	starts := []int{0}
	for i := range text {
		if i > 0 && strings.HasPrefix(text[i:], ". ") {
			starts = append(starts, i+2)
		}
	}
	return newScene(text, len(before), len(before)+len(target), starts)
}

var testWords = newVocabulary(&lexicon{}, newSpace())

func newScene(text string, start, end int, sentences []int) *scene {
	s := &scene{}
	s.set(stage{text, 0, sentences, start, end}, testWords.tokenize(nil, text, 0, len(text)))
	return s
}

func (s *scene) word(t *testing.T, w string) int {
	t.Helper()
	for i := range s.tokens {
		if s.tokens[i].lower == w {
			return i
		}
	}
	t.Fatalf("no word %q in %q", w, s.text)
	return 0
}

func TestRelation(t *testing.T) {
	for _, tc := range []struct {
		text, verb string
		want       Relation
		weight     float32
	}{
		{"The ⟦robot⟧ killed the guard.", "killed", Does, 1},
		{"The guard killed the ⟦robot⟧.", "killed", Undergoes, 1},
		{"The ⟦robot⟧ was killed at dawn.", "killed", Undergoes, 1},
		{"The guard was killed by the ⟦robot⟧.", "killed", Does, 1},
		{"The ⟦robot⟧ waited. Then it attacked the door.", "attacked", Does, 0.6},
		{"The ⟦robot⟧ slept while Anna attacked the door.", "attacked", 0, 0},
		{"The ⟦robot⟧ slept; I attacked the door.", "attacked", 0, 0},
		{"HAL: I killed them.\nDave saw ⟦HAL⟧.", "killed", Does, 0.8},
	} {
		t.Run(tc.text, func(t *testing.T) {
			s := sceneOf(t, tc.text)
			r, w := s.relationAt(s.word(t, tc.verb))
			if w != tc.weight || w > 0 && r != tc.want {
				t.Errorf("%q: relation %v with weight %v, want %v with %v", tc.verb, r, w, tc.want, tc.weight)
			}
		})
	}
}

func TestNegation(t *testing.T) {
	for _, tc := range []struct {
		text, verb string
		want       bool
	}{
		{"The ⟦robot⟧ never lied to her.", "lied", true},
		{"The ⟦robot⟧ did not harm anyone.", "harm", true},
		{"The ⟦robot⟧ refused to kill.", "kill", true},
		{"Not knowing why, the ⟦robot⟧ lied.", "lied", false},
		{"The ⟦robot⟧ lied, not she.", "lied", false},
	} {
		s := sceneOf(t, tc.text)
		if got := s.negated(s.word(t, tc.verb)); got != tc.want {
			t.Errorf("%q: denied = %v, want %v", tc.text, got, tc.want)
		}
	}
}

func TestWhoSpeaks(t *testing.T) {
	for _, tc := range []struct {
		name, text, word string
		want             zone
	}{
		{"own quote, verb after", "“I am afraid of you,” said the ⟦robot⟧.", "afraid", ownSpeech},
		{"own quote, name first", "The ⟦robot⟧ said, \"I am afraid of you.\"", "afraid", ownSpeech},
		{"another's quote", "\"I am afraid of you,\" said Anna to nobody. The ⟦robot⟧ left.", "afraid", otherSpeech},
		{"single quotes", "'I am afraid, and it's late,' said the ⟦robot⟧.", "afraid", ownSpeech},
		{"an apostrophe opens nothing", "The dogs' afraid ⟦robot⟧ said 'no' to 'em.", "afraid", narration},
		{"own turn", "⟦DATA⟧: I am afraid, sir.\nRIKER: Good.", "afraid", ownSpeech},
		{"another's turn", "⟦DATA⟧: Yes, sir.\nRIKER: I am afraid.", "afraid", otherSpeech},
		{"narration", "The ⟦robot⟧ was afraid.", "afraid", narration},
		{"scare quotes are no speech", "The \"afraid\" ⟦robot⟧ left.", "afraid", narration},
		{"screenplay", "\nDATA\nI am afraid of you.\n\nThe ⟦DATA⟧ bank hums.", "afraid", ownSpeech},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := sceneOf(t, tc.text)
			if got := s.tokens[s.word(t, tc.word)].zone; got != tc.want {
				t.Errorf("zone %v, want %v", got, tc.want)
			}
		})
	}
}

func TestInflect(t *testing.T) {
	for lemma, want := range map[string][]string{
		"kill":    {"kill", "kills", "killed", "killing"},
		"destroy": {"destroy", "destroys", "destroyed", "destroying"},
		"deny":    {"deny", "denies", "denied", "denying"},
		"plan":    {"plan", "plans", "planed", "planing", "planned", "planning"},
		"take":    {"take", "takes", "took", "taken", "taking"},
		"crush":   {"crush", "crushes", "crushed", "crushing"},
		"HAL":     {"HAL"},
	} {
		if diff := cmp.Diff(want, inflect(lemma)); diff != "" {
			t.Errorf("forms of %s (-want +got):\n%s", lemma, diff)
		}
	}
	if forms := inflect("take over"); forms[2] != "took over" {
		t.Errorf("a phrase inflects its first word, got %v", forms)
	}
}

// FuzzScene holds that no text breaks the parser and no token lies.
func FuzzScene(f *testing.F) {
	f.Add("“Hi,” said the robot.\n\nDATA: no", 15, 20)
	f.Add("A:\nB:\n\"\"\"", 0, 1)
	f.Add("a\xff’s—", 1, 2)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		if start < 0 || end > len(text) || start >= end {
			return
		}
		s := newScene(text, start, end, []int{0})
		last := 0
		for i := range s.tokens {
			k := s.tokens[i]
			if k.start < last || k.end < k.start || k.end > len(text) {
				t.Fatalf("token %+v after %d in %d bytes", k, last, len(text))
			}
			last = k.end
			s.relationAt(i)
			s.negated(i)
			s.supposed(i)
		}
	})
}
