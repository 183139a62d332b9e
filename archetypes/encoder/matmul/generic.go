package matmul

// multiplyGeneric multiplies all rows of left by one block of the right factor.
//
// One 64-bit multiplication does two of the block's rows: with w = low + high<<32
// the sum of x*w is Σx*low + Σx*high<<32, and since Σx*low fits in 32 bits, both can
// be read out of it.
func multiplyGeneric(dst []int32, width int, left []int16, stride, rows int, block []int16) {
	const lanes = 4 // pairs of rows at once: as many sums as there are registers
	depth := len(block) / blockRows
	packed := make([][lanes]int64, depth)
	for first := 0; first < blockRows; first += 2 * lanes {
		for k := range packed {
			for i := range lanes {
				low := block[((k/2)*blockRows+first+i)*2+k%2]
				high := block[((k/2)*blockRows+first+i+lanes)*2+k%2]
				packed[k][i] = int64(low) + int64(high)<<32
			}
		}
		for row := 0; row < rows; row += 2 {
			a, b := twoRows(left[row*stride:][:depth], left[(row+1)*stride:][:depth], packed)
			for i := range lanes {
				at := row*width + first + i
				dst[at], dst[at+lanes] = unpack(a[i])
				dst[at+width], dst[at+width+lanes] = unpack(b[i])
			}
		}
	}
}

// twoRows returns the packed sums of two rows of the left factor.
func twoRows(x, y []int16, packed [][4]int64) (a, b [4]int64) {
	var a0, a1, a2, a3, b0, b1, b2, b3 int64
	x, y = x[:len(packed)], y[:len(packed)]
	for k := range packed {
		w := &packed[k]
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
	return [4]int64{a0, a1, a2, a3}, [4]int64{b0, b1, b2, b3}
}

func unpack(sum int64) (low, high int32) {
	low = int32(sum)
	return low, int32((sum - int64(low)) >> 32)
}
