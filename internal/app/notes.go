package app

import (
	"maps"
	"slices"
	"strconv"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// AnswerPage is a page of answers with what staff noted beside their items.
type AnswerPage struct {
	Answers q.Form
	Notes   clinic.Notes
}

// takeNotes puts a page's notes into those of a response, and gives what changed for the audit. Whoever answers through a
// link notes nothing.
func takeNotes(v *Visit, d *q.Definition, old, page clinic.Notes) (notes clinic.Notes, changes []audit.Change, err error) {
	if len(page) == 0 {
		return old, nil, nil
	}
	if v.Actor.Invitation != "" {
		return nil, nil, errDenied
	}
	var wrong []fault.Detail
	for _, id := range slices.Sorted(maps.Keys(page)) {
		if d.ItemIndex(id) < 0 || !readable(page[id], 0, clinic.MaxNote) {
			wrong = append(wrong, fault.Detail{Where: string(id), What: "the note must have at most 1000 characters, all of which can be shown",
				Phrase: fault.Phrase{ID: "note.too-long", High: strconv.Itoa(clinic.MaxNote)}})
		}
		if old[id] != "" && old[id] != page[id] {
			changes = append(changes, audit.Change{Field: "note on " + string(id), Before: old[id], After: page[id]})
		}
	}
	if len(wrong) > 0 {
		return nil, nil, fault.New(fault.Invalid, "Nothing was kept. Please correct what is marked.", wrong...)
	}
	return old.With(page), changes, nil
}
