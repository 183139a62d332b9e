package tally

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// roll counts by name, for names that the corpus chooses: sources, reasons,
// characters. It keeps at most max names, those whose hashes are smallest, and
// adds up all others in rest.
//
// Which names stay depends on the set of names alone, and a name that stays at
// the end was never put into rest on the way: it was among the smallest of every
// part as well. So merging keeps exact counts, whatever the order. The price is
// that beyond max the names are a random sample, not the largest.
type roll struct {
	max   int
	width int // counts a row
	rows  map[string][]int64
	rest  []int64 // nil until a name does not fit
	last  name    // the kept name with the largest hash, once the roll is full
}

// name is a name with its hash, which ranks it.
type name struct {
	hash uint64
	text string
}

func newName(text string) name {
	var h xxhash.Digest
	h.ResetWithSeed(saltRoll)
	h.WriteString(text)
	return name{h.Sum64(), text}
}

func (n name) compare(o name) int {
	return cmp.Or(cmp.Compare(n.hash, o.hash), cmp.Compare(n.text, o.text))
}

func newRoll(max, width int) roll {
	return roll{max: max, width: width, rows: map[string][]int64{}}
}

// row returns the counts to add to for a name, which are shared among all that
// do not fit.
func (r *roll) row(text string) []int64 {
	if row, ok := r.rows[text]; ok {
		return row
	}
	n := newName(text)
	if len(r.rows) < r.max {
		row := make([]int64, r.width)
		r.rows[strings.Clone(text)] = row
		if len(r.rows) == r.max {
			r.findLast()
		}
		return row
	}
	if r.rest == nil {
		r.rest = make([]int64, r.width)
	}
	if n.compare(r.last) > 0 {
		return r.rest
	}
	row := r.rows[r.last.text]
	delete(r.rows, r.last.text)
	addAll(r.rest, row)
	clear(row)
	r.rows[strings.Clone(text)] = row
	r.findLast()
	return row
}

func (r *roll) findLast() {
	first := true
	for text := range r.rows {
		if n := newName(text); first || n.compare(r.last) > 0 {
			r.last, first = n, false
		}
	}
}

// merge adds all that o has counted.
func (r *roll) merge(o *roll) {
	for text, row := range o.rows {
		addAll(r.row(text), row)
	}
	if o.rest != nil {
		if r.rest == nil {
			r.rest = make([]int64, r.width)
		}
		addAll(r.rest, o.rest)
	}
}

// names returns the kept names, sorted.
func (r *roll) names() []string { return slices.Sorted(maps.Keys(r.rows)) }
