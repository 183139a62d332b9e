package discover

import (
	"strings"
	"unicode/utf8"

	"rolecall/archetypes/naming"
)

// How neighbours are gathered: within so many bytes of at most so many places.
const (
	neighbourReach  = 500
	neighbourPlaces = 20
)

// neighbours counts the capitalised words within sentences near a name, which
// its catalogue entry may need as context.
func (f *Finder) neighbours(text string, at []naming.Span, name string) map[string]int {
	own := map[string]bool{}
	for _, w := range strings.Fields(name) {
		own[strings.ToLower(w)] = true
	}
	out := map[string]int{}
	for k := range min(len(at), neighbourPlaces) {
		i := at[k*len(at)/min(len(at), neighbourPlaces)].Start
		from, to := max(0, i-neighbourReach), min(len(text), i+neighbourReach)
		for from < i && !utf8.RuneStart(text[from]) {
			from++
		}
		for to > i && to < len(text) && !utf8.RuneStart(text[to]) {
			to--
		}
		for _, word := range naming.Capitalised(text, from, to) {
			if l := strings.ToLower(word); len(word) < 3 || own[l] || f.kinds[l] || word == strings.ToUpper(word) && len(word) > 5 {
				continue
			}
			out[word]++
		}
	}
	return out
}
