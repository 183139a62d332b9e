// Package matmul multiplies matrices of 16-bit integers.
//
// Sums of integers are exact, so their order is free: every path, with vector
// instructions or without, gives the same bits on every processor. That is why the
// encoder multiplies integers and not floats. It rests on nothing of ours.
package matmul

// Packed is the right factor of a product, laid out as the kernels read it: blocks
// of 16 rows, in each the columns by twos, of each two columns all 16 rows. Rows and
// columns that fill up a block are zero. The zero Packed is empty; Reset gives it a
// size. Once written it may be read by many goroutines.
type Packed struct {
	blocks, pairs int
	values        []int16
}

const (
	blockRows = 16 // rows of the right factor that a kernel takes at once
	leftRows  = 4  // rows of the left factor that it takes at once
)

// Reset makes p an all-zero matrix of rows × columns and keeps its memory.
func (p *Packed) Reset(rows, columns int) {
	p.blocks, p.pairs = Width(rows)/blockRows, (columns+1)/2
	size := p.blocks * p.pairs * blockRows * 2
	if cap(p.values) < size {
		p.values = make([]int16, size)
		return
	}
	p.values = p.values[:size]
	clear(p.values)
}

// Set writes one value.
func (p *Packed) Set(row, column int, value int16) {
	p.values[((row/blockRows*p.pairs+column/2)*blockRows+row%blockRows)*2+column%2] = value
}

// Width is the number of values in a row of the product: the rows of p, filled up.
func (p *Packed) Width() int { return p.blocks * blockRows }

// Width is that of a Packed of so many rows.
func Width(rows int) int { return (rows + blockRows - 1) / blockRows * blockRows }

// LeftRows is the number of rows that a left factor of n rows must have in memory,
// as must its product; those above n may hold anything.
func LeftRows(n int) int { return (n + leftRows - 1) / leftRows * leftRows }

// LeftColumns is the number of columns that a row of the left factor must have in
// memory; those above n must be zero, or finite where the right factor is zero.
func LeftColumns(n int) int { return (n + 1) / 2 * 2 }

// MaxSum is the largest sum of magnitudes in a dot product that a caller may ask for:
// sums have 32 bits. Nothing checks it here.
const MaxSum = 1<<31 - 1

// Product multiplies n rows of left, stride values apart, by the rows of right:
// dst[i*right.Width()+r] is the dot product of row i of left and row r of right.
func Product(dst []int32, left []int16, stride, n int, right *Packed) {
	width, depth := right.Width(), right.pairs*2
	if n == 0 || width == 0 {
		return
	}
	// The kernels do not check bounds.
	rows := LeftRows(n)
	_, _ = dst[rows*width-1], left[(rows-1)*stride+depth-1]
	for b := range right.blocks {
		block := right.values[b*depth*blockRows:][:depth*blockRows]
		multiply(dst[b*blockRows:], width, left, stride, rows, block)
	}
}
