package weights

import (
	"bytes"
	"crypto/sha256"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// small returns weights of every kind, no two values alike for long.
func small() *Weights {
	w := &Weights{
		Shape:      Shape{Layers: 2, Heads: 2, Hidden: 4, Inner: 6, Positions: 5},
		Epsilon:    1e-12,
		Vocabulary: []string{"[UNK]", "[CLS]", "[SEP]", "é", "##a"},
		Stack:      make([]Layer, 2),
	}
	next := 0
	for _, p := range w.parts() {
		if p.bytes != nil {
			*p.bytes = make([]byte, p.size)
			for i := range *p.bytes {
				next++
				(*p.bytes)[i] = byte(next)
			}
			continue
		}
		*p.floats = make([]float32, p.size)
		for i := range *p.floats {
			next++
			(*p.floats)[i] = float32(next) / 16
		}
	}
	return w
}

func file(t testing.TB, w *Weights) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// seal puts the checksum behind a body that was tampered with.
func seal(body []byte) []byte {
	sum := sha256.Sum256(body)
	return append(slices.Clone(body), sum[:]...)
}

func TestReadGivesWhatWriteTook(t *testing.T) {
	want := small()
	got, err := Read(bytes.NewReader(file(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Checksum) != 64 {
		t.Errorf("checksum %q", got.Checksum)
	}
	want.Checksum = got.Checksum
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- written, + read:\n%s", diff)
	}
}

func TestReadRefuses(t *testing.T) {
	whole := file(t, small())
	body := whole[:len(whole)-sha256.Size]
	with := func(at int, b ...byte) []byte {
		c := slices.Clone(body)
		copy(c[at:], b)
		return seal(c)
	}
	shape := len(magic)
	for _, test := range []struct {
		name string
		file []byte
		want string
	}{
		{"nothing", nil, "no rolecall encoder"},
		{"another version", append([]byte("rolecall encoder 2\n\x00"), body...), "no rolecall encoder"},
		{"only the magic", []byte(magic), "ends too early"},
		{"a flipped bit", append([]byte{}, append(whole[:60:60], append([]byte{whole[60] ^ 1}, whole[61:]...)...)...), "checksum"},
		{"a cut end", whole[:len(whole)-1], "checksum"},
		{"no layers", with(shape, 0, 0, 0, 0), "layers: 0"},
		{"too many layers", with(shape, 255, 255, 255, 255), "layers:"},
		{"heads that do not divide", with(shape+4, 3), "no multiple of 3 heads"},
		{"two positions", with(shape+16, 2), "positions: 2 leave no room"},
		{"no epsilon", with(shape+24, 0, 0, 0, 0), "epsilon: 0"},
		{"more pieces than there are", with(shape+20, 0, 1), "ends too early"},
		{"a NaN", seal(append(slices.Clone(body[:len(body)-4]), 0, 0, 0xc0, 0x7f)), "not finite"},
		{"a byte missing", seal(body[:len(body)-1]), "ends too early"},
		{"a byte too many", seal(append(slices.Clone(body), 0)), "1 bytes too many"},
	} {
		if _, err := Read(bytes.NewReader(test.file)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*Weights)
		want  string
	}{
		{"a missing layer", func(w *Weights) { w.Stack = w.Stack[:1] }, "1 layers, not 2"},
		{"a long piece", func(w *Weights) { w.Vocabulary[3] = strings.Repeat("x", 256) }, "longer than 255"},
		{"a short vector", func(w *Weights) { w.Norm.Bias = nil }, "part 5"},
	} {
		w := small()
		test.spoil(w)
		if err := w.Write(new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

func TestQuantize(t *testing.T) {
	values := []float32{1, -0.5, 0.25, 0, 0, 0, -300, 2, 150}
	m := Quantize(3, 3, values)
	for i, v := range values {
		scale := m.Scales[i/3]
		got := float32(int8(m.Row(i / 3)[i%3])) * scale
		if math.Abs(float64(got-v)) > float64(scale)/2*1.0001 {
			t.Errorf("%g became %g at scale %g", v, got, scale)
		}
	}
	if first := int8(m.Row(0)[0]); first != math.MaxInt8 {
		t.Errorf("the largest of a row became %d", first)
	}
}

// Foreign bytes behind a good checksum neither crash Read nor make it give weights
// that Write would not write again.
func FuzzRead(f *testing.F) {
	whole := file(f, small())
	f.Add(whole[:len(whole)-sha256.Size])
	f.Fuzz(func(t *testing.T, body []byte) {
		w, err := Read(bytes.NewReader(seal(body)))
		if err != nil {
			return
		}
		if again := file(t, w); !bytes.Equal(again, seal(body)) {
			t.Error("another file when written again")
		}
	})
}
