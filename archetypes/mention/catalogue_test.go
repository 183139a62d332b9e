package mention_test

import (
	"testing"

	"rolecall/archetypes/catalogue"
	"rolecall/archetypes/mention"
)

func TestCatalogueExamples(t *testing.T) {
	c, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range c.Test(mention.New(c).Matcher()) {
		t.Error(err)
	}
}
