// Package encoder turns a text into vectors, one for each piece of a word, with a
// small BERT (Devlin et al. 2019): what the deep tier's heads pool over a target, its
// sentence, its speech and the passage.
//
// Products are sums of integers, exact whatever their order; all else is float32
// arithmetic in one fixed order, each result rounded where it is written, so that no
// compiler may fuse a multiplication with an addition. The vectors are therefore the
// same bits in every run, with any number of workers, and on every processor whose
// floats are IEEE 754's; TestSameEverywhere holds a checksum that they must have.
//
// Weights have 8 bits, inputs of products 14 to 16, scaled by the row: what is lost
// against floats is lost by the weights. Offsets are bytes.
package encoder

import (
	"io"
	"slices"
	"sync"

	"rolecall/archetypes/encoder/weights"
	"rolecall/archetypes/encoder/wordpiece"
)

// Encoder is a model ready to run. It is safe for concurrent use.
type Encoder struct {
	shape     weights.Shape
	checksum  string
	tokenizer *wordpiece.Tokenizer
	words     weights.Matrix
	places    weights.Matrix
	norm      norm
	layers    []layer
	scratch   sync.Pool // of *scratch
}

// Piece is a part of a word: its number in the vocabulary and its bytes in the text.
type Piece = wordpiece.Piece

// Encoding is a text as the encoder sees it.
type Encoding struct {
	Pieces []Piece     // [CLS] first, [SEP] last
	Hidden [][]float32 // for each piece its vector
}

// Read reads a weight file that archetypes/encoder/convert wrote.
func Read(r io.Reader) (*Encoder, error) {
	w, err := weights.Read(r)
	if err != nil {
		return nil, err
	}
	return New(w)
}

// New makes an encoder of weights. It keeps nothing of w alive: the layers are laid
// out anew, and the file behind w, of which they are the half, can go.
func New(w *weights.Weights) (*Encoder, error) {
	tokenizer, err := wordpiece.New(w.Vocabulary)
	if err != nil {
		return nil, err
	}
	e := &Encoder{
		shape: w.Shape, checksum: w.Checksum, tokenizer: tokenizer,
		words: copied(w.Words), places: copied(w.Places), norm: newNorm(w.Norm, w.Epsilon),
	}
	for i := range w.Stack {
		e.layers = append(e.layers, newLayer(&w.Stack[i], w.Epsilon))
	}
	e.scratch.New = func() any { return newScratch(w.Shape) }
	return e, nil
}

func copied(m weights.Matrix) weights.Matrix {
	m.Values = slices.Clone(m.Values)
	return m
}

// Checksum is the SHA-256 of the weight file, as hex: which model this is.
func (e *Encoder) Checksum() string { return e.checksum }

// Size is the length of a vector.
func (e *Encoder) Size() int { return e.shape.Hidden }

// Limit is how many pieces an encoding has at most, [CLS] and [SEP] among them.
func (e *Encoder) Limit() int { return e.shape.Positions }

// Encode encodes a text from its start; pieces beyond the limit are left out.
func (e *Encoder) Encode(text string) Encoding { return e.EncodeAround(text, 0) }

// EncodeAround encodes a text; where it has too many pieces, those nearest to the
// byte at are kept, as many before it as after it as far as there are.
func (e *Encoder) EncodeAround(text string, at int) Encoding {
	pieces := window(e.tokenizer.Cut(text), at, e.Limit())
	s := e.scratch.Get().(*scratch)
	defer e.scratch.Put(s)
	return Encoding{Pieces: pieces, Hidden: e.forward(s, pieces)}
}

// window keeps [CLS], [SEP] and of the pieces between them those around a byte.
func window(pieces []Piece, at, limit int) []Piece {
	if len(pieces) <= limit {
		return pieces
	}
	last := len(pieces) - 1
	inner, room := pieces[1:last], limit-2
	nearest := 0
	for nearest < len(inner)-1 && inner[nearest].End <= at {
		nearest++
	}
	from := max(0, min(nearest-room/2, len(inner)-room))
	kept := append([]Piece{pieces[0]}, inner[from:from+room]...)
	return append(kept, pieces[last])
}
