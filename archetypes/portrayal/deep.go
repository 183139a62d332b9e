package portrayal

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"strconv"
	"sync"

	"rolecall/archetypes"
	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/minilm"
)

// Deep is what the deep tier adds to the fast one: an encoder that reads the
// passage whole, and linear heads over its vectors, averaged where the target
// stands, in its sentence, in its speech and others', and over the passage.
// It is safe for concurrent use.
type Deep struct {
	encoder *encoder.Encoder
	model   *Model
	scaling scaling
	hash    string
}

// deepShare is the weight of the encoder's heads in the scores of the deep
// tier, the rest being the fast tier's: a logarithmic opinion pool (Genest and
// Zidek 1986). Chosen by cross-validation, where 0.3 to 0.5 hardly differ.
const deepShare = 0.45

// pool is a set of a passage's word pieces whose vectors are averaged.
type pool uint8

const (
	poolTarget   pool = iota // the target
	poolRepeats              // the target and every repeat of its words
	poolSentence             // its sentence
	poolOwn                  // its speech
	poolOther                // the speech of others
	poolPassage              // all
	pools
)

var poolNames = [pools]string{"target", "repeats", "sentence", "own", "other", "passage"}

// denseNames names the features of a deep vector: pool by pool one for each
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

// dense returns the pools' vectors, one after the other, of what stands in a
// sight. A pool without pieces is zero.
func dense(e *encoder.Encoder, in *Input, s *scene) []float32 {
	enc := e.EncodeAround(in.Passage, in.Start)
	size := e.Size()
	out := make([]float32, int(pools)*size)
	var counts [pools]float32
	t := 0
	for i, piece := range enc.Pieces {
		for t+1 < len(s.tokens) && s.tokens[t].end-s.base <= piece.Start {
			t++
		}
		for p := range pools {
			if !s.holds(p, in, piece, t) {
				continue
			}
			counts[p]++
			to := out[int(p)*size:][:size]
			for k, x := range enc.Hidden[i] {
				to[k] += x
			}
		}
	}
	for p, n := range counts {
		for k := range size {
			out[p*size+k] /= max(n, 1)
		}
	}
	return out
}

// holds tells whether a piece belongs to a pool; t is the token that it is a
// part of, if any.
func (s *scene) holds(p pool, in *Input, piece encoder.Piece, t int) bool {
	if p == poolPassage {
		return true
	}
	if piece.Start == piece.End {
		return false // [CLS] or [SEP]
	}
	target := piece.Start < in.End && in.Start < piece.End
	if target && p <= poolSentence {
		return true
	}
	if p == poolTarget || t >= len(s.tokens) || s.tokens[t].start-s.base >= piece.End || s.tokens[t].end-s.base <= piece.Start {
		return false
	}
	switch token := &s.tokens[t]; p {
	case poolRepeats:
		return token.target
	case poolSentence:
		return s.inTargetSentence(t)
	case poolOwn:
		return token.zone == ownSpeech
	case poolOther:
		return token.zone == otherSpeech
	}
	return false
}

// scaling holds the mean and the standard deviation of each dimension among
// the passages that have its pool.
type scaling struct{ Mean, Deviation []float32 }

// scaled returns a dense vector as features: each present pool's dimensions
// with mean 0 and deviation 1, and the bias.
func (c *scaling) scaled(x []float32, ids []int32, vals []float32) ([]int32, []float32) {
	size := len(x) / int(pools)
	for p := range int(pools) {
		if !present(x[p*size:][:size]) {
			continue
		}
		for k := p * size; k < (p+1)*size; k++ {
			ids = append(ids, int32(k))
			vals = append(vals, (x[k]-c.Mean[k])/c.Deviation[k])
		}
	}
	return append(ids, int32(len(x))), append(vals, 1)
}

func present(x []float32) bool {
	for _, v := range x {
		if v != 0 {
			return true
		}
	}
	return false
}

// newScaling measures the scaling of dense vectors.
func newScaling(rows [][]float32) scaling {
	n := len(rows[0])
	size := n / int(pools)
	sum, squares, count := make([]float64, n), make([]float64, n), make([]float64, pools)
	for _, x := range rows {
		for p := range int(pools) {
			if !present(x[p*size:][:size]) {
				continue
			}
			count[p]++
			for k := p * size; k < (p+1)*size; k++ {
				sum[k] += float64(x[k])
				squares[k] += float64(x[k]) * float64(x[k])
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

// deepWire is the encoded form of a deep model.
type deepWire struct {
	Version int
	// Encoder is the checksum of the encoder that the heads were fitted on.
	Encoder string
	Scaling scaling
	Heads   []byte // as ReadModel reads them
}

// deepWireVersion counts changes of the encoding.
//
//	1: gzip of gob
const deepWireVersion = 1

// ReadDeep reads what EncodeDeep wrote, for use with the encoder it names.
func ReadDeep(e *encoder.Encoder, r io.Reader) (*Deep, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("deep model: %w", err)
	}
	zr, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("deep model: %w", err)
	}
	var w deepWire
	if err := gob.NewDecoder(zr).Decode(&w); err != nil {
		return nil, fmt.Errorf("deep model: %w", err)
	}
	n := int(pools) * e.Size()
	switch {
	case w.Version != deepWireVersion:
		return nil, fmt.Errorf("deep model: version %d, this rolecall reads %d", w.Version, deepWireVersion)
	case w.Encoder != e.Checksum():
		return nil, fmt.Errorf("deep model: fitted on another encoder (%.12s, not %.12s): run `make train-deep`", w.Encoder, e.Checksum())
	case len(w.Scaling.Mean) != n || len(w.Scaling.Deviation) != n:
		return nil, fmt.Errorf("deep model: %d dimensions, the encoder has %d: run `make train-deep`", len(w.Scaling.Mean), n)
	}
	m, err := ReadModel(bytes.NewReader(w.Heads))
	if err != nil {
		return nil, fmt.Errorf("deep model: %w", err)
	}
	if len(m.space.names) != n+1 {
		return nil, fmt.Errorf("deep model: %d features, not %d: run `make train-deep`", len(m.space.names), n+1)
	}
	sum := sha256.Sum256(data)
	return &Deep{encoder: e, model: m, scaling: w.Scaling, hash: hex.EncodeToString(sum[:])}, nil
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

// Hash identifies the heads and, since it is of what they name, the encoder:
// SHA-256 of the encoding, in hex.
func (d *Deep) Hash() string { return d.hash }

// probabilities returns those of all fields, and of each trait.
func (d *Deep) probabilities(in *Input, s *scene) (byField []archetypes.Distribution, byTrait []float64) {
	var v vector
	v.ids, v.vals = d.scaling.scaled(dense(d.encoder, in, s), nil, nil)
	return d.model.probabilities(&v)
}

// PoolTiers pools a head's probabilities by the fast tier and by the encoder as
// the deep tier does.
func PoolTiers(fast, deep []float64) []float64 {
	out := make([]float64, len(fast))
	for c := range out {
		f, d := math.Log(max(fast[c], 1e-300)), math.Log(max(deep[c], 1e-300))
		out[c] = f + deepShare*(d-f)
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

// DenseDataset is a set of inputs as the deep tier's features.
type DenseDataset struct {
	Dataset
	encoder *encoder.Encoder
	scaling scaling
}

// NewDenseDataset encodes inputs, workers of them at a time.
func NewDenseDataset(c *catalogue.Catalogue, e *encoder.Encoder, inputs []Input, workers int) *DenseDataset {
	sp := newSpace()
	sp.freeze()
	x := newExtractor(newLexicon(c), sp)
	vectors := make([][]float32, len(inputs))
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				vectors[i] = dense(e, &inputs[i], &x.seen(&inputs[i]).scene)
			}
		})
	}
	for i := range inputs {
		next <- i
	}
	close(next)
	wg.Wait()
	d := &DenseDataset{encoder: e, scaling: newScaling(vectors)}
	d.Names = denseNames(e.Size())
	for _, v := range vectors {
		var r Row
		r.IDs, r.Vals = d.scaling.scaled(v, nil, nil)
		d.Rows = append(d.Rows, r)
	}
	return d
}

// Encode encodes heads fitted on the dataset as ReadDeep reads them. The bytes
// depend on the arguments alone.
func (d *DenseDataset) Encode(heads []Head) ([]byte, error) {
	w := wire{Version: wireVersion, Names: d.Names}
	for _, h := range heads {
		scale := scaleOf(h.Weights)
		wh := wireHead{Name: h.Name, Classes: h.Classes, Scale: float32(scale), Prior: h.Prior}
		for _, x := range h.Weights {
			wh.Q = append(wh.Q, quantise(x, scale))
		}
		w.Heads = append(w.Heads, wh)
	}
	inner, err := zipped(w)
	if err != nil {
		return nil, err
	}
	return zipped(deepWire{Version: deepWireVersion, Encoder: d.encoder.Checksum(), Scaling: d.scaling, Heads: inner})
}
