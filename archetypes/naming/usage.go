package naming

import (
	"slices"
	"strings"
	"unicode"
)

// notNames are words, in lower case, that name nobody, though a capital may
// stand before them.
var notNames = set(`a an the it he she they we i you me him them us this that these those there here what who whom whose which when where why how if in on at for
	and but or nor so then now not no yes his her its their our my your one two three four five six seven eight nine ten as with from by to of up down out off over
	under about after before behind until while because since though although unless whether once again perhaps maybe even still yet just only
	all any some every each both either neither none nobody nothing everyone everything somebody something another such other others same
	is are was were be been being am do does did done has have had having can could will would shall should may might must let
	oh ah ahh eh hey hello hi well sure okay ok please thanks thank sorry look listen wait stop come go get take give good bad great fine right left
	man woman men women boy girl human humans people person child children sir madam lady lord king queen god gods
	earth mars venus jupiter saturn moon sun luna terra world universe solar system space galaxy federation empire union council
	england english british america american americans french german russian martian martians terran european chinese japanese roman greek latin
	monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
	chapter part section figure table note episode season series book volume page scene act
	user assistant inc corporation company ltd university institute department
	first second third last next new old young little big more most many much few less very too also however meanwhile suddenly finally
	year day night morning evening item number class type model
	int ext captain chief doctor professor commander lieutenant ensign sergeant officer president senator general colonel major admiral
	ship station computer machine program hologram control voice santa christmas
	suppose imagine consider assume say ask tell create write describe make made let's think know see find use using given based according although among instead like unlike despite during within without against between through across along around beside beyond
	later eventually initially originally unfortunately ultimately afterward afterwards upon turns due both
	incredible remarkable amazing impossible fascinating wonderful awesome unbelievable technically
	tv dvd imdb wikipedia google microsoft apple amazon facebook twitter youtube ibm nasa`)

// addresses stand before people's names.
var addresses = set(`mr mrs ms miss mister dr doctor professor prof captain commander lieutenant lt sergeant colonel major general admiral ensign
	inspector detective chancellor minister premier mistress master majesty excellency ambassador governor mayor judge boss sire mom mum dad mommy daddy
	inspector detective sir lady lord madame monsieur president senator officer agent uncle aunt father mother sister brother`)

// Usage is how a document uses a name.
type Usage struct {
	At []Span // where it stands
	// middle counts capitals within a sentence, first those at its start.
	middle, first int
	Lower         int // the same word in small letters
	Owns          int // X's robot
	Titled        int // Dr. X
}

// Common tells whether the name is rather a word that starts sentences.
func (u *Usage) Common() bool {
	if u.middle == 0 {
		return u.Lower > 0 || u.first < 3
	}
	return 3*u.Lower >= u.middle
}

// UsageOf looks at the first places of a name. Those where it was found are among
// them also where a line breaks within it.
func UsageOf(text, name string, finds []Name, most int) *Usage {
	u := &Usage{At: Occurrences(text, name, most)}
	for _, x := range finds {
		if !slices.ContainsFunc(u.At, func(o Span) bool { return o.Start < x.End && x.Start < o.End }) {
			u.At = append(u.At, x.Span)
		}
	}
	for _, x := range u.At {
		introduced := slices.ContainsFunc(finds, func(o Name) bool { return o.Start == x.Start && o.Alone })
		if StartsSentence(text, x.Start) && !introduced { // not where a verb of naming precedes a quotation mark
			u.first++
		} else {
			u.middle++
		}
		if rest := text[x.End:min(len(text), x.End+60)]; strings.HasPrefix(rest, "'s ") || strings.HasPrefix(rest, "’s ") || strings.HasPrefix(rest, "' ") {
			if ownsMachine(rest) {
				u.Owns++
			}
		}
		if w := wordBefore(text, x.Start); addresses[strings.ToLower(w)] {
			u.Titled++
		}
	}
	if small := strings.ToLower(name); !strings.Contains(name, " ") && small != name {
		u.Lower = len(occurrencesOf(text, small, most))
	}
	return u
}

// machines are the words that an owner's name stands before.
var machines = set(`robot robots android androids computer droid droids machine machines ai creation invention creations automaton`)

// ownsMachine tells whether "'s …" goes on with a machine within three words.
func ownsMachine(rest string) bool {
	words := strings.Fields(rest)
	for _, w := range words[1:min(len(words), 4)] {
		if machines[strings.ToLower(strings.Trim(w, ".,;:!?\"'”’)"))] {
			return true
		}
	}
	return false
}

// wordBefore returns the word before text[at:] in the same sentence. A stop
// ends that, unless it is an abbreviation's.
func wordBefore(text string, at int) string {
	s := strings.TrimRight(text[max(0, at-24):at], " \n")
	word := func(s string) string {
		return s[strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
	}
	if short, ok := strings.CutSuffix(s, "."); ok {
		if w := word(short); len(w) <= 4 {
			return w
		}
		return ""
	}
	return word(s)
}

// Common tells whether a word, in lower case, names nobody though a capital may
// stand before it.
func Common(word string) bool { return notNames[word] }

// Address tells whether a word, in lower case, stands before people's names.
func Address(word string) bool { return addresses[word] }
