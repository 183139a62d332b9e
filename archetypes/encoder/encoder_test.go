package encoder

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"rolecall/archetypes/encoder/weights"
)

// random returns weights of a tiny model: every letter is a piece, at a word's start
// and inside. Sizes are no multiples of the blocks that products come in.
func random(gain float32) *weights.Weights {
	shape := weights.Shape{Layers: 3, Heads: 3, Hidden: 30, Inner: 50, Positions: 37}
	source := rand.New(rand.NewPCG(3, 4))
	w := &weights.Weights{Shape: shape, Epsilon: 1e-12, Vocabulary: []string{"[UNK]", "[CLS]", "[SEP]", "."}}
	for r := 'a'; r <= 'z'; r++ {
		w.Vocabulary = append(w.Vocabulary, string(r), "##"+string(r))
	}
	floats := func(n int, size float32) []float32 {
		f := make([]float32, n)
		for i := range f {
			f[i] = (source.Float32()*2 - 1) * size
		}
		return f
	}
	matrix := func(rows, columns int) weights.Matrix {
		return weights.Quantize(rows, columns, floats(rows*columns, gain))
	}
	linear := func(rows, columns int) weights.Linear {
		return weights.Linear{Matrix: matrix(rows, columns), Bias: floats(rows, .5)}
	}
	norm := func() weights.Norm {
		n := weights.Norm{Gain: floats(shape.Hidden, .5), Bias: floats(shape.Hidden, .5)}
		for i := range n.Gain {
			n.Gain[i]++
		}
		return n
	}
	h := shape.Hidden
	w.Words, w.Places, w.Norm = matrix(len(w.Vocabulary), h), matrix(shape.Positions, h), norm()
	for range shape.Layers {
		w.Stack = append(w.Stack, weights.Layer{
			Query: linear(h, h), Key: linear(h, h), Value: linear(h, h), Output: linear(h, h), AttentionNorm: norm(),
			Inner: linear(shape.Inner, h), Outer: linear(h, shape.Inner), OutputNorm: norm(),
		})
	}
	return w
}

func newEncoder(t testing.TB, w *weights.Weights) *Encoder {
	t.Helper()
	var file bytes.Buffer
	if err := w.Write(&file); err != nil {
		t.Fatal(err)
	}
	e, err := Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

var texts = []string{"", "a", "the robot waits.", "no. i am not afraid", strings.Repeat("one two ", 40), "é\xff\x00 ?!"}

// The layers agree with the formulas written down plainly in float64.
func TestHiddenIsWhatTheFormulasSay(t *testing.T) {
	w := random(.4)
	e := newEncoder(t, w)
	for _, text := range texts {
		got := e.Encode(text)
		want := reference(w, got.Pieces)
		worst := 0.0
		for i := range want {
			for c := range want[i] {
				worst = max(worst, math.Abs(want[i][c]-float64(got.Hidden[i][c])))
			}
		}
		if worst > .002 || len(want) != len(got.Hidden) {
			t.Errorf("%q: off by %.5f", text, worst)
		}
	}
}

// What a processor or a compiler does differently would show here.
func TestSameEverywhere(t *testing.T) {
	e := newEncoder(t, random(.4))
	sum := sha256.New()
	for _, text := range texts {
		for _, v := range e.Encode(text).Hidden {
			binary.Write(sum, binary.LittleEndian, v)
		}
	}
	for _, table := range [][]float32{fractions, halvings, gauss} {
		binary.Write(sum, binary.LittleEndian, table)
	}
	const want = "6304cbab60995b55"
	if got := hex.EncodeToString(sum.Sum(nil)[:8]); got != want {
		t.Errorf("checksum of vectors and tables: %s, want %s", got, want)
	}
}

func TestConcurrentUse(t *testing.T) {
	e := newEncoder(t, random(.4))
	var want []string
	for _, text := range texts {
		want = append(want, fmt.Sprint(e.Encode(text)))
	}
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range 3 * len(texts) {
				at := (i + worker) % len(texts)
				if got := fmt.Sprint(e.Encode(texts[at])); got != want[at] {
					t.Errorf("%q differs among workers", texts[at])
				}
			}
		})
	}
	group.Wait()
}

// Weights that no training gives make useless vectors, and no panic.
func TestWildWeights(t *testing.T) {
	for _, gain := range []float32{0, 1e-38, 1e30, math.MaxFloat32} {
		w := random(gain)
		e := newEncoder(t, w)
		for _, text := range texts {
			if got := e.Encode(text); len(got.Hidden) != len(got.Pieces) {
				t.Errorf("gain %g, %q: %d vectors for %d pieces", gain, text, len(got.Hidden), len(got.Pieces))
			}
		}
	}
}

func TestEncodeAround(t *testing.T) {
	e := newEncoder(t, random(.4))
	text := strings.Repeat("a ", 50) // piece i at bytes 2i to 2i+1; the limit keeps 35
	for _, test := range []struct{ at, start, end int }{
		{0, 0, 69}, {-5, 0, 69}, {34, 0, 69}, {40, 6, 75}, {60, 26, 95}, {99, 30, 99}, {1000, 30, 99},
	} {
		pieces := e.EncodeAround(text, test.at).Pieces
		inner := pieces[1 : len(pieces)-1]
		if len(pieces) != e.Limit() || inner[0].Start != test.start || inner[len(inner)-1].End != test.end {
			t.Errorf("around %d: %d pieces, %d to %d; want %d, %d to %d", test.at,
				len(pieces), inner[0].Start, inner[len(inner)-1].End, e.Limit(), test.start, test.end)
		}
	}
}

func TestExpAndGelu(t *testing.T) {
	for x := float32(-30); x <= 0; x += .0137 {
		if got, want := float64(exp(x)), math.Exp(float64(x)); math.Abs(got-want) > 1e-6*want+1e-7 {
			t.Errorf("exp(%g) = %g, want %g", x, got, want)
		}
	}
	for x := float32(-9); x <= 9; x += .0137 {
		want := float64(x) * math.Erfc(-float64(x)/math.Sqrt2) / 2
		if got := float64(gelu(x)); math.Abs(got-want) > 1e-6 {
			t.Errorf("gelu(%g) = %g, want %g", x, got, want)
		}
	}
	for _, x := range []float32{float32(math.NaN()), float32(math.Inf(-1))} {
		if exp(x) != 0 || gelu(x) != 0 {
			t.Errorf("of %g: exp %g, gelu %g", x, exp(x), gelu(x))
		}
	}
}

// weightFile is where MiniLM's weights stand.
const weightFile = "minilm/minilm.bin"

// MiniLM's vectors are those that onnxruntime gives with the float weights, but for
// what 8 bits lose. The golden file has every 16th of 384 numbers of each piece.
func TestMiniLM(t *testing.T) {
	file, err := os.Open(weightFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	e, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/hidden.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden []struct {
		Text   string
		Hidden [][]float32
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	for _, test := range golden {
		got := e.Encode(test.Text)
		if len(got.Hidden) != len(test.Hidden) {
			t.Errorf("%q: %d pieces, want %d", test.Text, len(got.Hidden), len(test.Hidden))
			continue
		}
		var product, a, b, worst float64
		for i, want := range test.Hidden {
			for c, y := range want {
				x := float64(got.Hidden[i][16*c])
				product, a, b = product+x*float64(y), a+x*x, b+float64(y*y)
				worst = max(worst, math.Abs(x-float64(y)))
			}
		}
		if cosine := product / math.Sqrt(a*b); cosine < .996 || worst > .3 {
			t.Errorf("%q: cosine %.5f, off by up to %.3f", test.Text, cosine, worst)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	file, err := os.Open(weightFile)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	e, err := Read(file)
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("The ship's computer said that it would open the door, but the captain did not trust its voice. ", 9)
	b.ReportMetric(float64(len(e.Encode(text).Pieces)), "pieces")
	for b.Loop() {
		e.Encode(text)
	}
}
