package audit

import (
	"cmp"
	"container/heap"
	"slices"
)

// keyed is a thing that may be kept, with the hash that decides on its place
// and the id that decides between equal hashes.
type keyed interface {
	key() (hash uint64, id string)
}

// bottom keeps, of all that it is offered, the things with the smallest
// hashes, so that what is kept depends neither on order nor on who offers it.
// (Bottom-k sampling: Cohen and Kaplan 2007.)
type bottom[T keyed] struct {
	seen int64
	kept largestFirst[T]
}

// offer keeps x if it is among the limit smallest. Only then is own called,
// which frees x from what it should not hold in memory.
func (b *bottom[T]) offer(x T, limit int, own func(*T)) {
	b.seen++
	full := len(b.kept) >= limit
	if full && (limit == 0 || compare(x, b.kept[0]) >= 0) {
		return
	}
	own(&x)
	if full {
		b.kept[0] = x
		heap.Fix(&b.kept, 0)
		return
	}
	heap.Push(&b.kept, x)
}

// sorted returns what is kept, the smallest first.
func (b *bottom[T]) sorted() []T {
	out := slices.Clone([]T(b.kept))
	slices.SortFunc(out, compare[T])
	return out
}

func compare[T keyed](a, b T) int {
	ha, ia := a.key()
	hb, ib := b.key()
	return cmp.Or(cmp.Compare(ha, hb), cmp.Compare(ia, ib))
}

// largestFirst is a heap whose root is the thing that gives way first.
type largestFirst[T keyed] []T

func (h largestFirst[T]) Len() int           { return len(h) }
func (h largestFirst[T]) Less(i, j int) bool { return compare(h[j], h[i]) < 0 }
func (h largestFirst[T]) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *largestFirst[T]) Push(x any)        { *h = append(*h, x.(T)) }
func (h *largestFirst[T]) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
