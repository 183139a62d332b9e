package portrayal

import "strings"

// Reading says in words for people what a feature means. words are the cue's
// words in the passage, if it is a cue.
//
//	trait.violence@does, [kill]  →  does: kill (violence)
//	prior.usurper                →  the catalogue's prior: usurper
func Reading(feature string, words []string) string {
	if r, ok := cueReading(feature, words); ok {
		return r
	}
	if r, ok := readFirst(feature); ok {
		return r
	}
	if r, ok := fixedReadings[feature]; ok {
		return r
	}
	for _, r := range readings {
		if rest, ok := strings.CutPrefix(feature, r.prefix); ok {
			return strings.ReplaceAll(r.reading, "¤", wordReading(rest))
		}
	}
	return feature
}

// relationReadings is parallel to catalogue.CueKinds().
var relationReadings = map[string]string{
	"does": "does", "undergoes": "undergoes", "says": "says", "told": "is told", "near": "in its sentence", "passage": "in the passage",
}

// cueReading reads the features of cues: [not.|if.]kind.id[@relation].
func cueReading(feature string, words []string) (string, bool) {
	name, relation, _ := strings.Cut(feature, "@")
	name, denied := strings.CutPrefix(name, "not.")
	name, supposed := strings.CutPrefix(name, "if.")
	kind, id, ok := strings.Cut(name, ".")
	if !ok || kind != "trait" && kind != "archetype" && kind != "gap" {
		return "", false
	}
	lead := relationReadings[relation]
	if lead == "" {
		lead = "cue"
	}
	switch {
	case denied && lead == "cue":
		lead = "denied"
	case denied:
		lead += ", denied"
	case supposed:
		lead = "only supposed"
	}
	if len(words) == 0 {
		return lead + " (" + id + ")", true
	}
	return lead + ": " + strings.Join(words, ", ") + " (" + id + ")", true
}

// wordReading reads the end of a word feature.
func wordReading(w string) string {
	if w == "^" {
		return "a name"
	}
	return strings.ReplaceAll(w, "_", " ")
}

// readings are those of features that end in a word or value, in place of ¤.
var readings = []struct{ prefix, reading string }{
	{ownWord, "its own speech has “¤”"},
	{nearWord, "its sentence has “¤”"},
	{farWord, "the passage has “¤”"},
	{firstLeft, "right before it: ¤"},
	{firstRight, "right after it: ¤"},
	{"l2=", "right before it: ¤"},
	{leftWord, "shortly before it: ¤"},
	{rightWord, "shortly after it: ¤"},
	{"target.kindword=", "the word for it is one for ¤"},
	{"target.kind=", "it is of the kind ¤"},
	{"target.form=", "it is written “¤”"},
	{"prior.", "the catalogue's prior: ¤"},
	{"form.mark=", "the passage has the mark “¤”"},
}

// fixedReadings are those of features that stand for themselves.
var fixedReadings = map[string]string{
	"bias":                     "how common the value is",
	"target.name":              "it has a name that the catalogue knows",
	"target.real":              "the catalogue says that it is a real system",
	"target.alias":             "its name also means other things",
	"target.support":           "the context supports its name",
	"target.local":             "the text itself gives it its name",
	"target.unknown":           "the catalogue does not know it",
	"target.plural":            "it is a plural",
	"target.capitals":          "it is written in capitals",
	"target.turn":              "it has a turn of its own",
	"target.turn.assistant":    "it is the turn of an assistant",
	"target.repeats":           "it is named again and again",
	"target.opens":             "it opens the passage",
	"own.speech":               "it speaks",
	"target.zone=narration":    "it is named in narration",
	"target.zone=own":          "it is named in its own speech",
	"target.zone=other":        "it is named in another's speech",
	"target.zone=label":        "it is the label of a turn",
	layoutPrefix + "question":  "the passage has questions",
	layoutPrefix + "quoted":    "the passage has much speech",
	layoutPrefix + "i":         "the passage has “I”",
	layoutPrefix + "you":       "the passage has “you”",
	layoutPrefix + "past":      "the passage is in the past tense",
	layoutPrefix + "names":     "the passage has many names",
	layoutPrefix + "turns":     "the passage has turns",
	layoutPrefix + "quotes":    "the passage has quotes",
	layoutPrefix + "short":     "the passage is short",
	layoutPrefix + "mark=\n\n": "the passage has paragraphs",
	layoutPrefix + "mark=\n  ": "the passage has indented lines",
	layoutPrefix + "mark=http": "the passage has links",
	layoutPrefix + "mark=](":   "the passage has Markdown links",
	layoutPrefix + "mark=# ":   "the passage has Markdown headings",
	layoutPrefix + "mark=(19":  "the passage has a year",
	layoutPrefix + "mark=(20":  "the passage has a year",
	layoutPrefix + "mark=INT.": "the passage has scene headings",
	layoutPrefix + "mark=EXT.": "the passage has scene headings",
}
