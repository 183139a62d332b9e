// Package tally counts what a corpus says of AI characters, in a form that
// merges: shards may be tallied by any number of workers or machines, in any
// order, and the merged tally has the same bytes.
//
// # Laws
//
// Let a·b be the merge of two tallies and 0 an empty one.
//
//   - a·b = b·a, (a·b)·c = a·(b·c), a·0 = a
//   - tallying documents apart and merging equals tallying them together
//   - Decode(Encode(a)) = a
//
// where = means the same encoded bytes. They hold because every sum is an
// integer (probabilities are fixed point, see [Scale], rounded once per mention
// and cell), addition saturates instead of wrapping, and every bounded set
// (sources, exemplars, the sketch of distinct texts) keeps the members with the
// smallest hashes, which is the same choice whatever came first.
//
// # Raw balance
//
// A mention adds P(portrayal)·P(value | portrayal) to each value of each field
// of conduct. These masses, divided by their sum, are the tagger share. Beside
// them stand label counts: mentions whose most probable mode is portrayal, by
// most probable value.
//
// # Intervals
//
// Each cell of a declared marginal also holds bootstrap replicates: the mass
// that it would have, had each document been drawn a Poisson(1) number of times.
// A document's weights depend on its source, id and text alone (on its text where
// the id was made up), so that the same document has the same weights in two
// corpora, and comparing them is paired by itself. The text counts because ids
// repeat in real corpora: documents of one id would be drawn as one. Source: N. C. Oza and
// S. Russell, Online bagging and boosting, AISTATS 2001; N. Chamandy et al.,
// Estimating uncertainty for massive data streams, Google 2012.
//
// The package rests on archetypes alone.
package tally
