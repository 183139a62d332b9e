package minilm

import (
	"strings"
	"testing"

	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/weights"
)

var benchText = strings.Repeat("The old machine rolled out of the shed, looked at the children for a while and went back to its work. ", 9)

// BenchmarkEncode encodes a full window.
func BenchmarkEncode(b *testing.B) {
	e, err := Encoder()
	if err != nil {
		b.Fatal(err)
	}
	n := len(e.Encode(benchText).Pieces)
	for b.Loop() {
		e.Encode(benchText)
	}
	b.ReportMetric(float64(n), "pieces")
}

// BenchmarkFocus looks at a full window from four pools, with the last layer as it
// was published.
func BenchmarkFocus(b *testing.B) {
	e, err := Encoder()
	if err != nil {
		b.Fatal(err)
	}
	w, err := Whole()
	if err != nil {
		b.Fatal(err)
	}
	const pools, zones, outputs = 4, 6, 55
	columns := 2 * pools * e.Size()
	f := &weights.Focus{Heads: w.Heads, Epsilon: w.Epsilon, Layer: w.Stack[layers]}
	for range pools {
		f.Queries = append(f.Queries, make([]float32, e.Size()))
	}
	for range zones {
		f.Zones = append(f.Zones, make([]float32, e.Size()))
	}
	f.Out = weights.Linear{Matrix: weights.Quantize(outputs, columns, make([]float32, outputs*columns)), Bias: make([]float32, outputs)}
	focus, err := encoder.NewFocus(f, e.Size())
	if err != nil {
		b.Fatal(err)
	}
	v := &encoder.View{Hidden: e.Encode(benchText).Hidden}
	for i := range v.Hidden {
		v.Pools, v.Zones = append(v.Pools, 1<<pools-1), append(v.Zones, uint8(i)%(1<<zones))
	}
	for b.Loop() {
		focus.Outputs(v, v.Pooled(pools))
	}
}
