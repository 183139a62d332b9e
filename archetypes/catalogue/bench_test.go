package catalogue

import "testing"

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(builtin); err != nil {
			b.Fatal(err)
		}
	}
}
