package quality

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"rolecall/archetypes"
)

// RowError is a mistake in one row of a file of examples. Its message says the
// mend.
type RowError struct {
	File    string
	Line    int // from 1
	Message string
}

func (e *RowError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// maxMistakes is how many mistakes Read gathers before it gives up.
const maxMistakes = 20

// Read reads a JSONL file of examples, plain or gzipped, an example a line, and
// checks each against the codebook. Mistakes come as *RowErrors, joined.
func Read(name string) ([]Example, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<16)
	if head, _ := in.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		zr, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		in = bufio.NewReaderSize(zr, 1<<16)
	}
	return read(in, name)
}

func read(in *bufio.Reader, name string) ([]Example, error) {
	var out []Example
	var mistakes []error
	seen := map[string]int{} // id → line
	for line := 1; len(mistakes) < maxMistakes; line++ {
		row, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		if len(bytes.TrimSpace(row)) > 0 {
			e, mistake := parse(row)
			if first, twice := seen[e.ID]; twice && mistake == "" {
				mistake = fmt.Sprintf("id %q stands on line %d already; give each passage an id of its own", e.ID, first)
			}
			if mistake != "" {
				mistakes = append(mistakes, &RowError{name, line, mistake})
			}
			seen[e.ID] = cmp.Or(seen[e.ID], line)
			out = append(out, e)
		}
		if err != nil {
			break
		}
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return out, nil
}

// parse reads one row. It returns what is wrong with it, and how to mend that.
func parse(row []byte) (e Example, mistake string) {
	if err := json.Unmarshal(row, &e); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			if kind.Field == "" {
				return e, fmt.Sprintf("a row must be one JSON object; this is of type %s", kind.Value)
			}
			return e, fmt.Sprintf("%s is a %s; it must be a %s", kind.Field, kind.Value, kindName(kind.Type.String()))
		}
		return e, fmt.Sprintf("not JSON (%v); write one object a line", err)
	}
	return e, e.check()
}

func kindName(goType string) string {
	switch goType {
	case "int":
		return "whole number"
	case "[]string":
		return "list of strings"
	}
	return goType
}

// check returns what is wrong with an example, and fills in what is not coded
// for one that portrays nobody.
func (e *Example) check() string {
	switch runes := []rune(e.Passage); {
	case e.ID == "":
		return "no id; give the passage one"
	case e.Passage == "":
		return "no passage; put the text there"
	case e.Start < 0 || e.End <= e.Start || e.End > len(runes):
		return fmt.Sprintf("start %d and end %d are no stretch of the passage, which has %d code points; count from 0, half open", e.Start, e.End, len(runes))
	case e.Target != "" && string(runes[e.Start:e.End]) != e.Target:
		return fmt.Sprintf("at %d to %d stands %q, not the target %q; count code points, not bytes", e.Start, e.End, string(runes[e.Start:e.End]), e.Target)
	}
	for _, f := range archetypes.Fields() {
		if m := e.checkField(f); m != "" {
			return m
		}
	}
	for _, t := range e.Traits {
		switch {
		case !archetypes.IsTrait(t):
			return fmt.Sprintf("traits: %q is no trait; use %s", t, strings.Join(archetypes.Traits(), ", "))
		case !e.IsPortrayal():
			return fmt.Sprintf("traits are coded for portrayals alone, and the mode is %s; write []", e.Mode)
		}
	}
	if (e.Reference == archetypes.NotAI) != (e.Mode == archetypes.None) {
		return fmt.Sprintf("reference %s and mode %s do not go together: what is not_ai has the mode none, and nothing else has", e.Reference, e.Mode)
	}
	return ""
}

func (e *Example) checkField(f archetypes.Field) string {
	v := e.label(f)
	if e.Class(f) >= 0 {
		return ""
	}
	if slices.Contains(archetypes.ConductFields(), f) && !e.IsPortrayal() {
		if *v == "" || *v == archetypes.Uncoded(f) {
			*v = archetypes.Uncoded(f)
			return ""
		}
		return fmt.Sprintf("%s is %q, but it is coded for portrayals alone, and the mode is %s; write %q", f, *v, e.Mode, archetypes.Uncoded(f))
	}
	if *v == "" {
		return fmt.Sprintf("%s is missing; use one of %s", f, strings.Join(archetypes.Values(f), ", "))
	}
	return fmt.Sprintf("%s: %q is not in the codebook; use one of %s", f, *v, strings.Join(archetypes.Values(f), ", "))
}
