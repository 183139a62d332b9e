package tally

import (
	"encoding/binary"
	"io"

	"github.com/cespare/xxhash/v2"

	"rolecall/archetypes"
)

// magic opens every tally file.
const magic = "rolecall tally\n"

// FormatVersion is the version of the encoding.
//
//	1: first version.
const FormatVersion = 1

// A tally file is the magic, the format version, the hash of the vocabulary, the
// options, all counts, and the XXH64 of everything before it. Counts are unsigned
// varints, since most are small; names are sorted; hashes are 8 bytes, little
// endian. So equal tallies have equal bytes.

// Encode writes the tally. Equal tallies give equal bytes.
func (t *Tally) Encode(w io.Writer) error {
	_, err := w.Write(t.appendFile(nil))
	return err
}

func (t *Tally) appendFile(b []byte) []byte {
	b = append(b, magic...)
	b = binary.AppendUvarint(b, FormatVersion)
	b = binary.LittleEndian.AppendUint64(b, vocabularyHash())
	b = t.appendBody(b)
	return binary.LittleEndian.AppendUint64(b, xxhash.Sum64(b))
}

func (t *Tally) appendBody(b []byte) []byte {
	b = appendCount(b, int64(t.options.Replicates))
	b = appendString(b, t.options.Tagger)
	for _, s := range t.sections() {
		b = appendCounts(b, s)
	}
	for _, r := range t.rolls() {
		b = appendRoll(b, r)
	}
	t.texts.settle()
	b = appendCount(b, int64(len(t.texts.kept)))
	for _, h := range t.texts.kept {
		b = binary.LittleEndian.AppendUint64(b, h)
	}
	for _, shelves := range [][]shelf{t.confident, t.labelled} {
		for _, s := range shelves {
			b = appendCount(b, int64(len(s)))
			for _, e := range s {
				b = appendExemplar(b, e)
			}
		}
	}
	return b
}

func appendRoll(b []byte, r *roll) []byte {
	b = appendCount(b, int64(len(r.rows)))
	for _, n := range r.names() {
		b = appendString(b, n)
		b = appendCounts(b, r.rows[n])
	}
	if r.rest == nil {
		return append(b, 0)
	}
	return appendCounts(append(b, 1), r.rest)
}

func appendExemplar(b []byte, e *Exemplar) []byte {
	b = binary.LittleEndian.AppendUint64(b, e.seed)
	for _, s := range []string{e.Source, e.Document, e.Shard, e.Passage.Text, e.Character, e.Kind} {
		b = appendString(b, s)
	}
	b = appendCounts(b, []int64{
		e.Row, int64(e.Start), int64(e.End), int64(e.Passage.Start), int64(e.Passage.End), e.Portrayal, e.Probability,
	})
	for _, f := range archetypes.Fields() {
		b = appendCount(b, int64(archetypes.Index(f, e.Labels[f])+1)) // 0 is no label
	}
	for _, list := range [][]string{e.Traits, e.Gaps} {
		b = appendCount(b, int64(len(list)))
		for _, s := range list {
			b = appendString(b, s)
		}
	}
	return b
}

func appendCounts(b []byte, counts []int64) []byte {
	for _, n := range counts {
		b = appendCount(b, n)
	}
	return b
}

func appendCount(b []byte, n int64) []byte { return binary.AppendUvarint(b, uint64(n)) }

func appendString(b []byte, s string) []byte { return append(appendCount(b, int64(len(s))), s...) }
