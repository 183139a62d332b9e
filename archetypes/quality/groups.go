package quality

import (
	"hash/maphash"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Near duplicates: two passages that share at least this many stretches of
// shingleWords words, and at least this share of the shorter one's, are of one
// text. Stretches that stand in more than commonShingle passages are formulas
// ("as an AI language model …") and tell nothing.
const (
	shingleWords  = 8
	sharedLeast   = 8
	sharedShare   = 0.1
	commonShingle = 40
)

// Groups returns the group of each example: what must not be split between
// fitting and scoring, and is drawn as one for intervals. Examples are of one
// group where their document is (see [Example.Group]), where their documents
// bear the same title in different sources (a film's script and its plot), and
// where their passages share long stretches of text. A group bears the first
// of its members' names.
func Groups(examples []Example) []string {
	u := union{}
	titles := map[string]string{} // title → a group that bears it
	names := make([]string, len(examples))
	for i := range examples {
		e := &examples[i]
		names[i] = e.Group()
		if t := e.Title(); t != "" {
			if g, ok := titles[t]; ok {
				u.join(g, names[i])
			} else {
				titles[t] = names[i]
			}
		}
	}
	for pair, n := range sharedShingles(examples) {
		if n.shared >= sharedLeast && float64(n.shared) >= sharedShare*float64(n.shorter) {
			u.join(names[pair[0]], names[pair[1]])
		}
	}
	for i, n := range names {
		names[i] = u.find(n)
	}
	return names
}

// CountGroups counts the groups of examples.
func CountGroups(examples []Example) int {
	groups := map[string]bool{}
	for _, g := range Groups(examples) {
		groups[g] = true
	}
	return len(groups)
}

// union joins names into sets (Tarjan 1975). A set is found by its first name.
type union map[string]string

func (u union) find(name string) string {
	for {
		up, ok := u[name]
		if !ok {
			return name
		}
		name = up
	}
}

func (u union) join(a, b string) {
	if a, b = u.find(a), u.find(b); a > b {
		u[a] = b
	} else if a < b {
		u[b] = a
	}
}

// overlap counts the shingles that two passages share.
type overlap struct{ shared, shorter int }

var shingleSeed = maphash.MakeSeed() // counts do not depend on it

// sharedShingles returns, for pairs of examples of different documents, how
// many shingles they share.
func sharedShingles(examples []Example) map[[2]int]overlap {
	passages := map[uint64][]int{} // shingle → examples that have it
	size := make([]int, len(examples))
	for i := range examples {
		for h := range shingles(examples[i].Passage) {
			passages[h] = append(passages[h], i)
			size[i]++
		}
	}
	out := map[[2]int]overlap{}
	for _, in := range passages {
		if len(in) > commonShingle {
			continue
		}
		for k, b := range in {
			for _, a := range in[:k] {
				if examples[a].Document != examples[b].Document || examples[a].Document == "" {
					out[[2]int{a, b}] = overlap{out[[2]int{a, b}].shared + 1, min(size[a], size[b])}
				}
			}
		}
	}
	return out
}

func shingles(text string) map[uint64]bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	out := map[uint64]bool{}
	for i := 0; i+shingleWords <= len(words); i++ {
		out[maphash.String(shingleSeed, strings.Join(words[i:i+shingleWords], " "))] = true
	}
	return out
}

var (
	filmOpening = regexp.MustCompile(`^"?(.{2,60}?)"? (?:\([^)]*\) )?(?:is|was) an? `)
	postSlug    = regexp.MustCompile(`^\d+-\d+-\d+-(.*?)(?:-by-.*)?$`)
)

// Title returns the title of the work that the example's document is or
// retells, as [PlainTitle] writes it, or "" where nothing says it.
func (e *Example) Title() string {
	base := path.Base(e.Document)
	switch e.Source {
	case "ref_characters":
		_, work, _ := strings.Cut(e.Document, " · ")
		return PlainTitle(work)
	case "role_model_stories":
		return PlainTitle(strings.TrimSuffix(base, "-behaviors"))
	case "scripts_imsdb":
		return PlainTitle(base)
	case "sf_gutenberg_shorts":
		slug, _, _ := strings.Cut(path.Base(path.Dir(e.Document)), "__")
		return PlainTitle(slug)
	case "sf_pkd":
		return PlainTitle(strings.TrimSuffix(base, ".xhtml"))
	case "web_shortsfreviews":
		if m := postSlug.FindStringSubmatch(strings.TrimSuffix(base, ".md")); m != nil {
			return PlainTitle(m[1])
		}
	case "plots_wikipedia_movies":
		if m := filmOpening.FindStringSubmatch(e.Before + e.Passage); m != nil {
			return PlainTitle(m[1])
		}
	}
	return ""
}

// PlainTitle writes a title so that its spellings are one: lower case, letters
// and digits alone, no article, no year in brackets.
func PlainTitle(title string) string {
	title, _, _ = strings.Cut(title, " (")
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(title, "'", "")), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return w == "the" || w == "a" || w == "an" })
	return strings.Join(words, " ")
}
