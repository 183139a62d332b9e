package minilm

import (
	"strings"
	"testing"
)

// BenchmarkEncode encodes a passage of some 200 pieces.
func BenchmarkEncode(b *testing.B) {
	e, err := Encoder()
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("The old machine rolled out of the shed, looked at the children for a while and went back to its work. ", 9)
	n := len(e.Encode(text).Pieces)
	for b.Loop() {
		e.Encode(text)
	}
	b.ReportMetric(float64(n), "pieces")
}
