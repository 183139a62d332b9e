package export

import (
	"bytes"
	_ "embed"
)

//go:generate go test -run TestSchema -update .

//go:embed tags.schema.json
var schema []byte

// Schema returns the JSON Schema of one row of tags.
func Schema() []byte { return bytes.Clone(schema) }
