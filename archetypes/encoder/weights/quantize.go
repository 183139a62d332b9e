package weights

import "math"

// Quantize rounds rows of floats to 8 bits. Each row's scale is the one of a few,
// from its largest magnitude down to 80 % of it, that loses least in squares: a
// single outlier then does not make all other values coarse.
func Quantize(rows, columns int, values []float32) Matrix {
	m := Matrix{Rows: rows, Columns: columns, Scales: make([]float32, rows), Values: make([]byte, rows*columns)}
	for r := range rows {
		row := values[r*columns:][:columns]
		m.Scales[r] = bestScale(row)
		for c, v := range row {
			m.Values[r*columns+c] = byte(round(v, m.Scales[r]))
		}
	}
	return m
}

func bestScale(row []float32) float32 {
	var largest float32
	for _, v := range row {
		largest = max(largest, v, -v)
	}
	if largest == 0 {
		return 1
	}
	best, least := float32(0), math.Inf(1)
	for percent := 100; percent >= 80; percent -= 2 {
		scale := largest * float32(percent) / 100 / math.MaxInt8
		loss := 0.0
		for _, v := range row {
			d := float64(v) - float64(scale)*float64(round(v, scale))
			loss += d * d
		}
		if loss < least {
			best, least = scale, loss
		}
	}
	return best
}

func round(v, scale float32) int8 {
	n := math.RoundToEven(float64(v) / float64(scale))
	return int8(max(-math.MaxInt8, min(math.MaxInt8, n)))
}
