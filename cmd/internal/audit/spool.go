package audit

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"

	"rolecall/index"
)

// spoolFile is the spool's name in the stage.
const spoolFile = ".passages"

// spool holds passages on disk until they are indexed, for where all are kept
// memory may not hold them.
type spool struct {
	f   *os.File
	buf *bufio.Writer
	enc *json.Encoder
	n   int64
}

func newSpool(f *os.File) *spool {
	buf := bufio.NewWriterSize(f, 1<<16)
	return &spool{f: f, buf: buf, enc: json.NewEncoder(buf)}
}

func (s *spool) write(p *index.Passage) error {
	p.Weight = 1
	s.n++
	return s.enc.Encode(p)
}

// build reads all passages back for an index.
func (s *spool) build(index func(iter.Seq[index.Passage]) error) error {
	if err := s.buf.Flush(); err != nil {
		return err
	}
	if _, err := s.f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var broken error
	return errors.Join(index(s.read(&broken)), broken)
}

func (s *spool) read(broken *error) iter.Seq[index.Passage] {
	return func(yield func(index.Passage) bool) {
		dec := json.NewDecoder(bufio.NewReaderSize(s.f, 1<<16))
		for range s.n {
			var p index.Passage
			if *broken = dec.Decode(&p); *broken != nil || !yield(p) {
				return
			}
		}
	}
}

func (s *spool) close() error { return s.f.Close() }
