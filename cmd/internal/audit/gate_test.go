package audit

import (
	"reflect"
	"slices"
	"sync"
	"testing"

	"rolecall/index/source"
)

// The gate may stop only texts in which the tagger would find nothing: what a
// run yields is what the tagger says of every document.
func TestGateLaw(t *testing.T) {
	gateLaw(t, demoObjects(t)...)
}

func TestGateLawOnWeb(t *testing.T) {
	gateLaw(t, corpus(t, "web_c4.jsonl.gz"))
}

func gateLaw(t *testing.T, objects ...source.Object) {
	c := config(t, 2, objects...)
	var mu sync.Mutex
	documents, stopped := 0, 0
	err := Run(t.Context(), c, func(_ int, b *Batch) error {
		mu.Lock()
		defer mu.Unlock()
		for i := range b.Documents {
			d := &b.Documents[i]
			documents++
			if d.NotMeasured != "" {
				continue
			}
			if !c.Tagger.Gate(d.Text) {
				stopped++
			}
			if open := c.Tagger.Tag(d.Text, d.Title); !reflect.DeepEqual(open, d.Result) {
				t.Errorf("%s: %d mentions through the gate, %d without it", d.ID, len(d.Result.Mentions), len(open.Mentions))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if documents == 0 {
		t.Error("no documents")
	}
	t.Logf("the gate stopped %d of %d documents", stopped, documents)
}

// What the tagger must not judge has no mentions, not even in English words.
func TestNotMeasuredIsNotTagged(t *testing.T) {
	var got []Document
	c := config(t, 1, object("a.jsonl", `{"lang":"de","text":"HAL 9000 refused to open the pod bay doors, and Dave asked again."}`))
	if err := Run(t.Context(), c, func(_ int, b *Batch) error { got = slices.Concat(got, b.Documents); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].NotMeasured != "language:de" || len(got[0].Result.Mentions) != 0 {
		t.Errorf("got %+v", got)
	}
}
