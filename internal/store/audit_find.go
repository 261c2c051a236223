package store

import (
	"time"

	"gorm.io/gorm"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
)

// AuditFilter says which audit entries; what is empty is any.
type AuditFilter struct {
	Patient  clinic.PatientID
	Actor    string // such as user:<id>
	Action   string
	From, To time.Time // To is not in it
	Before   int64     // a sequence number; 0 for the newest
}

func (f AuditFilter) on(query *gorm.DB) *gorm.DB {
	for _, c := range []struct {
		holds bool
		where string
		value any
	}{
		{f.Patient != "", "patient = ? AND patient <> ''", string(f.Patient)},
		{f.Actor != "", "actor = ?", f.Actor},
		{f.Action != "", "action = ?", f.Action},
		{!f.From.IsZero(), "at >= ?", micros(f.From)},
		{!f.To.IsZero(), "at < ?", micros(f.To)},
		{f.Before > 0, "seq < ?", f.Before},
	} {
		if c.holds {
			query = query.Where(c.where, c.value)
		}
	}
	return query
}

// AuditFound gives the entries that a filter lets through, the newest first.
func (tx *Tx) AuditFound(f AuditFilter, limit int) ([]audit.Entry, error) {
	return list[auditRow](f.on(tx.db).Order("seq DESC").Limit(limit))
}

// EachAuditFound calls fn with every entry that a filter lets through, in the chain's order, until fn gives an error.
func (tx *Tx) EachAuditFound(f AuditFilter, fn func(audit.Entry) error) error {
	return each(f.on(tx.db.Model(&auditRow{})).Order("seq"), func(r auditRow) error {
		e, err := r.domain()
		if err != nil {
			return err
		}
		return fn(e)
	})
}

// AuditActions gives every action that was ever noted, in order.
func (tx *Tx) AuditActions() (actions []string, err error) {
	err = tx.db.Model(&auditRow{}).Distinct().Order("action").Pluck("action", &actions).Error
	return actions, fails("list audit actions", err)
}
