// Package minilm embeds the encoder of the deep tier: all-MiniLM-L6-v2 (Wang et
// al. 2020; Reimers and Gurevych 2019; Apache-2.0), its weights in 8 bits.
// `make encoder` makes the file anew.
package minilm

import (
	"bytes"
	_ "embed"
	"sync"

	"rolecall/archetypes/encoder"
)

//go:embed minilm.bin
var weights []byte

// Encoder returns the encoder, which is read once.
var Encoder = sync.OnceValues(func() (*encoder.Encoder, error) { return encoder.Read(bytes.NewReader(weights)) })
