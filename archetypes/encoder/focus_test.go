package encoder

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"rolecall/archetypes/encoder/weights"
)

const (
	focusPools = 3
	focusZones = 2
	focusOuts  = 7
)

// randomFocus returns a focus on vectors of random's encoder.
func randomFocus(gain float32) *weights.Focus {
	w, source := random(gain), rand.New(rand.NewPCG(5, 6))
	floats := func(n int) []float32 {
		f := make([]float32, n)
		for i := range f {
			f[i] = (source.Float32()*2 - 1) * gain
		}
		return f
	}
	f := &weights.Focus{Heads: w.Heads, Epsilon: w.Epsilon, Layer: w.Stack[2]}
	for range focusPools {
		f.Queries = append(f.Queries, floats(w.Hidden))
	}
	for range focusZones {
		f.Zones = append(f.Zones, floats(w.Hidden))
	}
	columns := 2 * focusPools * w.Hidden
	f.Out = weights.Linear{Matrix: weights.Quantize(focusOuts, columns, floats(focusOuts*columns)), Bias: floats(focusOuts)}
	return f
}

// views of texts: pool 0 is everything, pool 1 every third piece, pool 2 in longer
// texts nothing.
func views(e *Encoder) []*View {
	var out []*View
	for _, text := range texts {
		v := &View{Hidden: e.Encode(text).Hidden}
		for i := range v.Hidden {
			pools, zones := uint8(1), uint8(i%4)
			if i%3 == 0 {
				pools |= 2
			}
			if i == 1 && len(v.Hidden) < 10 {
				pools |= 4
			}
			v.Pools, v.Zones = append(v.Pools, pools), append(v.Zones, zones)
		}
		out = append(out, v)
	}
	return out
}

func newTestFocus(t *testing.T, gain float32) (*Focus, *weights.Focus) {
	t.Helper()
	w := randomFocus(gain)
	f, err := NewFocus(w, 30)
	if err != nil {
		t.Fatal(err)
	}
	return f, w
}

// referenceOutputs computes the outputs with keys and values of every piece.
func referenceOutputs(w *weights.Focus, v *View) []float64 {
	var x [][]float64
	for i, vector := range v.Hidden {
		row := make([]float64, len(vector))
		for c := range row {
			row[c] = float64(vector[c])
			for z, zone := range w.Zones {
				row[c] += float64(v.Zones[i]>>z&1) * float64(zone[c])
			}
		}
		x = append(x, row)
	}
	l := w.Layer
	key, value := mapped(x, l.Key), mapped(x, l.Value)
	var read []float64
	for p, query := range w.Queries {
		mean, n := make([]float64, len(query)), 0.0
		for i, mask := range v.Pools {
			if mask>>p&1 == 1 {
				n++
				for c, f := range v.Hidden[i] {
					mean[c] += float64(f)
				}
			}
		}
		if n == 0 {
			read = append(read, make([]float64, 2*len(query))...)
			continue
		}
		asked := make([]float64, len(query))
		for c := range mean {
			mean[c] /= n
			asked[c] = mean[c] + float64(query[c])
		}
		y := [][]float64{asked}
		q := mapped(y, l.Query)[0]
		y = normed(plusAll(y, mapped([][]float64{asking(q, key, value, w.Heads)}, l.Output)), l.AttentionNorm, w.Epsilon)
		inner := mapped(y, l.Inner)
		for c := range inner[0] {
			inner[0][c] *= (1 + math.Erf(inner[0][c]/math.Sqrt2)) / 2
		}
		y = normed(plusAll(y, mapped(inner, l.Outer)), l.OutputNorm, w.Epsilon)
		read = append(append(read, y[0]...), mean...)
	}
	return mapped([][]float64{read}, w.Out)[0]
}

func asking(q []float64, key, value [][]float64, heads int) []float64 {
	size := len(q) / heads
	out := make([]float64, len(q))
	for h := range heads {
		from, to := h*size, (h+1)*size
		shares, total := make([]float64, len(key)), 0.0
		for j := range key {
			shares[j] = math.Exp(dot(q[from:to], key[j][from:to]) / math.Sqrt(float64(size)))
			total += shares[j]
		}
		for j := range key {
			for c := from; c < to; c++ {
				out[c] += shares[j] / total * value[j][c]
			}
		}
	}
	return out
}

// The outputs agree with the formulas written down plainly in float64.
func TestFocusIsWhatTheFormulasSay(t *testing.T) {
	f, w := newTestFocus(t, .4)
	for k, v := range views(newEncoder(t, random(.4))) {
		got, want := f.Outputs(v, v.Pooled(focusPools)), referenceOutputs(w, v)
		for i := range want {
			if math.Abs(float64(got[i])-want[i]) > .01 {
				t.Errorf("%q, output %d: %g, want %g", texts[k], i, got[i], want[i])
			}
		}
	}
}

func TestFocusSameEverywhere(t *testing.T) {
	f, _ := newTestFocus(t, .4)
	sum := sha256.New()
	for _, v := range views(newEncoder(t, random(.4))) {
		binary.Write(sum, binary.LittleEndian, f.Outputs(v, v.Pooled(focusPools)))
	}
	const want = "162f774be051c211"
	if got := hex.EncodeToString(sum.Sum(nil)[:8]); got != want {
		t.Errorf("checksum of outputs: %s, want %s", got, want)
	}
}

func TestFocusOnWildWeights(t *testing.T) {
	for _, gain := range []float32{0, 1e-38, 1e30} {
		f, _ := newTestFocus(t, gain)
		for _, v := range views(newEncoder(t, random(gain))) {
			if got := f.Outputs(v, v.Pooled(focusPools)); len(got) != focusOuts {
				t.Errorf("gain %g: %d outputs", gain, len(got))
			}
		}
		if got := f.Outputs(&View{}, make([][]float32, focusPools)); len(got) != focusOuts {
			t.Errorf("gain %g: %d outputs of nothing", gain, len(got))
		}
	}
}

func TestPooled(t *testing.T) {
	v := &View{Hidden: [][]float32{{1, 2}, {3, 6}, {10, 10}}, Pools: []uint8{1, 1, 4}}
	got := v.Pooled(3)
	if got[0][0] != 2 || got[0][1] != 4 || got[1] != nil || got[2][0] != 10 {
		t.Errorf("means %v", got)
	}
}

func TestNewFocusRefuses(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*weights.Focus)
		want  string
	}{
		{"heads that do not divide", func(f *weights.Focus) { f.Heads = 7 }, "heads"},
		{"no heads", func(f *weights.Focus) { f.Heads = 0 }, "heads"},
		{"no epsilon", func(f *weights.Focus) { f.Epsilon = 0 }, "epsilon"},
		{"no pools", func(f *weights.Focus) { f.Queries = nil }, "0 pools"},
		{"a pool more", func(f *weights.Focus) { f.Queries = append(f.Queries, f.Queries[0]) }, "out"},
		{"a short zone", func(f *weights.Focus) { f.Zones[1] = f.Zones[1][:3] }, "zone"},
		{"a NaN", func(f *weights.Focus) { f.Zones[1][2] = float32(math.NaN()) }, "not finite"},
		{"another inner width", func(f *weights.Focus) { f.Layer.Inner.Bias = f.Layer.Inner.Bias[:5] }, "inner"},
		{"missing values", func(f *weights.Focus) { f.Layer.Key.Values = nil }, "attention"},
		{"no gain", func(f *weights.Focus) { f.Layer.OutputNorm.Gain = nil }, "norm"},
		{"no outputs", func(f *weights.Focus) { f.Out.Bias = nil }, "out"},
	} {
		w := randomFocus(.4)
		test.spoil(w)
		if _, err := NewFocus(w, 30); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// A cut encoder gives the vectors that the whole one has between its layers.
func TestLower(t *testing.T) {
	w := random(.4)
	low := newEncoderOf(t, w.Lower(2, 9))
	if low.Limit() != 9 || len(low.layers) != 2 {
		t.Fatalf("%d pieces, %d layers", low.Limit(), len(low.layers))
	}
	got := low.Encode("robot")
	short := random(.4)
	short.Layers, short.Stack = 2, short.Stack[:2]
	want := newEncoder(t, short).Encode("robot")
	for i := range want.Hidden {
		for c, v := range want.Hidden[i] {
			if got.Hidden[i][c] != v {
				t.Fatalf("piece %d differs", i)
			}
		}
	}
	if n := len(low.Encode(strings.Repeat("robot ", 9)).Pieces); n != 9 {
		t.Errorf("%d pieces of a long text", n)
	}
}

func newEncoderOf(t *testing.T, w *weights.Weights) *Encoder {
	t.Helper()
	e, err := New(w)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Foreign weights are refused or run; nothing panics.
func FuzzNewFocus(f *testing.F) {
	var seed bytes.Buffer
	if err := gob.NewEncoder(&seed).Encode(randomFocus(.4)); err != nil {
		f.Fatal(err)
	}
	f.Add(seed.Bytes())
	e, err := New(random(.4))
	if err != nil {
		f.Fatal(err)
	}
	seen := views(e)
	f.Fuzz(func(t *testing.T, data []byte) {
		var w weights.Focus
		if gob.NewDecoder(bytes.NewReader(data)).Decode(&w) != nil {
			return
		}
		focus, err := NewFocus(&w, 30)
		if err != nil {
			return
		}
		for _, v := range seen {
			if got := focus.Outputs(v, v.Pooled(len(w.Queries))); len(got) != len(w.Out.Bias) {
				t.Errorf("%d outputs, not %d", len(got), len(w.Out.Bias))
			}
		}
	})
}
