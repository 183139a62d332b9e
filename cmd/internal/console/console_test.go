package console

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
)

var (
	_ Progress = (*Bar)(nil)
	_ Progress = Quiet{}
	_ Progress = (*Recorder)(nil)
)

func TestNewQuiet(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, w := range map[string]io.Writer{"buffer": new(bytes.Buffer), "file": file} {
		if IsTerminal(w) {
			t.Errorf("%s is taken for a terminal", name)
		}
		if p := New(w, false); p != (Quiet{}) {
			t.Errorf("%s gets %T, want Quiet", name, p)
		}
	}
}

func TestNewTerminal(t *testing.T) {
	pty, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	defer pty.Close()
	if !IsTerminal(pty) {
		t.Error("pseudo-terminal is taken for none")
	}
	if p, ok := New(pty, false).(*Bar); !ok {
		t.Errorf("terminal gets %T, want *Bar", p)
	}
	if p := New(pty, true); p != (Quiet{}) {
		t.Errorf("terminal with --quiet gets %T, want Quiet", p)
	}
}

func TestNewLogger(t *testing.T) {
	tests := []struct {
		name  string
		json  bool
		level slog.Level
		want  string
		not   string
	}{
		{"text", false, slog.LevelInfo, `level=WARN msg="shard unreadable" shard="a\x1b[2Jb\u202e.gz"`, "hidden"},
		{"json", true, slog.LevelInfo, `"level":"WARN","msg":"shard unreadable"`, "hidden"},
		{"debug", false, slog.LevelDebug, `level=DEBUG msg=hidden`, "\x1b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			log := NewLogger(&out, test.json, test.level)
			log.Debug("hidden")
			log.Warn("shard unreadable", "shard", "a\x1b[2Jb\u202e.gz")
			if !strings.Contains(out.String(), test.want) {
				t.Errorf("got %q, want %q in it", &out, test.want)
			}
			for _, bad := range []string{test.not, "\x1b"} {
				if strings.Contains(out.String(), bad) {
					t.Errorf("got %q, want no %q in it", &out, bad)
				}
			}
		})
	}
}

func TestRecorder(t *testing.T) {
	r := new(Recorder)
	r.Start(-1, 3)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 100 {
				r.Bytes(10)
				r.Documents(1)
			}
		})
	}
	wg.Wait()
	r.Finish()
	want := Recording{Starts: 1, Finishes: 1, Total: -1, Shards: 3, Bytes: 4000, Documents: 400}
	if got := r.Recording(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
