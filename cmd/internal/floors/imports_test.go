package floors

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// The import policy. A line reads "packages: what they may import of rolecall";
// "x/..." means x and all below it, and of the lines that fit a package the most
// specific holds. A package that no line fits fails.
//
// This is a statement of policy, not a description. DO NOT CHANGE IT TO FIX A
// BUILD: lower floors never import higher ones, and what two floors need of each
// other meets in cmd/internal/audit.
const policy = `
	# The vocabulary is a leaf; engines rest on it. They may cut documents into
	# sentences, but know nothing of shards, bleve or reports.
	archetypes:
	archetypes/...:           archetypes archetypes/catalogue archetypes/mention archetypes/naming archetypes/portrayal index/document index/segment
	archetypes/catalogue:     archetypes
	archetypes/naming:
	archetypes/voice:         archetypes/naming
	archetypes/mention/...:   archetypes archetypes/catalogue archetypes/naming archetypes/voice index/document index/segment
	archetypes/portrayal/...: archetypes archetypes/catalogue archetypes/encoder/... archetypes/mention index/document index/segment
	archetypes/train/...:     archetypes/... index/document index/segment

	# The encoder knows text and numbers, and nothing of AI characters.
	archetypes/encoder/...:   archetypes/encoder/...

	# The index knows text, not what is found in it: tags reach it as facets. Only
	# its top holds bleve, so that readers of shards stay light.
	index:                    index/document index/segment
	index/document:
	index/segment:            index/document
	index/source/...:         index/source/...
	index/shard/...:          index/document index/source/... index/shard/...

	# Reports are made of tallies: vocabulary, counts and maths.
	reports/...:              archetypes reports/...
	reports/stats:
	reports/tally/...:        archetypes reports/stats reports/tally

	# Everything meets in audit; app alone sees the whole house.
	cmd/internal/audit/...:   archetypes archetypes/catalogue archetypes/mention archetypes/portrayal archetypes/discover index/... reports/...
	cmd/internal/watch/...:   archetypes index/source/... reports/... cmd/internal/audit/...
	cmd/internal/console:
	cmd/internal/demo:
	cmd/internal/floors/...:  cmd/internal/floors
	cmd/internal/app/...:     archetypes archetypes/catalogue archetypes/mention archetypes/portrayal archetypes/quality archetypes/discover index/... reports/... cmd/internal/...
	cmd/rolecall:             cmd/internal/app
`

// What tests may import beyond the policy. The direction of the floors holds for
// them too, only less finely.
const testPolicy = `
	archetypes/...:           archetypes/... index/document index/segment
	index/...:                index/...
	reports/...:              archetypes/... reports/...
	cmd/...:                  archetypes/... index/... reports/... cmd/internal/...
`

// Doors: the packages through which a dependency enters, and no others, tests
// included. "tests" after a door's packages lets every test import it.
const doors = `
	github.com/blevesearch/...:         index
	github.com/urfave/cli/...:          cmd/internal/app
	github.com/schollz/progressbar/...: cmd/internal/console
	gonum.org/v1/gonum/...:             archetypes/train/... reports/stats

	github.com/goccy/go-yaml/...:       archetypes/catalogue cmd/internal/app
	go.yaml.in/yaml/...:                archetypes/catalogue cmd/internal/app
	gopkg.in/yaml.v2:                   archetypes/catalogue cmd/internal/app
	gopkg.in/yaml.v3:                   archetypes/catalogue cmd/internal/app
	sigs.k8s.io/yaml/...:               archetypes/catalogue cmd/internal/app

	# Heavy readers and cloud SDKs, each in its format or scheme.
	github.com/apache/arrow-go/...:     index/shard/... reports/export/...
	github.com/parquet-go/parquet-go/...: index/shard/... reports/export/...
	gocloud.dev/...:                    index/source/...
	cloud.google.com/go/...:            index/source/...
	github.com/aws/...:                 index/source/...
	github.com/Azure/...:               index/source/...

	github.com/chromedp/...:            tests
	github.com/rogpeppe/go-internal/...: tests

	# Beam takes minutes to compile; it has a module of its own.
	github.com/apache/beam/...:
`

func TestImports(t *testing.T) {
	for _, v := range violations(module(t)) {
		t.Error(v)
	}
}

// violations returns what in a house is against the policy, sorted.
func violations(h *house) []string {
	policy, testPolicy, doors := parseRules(policy), parseRules(testPolicy), parseRules(doors)
	var found []string
	for dir, p := range h.packages {
		may, ok := policy.find(dir)
		if !ok {
			found = append(found, dir+" is on no floor: no line of the policy fits it")
			continue
		}
		extra, _ := testPolicy.find(dir)
		testsMay := slices.Concat(may, extra)
		if isForTests(dir) {
			may = testsMay
		}
		for _, tests := range []bool{false, true} {
			if tests {
				may = testsMay
			}
			for imported, file := range p.imports(tests) {
				why := ""
				if own, ours := strings.CutPrefix(imported, h.module+"/"); ours {
					why = climbs(dir, own, may, tests)
				} else {
					why = breaksIn(dir, imported, doors, tests)
				}
				if why != "" {
					found = append(found, fmt.Sprintf("%s imports %s: %s", path.Join(dir, file), imported, why))
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// climbs says why dir may not import a package of ours; it is empty where it may.
func climbs(dir, own string, may []string, tests bool) string {
	switch {
	case own == dir: // an external test imports what it tests
		return ""
	case isForTests(own) && !tests && !isForTests(dir):
		return "that is for tests"
	case !matchesAny(may, own):
		return "it may import " + cmp.Or(strings.Join(may, " "), "nothing of ours")
	}
	return ""
}

// breaksIn says why dir may not import a package of others; it is empty where it may.
func breaksIn(dir, imported string, doors rules, tests bool) string {
	through, ok := doors.find(imported)
	if !ok || matchesAny(through, dir) || tests && slices.Contains(through, "tests") {
		return ""
	}
	return "that comes in through " + cmp.Or(strings.Join(through, " "), "no package of this module")
}

// isForTests reports whether a package helps tests, as net/http/httptest does.
func isForTests(dir string) bool { return strings.HasSuffix(path.Base(dir), "test") }

// rules are lines of "pattern: patterns".
type rules map[string][]string

func parseRules(text string) rules {
	r := make(rules)
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		left, right, ok := strings.Cut(line, ":")
		if _, twice := r[left]; twice || !ok {
			panic("floors: not a line of a policy, or its second: " + line)
		}
		r[left] = strings.Fields(right)
	}
	return r
}

// find returns the right side of the most specific rule for a package.
func (r rules) find(name string) (right []string, ok bool) {
	if right, ok = r[name]; ok {
		return right, true
	}
	for dir := name; dir != "."; dir = path.Dir(dir) {
		if right, ok = r[dir+"/..."]; ok {
			return right, true
		}
	}
	return nil, false
}

func matchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		dir, below := strings.CutSuffix(pattern, "/...")
		return name == dir || below && strings.HasPrefix(name, dir+"/")
	})
}

// The policy is only worth its words if it catches what it forbids.
func TestViolations(t *testing.T) {
	tests := []struct {
		file, imports string
		want          string // part of the one violation; empty where it is fine
	}{
		{"archetypes/a.go", "rolecall/index/document", "nothing of ours"},
		{"archetypes/mention/a.go", "rolecall/index/segment", ""},
		{"archetypes/mention/a.go", "rolecall/index", "it may import archetypes"},
		{"archetypes/mention/a.go", "rolecall/index/shard", "it may import archetypes"},
		{"archetypes/portrayal/a.go", "rolecall/reports", "it may import archetypes"},
		{"archetypes/portrayal/a.go", "rolecall/archetypes/train", "it may import archetypes"},
		{"archetypes/train/fit/a.go", "rolecall/archetypes/train", ""},
		{"index/a.go", "rolecall/archetypes", "it may import index/document"},
		{"index/a_test.go", "rolecall/archetypes", "it may import index/document"},
		{"index/a.go", "github.com/blevesearch/bleve/v2/search", ""},
		{"index/shard/jsonl/a.go", "rolecall/index/shard", ""},
		{"index/shard/jsonl/a.go", "rolecall/index", "it may import index/document"},
		{"index/shard/jsonl/a.go", "github.com/blevesearch/bleve/v2", "comes in through index"},
		{"index/shard/jsonl/a.go", "rolecall/index/shard/shardtest", "that is for tests"},
		{"index/shard/jsonl/a_test.go", "rolecall/index/shard/shardtest", ""},
		{"reports/a.go", "rolecall/archetypes", ""},
		{"reports/a.go", "rolecall/archetypes/catalogue", "it may import archetypes"},
		{"reports/a_test.go", "rolecall/archetypes/catalogue", ""},
		{"reports/web/a.go", "rolecall/index", "it may import archetypes"},
		{"reports/web/a_test.go", "rolecall/index", "it may import archetypes"},
		{"reports/web/a.go", "github.com/chromedp/chromedp", "comes in through tests"},
		{"reports/web/a_test.go", "github.com/chromedp/chromedp", ""},
		{"reports/reportstest/a.go", "rolecall/reports/tally/tallytest", ""},
		{"reports/stats/a.go", "gonum.org/v1/gonum/stat", ""},
		{"reports/a.go", "gonum.org/v1/gonum/stat", "comes in through archetypes/train/... reports/stats"},
		{"cmd/internal/audit/a.go", "rolecall/index", ""},
		{"cmd/internal/audit/a.go", "rolecall/cmd/internal/app", "it may import archetypes"},
		{"cmd/internal/audit/a.go", "github.com/goccy/go-yaml", "comes in through archetypes/catalogue"},
		{"cmd/internal/app/a.go", "github.com/urfave/cli/v2", ""},
		{"cmd/internal/app/a.go", "github.com/schollz/progressbar/v3", "comes in through cmd/internal/console"},
		{"cmd/internal/app/a.go", "github.com/apache/beam/sdks/v2/go/pkg/beam", "no package of this module"},
		{"cmd/rolecall/a.go", "rolecall/cmd/internal/app", ""},
		{"cmd/rolecall/a_test.go", "github.com/rogpeppe/go-internal/testscript", ""},
		{"cmd/rolecall/a.go", "fmt", ""},
		{"helpers/a.go", "fmt", "is on no floor"},
	}
	for _, test := range tests {
		h, err := readHouse(fstest.MapFS{
			"go.mod":                    {Data: []byte("module rolecall\n")},
			test.file:                   {Data: []byte("package a\n\nimport _ \"" + test.imports + "\"\n")},
			"cmd/rolecall-beam/go.mod":  {Data: []byte("module rolecall/cmd/rolecall-beam\n")},
			"cmd/rolecall-beam/beam.go": {Data: []byte("package main\n\nimport _ \"github.com/apache/beam\"\n")},
		})
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(violations(h), "\n")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s importing %s: %q, want %q", test.file, test.imports, got, test.want)
		}
	}
}
