package catalogue

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"rolecall/archetypes"
)

var idPattern = regexp.MustCompile(`^[a-z0-9]+([-_][a-z0-9]+)*$`)

// minExamples is how many texts of each sort a unit must bring.
const minExamples = 2

func checkCharacter(f *file, c *Character) error {
	switch {
	case !idPattern.MatchString(c.ID):
		return f.errorAt("$.id", "id %q: use lower-case letters, digits and single hyphens", c.ID)
	case c.Name == "":
		return f.errorAt("$.name", "name is missing")
	case len(c.Names)+len(c.Aliases) == 0:
		return f.errorAt("$.names", "give at least one of names (unambiguous) or aliases (need context)")
	case len(c.Aliases) > 0 && len(c.Needs) == 0:
		return f.errorAt("$.aliases", "aliases need context: list words in needs, of which one must stand near an alias")
	case c.Year < 1 || c.Year > 2100:
		return f.errorAt("$.year", "year %d is not a year", c.Year)
	case c.Kind == "":
		return f.errorAt("$.kind", "kind is missing")
	case len(c.Works) == 0:
		return f.errorAt("$.works", "list at least one work (for a real system: the product)")
	}
	for i, w := range c.Works {
		if w.Title == "" || !slices.Contains(Media(), w.Medium) {
			return f.errorAt(fmt.Sprintf("$.works[%d]", i), "a work needs a title and a medium, one of %s", strings.Join(Media(), ", "))
		}
	}
	if blank(c.Names, c.Aliases, c.Needs, c.Forbids) {
		return f.errorAt("$.name", "an empty string stands in names, aliases, needs or forbids")
	}
	if err := checkPrior(f, c.Prior); err != nil {
		return err
	}
	return checkExamples(f, c.Examples, append(slices.Clone(c.Names), c.Aliases...))
}

// blank tells whether a list holds a string without words.
func blank(lists ...[]string) bool {
	return slices.ContainsFunc(slices.Concat(lists...), func(s string) bool { return strings.TrimSpace(s) == "" })
}

func checkPrior(f *file, prior map[string]float64) error {
	sum := 0.0
	for a, w := range prior {
		if archetypes.Family(a) == archetypes.None {
			return f.errorAt("$.prior."+a, "%q is no archetype: use one of %s", a, strings.Join(archetypes.Archetypes(), ", "))
		}
		if !(w >= 0 && w <= 1) { // nor .nan
			return f.errorAt("$.prior."+a, "a weight is a number from 0 to 1")
		}
		sum += w
	}
	if math.Abs(sum-1) > 0.011 {
		return f.errorAt("$.prior", "the weights add up to %.2f, not 1", sum)
	}
	return nil
}

// checkExamples checks number and difference; whether they hold is for Test.
func checkExamples(f *file, ex Examples, names []string) error {
	for _, part := range []struct {
		path  string
		texts []string
	}{{matchPath, ex.Match}, {noMatchPath, ex.NoMatch}} {
		if len(part.texts) < minExamples {
			return f.errorAt(part.path, "%d examples, at least %d are needed", len(part.texts), minExamples)
		}
		for i, a := range part.texts {
			for _, b := range part.texts[:i] {
				if similarity(maskNames(a, names), maskNames(b, names)) >= repeatLimit {
					return f.errorAt(fmt.Sprintf("%s[%d]", part.path, i), "this example repeats another once the names are taken out")
				}
			}
		}
	}
	return nil
}

func checkKind(f *file, k *Kind) error {
	switch {
	case !idPattern.MatchString(k.ID):
		return f.errorAt("$.id", "id %q: use lower-case letters, digits and single hyphens", k.ID)
	case k.Name == "" || len(k.Forms) == 0:
		return f.errorAt("$.name", "a kind needs a name and forms")
	case blank(k.Forms, k.Turns, k.Needs, k.Forbids):
		return f.errorAt("$.forms", "an empty string stands in forms, turns, needs or forbids")
	}
	return checkExamples(f, k.Examples, k.Forms)
}

func checkArchetype(f *file, a *Archetype) error {
	family := archetypes.Family(a.ID)
	switch {
	case family == archetypes.None:
		return f.errorAt("$.id", "the archetypes are a closed set: %s", strings.Join(archetypes.Archetypes(), ", "))
	case a.Family != family:
		return f.errorAt("$.family", "%s belongs to the family %s", a.ID, family)
	case a.Description == "":
		return f.errorAt("$.description", "description is missing")
	}
	return checkCues(f, a.Cues)
}

func checkTrait(f *file, t *Trait) error {
	if !idPattern.MatchString(t.ID) || t.Description == "" {
		return f.errorAt("$.id", "a trait needs a lower-case id and a description")
	}
	if len(t.Cues) == 0 {
		return f.errorAt("$.id", "a trait needs cues")
	}
	if err := checkCues(f, t.Cues); err != nil {
		return err
	}
	if len(t.Rules) > 0 && archetypes.IsTrait(t.ID) {
		return f.errorAt("$.rules", "%s is a trait of the closed set, which is fitted: give it cues, not rules", t.ID)
	}
	if err := checkRules(f, t.Rules); err != nil {
		return err
	}
	return checkExamples(f, t.Examples, nil)
}

// minStem is how long, in bytes, a word must be of which the beginning is enough.
const minStem = 3

func checkCues(f *file, cues []Cue) error {
	for i, c := range cues {
		at := fmt.Sprintf("$.cues[%d]", i)
		if !slices.Contains(CueKinds(), c.Extends) {
			return f.errorAt(at+".extends", "%q is no kind of cue: use one of %s", c.Extends, strings.Join(CueKinds(), ", "))
		}
		if len(c.Words) == 0 || blank(c.Words) {
			return f.errorAt(at, "a cue needs words")
		}
		for _, w := range c.Words {
			if stem, ok := strings.CutSuffix(w, "*"); ok && (len(stem) < minStem || strings.Contains(stem, " ")) {
				return f.errorAt(at+".words", "%q: before an asterisk stands one word of at least %d letters", w, minStem)
			}
		}
	}
	return nil
}

func checkRules(f *file, rules []Rule) error {
	for i, r := range rules {
		at := fmt.Sprintf("$.rules[%d]", i)
		switch {
		case !slices.Contains(CueKinds(), r.Extends):
			return f.errorAt(at+".extends", "%q is no kind of cue: use one of %s", r.Extends, strings.Join(CueKinds(), ", "))
		case r.Within < 0 || r.Within > MaxWithin:
			return f.errorAt(at+".within", "words of a rule stand within 1 to %d words of each other", MaxWithin)
		case len(r.All) < 2:
			return f.errorAt(at, "a rule needs at least two groups in all: one group is a cue")
		}
		for j, g := range r.All {
			if err := checkRuleWords(f, fmt.Sprintf("%s.all[%d]", at, j), g.Words, g.Denied); err != nil {
				return err
			}
		}
		if len(r.None) > 0 {
			if err := checkRuleWords(f, at+".none", r.None); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkRuleWords(f *file, at string, lists ...[]string) error {
	all := slices.Concat(lists...)
	if len(all) == 0 || blank(all) {
		return f.errorAt(at, "a group needs words or denied, and no empty string in them")
	}
	for _, w := range all {
		if strings.Contains(w, "*") {
			return f.errorAt(at, "%q: the words of a rule take no asterisk", w)
		}
		if slices.ContainsFunc(strings.Fields(w), func(part string) bool { return slices.Contains(strings.Split(part, "|"), "") }) {
			return f.errorAt(at, "%q: a bar stands between two words, without spaces", w)
		}
	}
	return nil
}

// checkWhole checks what only the whole catalogue shows.
func (c *Catalogue) checkWhole() error {
	var errs []error
	kinds := map[string]bool{}
	for _, k := range c.Kinds {
		kinds[k.ID] = true
	}
	for _, ch := range c.Characters {
		if !kinds[ch.Kind] {
			errs = append(errs, ch.file.errorAt("$.kind", "kind %q is not in kinds/", ch.Kind))
		}
	}
	return errors.Join(errs...)
}

// repeatLimit is the share of common word triples from which two texts count
// as one with the names changed.
const repeatLimit = 0.5

// repeats finds examples that say the same of different characters.
func (c *Catalogue) repeats() []error {
	type place struct {
		file  *file
		words map[string]bool
	}
	seen := map[string][]*place{} // by triple, in order of sight
	var errs []error
	for _, ch := range c.Characters {
		names := append(slices.Clone(ch.Names), ch.Aliases...)
		for path, text := range ch.Examples.all() {
			p := &place{ch.file, triples(maskNames(text, names))}
			// In order, so that of several the same is named each time.
			for _, w := range slices.Sorted(maps.Keys(p.words)) {
				like := func(q *place) bool { return jaccard(p.words, q.words) >= repeatLimit }
				if i := slices.IndexFunc(seen[w], like); i >= 0 {
					errs = append(errs, ch.file.errorAt(path, "this example repeats one of %s once the names are taken out", seen[w][i].file.name))
					break
				}
			}
			for w := range p.words {
				seen[w] = append(seen[w], p)
			}
		}
	}
	return errs
}

// maskNames lower-cases text and puts a mark in place of each name.
func maskNames(text string, names []string) string {
	text = strings.ToLower(text)
	longest := slices.Clone(names)
	slices.SortFunc(longest, func(a, b string) int { return len(b) - len(a) })
	for _, n := range longest {
		text = strings.ReplaceAll(text, strings.ToLower(n), " ¤ ")
	}
	return text
}

var wordPattern = regexp.MustCompile(`[\p{L}\p{N}¤]+`)

// triples returns the set of three-word sequences of text.
func triples(text string) map[string]bool {
	words := wordPattern.FindAllString(text, -1)
	set := map[string]bool{}
	for i := 0; i+2 < len(words); i++ {
		set[strings.Join(words[i:i+3], " ")] = true
	}
	if len(words) < 3 {
		set[strings.Join(words, " ")] = true
	}
	return set
}

func similarity(a, b string) float64 { return jaccard(triples(a), triples(b)) }

func jaccard(a, b map[string]bool) float64 {
	common := 0
	for w := range a {
		if b[w] {
			common++
		}
	}
	union := len(a) + len(b) - common
	if union == 0 {
		return 1
	}
	return float64(common) / float64(union)
}

// Matcher tells which catalogue ids (characters and kinds) a text matches.
type Matcher func(text string) map[string]bool

// Test checks every example of characters and kinds against match and returns
// one *Error for each that does not hold.
func (c *Catalogue) Test(match Matcher) []error {
	var errs []error
	for _, ch := range c.Characters {
		errs = append(errs, testExamples(ch.ID, ch.file, ch.Examples, match)...)
		errs = append(errs, testHardNegatives(ch)...)
	}
	for _, k := range c.Kinds {
		errs = append(errs, testExamples(k.ID, k.file, k.Examples, match)...)
	}
	return errs
}

// TestTraits checks every example of traits and gaps against shown, which
// tells what a text's cues show, and returns one *Error for each that does not
// hold.
func (c *Catalogue) TestTraits(shown Matcher) []error {
	var errs []error
	for _, t := range slices.Concat(c.Traits, c.Gaps) {
		errs = append(errs, testExamples(t.ID, t.file, t.Examples, shown)...)
	}
	return errs
}

func testExamples(id string, f *file, ex Examples, match Matcher) []error {
	var errs []error
	for path, text := range ex.all() {
		must := strings.HasPrefix(path, matchPath)
		switch matches := match(text)[id]; {
		case must && !matches:
			errs = append(errs, f.errorAt(path, "this text must match %s and does not", id))
		case !must && matches:
			errs = append(errs, f.errorAt(path, "this text must not match %s and does", id))
		}
	}
	return errs
}

// The YAML paths of examples.
const (
	matchPath   = "$.examples.match"
	noMatchPath = "$.examples.no_match"
)

// all yields every example with its YAML path.
func (ex Examples) all() iter.Seq2[string, string] {
	return func(yield func(path, text string) bool) {
		for i, text := range ex.Match {
			if !yield(fmt.Sprintf("%s[%d]", matchPath, i), text) {
				return
			}
		}
		for i, text := range ex.NoMatch {
			if !yield(fmt.Sprintf("%s[%d]", noMatchPath, i), text) {
				return
			}
		}
	}
}

// testHardNegatives checks that at least one must-not text of a character is
// hard: it holds a word of a name or alias in another sense, or a longer word
// around it.
func testHardNegatives(c *Character) []error {
	var own []string
	for _, name := range slices.Concat(c.Names, c.Aliases) {
		own = append(own, wordPattern.FindAllString(strings.ToLower(name), -1)...)
	}
	hard := func(word string) bool {
		return slices.ContainsFunc(own, func(o string) bool { return word == o || len(o) > 2 && strings.Contains(word, o) })
	}
	for _, text := range c.Examples.NoMatch {
		if slices.ContainsFunc(wordPattern.FindAllString(strings.ToLower(text), -1), hard) {
			return nil
		}
	}
	return []error{c.file.errorAt(noMatchPath,
		"no must-not text is hard: put the name, the alias or a word of it there in another sense")}
}
