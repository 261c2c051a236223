package pdf

import (
	"testing"

	"steelyard/internal/export/sheet"
)

// strips gives n strips of a height.
func strips(n int, height float64) []sheet.Strip {
	list := make([]sheet.Strip, n)
	for i := range list {
		list[i].Height = height
	}
	return list
}

// What is least needed gives way first, to its floor as long as something else can give way; what has room again comes back.
func TestFit(t *testing.T) {
	note := func([]string) []sheet.Strip { return nil }
	some := func(rank, n, floor int, height float64) *section {
		return &section{body: strips(n, height), keep: n, rank: rank, floor: floor}
	}
	for _, c := range []struct {
		name     string
		height   float64
		sections []*section
		kept     []int
	}{
		{"all fits", 100, []*section{some(1, 2, 0, 20), some(2, 3, 0, 20)}, []int{2, 3}},
		{"the least needed goes", 80, []*section{some(1, 2, 0, 20), some(2, 3, 0, 20)}, []int{2, 2}},
		{"not below its floor", 60, []*section{some(1, 2, 0, 20), some(2, 3, 2, 20)}, []int{1, 2}},
		{"below it where nothing else can go", 20, []*section{some(0, 1, 0, 20), some(2, 3, 2, 20)}, []int{1, 0}},
		{"what has room again comes back", 45, []*section{some(0, 1, 0, 10), some(1, 1, 0, 50), some(2, 3, 0, 10)}, []int{1, 0, 3}},
	} {
		pages, err := frame{0, c.height, 1}.fit(c.sections, note)
		if err != nil || len(pages) != 1 {
			t.Errorf("%s: got %d pages, %v", c.name, len(pages), err)
		}
		for i, s := range c.sections {
			if s.keep != c.kept[i] {
				t.Errorf("%s: section %d kept %d, want %d", c.name, i, s.keep, c.kept[i])
			}
		}
	}
	if _, err := (frame{0, 10, 1}).fit([]*section{some(0, 2, 0, 10)}, note); err == nil {
		t.Error("what must be shown does not fit, and that is no error")
	}
}
