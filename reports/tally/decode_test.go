package tally

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/cespare/xxhash/v2"

	"rolecall/archetypes"
)

// small is a tally with something in every part, of few bytes.
func small() *Tally {
	t := New(Options{Replicates: 2, Tagger: "t"})
	for i, text := range []string{"the robot ran", "HAL lied"} {
		t.Add(&Document{
			ID: string(rune('a' + i)), Source: "s", Shard: "s.jsonl", Row: int64(i), TextHash: uint64(i), Words: 3, Measured: true,
			Mentions: []Item{{
				Mention: archetypes.Mention{
					Start: 2, End: 5, Character: "hal-9000", Kind: "robot", Gaps: []string{"g"}, Traits: []string{"deception"},
					Labels: map[archetypes.Field]string{archetypes.Mode: archetypes.Portrayal, archetypes.ArchetypeOf: "deceiver"},
				},
				Passage: Passage{Text: text, Start: 0, End: 3},
			}},
		})
	}
	t.Add(&Document{Source: "s", NotMeasured: "language:de", TextHash: 7})
	t.AddUnreadable("not JSON", 2)
	t.AddShard(100)
	return t
}

func TestDecodeTellsWhatIsWrong(t *testing.T) {
	file := small().appendFile(nil)
	reseal := func(b []byte) []byte {
		body := b[:len(b)-8]
		return binary.LittleEndian.AppendUint64(bytes.Clone(body), xxhash.Sum64(body))
	}
	change := func(at int, to byte) []byte {
		b := bytes.Clone(file)
		b[at] = to
		return b
	}
	for _, tc := range []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, ErrNotTally},
		{"JSON", []byte(`{"version": 1}`), ErrNotTally},
		{"a prefix of the magic", file[:4], ErrCorrupt},
		{"only the magic", file[:len(magic)], ErrCorrupt},
		{"half", file[:len(file)/2], ErrCorrupt},
		{"all but the last byte", file[:len(file)-1], ErrCorrupt},
		{"one byte more", append(bytes.Clone(file), 0), ErrCorrupt},
		{"a changed byte", change(len(file)/2, file[len(file)/2]+1), ErrCorrupt},
		{"another format", change(len(magic), FormatVersion+1), ErrVersion},
		{"another vocabulary", reseal(change(len(magic)+1, file[len(magic)+1]+1)), ErrVersion},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := decodeFile(tc.file)
			if !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestEveryTruncationIsAnError(t *testing.T) {
	file := small().appendFile(nil)
	for n := range file {
		if _, err := decodeFile(file[:n]); err == nil {
			t.Fatalf("a file of %d of %d bytes was read", n, len(file))
		}
	}
}

func TestALieAboutSizeAllocatesNothing(t *testing.T) {
	// Ten thousand replicates, and then nothing.
	body := appendString(appendCount(nil, maxReplicates), "")
	if n := testing.AllocsPerRun(10, func() { _, _ = decodeBody(body) }); n > 200 {
		t.Errorf("%v allocations", n)
	}
	if _, err := decodeBody(body); !errors.Is(err, ErrCorrupt) {
		t.Errorf("got %v", err)
	}
}

// TestOldTalliesStayReadable opens a file of each format version. A new version
// adds a file and keeps the old ones.
func TestOldTalliesStayReadable(t *testing.T) {
	file, err := os.ReadFile("testdata/v1.rcl")
	if err != nil {
		t.Fatal(err)
	}
	x, err := decodeFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := small().appendFile(nil); !bytes.Equal(file, want) {
		t.Error("the encoding changed without a new format version")
	}
	if c := x.Coverage(); c.Documents != 3 || c.Measured != 2 || c.Unreadable != 2 {
		t.Errorf("coverage is %+v", c)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(small().appendFile(nil))
	f.Add([]byte(magic))
	f.Add([]byte(strings.Repeat("rolecall", 9)))
	f.Fuzz(func(t *testing.T, file []byte) {
		x, err := decodeFile(file)
		if err == nil && !bytes.Equal(x.appendFile(nil), file) {
			t.Error("decoded and encoded to other bytes")
		}
	})
}

// FuzzDecodeBody gets past the checksum.
func FuzzDecodeBody(f *testing.F) {
	f.Add(small().appendBody(nil))
	f.Add(New(Options{Replicates: -1}).appendBody(nil))
	f.Fuzz(func(t *testing.T, body []byte) {
		x, err := decodeBody(body)
		if err != nil {
			return
		}
		if !bytes.Equal(x.appendBody(nil), body) {
			t.Error("decoded and encoded to other bytes")
		}
		// What was read must be fit for use.
		y := small()
		y.options = x.options
		if len(x.cells[0]) == len(y.cells[0]) {
			if err := x.Merge(y); err != nil {
				t.Error(err)
			}
		}
		x.Coverage()
		x.Sources()
		for _, a := range archetypes.Archetypes() {
			x.Exemplars(a)
		}
	})
}
