package format

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"rolecall/reports"
)

// notAvailable stands for a figure that does not exist, which is not 0.
const notAvailable = "n/a"

// percent writes a share with one decimal, a share below 1 % with two significant
// digits: of web text far less portrays an AI, and a small share is neither 0 nor
// as good as any other.
func percent(share *float64) string {
	if share == nil {
		return notAvailable
	}
	return percentOf(*share) + "\u00a0%"
}

func percentOf(x float64) string {
	switch p := x * 100; {
	case p == 0:
		return "0"
	case p < 0.001:
		return "<0.001"
	case p < 0.95:
		return strconv.FormatFloat(p, 'f', 1-int(math.Floor(math.Log10(p))), 64)
	default:
		return strconv.FormatFloat(p, 'f', 1, 64)
	}
}

// between writes an interval of shares in percent.
func between(lower, upper float64) string { return percentOf(lower) + "–" + percentOf(upper) }

// interval writes a value's interval, with the warning that belongs beside it.
func interval(v reports.Value) string {
	if v.Share == nil {
		return notAvailable
	}
	if v.TooFew {
		return between(v.Lower, v.Upper) + " too few"
	}
	return between(v.Lower, v.Upper)
}

func count(n int64) string { return humanize.Comma(n) }

// mass writes an expected number: whole from 10 on, as it is no more exact.
func mass(x float64) string {
	switch {
	case x == 0:
		return "0"
	case x < 0.05:
		return "<0.1"
	case x < 9.95:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return humanize.Comma(int64(math.Round(x)))
}

// significant writes a positive number with three significant digits.
func significant(x *float64) string {
	if x == nil {
		return notAvailable
	}
	if *x == 0 {
		return "0"
	}
	if *x >= 100 {
		return humanize.Comma(int64(math.Round(*x)))
	}
	if *x < 0.0001 {
		return "<0.0001"
	}
	// The alternate form keeps zeros that are significant, and a point that is not.
	return strings.TrimSuffix(fmt.Sprintf("%#.3g", *x), ".")
}

// size writes a number of bytes.
func size(bytes int64) string {
	return strings.ReplaceAll(humanize.IBytes(uint64(max(bytes, 0))), " ", "\u00a0")
}

// times writes how many times as often as by chance something happens.
func times(lift float64) string { return "×" + strconv.FormatFloat(lift, 'f', 2, 64) }

// plural returns the word for n things.
func plural(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// duplicates writes the number of duplicate documents, as a range where estimated.
func duplicates(d reports.Documents) string {
	if d.DuplicateLower == d.DuplicateUpper {
		return count(d.Duplicate)
	}
	return count(d.DuplicateLower) + "–" + count(d.DuplicateUpper)
}
