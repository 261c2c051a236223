package store

import (
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/seal"
)

type auditRow struct {
	Seq     int64 `gorm:"primaryKey;autoIncrement:false"`
	At      int64
	Actor   string
	Role    string
	Action  string
	Patient string
	Subject string
	Why     string
	Origin  string // from is a word of SQL
	Prev    []byte
	Hash    []byte
	Sealed  []byte
}

// TableName names the table.
func (auditRow) TableName() string { return "audit_entries" }

func newAuditRow(e audit.Entry) auditRow {
	return auditRow{
		Seq: e.Seq, At: micros(e.At), Actor: e.Actor, Role: e.Role, Action: e.Action, Patient: e.Patient,
		Subject: e.Subject, Why: e.Why, Origin: e.From, Prev: e.Prev, Hash: e.Hash, Sealed: e.Sealed,
	}
}

func (r auditRow) domain() (audit.Entry, error) {
	return audit.Entry{
		Seq: r.Seq, At: instant(r.At), Actor: r.Actor, Role: r.Role, Action: r.Action, Patient: r.Patient,
		Subject: r.Subject, Why: r.Why, From: r.Origin, Prev: r.Prev, Hash: r.Hash, Sealed: r.Sealed,
	}, nil
}

// AppendAudit chains an entry to the last one and keeps it.
func (tx *Tx) AppendAudit(e audit.Entry, key []byte) error {
	return tx.AppendAuditWith(e, audit.Detail{}, key)
}

// AppendAuditWith is AppendAudit with details, which are sealed: with the key of the patient whom the entry is about, so
// that they can't be read any more once that patient is erased, or with the site's where it is about nobody.
func (tx *Tx) AppendAuditWith(e audit.Entry, d audit.Detail, key []byte) error {
	last, _, err := tx.FindLastAudit()
	if err == nil && !d.Empty() {
		e.Sealed, err = tx.sealDetail(last.Seq+1, clinic.PatientID(e.Patient), d)
	}
	if err == nil {
		err = e.Seal(last, key)
	}
	if err == nil {
		err = tx.db.Create(new(newAuditRow(e))).Error
	}
	return fails("append audit entry", err)
}

func detailPlace(seq int64) string { return fmt.Sprintf("audit_entries.sealed:%d", seq) }

func (tx *Tx) sealDetail(seq int64, patient clinic.PatientID, d audit.Detail) ([]byte, error) {
	text, err := toJSON("audit detail", d)
	if err != nil {
		return nil, err
	}
	if k, ok, err := tx.dataKey(string(patient)); err != nil || ok {
		if err != nil {
			return nil, err
		}
		return k.Seal(detailPlace(seq), []byte(text))
	}
	k, err := tx.siteData()
	if err != nil {
		return nil, err
	}
	return k.SealForSite(detailPlace(seq), []byte(text))
}

// OpenDetail gives what an entry keeps sealed. ok is false where its patient was erased, and their key with them.
func (tx *Tx) OpenDetail(e audit.Entry) (d audit.Detail, ok bool, err error) {
	if len(e.Sealed) == 0 {
		return d, true, nil
	}
	key, ok, err := tx.detailKey(e)
	if err != nil || !ok {
		return d, ok, err
	}
	text, err := key.Open(detailPlace(e.Seq), e.Sealed)
	if err == nil {
		err = fromJSON("audit detail", string(text), &d)
	}
	if err != nil {
		err = fmt.Errorf("open the details of audit entry %d: %w", e.Seq, err)
	}
	return d, true, err
}

func (tx *Tx) detailKey(e audit.Entry) (key seal.DataKey, ok bool, err error) {
	if seal.SealedForSite(e.Sealed) {
		key, err = tx.siteData()
		return key, err == nil, err
	}
	return tx.dataKey(e.Patient)
}

// FindLastAudit gives the head of the chain; ok is false where nothing was ever written.
func (tx *Tx) FindLastAudit() (e audit.Entry, ok bool, err error) {
	var r auditRow
	switch err := tx.db.Order("seq DESC").Take(&r).Error; {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return e, false, nil
	case err != nil:
		return e, false, fmt.Errorf("read last audit entry: %w", err)
	}
	e, err = r.domain()
	return e, true, err
}

// LatestAuditTime gives the latest time that stands in the audit, which is not the last entry's where the clock was set
// back; zero where there is none.
func (tx *Tx) LatestAuditTime() (at time.Time, err error) {
	var latest *int64
	if err := tx.db.Raw("SELECT max(at) FROM audit_entries").Scan(&latest).Error; err != nil || latest == nil {
		return at, fails("find latest time", err)
	}
	return instant(*latest), nil
}

// EachAudit calls fn with every entry in the chain's order until fn gives an error. fn must not use the transaction.
func (tx *Tx) EachAudit(fn func(audit.Entry) error) error {
	return each(tx.db.Model(&auditRow{}).Order("seq"), func(r auditRow) error {
		e, err := r.domain()
		if err != nil {
			return err
		}
		return fn(e)
	})
}

// EachAuditOf is EachAudit of the entries of one action.
func (tx *Tx) EachAuditOf(action string, fn func(audit.Entry) error) error {
	return each(tx.db.Model(&auditRow{}).Where("action = ?", action).Order("seq"), func(r auditRow) error {
		e, err := r.domain()
		if err != nil {
			return err
		}
		return fn(e)
	})
}
