package store

import (
	"cmp"
	"time"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// AnswerFilter is which of a patient's completed responses are given, those that were corrected too.
type AnswerFilter struct {
	Patient       clinic.PatientID
	Questionnaire q.ID      // empty for all
	From, To      time.Time // when they were completed; zero for no bound, and To is not in it
}

// AnswerMark is a place in a list of responses; the zero value is before the first.
type AnswerMark struct {
	At time.Time
	ID clinic.ResponseID
}

// answers reads by an index that has a patient's responses in the order of their completion.
func (f AnswerFilter) answers(tx *Tx) *gorm.DB {
	query := tx.db.Table("responses INDEXED BY responses_of_patient").Where("patient_id = ? AND completed_at IS NOT NULL", string(f.Patient))
	if f.Questionnaire != "" {
		query = query.Where("questionnaire = ?", string(f.Questionnaire))
	}
	if !f.From.IsZero() {
		query = query.Where("completed_at >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		query = query.Where("completed_at < ?", micros(f.To))
	}
	return query
}

// AnswersBefore gives a page of a patient's responses with their results. The page has the newest that come after the mark,
// and has them oldest first. more says whether there are earlier ones.
func (tx *Tx) AnswersBefore(f AnswerFilter, after AnswerMark, limit int) (list []Scored, more bool, err error) {
	query := f.answers(tx)
	if after.ID != "" {
		query = query.Where("(completed_at, id) < (?, ?)", micros(after.At), string(after.ID))
	}
	var ids []string
	if err := query.Order("completed_at DESC, id DESC").Limit(limit+1).Pluck("id", &ids).Error; err != nil {
		return nil, false, fails("list responses", err)
	}
	if more = len(ids) > limit; more {
		ids = ids[:limit]
	}
	list, err = tx.scored(ids)
	return list, more, err
}

// CountAnswers gives how many responses a patient has completed, those that were corrected too.
func (tx *Tx) CountAnswers(p clinic.PatientID) (int, error) {
	var n int64
	err := AnswerFilter{Patient: p}.answers(tx).Count(&n).Error
	return int(n), fails("count responses of patient "+string(p), err)
}

// Compare says which of two places comes first in time; of one moment, by the ids.
func (m AnswerMark) Compare(with AnswerMark) int {
	return cmp.Or(m.At.Compare(with.At), cmp.Compare(m.ID, with.ID))
}
