package app

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"rolecall/archetypes/discover"
)

// What --yaml prints is YAML of the catalogue's form, whatever the names hold.
func TestDiscoveryYAML(t *testing.T) {
	d := &discovery{
		Names: []discover.Name{
			{
				Name: `Q: "9" # {x}`, Aliases: []string{"Brask", "- yes"}, Kinds: []discover.Count{{Value: "robot", Count: 2}}, Documents: 2,
				Roles:      map[string]float64{"guardian": 0.333, "servant": 0.333, "sage": 0.334},
				Neighbours: []discover.Count{{Value: "O'Hare: x", Count: 3}},
				Passages:   []discover.Passage{{Text: "The robot\n# x: \x1b[1m", Document: "a\nb", Shard: "s", Row: 3}},
			},
			{Name: "Tam", Kinds: []discover.Count{{Value: "ai", Count: 1}}},
		},
		Kinds: []discover.Kind{{Word: "gunbot", Passages: []discover.Passage{{Text: "Two gunbots."}}}},
	}
	text := d.yaml()
	if strings.Contains(text, "\x1b") {
		t.Error("an escape sequence reaches the terminal")
	}
	var files []map[string]any
	dec := yaml.NewDecoder(strings.NewReader(text))
	for {
		var file map[string]any
		if dec.Decode(&file) != nil {
			break
		}
		files = append(files, file)
	}
	if len(files) != 3 {
		t.Fatalf("%d files, want 3:\n%s", len(files), text)
	}
	if got := files[0]["name"]; got != `Q: "9" # {x}` {
		t.Errorf("name %q", got)
	}
	asJSON, err := json.Marshal([]any{files[0]["names"], files[0]["aliases"], files[0]["needs"], files[1]["prior"], files[2]["forms"]})
	if err != nil {
		t.Fatal(err)
	}
	if want := `[["Q: \"9\" # {x}","- yes"],["Brask"],["O'Hare: x"],{"other":1},["gunbot","gunbots"]]`; string(asJSON) != want {
		t.Errorf("%s, want %s", asJSON, want)
	}
}

// The prior's weights add up to 1, as the catalogue demands.
func TestPrior(t *testing.T) {
	for _, tc := range []struct {
		roles map[string]float64
		want  string
	}{
		{nil, "{other: 1}"},
		{map[string]float64{"sage": 0.4}, "{sage: 1}"},
		{map[string]float64{"sage": 0.5, "victim": 0.25}, "{sage: 0.67, victim: 0.33}"},
	} {
		if got := prior(tc.roles); got != tc.want {
			t.Errorf("prior(%v) = %s, want %s", tc.roles, got, tc.want)
		}
	}
	roles := map[string]float64{"guardian": 0.3, "servant": 0.2, "sage": 0.15, "victim": 0.12, "jester": 0.08}
	var weights map[string]float64
	if err := yaml.Unmarshal([]byte(prior(roles)), &weights); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	if math.Abs(sum-1) > 1e-9 || len(weights) != 4 {
		t.Errorf("%v adds up to %v", weights, sum)
	}
}
