package audit

import (
	"testing"

	"rolecall/index/document"
)

const englishProse = "The robot stood in the corner of the room and waited. Nobody had told it what to do, and so it did nothing."

func TestNotMeasured(t *testing.T) {
	tests := []struct {
		name, declared, text, want string
	}{
		{"English prose", "", englishProse, ""},
		{"English without articles", "", "Jim Bludso is a 1917 American silent drama film directed by Tod Browning, his first feature film.", ""},
		{"chat", "", "lol yeah bro siri just told me no way haha gonna try alexa next tbh idk why people even buy these things", ""},
		{"headlines", "", "Robots Take Over Warehouse Jobs. Markets Rally After Fed Decision. Apple Unveils New Siri Features Today.", ""},
		{"keywords", "", "2 cups flour 1 tsp salt 3 eggs 1 cup milk sugar butter melted vanilla extract baking powder mix dry wet stir bake", ""},
		{"names", "", "Asimov, Isaac; Clarke, Arthur; Dick, Philip; Lem, Stanisław; Čapek, Karel; Gibson, William; Banks, Iain; Herbert, Frank", ""},
		{"code", "", "func main() { for i := 0; i < len(robots); i++ { fmt.Println(robots[i].Name, robots[i].ID) } return nil }", ""},
		{"short", "", "Roboter an der Wand", ""},
		{"no letters", "", "1234 5678 …", ""},
		{"empty", "", "", ""},

		{"German", "", "Der Roboter stand in der Ecke und wartete. Niemand hatte ihm gesagt, was er tun sollte, und so tat er nichts.", "language:de"},
		{"Dutch, which is was in of", "", "Dit is een van de beste manieren om in contact te komen met een robot. Het is in de praktijk vaak zo dat het in een huis of hotel was.", "language:nl"},
		{"Swedish", "", "Roboten stod i hörnet av rummet och väntade. Ingen hade sagt åt den vad den skulle göra, och därför gjorde den ingenting.", "language:sv"},
		{"Polish", "", "Robot stał w kącie pokoju i czekał. Nikt mu nie powiedział, co ma robić, więc nie robił nic, bo to nie jego dom.", "language:pl"},
		{"French", "", "Le robot se tenait dans le coin de la pièce et attendait. Personne ne lui avait dit ce qu'il devait faire.", "language:fr"},
		{"Spanish", "", "El robot estaba en un rincón de la habitación y esperaba. Nadie le había dicho lo que tenía que hacer.", "language:es"},
		{"Japanese", "", "ロボットは部屋の隅に立って待っていた。誰も何をすべきか教えてくれなかったので、何もしなかった。", "language:ja"},
		{"Japanese with English words", "", "AI は HAL 9000 のように robot の部屋で待っていた。誰も何をすべきか教えてくれなかったので、何もしなかった。", "language:ja"},
		{"Russian", "", "Робот стоял в углу комнаты и ждал. Никто не сказал ему, что делать, и поэтому он ничего не делал.", "language:ru"},
		{"no language's script", "", "ᚠᚢᚦᚨᚱᚲ ᚷᚹᚺᚾᛁᛃ", unknownLanguage},

		{"declared English", "en", "Der Roboter stand in der Ecke und wartete, und niemand sagte ihm, was er tun sollte.", ""},
		{"declared by region", "en-GB", englishProse, ""},
		{"declared by script", "eng_Latn", englishProse, ""},
		{"declared by fastText", "__label__en", englishProse, ""},
		{"declared in full", "English", englishProse, ""},
		{"declared German", "de_AT", englishProse, "language:de"},
		{"declared with three letters", "deu", englishProse, "language:deu"},
		{"declared as nonsense", "klingon", englishProse, "language:other"},
		{"declared unknown", "und", englishProse, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := document.Document{Language: tt.declared, Text: tt.text}
			if got := notMeasured(&d, "en"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Words that are longer than longestFrequent are never looked up.
func TestLongestFrequent(t *testing.T) {
	sets := map[string]map[string]bool{"english": english, "weakEnglish": weakEnglish}
	for code, set := range frequent {
		sets[code] = set
	}
	for name, set := range sets {
		for w := range set {
			if len(w) > longestFrequent {
				t.Errorf("%s: %q has %d bytes", name, w, len(w))
			}
		}
	}
}

func TestCountWords(t *testing.T) {
	for text, want := range map[string]int64{"": 0, " \n": 0, "one": 1, " a  b\tc\r\nd ": 4} {
		if got := countWords(text); got != want {
			t.Errorf("%q: %d words, want %d", text, got, want)
		}
	}
}

// The beginning of a long text may cut a rune in two.
func FuzzNotMeasured(f *testing.F) {
	f.Add(englishProse, "")
	f.Add("ロボット", "ja")
	f.Add("a\xff'b", "__label__")
	f.Fuzz(func(t *testing.T, text, code string) {
		notMeasured(&document.Document{Text: text, Language: code}, "en")
	})
}
