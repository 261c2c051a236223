package pdf

import (
	"cmp"
	"errors"
	"slices"

	"steelyard/internal/export/sheet"
)

// section is a heading with what stands below it. Only in the letter something may give way; on the pages behind it everything
// is kept.
type section struct {
	head  []sheet.Strip
	body  []sheet.Strip
	keep  int // how many of the body are shown
	rank  int // sections of a higher rank give way first; 0 never does
	floor int // how many are kept as long as another section can give way
	left  func(kept, of int) string
	fills bool // behind the letter it may stand earlier, where it fills a page that would end empty
}

func (s *section) strips() []sheet.Strip {
	if s.keep == 0 {
		return nil
	}
	return append(slices.Clone(s.head), s.body[:s.keep]...)
}

// frame is where sections may stand: between two heights, on so many pages.
type frame struct {
	top, bottom float64
	pages       int
}

// fit puts the sections into a frame. Where they don't fit, sections give way strip by strip, and the note says what is missing.
func (f frame) fit(sections []*section, note func(left []string) []sheet.Strip) ([][]sheet.Strip, error) {
	for {
		if pages := f.flow(sections, note); len(pages) <= f.pages {
			return f.giveBack(sections, note, pages), nil
		}
		if !giveWay(sections) {
			return nil, errors.New("what must be shown does not fit the pages")
		}
	}
}

func (f frame) flow(sections []*section, note func([]string) []sheet.Strip) [][]sheet.Strip {
	return sheet.Flow(assemble(sections, note), f.top, f.bottom)
}

// giveBack puts back, the most needed first, what has room now that something else gave way after it.
func (f frame) giveBack(sections []*section, note func([]string) []sheet.Strip, pages [][]sheet.Strip) [][]sheet.Strip {
	ordered := slices.SortedStableFunc(slices.Values(sections), func(a, b *section) int { return cmp.Compare(a.rank, b.rank) })
	for _, s := range ordered {
		for s.keep < len(s.body) {
			s.keep++
			more := f.flow(sections, note)
			if len(more) > f.pages {
				s.keep--
				break
			}
			pages = more
		}
	}
	return pages
}

func assemble(sections []*section, note func([]string) []sheet.Strip) (strips []sheet.Strip) {
	var left []string
	for _, s := range sections {
		strips = append(strips, s.strips()...)
		if s.left != nil && s.keep < len(s.body) {
			left = append(left, s.left(s.keep, len(s.body)))
		}
	}
	return append(strips, note(left)...)
}

// giveWay takes one strip away, the least needed first; it is false where nothing can go any more.
func giveWay(sections []*section) bool {
	ordered := slices.SortedStableFunc(slices.Values(sections), func(a, b *section) int { return cmp.Compare(b.rank, a.rank) })
	for _, useFloor := range []bool{true, false} {
		for _, s := range ordered {
			floor := 0
			if useFloor {
				floor = s.floor
			}
			if s.rank > 0 && s.keep > floor {
				s.keep--
				return true
			}
		}
	}
	return false
}
