package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"rolecall/index"
	"rolecall/reports"
)

// The names of an audit's files; reports/format names those of the reports.
const (
	TallyFile      = "tally.rcl"
	QuarantineFile = "quarantine.jsonl"
	EvidenceDir    = "evidence"
)

// ReportFile is one form of the report to write.
type ReportFile struct {
	Name  string
	Write func(io.Writer, *reports.Report) error
}

// Save writes an audit's files into dir. Each is whole or not there at all;
// run.json comes last and says that all others are.
func Save(ctx context.Context, dir string, got *Collected, r *reports.Report, rec Record, meta index.Meta, files []ReportFile) error {
	if err := os.Remove(filepath.Join(dir, RunFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range files {
		if err := writeFile(filepath.Join(dir, f.Name), func(w io.Writer) error { return f.Write(w, r) }); err != nil {
			return err
		}
	}
	if err := writeFile(filepath.Join(dir, TallyFile), got.Tally.Encode); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, QuarantineFile), got.writeQuarantine); err != nil {
		return err
	}
	if err := got.saveEvidence(ctx, filepath.Join(dir, EvidenceDir), meta); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, RunFile), func(w io.Writer) error { return writeJSON(w, rec) })
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func (got *Collected) writeQuarantine(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, u := range got.Unreadable {
		if err := enc.Encode(u); err != nil {
			return err
		}
	}
	return nil
}

// saveEvidence indexes what was kept. Where nothing is to be kept an index of
// an earlier run must not stay, for it would not be this run's.
func (got *Collected) saveEvidence(ctx context.Context, dir string, meta index.Meta) error {
	if got.evidence.perCell == 0 {
		return os.RemoveAll(dir)
	}
	if err := index.Build(ctx, dir, meta, got.evidence.all()); err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	return nil
}

// EvidenceCounts returns how many passages were kept, of how many seen.
func (got *Collected) EvidenceCounts() (kept, seen int64) { return got.evidence.counts() }

// Clear removes an audit's own files from dir and leaves all else alone, so
// that --force on a wrong folder destroys nothing.
func Clear(dir string, files []ReportFile) error {
	names := []string{RunFile, TallyFile, QuarantineFile, EvidenceDir}
	for _, f := range files {
		names = append(names, f.Name)
	}
	var errs []error
	for _, n := range slices.Compact(names) {
		errs = append(errs, os.RemoveAll(filepath.Join(dir, n)))
	}
	return errors.Join(errs...)
}
