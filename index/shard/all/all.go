// Package all opens shards of every format: it unpacks them and picks the
// format. It holds the table of formats.
package all

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"rolecall/index/document"
	"rolecall/index/shard"
	"rolecall/index/shard/csv"
	"rolecall/index/shard/jsonl"
	"rolecall/index/shard/text"
	"rolecall/index/source"
)

// Formats returns the formats, in the order in which content is tried for
// them: text, which nearly everything is, comes last.
func Formats() []shard.Format {
	return []shard.Format{
		jsonl.Format(),
		csv.Format(),
		csv.TabFormat(),
		text.Format(),
	}
}

// ErrFormat says that a shard is of no known format.
var ErrFormat = errors.New("format not recognised")

// headSize is how many of a shard's first bytes tell its format.
const headSize = 4 << 10

// Open opens an object as a shard. The caller closes the reader.
func Open(ctx context.Context, o source.Object, options shard.Options) (shard.Reader, error) {
	// A wrong --format is the user's mistake in all shards; say so before any
	// is opened.
	if _, err := named(options.Format); err != nil {
		return nil, err
	}
	raw, err := o.Open(ctx)
	if err != nil {
		return nil, err
	}
	return New(raw, o.Name, o.Size, options)
}

// New opens a stream as the shard of the object of that name and size, -1 if
// unknown. It closes raw, at once if it fails.
func New(raw io.ReadCloser, name string, size int64, options shard.Options) (shard.Reader, error) {
	s := &stack{closers: []func() error{raw.Close}}
	r, err := s.open(raw, name, size, options)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), s.Close())
	}
	s.Reader = r
	s.closers = append(s.closers, r.Close)
	return s, nil
}

// stack is a reader with what must be closed under it, last first.
type stack struct {
	shard.Reader
	closers []func() error
}

func (s *stack) Next(ctx context.Context) (document.Document, error) { return s.Reader.Next(ctx) }

// Close closes all, once.
func (s *stack) Close() error {
	var errs []error
	for _, c := range slices.Backward(s.closers) {
		errs = append(errs, c())
	}
	s.closers = nil
	return errors.Join(errs...)
}

func (s *stack) open(raw io.Reader, name string, size int64, options shard.Options) (shard.Reader, error) {
	format, err := named(options.Format)
	if err != nil {
		return nil, err
	}
	packed := bufio.NewReaderSize(counted(raw, options.OnBytes), 64<<10)
	unpacked, isPacked, err := s.unpack(packed, name)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(unpacked, 64<<10)
	head, err := in.Peek(headSize)
	if err != nil && len(head) == 0 && !errors.Is(err, io.EOF) {
		return nil, err // else it comes again, after the records before it
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		in.Discard(3)
		head = head[3:]
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return nil, errors.New("text in UTF-16; convert it first: iconv -f UTF-16 -t UTF-8")
	}
	if format == nil {
		if format, err = recognise(name, head); err != nil {
			return nil, err
		}
	}
	stream := shard.Stream{Reader: in, Shard: shard.Name(name), Size: -1}
	if at, ok := raw.(io.ReaderAt); ok && !isPacked {
		stream.At, stream.Size = at, size
	}
	return format.New(stream, options)
}

// named returns the format of that name; none for no name.
func named(name string) (*shard.Format, error) {
	if name == "" {
		return nil, nil
	}
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return &f, nil
		}
		names = append(names, f.Name)
	}
	return nil, fmt.Errorf("%w: %q is no format; there are %s", ErrFormat, name, strings.Join(names, ", "))
}

// recognise returns the format that the extension stands for, else the one
// that the first bytes look like.
func recognise(name string, head []byte) (*shard.Format, error) {
	formats := Formats()
	ext := strings.ToLower(path.Ext(shard.Name(name)))
	for _, f := range formats {
		if slices.Contains(f.Extensions, ext) {
			return &f, nil
		}
	}
	for _, f := range formats {
		if f.Sniff != nil && (ext == "" || !f.Bare) && f.Sniff(head) {
			return &f, nil
		}
	}
	return nil, fmt.Errorf("%w by name or content; name it with --format", ErrFormat)
}

// counted tells onBytes of what is read from r.
func counted(r io.Reader, onBytes func(int64)) io.Reader {
	if onBytes == nil {
		return r
	}
	return counter{r, onBytes}
}

type counter struct {
	io.Reader
	onBytes func(int64)
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if n > 0 {
		c.onBytes(int64(n))
	}
	return n, err
}
