package segment

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func sentences(text string) []string {
	var out []string
	for r := range Sentences(text) {
		out = append(out, r.Of(text))
	}
	return out
}

// TestSentences joins the expected sentences with "|": what a case looks like
// is what comes out.
func TestSentences(t *testing.T) {
	for name, want := range map[string]string{
		"plain":                 "HAL lied. | He said so! | Why? | Nobody knows.",
		"leading space":         "  HAL lied. | Dave knew.\n",
		"titles":                "Mr. Data met Dr. Soong and Lt. Cmdr. La Forge. | Capt. Picard left.",
		"capital titles":        "DR. CHANDRA spoke to MR. FLOYD. | He left.",
		"initialism inside":     "The U.S. Navy built an A.I. Unit. | The U.S. | Then it fell.",
		"initialism, then verb": "An A.I. took over the U.N. Council at 5 p.m. on Monday.",
		"initials":              "Isaac Asimov met J. R. R. Tolkien and Philip K. Dick. | They talked.",
		"pronoun I":             "You are as human as am I. | Dave left.",
		"eg":                    "Robots, e.g. Robby, and others, i.e. Gort, too.",
		"numbers":               "It cost 3.5 million. | See No. 5 and Fig. 2. | He said no. | Then he left on Jan. 20.",
		"years":                 "HAL was built in 1992. | Dave was not.",
		"company":               "Cyberdyne Systems Inc. built it. | Weyland Corp. and Tyrell Corp. | It was theirs.",
		"quotes":                `"I'm sorry, Dave." | "Why?" he asked. | “Open the doors!” | He waited.`,
		"quote goes on":         `“Stop!” said Bishop, and “No!” cried Ripley.`,
		"quote in brackets":     "(He had lied.) | It knew [so it said.] | Yes.",
		"citations":             "It was shut down.[12] | Then it woke.[3][4] | It ran.",
		"ellipsis goes on":      "I am... not sure. | I thought… | The end.",
		"ellipsis with I":       "Well... I think so. | Yes.",
		"exclamations":          "What?! | No!!! | Stop.",
		"lower case chat":       "okay. | that works. | what is it? | i dont know",
		"unknown abbreviation":  "He came at ca. five with xyz. three men.",
		"decimals and urls":     "See example.com for 2.0 of it. | Done.",
		"hard wrapped":          "The robot went to the\nwindow and looked at\nthe Moon for a while. | Then it\nspoke.",
		"blank line":            "The Robot\n\n | It went out",
		"blank line with space": "It went\n   \n | And came back",
		"windows lines":         "It went\r\nout.\r\n\r\n | It came",
		"script":                "RIKER: Data | \nDATA: Yes, sir | \nPICARD [on viewscreen]: Go | \nTAC OFFICER (hurt): No",
		"scene":                 "I go | \n[Bridge] | \nDATA: Hello | \n(They all wait) | \nDATA: Bye",
		"chat":                  "Human: hi there | \n\nAssistant: Hello | \nHuman: bye",
		"turn by title":         "It is | \nDr. Chandra: Will I dream? | \n**HAL:** I don't know.",
		"no turn":               "He came at last from there at\n10:30 and left with all of\nHttp://x.y:80 there",
		"list":                  "Buy: | \n- a robot | \n- a drone | \n* a cat | \n1. Go there | \n2) Come back | \na) wait",
		"heading":               "# On Robots | \nThey are many | \n## More | \nYes",
		"quotation":             "He wrote: | \n> The robots are here\n> and they stay | \n> | \n> So be it",
		"table":                 "So | \n| a | b | \n| c | d |",
		"rule":                  "So it went | \n--- | \nand came",
		"unwrapped paragraphs": "Beginners Class in Robotics Taking Place at Missoula | \nDo you want to get better at making robots? | You will have the opportunity, put this on " +
			"your calendar now and tell all of your friends about it",
		"title line":      "Metropolis | \nA film by Fritz Lang of all of\nThe Silent Era",
		"verse":           "Tyger Tyger, burning bright,\nIn the forests of the night",
		"chinese":         "机器人说谎了。|他知道吗？|“知道。”|好",
		"no stops at all": "one two three",
		"screenplay":      "COUNT DOOKU | \n\t\t\tMaster Windu, how pleasant of you\n\t\t\tto join us. | You're just in time\n\t\t\tfor the moment",
		"emphasis":        "It was **dead.** | _So_ was he.",
		"dash after":      "“Stop!” — he cried. | “No.”",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.ReplaceAll(strings.ReplaceAll(want, " | ", "\x00 "), "|", "\x00")
			if name == "table" {
				text = "So\x00 \n| a | b\x00 \n| c | d |"
			}
			var expect []string
			for s := range strings.SplitSeq(text, "\x00") {
				expect = append(expect, strings.TrimSpace(s))
			}
			text = strings.ReplaceAll(text, "\x00", "")
			if diff := cmp.Diff(expect, sentences(text)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", text, diff)
			}
		})
	}
}

func TestAround(t *testing.T) {
	s := func(n int, tail string) string { return "Word " + strings.Repeat("word ", n-2) + tail + ". " }
	short := strings.Repeat("It went on here. ", 40)
	tests := []struct {
		name, text, target string
		want               string // prefix…suffix of the passage
		words, sentences   int
		index              int
	}{
		{name: "whole of a short text", text: "HAL lied. Dave knew. ", target: "HAL", want: "HAL lied. Dave knew.", words: 4, sentences: 2},
		{name: "neighbours in turn", text: short + "Here HAL lied. " + short, target: "HAL", words: 63, sentences: 16, index: 8},
		{name: "at the start", text: "Here HAL lied. " + short, target: "HAL", words: 63, sentences: 16},
		{name: "at the end", text: short + "Here HAL lied.", target: "HAL", words: 63, sentences: 16, index: 15},
		{name: "enough alone", text: s(70, "end") + s(70, "HAL") + s(70, "end"), target: "HAL", words: 70, sentences: 1},
		{name: "long neighbour stays out", text: s(170, "end") + s(20, "HAL") + s(50, "end"), target: "HAL", words: 70, sentences: 2},
		{name: "long neighbours are cut", text: s(170, "end") + s(20, "HAL") + s(170, "end"), target: "HAL", words: 60, sentences: 2},
		{name: "long before is cut", text: s(170, "end") + s(20, "HAL"), target: "HAL", words: 60, sentences: 2, index: 1},
		{name: "long sentence is cut", text: strings.Repeat("word ", 500) + "HAL " + strings.Repeat("word ", 500), target: "HAL", words: 180, sentences: 1},
		{name: "long sentence, target first", text: "HAL " + strings.Repeat("word ", 500), target: "HAL", words: 180, sentences: 1},
		{name: "stop in the target", text: "It met A.I. The Great. ", target: "A.I. The Great", want: "It met A.I. The Great.", words: 5, sentences: 1},
		{name: "huge words", text: strings.Repeat("x", 1<<16) + " HAL " + strings.Repeat("y", 1<<16), target: "HAL", words: 1, sentences: 1, want: "HAL"},
		{name: "long target", text: strings.Repeat("word ", 300), target: strings.TrimSpace(strings.Repeat("word ", 200)), words: 200, sentences: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := strings.Index(tt.text, tt.target)
			p := Around(tt.text, start, start+len(tt.target))
			checkPassage(t, tt.text, Range{start, start + len(tt.target)}, p)
			got := p.Of(tt.text)
			if tt.want != "" && got != tt.want {
				t.Errorf("passage %.300q, want %q", got, tt.want)
			}
			if n := countWords(got); n != tt.words || len(p.Sentences) != tt.sentences || p.Target != tt.index {
				t.Errorf("%d words, %d sentences, target in %d; want %d, %d, %d: %.900q", n, len(p.Sentences), p.Target, tt.words, tt.sentences, tt.index, got)
			}
		})
	}
}

func TestAroundBadOffsets(t *testing.T) {
	text := "Émile the robot. Go."
	for _, o := range [][2]int{{-5, 3}, {3, -5}, {1, 1}, {0, 1000}, {1000, 2000}, {5, 2}, {len(text), len(text)}} {
		p := Around(text, o[0], o[1])
		checkPassage(t, text, clamp(text, o[0], o[1]), p)
	}
	for _, text := range []string{"", " ", "\n\n", "  x"} {
		checkPassage(t, text, Range{}, Around(text, 0, 0))
	}
}

// checkPassage tests what holds for every passage.
func checkPassage(t *testing.T, text string, target Range, p Passage) {
	t.Helper()
	border := func(i int) bool {
		return i >= 0 && i <= len(text) && (i == 0 || i == len(text) || utf8.RuneStart(text[i]))
	}
	if !border(p.Start) || !border(p.End) || p.Start > p.End {
		t.Fatalf("passage %v is not on rune borders of %d bytes", p.Range, len(text))
	}
	if !p.Contains(target) {
		t.Fatalf("passage %v does not hold target %v", p.Range, target)
	}
	if p.Target < 0 || p.Target >= len(p.Sentences) || !p.Sentences[p.Target].Contains(target) {
		t.Fatalf("sentence %d of %v does not hold target %v", p.Target, p.Sentences, target)
	}
	if p.Sentences[0].Start != p.Start || p.Sentences[len(p.Sentences)-1].End != p.End {
		t.Fatalf("sentences %v do not span %v", p.Sentences, p.Range)
	}
	for i, s := range p.Sentences {
		if !border(s.Start) || !border(s.End) || s.Start > s.End {
			t.Fatalf("sentence %v is not on rune borders", s)
		}
		if i == 0 {
			continue
		}
		if between := text[min(p.Sentences[i-1].End, s.Start):s.Start]; strings.TrimSpace(between) != "" || p.Sentences[i-1].End > s.Start {
			t.Fatalf("sentences %v and %v are not neighbours", p.Sentences[i-1], s)
		}
	}
	limit := max(MaxWords, countWords(target.Of(text)))
	if n := countWords(p.Of(text)); n > limit {
		t.Fatalf("%d words, limit %d", n, limit)
	}
}

// checkLocal tests that a passage's sentences are those of the whole text,
// but for the first and last, which may be cut.
func checkLocal(t *testing.T, text string, p Passage) {
	t.Helper()
	whole := map[Range]bool{}
	for s := range Sentences(text) {
		whole[s] = true
	}
	for i := 1; i < len(p.Sentences)-1; i++ {
		if i != p.Target && !whole[p.Sentences[i]] {
			t.Fatalf("sentence %q is none of the whole text's", p.Sentences[i].Of(text))
		}
	}
}

// FuzzCountWords holds that words are counted as they are cut.
func FuzzCountWords(f *testing.F) {
	for _, text := range []string{"", " a-b, c\u00a0d ", "né — “x” 1", "東京a b", "- . \xff q"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := 0
		for range wordsIn(text) {
			want++
		}
		if got := countWords(text); got != want {
			t.Errorf("%d words in %q, wordsIn yields %d", got, text, want)
		}
	})
}

func FuzzAround(f *testing.F) {
	f.Add("Mr. Data met A.I. The doors. \n[Bridge]\nDATA: Yes…\n\n1. 机器人。好", 4, 8)
	f.Add("\xff\xfe. \x80 a", 1, 3)
	f.Add(strings.Repeat("word ", 400)+"HAL.", 2000, 2003)
	f.Add("。。。」 」。x", 3, 6)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		p := Around(text, start, end)
		if !utf8.ValidString(text) {
			return // documents are valid; only panics matter
		}
		checkPassage(t, text, clamp(text, start, end), p)
		checkLocal(t, text, p)
	})
}

func FuzzSentences(f *testing.F) {
	f.Add("Mr. Data.\n- x\nNo.  5… “Y.”")
	f.Fuzz(func(t *testing.T, text string) {
		pos := 0
		for s := range Sentences(text) {
			if s.Start < pos || s.End <= s.Start {
				t.Fatalf("sentence %v after %d", s, pos)
			}
			if strings.TrimSpace(text[pos:s.Start]) != "" {
				t.Fatalf("text %q is in no sentence", text[pos:s.Start])
			}
			pos = s.End
		}
		if strings.TrimSpace(text[pos:]) != "" {
			t.Fatalf("text %q is in no sentence", text[pos:])
		}
	})
}

func TestRunes(t *testing.T) {
	text := "aé机🤖z"
	tests := []struct{ bytes, points []int }{
		{nil, []int{}},
		{[]int{0, 1, 3, 6, 10, 11}, []int{0, 1, 2, 3, 4, 5}},
		{[]int{2, 5, 9}, []int{1, 2, 3}}, // within runes
		{[]int{6, 1, 11}, []int{3, 1, 5}},
		{[]int{-1, 99}, []int{0, 5}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.points, Runes(text, tt.bytes)); diff != "" {
			t.Errorf("Runes(%v) (-want +got):\n%s", tt.bytes, diff)
		}
	}
	if diff := cmp.Diff([]int{0, 1, 3, 6, 10, 11, 11, 1}, Bytes(text, []int{0, 1, 2, 3, 4, 5, 9, 1})); diff != "" {
		t.Errorf("Bytes (-want +got):\n%s", diff)
	}
}

func BenchmarkAround(b *testing.B) {
	text := strings.Repeat("The robot went to the window and looked at the Moon for a while. Then it spoke to Dr. Soong.\n", 10000)
	at := len(text)/2 + 4
	b.ReportAllocs()
	for b.Loop() {
		Around(text, at, at+5)
	}
}
