package train

import (
	"fmt"
	"slices"
	"strings"

	"rolecall/archetypes/portrayal"
	"rolecall/archetypes/quality"
)

// String renders the committed quality table.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Agreement of the fast tagger with coded passages, %d-fold cross-validation by work, document and shared text.\n", folds)
	fmt.Fprintf(&b, "%d passages in %d groups, fitted with %d further ones. Conduct is measured where the label is a portrayal.\n95 %% intervals: bootstrap by group. Cues and the lean of labels were chosen with these passages in view, so the figures flatter\nsomewhat; own_quality.json holds those of 420 passages in our own words, hard on purpose, that taught nothing.\n\n", r.Examples, r.Groups, r.Extra)
	r.writeFields(&b)
	fmt.Fprintf(&b, "\nmalevolent share, tagged less labelled: %+.3f\n", r.MalevolentError)
	for _, s := range []struct {
		title, explanation string
		write              func(*strings.Builder)
	}{
		{"villains' names", fmt.Sprintf("A search for %d villains' names as substrings, against the tagger: which portrayals are malevolent? κ is that of the family,\nwhere whatever holds no name is called benevolent.", len(villainNames)), r.writeVillains},
		{"calibration", "How far stated probabilities are from what comes true, in ten bins: of the most probable value, of a portrayal, of each trait (mean).\nShift is the mean stated less the share that came true: above zero is overconfident.", r.writeCalibration},
		{"ablations", "κ (F1 for portrayal) when the models are fitted without a kind of feature: the target's name, alias, kind and capitals; the catalogue's\npriors; both; bare words; the catalogue's cues. Of the first stage alone, and so is the learning curve.", r.writeAblations},
		{"learning curve", "The same measures with a share of the groups to learn from. Where a column still rises, more labels would help.", r.writeCurve},
		{"transfer", "Texts by other hands: the chance that a malevolent AI ranks above a benevolent one (AUC), by P(malevolent family), by P(malevolent), and by\nboth where neither names nor priors are known, by models that saw no text of the kind, neither of theirs nor of ours. Kind seen: by both, where\nother works and stories of the kind taught, the shipped models' case.", r.writeTransfer},
		{"gaps", "The detectors by rule, on passages in our own words, half of which are near misses. " + gapsNote, r.writeGaps},
		{"phantoms", phantomsNote, r.writePhantoms},
		{"confusion", "Labels (rows) by tags (columns, cut short), where the label is a portrayal.", r.writeConfusions},
		{"errors", "The most frequent kinds of error, cross-validated; what is taken for no AI is not also counted under its mode, and conduct and traits\nare compared where both see a portrayal.", r.writeErrors},
	} {
		fmt.Fprintf(&b, "\n# %s\n%s\n\n", s.title, s.explanation)
		s.write(&b)
	}
	return b.String()
}

func (r *Report) writeFields(b *strings.Builder) {
	fmt.Fprintf(b, "within: mean over sources · left out: nothing of the target's character, franchise or work was seen in training · named: the %d\npassages whose target the catalogue knows by name · majority, source + target: what can be known without reading the passage\n\n", r.Named)
	writeFigures(b, r.Quality, r.Columns)
}

// writeFigures writes the figures of every field, and further columns beside
// them.
func writeFigures(b *strings.Builder, fields []portrayal.Quality, columns []column) {
	fmt.Fprintf(b, "%-12s %-9s %6s  %-15s %7s %6s %6s", "field", "metric", "value", "95 % interval", "within", "floor", "n")
	for _, c := range columns {
		fmt.Fprintf(b, "  %s", c.name)
	}
	b.WriteString("\n")
	for i, q := range fields {
		mark := ""
		if !q.Reliable() {
			mark = "  unreliable"
		}
		fmt.Fprintf(b, "%-12s %-9s %6.3f  [%.3f, %.3f]  %6.3f %6.2f %6d", q.Field, q.Metric, q.Value, q.Lower, q.Upper, q.Within, q.Floor, q.Passages)
		for _, c := range columns {
			fmt.Fprintf(b, "  %*.3f", len(c.name), c.figures[i].Overall)
		}
		b.WriteString(mark + "\n")
	}
}

func (r *Report) writeVillains(b *strings.Builder) {
	fmt.Fprintf(b, "%-15s %9s %9s %9s %9s\n", "", "precision", "recall", "F1", "κ")
	for _, v := range r.Villains {
		fmt.Fprintf(b, "%-15s %9.3f %9.3f %9.3f %9.3f\n", v.name, v.precision, v.recall, v.f1, v.kappa)
	}
}

func (r *Report) writeCalibration(b *strings.Builder) { writeCalibrations(b, r.Calibration) }

func writeCalibrations(b *strings.Builder, all []calibration) {
	fmt.Fprintf(b, "%-13s %6s %7s %6s\n", "", "ECE", "shift", "n")
	for _, c := range all {
		fmt.Fprintf(b, "%-13s %6.3f %+7.3f %6d\n", c.name, c.ece, c.shift, c.n)
	}
}

func (r *Report) writeAblations(b *strings.Builder) { writeColumns(b, r.Ablations) }

// writeColumns writes measurements side by side, a line a field.
func writeColumns(b *strings.Builder, columns []column) {
	fmt.Fprintf(b, "%-12s", "without")
	for _, c := range columns {
		fmt.Fprintf(b, " %8s", strings.Replace(c.name, "all", "nothing", 1))
	}
	b.WriteString("\n")
	for i, f := range columns[0].figures {
		fmt.Fprintf(b, "%-12s", f.Field)
		for _, c := range columns {
			fmt.Fprintf(b, " %8.3f", c.figures[i].Overall)
		}
		b.WriteString("\n")
	}
}

func (r *Report) writeCurve(b *strings.Builder) {
	fmt.Fprintf(b, "%7s %8s", "share", "passages")
	for _, f := range r.Curve[0].figures {
		fmt.Fprintf(b, " %*s", max(6, len(f.Field)), f.Field)
	}
	b.WriteString("\n")
	for _, p := range r.Curve {
		fmt.Fprintf(b, "%5.1f %% %8d", 100*p.share, p.taught)
		for _, f := range p.figures {
			fmt.Fprintf(b, " %*.3f", max(6, len(f.Field)), f.Overall)
		}
		b.WriteString("\n")
	}
}

func (r *Report) writeTransfer(b *strings.Builder) {
	fmt.Fprintf(b, "%-26s %7s %10s %12s %10s %12s %12s\n", "", "family", "malevolent", "names unseen", "kind seen", "malevolent n", "benevolent n")
	for _, t := range r.Transfer {
		fmt.Fprintf(b, "%-26s %7.3f %10.3f %12.3f %10.3f %12d %12d\n", t.name, t.family, t.benevolence, t.unnamed, t.known, t.malevolent, t.benevolent)
	}
}

func (r *Report) writeGaps(b *strings.Builder) {
	fmt.Fprintf(b, "%-14s %-4s %9s %6s %6s %7s %9s %6s\n", "", "half", "precision", "recall", "found", "missed", "spurious", "clear")
	for _, g := range r.Gaps {
		precision := "–"
		if g.hits+g.spurious > 0 {
			precision = fmt.Sprintf("%.3f", g.precision())
		}
		fmt.Fprintf(b, "%-14s %-4s %9s %6.3f %6d %7d %9d %6d\n", g.gap, g.half, precision, g.recall(), g.hits, g.missed, g.spurious, g.clear)
	}
}

func (r *Report) writePhantoms(b *strings.Builder) {
	fmt.Fprintf(b, "%-26s %9s %9s %8s %8s %8s %6s %11s\n", "", "documents", "words", "mentions", "labelled", "expected", "error", "per million")
	for _, f := range slices.Concat(r.Phantoms.Corpora, []PhantomFigure{r.Phantoms.Homonyms, r.Phantoms.Beside}) {
		fmt.Fprintf(b, "%-26s %9d %9d %8d %8d %8.2f %6.2f %11.2f\n", f.Name, f.Documents, f.Words, f.Mentions, f.Labelled, f.Expected, f.Error, f.PerMillion())
	}
	b.WriteString("\nexpected phantoms by word: ")
	writeNames(b, r.Phantoms.Names)
	b.WriteString("the same, homonyms: ")
	writeNames(b, r.Phantoms.HomonymNames)
}

func writeNames(b *strings.Builder, names []PhantomName) {
	for i, n := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(b, "%s %.1f of %d", n.Name, n.Expected, n.Mentions)
	}
	b.WriteString("\n")
}

func (r *Report) writeConfusions(b *strings.Builder) {
	for _, c := range r.Confusions {
		fmt.Fprintf(b, "%-13s", c.name)
		for _, v := range c.values {
			fmt.Fprintf(b, " %6.6s", v)
		}
		b.WriteString("\n")
		for i, row := range c.counts {
			fmt.Fprintf(b, "  %-11s", c.values[i])
			for _, n := range row {
				fmt.Fprintf(b, " %6d", n)
			}
			b.WriteString("\n")
		}
	}
}

func (r *Report) writeErrors(b *strings.Builder) { writeErrors(b, r.Errors) }

func writeErrors(b *strings.Builder, all []quality.Error) {
	fmt.Fprintf(b, "%5s  %-12s %-22s %-22s %s\n", "count", "field", "labelled", "tagged", "example")
	for _, e := range all {
		field, labelled, tagged := e.Field, e.Labelled, e.Tagged
		if e.Field == "traits" {
			labelled, tagged = traitError(labelled, tagged)
		}
		fmt.Fprintf(b, "%5d  %-12s %-22s %-22s %s\n", e.Count, field, labelled, tagged, e.Example)
	}
}

// traitError says that a trait is missing or spurious.
func traitError(labelled, tagged string) (string, string) {
	if trait, spurious := strings.CutPrefix(labelled, "not "); spurious {
		return "–", trait + " (spurious)"
	}
	return labelled, "– (missing)"
}

// gapsNote says how the passages came about.
const gapsNote = "A gap counts as found where any\nmention of the passage shows it. The rules were written with half a in view; half b is the figure. Their writer had worded the passages\naround the cues, obliquely on purpose, and on corpora the rules find next to nothing either: they do not reach what is said in other words."

// phantomsNote says what is summed.
const phantomsNote = "Portrayals seen where there is no AI: the summed probability of a portrayal over documents of corpora without words for robots and the\nlike, and over passages in our own words about others who bear AIs' names. Error: standard error by document. Part of\nsf_gutenberg_shorts taught the models; a computer there may yet think. Not measured: documents that do name robots, of\nwhich the last line warns: short passages that only name one are taken for portrayals."
