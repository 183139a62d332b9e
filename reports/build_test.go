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

func TestTooFewWidensTheInterval(t *testing.T) {
	x := tally.New(tally.Options{})
	for i := range 40 {
		d := tallytest.Documents(uint64(i), 1)[0]
		d.ID, d.Measured = fmt.Sprint(i), true
		role := "guardian"
		if i == 0 {
			role = "usurper"
		}
		d.Mentions = []tally.Item{{Mention: archetypes.Mention{Labels: map[archetypes.Field]string{
			archetypes.Mode: archetypes.Portrayal, archetypes.ArchetypeOf: role,
		}}}}
		x.Add(d)
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
	for k := range tree {
		for _, banned := range []string{"time", "date", "duration", "host", "path"} {
			if strings.Contains(k, banned) {
				t.Errorf("report.json holds %q", k)
			}
		}
	}
}
