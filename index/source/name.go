package source

import (
	"cmp"
	"slices"
	"strings"
)

// once drops all but one of the objects with the same key: the one that the
// fewest links led to, then the one whose name tells most, so that the order
// of inputs does not matter.
func once(all []Object) []Object {
	slices.SortFunc(all, func(a, b Object) int {
		return cmp.Or(
			cmp.Compare(a.key, b.key),
			cmp.Compare(a.links, b.links),
			cmp.Compare(strings.Count(b.Name, "/"), strings.Count(a.Name, "/")),
			cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Path, b.Path),
		)
	})
	return slices.CompactFunc(all, func(a, b Object) bool { return a.key == b.key })
}

// distinguish makes names unique: as long as objects share one, each of them
// takes one more parent folder from its path in front.
func distinguish(all []Object) {
	for {
		byName := make(map[string][]int, len(all))
		for i, o := range all {
			byName[o.Name] = append(byName[o.Name], i)
		}
		grown := false
		for _, same := range byName {
			if len(same) == 1 {
				continue
			}
			for _, i := range same {
				if longer := withParent(all[i]); longer != all[i].Name {
					all[i].Name, grown = longer, true
				}
			}
		}
		if !grown {
			return
		}
	}
}

// withParent returns the object's name with one more folder of its path in
// front, or the same name where the path has no more.
func withParent(o Object) string {
	parent, ok := strings.CutSuffix(o.where, "/"+o.Name)
	if !ok || parent == "" {
		return o.Name
	}
	return parent[strings.LastIndexByte(parent, '/')+1:] + "/" + o.Name
}
