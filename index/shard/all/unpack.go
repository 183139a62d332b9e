package all

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// packing is a compression.
type packing struct {
	name   string
	suffix string
	magic  string
	open   func(io.Reader) (io.Reader, func() error, error)
}

// packings returns the compressions.
func packings() []packing {
	return []packing{
		{"gzip", ".gz", "\x1f\x8b", openGzip},
		{"zstd", ".zst", "\x28\xb5\x2f\xfd", openZstd},
		{"zstd", ".zst", skippable, openZstd},
		{"bzip2", ".bz2", "BZh", openBzip2},
		{"xz", ".xz", "\xfd7zXZ\x00", openXz},
	}
}

// skippable starts a zstd frame without content, as pzstd writes them.
const skippable = "\x50\x2a\x4d\x18"

// maxWindow is how far back, in bytes, a zstd stream may refer, and so about
// the memory that it takes: what zstd itself allows by default.
const maxWindow = 128 << 20

// unpack returns what in holds, unpacked if its first bytes say so. The name
// does not decide, for names err; but an object named as packed that ends
// before it can tell is truncated.
func (s *stack) unpack(in *bufio.Reader, name string) (io.Reader, bool, error) {
	suffix := strings.ToLower(path.Ext(name))
	for _, p := range packings() {
		head, err := in.Peek(len(p.magic))
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, false, err
		}
		switch {
		case string(head) == p.magic:
			r, closer, err := p.open(in)
			if err != nil {
				return nil, false, packed(p.name, err)
			}
			s.closers = append(s.closers, closer)
			return &unpacker{r: r, name: p.name}, true, nil
		case suffix == p.suffix && len(head) < len(p.magic) && strings.HasPrefix(p.magic, string(head)):
			return nil, false, packed(p.name, io.ErrUnexpectedEOF)
		}
	}
	return &unpacker{r: in}, false, nil
}

// unpacker says in errors what was being unpacked, and repeats the error that
// ended it: bufio.Reader forgets the one that it meets while peeking.
type unpacker struct {
	r    io.Reader
	name string // "" for what was not packed
	err  error
}

func (u *unpacker) Read(p []byte) (int, error) {
	if u.err != nil {
		return 0, u.err
	}
	n, err := u.r.Read(p)
	if err != nil && err != io.EOF {
		err = packed(u.name, err)
	}
	u.err = err
	return n, err
}

func packed(name string, err error) error {
	switch {
	case name == "" || err == nil:
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s: %w: the shard is truncated; copy or download it again", name, err)
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return fmt.Errorf("%s: %w: over %d MiB; pack it again with zstd --long=27 or less", name, err, maxWindow>>20)
	case strings.HasPrefix(err.Error(), name+":"):
		return err
	default:
		return fmt.Errorf("%s: %w", name, err)
	}
}

// openGzip reads all members of a gzip stream.
func openGzip(r io.Reader) (io.Reader, func() error, error) {
	z, err := gzip.NewReader(r)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, nil, err
	}
	// Close repeats what Read has already said of a broken stream.
	return z, func() error { z.Close(); return nil }, nil
}

// openZstd reads all frames of a zstd stream, in the caller's goroutine, since
// workers read shards side by side.
func openZstd(r io.Reader) (io.Reader, func() error, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, nil, err
	}
	return z, func() error { z.Close(); return nil }, nil
}

// openBzip2 reads all streams of a bzip2 file.
func openBzip2(r io.Reader) (io.Reader, func() error, error) {
	return bzip2.NewReader(r), func() error { return nil }, nil
}

// openXz says what to do until xz is read here.
func openXz(io.Reader) (io.Reader, func() error, error) {
	return nil, nil, errors.New("not read yet; unpack it first: xz -d")
}
