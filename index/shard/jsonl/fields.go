package jsonl

import (
	"strings"

	"github.com/tidwall/gjson"

	"rolecall/index/shard"
)

// fields finds the parts of a document in one pass over its record: reading
// a long text once for every name that it might have would cost more than all
// else here.
type fields struct {
	textNames []string
	slots     map[string][]slot // by top-level key
}

// slot is where the value of a top-level key counts.
type slot struct {
	part part
	rank int    // position in the part's names; the lowest that is there wins
	path string // below the key, as gjson writes paths; "" for the value itself
}

type part int

const (
	text part = iota
	id
	source
	title
	language
	parts
)

func newFields(o shard.Options) fields {
	f := fields{textNames: o.TextFields(), slots: map[string][]slot{}}
	for p, names := range [parts][]string{
		text: o.TextFields(), id: o.IDFields(), source: shard.SourceFields(), title: shard.TitleFields(), language: shard.LanguageFields(),
	} {
		for rank, name := range names {
			f.add(name, slot{part: part(p), rank: 2 * rank})
			// A name with dots is a path, unless a key is named so.
			for i := range len(name) {
				if name[i] == '.' {
					f.add(name[:i], slot{part(p), 2*rank + 1, escape(name[i+1:])})
					break
				}
			}
		}
	}
	return f
}

func (f fields) add(key string, s slot) { f.slots[key] = append(f.slots[key], s) }

// escape keeps gjson from reading anything but dots in a path as syntax.
func escape(path string) string {
	keys := strings.Split(path, ".")
	for i, key := range keys {
		keys[i] = gjson.Escape(key)
	}
	return strings.Join(keys, ".")
}

// found holds a record's parts; text is of type Null where there is none.
type found struct {
	text                        gjson.Result
	id, source, title, language string
}

// find returns the parts of a JSON object. Of a key that comes twice the last
// counts, as in most readers of JSON.
func (f fields) find(record gjson.Result) found {
	var best [parts]gjson.Result
	rank := [parts]int{}
	for p := range rank {
		rank[p] = -1
	}
	record.ForEach(func(key, value gjson.Result) bool {
		for _, s := range f.slots[key.Str] {
			v := value
			if s.path != "" {
				v = value.Get(s.path)
			}
			if (rank[s.part] < 0 || s.rank <= rank[s.part]) && usable(s.part, v) {
				best[s.part], rank[s.part] = v, s.rank
			}
		}
		return true
	})
	return found{
		text: best[text], id: scalar(best[id]), source: best[source].Str,
		title: best[title].Str, language: best[language].Str,
	}
}

// usable tells whether v can be the part. A text of the wrong type counts, so
// that it is reported and not passed over.
func usable(p part, v gjson.Result) bool {
	switch p {
	case text:
		return v.Type != gjson.Null
	case id:
		return scalar(v) != ""
	default:
		return v.Type == gjson.String && v.Str != ""
	}
}

// scalar returns a string or a number as it is written.
func scalar(v gjson.Result) string {
	if v.Type == gjson.Number {
		return v.Raw
	}
	return v.Str
}
