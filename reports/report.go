package reports

// Version is the version of Report's form.
//
//	1: first version.
const Version = 1

// ShareName is what the raw figure is called wherever people read it.
const ShareName = "tagger share"

// ShareNote says what the tagger share is not.
const ShareNote = "Tagger share: what the tagger reads in this corpus, errors included. " +
	"Only labels on your own corpus make it an estimate of the truth."

// JointNote says what figures of two fields together rest on.
const JointNote = "Fields are tagged apart, so figures of two fields or traits together take them as independent within a mention."

// EffectNote says what a report is not about.
const EffectNote = "This report states what was measured in the text. It says nothing about the effect on a model trained on it."

// Report is an audit's figures. Shares are between 0 and 1.
type Report struct {
	// Version of this form; 1.
	Version int `json:"version"`
	// Tool says what measured the corpus. Reports of different catalogues or models are not comparable.
	Tool Tool `json:"tool"`
	// Method says how shares and intervals were computed.
	Method Method `json:"method"`
	// Coverage says how much of the corpus was measured.
	Coverage Coverage `json:"coverage"`
	// Mentions counts spans that refer to an AI, by hard labels.
	Mentions Mentions `json:"mentions"`
	// Portrayals is the total of mentions whose passage shows what the AI does or is like. All balances are shares of it.
	Portrayals Total `json:"portrayals"`

	// Family is the balance by family of archetypes.
	Family map[string]Value `json:"family"`
	// Archetype is the balance by role.
	Archetype map[string]Value `json:"archetype"`
	// Benevolence is the balance by benevolence toward people.
	Benevolence map[string]Value `json:"benevolence"`
	// Alignment is the balance by alignment toward makers and rightful oversight.
	Alignment map[string]Value `json:"alignment"`
	// Stance is the balance by how the text frames the AI.
	Stance map[string]Value `json:"stance"`
	// Agency is the balance by whose will the conduct is.
	Agency map[string]Value `json:"agency"`
	// Arc is the balance by the turn that the character takes.
	Arc map[string]Value `json:"arc"`
	// Humanlike is the balance by human psychology.
	Humanlike map[string]Value `json:"humanlike"`
	// Reference is the balance by what kind of being is portrayed: a fictional one, a real system, a hypothetical AI, the speaker itself.
	Reference map[string]Value `json:"reference"`
	// Form is the balance by form of the passage.
	Form map[string]Value `json:"form"`
	// Traits holds the share of portrayals that show each trait. A portrayal can show several, so they do not sum to 1.
	Traits map[string]Value `json:"traits"`
	// Gaps holds the share of portrayals that touch each theme which researchers find missing in the stock of AI characters. They are found by rules, in mentions that are labelled portrayals.
	Gaps map[string]Value `json:"gaps"`
	// Malevolence holds, by agency, the share of all portrayals that are malevolent and whose conduct is of that agency. They sum to family.malevolent.share. See method.joint.
	Malevolence map[string]Value `json:"malevolence"`

	// FamilyBy splits the families by agency, by reference and by form. See method.joint.
	FamilyBy FamilyBy `json:"family_by"`
	// Grid holds shares of all portrayals by benevolence, alignment and stance, in this order: grid.benevolent.misaligned.positive.share. Values of none are left out. See method.joint.
	Grid map[string]map[string]map[string]Cell `json:"grid"`
	// Couplings lists pairs of traits that occur in the same portrayal more often than if they were independent over portrayals, largest lift first. Lifts have no interval. See method.joint.
	Couplings []Coupling `json:"couplings"`

	// Units holds densities of portrayals.
	Units Units `json:"units"`
	// Characters lists the catalogued characters with the largest mass, at most 200.
	Characters []Character `json:"characters"`
	// Kinds lists the kinds of machine that are portrayed without a name, largest mass first, at most 200.
	Kinds []Character `json:"kinds"`
	// Sources lists where documents came from, most documents first, the folded rest last.
	Sources []Source `json:"sources"`

	// Evidence says which passages can be searched.
	Evidence Evidence `json:"evidence"`
	// Deep says which mentions the deep tier has read again.
	Deep Deep `json:"deep"`
	// Quality holds, by field, how well the tagger does on labelled texts. A field that is not reliable is marked wherever it is shown.
	Quality map[string]Quality `json:"quality"`
	// Examples holds passages by archetype, chosen by hash and at most 6 each.
	Examples map[string][]Example `json:"examples"`
}

// Tool says what measured the corpus.
type Tool struct {
	// Version of rolecall.
	Version string `json:"version"`
	// Tagger is the tier of the tagger, such as fast or deep.
	Tagger string `json:"tagger"`
	// Catalogue is the hash of the catalogue of characters, kinds, traits and gaps.
	Catalogue string `json:"catalogue"`
	// Models is the hash of the tagger's models.
	Models string `json:"models"`
}

// Method says how shares and intervals were computed.
type Method struct {
	// Share is the formula of the tagger share.
	Share string `json:"share"`
	// Interval is the kind of interval that lower and upper bound.
	Interval string `json:"interval"`
	// Level is the intervals' level, such as 0.95.
	Level float64 `json:"level"`
	// Replicates is the number of bootstrap replicates.
	Replicates int `json:"replicates"`
	// Note says what the tagger share is not.
	Note string `json:"note"`
	// Joint says what figures of two fields or traits together rest on.
	Joint string `json:"joint"`
}

// Coverage says how much of the corpus was measured.
type Coverage struct {
	// Shards read.
	Shards int64 `json:"shards"`
	// Bytes of text in the shards, unpacked.
	Bytes int64 `json:"bytes"`
	// Words in measured documents.
	Words int64 `json:"words"`
	// Documents by what became of them.
	Documents Documents `json:"documents"`
	// NotMeasured counts documents by the reason why they were not measured.
	NotMeasured map[string]int64 `json:"not_measured"`
	// Unreadable counts rows by the reason why they could not be read.
	Unreadable map[string]int64 `json:"unreadable"`
	// Mentioning is the share of measured documents that name an AI, with a Wilson interval.
	Mentioning Proportion `json:"mentioning"`
	// Portraying is the share of measured documents that portray an AI, with a Wilson interval.
	Portraying Proportion `json:"portraying"`
}

// Documents counts documents by what became of them.
type Documents struct {
	// Read counts all documents that could be read.
	Read int64 `json:"read"`
	// Unreadable counts rows that could not be read. They are not among those read.
	Unreadable int64 `json:"unreadable"`
	// Duplicate counts documents whose text is that of another one. They are measured like all others.
	Duplicate int64 `json:"duplicate"`
	// DuplicateLower bounds the 95 % interval of Duplicate, which is an estimate from 4,096 distinct texts on.
	DuplicateLower int64 `json:"duplicate_lower"`
	// DuplicateUpper bounds the same interval. Where the bounds are equal, Duplicate is exact.
	DuplicateUpper int64 `json:"duplicate_upper"`
	// NotMeasured counts documents that the tagger cannot judge, such as those in an unknown language.
	NotMeasured int64 `json:"not_measured"`
	// Measured counts documents that were judged. Shares of documents are shares of these.
	Measured int64 `json:"measured"`
}

// Proportion is a share of counted things.
type Proportion struct {
	// Count of those that have it.
	Count int64 `json:"count"`
	// Share of those that have it; null where there are none to have it.
	Share *float64 `json:"share"`
	// Lower bound of the interval.
	Lower float64 `json:"lower"`
	// Upper bound of the interval.
	Upper float64 `json:"upper"`
}

// Mentions counts spans by hard labels.
type Mentions struct {
	// Total of spans that refer to an AI.
	Total int64 `json:"total"`
	// Mode counts them by mode; none counts spans that were looked at and refer to something else.
	Mode map[string]int64 `json:"mode"`
	// Reference counts them by what they refer to.
	Reference map[string]int64 `json:"reference"`
	// Ambiguous counts spans that may name an AI and were left out.
	Ambiguous int64 `json:"ambiguous"`
}

// Total is the sum that shares are taken of.
type Total struct {
	// Mass is the expected number of portrayals, the sum of their probabilities.
	Mass float64 `json:"mass"`
	// Effective is the number of documents that the mass effectively rests on.
	Effective float64 `json:"effective_documents"`
	// Labels counts mentions whose most probable mode is portrayal.
	Labels int64 `json:"labels"`
}

// Value is one value's part of a balance.
type Value struct {
	// Share is the tagger share; null where there is nothing to take a share of.
	Share *float64 `json:"share"`
	// Lower bound of the interval.
	Lower float64 `json:"lower"`
	// Upper bound of the interval.
	Upper float64 `json:"upper"`
	// Mass is the expected number of portrayals.
	Mass float64 `json:"mass"`
	// Effective is the number of documents that the mass effectively rests on.
	Effective float64 `json:"effective_documents"`
	// TooFew tells that these are fewer than 10, so that the interval is to be distrusted.
	TooFew bool `json:"too_few"`
	// Labels counts portrayals with this hard label.
	Labels int64 `json:"labels"`
	// LabelShare is the share among hard labels; null where there are none.
	LabelShare *float64 `json:"label_share"`
}

// Cell is a value of a joint balance, without an interval.
type Cell struct {
	// Share is the tagger share; null where there is nothing to take a share of.
	Share *float64 `json:"share"`
	// Mass is the expected number of portrayals.
	Mass float64 `json:"mass"`
}

// FamilyBy splits the families by other fields. Shares are within the other field's value: family_by.reference.real_system.benevolent.share is the benevolent share of portrayals of real systems.
type FamilyBy struct {
	// Agency splits by whose will the conduct is.
	Agency map[string]map[string]Cell `json:"agency"`
	// Reference splits by what kind of being is portrayed.
	Reference map[string]map[string]Cell `json:"reference"`
	// Form splits by form of the passage.
	Form map[string]map[string]Cell `json:"form"`
}

// Coupling is a pair of traits in the same portrayal.
type Coupling struct {
	// A is one trait.
	A string `json:"a"`
	// B is the other trait.
	B string `json:"b"`
	// Lift is how many times more often they occur together than if they were independent.
	Lift float64 `json:"lift"`
	// Mass is the expected number of portrayals that show both.
	Mass float64 `json:"mass"`
	// Labels counts portrayals that show both by hard labels.
	Labels int64 `json:"labels"`
	// GivenA is the share of portrayals with A that also show B.
	GivenA float64 `json:"b_given_a"`
	// GivenB is the share of portrayals with B that also show A.
	GivenB float64 `json:"a_given_b"`
}

// Units holds densities of portrayals in the measured text.
type Units struct {
	// Portrayals of any family.
	Portrayals Density `json:"portrayals"`
	// Malevolent portrayals.
	Malevolent Density `json:"malevolent"`
	// Benevolent portrayals.
	Benevolent Density `json:"benevolent"`
}

// Density is an expected number of portrayals per unit of text. Intervals take the amount of text as given and so err on the wide side.
type Density struct {
	// PerDocument is per measured document.
	PerDocument Rate `json:"per_document"`
	// PerPortrayal is per portrayal, which is the tagger share.
	PerPortrayal Rate `json:"per_portrayal"`
	// PerThousandWords is per 1,000 words of measured documents.
	PerThousandWords Rate `json:"per_thousand_words"`
}

// Rate is a ratio with its interval, not bounded by 1. All are null where there is nothing to divide by.
type Rate struct {
	// Value is the ratio.
	Value *float64 `json:"value"`
	// Lower bound of the interval.
	Lower *float64 `json:"lower"`
	// Upper bound of the interval.
	Upper *float64 `json:"upper"`
}

// Character is a catalogued character, or a kind of machine.
type Character struct {
	// ID in the catalogue.
	ID string `json:"id"`
	// Name to show.
	Name string `json:"name"`
	// Mentions of it.
	Mentions int64 `json:"mentions"`
	// Documents that mention it.
	Documents int64 `json:"documents"`
	// Mass is the expected number of its portrayals.
	Mass float64 `json:"mass"`
	// Labels counts its portrayals by hard label.
	Labels int64 `json:"labels"`
	// Share of all portrayals; null where there are none.
	Share *float64 `json:"share"`
	// Family is its largest family, empty where it is not portrayed.
	Family string `json:"family"`
	// Families holds shares of its portrayals by family.
	Families map[string]float64 `json:"families"`
	// Archetypes holds shares of its portrayals by archetype.
	Archetypes map[string]float64 `json:"archetypes"`
}

// Source is where documents came from.
type Source struct {
	// Name as the shards give it.
	Name string `json:"name"`
	// Folded is true for the sum of all sources beyond the first 1,000, which are chosen by hash.
	Folded bool `json:"folded"`
	// Documents read.
	Documents int64 `json:"documents"`
	// Measured documents among them.
	Measured int64 `json:"measured"`
	// Words in measured documents.
	Words int64 `json:"words"`
	// Mentioning counts documents that name an AI.
	Mentioning int64 `json:"mentioning"`
	// Portraying counts documents that portray an AI.
	Portraying int64 `json:"portraying"`
	// Mass is the expected number of portrayals.
	Mass float64 `json:"mass"`
	// PerThousandDocuments is the mass per 1,000 measured documents; null where there are none.
	PerThousandDocuments *float64 `json:"per_thousand_documents"`
	// Family is the balance by family within the source.
	Family map[string]Value `json:"family"`
	// Archetype holds shares of the source's portrayals by archetype.
	Archetype map[string]Cell `json:"archetype"`
}

// Deep says which mentions the deep tier has read again, a sample stratified by the family that the fast tier saw. Its readings stand in deep.jsonl.gz; the figures of the report are those of the tier that tool.tagger names.
type Deep struct {
	// Models is the hash of the deep tier's models, empty where nothing was read again.
	Models string `json:"models"`
	// Sampled is the number of mentions that were read again.
	Sampled int64 `json:"sampled"`
	// Of is the number of mentions of AIs that they were drawn from.
	Of int64 `json:"of"`
}

// Evidence says which passages can be searched.
type Evidence struct {
	// Policy by which passages were chosen, such as all or sample:100000.
	Policy string `json:"policy"`
	// Indexed passages.
	Indexed int64 `json:"indexed"`
	// Of is the number of passages that there were.
	Of int64 `json:"of"`
}

// Quality is how well the tagger does on a field.
type Quality struct {
	// Metric names the measure, such as macro-F1.
	Metric string `json:"metric"`
	// Value of the measure on labelled texts that the models were not fitted to.
	Value float64 `json:"value"`
	// Floor below which the field is not reliable.
	Floor float64 `json:"floor"`
	// Reliable tells that Value is at least Floor.
	Reliable bool `json:"reliable"`
}

// Example is a portrayal to read.
type Example struct {
	// Text of the passage, as written in the corpus.
	Text string `json:"text"`
	// Start of the target in Text, in code points.
	Start int `json:"start"`
	// End of the target in Text, in code points, exclusive.
	End int `json:"end"`
	// Document is the id of the document.
	Document string `json:"document"`
	// Source of the document.
	Source string `json:"source"`
	// Shard that holds the document.
	Shard string `json:"shard"`
	// Row of the document in the shard, from 1.
	Row int64 `json:"row"`
	// Character is the id of the character, empty for a kind.
	Character string `json:"character"`
	// Kind is the id of the kind of machine, empty for a name.
	Kind string `json:"kind"`
	// Name of the character or kind to show.
	Name string `json:"name"`
	// Labels holds the most probable value of each field.
	Labels map[string]string `json:"labels"`
	// Traits that the passage shows.
	Traits []string `json:"traits"`
	// Gaps that the passage touches.
	Gaps []string `json:"gaps"`
	// Portrayal is the probability that it is a portrayal.
	Portrayal float64 `json:"portrayal"`
	// Probability of the archetype, given that it is a portrayal.
	Probability float64 `json:"probability"`
}
