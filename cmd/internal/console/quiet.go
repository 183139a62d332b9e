package console

// Quiet shows nothing.
type Quiet struct{}

// Start does nothing.
func (Quiet) Start(int64, int) {}

// Bytes does nothing.
func (Quiet) Bytes(int64) {}

// Documents does nothing.
func (Quiet) Documents(int) {}

// Finish does nothing.
func (Quiet) Finish() {}
