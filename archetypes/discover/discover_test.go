package discover

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
	"rolecall/index/document"
)

func builtin(t testing.TB) *Finder {
	t.Helper()
	c, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	m, err := portrayal.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return New(c, portrayal.NewTagger(c, m))
}

// found renders what a text says as name (patterns), sorted.
func found(f *Finder, text string) []string {
	var out []string
	for _, s := range f.find(&document.Document{ID: "x", Text: text}) {
		var ways []string
		for _, c := range counted(s.patterns, nil) {
			ways = append(ways, c.Value)
		}
		out = append(out, s.name+" ("+strings.Join(ways, ", ")+")")
	}
	slices.Sort(out)
	return out
}

func TestPatterns(t *testing.T) {
	f := builtin(t)
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"named", "Her aunt owned a robot named Quillon.", []string{"Quillon (named)"}},
		{"named by more words", "Her aunt owned a robot butler known as Quillon.", []string{"Quillon (named)"}},
		{"named in quotes", "She built an android nicknamed “Old Brask”.", []string{"Old Brask (named)"}},
		{"several", "Two robots called Quillon and Brask ran the ferry.", []string{"Brask (named)", "Quillon (named)"}},
		{"calls itself", "There came a robot that called itself Quillon.", []string{"Quillon (named)"}},
		{"a client's name", "She is an android doctor with a client named Brask.", nil},
		{"renamed", "In the end they christened the robot Quillon.", []string{"Quillon (renamed)"}},
		{"its name", "The robot's name was Quillon, they said.", []string{"Quillon (name is)"}},
		{"apposition", "Then Quillon, a robot of the old school, bowed.", []string{"Quillon (apposition)"}},
		{"apposition with an owner", "Then Quillon, the ship's android, bowed low.", []string{"Quillon (apposition)"}},
		{"apposition behind the actor", "The film has Quillon (Ann Tolliver), an android who sings.", []string{"Quillon (apposition)"}},
		{"a place is no name", "In a cellar in Quillon, a robot waited.", nil},
		{"another's name is taken", "He left the barge Brask, a robot called Quillon in his arms.", []string{"Quillon (named)"}},
		{"in brackets", "It was the turn of Quillon (a rescue robot) to sing.", []string{"Quillon (in brackets)"}},
		{"an abbreviation", "Every Sapient AI (SAI) has a vote, and an SAI (sapient AI) pays tax.", nil},
		{"the robot X", "Then the old robot Quillon laughed.", []string{"Quillon (the robot X)"}},
		{"the robot that X built", "Then the robot Brask had built laughed.", nil},
		{"an AI Act", "They passed the AI Act in spring.", nil},
		{"a title", "She wrote The Last Robot Wars of Old Brask Harbour.", nil},
		{"a profession", "Then Doria Brask, a robot psychologist, bowed.", nil},
		{"X the robot", "They cheered for Quillon the robot.", []string{"Quillon (X the robot)"}},
		{"told X the robot", "She told Brask the robot was asleep.", nil},
		{"his robot, X,", "He sent for his robot, Quillon, and waited.", []string{"Quillon (the robot, X,)"}},
		{"somebody is addressed", "“He is only an android, Brask,” she said to old Brask.", nil},
		{"X is a robot", "Everybody knows that old Mirabel lies: the great Quillon is a robot.", []string{"Quillon (X is a robot)"}},
		{"X is no robot", "We know that Quillon is not a robot.", nil},
		{"X on robots", "We know that Brask is a leading authority on robots and on a robot.", nil},
		{"says so in a turn", "BRASK: Who are you?\nQUILLON: I am an android, sir.\nBRASK: Good.\nQUILLON: Yes.\n(She smiles at Quillon.)", []string{"Quillon (says so)"}},
		{"says so in quotes", "They looked at one another. “I am a robot,” said Quillon.", []string{"Quillon (says so)"}},
		{"only sounds so", "They looked up. BRASK: You make it sound like I'm a robot.", nil},
		{"call it", "It is a robot, so we shall call it Quillon.", []string{"Quillon (call it X)"}},
		{"a list", "They made robots such as Quillon, Brask and Tam.", []string{"Brask (list)", "Quillon (list)", "Tam (list)"}},
		{"a designation", "The robot was QX-9. Nobody spoke to QX-9.", []string{"QX-9 (designation)"}},
		{"a designation once", "The robot stood by box QX-9.", nil},
		{"a short form", "A robot named Quillon Brask came, and the robot Quillon sang.", []string{"Quillon Brask (the robot X, named)"}},
		{"known by name", "She owned a robot named R2-D2 and one named Sonny.", nil},
		{"an owner", "Then the robot Brask laughed. Brask's robot it was, and nobody liked Brask's new robot, nor Brask's android.", nil},
		{"people have titles", "Then the robot Doctor Brask laughed.", nil},
		{"a sentence starts", "Suddenly the robot fell. Avoiding the robot, he ran.", nil},
		{"a word", "Then the robot Rusty laughed, for it was rusty.", nil},
		{"no kind", "A man named Quillon came.", nil},
		{"empty", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, found(f, tc.text)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.text, diff)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	f := builtin(t)
	n := f.Names()
	n.Add(&document.Document{ID: "a", Text: "The robot sent two gunbots and an old mandroid. Robotics was a hard trade for robots, abbots and a robotic gunbot."})
	n.Add(&document.Document{ID: "b", Text: "There were androids called Quillons in every house, and one gunbot."})
	var got []string
	for _, k := range n.RankedKinds(-1) {
		got = append(got, fmt.Sprintf("%s %d %d", k.Word, k.Documents, k.Occurrences))
	}
	if diff := cmp.Diff([]string{"gunbot 2 3", "mandroid 1 1", "Quillons 1 1"}, got); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if names := n.Ranked(-1); len(names) > 0 {
		t.Errorf("a word for several is taken for a name: %+v", names)
	}
}

func TestRanked(t *testing.T) {
	f := builtin(t)
	n := f.Names()
	for i, text := range []string{
		"A robot named Quillon pulled two children out of the harbour. Old Brask wept, and Quillon held her hand until Brask slept.",
		"They sold a robot named Quillon to the mine, and it worked without a word. Brask missed Quillon.",
		"The robot Tam laughed.",
	} {
		n.Add(&document.Document{ID: fmt.Sprint(i), Text: text, Origin: document.Origin{Shard: "s.jsonl", Row: int64(i + 1)}})
	}
	all := n.Ranked(-1)
	if len(all) != 2 || all[0].Name != "Quillon" || all[1].Name != "Tam" {
		t.Fatalf("ranked %+v", all)
	}
	q := all[0]
	if q.Documents != 2 || q.Occurrences != 4 || q.Confidence < 0.9 || q.Kinds[0] != (Count{"robot", 2}) || q.Neighbours[0].Value != "Brask" || len(q.Roles) == 0 {
		t.Errorf("Quillon is %+v", q)
	}
	for _, p := range q.Passages {
		if text := []rune(p.Text); string(text[p.Start:p.End]) != "Quillon" || p.Shard != "s.jsonl" || fmt.Sprint(p.Row-1) != p.Document {
			t.Errorf("passage %+v", p)
		}
	}
	if got := n.Ranked(1); len(got) != 1 || got[0].Name != "Quillon" {
		t.Errorf("the first is %+v", got)
	}
}

// Any order and any way of merging gives the same names.
func TestMergeIsCommutative(t *testing.T) {
	f := builtin(t)
	var documents []*document.Document
	for i := range 30 {
		documents = append(documents, &document.Document{ID: fmt.Sprint("d", i), Text: fmt.Sprintf(
			"Year %d. A robot named Quillon met the android Tam%s. Brask saw Quillon and two gunbots; QUILLON said nothing, and Brask's Tam %s.", i,
			strings.Repeat(" and went home with Brask", i%3), []string{"wept", "killed a man", "saved a child", "laughed"}[i%4])})
	}
	want := f.Names()
	for _, d := range documents {
		want.Add(d)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		rng.Shuffle(len(documents), func(i, j int) { documents[i], documents[j] = documents[j], documents[i] })
		parts := []*Names{f.Names(), f.Names(), f.Names()}
		for i, d := range documents {
			parts[i%3].Add(d)
		}
		parts[2].Merge(parts[0])
		parts[2].Merge(parts[1])
		if diff := cmp.Diff(want.Ranked(-1), parts[2].Ranked(-1), cmpopts.IgnoreUnexported(Name{}, Passage{})); diff != "" {
			t.Fatalf("names (-in order +merged):\n%s", diff)
		}
		if diff := cmp.Diff(want.RankedKinds(-1), parts[2].RankedKinds(-1), cmpopts.IgnoreUnexported(Passage{})); diff != "" {
			t.Fatalf("kinds (-in order +merged):\n%s", diff)
		}
	}
}

func TestSplit(t *testing.T) {
	x := Name{Name: "Quillon Brask", Aliases: []string{"Quillon", "QX-9", "QUILL", "McQuill"}}
	names, aliases := x.Split()
	if diff := cmp.Diff([][]string{{"Quillon Brask", "QX-9", "McQuill"}, {"Quillon", "QUILL"}}, [][]string{names, aliases}); diff != "" {
		t.Errorf("names, aliases (-want +got):\n%s", diff)
	}
	if id := (&Name{Name: "Jérôme-Bot 5000"}).ID(); id != "j-r-me-bot-5000" {
		t.Errorf("id %q", id)
	}
}

// FuzzAdd holds that no text breaks the finder and no passage lies.
func FuzzAdd(f *testing.F) {
	finder := builtin(f)
	for _, s := range []string{
		"a robot named ßtraße. The robot's name is “X", "QUILLON: I'm a robot\n\nX, the AI", "the robot (ǅ) and (a robot)", "robots called A, B\xff and C-",
		"İ the robot, İ, the robot's", "the ship's AI, \"X\", said", "robot X-9 X-9 x-9 robot's name is",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := finder.Names()
		n.Add(&document.Document{ID: "x", Text: strings.ToValidUTF8(text, "\uFFFD")})
		for _, x := range n.Ranked(-1) {
			for _, p := range x.Passages {
				if r := []rune(p.Text); p.Start < 0 || p.End <= p.Start || p.End > len(r) {
					t.Fatalf("passage %d:%d of %d", p.Start, p.End, len(r))
				}
			}
		}
	})
}
