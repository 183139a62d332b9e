package quality

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
)

func TestKappa(t *testing.T) {
	for _, tc := range []struct {
		a, b []int
		want float64
	}{
		{[]int{0, 1, 0, 1}, []int{0, 1, 0, 1}, 1},
		{[]int{0, 1, 0, 1}, []int{1, 0, 1, 0}, -1},
		{[]int{0, 0, 1, 1}, []int{0, 1, 0, 1}, 0},
		{[]int{0, 0, 0}, []int{0, 0, 0}, 0}, // chance agreement is complete
		{nil, nil, 0},
	} {
		if got := Kappa(tc.a, tc.b, 2); math.Abs(got-tc.want) > 1e-12 {
			t.Errorf("Kappa(%v, %v) = %v, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestF1(t *testing.T) {
	for _, tc := range []struct {
		truth, predicted []bool
		want             float64
	}{
		{[]bool{true, false}, []bool{true, false}, 1},
		{[]bool{true, true}, []bool{true, false}, 2.0 / 3},
		{[]bool{false, false}, []bool{false, false}, 0},
	} {
		if got := f1(tc.truth, tc.predicted); math.Abs(got-tc.want) > 1e-12 {
			t.Errorf("f1(%v, %v) = %v, want %v", tc.truth, tc.predicted, got, tc.want)
		}
	}
}

// example returns a portrayal that follows the codebook.
func example(id string) Example {
	return Example{
		ID: id, Passage: "The robot killed the pilot.", Start: 4, End: 9, Target: "robot",
		Reference: "generic_fictional", Mode: "portrayal", Form: "fiction", Archetype: "destroyer", Benevolence: "malevolent",
		Alignment: "misaligned", Stance: "negative", Agency: "own", Arc: "none", Traits: []string{"violence"}, Humanlike: "no",
	}
}

func TestReadNamesMistakes(t *testing.T) {
	row := func(change func(e *Example)) string {
		e := example("b")
		change(&e)
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, tc := range []struct{ name, row, want string }{
		{"not JSON", `{"id": "b"`, "x.jsonl:2: not JSON"},
		{"no object", `["b"]`, "x.jsonl:2: a row must be one JSON object; this is of type array"},
		{"wrong type", `{"id":"b","start":"4"}`, "x.jsonl:2: start is a string; it must be a whole number"},
		{"no id", row(func(e *Example) { e.ID = "" }), "x.jsonl:2: no id"},
		{"no passage", row(func(e *Example) { e.Passage = "" }), "x.jsonl:2: no passage"},
		{"same id", row(func(e *Example) { e.ID = "a" }), `x.jsonl:2: id "a" stands on line 1 already`},
		{"beyond the passage", row(func(e *Example) { e.End = 99 }), "27 code points"},
		{"another target", row(func(e *Example) { e.Target = "pilot" }), `stands "robot", not the target "pilot"`},
		{"unknown value", row(func(e *Example) { e.Archetype = "butler" }), `archetype: "butler" is not in the codebook; use one of usurper`},
		{"missing value", row(func(e *Example) { e.Form = "" }), "form is missing; use one of fiction"},
		{"unknown trait", row(func(e *Example) { e.Traits = []string{"wit"} }), `traits: "wit" is no trait`},
		{"conduct of a mention", row(func(e *Example) { e.Mode = "mention" }), `archetype is "destroyer", but it is coded for portrayals alone`},
		{"traits of a mention", `{"id":"b","passage":"A robot.","start":2,"end":7,"reference":"generic_fictional","mode":"mention","form":"other","traits":["violence"]}`, "write []"},
		{"no AI of a mode", `{"id":"b","passage":"A robot.","start":2,"end":7,"reference":"not_ai","mode":"mention","form":"other"}`, "do not go together"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "x.jsonl")
			write(t, name, []byte(rowOf(t, example("a"))+"\n"+tc.row+"\n"))
			_, err := Read(name)
			var row *RowError
			if !errors.As(err, &row) || row.Line != 2 || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one at line 2 with %q", err, tc.want)
			}
		})
	}
}

func TestReadGivesUp(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.jsonl")
	write(t, name, bytes.Repeat([]byte("no\n"), 1000))
	_, err := Read(name)
	if err == nil || strings.Count(err.Error(), "\n") != maxMistakes-1 {
		t.Errorf("want %d mistakes, got %v", maxMistakes, err)
	}
}

func TestRead(t *testing.T) {
	mention := `{"id":"m","passage":"A robot.","start":2,"end":7,"reference":"generic_fictional","mode":"mention","form":"other"}`
	text := rowOf(t, example("a")) + "\n\n" + mention // blank lines and no last line break
	plain, packed := filepath.Join(t.TempDir(), "x.jsonl"), filepath.Join(t.TempDir(), "x")
	write(t, plain, []byte(text))
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	fmt.Fprint(zw, text)
	zw.Close()
	write(t, packed, b.Bytes())
	got, err := Read(plain)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d examples, %v", len(got), err)
	}
	if got[1].Archetype != archetypes.None || got[1].Humanlike != archetypes.Unclear {
		t.Errorf("what is not coded is not filled in: %+v", got[1])
	}
	unpacked, err := Read(packed)
	if diff := cmp.Diff(got, unpacked); err != nil || diff != "" {
		t.Errorf("gzipped: %v (-plain +gzipped):\n%s", err, diff)
	}
}

func rowOf(t *testing.T, e Example) string {
	t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func tagger(t *testing.T) *portrayal.Tagger {
	t.Helper()
	c, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	m, err := portrayal.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return portrayal.NewTagger(c, m)
}

// Labels that are the tagger's own are agreed with wholly, whatever they are.
func TestScoreOfOwnLabels(t *testing.T) {
	tg := tagger(t)
	passages := []struct{ text, target string }{
		{"The robot killed the pilot and hunted the crew through the ship until nobody was left alive.", "robot"},
		{"“May I help you, sir?” asked the robot, and carried the old man’s bag up the stairs.", "robot"},
		{"The film stars an android, a horse and two brothers from Leeds.", "android"},
	}
	var examples []Example
	for i, p := range passages {
		e := example(fmt.Sprint(i))
		e.Passage, e.Target = p.text, p.target
		e.Start = len([]rune(p.text[:strings.Index(p.text, p.target)]))
		e.End = e.Start + len([]rune(p.target))
		m := tg.Code(e.Input(tg.Finder()))
		for _, f := range archetypes.Fields() {
			*e.label(f) = m.Labels[f]
		}
		e.Traits = m.Traits
		examples = append(examples, e)
	}
	r, err := Score(t.Context(), tg, examples)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Errors) > 0 || r.Found != (Found{3, 3}) || r.Passages != 3 || r.Groups != 3 {
		t.Errorf("errors %v, found %v, %d passages in %d groups", r.Errors, r.Found, r.Passages, r.Groups)
	}
	for _, q := range r.Figures {
		if (q.Metric == "F1" || q.Metric == "micro-F1") && q.Value != 1 {
			t.Errorf("%s is %v", q.Field, q.Value)
		}
	}
	for i, row := range r.Confusion {
		for j, n := range row {
			if i != j && n > 0 {
				t.Errorf("family %s is taken for %s", r.Families[i], r.Families[j])
			}
		}
	}
}

func TestScoreNamesErrors(t *testing.T) {
	tg := tagger(t)
	var examples []Example
	for i := range 3 {
		e := example(fmt.Sprint(i))
		e.Passage = "The robot killed the pilot and hunted the crew through the ship until nobody was left alive."
		e.Archetype, e.Traits = "jester", []string{"warmth", "violence"}
		examples = append(examples, e)
	}
	unknown := example("u")
	unknown.Passage, unknown.Start, unknown.End, unknown.Target = "Then Quillon killed the pilot.", 5, 12, "Quillon"
	examples = append(examples, unknown)
	r, err := Score(t.Context(), tg, examples)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Error{}
	for _, e := range r.Errors {
		got[e.Field+" "+e.Labelled] = e
	}
	if e := got["archetype jester"]; e != (Error{"archetype", "jester", "destroyer", 3, "0"}) {
		t.Errorf("the archetype's error is %+v", e)
	}
	if e := got["traits warmth"]; e != (Error{"traits", "warmth", "not warmth", 3, "0"}) {
		t.Errorf("the trait's error is %+v", e)
	}
	if e := got["found generic_fictional"]; e != (Error{"found", "generic_fictional", NotFound, 1, "u"}) {
		t.Errorf("what was not found is %+v", e)
	}
	if r.Found != (Found{4, 3}) {
		t.Errorf("found %+v", r.Found)
	}
	if n := r.Confusion[FamilyIndex(archetypes.Ambivalent)][FamilyIndex(archetypes.Malevolent)]; n != 3 {
		t.Errorf("ambivalent taken for malevolent %d times, want 3", n)
	}
}

// Intervals hold their figure, and the same examples give the same ones.
func TestBootstrap(t *testing.T) {
	var examples []Example
	var codings []Coding
	for i := range 60 {
		e := example(fmt.Sprint(i))
		e.Document = fmt.Sprint("d", i/3)
		if i%4 == 0 {
			e.Archetype = "servant"
		}
		c := Coding{Classes: make([]int, len(archetypes.Fields())), Traits: make([]bool, len(archetypes.Traits()))}
		for k, f := range archetypes.Fields() {
			c.Classes[k] = e.Class(f)
		}
		if i%5 == 0 {
			c.Classes[3] = 0
		}
		examples, codings = append(examples, e), append(codings, c)
	}
	intervals := Bootstrap(examples, codings, Figures)
	for i, f := range Figures(examples, codings) {
		if f.Overall < intervals[i][0]-1e-9 || f.Overall > intervals[i][1]+1e-9 {
			t.Errorf("%s is %v, outside of its interval %v", f.Field, f.Overall, intervals[i])
		}
		if f.Field == "archetype" && !(intervals[i][0] < intervals[i][1]) {
			t.Errorf("the archetype's interval has no width: %v", intervals[i])
		}
	}
	if diff := cmp.Diff(intervals, Bootstrap(examples, codings, Figures)); diff != "" {
		t.Errorf("a second time (-first +second):\n%s", diff)
	}
	if n := CountGroups(examples); n != 20 {
		t.Errorf("%d groups, want 20", n)
	}
}

func TestInputTakesContext(t *testing.T) {
	e := example("a")
	e.Before, e.After = "It was night. ", " Nobody saw it."
	in := e.Input(tagger(t).Finder())
	if in.Passage[in.Start:in.End] != "robot" || !strings.Contains(in.Passage, "Nobody saw it.") || in.Who.Kind == nil {
		t.Errorf("input %+v", in)
	}
}
