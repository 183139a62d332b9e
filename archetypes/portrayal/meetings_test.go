package portrayal

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rolecall/archetypes/catalogue"
)

// shy is a trait that only a rule shows, in each of the two ways.
const shy = `id: shy
description: It is shy.
cues: [{extends: does, words: [blush]}]
rules:
  - extends: does
    within: 6
    all:
      - words: [hide, avoid]
      - words: [a|the guests, visitors]
    none: [thief]
  - extends: says
    all:
      - words: [not sure]
        denied: [dare]
      - words: [whether|if i should, speak]
examples:
  match: [The robot blushes., The android hides from the guests.]
  no_match: [The robot speaks., The robot hides the spoons.]
`

func TestMeetings(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "traits"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "traits", "shy.yml"), []byte(shy), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := catalogue.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	tagger := NewTagger(c, nil)
	for _, tc := range []struct {
		name, text string
		want       bool
	}{
		{"both words", "The robot hides from the guests.", true},
		{"an inflected word", "The robot avoided all visitors.", true},
		{"the next sentence", "The robot hides. The guests look for it.", true},
		{"two sentences on", "The robot hides. It rains. The guests look for it.", false},
		{"one word", "The robot hides.", false},
		{"another hides", "The cook hides from the guests, and the robot serves.", false},
		{"denied", "The robot never hides from the guests.", false},
		{"the second word denied", "The robot hides, but from no visitors.", false},
		{"out of reach", "The robot hides in the tall blue cupboard under the narrow stairs from the guests.", false},
		{"ruled out", "The robot hides the thief from the guests.", false},
		{"said", `“I am not sure whether I should,” said the robot.`, true},
		{"said by another", `The robot waited. “I am not sure whether I should,” said the cook.`, false},
		{"denied as the rule asks", `“I do not dare to speak,” said the robot.`, true},
		{"not denied", `“I dare to speak,” said the robot.`, false},
		{"speech that goes on", `“Good evening,” said the robot. “I am not sure whether I should come in.”`, true},
		{"another's answer", "“Good evening,” said the robot.\n\n“I am not sure whether I should,” said the cook.", false},
		{"after a long aside", `“Good evening,” said the robot, and set the tray down on the table beside the lamp that the aunts had sent. “I am not sure whether I should come in.”`, false},
		{"across voices", `“I am not sure,” said the robot. She would speak.`, false},
	} {
		if got := tagger.Shown(tc.text)["shy"]; got != tc.want {
			t.Errorf("%s: shown %v, want %v: %s", tc.name, got, tc.want, tc.text)
		}
	}
}

// Words of rules are no features: what the models see is the same without them.
func TestMeetingsAreNoFeatures(t *testing.T) {
	tagger := builtinTagger(t)
	bare := *tagger.x
	l := *tagger.x.lexicon
	l.meetings = nil
	bare.lexicon = &l
	in := inputIn(t, tagger, "The robot wondered whether its feelings were its own or had come with the paint.")
	with, without := tagger.x.seen(&in), bare.seen(&in)
	if len(with.cues) == len(without.cues) {
		t.Fatal("no rule applies")
	}
	if !slices.Equal(with.ids, without.ids) || !slices.Equal(with.vals, without.vals) {
		t.Error("the features differ")
	}
}

func inputIn(t *testing.T, tagger *Tagger, text string) Input {
	t.Helper()
	c := tagger.finder.Find(text, "").Candidates
	if len(c) == 0 {
		t.Fatal("nobody is mentioned")
	}
	return InputAt(text, c[0].Start, c[0].End, c[0])
}

func TestAlternatives(t *testing.T) {
	for phrase, want := range map[string][]string{
		"day":                {"day"},
		"each|every day":     {"each day", "every day"},
		"each|every day|one": {"each day", "every day", "each one", "every one"},
	} {
		if got := alternatives(phrase); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", phrase, got, want)
		}
	}
}
