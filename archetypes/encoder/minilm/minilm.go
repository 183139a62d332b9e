// Package minilm embeds the encoder of the deep tier: all-MiniLM-L6-v2 (Wang et
// al. 2020; Reimers and Gurevych 2019; Apache-2.0), its weights in 8 bits.
// `make encoder` makes the file anew.
package minilm

import (
	"bytes"
	_ "embed"
	"sync"

	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/weights"
)

//go:embed minilm.bin
var file []byte

// The deep tier reads a window of so many pieces with all layers but the last, in
// whose place it has one of its own, fitted from the last. Longer windows were no
// better.
const (
	layers = 5
	pieces = 112
)

// Encoder returns the encoder without its last layer, which is read once.
var Encoder = sync.OnceValues(func() (*encoder.Encoder, error) {
	w, err := weights.Read(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return encoder.New(w.Lower(layers, pieces))
})

// Whole returns all weights, the last layer's among them.
func Whole() (*weights.Weights, error) { return weights.Read(bytes.NewReader(file)) }
