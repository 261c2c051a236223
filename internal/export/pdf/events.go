package pdf

import (
	"cmp"
	"fmt"
	"slices"

	"steelyard/internal/report"
)

// namedEvents is how many events are named in every drawing over time. Where there are more they are numbered, and listed once.
const namedEvents = 6

// number numbers the events of all drawings together, and gives the list; nothing where they are few.
func number(list []report.Trend) (lines []string) {
	var all []report.TrendEvent
	same := func(a, b *report.TrendEvent) bool { return a.At.Equal(b.At) && a.Label == b.Label }
	for _, t := range list {
		for i := range t.Events {
			if !slices.ContainsFunc(all, func(e report.TrendEvent) bool { return same(&e, &t.Events[i]) }) {
				all = append(all, t.Events[i])
			}
		}
	}
	if len(all) <= namedEvents {
		return nil
	}
	slices.SortStableFunc(all, func(a, b report.TrendEvent) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Label, b.Label)) })
	for i := range list {
		list[i].Events = slices.Clone(list[i].Events)
		for k := range list[i].Events {
			e := &list[i].Events[k]
			e.Number = 1 + slices.IndexFunc(all, func(o report.TrendEvent) bool { return same(&o, e) })
		}
	}
	for i := range all {
		lines = append(lines, fmt.Sprintf("%d. %s on %s", i+1, all[i].Label, day(all[i].At)))
	}
	return lines
}
