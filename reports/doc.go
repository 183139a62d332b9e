// Package reports says what a tally means: Report holds an audit's figures in a
// plain, versioned form, Build makes one of a tally, and Schema describes it.
//
// Figures are named by dotted paths through report.json, such as
// family.malevolent.share or coverage.documents.measured.
//
// A share here is the tagger share: it rests on the probabilities that the tagger
// gives, with its errors in it. Only labels on the user's own corpus make it an
// estimate of the truth (see [ShareNote], which every report for people shows). A
// report states what a corpus holds, never what a model trained on it would do.
//
// A report depends on its tally and context alone. It holds no times, durations or
// host paths, and its numbers are rounded to six decimals, so that equal input
// gives equal bytes.
//
// The package rests on archetypes, for the vocabulary, and on stats and tally.
package reports
