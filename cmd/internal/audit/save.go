package audit

import (
	"context"
	"io"
	"iter"

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

// Names returns the names of an audit's results, all but run.json.
func Names(files []ReportFile) []string {
	names := []string{TallyFile, QuarantineFile, EvidenceDir, DeepFile}
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

// Save stages an audit's results.
func (s *Stage) Save(ctx context.Context, got *Collected, r *reports.Report, files []ReportFile, meta index.Meta) error {
	for _, f := range files {
		if err := s.write(f.Name, func(w io.Writer) error { return f.Write(w, r) }); err != nil {
			return err
		}
	}
	if err := s.write(TallyFile, got.Tally.Encode); err != nil {
		return err
	}
	if err := s.write(QuarantineFile, got.quarantine.write); err != nil {
		return err
	}
	if got.reread.size > 0 {
		err := s.write(DeepFile, func(w io.Writer) error { return got.reread.write(ctx, w, got.config.Reread.Tagger, got.config.Workers) })
		if err != nil {
			return err
		}
	}
	if got.evidence.perCell == 0 {
		return nil
	}
	return s.failed(EvidenceDir, got.evidence.build(func(all iter.Seq[index.Passage]) error {
		return index.Build(ctx, s.path(EvidenceDir), meta, all)
	}))
}

// EvidenceCounts returns how many passages were kept, of how many seen.
func (got *Collected) EvidenceCounts() (kept, seen int64) { return got.evidence.counts() }

// RereadCounts returns how many mentions are read again, of how many.
func (got *Collected) RereadCounts() (sampled, of int64) { return got.reread.counts() }
