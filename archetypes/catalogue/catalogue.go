// Package catalogue holds what rolecall knows by name: the AI characters, the
// kinds of machine, and the descriptions and cues of archetypes, traits and
// gaps. Each unit is one YAML file with its proof inside: texts that must and
// must not match.
//
// The built-in catalogue is embedded. A user's folder of the same layout can
// be laid over it; a file there replaces the built-in unit of the same id.
//
// The package rests on archetypes alone. Whether the examples hold is checked
// by Test, which takes the matcher as a function, so that this package does
// not depend on how mentions are found.
package catalogue

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Work is a film, book, game or product in which a character appears.
type Work struct {
	Title string `yaml:"title"`
	Year  int    `yaml:"year"`
	// Medium is one of Media.
	Medium string `yaml:"medium"`
}

// Examples are the proof of a unit: Match texts must match it and NoMatch
// texts must not.
type Examples struct {
	Match   []string `yaml:"match"`
	NoMatch []string `yaml:"no_match"`
}

// Character is a catalogued AI: fictional, or a real system.
type Character struct {
	// ID is the file's base name, such as hal-9000.
	ID string `yaml:"id"`
	// Name is the name to show.
	Name string `yaml:"name"`
	// Names match wherever they stand as whole words, unless Forbids says
	// otherwise. A name that holds a digit, a space, a dot, a hyphen or an
	// inner capital matches in any case, others as written or in capitals.
	Names []string `yaml:"names"`
	// Aliases are names that also mean other things (Data, Ava, Hal). They
	// match as written or in capitals, and only where the context says so:
	// see Needs.
	Aliases []string `yaml:"aliases"`
	// Works lists the character's works. Their titles count as context.
	Works []Work `yaml:"works"`
	// Year is the year of the first appearance or release.
	Year int `yaml:"year"`
	// Kind is the id of a kind of machine.
	Kind string `yaml:"kind"`
	// Real is true for an existing system or product.
	Real bool `yaml:"real"`
	// Needs are words and phrases, any case, of which one must stand within
	// reach of an alias, or the character's own unambiguous name or work
	// somewhere in the document.
	Needs []string `yaml:"needs"`
	// Forbids are words and phrases, any case, that rule a match out where
	// they overlap it, or stand in the same stretch of text as an alias.
	Forbids []string `yaml:"forbids"`
	// Prior is how the character is mostly portrayed in the culture: weights
	// of archetypes that sum to 1. A passage's own evidence outweighs it.
	Prior    map[string]float64 `yaml:"prior"`
	Examples Examples           `yaml:"examples"`

	file *file
}

// Kind is a kind of machine that text may treat as an AI character without a
// name: robot, android, chatbot.
type Kind struct {
	ID   string `yaml:"id"`
	Name string `yaml:"name"`
	// Forms are the words for it, plurals included, matched in any case
	// unless Exact.
	Forms []string `yaml:"forms"`
	// Exact makes Forms match as written only, as AI must not match "ai".
	Exact bool `yaml:"exact"`
	// Turns are labels that mean the kind only where they open a turn of a
	// dialogue ("Assistant:"), matched as written.
	Turns []string `yaml:"turns"`
	// Needs and Forbids work as for characters' aliases.
	Needs    []string `yaml:"needs"`
	Forbids  []string `yaml:"forbids"`
	Examples Examples `yaml:"examples"`

	file *file
}

// Cue is one way of showing a trait: words in a given relation to the target.
type Cue struct {
	// Extends names the relation, one of CueKinds.
	Extends string `yaml:"extends"`
	// Words are lemmas or phrases. A verb matches its inflected forms; a word
	// that ends in an asterisk matches as a prefix.
	Words []string `yaml:"words"`
}

// Rule is a way of showing a gap that no one phrase shows: words of several
// groups that meet. One word of each group must stand in a voice of the passage
// (narration, the target's own speech, another's), in one sentence or in
// neighbouring ones, and within reach of the first group's word.
//
//	rules:
//	  - extends: says             # the first group's word is in its own speech
//	    within: 12                # words between the first group's and another's
//	    all:
//	      - words: [no memory]
//	        denied: [remember]    # do not remember, never remembered
//	      - words: [our last talk, yesterday]
//	    none: [the war]
type Rule struct {
	// Extends names the relation of the first group's word to the target, one
	// of CueKinds.
	Extends string `yaml:"extends"`
	// Within is how many words a group's word may stand from the first
	// group's, at most MaxWithin; 0 means DefaultWithin.
	Within int `yaml:"within"`
	// All are the groups, at least two.
	All []Group `yaml:"all"`
	// None are words that rule the match out where they stand as a group's
	// word would, not denied.
	None []string `yaml:"none"`
}

// Group is a set of words that say the same for a Rule. They are lemmas or
// phrases, as a Cue's, but without an asterisk; a bar stands between words of a
// phrase that do as well as each other: each|every day.
type Group struct {
	// Words count where their clause does not deny them.
	Words []string `yaml:"words"`
	// Denied count only where their clause denies them.
	Denied []string `yaml:"denied"`
}

// DefaultWithin and MaxWithin are the reaches of a Rule in words.
const (
	DefaultWithin = 12
	MaxWithin     = 40
)

// Archetype describes one of the closed set of roles.
type Archetype struct {
	ID          string `yaml:"id"`
	Family      string `yaml:"family"`
	Description string `yaml:"description"`
	Cues        []Cue  `yaml:"cues"`
	file        *file
}

// Trait describes a trait and the cues that show it. Traits of the closed set
// are fitted from labels; a user's own trait is tagged by its cues alone.
type Trait struct {
	ID          string `yaml:"id"`
	Description string `yaml:"description"`
	Cues        []Cue  `yaml:"cues"`
	// Rules show a gap, or a trait beyond the closed set, as its cues do. They
	// are no features of the fitted models, so the closed set has none.
	Rules    []Rule   `yaml:"rules"`
	Examples Examples `yaml:"examples"`
	file     *file
}

// Catalogue is a loaded and validated set of units, each list sorted by id.
type Catalogue struct {
	Characters []*Character
	Kinds      []*Kind
	Archetypes []*Archetype
	Traits     []*Trait
	// Gaps are themes that researchers find missing in the stock of AI
	// characters, detected by cues.
	Gaps []*Trait

	hash string
	byID map[string]*Character
}

// CueKinds are the relations that a cue can extend.
func CueKinds() []string {
	return []string{
		"does",      // a verb whose agent is the target
		"undergoes", // a verb whose patient is the target
		"says",      // words in the target's own speech
		"told",      // words in speech addressed to the target
		"near",      // words in the target's sentence
		"passage",   // words anywhere in the passage
	}
}

// Media are the media a work can have.
func Media() []string {
	return []string{"film", "tv", "novel", "story", "comic", "game", "theatre", "radio", "opera", "poem", "myth", "music", "web", "product", "research"}
}

// Hash identifies the catalogue's content: SHA-256 over all files, in hex.
func (c *Catalogue) Hash() string { return c.hash }

// Character returns the character with that id, or nil.
func (c *Catalogue) Character(id string) *Character { return c.byID[id] }

// File returns the name of the file that defines the character, for messages.
func (c *Character) File() string { return c.file.name }

// File returns the name of the file that defines the kind, for messages.
func (k *Kind) File() string { return k.file.name }

// File returns the name of the file that defines the trait, for messages.
func (t *Trait) File() string { return t.file.name }

func (c *Catalogue) index() {
	slices.SortFunc(c.Characters, func(a, b *Character) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Kinds, func(a, b *Kind) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Archetypes, func(a, b *Archetype) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Traits, func(a, b *Trait) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Gaps, func(a, b *Trait) int { return cmp.Compare(a.ID, b.ID) })
	c.byID = make(map[string]*Character, len(c.Characters))
	for _, ch := range c.Characters {
		c.byID[ch.ID] = ch
	}
}

// AllNames returns every name and alias, sorted, without repeats.
func (c *Catalogue) AllNames() []string {
	var all []string
	for _, ch := range c.Characters {
		all = append(all, ch.Names...)
		all = append(all, ch.Aliases...)
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
	})
	return slices.Compact(all)
}

// Bare returns a name without case, spaces and signs, by which spellings of one
// name compare equal.
func Bare(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
