package proof

import (
	"fmt"
	"slices"

	q "steelyard/internal/questionnaire"
)

// flags checks that every flag can be raised by a finished form and left down by one, and that it says what a missing
// answer means, because any item can be left out.
func (f *findings) flags(s *space) {
	d := s.sides[0].definition
	for i := range d.Flags {
		flag, path := &d.Flags[i], fmt.Sprintf("flags[%d]", i)
		if len(flag.Unanswered) == 0 {
			f.fault(path, "add unanswered, with words for the clinician", "the flag %s does not say what it means when an answer it reads is left out or hidden", flag.ID)
		}
		all := s.outcomes(true, target{flag: flag.ID})
		if all == nil {
			f.warn(path, "test simpler scales", "the flag %s is not proven: too many combinations", flag.ID)
			continue
		}
		raised := map[q.Truth]bool{}
		for at := range all.len() {
			raised[all.outcome(at, 0).Raised] = true
		}
		if !raised[q.True] {
			f.fault(path+".when", "correct the condition", "no answers raise the flag %s", flag.ID)
		}
		if !raised[q.False] {
			f.fault(path+".when", "correct the condition", "every finished form raises the flag %s", flag.ID)
		}
	}
}

// conditions checks that every item with a condition can be shown and can be kept off the form.
func (f *findings) conditions(s *space) {
	d := s.sides[0].definition
	for i := range d.Items {
		if d.Items[i].ShownWhen == nil {
			continue
		}
		path := fmt.Sprintf("items[%d].shown_when", i)
		shown, hidden, ok := s.shown(i)
		switch {
		case !ok:
			f.warn(path, "test simpler items", "whether %s is shown is not proven: too many combinations", d.Items[i].ID)
		case !shown:
			f.fault(path, "correct the condition", "the item %s is never shown", d.Items[i].ID)
		case !hidden:
			f.fault(path, "remove the condition, or correct it", "the item %s is always shown", d.Items[i].ID)
		}
	}
}

// shown walks the items that decide whether one is shown, and the item after them.
func (s *space) shown(item int) (shown, hidden, ok bool) {
	w, ok := s.plan()
	if ok {
		_, ok = w.walkSlot(item)
	}
	if !ok {
		return false, false, false
	}
	w.classesOf(item).until = len(w.units) // so that states in which it is hidden are told apart at the end
	if !w.settleAll() {
		return false, false, false
	}
	all := w.run(true)
	if all == nil {
		return false, false, false
	}
	last := all.levels[len(w.units)]
	for at := range last.len() {
		if last.option[at]>>hiddenShift == 0 {
			shown = true
		} else {
			hidden = true
		}
	}
	return shown, hidden, true
}

// unread names items whose answers have scores that nothing reads: something was left out, or the scores mean nothing.
func (f *findings) unread(d *q.Definition) {
	read := map[q.ItemID]bool{}
	mark := func(t *q.Condition) { read[t.Item] = true }
	for i := range d.Scales {
		for _, id := range d.Scales[i].Items {
			read[id] = true
		}
		for j := range d.Scales[i].Decide {
			d.Scales[i].Decide[j].When.Tests(mark)
		}
	}
	for i := range d.Flags {
		d.Flags[i].When.Tests(mark)
	}
	for i := range d.Items {
		if d.Items[i].ShownWhen != nil {
			d.Items[i].ShownWhen.Tests(mark)
		}
	}
	for i := range d.Items {
		item := &d.Items[i]
		if item.Kind() == q.ChoiceItem && !read[item.ID] && slices.ContainsFunc(d.ChoicesOf(item), func(c q.Choice) bool { return c.Score != nil }) {
			f.warn(fmt.Sprintf("items[%d]", i), "add it to its scale, or give it choices without scores", "the answers to %s have scores, but no scale, flag or condition reads them", item.ID)
		}
	}
}
