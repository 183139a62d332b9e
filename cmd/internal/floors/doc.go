// Package floors holds the house rules, as tests: which package may import which
// (imports_test.go), what lies at the root (layout_test.go), why each dependency
// is there (dependencies_test.go), that packages say what they are (doc_test.go),
// and which tests may be skipped (allowed.go, which the command skips applies).
//
// The rules are statements of intent. Where a test here fails, the change it fails
// on is likely wrong; where the house is to change, change the data here first and
// DESIGN or ARCHITECTURE with it.
package floors
