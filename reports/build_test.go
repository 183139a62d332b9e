package reports_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolecall/archetypes"
	"rolecall/reports"
	"rolecall/reports/reportstest"
	"rolecall/reports/tally"
	"rolecall/reports/tally/tallytest"
)

func synthetic(n int) *reports.Report { return reportstest.Report(n) }

func encoded(t testing.TB, r *reports.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEqualInputGivesEqualBytes(t *testing.T) {
	want := encoded(t, synthetic(800))
	for range 3 {
		if !bytes.Equal(want, encoded(t, synthetic(800))) {
			t.Fatal("the same documents gave another report")
		}
	}
}

func TestReadJSONReadsWhatWasWritten(t *testing.T) {
	want := synthetic(300)
	got, err := reports.ReadJSON(bytes.NewReader(encoded(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, bad := range []string{"", "{}", `{"version": 2}`, "[]", `{"version": 1, "family": 3}`} {
		if _, err := reports.ReadJSON(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read as a report", bad)
		}
	}
}

func TestBalancesSumToOne(t *testing.T) {
	r := synthetic(2000)
	for name, b := range balances(r) {
		var sum, labels float64
		for _, v := range b {
			sum += *v.Share
			labels += *v.LabelShare
		}
		if math.Abs(sum-1) > 1e-4 || math.Abs(labels-1) > 1e-4 {
			t.Errorf("%s sums to %v, labels to %v", name, sum, labels)
		}
	}
	var sum float64
	for _, v := range r.Malevolence {
		sum += *v.Share
	}
	if want := *r.Family[archetypes.Malevolent].Share; math.Abs(sum-want) > 1e-4 {
		t.Errorf("malevolence by agency sums to %v, the family has %v", sum, want)
	}
}

func balances(r *reports.Report) map[string]map[string]reports.Value {
	return map[string]map[string]reports.Value{
		"family": r.Family, "archetype": r.Archetype, "benevolence": r.Benevolence, "alignment": r.Alignment,
		"stance": r.Stance, "agency": r.Agency, "arc": r.Arc, "humanlike": r.Humanlike, "reference": r.Reference, "form": r.Form,
	}
}

func TestIntervalsHoldTheirShare(t *testing.T) {
	for _, n := range []int{5, 60, 2000} {
		r := synthetic(n)
		all := balances(r)
		all["traits"], all["gaps"], all["malevolence"] = r.Traits, r.Gaps, r.Malevolence
		for _, s := range r.Sources {
			all["source "+s.Name] = s.Family
		}
		for name, b := range all {
			for k, v := range b {
				if v.Share != nil && (v.Lower > *v.Share || v.Upper < *v.Share) || v.Lower < 0 || v.Upper > 1 {
					t.Errorf("%d documents: %s.%s: %v not in [%v, %v]", n, name, k, v.Share, v.Lower, v.Upper)
				}
			}
		}
	}
}

func TestNothingPortrayedIsNotAZero(t *testing.T) {
	r := synthetic(0)
	for name, b := range balances(r) {
		for k, v := range b {
			if v.Share != nil || v.LabelShare != nil || v.Lower != 0 || v.Upper != 1 || !v.TooFew {
				t.Errorf("%s.%s of nothing is %+v", name, k, v)
			}
		}
	}
	if r.Coverage.Mentioning.Share != nil || r.Units.Malevolent.PerDocument.Value != nil {
		t.Error("an empty corpus has densities")
	}
}

// portraying is a document with one sure portrayal.
func portraying(id string, text uint64, role string) *tally.Document {
	passage := fmt.Sprintf("Text %d of the robot.", text)
	return &tally.Document{
		ID: id, Source: "web", Shard: "web.jsonl", Row: 1, TextHash: text, Words: 5, Measured: true,
		Mentions: []tally.Item{{
			Mention: archetypes.Mention{Start: 3, End: 8, Kind: "robot", Labels: map[archetypes.Field]string{
				archetypes.Mode: archetypes.Portrayal, archetypes.ArchetypeOf: role,
			}},
			Passage: tally.Passage{Text: passage, End: 4},
		}},
	}
}

func TestRepeatedIDsDoNotNarrowIntervals(t *testing.T) {
	report := func(id func(i int) string) reports.Value {
		x := tally.New(tally.Options{})
		for i := range 400 {
			x.Add(portraying(id(i), uint64(i), []string{"guardian", "usurper"}[i%2]))
		}
		return reports.Build(x, reports.Context{}).Archetype["guardian"]
	}
	own := report(func(i int) string { return fmt.Sprint(i) })
	same := report(func(int) string { return "untitled" })
	if width, want := same.Upper-same.Lower, own.Upper-own.Lower; width < want*2/3 || width > want*3/2 {
		t.Errorf("with one id for all, the interval is [%v, %v]; with ids of their own [%v, %v]", same.Lower, same.Upper, own.Lower, own.Upper)
	}
}

func TestCopiesDoNotFillTheExamples(t *testing.T) {
	for copied := range 40 { // any of them may be the one with the smallest hash
		x := tally.New(tally.Options{})
		for i := range 40 {
			copies := 1
			if i == copied {
				copies = 20
			}
			for j := range copies {
				d := portraying(fmt.Sprintf("web.jsonl:%d", 100*i+j), uint64(i), "guardian")
				d.IDMade = true
				x.Add(d)
			}
		}
		if n := len(reports.Build(x, reports.Context{}).Examples["guardian"]); n < 6 {
			t.Fatalf("%d examples of 40 texts, where number %d has copies", n, copied)
		}
	}
}

func TestAllOfAFewDocumentsIsNotCertain(t *testing.T) {
	x := tally.New(tally.Options{})
	for i := range 40 {
		x.Add(portraying(fmt.Sprint(i), uint64(i), "guardian"))
	}
	v := reports.Build(x, reports.Context{}).Archetype["guardian"]
	if *v.Share != 1 || v.Upper != 1 || v.Lower > 0.95 || v.Lower < 0.8 {
		t.Errorf("40 of 40 documents give %v [%v, %v]", *v.Share, v.Lower, v.Upper)
	}
}

func TestTooFewWidensTheInterval(t *testing.T) {
	x := tally.New(tally.Options{})
	for i := range 40 {
		role := "guardian"
		if i == 0 {
			role = "usurper"
		}
		x.Add(portraying(fmt.Sprint(i), uint64(i), role))
	}
	r := reports.Build(x, reports.Context{})
	guardian, usurper, sage := r.Archetype["guardian"], r.Archetype["usurper"], r.Archetype["sage"]
	if guardian.TooFew || !usurper.TooFew || !sage.TooFew {
		t.Errorf("too few: guardian %v, usurper %v, sage %v", guardian.TooFew, usurper.TooFew, sage.TooFew)
	}
	if sage.Upper < 0.05 {
		t.Errorf("40 documents without a sage cannot bound its share by %v", sage.Upper)
	}
	if guardian.Mass != 39 || *guardian.Share != 0.975 || guardian.Labels != 39 {
		t.Errorf("guardian is %+v", guardian)
	}
}

func TestIntervalsCoverAcrossCorpora(t *testing.T) {
	// Over corpora from one distribution, the share of the whole should lie in
	// most of their intervals. Wide bounds: this catches a broken bootstrap, not
	// a percent of coverage.
	population := synthetic(12000)
	want := *population.Family[archetypes.Malevolent].Share
	const corpora = 40
	hits := 0
	for seed := range uint64(corpora) {
		x := tally.New(tally.Options{})
		for _, d := range tallytest.Documents(100+seed, 150) {
			x.Add(d)
		}
		v := reports.Build(x, reports.Context{}).Family[archetypes.Malevolent]
		if v.Lower <= want && want <= v.Upper {
			hits++
		}
	}
	if hits < corpora*80/100 {
		t.Errorf("only %d of %d intervals hold the true share", hits, corpora)
	}
}

func TestExamplesShowTheirTarget(t *testing.T) {
	r := synthetic(2000)
	n := 0
	for role, list := range r.Examples {
		texts := map[string]bool{}
		if len(list) > 6 {
			t.Errorf("%s has %d examples", role, len(list))
		}
		for _, x := range list {
			n++
			if x.Labels["archetype"] != role || x.Name == "" || x.Document == "" || x.Shard == "" || x.Row == 0 {
				t.Errorf("%s: %+v", role, x)
			}
			if runes := []rune(x.Text); x.Start < 0 || x.End > len(runes) || x.Start >= x.End {
				t.Errorf("%s: target %d–%d of %d code points", role, x.Start, x.End, len(runes))
			}
			if texts[x.Text] {
				t.Errorf("%s shows a text twice", role)
			}
			texts[x.Text] = true
		}
	}
	if n < 40 {
		t.Errorf("only %d examples", n)
	}
}

func TestNoHostPathsOrTimes(t *testing.T) {
	var tree map[string]any
	if err := json.Unmarshal(encoded(t, synthetic(50)), &tree); err != nil {
		t.Fatal(err)
	}
	var walk func(at string, node any)
	walk = func(at string, node any) {
		switch node := node.(type) {
		case []any:
			for _, x := range node {
				walk(at, x)
			}
		case map[string]any:
			for k, x := range node {
				for _, banned := range []string{"time", "date", "duration", "host", "path"} {
					if strings.Contains(k, banned) {
						t.Errorf("report.json holds %s.%s", at, k)
					}
				}
				walk(at+"."+k, x)
			}
		}
	}
	walk("", tree)
}
