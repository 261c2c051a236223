package pdf

import (
	"slices"

	"steelyard/internal/export/sheet"
)

// hollow is how much of a page may stay empty at its end before something that stands later is put there.
const hollow = (footTop - headTop) / 6

// arrange puts sections one below the other, in their order. Where one would begin a new page and leave a good part of the one
// before it empty, a later one that may and that fits whole goes there first.
func (d *document) arrange(sections []*section) (strips []sheet.Strip) {
	rest := slices.DeleteFunc(slices.Clone(sections), func(s *section) bool { return s.keep == 0 })
	for len(rest) > 0 {
		next := 0
		if room := d.room(strips); room > hollow && d.pages(strips, rest[0]) > len(d.flow(strips)) && !d.begins(strips, rest[0]) {
			next = max(slices.IndexFunc(rest, func(s *section) bool { return s.fills && d.pages(strips, s) == len(d.flow(strips)) }), 0)
		}
		strips = append(strips, rest[next].strips()...)
		rest = slices.Delete(rest, next, next+1)
	}
	return strips
}

func (d *document) flow(strips []sheet.Strip) [][]sheet.Strip {
	return sheet.Flow(strips, d.bodyY, footTop-6)
}

// pages is how many there are with one section more.
func (d *document) pages(strips []sheet.Strip, s *section) int {
	return len(d.flow(append(slices.Clone(strips), s.strips()...)))
}

// begins says whether a section begins on the page that is begun already.
func (d *document) begins(strips []sheet.Strip, s *section) bool {
	before, after := d.flow(strips), d.flow(append(slices.Clone(strips), s.strips()...))
	at := len(before) - 1
	return len(after[at]) > len(before[at])
}

// room is what is free at the end of the last page.
func (d *document) room(strips []sheet.Strip) float64 {
	pages := d.flow(strips)
	free := footTop - 6 - d.bodyY
	for i, s := range pages[len(pages)-1] {
		if free -= s.Height; i == 0 && s.Repeat != nil {
			free -= s.Repeat.Height
		}
	}
	return free
}
