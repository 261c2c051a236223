package app

import (
	"fmt"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// checkPaper says everything that is wrong with a form that came back on paper, and gives the time at which it counts
// and the answers as they are kept.
func (a *App) checkPaper(tx *store.Tx, entry *library.Entry, patient clinic.Patient, f PaperForm) (at time.Time, form q.Form, err error) {
	at, details := a.paperDay(patient, f.AnsweredOn)
	if len(details) == 0 {
		again, err := a.secondOfTheDay(tx, f, at)
		if err != nil {
			return at, nil, err
		}
		details = append(details, again...)
	}
	form, err = fromRecord(tx, entry.Definition, f.Patient)
	if err != nil {
		return at, nil, err
	}
	form, wrong := paperAnswers(entry.Definition, merge(f.Answers, form))
	if details = append(wrong, details...); len(details) > 0 {
		return at, nil, fault.New(fault.Invalid, "Nothing was kept yet. Please correct what is marked.", details...)
	}
	return at, form, nil
}

// farthestEast is how far the day anywhere on earth is before that of UTC.
const farthestEast = 14 * time.Hour

// paperDay gives the time at which a form of a day counts: the middle of the day, or now where that is still to come.
// A day is in the future where it has begun nowhere yet, because the clinic's own day is not known.
func (a *App) paperDay(patient clinic.Patient, on q.Date) (at time.Time, details []fault.Detail) {
	wrong := func(what string) (time.Time, []fault.Detail) {
		return at, []fault.Detail{{Where: "_answered_on", What: what}}
	}
	now := a.Now()
	day, err := time.Parse(time.DateOnly, string(on))
	switch {
	case on == "":
		return wrong("Enter the day on which the form was filled in.")
	case err != nil:
		return wrong("Enter the day as year-month-day, such as 2026-03-27.")
	case day.After(now.Add(farthestEast)):
		return wrong("The day lies in the future. Enter the day on which the form was filled in.")
	case patient.BirthDate != "" && string(on) < string(patient.BirthDate), day.Before(now.AddDate(-130, 0, 0)):
		return wrong("The day lies before the patient was born.")
	}
	if at = day.Add(12 * time.Hour); at.After(now) {
		at = now
	}
	return at, nil
}

// secondOfTheDay wants a reason where a form of the same questionnaire was entered for the same day before: most often
// the same sheet was put on two piles.
func (a *App) secondOfTheDay(tx *store.Tx, f PaperForm, at time.Time) ([]fault.Detail, error) {
	if readable(strings.TrimSpace(f.Reason), 3, 300) {
		return nil, nil
	}
	responses, err := tx.ResponsesOf(f.Patient)
	if err != nil {
		return nil, err
	}
	onPaper, err := paperEncounters(tx, f.Patient)
	if err != nil {
		return nil, err
	}
	for _, r := range responses {
		if r.Questionnaire.ID == f.Ref.ID && r.Status == clinic.Completed && onPaper[r.EncounterID] && r.CompletedAt.Format(time.DateOnly) == at.Format(time.DateOnly) {
			return []fault.Detail{{Where: "_reason", What: "A form of this day was entered already. If this is another sheet, say in 3 to 300 characters why there are two."}}, nil
		}
	}
	if !readable(f.Reason, 0, 300) {
		return []fault.Detail{{Where: "_reason", What: "Keep the reason under 300 characters, without characters that can't be seen."}}, nil
	}
	return nil, nil
}

// paperEncounters says which encounters of a patient came in on paper.
func paperEncounters(tx *store.Tx, patient clinic.PatientID) (map[clinic.EncounterID]bool, error) {
	all, err := tx.EncountersOf(patient)
	onPaper := map[clinic.EncounterID]bool{}
	for _, e := range all {
		onPaper[e.ID] = e.Mode == clinic.Paper
	}
	return onPaper, err
}

// paperAnswers checks the answers of a paper form. What an online form would never have asked is not dropped unseen: an
// answer to it means that a cross was misread or misplaced, and somebody looks again.
func paperAnswers(d *q.Definition, form q.Form) (q.Form, []fault.Detail) {
	answers, err := d.Answers(form)
	if err != nil {
		return nil, fault.Details(err)
	}
	var details []fault.Detail
	asked := 0
	for i := range d.Items {
		if d.Items[i].Record == "" && answers.At(i).Given {
			asked++
		}
		if raw := form[d.Items[i].ID]; raw != "" && d.Items[i].Record == "" && !answers.At(i).Shown {
			details = append(details, fault.Detail{Where: string(d.Items[i].ID), What: "This question is not for somebody with the answers above. Look at the paper again: either an answer above is another one, or this one is left out."})
		}
	}
	if asked == 0 && len(details) == 0 {
		details = append(details, fault.Detail{Where: firstItem(d), What: fmt.Sprintf("None of the %d questions has an answer. A form without answers is not kept.", len(d.Items))})
	}
	return answers.Form(), details
}

func firstItem(d *q.Definition) string {
	if len(d.Items) == 0 {
		return ""
	}
	return string(d.Items[0].ID)
}
