package matmul

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Both paths agree with the textbook's three loops, at sizes that fill blocks and
// at sizes that do not, and with the largest sums that are allowed.
func TestProduct(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []struct{ n, rows, columns int }{
		{1, 1, 1}, {4, 16, 2}, {3, 17, 31}, {5, 32, 32}, {9, 40, 7}, {16, 96, 384}, {6, 20, 600}, {0, 5, 5}, {5, 0, 5},
	} {
		limit := int(math.Sqrt(MaxSum / float64(size.columns)))
		value := func() int16 {
			switch random.IntN(4) {
			case 0:
				return int16(min(limit, math.MaxInt16))
			case 1:
				return -int16(min(limit, math.MaxInt16))
			}
			return int16(random.IntN(2*min(limit, math.MaxInt16)+1) - min(limit, math.MaxInt16))
		}
		stride := LeftColumns(size.columns) + 3
		left := make([]int16, LeftRows(size.n)*stride)
		for i := range left {
			if i%stride < size.columns {
				left[i] = value()
			}
		}
		right := new(Packed)
		right.Reset(40, 400) // what an earlier use left behind must not show
		for i := range right.values {
			right.values[i] = 9
		}
		right.Reset(size.rows, size.columns)
		plain := make([]int16, size.rows*size.columns)
		for i := range plain {
			plain[i] = value()
			right.Set(i/size.columns, i%size.columns, plain[i])
		}

		want := make([]int32, LeftRows(size.n)*right.Width())
		for i := range size.n {
			for r := range size.rows {
				for k := range size.columns {
					want[i*right.Width()+r] += int32(left[i*stride+k]) * int32(plain[r*size.columns+k])
				}
			}
		}
		for name, product := range map[string]func([]int32){
			"chosen": func(dst []int32) { Product(dst, left, stride, size.n, right) },
			"generic": func(dst []int32) {
				for b := range right.blocks {
					block := right.values[b*right.pairs*2*blockRows:][:right.pairs*2*blockRows]
					multiplyGeneric(dst[b*blockRows:], right.Width(), left, stride, LeftRows(size.n), block)
				}
			},
		} {
			got := make([]int32, len(want))
			product(got)
			if n := size.n * right.Width(); !slices.Equal(got[:n], want[:n]) {
				t.Errorf("%s product of %+v is wrong", name, size)
			}
		}
	}
}

func BenchmarkProduct(b *testing.B) {
	const n, rows, columns = 200, 1536, 384
	right := new(Packed)
	right.Reset(rows, columns)
	left, dst := make([]int16, n*columns), make([]int32, n*rows)
	for b.Loop() {
		Product(dst, left, columns, n, right)
	}
	b.ReportMetric(2*n*rows*columns*float64(b.N)/b.Elapsed().Seconds()/1e9, "Gop/s")
}
