package catalogue

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rolecall/archetypes"
)

func TestValidate(t *testing.T) {
	c, err := load(builtin)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range c.repeats() {
		t.Error(err)
	}
}

func TestClosedSetsAreComplete(t *testing.T) {
	c, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range archetypes.Archetypes() {
		if !slices.ContainsFunc(c.Archetypes, func(x *Archetype) bool { return x.ID == a }) {
			t.Errorf("archetypes/%s.yml is missing", a)
		}
	}
	for _, id := range archetypes.Traits() {
		if !slices.ContainsFunc(c.Traits, func(x *Trait) bool { return x.ID == id }) {
			t.Errorf("traits/%s.yml is missing", id)
		}
	}
	if n := len(c.Characters); n < 350 {
		t.Errorf("%d characters, want at least 350", n)
	}
}

func TestLoadReportsFileLineColumn(t *testing.T) {
	good, err := builtin.ReadFile("characters/hal-9000.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, from, to string
		wantLine       int
		want           string
	}{
		{"unknown field", "year: 1968\nkind", "yeer: 1968\nkind", 8, "yeer"},
		{"wrong type", "year: 1968\nkind", "year: soon\nkind", 8, "soon"},
		{"id differs from file", "id: hal-9000", "id: hal", 1, "named"},
		{"unknown archetype", "assistant: 0.1}", "hero: 0.1}", 12, "hero"},
		{"weights off", "assistant: 0.1}", "assistant: 0.7}", 12, "add up"},
		{"a weight that is no number", "assistant: 0.1}", "assistant: .nan}", 12, "number"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Load(overlay(t, "hal-9000.yml", strings.Replace(string(good), tc.from, tc.to, 1)))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("err = %v, want *Error", err)
			}
			if e.Line != tc.wantLine || !strings.Contains(e.Error(), tc.want) {
				t.Errorf("got %v (line %d), want line %d and %q", e, e.Line, tc.wantLine, tc.want)
			}
		})
	}
}

func TestUnitsThatWouldNeverMatchAreRejected(t *testing.T) {
	for _, tc := range []struct{ name, file, from, to, want string }{
		{"kind in capitals", "kinds/robot.yml", "id: robot", "id: Robot", "lower-case"},
		{"empty form", "kinds/robot.yml", "forms:\n", "forms:\n  - ' '\n", "empty"},
		{"short stem", "traits/violence.yml", "words: [", "words: ['ki*', ", "at least 3"},
		{"stem of two words", "traits/violence.yml", "words: [", "words: ['blow up*', ", "one word"},
		{"empty cue", "traits/violence.yml", "words: [", "words: ['', ", "needs words"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			good, err := builtin.ReadFile(tc.file)
			if err != nil {
				t.Fatal(err)
			}
			bad := strings.Replace(string(good), tc.from, tc.to, 1)
			if bad == string(good) {
				t.Fatalf("%s holds no %q", tc.file, tc.from)
			}
			name := tc.file
			if tc.name == "kind in capitals" {
				name = "kinds/Robot.yml"
			}
			if _, err := Load(folder(t, map[string]string{name: bad})); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("err = %v, want %q", err, tc.want)
			}
		})
	}
}

func TestRulesThatCouldNotMeetAreRejected(t *testing.T) {
	const unit = `id: shyness
description: It is shy.
cues: [{extends: does, words: [blush]}]
rules:
  - extends: does
    within: 9
    all:
      - words: [hide|hid from]
      - denied: [speak]
    none: [thief]
examples:
  match: [The robot hid from the guests and did not speak., The android blushes.]
  no_match: [The robot spoke to the guests., The thief hid the robot.]
`
	for _, tc := range []struct {
		name, from, to string
		line           int
		want           string
	}{
		{"as it is", "", "", 0, ""},
		{"no relation", "extends: does\n    within", "extends: dose\n    within", 5, "no kind of cue"},
		{"too far", "within: 9", "within: 900", 6, "within 1 to 40"},
		{"one group", "      - denied: [speak]\n", "", 5, "two groups"},
		{"empty group", "[speak]", "[]", 9, "needs words or denied"},
		{"empty word", "[thief]", "['']", 10, "empty string"},
		{"asterisk", "[speak]", "[speak*]", 9, "asterisk"},
		{"bar at an end", "hide|hid from", "hide| from", 8, "between two words"},
		{"unknown field", "none: [thief]", "nun: [thief]", 10, "nun"},
		{"of the closed set", "id: shyness", "id: violence", 5, "closed set"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(unit, tc.from, tc.to, 1)
			name := "traits/shyness.yml"
			if strings.Contains(text, "id: violence") {
				name = "traits/violence.yml"
			}
			_, err := Load(folder(t, map[string]string{name: text}))
			if tc.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var e *Error
			if !errors.As(err, &e) || e.Line != tc.line || e.Column < 1 || !strings.Contains(e.Error(), tc.want) {
				t.Errorf("got %v, want line %d and %q", err, tc.line, tc.want)
			}
		})
	}
}

func TestFoldersThatWouldBeIgnoredAreRejected(t *testing.T) {
	good, err := builtin.ReadFile("characters/hal-9000.yml")
	if err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string]map[string]string{
		"no units":   {"character/hal-9000.yml": string(good)},
		"define one": {"characters/hal-9000.yml": string(good), "characters/hal-9000.yaml": string(good)},
	} {
		if _, err := Load(folder(t, files)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("err = %v, want %q", err, name)
		}
	}
}

func TestRepeatedExampleIsRejected(t *testing.T) {
	_, err := Load(overlay(t, "pal-1.yml", `id: pal-1
name: PAL 1
names: [PAL 1]
works: [{title: Nothing, year: 2020, medium: story}]
year: 2020
kind: robot
prior: {servant: 1}
examples:
  match:
    - PAL 1 carried the lamp down to the cellar and waited there for the smith.
    - The lamp went out, and PAL 1 sang the old song about the river again.
  no_match:
    - Every reviewer of my thermostat app ends up comparing it with PAL 2, which is unfair, since it has never locked anyone outside.
    - My old pal had one good coat and wore it to every wedding in the county.
`))
	if err == nil || !strings.Contains(err.Error(), "repeats") {
		t.Errorf("err = %v, want a complaint about a repeated example", err)
	}
}

func TestOverlayReplacesById(t *testing.T) {
	good, _ := builtin.ReadFile("characters/hal-9000.yml")
	c, err := Load(overlay(t, "hal-9000.yml", strings.Replace(string(good), "name: HAL 9000", "name: Our HAL", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Character("hal-9000").Name; got != "Our HAL" {
		t.Errorf("name = %q, want the overlay's", got)
	}
	b, _ := Builtin()
	if b.Hash() == c.Hash() {
		t.Error("an overlay must change the hash")
	}
}

// overlay returns a folder that holds one character's file.
func overlay(t *testing.T, name, content string) string {
	t.Helper()
	return folder(t, map[string]string{"characters/" + name: content})
}

// folder returns a folder with files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
