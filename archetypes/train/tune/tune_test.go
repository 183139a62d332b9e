package tune

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/weights"
)

var tiny = Shape{
	Size: 6, Heads: 2, Inner: 5, Pools: 3, Zones: 2, Epsilon: 1e-6,
	Classes: []int{4, 3}, Marks: 2, Kin: []int{0, 0, 1, 2},
}

func floats(source *rand.Rand, n int, size float32) []float32 {
	f := make([]float32, n)
	for i := range f {
		f[i] = (source.Float32()*2 - 1) * size
	}
	return f
}

// toy returns examples with pieces of chance, labelled by their first number.
func toy(n int) []*Example {
	source := rand.New(rand.NewPCG(1, 2))
	out := make([]*Example, n)
	for k := range out {
		e := new(Example)
		out[k] = e
		for i := range 3 + k%4 {
			pools := uint8(1)
			if k%3 > 0 && i < 2 {
				pools |= 2
			}
			if i == 2 {
				pools |= 4
			}
			e.View.Hidden = append(e.View.Hidden, floats(source, tiny.Size, 1))
			e.View.Pools, e.View.Zones = append(e.View.Pools, pools), append(e.View.Zones, uint8(source.IntN(4)))
		}
		first := e.View.Hidden[2][0]
		e.Classes = []int{int((first + 1) * 1.99), 1}
		if first > 0 {
			e.Classes[1] = 2
		}
		e.Marks = []bool{first > 0, first < .3}
	}
	return out
}

func layer() *weights.Layer {
	source := rand.New(rand.NewPCG(3, 4))
	linear := func(rows, columns int) weights.Linear {
		return weights.Linear{Matrix: weights.Quantize(rows, columns, floats(source, rows*columns, .6)), Bias: floats(source, rows, .3)}
	}
	norm := func() weights.Norm {
		n := weights.Norm{Gain: floats(source, tiny.Size, .3), Bias: floats(source, tiny.Size, .3)}
		for i := range n.Gain {
			n.Gain[i]++
		}
		return n
	}
	n, inner := tiny.Size, tiny.Inner
	return &weights.Layer{
		Query: linear(n, n), Key: linear(n, n), Value: linear(n, n), Output: linear(n, n), AttentionNorm: norm(),
		Inner: linear(inner, n), Outer: linear(n, inner), OutputNorm: norm(),
	}
}

// started returns parameters none of which is zero.
func started() *parameters {
	p := newParameters(tiny)
	p.start(layer())
	source := rand.New(rand.NewPCG(5, 6))
	for i := p.layerEnd; i < len(p.all); i++ {
		p.all[i] = (source.Float32()*2 - 1) * .5
	}
	return p
}

// Every gradient, dropout's factors held, is the slope that small steps show. A choice
// that is not known adds nothing.
func TestGradients(t *testing.T) {
	examples := toy(5)
	examples[3].Classes[1] = -1
	all := make([]prepared, len(examples))
	for i := range examples {
		all[i] = prepare(&tiny, examples[i])
	}
	p, g, a := started(), newParameters(tiny), newPass(tiny)
	loss := func(to *parameters) float64 {
		return a.learn(p, to, all, []int{0, 1, 2, 3, 4}, .2, rand.New(rand.NewPCG(7, 8)))
	}
	loss(g)
	unused, moved := newParameters(tiny), 0
	for i := range p.all {
		const step = 1e-2
		was := p.all[i]
		p.all[i] = was + step
		up := loss(unused)
		p.all[i] = was - step
		down := loss(unused)
		p.all[i] = was
		slope := (up - down) / (2 * step)
		if math.Abs(slope) > 1e-3 {
			moved++
		}
		if math.Abs(slope-float64(g.all[i])) > 2e-3+.01*math.Abs(slope) {
			t.Errorf("parameter %d of %d (layer to %d, outputs from %d): gradient %.5f, slope %.5f", i, len(p.all), p.layerEnd, p.outStart, g.all[i], slope)
		}
	}
	if moved < len(p.all)/2 {
		t.Errorf("only %d of %d parameters matter", moved, len(p.all))
	}
}

func options(workers int) Options {
	return Options{Epochs: 4, Batch: 20, Rate: 2e-3, Seed: 9, Workers: workers}
}

func TestLossFalls(t *testing.T) {
	o := options(2)
	o.Epochs = 60
	var losses []float64
	o.Progress = func(_, _ int, loss float64) { losses = append(losses, loss) }
	Fit(tiny, layer(), toy(200), o)
	if first, last := losses[0], losses[len(losses)-1]; last > first*.6 {
		t.Errorf("loss went from %.3f to %.3f", first, last)
	}
}

func TestWorkersMakeNoDifference(t *testing.T) {
	one, three := Fit(tiny, layer(), toy(70), options(1)), Fit(tiny, layer(), toy(70), options(3))
	if !reflect.DeepEqual(one, three) {
		t.Error("one worker and three fit other weights")
	}
	other := options(1)
	other.Seed++
	if reflect.DeepEqual(one, Fit(tiny, layer(), toy(70), other)) {
		t.Error("another seed fits the same weights")
	}
}

// What is run is what was fitted, but for 8 bits.
func TestWeightsRunAsFitted(t *testing.T) {
	p := started()
	f, err := encoder.NewFocus(p.weights(tiny), tiny.Size)
	if err != nil {
		t.Fatal(err)
	}
	examples := toy(12)
	for i := range examples {
		e := prepare(&tiny, examples[i])
		a := newPass(tiny)
		a.learn(p, newParameters(tiny), []prepared{e}, []int{0}, 1, nil)
		got := f.Outputs(&e.View, e.means)
		for k, want := range a.scores.Data {
			if math.Abs(float64(got[k]-want)) > .05 {
				t.Errorf("example %d, output %d: %.4f run, %.4f fitted", i, k, got[k], want)
			}
		}
	}
}

func TestPace(t *testing.T) {
	for _, test := range []struct {
		step int
		want float64
	}{{1, .1}, {10, 1}, {55, .5}, {100, 0}} {
		if got := pace(test.step, 100); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("step %d of 100: %g, want %g", test.step, got, test.want)
		}
	}
}
