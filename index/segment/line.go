package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// longLine is a width that nobody wraps text at: a longer line is
	// a paragraph. shortLine is one that wrapped text is never cut to.
	longLine, shortLine = 120, 24
	// maxTurn is the longest speaker with remarks, in bytes, that may stand
	// before the colon of a script's turn.
	maxTurn = 60
)

// lineBreaks tells whether the line break or breaks in g end a sentence: a
// blank line does; a single one does before or after what is a line of its
// own (heading, list item, turn of a script, scene), and where the writer
// broke the line although there was room. Otherwise it is a space, as in text
// that is wrapped by hand.
func lineBreaks(text string, g gap) bool {
	between := text[g.end:g.next]
	if strings.Count(between, "\n") > 1 {
		return true
	}
	left, right := lineBefore(text, g.end), lineAfter(text, g.next)
	if standsAlone(left) || standsAlone(right) || isTurn(right) ||
		opensItem(right) && !(right[0] == '>' && left != "" && left[0] == '>') {
		return true
	}
	next := firstLetter(strings.TrimLeft(right, "> "))
	if unicode.IsLower(next) || left == "" {
		return false
	}
	lw, rw := width(left), width(text[g.next-indent(between):][:indent(between)+len(right)])
	if lw > longLine || rw > longLine {
		return true
	}
	if strings.HasSuffix(left, ",") || strings.HasSuffix(left, "-") || strings.HasSuffix(left, "—") {
		return false
	}
	return lw < shortLine || lw+1+firstField(right) <= max(rw, width(lineAbove(text, g.end, left)))
}

// lineBefore returns the line that ends at end, or the part of it that is
// nearest; lineAfter the one that starts at pos, without white space at its
// end; lineAbove the one over line, which ends at end.
func lineBefore(text string, end int) string {
	text = text[max(0, end-4*longLine):end]
	return text[strings.LastIndexByte(text, '\n')+1:]
}

func lineAfter(text string, pos int) string {
	text = text[pos:min(len(text), pos+4*longLine)]
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	return strings.TrimRight(text, " \t\r")
}

func lineAbove(text string, end int, line string) string {
	top := end - len(line)
	if top == 0 || text[top-1] != '\n' {
		return ""
	}
	return strings.TrimRight(lineBefore(text, top-1), " \t\r")
}

// indent returns how many bytes of blanks between ends in.
func indent(between string) int {
	return len(between) - 1 - strings.LastIndexByte(between, '\n')
}

// width returns the columns of a line, up to where it is long.
func width(line string) int {
	w := 0
	for _, r := range line {
		if r == '\t' {
			w += 8
		} else {
			w++
		}
	}
	return w
}

// firstField returns the width of the line's first word.
func firstField(line string) int {
	if i := strings.IndexAny(line, " \t"); i >= 0 {
		line = line[:i]
	}
	return utf8.RuneCountInString(line)
}

// standsAlone tells whether a line is a unit by itself: a Markdown heading,
// rule, fence or table row, or a line in brackets, which scripts use for
// scenes and directions.
func standsAlone(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" {
		return false
	}
	switch line[0] {
	case '#', '|':
		return true
	case '[':
		return line[len(line)-1] == ']'
	case '(':
		return line[len(line)-1] == ')'
	case '<':
		return line[len(line)-1] == '>'
	case '`', '~':
		return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
	}
	return strings.Trim(line, "-=*_~> ") == ""
}

// opensItem tells whether a line opens a list item or a quotation.
func opensItem(line string) bool {
	if line == "" {
		return false
	}
	switch line[0] {
	case '>':
		return true
	case '-', '*', '+':
		return len(line) > 1 && line[1] == ' '
	}
	if rest, ok := strings.CutPrefix(line, "•"); ok {
		return rest != ""
	}
	rest := strings.TrimLeft(line, "0123456789")
	if n := len(line) - len(rest); n == 0 && len(line) > 1 && line[0] >= 'a' && line[0] <= 'z' {
		rest = line[1:] // "a) so"
		return strings.HasPrefix(rest, ") ")
	} else if n == 0 || n > 3 {
		return false
	}
	return strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") ")
}

// isTurn tells whether a line opens a turn of a script or a chat: a speaker
// in capitals, or one to three capitalised words, then a colon. Remarks in
// brackets may stand between ("LOCUTUS [on viewscreen]:").
func isTurn(line string) bool {
	line = strings.TrimLeft(line, "*_ ")
	colon := strings.IndexByte(line[:min(len(line), maxTurn)], ':')
	if colon < 1 {
		return false
	}
	if rest := strings.TrimLeft(line[colon+1:], "*_"); rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return false // a time, a URL
	}
	who := strings.TrimRight(line[:colon], "*_ ")
	if i := strings.IndexAny(who, "[("); i > 0 {
		who = strings.TrimRight(who[:i], " ")
	}
	if who == "" {
		return false
	}
	if strings.ToUpper(who) == who {
		return isUpperFirst(who)
	}
	fields := strings.Fields(who)
	for _, f := range fields {
		if !isUpperFirst(f) {
			return false
		}
	}
	return len(fields) <= 3
}
