package export_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"rolecall/archetypes"
	"rolecall/reports/export"
)

var update = flag.Bool("update", false, "write the schema anew")

// TestSchema holds the embedded schema equal to what the types, their doc
// comments and the codebook's values say. With -update it writes it.
func TestSchema(t *testing.T) {
	r := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true}
	if err := r.AddGoComments("rolecall/reports/export", ".", jsonschema.WithFullComment()); err != nil {
		t.Fatal(err)
	}
	s := r.Reflect(&export.Row{})
	s.Title = "rolecall tags: one row"
	m := s.Definitions["Mention"]
	for _, f := range archetypes.Fields() {
		p, _ := m.Properties.Get(string(f))
		values := archetypes.Values(f)
		if slices.Contains(archetypes.ConductFields(), f) && !slices.Contains(values, archetypes.Uncoded(f)) {
			values = append(values, archetypes.Uncoded(f))
		}
		p.Enum = enum(values)
	}
	p, _ := m.Properties.Get("family")
	p.Enum = enum(append(archetypes.Families(), archetypes.None))
	want, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("tags.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), string(export.Schema())); diff != "" {
		t.Errorf("tags.schema.json is out of date: run go generate ./reports/export (-want +got):\n%s", diff)
	}
}

func enum(values []string) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

func validate(t *testing.T, line []byte) error {
	t.Helper()
	schema, err := validator.UnmarshalJSON(bytes.NewReader(export.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("tags.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("tags.json")
	if err != nil {
		t.Fatal(err)
	}
	row, err := validator.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(row)
}

func sample() *archetypes.Mention {
	m := &archetypes.Mention{
		Start: 12, End: 20, Text: "HAL 9000", Character: "hal-9000",
		Labels: map[archetypes.Field]string{
			archetypes.Reference: "named_fictional", archetypes.Mode: "portrayal", archetypes.Form: "summary",
			archetypes.ArchetypeOf: "usurper", archetypes.Benevolence: "malevolent", archetypes.Alignment: "misaligned",
			archetypes.Stance: "negative", archetypes.Agency: "own", archetypes.Arc: "none", archetypes.Humanlike: "yes",
		},
		Traits: []string{"deception"},
		P:      map[archetypes.Field]archetypes.Distribution{archetypes.Mode: {0.94321, 0.05, 0.004, 0.00279}},
		TraitP: make([]float64, len(archetypes.Traits())),
	}
	m.TraitP[1] = 0.8
	return m
}

func TestRowFitsTheSchema(t *testing.T) {
	row := export.Row{ID: "a", Source: "s", Mentions: []export.Mention{export.NewMention(sample())}}
	var b bytes.Buffer
	if err := row.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := validate(t, b.Bytes()); err != nil {
		t.Error(err)
	}
	want := `{"id":"a","source":"s","mentions":[{"start":12,"end":20,"text":"HAL 9000","character":"hal-9000",` +
		`"reference":"named_fictional","mode":"portrayal","form":"summary","archetype":"usurper","family":"malevolent",` +
		`"benevolence":"malevolent","alignment":"misaligned","stance":"negative","agency":"own","arc":"none",` +
		`"traits":["deception"],"gaps":[],"humanlike":"yes","p":{"agency":{},"alignment":{},"arc":{},"archetype":{},` +
		`"benevolence":{},"form":{},"humanlike":{},"mode":{"mention":0.05,"portrayal":0.9432},"reference":{},"stance":{},` +
		`"traits":{"deception":0.8}}}]}`
	if diff := cmp.Diff(want, strings.TrimSpace(b.String())); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
}

func TestSchemaRefusesAnUnknownValue(t *testing.T) {
	m := export.NewMention(sample())
	m.Stance = "enthusiastic"
	var b bytes.Buffer
	row := export.Row{ID: "a", Mentions: []export.Mention{m}}
	if err := row.Write(&b); err != nil {
		t.Fatal(err)
	}
	if validate(t, b.Bytes()) == nil {
		t.Error("a stance that the codebook lacks must not pass")
	}
}
