package app

import (
	"testing"

	"rolecall/archetypes/mention"
)

// Every rule by which a mention is found can be told to people.
func TestRuleReadings(t *testing.T) {
	for _, r := range mention.Rules() {
		if ruleReadings[r] == "" {
			t.Errorf("explain has no words for the rule %s", r)
		}
	}
}
