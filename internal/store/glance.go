package store

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Newest is a patient's newest result of one questionnaire, with what its definition is found by.
type Newest struct {
	Response    clinic.ResponseID
	Ref         q.Ref
	StartedAt   time.Time
	CompletedAt time.Time
	Result      scoring.Result
}

type newestRow struct {
	ResponseID    string
	Questionnaire string
	Version       string
	StartedAt     int64
	CompletedAt   int64
	Result        string
}

func (r newestRow) domain() (n Newest, err error) {
	n.Response, n.Ref = clinic.ResponseID(r.ResponseID), q.Ref{ID: q.ID(r.Questionnaire), Version: q.Version(r.Version)}
	n.StartedAt, n.CompletedAt = instant(r.StartedAt), instant(r.CompletedAt)
	n.Result, err = resultRow{ResponseID: r.ResponseID, Result: r.Result}.domain()
	return n, err
}

// NewestResults gives a patient's newest result of each questionnaire, oldest first; of two of the same moment the one that
// ResultsOf gives first. It opens no answers.
func (tx *Tx) NewestResults(p clinic.PatientID) ([]Newest, error) {
	n, err := list[newestRow](tx.db.Raw(newestSQL, sql.Named("p", string(p))))
	slices.SortFunc(n, func(a, b Newest) int {
		return cmp.Or(a.CompletedAt.Compare(b.CompletedAt), cmp.Compare(a.Response, b.Response))
	})
	known := map[q.ID]bool{}
	n = slices.DeleteFunc(n, func(r Newest) bool {
		again := known[r.Ref.ID]
		known[r.Ref.ID] = true
		return again
	})
	return n, fails("list newest results of patient "+string(p), err)
}

// newestSQL goes from questionnaire to questionnaire through one index over the patient's answers, and seeks the newest of each:
// it is as quick where there are a thousand.
const newestSQL = `
WITH RECURSIVE asked (questionnaire) AS (
  SELECT min(questionnaire) FROM responses WHERE patient_id = @p AND status = 'completed'
  UNION ALL
  SELECT (SELECT min(n.questionnaire) FROM responses n WHERE n.patient_id = @p AND n.status = 'completed' AND n.questionnaire > asked.questionnaire)
  FROM asked WHERE asked.questionnaire IS NOT NULL
)
SELECT r.id AS response_id, r.questionnaire, r.version, r.started_at, r.completed_at, results.result
FROM asked CROSS JOIN responses r ON r.patient_id = @p AND r.status = 'completed' AND r.questionnaire = asked.questionnaire
  AND r.completed_at = (SELECT max(m.completed_at) FROM responses m WHERE m.patient_id = @p AND m.status = 'completed' AND m.questionnaire = asked.questionnaire)
CROSS JOIN results ON results.response_id = r.id`

// PutGlance keeps what the list shows of a patient's last profile.
func (tx *Tx) PutGlance(p clinic.PatientID, g clinic.Glance) error {
	act := "keep the last profile of patient " + string(p)
	text, err := toJSON("last profile", g)
	if err != nil {
		return err
	}
	done := tx.db.Model(&patientRow{}).Where("id = ?", string(p)).Update("glance", text)
	if done.Error == nil && done.RowsAffected == 0 {
		return fmt.Errorf("%s: there is no such patient", act)
	}
	return fails(act, done.Error)
}

// WithoutGlance gives some patients whose last profile was never kept, because they answered before it was.
func (tx *Tx) WithoutGlance(limit int) (ids []clinic.PatientID, err error) {
	err = tx.db.Model(&patientRow{}).Where("glance IS NULL AND last_completed_at IS NOT NULL").Order("id").Limit(limit).Pluck("id", &ids).Error
	return ids, fails("list patients without a kept profile", err)
}
