package app

import (
	"maps"
	"slices"

	"steelyard/internal/clinic"
	"steelyard/internal/report"
	"steelyard/internal/store"
)

// changeReading gathers what a comparison of two times is made of: of each kind of answers those at its ends, and from there on
// as many as are asked for.
type changeReading struct {
	*App
	tx   *store.Tx
	m    *report.Material
	have map[clinic.ResponseID]report.Completed
}

// readForChange fills in the answers that a comparison of two times needs.
func (a *App) readForChange(tx *store.Tx, m *report.Material, span report.Span) error {
	ends, err := tx.AnswerEnds(m.Patient.ID, span.From, span.To)
	if err != nil {
		return err
	}
	x := &changeReading{a, tx, m, map[clinic.ResponseID]report.Completed{}}
	kinds, parts, all := kindsOf(ends)
	if _, err := x.take(all); err != nil {
		return err
	}
	for _, k := range kinds {
		for _, part := range []store.AnswerPart{store.UpToThen, store.UpToNow} {
			if err := x.settle(k, parts[k][part]); err != nil {
				return err
			}
		}
	}
	if m.Between == nil {
		if err := x.reach(kinds, parts); err != nil {
			return err
		}
	}
	return x.modes()
}

type kindParts map[store.AnswerKind]map[store.AnswerPart][]store.AnswerMark

// kindsOf puts the ends of answers in order: by kind and part, and all.
func kindsOf(ends []store.AnswerEnd) (kinds []store.AnswerKind, parts kindParts, all []store.AnswerMark) {
	parts = kindParts{}
	for _, e := range ends {
		if parts[e.Kind] == nil {
			parts[e.Kind] = map[store.AnswerPart][]store.AnswerMark{}
			kinds = append(kinds, e.Kind)
		}
		parts[e.Kind][e.Part] = append(parts[e.Kind][e.Part], e.At)
		all = append(all, e.At)
	}
	for _, p := range parts {
		for _, marks := range p {
			slices.SortFunc(marks, func(a, b store.AnswerMark) int { return b.Compare(a) })
		}
	}
	return kinds, parts, all
}

// settle reads backward from the newest answers of a kind up to a time.
func (x *changeReading) settle(k store.AnswerKind, marks []store.AnswerMark) error {
	if len(marks) == 0 {
		return nil
	}
	list, err := x.take(marks)
	if err != nil {
		return err
	}
	return x.walk(k, marks[len(marks)-1], list, true, report.Settled)
}

// reach reads forward from the first answers of each kind to those that can be compared with the newest, and then what came just
// before those that a comparison begins with.
func (x *changeReading) reach(kinds []store.AnswerKind, parts kindParts) error {
	for _, k := range kinds {
		marks := parts[k][store.FirstOfKind]
		list, err := x.take(marks)
		if err != nil {
			return err
		}
		if err := x.walk(k, marks[0], list, false, func(list []report.Completed) bool { return report.Reached(*x.m, list) }); err != nil {
			return err
		}
	}
	for _, r := range report.Passed(*x.m) {
		for _, k := range kinds {
			if k.Questionnaire != r.Questionnaire.ID {
				continue
			}
			if err := x.walk(k, store.AnswerMark{At: *r.CompletedAt, ID: r.ID}, nil, true, report.Settled); err != nil {
				return err
			}
		}
	}
	return nil
}

// walk reads answers of a kind from a mark on until there are enough of them.
func (x *changeReading) walk(k store.AnswerKind, from store.AnswerMark, list []report.Completed, backward bool, enough func([]report.Completed) bool) error {
	const few, many = 4, 256
	for limit := few; !enough(list); limit = min(limit*few, many) {
		marks, more, err := x.tx.AnswersAlong(x.m.Patient.ID, k, from, backward, limit)
		if err != nil {
			return err
		}
		next, err := x.take(marks)
		if err != nil || !more {
			return err
		}
		list, from = append(list, next...), marks[len(marks)-1]
	}
	return nil
}

// take reads the answers at some marks, if they were not read before, and gives them in the order of the marks.
func (x *changeReading) take(marks []store.AnswerMark) ([]report.Completed, error) {
	missing := map[clinic.ResponseID]bool{}
	for _, m := range marks {
		if _, ok := x.have[m.ID]; !ok {
			missing[m.ID] = true
		}
	}
	if len(missing) > 0 {
		rows, err := x.tx.ScoredAnswers(slices.Sorted(maps.Keys(missing)))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			c, err := x.asCompleted(row.Response, row.Result, nil)
			if err != nil {
				return nil, err
			}
			x.have[c.Response.ID] = c
			x.m.Completed = append(x.m.Completed, c)
		}
	}
	list := make([]report.Completed, len(marks))
	for i, m := range marks {
		list[i] = x.have[m.ID]
	}
	return list, nil
}

// modes fills in how the answers came in.
func (x *changeReading) modes() error {
	at := map[clinic.EncounterID]clinic.Mode{}
	for _, c := range x.have {
		at[c.Response.EncounterID] = ""
	}
	all, err := x.tx.EncountersAt(slices.Collect(maps.Keys(at)))
	for i := range all {
		at[all[i].ID] = all[i].Mode
	}
	for i := range x.m.Completed {
		x.m.Completed[i].Mode = at[x.m.Completed[i].Response.EncounterID]
	}
	return err
}
