package reports

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

//go:generate go test -run TestSchema -update .

//go:embed report.schema.json
var schema []byte

// Schema returns the JSON Schema of report.json. Its descriptions are the doc
// comments of Report.
func Schema() []byte { return bytes.Clone(schema) }

// ErrVersion is a report of another form than this rolecall's.
var ErrVersion = errors.New("report of another version of rolecall")

// WriteJSON writes report.json. Equal reports give equal bytes.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// ReadJSON reads report.json. The error wraps ErrVersion where the report is of
// another version.
func ReadJSON(from io.Reader) (*Report, error) {
	data, err := io.ReadAll(from)
	if err != nil {
		return nil, err
	}
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	if head.Version != Version {
		return nil, fmt.Errorf("%w: version %d, not %d", ErrVersion, head.Version, Version)
	}
	r := new(Report)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return r, nil
}
