package store

import (
	"fmt"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

type responseRow struct {
	ID            string `gorm:"primaryKey"`
	EncounterID   string
	PatientID     string
	Questionnaire string
	Version       string
	Hash          string
	Status        string
	Language      string
	EnteredBy     *string
	StartedAt     int64
	UpdatedAt     int64 `gorm:"autoUpdateTime:false"`
	CompletedAt   *int64
	Amends        *string
	Reason        []byte // sealed; NULL where it amends none
	Revision      int
	Answers       []byte // sealed: a JSON object
	Notes         []byte // sealed: a JSON object; NULL where there are none
	Languages     string // with spaces between
}

// TableName names the table.
func (responseRow) TableName() string { return "responses" }

func (tx *Tx) newResponseRow(r clinic.Response) (row responseRow, err error) {
	form := r.Answers
	if form == nil {
		form = q.Form{}
	}
	answers, err := toJSON("answers of response "+string(r.ID), form)
	if err != nil {
		return row, err
	}
	e := tx.envelope("responses", string(r.ID), r.PatientID)
	row = responseRow{
		ID: string(r.ID), EncounterID: string(r.EncounterID), PatientID: string(r.PatientID),
		Questionnaire: string(r.Questionnaire.ID), Version: string(r.Questionnaire.Version), Hash: string(r.Hash),
		Status: string(r.Status), Language: string(r.Language), EnteredBy: orNull(r.EnteredBy),
		StartedAt: micros(r.StartedAt), UpdatedAt: micros(r.UpdatedAt), CompletedAt: microsOf(r.CompletedAt),
		Amends: orNull(r.Amends), Revision: r.Revision, Answers: e.seal("answers", answers), Languages: joined(r.Languages),
	}
	if r.Amends != "" {
		row.Reason = e.seal("reason", r.Reason)
	}
	if len(r.Notes) > 0 {
		notes, err := toJSON("notes of response "+string(r.ID), r.Notes)
		if err != nil {
			return row, err
		}
		row.Notes = e.seal("notes", notes)
	}
	return row, e.err
}

func (r responseRow) domain(tx *Tx) (clinic.Response, error) {
	e := tx.envelope("responses", r.ID, clinic.PatientID(r.PatientID))
	answers, notes := e.open("answers", r.Answers), e.open("notes", r.Notes)
	d := clinic.Response{
		ID: clinic.ResponseID(r.ID), EncounterID: clinic.EncounterID(r.EncounterID), PatientID: clinic.PatientID(r.PatientID),
		Questionnaire: q.Ref{ID: q.ID(r.Questionnaire), Version: q.Version(r.Version)}, Hash: q.Hash(r.Hash),
		Status: clinic.ResponseStatus(r.Status), Language: q.Language(r.Language), EnteredBy: orEmpty[clinic.UserID](r.EnteredBy),
		StartedAt: instant(r.StartedAt), UpdatedAt: instant(r.UpdatedAt), CompletedAt: instantOf(r.CompletedAt),
		Amends: orEmpty[clinic.ResponseID](r.Amends), Reason: e.open("reason", r.Reason), Revision: r.Revision, Languages: parted(r.Languages),
	}
	if e.err != nil {
		return d, e.err
	}
	if notes != "" {
		if err := fromJSON("notes of response "+r.ID, notes, &d.Notes); err != nil {
			return d, err
		}
	}
	return d, fromJSON("answers of response "+r.ID, answers, &d.Answers)
}

func joined(list []q.Language) string {
	words := make([]string, len(list))
	for i, l := range list {
		words[i] = string(l)
	}
	return strings.Join(words, " ")
}

func parted(words string) (list []q.Language) {
	for l := range strings.FieldsSeq(words) {
		list = append(list, q.Language(l))
	}
	return list
}

// CreateResponse starts a response, in progress. Its definition must have been pinned. A Conflict where the encounter
// already has a first response to the questionnaire, or the amended response already has a correction.
func (tx *Tx) CreateResponse(r clinic.Response) error {
	act := "create response " + string(r.ID)
	if r.Status != clinic.InProgress {
		return fmt.Errorf("%s: it begins as %s, not %s", act, clinic.InProgress, r.Status)
	}
	row, err := tx.newResponseRow(r)
	if err == nil {
		err = tx.db.Create(&row).Error
	}
	if err != nil {
		return fails(act, err)
	}
	return tx.tally(row.PatientID, tallyBegun)
}

// SaveAnswers keeps the answers of a response in progress that is still at r.Revision, and raises the stored revision
// by one; a Conflict where another page was saved meanwhile or it was completed.
func (tx *Tx) SaveAnswers(r clinic.Response) error {
	return tx.save(r, map[string]any{}, "save answers of response "+string(r.ID))
}

// CompleteResponse keeps the last answers of a response in progress that is still at r.Revision, freezes it at
// r.CompletedAt with its result, and raises the stored revision by one. The response it corrects, if any, becomes
// amended. A Conflict where another page was saved meanwhile or it was completed.
func (tx *Tx) CompleteResponse(r clinic.Response, result *scoring.Result) error {
	act := "complete response " + string(r.ID)
	switch {
	case r.CompletedAt == nil:
		return fmt.Errorf("%s: it has no time of completion", act)
	case result.Questionnaire != r.Questionnaire || result.Hash != r.Hash:
		return fmt.Errorf("%s: the result is of another definition", act)
	}
	set := map[string]any{"status": string(clinic.Completed), "completed_at": micros(*r.CompletedAt)}
	if err := tx.save(r, set, act); err != nil {
		return err
	}
	if err := tx.freeze(r, result); err != nil {
		return fails(act, err)
	}
	if r.Amends != "" {
		if err := tx.markAmended(r.Amends); err != nil {
			return fails(act, err)
		}
	}
	return tx.tally(string(r.PatientID), tallyAnswers)
}

// save writes the answers, and what else is set, where the revision is still the same.
func (tx *Tx) save(r clinic.Response, set map[string]any, act string) error {
	row, err := tx.newResponseRow(r)
	if err != nil {
		return fails(act, err)
	}
	set["notes"] = row.Notes
	set["answers"], set["language"], set["languages"] = row.Answers, row.Language, row.Languages
	set["updated_at"], set["revision"] = row.UpdatedAt, row.Revision+1
	done := tx.db.Model(&responseRow{}).
		Where("id = ? AND revision = ? AND status = 'in-progress' AND patient_id = ? AND questionnaire = ? AND version = ? AND hash = ? AND COALESCE(amends, '') = ?",
			row.ID, row.Revision, row.PatientID, row.Questionnaire, row.Version, row.Hash, string(r.Amends)).Updates(set)
	if done.Error != nil || done.RowsAffected == 1 {
		return fails(act, done.Error)
	}
	return tx.whyNotSaved(r, act)
}

func (tx *Tx) whyNotSaved(r clinic.Response, act string) error {
	stored, err := tx.GetResponse(r.ID)
	switch {
	case err != nil:
		return err
	case stored.Status != clinic.InProgress:
		return fmt.Errorf("%s: %w", act, fault.New(fault.Conflict, "These answers were already submitted. They can't be changed any more."))
	case stored.Revision != r.Revision:
		return fmt.Errorf("%s: %w", act, fault.New(fault.Conflict, "These answers were changed meanwhile, perhaps in another window. Look at them again, then go on."))
	}
	return fmt.Errorf("%s: it differs from the stored one in what it is of", act)
}

func (tx *Tx) markAmended(id clinic.ResponseID) error {
	done := tx.db.Model(&responseRow{}).Where("id = ? AND status = 'completed'", string(id)).
		Update("status", string(clinic.Amended))
	if done.Error == nil && done.RowsAffected == 0 {
		return stale("mark response " + string(id) + " as amended")
	}
	return done.Error
}

// GetResponse gives a response.
func (tx *Tx) GetResponse(id clinic.ResponseID) (clinic.Response, error) {
	return getSealed[responseRow](tx, "response", id)
}

// FindResponse gives the first response to a questionnaire at an encounter, whatever its version and state.
func (tx *Tx) FindResponse(e clinic.EncounterID, questionnaire q.ID) (clinic.Response, bool, error) {
	return findSealed[responseRow](tx, "encounter_id = ? AND questionnaire = ? AND amends IS NULL", string(e), string(questionnaire))
}

// FindCorrection gives the response that amends another one, in whatever state.
func (tx *Tx) FindCorrection(of clinic.ResponseID) (clinic.Response, bool, error) {
	return findSealed[responseRow](tx, "amends = ?", string(of))
}

// ResponsesOfEncounter gives an encounter's responses in the order they were started, corrections too.
func (tx *Tx) ResponsesOfEncounter(e clinic.EncounterID) ([]clinic.Response, error) {
	return listSealed[responseRow](tx, tx.db.Where("encounter_id = ?", string(e)).Order("started_at, id"))
}

// ResponsesOf gives a patient's responses in the order they were started, in whatever state.
func (tx *Tx) ResponsesOf(p clinic.PatientID) ([]clinic.Response, error) {
	return listSealed[responseRow](tx, tx.db.Where("patient_id = ?", string(p)).Order("started_at, id"))
}
