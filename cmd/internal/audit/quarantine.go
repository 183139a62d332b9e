package audit

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
)

// Unreadable is a row, or the rest of a shard, that could not be read.
type Unreadable struct {
	Shard string `json:"shard"`
	// Row counts from 1; what could not be read of a whole shard has the row
	// at which reading stopped.
	Row int64 `json:"row"`
	// Reason is one of a small set, Detail says more and the mend.
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"`
	// Rest is true where everything from Row on is lost.
	Rest bool `json:"rest,omitempty"`
	// More is how many further rows of the shard have the same reason and are
	// counted but not listed.
	More int64 `json:"more,omitempty"`
}

// listedRows is how many rows of a shard are listed for each reason. A corpus
// in which every row is bad must not fill the memory with saying so.
const listedRows = 1000

// quarantine collects what could not be read. The rows of a shard must come in
// order; those that stay listed are then the first ones, whichever worker has
// met them.
type quarantine struct {
	total int64
	lists map[quarantineKey]*quarantineList
}

type quarantineKey struct{ shard, reason string }

type quarantineList struct {
	total int64
	rows  []Unreadable // the first listedRows
}

func newQuarantine() *quarantine { return &quarantine{lists: map[quarantineKey]*quarantineList{}} }

func (q *quarantine) list(shard, reason string) *quarantineList {
	key := quarantineKey{shard, reason}
	if q.lists[key] == nil {
		q.lists[key] = &quarantineList{}
	}
	return q.lists[key]
}

func (q *quarantine) add(all []Unreadable) {
	for _, u := range all {
		q.total++
		l := q.list(u.Shard, u.Reason)
		l.total++
		if n := len(l.rows); n < listedRows {
			if n > 0 && l.rows[n-1].Detail == u.Detail {
				u.Detail = l.rows[n-1].Detail // one copy of the same words
			}
			l.rows = append(l.rows, u)
		}
	}
}

func (q *quarantine) merge(o *quarantine) {
	q.total += o.total
	for key, theirs := range o.lists {
		l := q.list(key.shard, key.reason)
		l.total += theirs.total
		l.rows = append(l.rows, theirs.rows...)
		slices.SortFunc(l.rows, compareRows)
		l.rows = l.rows[:min(len(l.rows), listedRows)]
	}
}

func compareRows(a, b Unreadable) int {
	return cmp.Or(cmp.Compare(a.Shard, b.Shard), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Reason, b.Reason))
}

// all returns what is listed, by shard and row.
func (q *quarantine) all() []Unreadable {
	var all []Unreadable
	for _, l := range q.lists {
		all = append(all, l.rows...)
		if more := l.total - int64(len(l.rows)); more > 0 {
			all[len(all)-1].More = more
		}
	}
	slices.SortFunc(all, compareRows)
	return all
}

func (q *quarantine) write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, u := range q.all() {
		if err := enc.Encode(u); err != nil {
			return err
		}
	}
	return nil
}
