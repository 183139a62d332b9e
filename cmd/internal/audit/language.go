package audit

import (
	"iter"
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"

	"rolecall/index/document"
)

// How much of a document is read to tell its language, and how few words are
// too few to tell.
const (
	languageSample = 2 << 10 // bytes
	languageWords  = 12
)

// unknownLanguage is the reason for text whose script the tagger cannot read
// and whose language no detector tells.
const unknownLanguage = "language:unknown"

// notMeasured returns why the tagger must not judge a document, or "" where
// it may. What is not measured is counted apart and never read as a zero.
//
// The record's own language code decides where there is one. Otherwise words
// that English alone uses so often do, which settles nearly all English text
// at the cost of a few hundred bytes; only what is left goes to a detector.
func notMeasured(d *document.Document, want string) string {
	if code := declared(d.Language); code != "" {
		if code == want {
			return ""
		}
		return "language:" + code
	}
	text := d.Text[:min(len(d.Text), languageSample)]
	s := count(text, english)
	switch {
	case s.latin() && s.words < languageWords:
		return "" // a title or a turn: too short to tell, and cheap to keep
	case s.latin() && s.share() >= languageShare:
		return ""
	}
	info := whatlanggo.Detect(text)
	code := info.Lang.Iso6391()
	switch {
	case code == want, s.latin() && !shows(text, code):
		return "" // lists, code, names: no other language shows
	case code == "":
		return unknownLanguage
	}
	return "language:" + code
}

// declared returns the two letters of a record's own language code, such as
// en-GB, eng_Latn or __label__en, "" where it says nothing, and "other" for
// what is no code, so that the reasons are a small set whatever a corpus holds.
func declared(code string) string {
	code = strings.ToLower(strings.TrimSpace(code))
	code = strings.TrimPrefix(code, "__label__")
	if i := strings.IndexAny(code, "-_"); i > 0 {
		code = code[:i]
	}
	switch code {
	case "", "und", "unk", "unknown", "none", "null", "mul", "zxx":
		return ""
	case "eng", "english":
		return "en"
	}
	if len(code) > 3 {
		return "other"
	}
	return code
}

// languageShare is the share of its frequent words from which text is in
// a language. Prose has two to four times as many; of other languages', and in
// lists and code, it has next to none.
const languageShare = 0.08

// english holds frequent words that no other language has: not in, is, was or
// of, which stand on every Dutch page.
var english = wordSet(`the and that with you this not from they their there what when would who which been were your about said its them
	then could should because his she but if my our these other than it has how some him out into just like very can i'm it's don't that's you're`)

// frequent holds such words of the languages in Latin letters that corpora
// hold most, by the detector's code. They may be another's as well.
var frequent = map[string]map[string]bool{
	"af": wordSet("die het nie van en is dat wat vir hy sy om te ek ons"),
	"ca": wordSet("de la el que i en els les un una per amb és no del al"),
	"cs": wordSet("a se na je v že to s z do o si ale jako by jsem"),
	"da": wordSet("og i at det er en til på af for den de som ikke med der"),
	"de": wordSet("der die und das nicht ist ein eine den zu mit von sich auf es dem er sie ich wir im"),
	"es": wordSet("de la que el en y a los se un una por con no del las para su al lo"),
	"et": wordSet("ja on ei see et ta ma oli kui ka mis oma"),
	"fi": wordSet("ja on ei se että oli hän ole mutta myös kun sen joka niin tai"),
	"fr": wordSet("de la le et les des en un une que qui est dans pour il elle du au ne pas sur je"),
	"hr": wordSet("i je u na se da za su od s što kao o ne koji"),
	"hu": wordSet("a az és hogy nem egy is volt meg de csak ez azt mint"),
	"id": wordSet("yang dan di itu ini untuk dengan dari tidak ke dalam pada adalah ada akan saya ia"),
	"it": wordSet("di che e la il un una per non è in si del le con da i gli della al lo"),
	"nb": wordSet("og i det er en til på av for den de som ikke med å har var jeg"),
	"nl": wordSet("de het een en van ik in dat niet is te op hij zijn met voor aan er om ze wat maar"),
	"nn": wordSet("og i det er ein til på av for den dei som ikkje med å har var eg"),
	"pl": wordSet("w i na się nie z że do to jest jak o co po ale za od tak mu"),
	"pt": wordSet("de a o que e do da em um uma para com não os no se na por mais as dos"),
	"ro": wordSet("de și în a la nu cu că o pe care un din se să este mai îi ce"),
	"sk": wordSet("a sa na je v že to s z do o si ale ako by som"),
	"sl": wordSet("in je v na se da za so z ki ne s po pri kot"),
	"sv": wordSet("och i att det som en på är av för den med till inte om har de var jag han hon"),
	"tl": wordSet("ang ng sa na mga at ay ni hindi ko si para"),
	"tr": wordSet("ve bir bu da de için ne ile o çok ama gibi daha var mi"),
	"vi": wordSet("và của là có không một được cho người trong với này các khi đã ở nó"),
}

// weakEnglish holds all frequent words of English, those that other languages
// have too.
var weakEnglish = func() map[string]bool {
	set := wordSet("a i in is was of to as at be by for he her had have me no on or so do an we will all are one up")
	maps.Copy(set, english)
	return set
}()

// shows tells whether a text has the words of the language that a detector
// takes it for, and more of them than of English: a detector goes by letters
// and names some language for any list. A language whose words are not known
// here does not show.
func shows(text, code string) bool {
	s := count(text, frequent[code])
	return s.share() >= languageShare && s.hits > count(text, weakEnglish).hits
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// counted is what the words of a text tell.
type counted struct{ words, hits, letters, latins int }

// count counts words, those of them that are in the set, and letters, those of
// them that are Latin: a Japanese sentence is one word, with an English one in
// it or without.
func count(text string, set map[string]bool) (n counted) {
	for w := range lettersOnly(text) {
		n.words++
		letters := utf8.RuneCountInString(w)
		n.letters += letters
		n.latins += letters
		if letters < len(w) {
			n.latins -= notLatin(w)
		}
		if len(w) <= longestFrequent && set[strings.ToLower(w)] {
			n.hits++
		}
	}
	return n
}

func notLatin(word string) (n int) {
	for _, r := range word {
		if r >= utf8.RuneSelf && !unicode.Is(unicode.Latin, r) {
			n++
		}
	}
	return n
}

// longestFrequent is the length in bytes of the longest word of the sets.
const longestFrequent = 8

// lettersOnly yields the runs of letters, apostrophes inside included.
func lettersOnly(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := -1
		for i, r := range text {
			switch {
			case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', r >= utf8.RuneSelf && unicode.In(r, unicode.L, unicode.M):
				if start < 0 {
					start = i
				}
			case start < 0 || r == '\'':
			case !yield(text[start:i]):
				return
			default:
				start = -1
			}
		}
		if start >= 0 {
			yield(text[start:])
		}
	}
}

// latin tells whether most letters are Latin.
func (n counted) latin() bool { return 2*n.latins >= n.letters }

// share returns the share of words that are in the set.
func (n counted) share() float64 { return float64(n.hits) / float64(max(n.words, 1)) }

// countWords counts runs of anything but white space, the unit of "per 1,000
// words".
func countWords(text string) int64 {
	n, in := int64(0), false
	for i := 0; i < len(text); i++ {
		space := text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r'
		if !space && !in {
			n++
		}
		in = !space
	}
	return n
}
