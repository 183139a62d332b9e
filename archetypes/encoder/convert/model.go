package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"rolecall/archetypes/encoder/weights"
)

// config is what config.json says of the shape, and of what the encoder must not
// be: it knows BERT with exact GELU and learned positions only.
type config struct {
	ModelType string  `json:"model_type"`
	Act       string  `json:"hidden_act"`
	Layers    int     `json:"num_hidden_layers"`
	Heads     int     `json:"num_attention_heads"`
	Hidden    int     `json:"hidden_size"`
	Inner     int     `json:"intermediate_size"`
	Positions int     `json:"max_position_embeddings"`
	Epsilon   float32 `json:"layer_norm_eps"`
}

func build(files modelFiles, positions int) (*weights.Weights, error) {
	var c config
	if err := json.Unmarshal(files["config.json"], &c); err != nil {
		return nil, fmt.Errorf("config.json: %w", err)
	}
	if c.ModelType != "bert" || c.Act != "gelu" {
		return nil, fmt.Errorf("config.json: a %s with %s; the encoder knows bert with gelu", c.ModelType, c.Act)
	}
	vocabulary, err := readVocabulary(files["tokenizer.json"])
	if err != nil {
		return nil, fmt.Errorf("tokenizer.json: %w", err)
	}
	tensors, err := readSafetensors(files["model.safetensors"])
	if err != nil {
		return nil, fmt.Errorf("model.safetensors: %w", err)
	}
	b := &builder{tensors: tensors}
	w := b.weights(c, vocabulary, min(positions, c.Positions))
	return w, b.err
}

// readVocabulary returns the pieces by number.
func readVocabulary(data []byte) ([]string, error) {
	var file struct {
		Model struct {
			Type  string
			Vocab map[string]int
		}
		Normalizer struct{ Lowercase bool }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	if t := file.Model.Type; t != "WordPiece" || !file.Normalizer.Lowercase {
		return nil, fmt.Errorf("a tokenizer of type %q, lower case %t; the encoder knows uncased WordPiece", t, file.Normalizer.Lowercase)
	}
	pieces := make([]string, len(file.Model.Vocab))
	for piece, id := range file.Model.Vocab {
		if id < 0 || id >= len(pieces) || pieces[id] != "" {
			return nil, fmt.Errorf("piece %q: number %d is taken or too large", piece, id)
		}
		pieces[id] = piece
	}
	return pieces, nil
}

// builder turns tensors into weights and keeps the first error.
type builder struct {
	tensors map[string]tensor
	err     error
}

func (b *builder) weights(c config, vocabulary []string, positions int) *weights.Weights {
	w := &weights.Weights{
		Shape:   weights.Shape{Layers: c.Layers, Heads: c.Heads, Hidden: c.Hidden, Inner: c.Inner, Positions: positions},
		Epsilon: c.Epsilon,
		Norm:    b.norm("embeddings.LayerNorm", c.Hidden),
	}
	w.Vocabulary, w.Words = b.words(vocabulary, c.Hidden)
	w.Places = b.places(c, positions)
	for i := range c.Layers {
		name := fmt.Sprintf("encoder.layer.%d.", i)
		w.Stack = append(w.Stack, weights.Layer{
			Query:         b.linear(name+"attention.self.query", c.Hidden, c.Hidden),
			Key:           b.linear(name+"attention.self.key", c.Hidden, c.Hidden),
			Value:         b.linear(name+"attention.self.value", c.Hidden, c.Hidden),
			Output:        b.linear(name+"attention.output.dense", c.Hidden, c.Hidden),
			AttentionNorm: b.norm(name+"attention.output.LayerNorm", c.Hidden),
			Inner:         b.linear(name+"intermediate.dense", c.Inner, c.Hidden),
			Outer:         b.linear(name+"output.dense", c.Hidden, c.Inner),
			OutputNorm:    b.norm(name+"output.LayerNorm", c.Hidden),
		})
	}
	return w
}

// words leaves out the pieces that the model's makers reserved and never used: no
// text holds them.
func (b *builder) words(vocabulary []string, hidden int) ([]string, weights.Matrix) {
	table := b.tensor("embeddings.word_embeddings.weight", len(vocabulary), hidden)
	if b.err != nil {
		return nil, weights.Matrix{}
	}
	var pieces []string
	var rows []float32
	for id, piece := range vocabulary {
		if strings.HasPrefix(piece, "[unused") || piece == "[PAD]" || piece == "[MASK]" {
			continue
		}
		pieces = append(pieces, piece)
		rows = append(rows, table[id*hidden:][:hidden]...)
	}
	return pieces, weights.Quantize(len(pieces), hidden, rows)
}

// places adds the embedding of token type 0, which every piece of ours has.
func (b *builder) places(c config, positions int) weights.Matrix {
	table := b.tensor("embeddings.position_embeddings.weight", c.Positions, c.Hidden)
	types := b.tensor("embeddings.token_type_embeddings.weight", 2, c.Hidden)
	if b.err != nil || positions < 0 {
		return weights.Matrix{}
	}
	for i := range table {
		table[i] += types[i%c.Hidden]
	}
	return weights.Quantize(positions, c.Hidden, table[:positions*c.Hidden])
}

func (b *builder) linear(name string, rows, columns int) weights.Linear {
	values, bias := b.tensor(name+".weight", rows, columns), b.tensor(name+".bias", rows)
	if b.err != nil {
		return weights.Linear{}
	}
	return weights.Linear{Matrix: weights.Quantize(rows, columns, values), Bias: bias}
}

func (b *builder) norm(name string, size int) weights.Norm {
	return weights.Norm{Gain: b.tensor(name+".weight", size), Bias: b.tensor(name+".bias", size)}
}

// tensor returns the floats of a tensor of the shape given. Some exporters put the
// model's name before the tensors'.
func (b *builder) tensor(name string, shape ...int) []float32 {
	if b.err != nil {
		return nil
	}
	t, ok := b.tensors[name]
	if !ok {
		t, ok = b.tensors["bert."+name]
	}
	if !ok {
		b.err = fmt.Errorf("model.safetensors: no tensor %s", name)
		return nil
	}
	floats, err := t.floats(shape)
	if err != nil {
		b.err = fmt.Errorf("model.safetensors: %s: %w", name, err)
	}
	return floats
}
