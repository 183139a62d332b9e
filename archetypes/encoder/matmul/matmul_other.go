//go:build !amd64 || purego

package matmul

func multiply(dst []int32, width int, left []int16, stride, rows int, block []int16) {
	multiplyGeneric(dst, width, left, stride, rows, block)
}
