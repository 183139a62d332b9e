package console

import (
	"runtime"
	"testing"
)

func TestPeakMemory(t *testing.T) {
	peak := PeakMemory()
	switch runtime.GOOS {
	case "linux", "darwin":
		if peak < 1<<20 || peak > 1<<40 {
			t.Errorf("%d bytes: the unit is wrong", peak)
		}
	default:
		if peak != 0 {
			t.Errorf("%d bytes, want 0", peak)
		}
	}
}
