package mention_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
)

func builtin(t testing.TB) *mention.Finder {
	t.Helper()
	c, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return mention.New(c)
}

// found renders candidates as id=words, in order.
func found(f *mention.Finder, text, title string) []string {
	var out []string
	for _, c := range f.Find(text, title).Candidates {
		out = append(out, fmt.Sprintf("%s=%s", c.ID(), text[c.Start:c.End]))
	}
	return out
}

func TestFind(t *testing.T) {
	f := builtin(t)
	for _, tc := range []struct {
		name, text, title string
		want              []string
	}{
		{"unambiguous in any case", "they joked about hal 9000 all evening", "", []string{"hal-9000=hal 9000"}},
		{"alias in context", "Bowman asked HAL to open the pod bay doors.", "", []string{"hal-9000=HAL"}},
		{"alias without context", "My uncle Hal sold lamps.", "", nil},
		{"forbidden phrase", "Hal Jordan was late, said Dave Bowman's fan club.", "", nil},
		{"the title is context", "Then HAL sings.", "2001: A Space Odyssey", []string{"hal-9000=HAL"}},
		{"a name broken over lines", "It was HAL\n9000 that spoke.", "", []string{"hal-9000=HAL\n9000"}},
		{"a space that does not break", "It was HAL\u00a09000 that spoke.", "", []string{"hal-9000=HAL\u00a09000"}},
		{"an apostrophe of typeset text", "They talked to Amazon’s Alexa.", "", []string{"alexa=Amazon’s Alexa"}},
		{"a paragraph ends a name", "It was HAL\n\n9000 people came.", "", nil},
		{"data the noun", "The data were lost and nobody wept.", "", nil},
		{"Data among his crew", "Picard turned to Data, and Riker smiled.", "", []string{"data=Data"}},
		{"data the noun among his crew", "Picard asked for the data, and Riker smiled.", "", nil},
		{"another person's surname", "Picard met the critic Data Patel for lunch.", "", nil},
		{"kind words", "A robot and two androids waited.", "", []string{"robot=robot", "android=androids"}},
		{"possessive", "the robot's arm", "", []string{"robot=robot"}},
		{"longest wins", "The virtual assistant waited.", "", []string{"assistant=virtual assistant"}},
		{"turn label", "USER: Hello?\nASSISTANT: Good day to you.", "", []string{"assistant=ASSISTANT"}},
		{"not a turn label", "The ASSISTANT of the year is a plumber.", "", nil},
		{"called", "She built a robot called Quillon. Quillon wept.", "", []string{"robot=robot", "robot=Quillon", "robot=Quillon"}},
		{"apposition", "Quillon, the ship's android, bowed.", "", []string{"android=Quillon", "android=android"}},
		{"in brackets", "Quillon (Advanced AI) appears in a film.", "", []string{"ai=Quillon", "ai=AI"}},
		{"the robot Quillon", "Then the old robot Quillon laughed, and QUILLON: Ha.", "", []string{"robot=robot", "robot=Quillon", "robot=QUILLON"}},
		{"the longer of two names", "Then the robot Quillon and the robot Quillon Baker bowed. Quillon Baker wept.", "",
			[]string{"robot=robot", "robot=Quillon", "robot=robot", "robot=Quillon Baker", "robot=Quillon Baker"}},
		{"a robot's owner", "Quillon Baker, a robot psychologist, bowed to Quillon.", "", []string{"robot=robot"}},
		{"a sentence starts with the name", "Quillon, a robot of the old school, bowed.", "", []string{"robot=Quillon", "robot=robot"}},
		{"a short form", "She built an android named Alpha-Nine. Alpha wept.", "", []string{"android=android", "android=Alpha-Nine", "android=Alpha"}},
		{"designations", "The robot was QX-9. Nobody spoke to QX-9.", "", []string{"robot=robot", "robot=QX-9", "robot=QX-9"}},
		{"an entry", "Quillon (Nanite) appears in Lamp Wars. Quillon tends lamps.", "", []string{"robot=Quillon", "robot=Nanite", "robot=Quillon"}},
		{"an entry without a known word in its gloss", "Quillon (None) appears in Lamp Wars. The AI tends lamps.", "", []string{"ai=Quillon", "ai=AI"}},
		{"an entry for a computer", "Quillon (Supercomputer) appears in Lamp Wars.", "", []string{"computer=Quillon"}},
		{"an entry that is a ship", "Quillon is a sentient starship that grieves. Nobody flies Quillon.", "", []string{"ship=Quillon", "ship=sentient starship", "ship=Quillon"}},
		{"an entry that names it later", "A robot made to tend lamps. However, Quillon grew bored.", "", []string{"robot=robot", "robot=Quillon"}},
		{"a computer's name in context", "The starship has a computer named Quillon. Quillon wept.", "", []string{"computer=computer", "computer=Quillon", "computer=Quillon"}},
		{"a computer's name without", "We bought a computer named Quillon. Quillon is grey.", "", nil},
		{"a computer decides", "In the end the computer decided against it.", "", []string{"computer=computer"}},
		{"a computer says", "\"No,\" said the computer.", "", []string{"computer=computer"}},
		{"a computer is asked", "BRASK: Computer, open the door.", "", []string{"computer=Computer"}},
		{"a computer turns", "BRASK: Well?\nCOMPUTER: Unknown.", "", []string{"computer=COMPUTER"}},
		{"a computer runs", "The computer runs well. Computer science is hard, and a computer, like a car, ages.", "", nil},
		{"a voice", "“Analyzing the patterns,” Tansy said. “Two signatures detected. I’ve flagged the files.” Tansy’s avatar pulsed teal on the screen.", "", []string{"ai=Tansy", "ai=Tansy"}},
		{"a woman's voice", "“The bread is late,” Ava said. Ava’s voice was soft and gentle, and she smiled.", "", nil},
		{"a robot psychologist named Susan", "He met a robot psychologist named Susan Brask. Susan Brask bowed.", "", []string{"robot=robot"}},
		{"like a robot", "Then robot-like Bob laughed. Bob’s face was robotic.", "", []string{"robot=robot"}},
		{"capitals start sentences", "He feared the robot. The robot feared him.", "", []string{"robot=robot", "robot=robot"}},
		{"part of a word", "Robotniks and cyborgization", "", nil},
		{"empty", "", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, found(f, tc.text, tc.title)); diff != "" {
				t.Errorf("candidates (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAmbiguousIsCounted(t *testing.T) {
	if n := builtin(t).Find("Hal sold lamps. Data came in.", "").Ambiguous; n != 2 {
		t.Errorf("ambiguous = %d, want 2", n)
	}
}

// TestLongTextsTakeLinearTime finds names and their context in a text and in one
// ten times as long. Where each mention walks through all others, the second
// takes a hundred times as long.
func TestLongTextsTakeLinearTime(t *testing.T) {
	f := builtin(t)
	took := func(text string) time.Duration { // the best of three, for other work disturbs
		best := time.Hour
		for range 3 {
			start := time.Now()
			f.Find(text, "")
			best = min(best, time.Since(start))
		}
		return best
	}
	for _, words := range []string{"Picard saw Data go. ", "Then the robot Quillon ran. Quillon wept. "} {
		if short, long := took(strings.Repeat(words, 5000)), took(strings.Repeat(words, 50000)); long > 40*short {
			t.Errorf("ten times as much %q took %v, after %v", words, long, short)
		}
	}
}

func TestTurnIsMarked(t *testing.T) {
	f := builtin(t)
	text := "PICARD: Well?\nDATA: I believe so, sir.\nRIKER: Data is sure."
	got := f.Find(text, "").Candidates
	if len(got) != 2 || !got[0].Turn || got[1].Turn {
		t.Errorf("got %+v, want a turn and then a name within one", got)
	}
}

// FuzzFind holds the laws of candidates: in bounds, in order, apart, and never
// anything where the gate says no.
func FuzzFind(f *testing.F) {
	finder := builtin(f)
	for _, s := range []string{"HAL 9000", "DATA: yes\n\nPicard", "İstanbul robot ẞ AI", "a\xffrobot", "R2-D2,C-3PO—WALL·E", "robot\u0301s"} {
		f.Add(s, "2001: A Space Odyssey")
	}
	f.Fuzz(func(t *testing.T, text, title string) {
		got := finder.Find(text, title).Candidates
		if len(got) > 0 && !finder.Gate(text) {
			t.Fatalf("the gate is shut, but %d candidates were found", len(got))
		}
		end := 0
		for _, c := range got {
			if c.Start < end || c.End <= c.Start || c.End > len(text) {
				t.Fatalf("candidate %d:%d after %d in %d bytes", c.Start, c.End, end, len(text))
			}
			end = c.End
		}
	})
}

func BenchmarkGate(b *testing.B) {
	f := builtin(b)
	text := strings.Repeat("The harbour master counted the boats twice and wrote the number on the back of his hand. ", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if f.Gate(text) {
			b.Fatal("no AI stands in this text")
		}
	}
}
