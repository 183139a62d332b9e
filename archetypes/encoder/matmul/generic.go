package matmul

// The generic path packs two rows of the right factor into each 64-bit number: with
// w = low + high<<32 one multiplication does for both, for the sum of x*w is
// Σx*low + Σx*high<<32, and since Σx*low fits in 32 bits, both can be read out of it.
const (
	lanes = 4   // packed numbers at once: as many sums as there are registers for
	chunk = 256 // columns at once: packed, they stay in the first cache
)

// multiplyGeneric multiplies all rows of left by one block of the right factor.
func multiplyGeneric(dst []int32, width int, left []int16, stride, rows int, block []int16) {
	for row := range rows {
		clear(dst[row*width:][:blockRows])
	}
	var packed [chunk][lanes]int64
	depth := len(block) / blockRows
	for from := 0; from < depth; from += chunk {
		columns := packed[:min(chunk, depth-from)]
		for first := 0; first < blockRows; first += 2 * lanes {
			pack(columns, block[from*blockRows+2*first:])
			for row := 0; row < rows; row += 2 {
				x, y := left[row*stride+from:], left[(row+1)*stride+from:]
				a, b := twoRows(x, y, columns)
				addUnpacked(dst[row*width+first:], &a)
				addUnpacked(dst[(row+1)*width+first:], &b)
			}
		}
	}
}

// pack packs 8 rows of a block, the first four with the last four.
func pack(columns [][lanes]int64, block []int16) {
	for k := range columns {
		pair := block[k/2*2*blockRows:][:4*lanes]
		for i := range lanes {
			low, high := pair[2*i+k%2], pair[2*(i+lanes)+k%2]
			columns[k][i] = int64(low) + int64(high)<<32
		}
	}
}

// twoRows returns the packed sums of two rows of the left factor.
func twoRows(x, y []int16, columns [][lanes]int64) (a, b [lanes]int64) {
	var a0, a1, a2, a3, b0, b1, b2, b3 int64
	x, y = x[:len(columns)], y[:len(columns)]
	for k := range columns {
		w := &columns[k]
		v, u := int64(x[k]), int64(y[k])
		a0 += v * w[0]
		a1 += v * w[1]
		a2 += v * w[2]
		a3 += v * w[3]
		b0 += u * w[0]
		b1 += u * w[1]
		b2 += u * w[2]
		b3 += u * w[3]
	}
	return [lanes]int64{a0, a1, a2, a3}, [lanes]int64{b0, b1, b2, b3}
}

// addUnpacked adds the sums in packed numbers to eight sums.
func addUnpacked(dst []int32, packed *[lanes]int64) {
	dst = dst[:2*lanes]
	for i, sum := range packed {
		low := int32(sum)
		dst[i] += low
		dst[i+lanes] += int32((sum - int64(low)) >> 32)
	}
}
