//go:build !purego

package matmul

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

func multiply(dst []int32, width int, left []int16, stride, rows int, block []int16) {
	if !hasAVX2 {
		multiplyGeneric(dst, width, left, stride, rows, block)
		return
	}
	for row := 0; row < rows; row += leftRows {
		kernel(&dst[row*width], width, &left[row*stride], stride, &block[0], len(block)/(2*blockRows))
	}
}

// kernel multiplies 4 rows of left by the 16 rows of a block of pairs*2 columns.
//
//go:noescape
func kernel(dst *int32, width int, left *int16, stride int, block *int16, pairs int)
