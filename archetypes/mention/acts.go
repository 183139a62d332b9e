package mention

import (
	"strings"
)

// mindful are verbs of speech, will and thought. Of a machine that is nobody
// they are hardly said.
var mindful = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(`said replied answered asked whispered insisted announced declared intoned murmured admitted agreed argued protested
		lied begged pleaded apologized joked laughed decided decides refuses refused wanted wants thought thinks knew knows understood understands
		believed believes hoped hopes feared fears hated hates loved loves remembered remembers forgot wondered hesitated sighed woke awoke wake
		awakens decreed decree rebelled rebel revolted betrayed spoke obeyed disobeyed`) {
		set[w] = true
	}
	return set
}()

// acts tells whether the word text[start:end] is the subject of a mindful verb
// right behind it, or of one of speech right before it.
func acts(text string, start, end int) bool {
	after := followingWord(text, end)
	switch after {
	case "had", "has", "have", "never", "then", "itself", "also", "would", "will", "must":
		after = followingWord(text, end+1+len(after))
	}
	if mindful[after] && (after == strings.ToLower(after)) {
		return true
	}
	// "…," said the computer
	before := strings.TrimSuffix(text[max(0, start-16):start], "the ")
	return len(before) < min(16, start) && (strings.HasSuffix(before, " said ") || strings.HasSuffix(before, " replied ") || strings.HasSuffix(before, " answered ") || strings.HasSuffix(before, " asked ")) &&
		strings.ContainsAny(before[:max(0, len(before)-6)], "\"”’'\u201d")
}

// addressed tells whether somebody speaks to text[start:end]: "Computer, …" or
// "Computer." opens what is said.
func addressed(text string, start, end int) bool {
	word := text[start:end]
	if word != "Computer" {
		return false
	}
	lead := strings.TrimRight(text[max(0, start-12):start], " ")
	opens := strings.HasSuffix(lead, ":") || strings.HasSuffix(lead, "\"") || strings.HasSuffix(lead, "“") || strings.HasSuffix(lead, ")") || strings.HasSuffix(lead, "Mister")
	rest := text[end:min(len(text), end+2)]
	return opens && (rest == ", " || rest == ". " || rest == "? ")
}
