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
	} {
		if c.holds {
			query = query.Where(c.where, c.value)
		}
	}
	return query
}

// byTime says whether the entries are given by their time, as the indexes have them. Otherwise they are in the chain's
// order, which is another one only where the clock was set back.
func (f AuditFilter) byTime() bool {
	return f.Patient == "" && (f.Actor != "" || f.Action != "" || !f.From.IsZero() || !f.To.IsZero())
}

// older gives the entries before one, the newest first.
func (f AuditFilter) older(query *gorm.DB) *gorm.DB {
	query = f.on(query)
	if !f.byTime() {
		if f.Before > 0 {
			query = query.Where("seq < ?", f.Before)
		}
		return query.Order("seq DESC")
	}
	if f.Before > 0 {
		query = query.Where("(at, seq) < ((SELECT b.at FROM audit_entries b WHERE b.seq = ?), ?)", f.Before, f.Before)
	}
	return query.Order("at DESC, seq DESC")
}

// AuditFound gives the entries that a filter lets through, the newest first.
func (tx *Tx) AuditFound(f AuditFilter, limit int) ([]audit.Entry, error) {
	return list[auditRow](f.older(tx.db).Limit(limit))
}

// EachAuditFound calls fn with every entry that a filter lets through, the oldest first, until fn gives an error.
func (tx *Tx) EachAuditFound(f AuditFilter, fn func(audit.Entry) error) error {
	query, order := f.on(tx.db.Model(&auditRow{})), "seq"
	if f.byTime() {
		order = "at, seq"
	}
	if f.Before > 0 {
		query = query.Where("seq < ?", f.Before)
	}
	return each(query.Order(order), func(r auditRow) error {
		e, err := r.domain()
		if err != nil {
			return err
		}
		return fn(e)
	})
}

// AuditActions gives every action that was ever noted, in order.
func (tx *Tx) AuditActions() (actions []string, err error) {
	err = tx.db.Raw(actionsSQL).Scan(&actions).Error
	return actions, fails("list audit actions", err)
}

// actionsSQL goes from each action to the next by the index, and not over the entries.
const actionsSQL = `
WITH RECURSIVE noted (action) AS (
  SELECT min(action) FROM audit_entries
  UNION ALL
  SELECT (SELECT min(n.action) FROM audit_entries n WHERE n.action > noted.action) FROM noted WHERE noted.action IS NOT NULL)
SELECT action FROM noted WHERE action IS NOT NULL`
