package shard

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// RowError tells that one record could not be read. Its reader can go on.
type RowError struct {
	Shard  string
	Row    int64  // counted from 1
	Reason string // what is wrong and what mends it
	Raw    []byte // the record's first bytes as they stand, RawLimit at most
	Err    error  // one of the sentinels below
}

// RawLimit is how much of a bad record, in bytes, a RowError holds.
const RawLimit = 16 << 10

// The kinds of RowError.
var (
	ErrInvalid  = errors.New("invalid record") // not in the format's syntax
	ErrEncoding = errors.New("invalid UTF-8")
	ErrNoText   = errors.New("no text")
	ErrNotText  = errors.New("text is not a string")
	ErrTooLong  = errors.New("record too long")
	ErrColumns  = errors.New("wrong number of columns")
)

// Bad returns the RowError for a record. The reason is formatted as by
// fmt.Sprintf; raw is copied.
func Bad(shard string, row int64, raw []byte, kind error, reason string, args ...any) *RowError {
	return &RowError{
		Shard: shard, Row: row, Err: kind,
		Reason: fmt.Sprintf(reason, args...),
		Raw:    bytes.Clone(raw[:min(len(raw), RawLimit)]),
	}
}

// BadEncoding returns the RowError for a record that is not UTF-8.
func BadEncoding(shard string, row int64, raw []byte) *RowError {
	return Bad(shard, row, raw, ErrEncoding, "invalid UTF-8; convert the shard first: iconv -f LATIN1 -t UTF-8")
}

// BadLength returns the RowError for a record over the limit of max bytes.
func BadLength(shard string, row int64, raw []byte, max int64) *RowError {
	return Bad(shard, row, raw, ErrTooLong, "longer than %d bytes; split the record, or raise --max-row", max)
}

// NoText returns the RowError for a record without any of the fields.
func NoText(shard string, row int64, raw []byte, fields []string) *RowError {
	return Bad(shard, row, raw, ErrNoText, "no text: the record has no %s; name its field with --text-field", strings.Join(fields, ", "))
}

func (e *RowError) Error() string {
	return e.Shard + ":" + strconv.FormatInt(e.Row, 10) + ": " + e.Reason
}

func (e *RowError) Unwrap() error { return e.Err }
