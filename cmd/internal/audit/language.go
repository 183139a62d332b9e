package audit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"

	"rolecall/index/document"
)

// How much of a document is read to tell its language, and how few words are
// too few to tell.
const (
	languageSample = 4 << 10 // bytes
	languageWords  = 12
)

// unknownLanguage is the reason for text whose script the tagger cannot read
// and whose language no detector tells.
const unknownLanguage = "language:unknown"

// notMeasured returns why the tagger must not judge a document, or "" where
// it may. What is not measured is counted apart and never read as a zero.
//
// The record's own language code decides where there is one. Otherwise the
// share of English function words does, which settles nearly all English text
// at the cost of a few hundred bytes; only what is left goes to a detector.
func notMeasured(d *document.Document, want string) string {
	if code := strings.ToLower(strings.TrimSpace(d.Language)); code != "" {
		if code == want || strings.HasPrefix(code, want+"-") || strings.HasPrefix(code, want+"_") || want == "en" && (code == "eng" || code == "english") {
			return ""
		}
		return "language:" + shorten(code)
	}
	sample := d.Text[:min(len(d.Text), languageSample)]
	words, english, latin := functionWords(sample)
	switch {
	case words < languageWords && latin:
		return "" // a title or a turn: too short to tell, and cheap to keep
	case float64(english) >= 0.15*float64(words) && latin:
		return ""
	}
	info := whatlanggo.Detect(sample)
	code := info.Lang.Iso6391()
	switch {
	case code == want:
		return ""
	case latin && (!info.IsReliable() || english*20 >= words):
		return "" // lists, code, names: no other language shows
	case code == "":
		return unknownLanguage
	}
	return "language:" + code
}

// shorten keeps the reasons a small set whatever a corpus holds as codes.
func shorten(code string) string {
	if i := strings.IndexAny(code, "-_"); i > 0 {
		code = code[:i]
	}
	if len(code) > 3 {
		return "other"
	}
	return code
}

var functionWordSet = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(`the of and to in is was that it for with as on be at by he i you this are not have from or his had her she they we an
		which will has been were their there what when all would more who so no if about my your do can up out said its them then into`) {
		set[w] = true
	}
	return set
}()

// functionWords counts words and English function words, and tells whether
// most letters are Latin.
func functionWords(text string) (words, english int, latin bool) {
	letters, latins := 0, 0
	for w := range strings.FieldsSeq(text) {
		w = strings.Trim(w, ".,;:!?\"'()[]“”‘’*_")
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if unicode.Is(unicode.Latin, r) {
			latins++
		}
		words++
		if functionWordSet[strings.ToLower(w)] {
			english++
		}
	}
	return words, english, 2*latins >= letters
}

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
