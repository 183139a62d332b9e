//go:build !linux && !darwin

package console

// PeakMemory returns 0: the largest resident set is not known on this system.
func PeakMemory() int64 { return 0 }
