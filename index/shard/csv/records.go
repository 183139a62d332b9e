package csv

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"

	"rolecall/index/shard"
)

// chunk is how many bytes are read at a time.
const chunk = 256 << 10

// errOpenQuote says that the stream ends within quotes.
var errOpenQuote = errors.New("quote not closed")

// records cuts a stream into records: lines, joined while a quote is open.
//
// encoding/csv does so itself, but holds a record of any size, and after
// a stray quote it would lose all lines up to the next.
type records struct {
	in    *bufio.Reader
	comma byte
	max   int64
	buf   []byte // what is read and not yet passed
	from  int    // where the current record starts in buf
	line  int    // where its first line ends
	to    int    // where it ends
	drawn bool   // in is at its end
}

func newRecords(r io.Reader, comma byte, max int64) *records {
	return &records{in: bufio.NewReaderSize(r, chunk), comma: comma, max: max}
}

// next returns the next record with its line end, valid until the next call.
// For one over the limit it returns its first bytes and shard.ErrTooLong; if
// the stream ends in an open quote, the record's first line and errOpenQuote. At
// a quote that stands where none may it stops, for to seek the one that closes
// it could lose all rows between. Blank lines between records are passed over.
func (r *records) next(ctx context.Context) ([]byte, error) {
	r.from, r.line = r.to, 0
	for open := false; ; {
		line, err := r.nextLine(ctx)
		if errors.Is(err, io.EOF) && r.to > r.from { // a quote is open
			return r.buf[r.from:r.line], errOpenQuote
		}
		if err != nil && !errors.Is(err, shard.ErrTooLong) {
			return nil, err
		}
		if r.to == r.from && err == nil && len(bytes.TrimRight(line, "\r\n")) == 0 {
			r.to += len(line)
			r.from = r.to
			continue
		}
		if err != nil || int64(r.to-r.from+len(line)) > r.max {
			return r.pass(ctx)
		}
		var stray bool
		open, stray = r.follow(line, open)
		r.to += len(line)
		if r.line == 0 {
			r.line = r.to
		}
		if !open || stray {
			return r.buf[r.from:r.to], nil
		}
	}
}

// follow tells whether a quote is open at the end of a line, given whether one
// was at its start, and whether a quote stands where none may: within a value
// that is not quoted, or after one that is.
func (r *records) follow(line []byte, open bool) (still, stray bool) {
	if !open && bytes.IndexByte(line, '"') < 0 {
		return false, false // nearly every line of most tables
	}
	for {
		if !open {
			value, rest, more := bytes.Cut(line, []byte{r.comma})
			switch {
			case len(line) > 0 && line[0] == '"':
				line = line[1:]
			case bytes.IndexByte(value, '"') >= 0:
				return false, true
			case !more:
				return false, false
			default:
				line = rest
				continue
			}
		}
		i := bytes.IndexByte(line, '"')
		if i < 0 {
			return true, false
		}
		line = line[i+1:]
		switch {
		case len(bytes.TrimRight(line, "\r\n")) == 0:
			return false, false
		case line[0] == '"': // two are one
			line, open = line[1:], true
		case line[0] == r.comma:
			line, open = line[1:], false
		default:
			return false, true
		}
	}
}

// back returns the first line of the record that next returned, and makes the
// lines after it the next to be read.
func (r *records) back() []byte {
	r.to = r.line
	return r.buf[r.from:r.line]
}

// nextLine returns the line that starts at r.to, reading it if need be; for
// one that would exceed the limit it returns shard.ErrTooLong, with what it
// has read of it in the buffer.
func (r *records) nextLine(ctx context.Context) ([]byte, error) {
	if i := bytes.IndexByte(r.buf[r.to:], '\n'); i >= 0 {
		return r.buf[r.to : r.to+i+1], nil
	}
	r.compact()
	for !r.drawn {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part, err := r.in.ReadSlice('\n')
		r.buf = append(r.buf, part...)
		switch {
		case err == nil:
			return r.buf[r.to:], nil
		case errors.Is(err, io.EOF):
			r.drawn = true
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case int64(len(r.buf)-r.from) > r.max:
			return nil, shard.ErrTooLong
		}
	}
	if r.to == len(r.buf) {
		return nil, io.EOF
	}
	return r.buf[r.to:], nil
}

// compact drops what is passed from the front of the buffer.
func (r *records) compact() {
	if r.from == 0 {
		return
	}
	n := copy(r.buf, r.buf[r.from:])
	r.buf = r.buf[:n]
	r.to -= r.from
	r.line = max(0, r.line-r.from)
	r.from = 0
}

// pass leaves the current record, which is too long, behind without holding
// it, and returns its first bytes.
func (r *records) pass(ctx context.Context) ([]byte, error) {
	raw := bytes.Clone(r.buf[r.from:min(len(r.buf), r.from+shard.RawLimit)])
	quotes := 0
	rest := r.buf[r.from:]
	for {
		// As many whole lines as the buffer has, to the one that closes.
		for len(rest) > 0 {
			i := bytes.IndexByte(rest, '\n')
			if i < 0 {
				quotes += bytes.Count(rest, []byte{'"'})
				break
			}
			quotes += bytes.Count(rest[:i], []byte{'"'})
			rest = rest[i+1:]
			if quotes%2 == 0 {
				n := copy(r.buf, rest)
				r.buf, r.from, r.line, r.to = r.buf[:n], 0, 0, 0
				return raw, shard.ErrTooLong
			}
		}
		r.buf, r.from, r.line, r.to = r.buf[:0], 0, 0, 0
		if r.drawn {
			return raw, shard.ErrTooLong
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part, err := r.in.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF):
			r.drawn = true
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
		r.buf = append(r.buf, part...)
		rest = r.buf
	}
}
