package reports_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"rolecall/reports"
)

var update = flag.Bool("update", false, "rewrite generated and golden files")

// TestSchema holds the embedded schema equal to what the types and their doc
// comments say. With -update it writes it.
func TestSchema(t *testing.T) {
	// The fields must all be there, as Go writes them all.
	r := &jsonschema.Reflector{BaseSchemaID: "", Anonymous: true, ExpandedStruct: true}
	if err := r.AddGoComments("rolecall/reports", ".", jsonschema.WithFullComment()); err != nil {
		t.Fatal(err)
	}
	s := r.Reflect(&reports.Report{})
	s.Title = "rolecall report"
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	nullable(tree, reflect.TypeFor[reports.Report](), map[reflect.Type]bool{})
	want, err := json.MarshalIndent(tree, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("report.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), string(reports.Schema())); diff != "" {
		t.Errorf("report.schema.json is out of date: run go generate ./reports (-want +got):\n%s", diff)
	}
}

// nullable lets the figures of tree that are pointers in Go be null: the reflector
// drops the difference.
func nullable(tree map[string]any, typ reflect.Type, done map[reflect.Type]bool) {
	switch typ.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		nullable(tree, typ.Elem(), done)
		return
	case reflect.Struct:
	default:
		return
	}
	if done[typ] {
		return
	}
	done[typ] = true
	node := tree
	if typ != reflect.TypeFor[reports.Report]() {
		node = tree["$defs"].(map[string]any)[typ.Name()].(map[string]any)
	}
	for f := range typ.Fields() {
		if f.Type == reflect.TypeFor[*float64]() {
			node["properties"].(map[string]any)[f.Tag.Get("json")].(map[string]any)["type"] = []any{"number", "null"}
		}
		nullable(tree, f.Type, done)
	}
}

func TestSchemaDescribesEveryField(t *testing.T) {
	var tree any
	if err := json.Unmarshal(reports.Schema(), &tree); err != nil {
		t.Fatal(err)
	}
	fields := 0
	var walk func(path string, node any)
	walk = func(path string, node any) {
		n, ok := node.(map[string]any)
		if !ok {
			return
		}
		if properties, ok := n["properties"].(map[string]any); ok {
			for k, p := range properties {
				fields++
				m := p.(map[string]any)
				if m["description"] == nil {
					t.Errorf("%s/%s has no description", path, k)
				}
			}
		}
		for k, v := range n {
			walk(path+"/"+k, v)
		}
	}
	walk("", tree)
	if fields < 100 {
		t.Errorf("only %d fields were found", fields)
	}
}

func validate(t *testing.T, report []byte) error {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(reports.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("report.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := validator.UnmarshalJSON(bytes.NewReader(report))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(value)
}

func TestReportsFitTheSchema(t *testing.T) {
	for name, r := range map[string]*reports.Report{"synthetic": synthetic(2000), "empty": synthetic(0)} {
		var b bytes.Buffer
		if err := r.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		if err := validate(t, b.Bytes()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := validate(t, []byte(`{"version": 1, "family": {"malevolent": {"share": "much"}}}`)); err == nil {
		t.Error("the schema accepts anything")
	}
}
