package store

import (
	"time"

	"steelyard/internal/clinic"
)

// FirstAnswer is what was answered to a request that may be sent again.
type FirstAnswer struct {
	User    clinic.UserID
	Key     []byte // the hash of the key that the request came with
	Request []byte // by which another request under the same key is known
	Answer  []byte // sealed; empty once its patient was erased
	Until   time.Time
	Patient clinic.PatientID // whose it is; empty for nobody's
}

type firstAnswerRow struct {
	UserID     string `gorm:"primaryKey"`
	KeyHash    []byte `gorm:"primaryKey"`
	RequestMac []byte
	Answer     []byte
	KeptUntil  int64
	PatientID  string
}

// TableName names the table.
func (firstAnswerRow) TableName() string { return "first_answers" }

func (r firstAnswerRow) domain() (FirstAnswer, error) {
	return FirstAnswer{clinic.UserID(r.UserID), r.KeyHash, r.RequestMac, r.Answer, instant(r.KeptUntil), clinic.PatientID(r.PatientID)}, nil
}

// FindFirstAnswer gives the answer that is kept for a user's key.
func (tx *Tx) FindFirstAnswer(u clinic.UserID, key []byte) (FirstAnswer, bool, error) {
	return find[firstAnswerRow](tx, "user_id = ? AND key_hash = ?", string(u), key)
}

// KeepFirstAnswer keeps an answer; a Conflict where one is kept for the same key.
func (tx *Tx) KeepFirstAnswer(f FirstAnswer) error {
	return fails("keep first answer", tx.db.Create(&firstAnswerRow{string(f.User), f.Key, f.Request, f.Answer, micros(f.Until), string(f.Patient)}).Error)
}

// emptyFirstAnswers takes what a patient's kept answers say. That something was asked under the key stays, so that asking
// again does not do it anew.
func (tx *Tx) emptyFirstAnswers(id clinic.PatientID) error {
	return tx.db.Exec("UPDATE first_answers SET answer = x'', patient_id = '' WHERE patient_id = ?", string(id)).Error
}

// DropFirstAnswers forgets the answers that are kept until a time or less.
func (tx *Tx) DropFirstAnswers(until time.Time) error {
	return fails("drop first answers", tx.db.Exec("DELETE FROM first_answers WHERE kept_until <= ?", micros(until)).Error)
}
