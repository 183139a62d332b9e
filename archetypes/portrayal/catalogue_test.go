package portrayal

import (
	"testing"

	"rolecall/archetypes/catalogue"
)

func TestTraitExamples(t *testing.T) {
	c, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range c.TestTraits(NewTagger(c, nil).Shown) {
		t.Error(err)
	}
}
