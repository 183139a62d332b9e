package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// tensor is one array in a safetensors file.
type tensor struct {
	DType   string
	Shape   []int
	Offsets []int64 `json:"data_offsets"`
	data    []byte
}

// readSafetensors reads the header: eight bytes with its length, then JSON from
// names to types, shapes and spans of the bytes behind it.
func readSafetensors(file []byte) (map[string]tensor, error) {
	if len(file) < 8 {
		return nil, errors.New("too short")
	}
	size := binary.LittleEndian.Uint64(file)
	file = file[8:]
	if size > uint64(len(file)) {
		return nil, errors.New("the header is longer than the file")
	}
	var header map[string]json.RawMessage
	if err := json.Unmarshal(file[:size], &header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	delete(header, "__metadata__")
	file = file[size:]
	tensors := make(map[string]tensor, len(header))
	for name, raw := range header {
		var t tensor
		if err := json.Unmarshal(raw, &t); err != nil {
			return nil, fmt.Errorf("header: %s: %w", name, err)
		}
		if len(t.Offsets) != 2 || t.Offsets[0] < 0 || t.Offsets[0] > t.Offsets[1] || t.Offsets[1] > int64(len(file)) {
			return nil, fmt.Errorf("header: %s lies outside the file", name)
		}
		t.data = file[t.Offsets[0]:t.Offsets[1]]
		tensors[name] = t
	}
	return tensors, nil
}

func (t tensor) floats(shape []int) ([]float32, error) {
	if t.DType != "F32" || !slices.Equal(t.Shape, shape) {
		return nil, fmt.Errorf("%s of %v, not F32 of %v", t.DType, t.Shape, shape)
	}
	size := 1
	for _, n := range shape {
		size *= n
	}
	if len(t.data) != 4*size {
		return nil, fmt.Errorf("%d bytes for %v", len(t.data), shape)
	}
	floats := make([]float32, size)
	for i := range floats {
		floats[i] = math.Float32frombits(binary.LittleEndian.Uint32(t.data[4*i:]))
	}
	return floats, nil
}
