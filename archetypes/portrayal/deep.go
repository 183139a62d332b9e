package portrayal

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"sync"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/minilm"
	"rolecall/archetypes/encoder/weights"
)

// Deep is what the deep tier adds to the fast one: an encoder that reads a window
// around the target, and what is read out of its vectors. Conduct and traits are read
// by a last layer of our own, fitted to look at the window from the target, its
// sentence, its speech and the whole; whether it is an AI, whether it is portrayed and
// in what form by linear heads over the mean vectors of the same. It is safe for
// concurrent use.
type Deep struct {
	encoder *encoder.Encoder
	focus   *encoder.Focus
	scaling scaling
	frame   frame
	hash    string
}

// The weights of the encoder's heads in the scores of the deep tier, the rest being
// the fast tier's: a logarithmic opinion pool (Genest and Zidek 1986). Chosen by
// cross-validation, where 0.1 more or less hardly differs.
const (
	frameShare   = 0.3 // of what a passage is: see frameFields
	conductShare = 0.5 // of what the character does and shows
)

// frameFields are the fields coded for all passages. They and the fields of conduct
// are all, in the codebook's order.
var frameFields = fields[:len(fields)-len(conduct)]

// pool is a set of a passage's word pieces whose vectors are averaged, as a bit.
type pool uint8

const (
	poolTarget   pool = iota // the target and every repeat of its words
	poolSentence             // its sentence
	poolOwn                  // its speech
	poolWindow               // all
	pools
)

var poolNames = [pools]string{"target", "sentence", "own", "window"}

// deepZone is a part that a word piece can have in a passage, as a bit.
type deepZone uint8

const (
	zoneTarget deepZone = iota // the target itself
	zoneRepeat                 // the target or a repeat of its words
	zoneSentence
	zoneOwn
	zoneOther // speech of others
	zoneLabel // of a turn
	zones
)

// Pools and Zones are how many of them a view has.
const (
	Pools = int(pools)
	Zones = int(zones)
)

// view encodes what stands in a sight.
func view(e *encoder.Encoder, in *Input, s *scene) encoder.View {
	enc := e.EncodeAround(in.Passage, in.Start)
	v := encoder.View{Hidden: enc.Hidden}
	t := 0
	for _, piece := range enc.Pieces {
		for t+1 < len(s.tokens) && s.tokens[t].end-s.base <= piece.Start {
			t++
		}
		mask := s.zonesOf(in, piece, t)
		v.Zones, v.Pools = append(v.Zones, mask), append(v.Pools, poolsOf(mask))
	}
	return v
}

// zonesOf returns the zones of a piece; t is the token that it is a part of, if any.
func (s *scene) zonesOf(in *Input, piece encoder.Piece, t int) uint8 {
	var mask uint8
	set := func(z deepZone, is bool) {
		if is {
			mask |= 1 << z
		}
	}
	if piece.Start == piece.End {
		return 0 // [CLS] or [SEP]
	}
	target := piece.Start < in.End && in.Start < piece.End
	set(zoneTarget, target)
	set(zoneRepeat, target)
	set(zoneSentence, target)
	if t >= len(s.tokens) || s.tokens[t].start-s.base >= piece.End || s.tokens[t].end-s.base <= piece.Start {
		return mask
	}
	token := &s.tokens[t]
	set(zoneRepeat, token.target)
	set(zoneSentence, s.inTargetSentence(t))
	set(zoneOwn, token.zone == ownSpeech)
	set(zoneOther, token.zone == otherSpeech)
	set(zoneLabel, token.zone == turnLabel)
	return mask
}

// poolsOf returns the pools of a piece in zones.
func poolsOf(in uint8) uint8 {
	return in>>zoneRepeat&1<<poolTarget | in>>zoneSentence&1<<poolSentence | in>>zoneOwn&1<<poolOwn | 1<<poolWindow
}

// denseNames names the features of the frame's heads: pool by pool one for each
// dimension, and the bias.
func denseNames(size int) []string {
	var out []string
	for _, p := range poolNames {
		for i := range size {
			out = append(out, "deep."+p+"."+strconv.Itoa(i))
		}
	}
	return append(out, "bias")
}

// scaling holds the mean and the standard deviation of each dimension among
// the passages that have its pool.
type scaling struct{ Mean, Deviation []float32 }

// scaled returns the means of pools as features: each present pool's dimensions
// with mean 0 and deviation 1, and the bias.
func (c *scaling) scaled(means [][]float32) (ids []int32, vals []float32) {
	size := len(c.Mean) / len(means)
	for p, mean := range means {
		for i, x := range mean {
			k := p*size + i
			ids = append(ids, int32(k))
			vals = append(vals, (x-c.Mean[k])/c.Deviation[k])
		}
	}
	return append(ids, int32(len(c.Mean))), append(vals, 1)
}

// newScaling measures the scaling of the means of passages' pools.
func newScaling(passages [][][]float32, size int) scaling {
	n := len(passages[0]) * size
	sum, squares, count := make([]float64, n), make([]float64, n), make([]float64, len(passages[0]))
	for _, means := range passages {
		for p, mean := range means {
			if mean != nil {
				count[p]++
			}
			for i, x := range mean {
				sum[p*size+i] += float64(x)
				squares[p*size+i] += float64(x) * float64(x)
			}
		}
	}
	c := scaling{make([]float32, n), make([]float32, n)}
	for k := range n {
		m := max(count[k/size], 1)
		mean := sum[k] / m
		c.Mean[k] = float32(mean)
		c.Deviation[k] = float32(math.Sqrt(max(squares[k]/m-mean*mean, 1e-12)))
	}
	return c
}

// frame are the heads of the frame's fields, a row for each class of each.
type frame struct {
	rows    []float32
	columns int // the last is the bias
}

// scores returns the scores of all classes.
func (f *frame) scores(ids []int32, vals []float32) []float64 {
	var out []float64
	for row := range slices.Chunk(f.rows, f.columns) {
		sum := float32(0)
		for i, id := range ids {
			sum += float32(row[id] * vals[i]) // the conversion forbids fusing
		}
		out = append(out, float64(sum))
	}
	return out
}

// deepWire is the encoded form of a deep model.
type deepWire struct {
	Version int
	// Encoder is the checksum of the encoder that the rest was fitted on.
	Encoder string
	// Heads names the rows of Frame and then those of the focus.
	Heads   []string
	Scaling scaling
	Frame   weights.Matrix
	Focus   weights.Focus
}

// deepWireVersion counts changes of the encoding.
//
//	1: gzip of gob, heads over frozen pools
//	2: a focus for conduct and traits
const deepWireVersion = 2

// deepHeads names what the deep tier scores, in the order of the fast model's columns:
// a field's values one by one, a trait as one.
func deepHeads(of []archetypes.Field, traits []string) []string {
	var out []string
	for _, f := range of {
		for _, v := range values[f] {
			out = append(out, string(f)+"."+v)
		}
	}
	for _, t := range traits {
		out = append(out, "trait."+t)
	}
	return out
}

// ReadDeep reads what EncodeDeep wrote, for use with the encoder it names.
func ReadDeep(e *encoder.Encoder, r io.Reader) (*Deep, error) {
	var w deepWire
	hash, err := unzip(r, &w)
	if err != nil {
		return nil, fmt.Errorf("deep model: %w", err)
	}
	if err := w.check(e); err != nil {
		return nil, fmt.Errorf("deep model: %w: run `make train`", err)
	}
	focus, err := encoder.NewFocus(&w.Focus, e.Size())
	if err != nil {
		return nil, fmt.Errorf("deep model: %w", err)
	}
	return &Deep{encoder: e, focus: focus, scaling: w.Scaling, frame: frame{w.Frame.Floats(), w.Frame.Columns}, hash: hash}, nil
}

// check returns an error where sizes do not fit the encoder or the vocabulary.
func (w *deepWire) check(e *encoder.Encoder) error {
	n, f := Pools*e.Size(), &w.Frame
	framed := len(deepHeads(frameFields, nil))
	switch {
	case w.Version != deepWireVersion:
		return fmt.Errorf("version %d, this rolecall reads %d", w.Version, deepWireVersion)
	case w.Encoder != e.Checksum():
		return fmt.Errorf("fitted on another encoder (%.12s, not %.12s)", w.Encoder, e.Checksum())
	case !slices.Equal(w.Heads, deepHeads(fields, traits)):
		return fmt.Errorf("fitted for another vocabulary")
	case len(w.Scaling.Mean) != n || len(w.Scaling.Deviation) != n:
		return fmt.Errorf("%d dimensions, the encoder has %d", len(w.Scaling.Mean), n)
	case f.Rows != framed || f.Columns != n+1 || len(f.Scales) != f.Rows || len(f.Values) != f.Rows*f.Columns:
		return fmt.Errorf("%d × %d weights of the frame, not %d × %d", f.Rows, f.Columns, framed, n+1)
	case len(w.Focus.Queries) != Pools || len(w.Focus.Zones) != Zones || len(w.Focus.Out.Bias) != len(w.Heads)-framed:
		return fmt.Errorf("%d outputs over %d pools and %d zones, not %d over %d and %d",
			len(w.Focus.Out.Bias), len(w.Focus.Queries), len(w.Focus.Zones), len(w.Heads)-framed, Pools, Zones)
	}
	return nil
}

//go:embed deep.bin
var embeddedDeep []byte

// BuiltinDeep returns the deep model whose weights are embedded.
var BuiltinDeep = sync.OnceValues(func() (*Deep, error) {
	e, err := minilm.Encoder()
	if err != nil {
		return nil, err
	}
	return ReadDeep(e, bytes.NewReader(embeddedDeep))
})

// Hash identifies the weights and, since it is of what they name, the encoder:
// SHA-256 of the encoding, in hex.
func (d *Deep) Hash() string { return d.hash }

// probabilities returns those of all fields, and of each trait.
func (d *Deep) probabilities(in *Input, s *scene) (byField []archetypes.Distribution, byTrait []float64) {
	v := view(d.encoder, in, s)
	means := v.Pooled(Pools)
	scores := d.frame.scores(d.scaling.scaled(means))
	for _, x := range d.focus.Outputs(&v, means) {
		scores = append(scores, float64(x))
	}
	for _, f := range fields {
		p := archetypes.Distribution(scores[:len(values[f]):len(values[f])])
		softmax(p)
		byField, scores = append(byField, p), scores[len(p):]
	}
	for _, x := range scores {
		byTrait = append(byTrait, 1/(1+math.Exp(-x)))
	}
	return byField, byTrait
}

// pool moves the fast tier's probabilities toward the encoder's.
func (d *Deep) pool(byField []archetypes.Distribution, byTrait []float64, in *Input, s *scene) {
	deep, traits := d.probabilities(in, s)
	for i, f := range fields {
		byField[i] = PoolTiers(string(f), byField[i], deep[i])
	}
	for i, p := range traits {
		byTrait[i] = PoolTiers("trait.", []float64{1 - byTrait[i], byTrait[i]}, []float64{1 - p, p})[1]
	}
}

// PoolTiers pools a head's probabilities by the fast tier and by the encoder as
// the deep tier does. The head is a field, or trait. and a trait.
func PoolTiers(head string, fast, deep []float64) []float64 {
	share := conductShare
	if slices.Contains(frameFields, archetypes.Field(head)) {
		share = frameShare
	}
	out := make([]float64, len(fast))
	for c := range out {
		f, d := math.Log(max(fast[c], 1e-300)), math.Log(max(deep[c], 1e-300))
		out[c] = f + share*(d-f)
	}
	softmax(out)
	return out
}

// NewDeepTagger joins a catalogue, the fast tier's model and the deep one.
func NewDeepTagger(c *catalogue.Catalogue, m *Model, d *Deep) *Tagger {
	t := NewTagger(c, m)
	t.deep = d
	return t
}

// DenseDataset is a set of inputs as the deep tier sees them: Rows are the features of
// the frame's heads.
type DenseDataset struct {
	Dataset
	// Views has what the focus looks at, of the inputs that it is fitted on.
	Views   []encoder.View
	encoder *encoder.Encoder
	scaling scaling
}

// NewDenseDataset encodes inputs, workers of them at a time. It keeps the views of
// those for which keep is true: each takes some 170 kB.
func NewDenseDataset(c *catalogue.Catalogue, e *encoder.Encoder, inputs []Input, keep func(i int) bool, workers int) *DenseDataset {
	sp := newSpace()
	sp.freeze()
	x := newExtractor(newLexicon(c), sp)
	d := &DenseDataset{encoder: e, Views: make([]encoder.View, len(inputs))}
	means := make([][][]float32, len(inputs))
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				v := view(e, &inputs[i], &x.seen(&inputs[i]).scene)
				means[i] = v.Pooled(Pools)
				if keep(i) {
					d.Views[i] = v
				}
			}
		})
	}
	for i := range inputs {
		next <- i
	}
	close(next)
	wg.Wait()
	d.scaling = newScaling(means, e.Size())
	d.Names = denseNames(e.Size())
	for _, m := range means {
		var r Row
		r.IDs, r.Vals = d.scaling.scaled(m)
		d.Rows = append(d.Rows, r)
	}
	return d
}

// Encode encodes heads of the frame's fields, fitted on the dataset, and a focus as
// ReadDeep reads them. The bytes depend on the arguments alone.
func (d *DenseDataset) Encode(heads []Head, focus *weights.Focus) ([]byte, error) {
	var rows []float32
	for _, f := range frameFields {
		i := slices.IndexFunc(heads, func(h Head) bool { return h.Name == string(f) })
		if i < 0 {
			return nil, fmt.Errorf("deep model: no head for %s", f)
		}
		h := &heads[i]
		for class := range h.Classes {
			for k := class; k < len(h.Weights); k += h.Classes {
				rows = append(rows, float32(h.Weights[k]))
			}
		}
	}
	return zipped(deepWire{
		Version: deepWireVersion, Encoder: d.encoder.Checksum(), Heads: deepHeads(fields, traits), Scaling: d.scaling,
		Frame: weights.Quantize(len(rows)/len(d.Names), len(d.Names), rows), Focus: *focus,
	})
}
