// Package weights holds a BERT encoder's weights with 8 bits a value, and their file.
//
// The file, little endian, without padding:
//
//	magic        20 bytes, "rolecall encoder 1\n" and a zero
//	shape        uint32 each: layers, heads, hidden, inner, positions, pieces
//	epsilon      float32
//	vocabulary   for each piece a byte of length, then UTF-8
//	words        matrix of pieces × hidden
//	positions    matrix of positions × hidden, the embedding of token type 0 added in
//	norm         hidden gains, hidden biases
//	layers       query, key, value, output: linear, hidden × hidden; norm;
//	             inner: linear, inner × hidden; outer: linear, hidden × inner; norm
//	checksum     SHA-256 of all before it
//
// A matrix is a float32 scale for each row, then rows of int8; a linear is a matrix
// and a float32 bias for each row. It rests on nothing of ours.
package weights

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
)

const magic = "rolecall encoder 1\n\x00"

// MaxFile is the size in bytes above which Read refuses a file.
const MaxFile = 512 << 20

// Shape gives the sizes of an encoder.
type Shape struct {
	Layers, Heads int
	Hidden        int // length of a piece's vector
	Inner         int // width of the feed-forward layers
	Positions     int // pieces in the longest input, [CLS] and [SEP] among them
}

// Weights are all that an encoder knows.
type Weights struct {
	Shape
	Epsilon    float32 // added to the variance by layer norms
	Vocabulary []string
	Words      Matrix // a row for each piece of the vocabulary
	Places     Matrix // a row for each position
	Norm       Norm
	Stack      []Layer
	Checksum   string // SHA-256 of the file that they were read from, as hex
}

// Layer is one transformer layer with the norm after each half (post-LN).
type Layer struct {
	Query, Key, Value, Output Linear
	AttentionNorm             Norm
	Inner, Outer              Linear
	OutputNorm                Norm
}

// Linear maps x to Matrix·x + Bias.
type Linear struct {
	Matrix
	Bias []float32
}

// Norm is the gain and bias of a layer norm.
type Norm struct{ Gain, Bias []float32 }

// Matrix is rows of 8-bit integers; a value is its integer times its row's scale.
type Matrix struct {
	Rows, Columns int
	Scales        []float32
	Values        []byte // int8 in two's complement, row after row
}

// Row returns a row's integers.
func (m *Matrix) Row(row int) []byte { return m.Values[row*m.Columns:][:m.Columns] }

// part is a run of floats or bytes in the file.
type part struct {
	floats *[]float32
	bytes  *[]byte
	size   int
}

// parts gives every matrix its size and lists what follows the vocabulary, in the
// file's order: reading and writing cannot disagree.
func (w *Weights) parts() []part {
	var list []part
	floats := func(to *[]float32, size int) { list = append(list, part{floats: to, size: size}) }
	matrix := func(m *Matrix, rows, columns int) {
		m.Rows, m.Columns = rows, columns
		floats(&m.Scales, rows)
		list = append(list, part{bytes: &m.Values, size: rows * columns})
	}
	linear := func(l *Linear, rows, columns int) { matrix(&l.Matrix, rows, columns); floats(&l.Bias, rows) }
	norm := func(n *Norm) { floats(&n.Gain, w.Hidden); floats(&n.Bias, w.Hidden) }

	matrix(&w.Words, len(w.Vocabulary), w.Hidden)
	matrix(&w.Places, w.Positions, w.Hidden)
	norm(&w.Norm)
	for i := range w.Stack {
		l := &w.Stack[i]
		for _, square := range []*Linear{&l.Query, &l.Key, &l.Value, &l.Output} {
			linear(square, w.Hidden, w.Hidden)
		}
		norm(&l.AttentionNorm)
		linear(&l.Inner, w.Inner, w.Hidden)
		linear(&l.Outer, w.Hidden, w.Inner)
		norm(&l.OutputNorm)
	}
	return list
}

// Write writes the file. It fails on what Read would refuse.
func (w *Weights) Write(to io.Writer) error {
	if err := w.check(len(w.Vocabulary)); err != nil {
		return err
	}
	if len(w.Stack) != w.Layers {
		return fmt.Errorf("%d layers, not %d", len(w.Stack), w.Layers)
	}
	file := []byte(magic)
	for _, n := range []int{w.Layers, w.Heads, w.Hidden, w.Inner, w.Positions, len(w.Vocabulary)} {
		file = binary.LittleEndian.AppendUint32(file, uint32(n))
	}
	file = binary.LittleEndian.AppendUint32(file, math.Float32bits(w.Epsilon))
	for _, piece := range w.Vocabulary {
		if len(piece) > math.MaxUint8 {
			return fmt.Errorf("piece %q is longer than %d bytes", piece, math.MaxUint8)
		}
		file = append(append(file, byte(len(piece))), piece...)
	}
	for i, p := range w.parts() {
		switch {
		case p.bytes != nil && len(*p.bytes) == p.size:
			file = append(file, *p.bytes...)
		case p.floats != nil && len(*p.floats) == p.size:
			for _, f := range *p.floats {
				file = binary.LittleEndian.AppendUint32(file, math.Float32bits(f))
			}
		default:
			return fmt.Errorf("part %d has not the %d values that the shape asks for", i, p.size)
		}
	}
	sum := sha256.Sum256(file)
	_, err := to.Write(append(file, sum[:]...))
	return err
}

var errShort = errors.New("the file ends too early")

// Read reads a file and checks its shape, its checksum and that all floats are
// finite. The matrices share the file's memory, about its size in all.
func Read(from io.Reader) (*Weights, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxFile {
		return nil, fmt.Errorf("larger than %d MiB", MaxFile>>20)
	}
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok {
		return nil, errors.New("no rolecall encoder, or one of another version")
	}
	if len(rest) < sha256.Size {
		return nil, errShort
	}
	body := data[:len(data)-sha256.Size]
	sum := sha256.Sum256(body)
	if !bytes.Equal(sum[:], data[len(body):]) {
		return nil, errors.New("checksum does not fit: the file is damaged or cut short")
	}
	w, err := parse(&reader{rest: rest[:len(rest)-sha256.Size]})
	if err != nil {
		return nil, err
	}
	w.Checksum = hex.EncodeToString(sum[:])
	return w, nil
}

func parse(r *reader) (*Weights, error) {
	var w Weights
	var pieces int
	for _, n := range []*int{&w.Layers, &w.Heads, &w.Hidden, &w.Inner, &w.Positions, &pieces} {
		*n = int(r.uint32())
	}
	w.Epsilon = math.Float32frombits(r.uint32())
	if err := w.check(pieces); err != nil {
		return nil, err
	}
	for range pieces {
		size := r.take(1)
		if size == nil {
			return nil, errShort
		}
		w.Vocabulary = append(w.Vocabulary, string(r.take(int(size[0]))))
	}
	w.Stack = make([]Layer, w.Layers)
	for _, p := range w.parts() {
		if p.bytes != nil {
			*p.bytes = r.take(p.size)
		} else {
			*p.floats = r.floats(p.size)
		}
	}
	if r.err == nil && len(r.rest) > 0 {
		r.err = fmt.Errorf("%d bytes too many", len(r.rest))
	}
	return &w, r.err
}

// check refuses shapes that no encoder has, before anything is made of their size.
func (w *Weights) check(pieces int) error {
	for _, size := range []struct {
		name    string
		n, most int
	}{
		{"layers", w.Layers, 64}, {"heads", w.Heads, 64}, {"hidden", w.Hidden, 4096},
		{"inner", w.Inner, 16384}, {"positions", w.Positions, 4096}, {"pieces", pieces, 1 << 18},
	} {
		if size.n < 1 || size.n > size.most {
			return fmt.Errorf("%s: %d is not within 1 and %d", size.name, size.n, size.most)
		}
	}
	if w.Hidden%w.Heads != 0 {
		return fmt.Errorf("hidden: %d is no multiple of %d heads", w.Hidden, w.Heads)
	}
	if w.Positions < 3 {
		return fmt.Errorf("positions: %d leave no room for a piece", w.Positions)
	}
	if !(w.Epsilon > 0 && w.Epsilon < 1) {
		return fmt.Errorf("epsilon: %g is not between 0 and 1", w.Epsilon)
	}
	return nil
}

// reader takes from the front of a file; after its first error it gives nothing.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) take(n int) []byte {
	if n > len(r.rest) {
		r.err, r.rest = errShort, nil
		return nil
	}
	taken := r.rest[:n:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *reader) floats(n int) []float32 {
	b := r.take(4 * n)
	if b == nil {
		return nil
	}
	floats := make([]float32, n)
	for i := range floats {
		floats[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if f := float64(floats[i]); math.IsNaN(f) || math.IsInf(f, 0) {
			r.err = errors.New("a number is not finite")
		}
	}
	return floats
}
