package shard_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"rolecall/index/shard"
)

func TestName(t *testing.T) {
	for name, want := range map[string]string{
		"a.jsonl": "a.jsonl", "d/a.jsonl.gz": "d/a.jsonl", "a.ZST": "a", "a.txt.bz2": "a.txt", "a.xz": "a",
		"a.gz.gz": "a.gz", ".gz": ".gz", "d/.gz": "d/.gz", "a.tgz": "a.tgz", "": "",
	} {
		if got := shard.Name(name); got != want {
			t.Errorf("Name(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 300<<10)
	tests := []struct {
		in   string
		max  int64
		want []string // "!" before those that are too long
	}{
		{"a\nb\r\n\nc", 9, []string{"a", "b", "", "c"}},
		{long + "\nb\n" + long, 400 << 10, []string{long, "b", long}},
		{long + "\nb\n" + long, 100, []string{"!" + long[:100], "b", "!" + long[:100]}},
		{"12345\n123456\n", 6, []string{"12345", "!123456"}},
		{"", 9, nil},
	}
	for _, tt := range tests {
		lines := shard.NewLines(strings.NewReader(tt.in), tt.max)
		var got []string
		for {
			line, err := lines.Next(t.Context())
			if err == io.EOF {
				break
			}
			mark := ""
			if errors.Is(err, shard.ErrTooLong) {
				mark = "!"
			} else if err != nil {
				t.Fatal(err)
			}
			got = append(got, mark+string(line))
		}
		if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
			t.Errorf("%.20q, limit %d: %.99q, want %.99q", tt.in, tt.max, got, tt.want)
		}
	}
}

func TestLinesCutShort(t *testing.T) {
	lines := shard.NewLines(io.MultiReader(strings.NewReader("a\nb"), broken{}), 9)
	if line, err := lines.Next(t.Context()); err != nil || string(line) != "a" {
		t.Fatalf("%q, %v", line, err)
	}
	if line, err := lines.Next(t.Context()); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q, %v: half a line came as a whole one", line, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lines.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestRowError(t *testing.T) {
	raw := []byte(strings.Repeat("x", shard.RawLimit+1))
	err := shard.Bad("d/s", 7, raw, shard.ErrInvalid, "bad %s", "thing")
	raw[0] = 'y'
	if err.Error() != "d/s:7: bad thing" || !errors.Is(err, shard.ErrInvalid) || len(err.Raw) != shard.RawLimit || err.Raw[0] != 'x' {
		t.Errorf("%v, %d bytes", err, len(err.Raw))
	}
}
