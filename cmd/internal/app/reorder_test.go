package app

import (
	"strings"
	"testing"
)

func TestReorder(t *testing.T) {
	tests := []struct{ argv, want string }{
		{"", ""},
		{"audit", "audit"},
		{"audit in -o out", "audit -o out -- in"},
		{"audit -o out in", "audit -o out -- in"},
		{"audit in -o=out more", "audit -o=out -- in more"},
		{"audit in --out out --workers 2 more", "audit --out out --workers 2 -- in more"},
		// A flag of yes or no takes no value.
		{"audit --force in -o out", "audit --force -o out -- in"},
		{"audit in --dry-run", "audit --dry-run -- in"},
		// What follows -- is arguments, and a lone dash is standard input.
		{"audit -o out -- -in -o", "audit -o out -- -in -o"},
		{"audit in -o out -- --force", "audit -o out -- in --force"},
		{"audit - -o out", "audit -o out -- -"},
		// A value may look like a flag.
		{"audit in -o -out", "audit -o -out -- in"},
		// Global flags stand anywhere.
		{"--quiet audit in -o out", "--quiet audit -o out -- in"},
		{"audit in -o out --quiet", "--quiet audit -o out -- in"},
		{"audit -q in -o out --json", "-q --json audit -o out -- in"},
		{"catalogue list --names --quiet", "--quiet catalogue list --names"},
		{"catalogue --json show hal-9000", "--json catalogue show -- hal-9000"},
		{"audit in -o out -- --quiet", "audit -o out -- in --quiet"},
		// Subcommands have flags of their own.
		{"catalogue show hal-9000 --catalogue mine", "catalogue show --catalogue mine -- hal-9000"},
		{"catalogue test mine", "catalogue test -- mine"},
		{"catalogue nosuch x", "catalogue -- nosuch x"},
		// The library says what is wrong with these.
		{"audit in -o out --wrokers 2", "audit -o out --wrokers -- in 2"},
		{"audit in -o", "audit -o -- in"},
		{"adit in", "-- adit in"},
		// Help.
		{"help", "--help"},
		{"help audit", "audit --help"},
		{"help catalogue list", "catalogue list --help"},
		{"audit in -o out --help", "audit --help"},
		{"--quiet catalogue show x -h", "--quiet catalogue show -h"},
		// Parts of a query are no flags.
		{"search out -stance:positive", "search -- out -stance:positive"},
		{"search out -n 5 +robot -archetype:sage", "search -n 5 -- out +robot -archetype:sage"},
	}
	a := newApp(streams{})
	for _, tt := range tests {
		argv := append([]string{"rolecall"}, strings.Fields(tt.argv)...)
		got := strings.Join(reorder(a, argv)[1:], " ")
		if got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.argv, got, tt.want)
		}
	}
	if got := reorder(a, nil); got != nil {
		t.Errorf("of nothing: %q", got)
	}
}

// One argument of several words is one, whatever it begins with.
func TestReorderQuotedQuery(t *testing.T) {
	a := newApp(streams{})
	for _, query := range []string{`-"pod bay" doors`, "-robot -toy", "-gap:no_memory"} {
		got := reorder(a, []string{"rolecall", "search", "out", query, "--json"})
		if want := "rolecall|--json|search|--|out|" + query; strings.Join(got, "|") != want {
			t.Errorf("got %q, want %s", got, want)
		}
	}
}
