// Package tune fits an encoder.Focus: a transformer layer, which starts as the
// encoder's last one, and the outputs over it. Gradients are worked out by hand, in
// float32, and followed with AdamW (Loshchilov and Hutter 2019): a warm-up over a
// tenth of the steps, then a linear decline to nothing.
//
// The bytes that come out depend on the arguments and the kind of processor, not on the
// number of workers: a batch is cut into fixed parts, whose gradients are added in their
// order.
package tune

import (
	"math"
	"math/rand/v2"
	"sync"

	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/weights"
)

// Shape gives the sizes of what is fitted.
type Shape struct {
	Size, Heads, Inner int
	Pools, Zones       int
	Epsilon            float32
	// Classes has for each choice the number of its values; the outputs for the
	// choices come first, then one for each of Marks, which are yes or no.
	Classes []int
	Marks   int
	// Kin has for each value of the first choice the family that it is of: that the
	// family is right counts beside the value.
	Kin []int
}

func (s *Shape) outputs() int {
	n := s.Marks
	for _, c := range s.Classes {
		n += c
	}
	return n
}

// Example is what one passage teaches.
type Example struct {
	View    encoder.View
	Classes []int // for each choice, below zero where it is not known
	Marks   []bool

	flat []float32 // the memory of View.Hidden, once it is one
}

// flatten brings the vectors together, as products want them.
func (e *Example) flatten(size int) {
	e.flat = make([]float32, 0, len(e.View.Hidden)*size)
	for i, v := range e.View.Hidden {
		e.flat = append(e.flat, v...)
		e.View.Hidden[i] = e.flat[i*size:][:size:size]
	}
}

// Options say how to fit.
type Options struct {
	Epochs, Batch int
	Rate          float64 // of the layer at its highest; others' are multiples
	Seed          uint64
	Workers       int
	// Progress is told the mean loss of the steps since it was last told; nil is none.
	Progress func(step, steps int, loss float64)
}

// The settings are those of the experiments that chose them, by cross-validation.
const (
	partSize    = 8   // examples whose gradients are worked out at once
	markWeight  = 6   // of the mean loss of a mark against that of a choice
	warmUp      = 0.1 // share of the steps
	largestNorm = 5   // to which longer gradients are cut
	decay       = .05
	momentum    = .9
	memory      = .98
	layerDrop   = .1 // share of numbers left out after each half of the layer
	readDrop    = .3 // share left out of what outputs read
	tellEvery   = 30 // steps
)

// Fit fits a focus that starts from a layer. It moves the examples' vectors together in
// memory, once.
func Fit(s Shape, start *weights.Layer, examples []*Example, o Options) *weights.Focus {
	p := newParameters(s)
	p.start(start)
	newFitting(s, p, examples, o).run()
	return p.weights(s)
}

// fitting is one fit under way.
type fitting struct {
	shape      Shape
	options    Options
	p          *parameters
	examples   []prepared
	gradients  []*parameters // of each part of a batch
	passes     []*pass       // of each worker
	means      []float32     // of gradients, as momentum keeps them
	squares    []float32
	losses     []float64 // of each part
	step, last int
}

func newFitting(s Shape, p *parameters, examples []*Example, o Options) *fitting {
	f := &fitting{shape: s, options: o, p: p, means: make([]float32, len(p.all)), squares: make([]float32, len(p.all))}
	f.examples = make([]prepared, len(examples))
	for i := range examples {
		f.examples[i] = prepare(&s, examples[i])
	}
	for range (o.Batch + partSize - 1) / partSize {
		f.gradients = append(f.gradients, newParameters(s))
	}
	f.losses = make([]float64, len(f.gradients))
	for range o.Workers {
		f.passes = append(f.passes, newPass(s))
	}
	f.last = o.Epochs * (len(examples) / o.Batch)
	return f
}

func (f *fitting) run() {
	total := 0.0
	for epoch := range f.options.Epochs {
		order := rand.New(rand.NewPCG(f.options.Seed, uint64(epoch))).Perm(len(f.examples))
		for ; len(order) >= f.options.Batch; order = order[f.options.Batch:] {
			total += f.learn(order[:f.options.Batch])
			if f.options.Progress != nil && f.step%tellEvery == 0 {
				f.options.Progress(f.step, f.last, total/tellEvery)
				total = 0
			}
		}
	}
}

// learn takes one step and returns the batch's loss before it.
func (f *fitting) learn(batch []int) float64 {
	f.step++
	parts := (len(batch) + partSize - 1) / partSize
	f.inParallel(parts, func(worker, part int) {
		g := f.gradients[part]
		clear(g.all)
		from := part * partSize
		mine := batch[from:min(from+partSize, len(batch))]
		chance := rand.New(rand.NewPCG(f.options.Seed+uint64(f.step), uint64(part)))
		f.losses[part] = f.passes[worker].learn(f.p, g, f.examples, mine, 1/float32(len(batch)), chance)
	})
	loss := 0.0
	for _, l := range f.losses[:parts] {
		loss += l
	}
	f.update(parts)
	return loss
}

// inParallel calls do for each part, each worker for one at a time.
func (f *fitting) inParallel(parts int, do func(worker, part int)) {
	next := make(chan int)
	var group sync.WaitGroup
	for worker := range f.passes {
		group.Go(func() {
			for part := range next {
				do(worker, part)
			}
		})
	}
	for part := range parts {
		next <- part
	}
	close(next)
	group.Wait()
}

// blockSize is how many parameters are updated at once.
const blockSize = 1 << 16

// update adds up the parts' gradients and moves the parameters.
func (f *fitting) update(parts int) {
	blocks := (len(f.p.all) + blockSize - 1) / blockSize
	norms := make([]float64, blocks)
	sum := f.gradients[0].all
	f.inParallel(blocks, func(_, b int) {
		block := sum[b*blockSize : min((b+1)*blockSize, len(sum))]
		for _, g := range f.gradients[1:parts] {
			for i, v := range g.all[b*blockSize:][:len(block)] {
				block[i] += v
			}
		}
		for _, v := range block {
			norms[b] += float64(v) * float64(v)
		}
	})
	norm := 0.0
	for _, n := range norms {
		norm += n
	}
	cut := float32(min(1, largestNorm/math.Sqrt(max(norm, 1e-30))))
	f.inParallel(blocks, func(_, b int) { f.move(b*blockSize, min((b+1)*blockSize, len(sum)), cut) })
}

// move moves the parameters from one place to another by AdamW.
func (f *fitting) move(from, to int, cut float32) {
	n := float64(f.step)
	rate := float32(f.options.Rate * pace(f.step, f.last))
	unbiasMean := float32(1 / (1 - math.Pow(momentum, n)))
	unbiasSquare := float32(1 / (1 - math.Pow(memory, n)))
	for i := from; i < to; i++ {
		g := f.gradients[0].all[i] * cut
		f.means[i] = momentum*f.means[i] + (1-momentum)*g
		f.squares[i] = memory*f.squares[i] + (1-memory)*g*g
		by := f.means[i] * unbiasMean / (float32(math.Sqrt(float64(f.squares[i]*unbiasSquare))) + 1e-8)
		f.p.all[i] -= rate * f.p.rate(i) * (by + decay*f.p.all[i])
	}
}

// pace is the share of the highest rate at a step, which count from 1.
func pace(step, last int) float64 {
	warm := warmUp * float64(last)
	return max(0, min(float64(step)/max(warm, 1), float64(last-step)/max(float64(last)-warm, 1)))
}
