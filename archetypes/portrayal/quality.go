package portrayal

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

//go:embed quality.json
var embeddedQuality []byte

//go:embed deep_quality.json
var embeddedDeepQuality []byte

// Quality is how well the tagger agrees with careful readers in one field,
// measured by cross-validation on coded passages.
type Quality struct {
	// Field is a codebook field, or is_ai, portrayal, family, traits.
	Field string `json:"field"`
	// Metric is F1, micro-F1 or kappa (Cohen's κ).
	Metric string `json:"metric"`
	// Value is the figure over all passages, Lower and Upper its 95 %
	// bootstrap interval by document, Within the mean over sources.
	Value  float64 `json:"value"`
	Lower  float64 `json:"lower"`
	Upper  float64 `json:"upper"`
	Within float64 `json:"within"`
	// Floor is the value below which the field is marked unreliable.
	Floor float64 `json:"floor"`
	// Passages is the number of coded passages measured.
	Passages int `json:"passages"`
}

// Reliable tells whether the field may be relied on.
func (q Quality) Reliable() bool { return q.Value >= q.Floor }

// BuiltinQuality returns the figures of the embedded weights, BuiltinDeepQuality
// those of the deep tier.
var (
	BuiltinQuality     = sync.OnceValues(func() ([]Quality, error) { return readQuality(embeddedQuality) })
	BuiltinDeepQuality = sync.OnceValues(func() ([]Quality, error) { return readQuality(embeddedDeepQuality) })
)

func readQuality(data []byte) ([]Quality, error) {
	var q []Quality
	if err := json.Unmarshal(data, &q); err != nil {
		return nil, fmt.Errorf("quality table: %w", err)
	}
	return q, nil
}
