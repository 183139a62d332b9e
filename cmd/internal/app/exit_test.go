package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

func TestExitCode(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want int
	}{
		{"none", nil, 0},
		{"nobody reads", fmt.Errorf("writing: %w", errNobodyReads), 0},
		{"a pipe of another kind", &fs.PathError{Op: "write", Path: "out/x", Err: syscall.EPIPE}, 1},
		{"any", errors.New("disk on fire"), 1},
		{"usage", usagef("use %d", 2), 2},
		{"usage, wrapped", fmt.Errorf("x: %w", usageError{errors.New("y")}), 2},
		{"unreadable", unreadableError{3, "quarantine.jsonl"}, 3},
		{"interrupted", fmt.Errorf("shard: %w", context.Canceled), 130},
		{"interrupted in a usage error", usageError{context.Canceled}, 130},
	}
	for _, tt := range tests {
		if got := exitCode(tt.err); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestPrintError(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errNobodyReads, ""},
		{usagef("say <where>"), "rolecall: say <where>"},
		{unreadableError{1, "q.jsonl"}, "rolecall: finished, but 1 row or shard could not be read: see q.jsonl"},
		{unreadableError{2, "q.jsonl"}, "rolecall: finished, but 2 rows or shards could not be read: see q.jsonl"},
		{context.Canceled, "rolecall: interrupted; nothing of this run was kept, earlier results are whole; run the same command again"},
	}
	for _, tt := range tests {
		var text, asJSON bytes.Buffer
		printError(&text, tt.err, false)
		printError(&asJSON, tt.err, true)
		if got := strings.TrimSpace(text.String()); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
		if tt.want == "" {
			if asJSON.Len() > 0 {
				t.Errorf("JSON of no error: %s", &asJSON)
			}
			continue
		}
		var said struct {
			Error string
			Code  int
		}
		if err := json.Unmarshal(asJSON.Bytes(), &said); err != nil {
			t.Fatal(err)
		}
		if "rolecall: "+said.Error != tt.want || said.Code != exitCode(tt.err) {
			t.Errorf("JSON says %+v, want %q", said, tt.want)
		}
	}
}

func TestAsksJSON(t *testing.T) {
	for argv, want := range map[string]bool{
		"audit in -o out": false, "--json audit": true, "audit in -json": true, "audit --json=true": true, "audit -- --json": false,
	} {
		if got := asksJSON(strings.Fields(argv)); got != want {
			t.Errorf("%s: %v", argv, got)
		}
	}
}
