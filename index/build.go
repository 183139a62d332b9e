package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/cespare/xxhash/v2"
)

// Build writes an index of the passages to dir. What searches find does not
// depend on the order of the passages; one that comes twice is indexed once.
//
// The index is built in a folder beside dir and takes its place when it is
// whole, so that dir never holds half of one; an index that is there already
// serves until then. A dir that holds anything else is refused.
func Build(ctx context.Context, dir string, meta Meta, passages iter.Seq[Passage]) (err error) {
	if err := replaceable(dir); err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+"-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()

	whole := filepath.Join(temp, "index")
	if err := os.Mkdir(whole, 0o755); err != nil {
		return err
	}
	meta.Format = Format
	if meta.Passages, err = buildStore(ctx, whole, temp, passages); err != nil {
		return err
	}
	if err := writeMeta(whole, meta); err != nil {
		return err
	}
	return replace(dir, whole, filepath.Join(temp, "old"))
}

// buildStore writes bleve's files and returns how many passages they hold.
// Without passages it writes none, for bleve cannot.
func buildStore(ctx context.Context, dir, scratch string, passages iter.Seq[Passage]) (int64, error) {
	b := builder{dir: filepath.Join(dir, storeFolder), scratch: scratch, seen: map[uint64]struct{}{}}
	for p := range passages {
		// On failure bleve's builder is left as it is: it runs nothing, holds
		// no file open, and would merge for minutes if it were closed.
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := b.add(&p); err != nil {
			return 0, err
		}
	}
	return int64(len(b.seen)), b.close()
}

type builder struct {
	dir, scratch string
	bleve        bleve.Builder
	seen         map[uint64]struct{} // by hash of id and content
}

func (b *builder) add(p *Passage) error {
	if err := p.check(); err != nil {
		return err
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	hash := xxhash.Sum64(raw)
	if _, twice := b.seen[hash]; twice {
		return nil
	}
	if b.bleve == nil {
		if err := b.open(); err != nil {
			return err
		}
	}
	b.seen[hash] = struct{}{}
	// Two shards of one name may give one id to two passages. Bleve must not
	// get an id twice, and which of the two won would depend on their order.
	id := p.ID + "\x00" + strconv.FormatUint(hash, 36)
	return b.bleve.Index(id, p.fields(raw))
}

func (b *builder) open() error {
	m, err := newMapping()
	if err != nil {
		return err
	}
	// Bleve moves its result out of the scratch folder: both must be on one
	// file system, which the default, /tmp, often is not.
	b.bleve, err = bleve.NewBuilder(b.dir, m, map[string]any{"buildPathPrefix": b.scratch})
	return err
}

func (b *builder) close() error {
	if b.bleve == nil {
		return nil
	}
	return b.bleve.Close()
}

// fields returns what is indexed of the passage, and its stored form.
func (p *Passage) fields(stored []byte) map[string]any {
	doc := map[string]any{
		storedField: string(stored),
		textField:   normal(p.Text),
		"document":  p.Document,
		"shard":     p.Shard,
		"source":    p.Source,
	}
	for field, values := range p.facets() {
		doc[field] = values
	}
	return doc
}

// check returns what makes a passage unfit to be indexed.
func (p *Passage) check() error {
	if p.ID == "" {
		return errors.New("a passage has no id")
	}
	if !utf8.ValidString(p.Text) {
		return fmt.Errorf("passage %s: its text is not valid UTF-8", p.ID)
	}
	length := utf8.RuneCountInString(p.Text)
	for _, s := range p.Spans {
		if s.Start < 0 || s.Start > s.End || s.End > length {
			return fmt.Errorf("passage %s: span %d–%d is outside its %d code points", p.ID, s.Start, s.End, length)
		}
		for _, f := range s.Facets {
			if !isField(f.Field) || ofPassage(f.Field) {
				return fmt.Errorf("passage %s: %q is no facet field of spans; see index.Fields", p.ID, f.Field)
			}
		}
	}
	return nil
}

// replaceable refuses a dir that holds anything but an index.
func replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	for _, e := range entries {
		if e.Name() != metaFile && e.Name() != storeFolder {
			return fmt.Errorf("%s: holds files that are no evidence index, such as %s; choose another folder, or empty it", dir, e.Name())
		}
	}
	return nil
}

// replace moves the new index to dir, and what was there to old.
func replace(dir, fresh, old string) error {
	err := os.Rename(dir, old)
	if errors.Is(err, fs.ErrNotExist) {
		return os.Rename(fresh, dir)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(fresh, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return nil
}
