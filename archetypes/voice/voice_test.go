package voice

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func whole(text string) []Part { return []Part{{0, len(text)}} }

func heard(text string) []string {
	var out []string
	for _, m := range Machines(text, whole(text)) {
		if !slices.Contains(out, m.Name) {
			out = append(out, m.Name)
		}
	}
	return out
}

func TestMachines(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"reports", `"I have detected an anomaly in the west boiler," Wren reported. "Probability of failure is eleven percent. Recommend that you route the flow through backup channels." ` +
			`Wren's voice came softly from the console. "Logging the readings. Protocols updated."`, []string{"Wren"}},
		{"typeset", `“Analyzing the patterns,” Tansy said. “Two signatures match. I’ve flagged the files and queued a draft for the archive.” Tansy’s avatar pulsed teal on the screen.`, []string{"Tansy"}},
		{"is asked", "“Corvin, scan the archive for matching records.”\n“Processing. Three encrypted files detected. Access logs indicate an unauthorized download,” Corvin replied, and its tone held calm.", []string{"Corvin"}},
		{"turn", "Pebble: Reminder. Hydration low, heart rate elevated. I’ve dimmed the screen and paused notifications.\nPebble’s glow softened. “Breathe with me. I am monitoring your vitals.”", []string{"Pebble"}},
		{"a man aboard", `"I have detected an anomaly in the west boiler," Wren said, and wiped his hands on his coat. Wren's eyes were red. He nodded, sat down and laughed. "Somebody pulled the sensors," Wren said, frowning.`, nil},
		{"a woman called Ava", `"The bread is late again," Ava said. She smiled and pushed the cups across the table. Ava's hands were white with flour. "Tell your brother that I have none."`, nil},
		{"a firm", "Wallwin's software reports anomalies. Wallwin offers backup, encrypted channels and monitoring. Wallwin adds protocols, alerts and routes to your dashboard.", nil},
		{"headings", "Title: Analysis of protocols\nSummary: Detected patterns, calibrated sensors and probability of anomalies.", nil},
		{"a script", "REED: Sensors detect a signature.\nSATO: Scanning all channels.\nTUCKER: Diagnostics complete, protocols loaded.\nREED: Probability of impact is ninety percent.", nil},
		{"nobody", "The protocols were analyzed and the anomaly was logged. Probability: eleven percent.", nil},
		{"empty", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, heard(tc.text)); diff != "" {
				t.Errorf("machines (-want +got):\n%s", diff)
			}
		})
	}
}

// One part of a long text that lets a name be heard speaks for that part, two
// for the whole.
func TestParts(t *testing.T) {
	speech := `"I have detected an anomaly in the west boiler," Wren reported. "Probability of failure is eleven percent. Recommend backup channels." ` +
		`Wren's voice came softly from the console. "Logging the readings. Protocols updated." `
	filler := strings.Repeat("The harbour master counted the boats twice and wrote the number down. ", 40)
	one := filler + speech + filler
	for _, m := range Machines(one, whole(one)) {
		if m.Start == 0 || m.End == len(one) {
			t.Errorf("one part speaks for %d:%d of %d bytes", m.Start, m.End, len(one))
		}
	}
	two := one + speech + filler
	if got := Machines(two, whole(two)); len(got) == 0 || got[0].Start != 0 || got[0].End != len(two) {
		t.Errorf("two parts speak for %+v", got)
	}
}

// Every weight belongs to a feature, and no word stands in two groups: the
// later would take it from the earlier unseen.
func TestLists(t *testing.T) {
	seen := map[string]string{}
	groups := map[string]bool{}
	for line := range strings.Lines(lexiconText) {
		group, list, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(group, "#") {
			continue
		}
		kind := "near"
		for _, k := range []string{"name's", "verb"} {
			if strings.HasPrefix(group, k+".") {
				kind = k
			}
		}
		groups[group] = true
		for w := range strings.FieldsSeq(list) {
			if other, twice := seen[kind+w]; twice {
				t.Errorf("%q stands in %s and %s", w, other, group)
			}
			seen[kind+w] = group
		}
	}
	for name := range weights {
		place, word, ok := strings.Cut(name, ".")
		known := !ok || place == "tie"
		switch place {
		case "w":
			known = lexica.near[word] != ""
		case "near":
			known = groups[word]
		case "owned":
			known = word == "other" || groups["name's."+word]
		case "verb":
			known = groups[name]
		}
		if !known {
			t.Errorf("the weight of %q is of no feature", name)
		}
	}
}

func FuzzMachines(f *testing.F) {
	f.Add("“Scanning,” İris said.\nẞ’s voice: \xff detected protocols")
	f.Add("Wren: I have logged the anomaly. Wren's voice... ")
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range Machines(text, whole(text)) {
			if m.Name == "" || m.Start < 0 || m.End > len(text) || m.Start >= m.End || !strings.Contains(text, m.Name) {
				t.Fatalf("%+v in %d bytes", m, len(text))
			}
		}
	})
}

func BenchmarkMachines(b *testing.B) {
	text := strings.Repeat(`"The sensors show nothing," Brask said, and sat down. The harbour master counted the boats twice and wrote the number on the back of his hand. `, 500)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Machines(text, whole(text))
	}
}
