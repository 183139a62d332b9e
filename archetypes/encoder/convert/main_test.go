package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rolecall/archetypes/encoder"
	"rolecall/archetypes/encoder/weights"
)

const (
	hidden, inner, places = 4, 6, 8
	configJSON            = `{"model_type": "bert", "hidden_act": "gelu", "num_hidden_layers": 1, "num_attention_heads": 2, "hidden_size": 4, "intermediate_size": 6, "max_position_embeddings": 8, "layer_norm_eps": 1e-12}`
	tokenizerJSON         = `{"normalizer": {"lowercase": true}, "model": {"type": "WordPiece", "vocab": {"[PAD]": 0, "[unused0]": 1, "[UNK]": 2, "[CLS]": 3, "[SEP]": 4, "a": 5, "##b": 6}}}`
)

// tiny returns a model's files. The value of a tensor counts up in quarters.
func tiny() modelFiles {
	shapes := map[string][]int{
		"embeddings.word_embeddings.weight": {7, hidden}, "embeddings.position_embeddings.weight": {places, hidden},
		"embeddings.token_type_embeddings.weight": {2, hidden},
	}
	norm := func(name string) { shapes[name+".weight"], shapes[name+".bias"] = []int{hidden}, []int{hidden} }
	linear := func(name string, rows, columns int) {
		shapes[name+".weight"], shapes[name+".bias"] = []int{rows, columns}, []int{rows}
	}
	norm("embeddings.LayerNorm")
	for _, part := range []string{"self.query", "self.key", "self.value", "output.dense"} {
		linear("encoder.layer.0.attention."+part, hidden, hidden)
	}
	norm("encoder.layer.0.attention.output.LayerNorm")
	linear("encoder.layer.0.intermediate.dense", inner, hidden)
	linear("encoder.layer.0.output.dense", hidden, inner)
	norm("encoder.layer.0.output.LayerNorm")
	return modelFiles{"config.json": []byte(configJSON), "tokenizer.json": []byte(tokenizerJSON), "model.safetensors": safetensors(shapes)}
}

func safetensors(shapes map[string][]int) []byte {
	type entry struct {
		DType   string `json:"dtype"`
		Shape   []int  `json:"shape"`
		Offsets [2]int `json:"data_offsets"`
	}
	header := map[string]any{"__metadata__": map[string]string{"format": "pt"}}
	var data []byte
	for name, shape := range shapes {
		size, start := 1, len(data)
		for _, n := range shape {
			size *= n
		}
		for i := range size {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(i)/4))
		}
		header[name] = entry{"F32", shape, [2]int{start, len(data)}}
	}
	head, err := json.Marshal(header)
	if err != nil {
		panic(err)
	}
	return slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(head))), head, data)
}

// archive zips files into a folder of an archive.
func archive(t *testing.T, folder string, files modelFiles) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range files {
		f, err := z.Create(folder + name)
		if err == nil {
			_, err = f.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// A folder, an archive and a wheel with an archive in it give the same file.
func TestConvert(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for name, data := range tiny() {
		write(t, path("folder/"+name), data)
	}
	write(t, path("folder/1_Pooling/config.json"), []byte("{}"))
	write(t, path("model.zip"), archive(t, "deep/er/", tiny()))
	write(t, path("model.whl"), archive(t, "package/", modelFiles{"__init__.py": nil, "model.zip": archive(t, "", tiny())}))

	var want []byte
	for _, from := range []string{"folder", "model.zip", "model.whl"} {
		var out, errw strings.Builder
		if code := run([]string{"-o", path("weights"), path(from)}, &out, &errw); code != 0 {
			t.Errorf("%s: exit %d, %s", from, code, errw.String())
			continue
		}
		got, err := os.ReadFile(path("weights"))
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s gives another file", from)
		}
		if said := fmt.Sprintf("%s: %d bytes\n", path("weights"), len(got)); out.String() != said {
			t.Errorf("%s: said %q, want %q", from, out.String(), said)
		}
	}
	w, err := weights.Read(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	checkTiny(t, w)
	e, err := encoder.New(w)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(e.Encode("AB").Pieces); got != 4 {
		t.Errorf("%d pieces, want 4", got)
	}
}

// checkTiny checks where tensors went, by values that tell them apart.
func checkTiny(t *testing.T, w *weights.Weights) {
	t.Helper()
	if got := strings.Join(w.Vocabulary, " "); got != "[UNK] [CLS] [SEP] a ##b" {
		t.Errorf("vocabulary %s", got)
	}
	value := func(m weights.Matrix, r, c int) float64 { return float64(int8(m.Row(r)[c])) * float64(m.Scales[r]) }
	l := w.Stack[0]
	for _, test := range []struct {
		name      string
		got, want float64
	}{
		{"the word a", value(w.Words, 3, 3), 23. / 4},                        // row 5 of the tensor
		{"position 2 and type 0", value(w.Places, 2, 3), 11./4 + 3./4},       // row 2 and row 0
		{"the inner layer's last", value(l.Inner.Matrix, 5, 3), 23. / 4},     // of 6 × 4
		{"the outer layer's first row", value(l.Outer.Matrix, 0, 5), 5. / 4}, // of 4 × 6
		{"a bias", float64(l.Inner.Bias[5]), 5. / 4},
		{"positions", float64(w.Positions), places},
	} {
		if math.Abs(test.got-test.want) > 1e-5 {
			t.Errorf("%s: %g, want %g", test.name, test.got, test.want)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	replace := func(file, old, new string) modelFiles {
		files := tiny()
		changed := strings.Replace(string(files[file]), old, new, 1)
		if changed == string(files[file]) {
			t.Fatalf("no %s in %s", old, file)
		}
		files[file] = []byte(changed)
		return files
	}
	for _, test := range []struct {
		files modelFiles
		want  string
	}{
		{modelFiles{"config.json": []byte("{}")}, "no model.safetensors"},
		{modelFiles{"model.safetensors": nil}, "config.json"},
		{replace("config.json", `"bert"`, `"roberta"`), "the encoder knows bert"},
		{replace("config.json", `"gelu"`, `"relu"`), "the encoder knows bert with gelu"},
		{replace("config.json", `"num_hidden_layers": 1`, `"num_hidden_layers": 2`), "no tensor encoder.layer.1"},
		{replace("config.json", `"intermediate_size": 6`, `"intermediate_size": 5`), "not F32 of [5 4]"},
		{replace("config.json", `"num_attention_heads": 2`, `"num_attention_heads": 3`), "no multiple of 3 heads"},
		{replace("tokenizer.json", "WordPiece", "BPE"), `type "BPE"`},
		{replace("tokenizer.json", "true", "false"), "uncased"},
		{replace("tokenizer.json", `"a": 5`, `"a": 7`), "number 7"},
		{replace("tokenizer.json", `"a": 5`, `"a": 6`), "number 6 is taken"},
		{replace("model.safetensors", `"F32"`, `"F16"`), "F16"},
		{replace("model.safetensors", `offsets":[`, `offsets":[-`), "header"},
		{replace("model.safetensors", "\x00\x00\x00\x00", "\x00\x01\x00\x00"), "longer than the file"},
		{replace("model.safetensors", "\x00\x00\x80\x3e", "\x00\x00\xc0\x7f"), "not finite"},
	} {
		folder := t.TempDir()
		for name, data := range test.files {
			write(t, filepath.Join(folder, name), data)
		}
		var errw strings.Builder
		if code := run([]string{"-o", filepath.Join(folder, "out"), folder}, io.Discard, &errw); code != 1 || !strings.Contains(errw.String(), test.want) {
			t.Errorf("exit %d, %q, want %q", code, errw.String(), test.want)
		}
	}
	if code := run([]string{"model"}, io.Discard, io.Discard); code != 2 {
		t.Errorf("without -o: exit %d, want 2", code)
	}
}

// Foreign bytes do not crash the reader, and what it gives lies in the file.
func FuzzReadSafetensors(f *testing.F) {
	f.Add(tiny()["model.safetensors"])
	f.Fuzz(func(t *testing.T, file []byte) {
		tensors, err := readSafetensors(file)
		if err != nil {
			return
		}
		for name, tensor := range tensors {
			if floats, err := tensor.floats(tensor.Shape); err == nil && 4*len(floats) > len(file) {
				t.Errorf("%s: %d floats out of %d bytes", name, len(floats), len(file))
			}
		}
	})
}
