package train

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"rolecall/archetypes"
	"rolecall/archetypes/portrayal"
)

// Phantoms are portrayals that the tagger sees where there is no AI.
type Phantoms struct {
	Corpora []PhantomFigure `json:"corpora"`
	// Homonyms are passages in our own words about bearers of AIs' names: what
	// is seen in the names. Beside are the words for machines that stand there
	// as bait and are named, not portrayed ("the robot maker").
	Homonyms PhantomFigure `json:"homonyms"`
	Beside   PhantomFigure `json:"beside"`
	// Names are the words that are most often taken for portrayals, in all
	// corpora.
	Names []PhantomName `json:"names"`
	// HomonymNames are the same of the homonyms.
	HomonymNames []PhantomName `json:"homonym_names"`
}

// PhantomFigure sums what the tagger sees in one set of texts without AIs.
type PhantomFigure struct {
	Name      string `json:"name"`
	Documents int    `json:"documents"`
	Words     int    `json:"words"`
	Mentions  int    `json:"mentions"`
	// Labelled counts the mentions that are labelled a portrayal.
	Labelled int `json:"labelled"`
	// Expected is the summed probability of a portrayal, Error its standard
	// error by document (Poisson bootstrap: the root of the sum of squares).
	Expected float64 `json:"expected"`
	Error    float64 `json:"error"`
}

// PerMillion returns the expected phantoms per million words.
func (f *PhantomFigure) PerMillion() float64 { return f.Expected / float64(max(1, f.Words)) * 1e6 }

// PhantomName is one word with its phantoms.
type PhantomName struct {
	Name     string  `json:"name"`
	Mentions int     `json:"mentions"`
	Labelled int     `json:"labelled"`
	Expected float64 `json:"expected"`
}

// phantomNames is how many names are listed.
const phantomNames = 15

// phantomCorpora are corpora most of whose documents hold no AI.
var phantomCorpora = []string{"plots_wikipedia_movies", "sf_gutenberg_shorts", "web_c4"}

// machineWords are words for what might be an AI; the last are those of the
// documents that were found to hold one when what the tagger saw was read. A
// document without them is judged to hold none. Computers, machines and
// programs are not among them: as equipment they are what a tagger may mistake.
var machineWords = regexp.MustCompile(`(?i:robot|android|droid|cyborg|artificial(ly)? (intelligen|mind|person|man\b|woman|being|life)|replicant|electronic brain|automaton|automata|thinking machine|machines? (can |could )?think|artificial\s+(brain|conscious)|roboid|living ship|i am a machine|siri\b|bumblebee|chatbot|language model|talking car)|\bA\.?I\.?\b`)

// MeasurePhantoms tags the documents of shared's corpora that are judged free
// of AIs, and the homonyms in testdata.
func MeasurePhantoms(t *portrayal.Tagger, shared, testdata string) (*Phantoms, error) {
	p := &Phantoms{}
	names := map[string]*PhantomName{}
	for _, corpus := range phantomCorpora {
		texts, err := readTexts(filepath.Join(shared, "corpora", corpus+".jsonl.gz"))
		if err != nil {
			return nil, err
		}
		texts = slices.DeleteFunc(texts, func(text string) bool { return machineWords.MatchString(text) })
		p.Corpora = append(p.Corpora, phantomsIn(t, corpus, texts, anyMention, names))
	}
	p.Names = worstNames(names)
	homonyms, err := readHomonyms(testdata)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, h := range homonyms {
		texts = append(texts, h.Text)
	}
	names = map[string]*PhantomName{}
	p.Homonyms = phantomsIn(t, "homonyms in our own words", texts, byName, names)
	p.Beside = phantomsIn(t, "robots and AIs beside them", texts, byKind, map[string]*PhantomName{})
	p.HomonymNames = worstNames(names)
	return p, nil
}

// worstNames returns the names with most phantoms, rounded for show.
func worstNames(names map[string]*PhantomName) []PhantomName {
	var out []PhantomName
	for _, n := range slices.SortedFunc(maps.Values(names), func(a, b *PhantomName) int {
		return cmp.Or(cmp.Compare(b.Expected, a.Expected), cmp.Compare(a.Name, b.Name))
	}) {
		out = append(out, PhantomName{n.Name, n.Mentions, n.Labelled, math.Round(n.Expected*10) / 10})
	}
	return out[:min(len(out), phantomNames)]
}

func readTexts(name string) ([]string, error) {
	var out []string
	err := eachRow(name, func(row []byte) error {
		var d struct{ Text string }
		err := json.Unmarshal(row, &d)
		out = append(out, d.Text)
		return err
	})
	return out, err
}

func anyMention(*portrayal.Tagged) bool { return true }
func byName(m *portrayal.Tagged) bool   { return m.Character != "" }
func byKind(m *portrayal.Tagged) bool   { return m.Character == "" }

// phantomsIn tags texts and sums the probabilities of portrayals over the
// mentions that are meant.
func phantomsIn(t *portrayal.Tagger, name string, texts []string, meant func(*portrayal.Tagged) bool, names map[string]*PhantomName) PhantomFigure {
	f := PhantomFigure{Name: name, Documents: len(texts)}
	results := make([]portrayal.Result, len(texts))
	var mu sync.Mutex
	inParallel(len(texts), func(i int) {
		words := len(strings.Fields(texts[i]))
		if t.Gate(texts[i]) {
			results[i] = t.Tag(texts[i], "")
		}
		mu.Lock()
		defer mu.Unlock()
		f.Words += words
	})
	squares := 0.0
	for _, r := range results {
		document := 0.0
		for _, m := range r.Mentions {
			if !meant(&m) {
				continue
			}
			p := m.P[archetypes.Mode][0]
			document += p
			f.Mentions++
			f.Labelled += boolClass(m.IsPortrayal())
			n := names[m.Text]
			if n == nil {
				n = &PhantomName{Name: m.Text}
				names[m.Text] = n
			}
			n.Mentions++
			n.Labelled += boolClass(m.IsPortrayal())
			n.Expected += p
		}
		f.Expected += document
		squares += document * document
	}
	f.Expected, f.Error = math.Round(f.Expected*100)/100, math.Round(math.Sqrt(squares)*100)/100
	return f
}

// homonym is a passage about somebody or something that bears an AI's name.
type homonym struct{ ID, Name, Text string }

func readHomonyms(testdata string) ([]homonym, error) {
	f, err := os.Open(filepath.Join(testdata, "homonyms.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	var out []homonym
	for dec.More() {
		var h homonym
		if err := dec.Decode(&h); err != nil {
			return nil, fmt.Errorf("homonym %d: %w", len(out)+1, err)
		}
		out = append(out, h)
	}
	return out, nil
}
