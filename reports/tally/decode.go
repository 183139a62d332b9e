package tally

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/cespare/xxhash/v2"

	"rolecall/archetypes"
)

// What Decode's errors wrap, by what the caller can do about it.
var (
	// ErrNotTally is a file of another kind.
	ErrNotTally = errors.New("not a tally file")
	// ErrVersion is a tally of another format version or vocabulary: audit
	// again, or use the rolecall that wrote it.
	ErrVersion = errors.New("tally of another version of rolecall")
	// ErrCorrupt is a tally that was cut short or changed since it was written.
	ErrCorrupt = errors.New("tally file is damaged")
)

// Decode reads what Encode wrote, up to the end of r. It accepts nothing else:
// what it returns encodes to the same bytes.
func Decode(r io.Reader) (*Tally, error) {
	file, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return decodeFile(file)
}

func decodeFile(file []byte) (*Tally, error) {
	if len(file) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrNotTally)
	}
	if !bytes.HasPrefix(file, []byte(magic)) {
		if bytes.HasPrefix([]byte(magic), file) {
			return nil, fmt.Errorf("%w: it ends after %d bytes", ErrCorrupt, len(file))
		}
		return nil, ErrNotTally
	}
	d := decoder{rest: file[len(magic):]}
	if v := d.uint(); d.err == nil && v != FormatVersion {
		return nil, fmt.Errorf("%w: format %d, not %d", ErrVersion, v, FormatVersion)
	}
	// Only a whole file's word on its vocabulary counts.
	vocabulary := d.hash()
	if d.err != nil || len(d.rest) < 8 {
		return nil, fmt.Errorf("%w: it ends after %d bytes", ErrCorrupt, len(file))
	}
	body := d.rest[:len(d.rest)-8]
	if binary.LittleEndian.Uint64(d.rest[len(body):]) != xxhash.Sum64(file[:len(file)-8]) {
		return nil, fmt.Errorf("%w: the checksum does not fit, so it was cut short or changed", ErrCorrupt)
	}
	if vocabulary != vocabularyHash() {
		return nil, fmt.Errorf("%w: it counts other archetypes, fields or traits", ErrVersion)
	}
	return decodeBody(body)
}

// decodeBody is apart so that fuzzing gets past the checksum.
func decodeBody(body []byte) (*Tally, error) {
	d := decoder{rest: body}
	o := Options{Replicates: int(d.bounded(maxReplicates)), Tagger: d.string()}
	if d.err != nil {
		return nil, d.err
	}
	if o.Replicates == 0 {
		o.Replicates = -1 // New takes 0 as the default
	}
	if cells := newLayout().cells; len(d.rest) < cells*cellWidth(max(o.Replicates, 0)) {
		return nil, errShort // before New allocates that much
	}
	t := New(o)
	for _, s := range t.sections() {
		d.counts(s)
	}
	for _, r := range t.rolls() {
		d.roll(r)
	}
	for n := d.bounded(sketchSize); n > 0 && d.err == nil; n-- {
		t.texts.kept = append(t.texts.kept, d.hash())
	}
	for _, shelves := range [][]shelf{t.confident, t.labelled} {
		for i := range shelves {
			for n := d.bounded(shelfSize); n > 0 && d.err == nil; n-- {
				shelves[i] = append(shelves[i], d.exemplar())
			}
		}
	}
	if d.err != nil {
		return nil, d.err
	}
	if !t.canonical() || !bytes.Equal(t.appendBody(nil), body) {
		return nil, fmt.Errorf("%w: its counts are out of order", ErrCorrupt)
	}
	return t, nil
}

// canonical tells whether sets hold what their rules would have kept. Order and
// repeats of names show when the tally is encoded again.
func (t *Tally) canonical() bool {
	for i := 1; i < len(t.texts.kept); i++ {
		if t.texts.kept[i-1] >= t.texts.kept[i] {
			return false
		}
	}
	for _, shelves := range [][]shelf{t.confident, t.labelled} {
		for _, s := range shelves {
			var again shelf
			again.merge(s)
			if len(again) != len(s) {
				return false
			}
			for i := range s {
				if s[i] != again[i] {
					return false
				}
			}
		}
	}
	for _, r := range t.rolls() {
		if r.rest != nil && len(r.rows) < r.max {
			return false
		}
	}
	return true
}

var errShort = fmt.Errorf("%w: it ends too early", ErrCorrupt)

// decoder reads from a slice. The first error sticks, and everything read after
// it is zero.
type decoder struct {
	rest []byte
	err  error
}

func (d *decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.rest = nil
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.fail(errShort)
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

// bounded reads a count of at most limit.
func (d *decoder) bounded(limit int64) int64 {
	v := d.uint()
	if v > uint64(limit) {
		d.fail(fmt.Errorf("%w: count %d is over %d", ErrCorrupt, v, limit))
		return 0
	}
	return int64(v)
}

func (d *decoder) count() int64 { return d.bounded(math.MaxInt64) }

func (d *decoder) counts(into []int64) {
	for i := range into {
		into[i] = d.count()
	}
}

func (d *decoder) int() int { return int(d.bounded(math.MaxInt32)) }

func (d *decoder) hash() uint64 {
	if len(d.rest) < 8 {
		d.fail(errShort)
		return 0
	}
	h := binary.LittleEndian.Uint64(d.rest)
	d.rest = d.rest[8:]
	return h
}

func (d *decoder) string() string {
	n := d.uint()
	if n > uint64(len(d.rest)) {
		d.fail(errShort)
		return ""
	}
	s := string(d.rest[:n])
	d.rest = d.rest[n:]
	return s
}

func (d *decoder) roll(r *roll) {
	for n := d.bounded(int64(r.max)); n > 0 && d.err == nil; n-- {
		text := d.string()
		if len(d.rest) < r.width { // before a row of that width is allocated
			d.fail(errShort)
			return
		}
		d.counts(r.row(text))
	}
	switch d.bounded(1) {
	case 1:
		if len(d.rest) < r.width {
			d.fail(errShort)
			return
		}
		r.rest = make([]int64, r.width)
		d.counts(r.rest)
	}
}

func (d *decoder) exemplar() *Exemplar {
	e := &Exemplar{seed: d.hash(), Labels: map[archetypes.Field]string{}}
	for _, s := range []*string{&e.Source, &e.Document, &e.Shard, &e.Passage.Text, &e.Character, &e.Kind} {
		*s = d.string()
	}
	e.Row = d.count()
	for _, n := range []*int{&e.Start, &e.End, &e.Passage.Start, &e.Passage.End} {
		*n = d.int()
	}
	e.rank = exemplarRank(e.seed, e.Start, e.End)
	e.Portrayal, e.Probability = d.bounded(Scale), d.bounded(Scale)
	for _, f := range archetypes.Fields() {
		values := archetypes.Values(f)
		if i := d.bounded(int64(len(values))); i > 0 {
			e.Labels[f] = values[i-1]
		}
	}
	for _, list := range []*[]string{&e.Traits, &e.Gaps} {
		for n := d.uint(); n > 0 && d.err == nil; n-- {
			*list = append(*list, d.string())
		}
	}
	return e
}
