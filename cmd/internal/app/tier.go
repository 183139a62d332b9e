package app

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/portrayal"
)

// The tiers of the tagger.
const (
	fastTier = "fast"
	deepTier = "deep"
)

var tiers = []string{fastTier, deepTier}

// taggerFlag chooses the tier.
func taggerFlag() cli.Flag {
	return &cli.StringFlag{Name: "tagger", Usage: "tagger `TIER`: fast, or deep, which reads some hundred times slower and agrees better with careful readers", Value: fastTier}
}

// tier is a tagger's models.
type tier struct {
	name string
	fast *portrayal.Model
	deep *portrayal.Deep // nil but in the deep tier
}

// checkTier refuses the name of no tier.
func checkTier(name string) error {
	if !slices.Contains(tiers, name) {
		return usagef("--tagger %s: use one of %s", name, strings.Join(tiers, ", "))
	}
	return nil
}

// loadTier loads the embedded models of a tier.
func loadTier(name string) (tier, error) {
	t := tier{name: name}
	var err error
	if t.fast, err = portrayal.Builtin(); err != nil || name == fastTier {
		return t, err
	}
	t.deep, err = portrayal.BuiltinDeep()
	return t, err
}

// tagger joins the models and a catalogue.
func (t tier) tagger(c *catalogue.Catalogue) *portrayal.Tagger {
	if t.deep != nil {
		return portrayal.NewDeepTagger(c, t.fast, t.deep)
	}
	return portrayal.NewTagger(c, t.fast)
}

// hash identifies all weights of the tier.
func (t tier) hash() string {
	if t.deep == nil {
		return t.fast.Hash()
	}
	sum := sha256.Sum256([]byte(t.fast.Hash() + t.deep.Hash()))
	return hex.EncodeToString(sum[:])
}

// quality returns how well the tier agrees with careful readers.
func (t tier) quality() ([]portrayal.Quality, error) {
	if t.deep != nil {
		return portrayal.BuiltinDeepQuality()
	}
	return portrayal.BuiltinQuality()
}
