package naming

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The ways of naming in stories are held by the tests of discover, which reads
// them with this package.

func names(text, word, kind string) []string {
	at := strings.Index(text, word)
	found, _ := Read(text, at, at+len(word), kind)
	var out []string
	for _, n := range found {
		out = append(out, text[n.Start:n.End]+" ("+n.Pattern+")")
	}
	return out
}

func TestEntries(t *testing.T) {
	for _, tc := range []struct{ name, text, word, kind, want string }{
		{"glossed", "Quillon (Nanite) appears in The Lamp Wars. It tends other nanites.", "Nanite", "robot", "Quillon (entry)"},
		{"glossed with nothing", "Quillon (None) appears in Lamp Wars. An AI who tends lamps.", "AI", "ai", "Quillon (entry)"},
		{"with an article", "The Quillon (Alien AI) appears in Lamp Wars.", "AI", "ai", "Quillon (entry)"},
		{"joined words", "Keeper of the Lamps (Robot) appears in Lamp Wars.", "Robot", "robot", "Keeper of the Lamps (entry)"},
		{"says what it is", "Quillon is one of the AIs that run the ferry.", "AIs", "ai", "Quillon (entry)"},
		{"says whose it is", "Quillon is the harbour's mission control and a sapient AI. It sings.", "AI", "ai", "Quillon (entry)"},
		{"a compound", "Quillon is a rogue AI weapon that wakes.", "AI", "ai", "Quillon (entry)"},
		{"its maker", "Brask is the engineer who built the robot. She sings.", "robot", "robot", ""},
		{"a profession", "Doria is a robot psychologist. She sings.", "robot", "robot", ""},
		{"a firm", "Quillon is the AI company of the year.", "AI", "ai", ""},
		{"a common word", "This is a robot that sings.", "robot", "robot", ""},
		{"named later", "A robot made to tend lamps. However, Quillon grew bored and left.", "robot", "robot", "Quillon (entry)"},
		{"named later, as subject above others", "An AI built for Brask to count boats. When Doria came, Quillon hid, and Quillon lied.", "AI", "ai", "Quillon (entry)"},
		{"a name of the lead is another's", "An AI built by Brask. Later Brask left.", "AI", "ai", ""},
		{"a story", "A robot stood by the door.\nDoria wept. Doria left.", "robot", "robot", ""},
		{"a short story", "They sold the robot Quillon to the mine. Only Brask missed Quillon.", "robot", "robot", ""},
		{"a film", "The Infernal Robot is a film. Doria Brask wrote it and Doria sang.", "Robot", "robot", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := names(tc.text, tc.word, tc.kind)
			entries := []string{}
			for _, n := range got {
				if strings.HasSuffix(n, "(entry)") {
					entries = append(entries, n)
				}
			}
			if diff := cmp.Diff(tc.want, strings.Join(entries, ", ")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.text, diff)
			}
		})
	}
}

func TestUsable(t *testing.T) {
	kinds := map[string]bool{"robot": true, "computer": true}
	for _, tc := range []struct {
		name, want string
		ok         bool
	}{
		{"Quillon", "Quillon", true},
		{"The Quillon", "Quillon", true},
		{"Old Quillon", "Old Quillon", true},
		{"Robot", "", false},
		{"The Computer", "", false},
		{"Dr Brask", "", false},
		{"I've", "", false},
		{"Q", "", false},
		{"9000", "", false},
	} {
		got, ok := Usable(tc.name, kinds)
		if ok != tc.ok || ok && got != tc.want {
			t.Errorf("Usable(%q) = %q, %v; want %q, %v", tc.name, got, ok, tc.want, tc.ok)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Quillon (Robot) appears in \xff", 9, 14)
	f.Add("the robot İris, a ẞ robot", 4, 9)
	f.Add("A robot. Then Quillon's left.", 2, 7)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		if start < 0 || end > len(text) || start >= end {
			return
		}
		for _, kind := range []string{"robot", "program"} {
			found, _ := Read(text, start, end, kind)
			for _, n := range found {
				if n.Start < 0 || n.End > len(text) || n.Start >= n.End || n.Weight <= 0 || n.Weight > 1 {
					t.Fatalf("%+v in %d bytes", n, len(text))
				}
			}
		}
	})
}
