package proof

import "slices"

// level is the states of a walk at one depth, each a row of words, found again by their content.
type level struct {
	width  int
	words  []int64
	from   []int32 // the state before, in the level before
	option []int32 // taken from there
	index  []int32 // an open-addressing table of places plus one
}

func newLevel(width int) *level { return &level{width: width, index: make([]int32, 64)} }

func (l *level) len() int { return len(l.from) }

func (l *level) row(at int) []int64 { return l.words[at*l.width : (at+1)*l.width] }

// add puts a state in where none is like it.
func (l *level) add(words []int64, from, option int32) {
	if 2*l.len() >= len(l.index) {
		l.grow()
	}
	mask := len(l.index) - 1
	for at := int(hash(words)) & mask; ; at = (at + 1) & mask {
		known := l.index[at]
		if known == 0 {
			l.index[at] = int32(l.len() + 1)
			l.words, l.from, l.option = append(l.words, words...), append(l.from, from), append(l.option, option)
			return
		}
		if slices.Equal(l.row(int(known-1)), words) {
			return
		}
	}
}

// find gives the place of a state, or -1.
func (l *level) find(words []int64) int {
	mask := len(l.index) - 1
	for at := int(hash(words)) & mask; l.index[at] != 0; at = (at + 1) & mask {
		if place := int(l.index[at] - 1); slices.Equal(l.row(place), words) {
			return place
		}
	}
	return -1
}

func (l *level) grow() {
	l.index = make([]int32, 4*len(l.index))
	mask := len(l.index) - 1
	for i := range l.len() {
		at := int(hash(l.row(i))) & mask
		for l.index[at] != 0 {
			at = (at + 1) & mask
		}
		l.index[at] = int32(i + 1)
	}
}

func hash(words []int64) uint64 {
	h := uint64(0x9E3779B97F4A7C15)
	for _, w := range words {
		h = (h ^ uint64(w)) * 0xFF51AFD7ED558CCD
		h ^= h >> 32
	}
	return h
}
