package shard

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
)

// chunk is how many bytes Lines reads at a time, and how many of an overlong
// line it passes before it looks at the context again.
const chunk = 256 << 10

// Lines reads lines of any length in little memory: a line over the limit is
// passed over, not held. The buffer is reused.
type Lines struct {
	in  *bufio.Reader
	max int64
	buf []byte
}

// NewLines returns a reader of lines of up to max bytes.
func NewLines(r io.Reader, max int64) *Lines {
	return &Lines{in: bufio.NewReaderSize(r, chunk), max: max}
}

// Next returns the next line without its end ("\n" or "\r\n"), valid until the
// next call. For a line over the limit it returns the line's first bytes and
// ErrTooLong, and the next call the line after it. The last line may lack its
// end; one that an error other than io.EOF cuts short is not returned.
func (l *Lines) Next(ctx context.Context) ([]byte, error) {
	l.buf = l.buf[:0]
	var size int64
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part, err := l.in.ReadSlice('\n')
		size += int64(len(part))
		whole := err == nil
		switch {
		case err == nil, errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && size > 0:
			whole = true
		default:
			return nil, err
		}
		if whole && len(l.buf) == 0 && size <= l.max { // the common case: no copy
			return withoutEnd(part), nil
		}
		if room := l.max - int64(len(l.buf)); room > 0 {
			l.buf = append(l.buf, part[:min(int64(len(part)), room)]...)
		}
		if !whole {
			continue
		}
		if size > l.max {
			return l.buf[:min(len(l.buf), RawLimit)], ErrTooLong
		}
		return withoutEnd(l.buf), nil
	}
}

func withoutEnd(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}
