package store

import (
	"database/sql"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// What a comparison of two times reads of a record: of each kind of answers the ends. However long the record is, each of these
// reads as much as it gives.

// AnswerKind is what some answers have in common by which they can be compared: a version and the languages they were given in.
type AnswerKind struct {
	Questionnaire q.ID
	Version       q.Version
	Language      q.Language
	Languages     string // as they are kept
}

// AnswerEnd is one of a patient's answers at an end of those of its kind.
type AnswerEnd struct {
	Kind AnswerKind
	Part AnswerPart
	At   AnswerMark
}

// AnswerPart says which end it is. Where two answers are of the same moment, both are at it.
type AnswerPart string

// The ends: the first of all, the newest of all, and the newest two up to each of two times.
const (
	FirstOfKind  AnswerPart = "first"
	UpToThen     AnswerPart = "then"
	UpToNow      AnswerPart = "now"
	NewestOfKind AnswerPart = "newest"
)

// AnswerSpan gives when a patient's first answers were completed and when the newest; ok is false where there are none. Visit is
// the newest of those that came less than a time after the first. What was amended is left out here and below.
func (tx *Tx) AnswerSpan(p clinic.PatientID, visit time.Duration) (first, visited, newest time.Time, ok bool, err error) {
	var row struct{ First, Visited, Newest sql.NullInt64 }
	err = tx.db.Raw(`SELECT s.first, s.newest, (SELECT max(completed_at) FROM responses WHERE patient_id = @p AND status = 'completed' AND completed_at < s.first + @visit) AS visited
FROM (SELECT (SELECT min(completed_at) FROM responses WHERE patient_id = @p AND status = 'completed') AS first,
  (SELECT max(completed_at) FROM responses WHERE patient_id = @p AND status = 'completed') AS newest) s`, sql.Named("p", string(p)), sql.Named("visit", visit.Microseconds())).Scan(&row).Error
	return instant(row.First.Int64), instant(row.Visited.Int64), instant(row.Newest.Int64), row.First.Valid, fails("find the first and the newest answers of patient "+string(p), err)
}

// NewestMoments gives when a patient's newest answers were completed, at most limit of them, the newest first.
func (tx *Tx) NewestMoments(p clinic.PatientID, limit int) (list []time.Time, err error) {
	err = eachRow(tx.db.Raw("SELECT completed_at FROM responses WHERE patient_id = ? AND status = 'completed' ORDER BY completed_at DESC LIMIT ?", string(p), limit), func(scan func(...any) error) error {
		var at int64
		err := scan(&at)
		list = append(list, instant(at))
		return err
	})
	return list, fails("list the newest moments of patient "+string(p), err)
}

// AnswerEnds gives the ends of each kind of a patient's answers; of the newest up to a time two, so that it can be seen whether
// others are of the same moment.
func (tx *Tx) AnswerEnds(p clinic.PatientID, then, now time.Time) (list []AnswerEnd, err error) {
	err = eachRow(tx.db.Raw(answerEndsSQL, sql.Named("p", string(p)), sql.Named("then", micros(then)), sql.Named("now", micros(now))), func(scan func(...any) error) error {
		var e AnswerEnd
		var at int64
		err := scan(&e.Kind.Questionnaire, &e.Kind.Version, &e.Kind.Language, &e.Kind.Languages, &e.Part, &e.At.ID, &at)
		e.At.At = instant(at)
		list = append(list, e)
		return err
	})
	return list, fails("list the ends of the answers of patient "+string(p), err)
}

// answerEndsSQL goes from kind to kind through the index, and seeks the ends of each. SQLite begins such a comparison of rows at
// those that are equal, so the latest time there is stands behind a kind: otherwise it would walk over all of its answers. And a
// plus takes the affinity off a column: between columns that both have one, only the first of the five would be sought.
var answerEndsSQL = `
WITH RECURSIVE begins(id) AS (
  SELECT (SELECT id FROM responses INDEXED BY responses_by_kind WHERE patient_id = @p AND status = 'completed' ORDER BY questionnaire, version, language, languages LIMIT 1)
  UNION ALL
  SELECT (SELECT n.id FROM responses n INDEXED BY responses_by_kind WHERE n.patient_id = @p AND n.status = 'completed'
    AND (n.questionnaire, n.version, n.language, n.languages, n.completed_at) > (+r.questionnaire, +r.version, +r.language, +r.languages, 9223372036854775807)
    ORDER BY n.questionnaire, n.version, n.language, n.languages LIMIT 1)
  FROM begins CROSS JOIN responses r ON r.id = begins.id
),
kinds AS MATERIALIZED (SELECT r.questionnaire, r.version, r.language, r.languages FROM begins CROSS JOIN responses r ON r.id = begins.id)
` + answerEndSQL("first", "", "ASC", "1") +
	"\nUNION ALL\n" + answerEndSQL("then", "AND e.completed_at <= @then", "DESC", "2") +
	"\nUNION ALL\n" + answerEndSQL("now", "AND e.completed_at <= @now", "DESC", "2") +
	"\nUNION ALL\n" + answerEndSQL("newest", "", "DESC", "1")

func answerEndSQL(part, bound, order, most string) string {
	return "SELECT k.questionnaire, k.version, k.language, k.languages, '" + part + "' AS part, a.id, a.completed_at FROM kinds k CROSS JOIN responses a ON a.id IN (SELECT e.id FROM responses e INDEXED BY responses_by_kind" +
		" WHERE e.patient_id = @p AND e.status = 'completed' AND e.questionnaire = k.questionnaire AND e.version = k.version AND e.language = k.language AND e.languages = k.languages " + bound +
		" ORDER BY e.completed_at " + order + ", e.id " + order + " LIMIT " + most + ")"
}

// AnswersAlong gives the answers of a kind that come next to a mark, at most limit of them: the nearest first, backward or forward
// in time. more says whether there are others.
func (tx *Tx) AnswersAlong(p clinic.PatientID, k AnswerKind, from AnswerMark, backward bool, limit int) (marks []AnswerMark, more bool, err error) {
	query := tx.db.Table("responses INDEXED BY responses_by_kind").Where("patient_id = ? AND status = 'completed' AND questionnaire = ? AND version = ? AND language = ? AND languages = ?",
		string(p), string(k.Questionnaire), string(k.Version), string(k.Language), k.Languages)
	if backward {
		query = query.Where("(completed_at, id) < (?, ?)", micros(from.At), string(from.ID)).Order("completed_at DESC, id DESC")
	} else {
		query = query.Where("(completed_at, id) > (?, ?)", micros(from.At), string(from.ID)).Order("completed_at, id")
	}
	err = eachRow(query.Select("id, completed_at").Limit(limit+1), func(scan func(...any) error) error {
		var m AnswerMark
		var at int64
		err := scan(&m.ID, &at)
		m.At = instant(at)
		marks = append(marks, m)
		return err
	})
	if more = len(marks) > limit; more {
		marks = marks[:limit]
	}
	return marks, more, fails("list answers of patient "+string(p), err)
}

// ScoredAnswers gives some completed responses with their results, oldest first.
func (tx *Tx) ScoredAnswers(ids []clinic.ResponseID) ([]Scored, error) {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return tx.scored(names)
}
