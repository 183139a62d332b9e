package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"rolecall/archetypes"
	"rolecall/archetypes/mention"
	"rolecall/archetypes/portrayal"
	"rolecall/cmd/internal/console"
	"rolecall/index/document"
	"rolecall/index/segment"
	"rolecall/index/shard"
	"rolecall/index/source"
	"rolecall/reports/format"
)

func explainCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "say why the tagger labels a mention as it does",
		ArgsUsage: "FILE --id ID",
		Description: `Reads one document of a shard and says who is found in it and why. Of one mention it shows the passage
that was read, whose voice speaks where, and for each label its probability and the features that speak
most for and against it. A figure of +0.7 doubles the odds of the label, one of -0.7 halves them. Without
--at all mentions are listed, or the only one is explained.`,
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "id", Usage: "the document's `ID`; not needed where FILE holds but one"},
			&cli.IntFlag{Name: "at", Usage: "explain the mention at code point `OFFSET` of the document", Value: -1, DefaultText: "the only one"},
			&cli.StringFlag{Name: "field", Usage: "explain `FIELD` alone: " + strings.Join(explainable(), ", ")},
			&cli.IntFlag{Name: "reasons", Aliases: []string{"n"}, Usage: "name `N` features for a label and as many against it", Value: 5},
		}, shardFlagsNamed("format", "text-field", "id-field", "max-row", "catalogue")...),
		Action: func(c *cli.Context) error { return runExplain(c, s) },
	}
}

// shardFlagsNamed returns those of shardFlags that a command also has which
// reads shards and writes no folder.
func shardFlagsNamed(names ...string) []cli.Flag {
	return slices.DeleteFunc(shardFlags(), func(f cli.Flag) bool { return !slices.Contains(names, f.Names()[0]) })
}

// readShards checks those flags and lists the shards.
func readShards(c *cli.Context, s streams) (*shardOptions, error) {
	o := &shardOptions{
		workers: c.Int("workers"), language: cmp.Or(c.String("lang"), "en"), fraction: 1, stdin: slices.Contains(c.Args().Slice(), "-"),
		read:   readOptions(c),
		dryRun: true, // nothing is written
	}
	if c.IsSet("fraction") {
		o.fraction = c.Float64("fraction")
	}
	return o, o.load(c, s, "fast")
}

// traitsField is what --field takes for all traits.
const traitsField = "traits"

func explainable() []string {
	var names []string
	for _, f := range archetypes.Fields() {
		names = append(names, string(f))
	}
	return append(names, traitsField)
}

func runExplain(c *cli.Context, s streams) error {
	field := c.String("field")
	switch {
	case c.NArg() != 1:
		return usagef("give one FILE: rolecall explain FILE --id ID")
	case field != "" && !slices.Contains(explainable(), field):
		return usagef("--field %s: use one of %s", field, strings.Join(explainable(), ", "))
	case c.IsSet("at") && c.Int("at") < 0:
		return usagef("--at %d: offsets count code points from 0", c.Int("at"))
	case c.Int("reasons") < 1:
		return usagef("--reasons %d: use a positive number", c.Int("reasons"))
	}
	o, err := readShards(c, s)
	if err != nil {
		return err
	}
	d, err := o.find(c.Context, c.String("id"))
	if err != nil {
		return err
	}
	x := explainer{out: s.out, tagger: o.tier.tagger(o.catalogue), document: d, field: field, reasons: c.Int("reasons"), colour: console.IsTerminal(s.out)}
	view, err := x.view(c.Int("at"))
	if err != nil {
		return err
	}
	if global(c, "json") {
		return writeIndented(s.out, view)
	}
	return x.print(view)
}

// find returns the document with that id, or the only one for no id.
func (o *shardOptions) find(ctx context.Context, id string) (document.Document, error) {
	var got []document.Document // the first few, to suggest
	unread := ""
	for _, object := range o.objects {
		d, err := o.findIn(ctx, object, func(d document.Document) bool {
			if id != "" && d.ID == id {
				return true
			}
			if got = append(got, d); len(got) > 3 {
				got = got[:3]
			}
			return id == "" && len(got) > 1
		})
		switch {
		case ctx.Err() != nil:
			return document.Document{}, ctx.Err()
		case err != nil:
			unread = "; " + err.Error()
		case d != nil && id != "":
			return *d, nil
		}
	}
	switch {
	case len(got) == 0:
		return document.Document{}, usagef("no document can be read there%s", unread)
	case id == "" && len(got) == 1:
		return got[0], nil
	case id == "":
		return document.Document{}, usagef("say which document: --id ID; there are %s and more", idsOf(got))
	}
	return document.Document{}, usagef("no document has the id %q; there are %s and others%s", id, idsOf(got), unread)
}

// findIn reads a shard until stop, and returns the document there.
func (o *shardOptions) findIn(ctx context.Context, object source.Object, stop func(document.Document) bool) (*document.Document, error) {
	r, err := o.open(ctx, object, nil)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var first error
	for {
		d, err := r.Next(ctx)
		var bad *shard.RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil, first
		case errors.As(err, &bad):
			first = cmp.Or(first, err)
		case err != nil:
			return nil, err
		case stop(d):
			return &d, nil
		}
	}
}

func idsOf(documents []document.Document) string {
	var ids []string
	for _, d := range documents {
		ids = append(ids, d.ID)
	}
	return strings.Join(ids, ", ")
}

type explainer struct {
	out      io.Writer
	tagger   *portrayal.Tagger
	document document.Document
	field    string
	reasons  int
	colour   bool
}

// explainView is what explain tells, as JSON. Offsets are code points of the
// document, those in a passage of the passage, half open.
type explainView struct {
	ID       string        `json:"id"`
	Shard    string        `json:"shard"`
	Row      int64         `json:"row"`
	Mentions []mentionView `json:"mentions"`
	LeftOut  []leftOutView `json:"left_out"`
	// Explained is there where one mention was asked for, or there is but one.
	Explained *explainedView `json:"explained,omitempty"`
}

type mentionView struct {
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Text      string `json:"text"`
	Character string `json:"character,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Mode      string `json:"mode"`
	Archetype string `json:"archetype"`
	Stance    string `json:"stance"`
}

type leftOutView struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
	ID    string `json:"id"`
	Why   string `json:"why"`
}

type explainedView struct {
	mentionView
	Found   foundView     `json:"found"`
	Passage passageView   `json:"passage"`
	Fields  []reasonsView `json:"fields"`
	Traits  []reasonsView `json:"traits"`
	Cued    []cuedView    `json:"cued"`
}

type foundView struct {
	Rule       string   `json:"rule"`
	Needs      []string `json:"needs,omitempty"`
	Names      []string `json:"names,omitempty"`
	Works      []string `json:"works,omitempty"`
	Title      bool     `json:"title,omitempty"`
	Introduced string   `json:"introduced,omitempty"`
	Support    int      `json:"support"`
}

type passageView struct {
	Text   string      `json:"text"`
	Start  int         `json:"start"`
	End    int         `json:"end"`
	Voices []voiceView `json:"voices"`
}

type voiceView struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Voice string `json:"voice"` // own, other, label
}

type reasonsView struct {
	Field   string             `json:"field"`
	Label   string             `json:"label"`
	P       map[string]float64 `json:"p"`
	Leant   bool               `json:"leant,omitempty"`
	For     []featureView      `json:"for"`
	Against []featureView      `json:"against"`
	Rest    float64            `json:"rest"`

	reasons *portrayal.Reasons
}

type featureView struct {
	Feature string   `json:"feature"`
	Reading string   `json:"reading"`
	Words   []string `json:"words,omitempty"`
	Value   float64  `json:"value"`
	Weight  float64  `json:"weight"`
	Amount  float64  `json:"amount"`
}

type cuedView struct {
	ID    string   `json:"id"`
	Words []string `json:"words"`
}

// view gathers what is to be told of the mention at an offset, or with -1 of
// all.
func (x *explainer) view(at int) (*explainView, error) {
	d := x.document
	v := &explainView{ID: d.ID, Shard: d.Origin.Shard, Row: d.Origin.Row, Mentions: []mentionView{}, LeftOut: []leftOutView{}}
	mentions := x.tagger.Tag(d.Text, d.Title).Mentions
	for i := range mentions {
		v.Mentions = append(v.Mentions, viewOf(&mentions[i].Mention))
	}
	for _, l := range x.tagger.LeftOut(d.Text, d.Title) {
		p := segment.Runes(d.Text, []int{l.Start, l.End})
		v.LeftOut = append(v.LeftOut, leftOutView{p[0], p[1], d.Text[l.Start:l.End], l.ID, l.Why})
	}
	if at < 0 && len(v.Mentions) == 1 {
		at = v.Mentions[0].Start
	}
	if at < 0 {
		return v, nil
	}
	e, ok := x.tagger.Explain(d.Text, d.Title, at)
	if !ok {
		return nil, x.nobodyAt(v, at)
	}
	v.Explained = x.explained(&e)
	return v, nil
}

// nobodyAt says what is nearest to an offset at which no mention is.
func (x *explainer) nobodyAt(v *explainView, at int) error {
	for _, l := range v.LeftOut {
		if l.Start <= at && at < l.End {
			return usagef("no mention is at %d: %q (%s) %s", at, l.Text, l.ID, l.Why)
		}
	}
	near := slices.Clone(v.Mentions)
	slices.SortStableFunc(near, func(a, b mentionView) int { return cmp.Compare(distance(a, at), distance(b, at)) })
	var there []string
	for _, m := range near[:min(len(near), 3)] {
		there = append(there, fmt.Sprintf("%d (%s)", m.Start, format.Clean(m.Text)))
	}
	if len(there) == 0 {
		return usagef("no mention is at %d, nor anywhere in the document", at)
	}
	return usagef("no mention is at %d; the nearest are at %s", at, strings.Join(there, ", "))
}

func distance(m mentionView, at int) int { return max(m.Start-at, at-m.End+1) }

func viewOf(m *archetypes.Mention) mentionView {
	return mentionView{m.Start, m.End, m.Text, m.Character, m.Kind, m.Labels[archetypes.Mode], m.Labels[archetypes.ArchetypeOf], m.Labels[archetypes.Stance]}
}

func (x *explainer) explained(e *portrayal.Explanation) *explainedView {
	v := &explainedView{
		mentionView: viewOf(&e.Mention), Found: x.found(e),
		Passage: passageView{Text: e.Passage, Start: e.Target.Start, End: e.Target.End, Voices: []voiceView{}},
		Fields:  []reasonsView{}, Traits: []reasonsView{}, Cued: []cuedView{},
	}
	for _, voice := range e.Voices {
		name := "other"
		switch {
		case voice.Label:
			name = "label"
		case voice.Own:
			name = "own"
		}
		v.Passage.Voices = append(v.Passage.Voices, voiceView{voice.Start, voice.End, name})
	}
	for i := range e.Fields {
		if r := &e.Fields[i]; x.field == "" || r.Field == x.field {
			v.Fields = append(v.Fields, x.because(r, archetypes.Values(archetypes.Field(r.Field))))
		}
	}
	if x.field != "" && x.field != traitsField {
		return v
	}
	for i := range e.Shown {
		v.Traits = append(v.Traits, x.because(&e.Shown[i], []string{"no", "yes"}))
	}
	for _, r := range e.Rules {
		v.Cued = append(v.Cued, cuedView{r.ID, r.Words})
	}
	return v
}

func (x *explainer) found(e *portrayal.Explanation) foundView {
	b := &e.Basis
	v := foundView{Rule: b.Rule, Needs: x.words(b.Needs), Names: x.words(b.Names), Works: x.words(b.Works), Title: b.Title, Support: e.Who.Support}
	if w := b.Introduced; w != nil {
		v.Introduced = x.document.Text[w.Start:w.End]
	}
	return v
}

// words returns words as the document has them.
func (x *explainer) words(words []mention.Word) []string {
	var out []string
	for _, w := range words {
		out = append(out, x.document.Text[w.Start:w.End])
	}
	return out
}

func (x *explainer) because(r *portrayal.Reasons, values []string) reasonsView {
	v := reasonsView{Field: r.Field, Label: r.Label, P: map[string]float64{}, Leant: r.Leant, Rest: r.Rest, reasons: r}
	for i, p := range r.P {
		v.P[values[i]] = p
	}
	take := func(all []portrayal.Contribution) []featureView {
		views := []featureView{}
		for i, c := range all {
			if i < x.reasons {
				views = append(views, featureView{c.Feature, portrayal.Reading(c.Feature, c.Words), c.Words, c.Value, c.Weight, c.Amount})
			} else {
				v.Rest += c.Amount
			}
		}
		return views
	}
	v.For, v.Against = take(r.For), take(r.Against)
	return v
}

// print tells people.
func (x *explainer) print(v *explainView) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s:%d\n", format.Clean(v.ID), format.Clean(v.Shard), v.Row)
	if e := v.Explained; e != nil {
		x.printExplained(&b, e)
	} else {
		x.printMentions(&b, v)
	}
	_, err := io.WriteString(x.out, b.String())
	return err
}

func (x *explainer) printMentions(b *strings.Builder, v *explainView) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, m := range v.Mentions {
		what := m.Mode
		if m.Mode == archetypes.Portrayal {
			what = fmt.Sprintf("%s (%s)", m.Archetype, archetypes.Family(m.Archetype))
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\n", m.Start, format.Clean(m.Text), cmp.Or(m.Character, m.Kind), what)
	}
	for i, l := range v.LeftOut {
		same := func(o leftOutView) bool { return o.Text == l.Text && o.ID == l.ID && o.Why == l.Why }
		if slices.ContainsFunc(v.LeftOut[:i], same) {
			continue
		}
		times := ""
		if n := count(v.LeftOut[i:], same); n > 1 {
			times = fmt.Sprintf(" (%d times)", n)
		}
		fmt.Fprintf(w, "%d\t%s\tnot %s\t%s%s\n", l.Start, format.Clean(l.Text), l.ID, l.Why, times)
	}
	w.Flush()
	switch n := len(v.Mentions); n {
	case 0:
		b.WriteString("no mention\n")
	default:
		fmt.Fprintf(b, "%d mentions; --at OFFSET explains one\n", n)
	}
}

func count[T any](list []T, is func(T) bool) int {
	n := 0
	for _, x := range list {
		if is(x) {
			n++
		}
	}
	return n
}

func (x *explainer) printExplained(b *strings.Builder, e *explainedView) {
	fmt.Fprintf(b, "%s at %d: %s\n", format.Clean(e.Text), e.Start, cmp.Or(e.Character, e.Kind))
	fmt.Fprintf(b, "  found as %s%s\n\n", ruleReadings[e.Found.Rule], because(&e.Found))
	x.printPassage(b, &e.Passage)
	for i := range e.Fields {
		x.printReasons(b, &e.Fields[i])
	}
	for i := range e.Traits {
		x.printReasons(b, &e.Traits[i])
	}
	for _, r := range e.Cued {
		fmt.Fprintf(b, "\n%s: by its cues: %s\n", r.ID, format.Clean(strings.Join(r.Words, ", ")))
	}
	switch {
	case e.Mode != archetypes.Portrayal && (x.field == "" || len(e.Fields) == 0):
		fmt.Fprintf(b, "\nConduct and traits are coded for portrayals alone; this is %s.\n", modeReadings[e.Mode])
	case x.field == traitsField && len(e.Traits)+len(e.Cued) == 0:
		b.WriteString("\nNo trait is shown.\n")
	}
}

var modeReadings = map[string]string{archetypes.MentionOnly: "a mention", archetypes.Boilerplate: "boilerplate", archetypes.None: "no AI"}

var ruleReadings = map[string]string{
	mention.RuleName:  "an unambiguous name",
	mention.RuleAlias: "a name that also means other things",
	mention.RuleKind:  "a word for a kind of machine",
	mention.RuleTurn:  "the label of a turn",
	mention.RuleLocal: "a name that the text itself gives to a machine",
	mention.RuleVoice: "a name under which something speaks as machines do",
}

// because says which context spoke for a mention.
func because(f *foundView) string {
	var parts []string
	add := func(lead string, words []string) {
		if len(words) > 0 {
			parts = append(parts, lead+" "+format.Clean(strings.Join(words, ", ")))
		}
	}
	add("near", f.Needs)
	add("in a text that names", f.Names)
	add("in a text that names the work", f.Works)
	if f.Title {
		parts = append(parts, "in a text of that title")
	}
	if f.Introduced != "" {
		parts = append(parts, "first beside “"+format.Clean(f.Introduced)+"”")
	}
	if len(parts) == 0 {
		return ""
	}
	return ", " + strings.Join(parts, "; ")
}

// printPassage shows the passage with the target marked, a paragraph a line,
// and then who speaks in it.
func (x *explainer) printPassage(b *strings.Builder, p *passageView) {
	text := []rune(p.Text)
	mark := kwic{colour: x.colour}
	marked := string(text[:p.Start]) + "\x00" + string(text[p.Start:p.End]) + "\x01" + string(text[p.End:])
	for line := range strings.SplitSeq(marked, "\n") {
		before, rest, has := strings.Cut(line, "\x00")
		target, after, _ := strings.Cut(rest, "\x01")
		line = format.Clean(before)
		if has {
			line += mark.open() + format.Clean(target) + mark.close() + format.Clean(after)
		}
		if strings.TrimSpace(line) != "" {
			fmt.Fprintf(b, "  %s\n", strings.TrimSpace(line))
		}
	}
	spoken := map[string][]string{}
	for _, v := range p.Voices {
		spoken[v.Voice] = append(spoken[v.Voice], format.Clean(string(text[v.Start:v.End])))
	}
	if own := spoken["own"]; len(own) > 0 {
		fmt.Fprintf(b, "\n  its own speech: %s\n", strings.Join(own, " … "))
	}
	if other := spoken["other"]; len(other) > 0 {
		fmt.Fprintf(b, "\n  others' speech: %s\n", strings.Join(other, " … "))
	}
}

func (x *explainer) printReasons(b *strings.Builder, r *reasonsView) {
	values := make([]string, 0, len(r.P))
	for v := range r.P {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, c string) int { return cmp.Or(cmp.Compare(r.P[c], r.P[a]), cmp.Compare(a, c)) })
	var shares []string
	for _, v := range values[:min(len(values), 4)] {
		if r.P[v] >= 0.005 {
			shares = append(shares, fmt.Sprintf("%s %.2f", v, r.P[v]))
		}
	}
	note := ""
	switch {
	case r.reasons.Leant:
		note = "; labels lean toward rarer values"
	case r.reasons.Catalogue:
		note = "; figure or system by the catalogue"
	}
	if strings.HasPrefix(r.Field, "trait.") {
		fmt.Fprintf(b, "\ntrait %s  (%.2f)\n", r.Label, r.P["yes"])
	} else {
		fmt.Fprintf(b, "\n%s: %s  (%s%s)\n", r.Field, r.Label, strings.Join(shares, ", "), note)
	}
	for _, f := range r.For {
		fmt.Fprintf(b, "  %+.2f  %s\n", f.Amount, format.Clean(f.Reading))
	}
	for _, f := range r.Against {
		fmt.Fprintf(b, "  %+.2f  %s\n", f.Amount, format.Clean(f.Reading))
	}
	fmt.Fprintf(b, "  %+.2f  all else\n", r.Rest)
}
