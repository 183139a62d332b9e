package train

import (
	"encoding/gob"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"rolecall/archetypes/encoder/minilm"
)

func TestZZ(t *testing.T) {
	data, err := ReadData(shared, "testdata")
	if err != nil {
		t.Fatal(err)
	}
	e, _ := minilm.Encoder()
	whole, _ := minilm.Whole()
	c := builtin(t)
	t0 := time.Now()
	d := NewDeep(c, e, whole, data)
	fmt.Fprintln(os.Stderr, "encoded", len(d.examples), time.Since(t0))
	l := newLaboratory(c, data)
	var fast []prediction
	if f, err := os.Open("/tmp/b/tune-fast.gob"); err == nil {
		gob.NewDecoder(f).Decode(&fast)
		f.Close()
	} else {
		fast = l.predict(l.data, l.heads, l.ordinary)
		f, _ := os.Create("/tmp/b/tune-fast.gob")
		gob.NewEncoder(f).Encode(fast)
		f.Close()
	}
	fmt.Fprintln(os.Stderr, "fast", time.Since(t0))
	dense := make([]prediction, len(fast))
	for i := range dense {
		dense[i] = prediction{}
	}
	for _, k := range os.Getenv("FOLDS") {
		fold := int(k - '0')
		t1 := time.Now()
		if err := d.predictConduct(dense, l.ordinary, fold); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(os.Stderr, "fold", fold, time.Since(t1))
		g := *l
		g.gold = nil
		var ff, dd []prediction
		for i := range fast {
			if l.ordinary.fold[i] == fold || strings.Contains(os.Getenv("FOLDS")[:strings.IndexRune(os.Getenv("FOLDS"), k)], fmt.Sprint(l.ordinary.fold[i])) {
				g.gold = append(g.gold, l.gold[i])
				ff, dd = append(ff, fast[i]), append(dd, dense[i])
			}
		}
		fmt.Fprintln(os.Stderr, d.report(&g, ff, dd))
	}
}
