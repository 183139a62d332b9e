package source

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
)

// standardInput is the one object "-".
type standardInput struct{ r io.Reader }

var _ Source = standardInput{}

func (s standardInput) List(context.Context, string) ([]Object, error) {
	if s.r == nil {
		return nil, errors.New("-: there is no standard input; name a file or a folder")
	}
	var taken atomic.Bool
	open := func(context.Context) (io.ReadCloser, error) {
		if taken.Swap(true) {
			return nil, errors.New("stdin: can be read only once; save it to a file and give that")
		}
		return io.NopCloser(s.r), nil
	}
	return []Object{{Name: "stdin", Path: "stdin", Size: -1, key: "-", where: "-", open: open}}, nil
}
