//go:build linux || darwin

package console

import (
	"runtime"
	"syscall"
)

// PeakMemory returns the largest resident set that the process has had, in bytes,
// or 0 where the system does not tell.
func PeakMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" { // which counts bytes, as Linux counts KiB
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}
