package store

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

type resultRow struct {
	ResponseID    string `gorm:"primaryKey"`
	Questionnaire string
	Version       string
	Hash          string
	Engine        string
	CompletedAt   int64
	Result        string // JSON
}

// TableName names the table.
func (resultRow) TableName() string { return "results" }

func (r resultRow) domain() (scoring.Result, error) {
	var result scoring.Result
	return result, fromJSON("result of response "+r.ResponseID, r.Result, &result)
}

// Scored is a completed response with its frozen result.
type Scored struct {
	Response clinic.Response
	Result   scoring.Result
}

type scoredRow struct {
	Response responseRow `gorm:"embedded"`
	Result   string
}

func (r scoredRow) domain(tx *Tx) (s Scored, err error) {
	if s.Response, err = r.Response.domain(tx); err != nil {
		return s, err
	}
	s.Result, err = resultRow{ResponseID: r.Response.ID, Result: r.Result}.domain()
	return s, err
}

// freeze inserts the result of a response that was just completed.
func (tx *Tx) freeze(r clinic.Response, result *scoring.Result) error {
	text, err := toJSON("result", result)
	if err != nil {
		return err
	}
	return tx.db.Create(&resultRow{
		ResponseID: string(r.ID), Questionnaire: string(r.Questionnaire.ID), Version: string(r.Questionnaire.Version),
		Hash: string(r.Hash), Engine: result.Engine, CompletedAt: micros(*r.CompletedAt), Result: text,
	}).Error
}

// GetResult gives the frozen result of a response.
func (tx *Tx) GetResult(id clinic.ResponseID) (scoring.Result, error) {
	result, ok, err := find[resultRow](tx, "response_id = ?", string(id))
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "This response has no result yet.")
	}
	if err != nil {
		err = fmt.Errorf("get result of response %s: %w", id, err)
	}
	return result, err
}

// ResultsOf gives a patient's completed responses with their results, oldest first. A response that was amended is
// left out: its correction stands for it.
func (tx *Tx) ResultsOf(p clinic.PatientID) ([]Scored, error) {
	return listSealed[scoredRow](tx, tx.completed(CompletedFilter{Visible: clinic.Visible{All: true}, Patient: p}).Order(inTime).Select("responses.*, results.result"))
}

// CompletedFilter is which completed responses are given; a zero field leaves nothing out, but for the first.
type CompletedFilter struct {
	Visible       clinic.Visible // whose; nobody's unless it says so
	Questionnaire q.ID
	Patient       clinic.PatientID
	From          time.Time // completed then or later
	To            time.Time // completed before
}

const inTime = "responses.completed_at, responses.id"

func (tx *Tx) completed(f CompletedFilter) *gorm.DB {
	query := tx.db.Table("responses").Joins("JOIN results ON results.response_id = responses.id").
		Where("responses.status = 'completed'")
	query = ofSeen(query, "responses", f.Visible)
	if f.Questionnaire != "" {
		query = query.Where("responses.questionnaire = ?", string(f.Questionnaire))
	}
	if f.Patient != "" {
		query = query.Where("responses.patient_id = ?", string(f.Patient))
	}
	if !f.From.IsZero() {
		query = query.Where("responses.completed_at >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		query = query.Where("responses.completed_at < ?", micros(f.To))
	}
	return query
}

// exportRow is a scored response with its patient, whose columns are prefixed because some names occur twice.
type exportRow struct {
	Scored  scoredRow  `gorm:"embedded"`
	Patient patientRow `gorm:"embedded;embeddedPrefix:p_"`
	Mode    string
}

const exportColumns = `responses.*, results.result, encounters.mode AS mode,
patients.id AS p_id, patients.record_number AS p_record_number, patients.name AS p_name, patients.birth_date AS p_birth_date,
patients.sex AS p_sex, patients.email AS p_email, patients.phone AS p_phone, patients.language AS p_language,
patients.created_at AS p_created_at, patients.updated_at AS p_updated_at, patients.revision AS p_revision,
patients.clinician_id AS p_clinician_id, patients.team_id AS p_team_id`

// EachCompleted calls fn with every completed, not amended response in the order of completion, its result, its
// patient and how the answers came in, one row at a time, until fn gives an error. fn must not use the transaction.
func (tx *Tx) EachCompleted(f CompletedFilter, fn func(clinic.Response, *scoring.Result, clinic.Patient, clinic.Mode) error) error {
	if err := tx.sealing.people.ensure(tx.db.Statement.Context); err != nil { // so that no key is read between the rows
		return err
	}
	query := tx.completed(f).Order(inTime).Joins("JOIN patients ON patients.id = responses.patient_id").Joins("JOIN encounters ON encounters.id = responses.encounter_id").Select(exportColumns)
	return each(query, func(r exportRow) error {
		scored, err := r.Scored.domain(tx)
		if err != nil {
			return err
		}
		patient, err := r.Patient.domain(tx)
		if err != nil {
			return err
		}
		return fn(scored.Response, &scored.Result, patient, clinic.Mode(r.Mode))
	})
}

// EachNewest calls fn with the completed, not amended answers to a version of whom somebody may see and their results, the oldest
// first: with the newest of them, at most so many. more says whether there are earlier ones. fn must not use the transaction.
func (tx *Tx) EachNewest(v clinic.Visible, ref q.Ref, most int, fn func(clinic.Response, *scoring.Result) error) (more bool, err error) {
	if err := tx.sealing.people.ensure(tx.db.Statement.Context); err != nil { // so that no key is read between the rows
		return false, err
	}
	of := func() *gorm.DB {
		return tx.completed(CompletedFilter{Visible: v, Questionnaire: ref.ID}).Where("responses.version = ?", string(ref.Version))
	}
	var last []int64 // when the newest were completed that are too many
	if err := of().Order("responses.completed_at DESC, responses.id DESC").Offset(most).Limit(1).Pluck("responses.completed_at", &last).Error; err != nil {
		return false, fails("list the newest answers to "+ref.String(), err)
	}
	query := of()
	for _, at := range last {
		query = query.Where("responses.completed_at > ?", at)
	}
	err = each(query.Order(inTime).Select("responses.*, results.result"), func(r scoredRow) error {
		s, err := r.domain(tx)
		if err != nil {
			return err
		}
		return fn(s.Response, &s.Result)
	})
	return len(last) > 0, err
}
