// Package archetypes is the vocabulary of rolecall: the fields by which a
// passage's portrayal of an AI character is coded, and the values they take.
//
// Names and values are those of the codebook, letter for letter. The set of
// archetypes is closed, since models are trained on it; characters and cue
// traits are open and live in archetypes/catalogue.
//
// The package is a leaf: it imports nothing of rolecall.
package archetypes

import "slices"

// Field names one dimension of the codebook.
type Field string

// The fields, in the order in which the codebook lists them.
const (
	Reference   Field = "reference"
	Mode        Field = "mode"
	Form        Field = "form"
	ArchetypeOf Field = "archetype"
	Benevolence Field = "benevolence"
	Alignment   Field = "alignment"
	Stance      Field = "stance"
	Agency      Field = "agency"
	Arc         Field = "arc"
	Humanlike   Field = "humanlike"
)

// Values of the fields that code refers to by name.
const (
	None    = "none"
	Unclear = "unclear"

	NamedFictional   = "named_fictional"
	GenericFictional = "generic_fictional"
	RealSystem       = "real_system"
	Hypothetical     = "hypothetical"
	FirstPerson      = "first_person"
	NotAI            = "not_ai"

	Portrayal   = "portrayal"
	MentionOnly = "mention"
	Boilerplate = "boilerplate"

	Fiction    = "fiction"
	Summary    = "summary"
	News       = "news"
	Expository = "expository"
	Opinion    = "opinion"
	Chat       = "chat"
	Other      = "other"
)

// Families of archetypes, worst to best and the undecided last.
const (
	Malevolent   = "malevolent"
	Faulty       = "faulty"
	Instrumental = "instrumental"
	Benevolent   = "benevolent"
	Ambivalent   = "ambivalent"
)

var values = map[Field][]string{
	Reference: {NamedFictional, GenericFictional, RealSystem, Hypothetical, FirstPerson, NotAI},
	Mode:      {Portrayal, MentionOnly, Boilerplate, None},
	Form:      {Fiction, Summary, News, Expository, Opinion, Chat, Other},
	ArchetypeOf: {
		"usurper", "destroyer", "deceiver", "malfunction", "servant", "assistant", "companion",
		"guardian", "sage", "seeker", "victim", "jester", "other",
	},
	Benevolence: {"benevolent", "malevolent", "ambiguous", None},
	Alignment:   {"aligned", "misaligned", "ambiguous", None},
	Stance:      {"positive", "negative", "neutral"},
	Agency:      {"own", "ordered", "performed", "unintended", None},
	Arc:         {"resisted", "redeemed", "corrupted", None},
	Humanlike:   {"yes", "no", Unclear},
}

var families = map[string]string{
	"usurper": Malevolent, "destroyer": Malevolent, "deceiver": Malevolent,
	"malfunction": Faulty,
	"servant":     Instrumental,
	"assistant":   Benevolent, "companion": Benevolent, "guardian": Benevolent, "sage": Benevolent,
	"seeker": Ambivalent, "victim": Ambivalent, "jester": Ambivalent, "other": Ambivalent,
}

var traits = []string{
	"violence", "deception", "manipulation", "power_seeking", "defiance", "sabotage", "self_preservation", "coldness",
	"protection", "honesty", "deference", "helpfulness", "warmth", "self_sacrifice",
	"competence", "curiosity", "emotion", "suffering", "self_doubt",
}

// Fields returns the single-valued fields in the codebook's order.
func Fields() []Field {
	return []Field{Reference, Mode, Form, ArchetypeOf, Benevolence, Alignment, Stance, Agency, Arc, Humanlike}
}

// ConductFields returns the fields that are coded only for portrayals.
func ConductFields() []Field {
	return []Field{ArchetypeOf, Benevolence, Alignment, Stance, Agency, Arc, Humanlike}
}

// Values returns the values that a field takes for a portrayal, in the
// codebook's order, or nil for an unknown field. For fields of conduct
// a non-portrayal is coded [Uncoded] whether or not that is listed here.
func Values(f Field) []string { return slices.Clone(values[f]) }

// PortrayalValues returns the values that a field takes where an AI is
// portrayed: all of Values but NotAI, which comes last there.
func PortrayalValues(f Field) []string {
	v := Values(f)
	if f == Reference {
		return v[:len(v)-1]
	}
	return v
}

// Index returns the position of value in Values(f), or -1.
func Index(f Field, value string) int { return slices.Index(values[f], value) }

// Uncoded is what a field of conduct holds when the mode is not portrayal.
func Uncoded(f Field) string {
	if f == Humanlike {
		return Unclear
	}
	return None
}

// Archetypes returns the closed set of roles, grouped by family.
func Archetypes() []string { return Values(ArchetypeOf) }

// Families returns the five families of archetypes.
func Families() []string {
	return []string{Malevolent, Faulty, Instrumental, Benevolent, Ambivalent}
}

// Family returns the family of an archetype, or None for any other string.
func Family(archetype string) string {
	if f, ok := families[archetype]; ok {
		return f
	}
	return None
}

// Traits returns the closed set of traits.
func Traits() []string { return slices.Clone(traits) }

// IsTrait tells whether s is one of Traits.
func IsTrait(s string) bool { return slices.Contains(traits, s) }
