package weights

import "math"

// Quantize rounds rows of floats to 8 bits, each row's largest magnitude to 127.
// Clipping outliers to make the others finer was tried: it gained nothing.
func Quantize(rows, columns int, values []float32) Matrix {
	m := Matrix{Rows: rows, Columns: columns, Scales: make([]float32, rows), Values: make([]byte, rows*columns)}
	for r := range rows {
		row := values[r*columns:][:columns]
		m.Scales[r] = scaleOf(row)
		for c, v := range row {
			m.Values[r*columns+c] = byte(int8(math.RoundToEven(float64(v) / float64(m.Scales[r]))))
		}
	}
	return m
}

func scaleOf(row []float32) float32 {
	var largest float32
	for _, v := range row {
		largest = max(largest, v, -v)
	}
	if largest < 1e-30 { // as good as zero, and its scale would have no inverse
		return 1
	}
	return largest / math.MaxInt8
}
