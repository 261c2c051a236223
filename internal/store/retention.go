package store

import (
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// retentionRow is written by triggers, but for what is decided.
type retentionRow struct {
	PatientID     string `gorm:"primaryKey"`
	LastContactAt int64
	KeptUntil     *int64
	DueFrom       int64
}

// TableName names the table.
func (retentionRow) TableName() string { return "retentions" }

func (r retentionRow) domain() (clinic.Retention, error) {
	return clinic.Retention{Patient: clinic.PatientID(r.PatientID), LastContact: instant(r.LastContactAt), KeptUntil: instantOf(r.KeptUntil)}, nil
}

type keepingRow struct {
	ID        string `gorm:"primaryKey"`
	PatientID string
	UntilOn   string
	Reason    []byte // sealed
	DecidedBy string
	DecidedAt int64
}

// TableName names the table.
func (keepingRow) TableName() string { return "keepings" }

func (r keepingRow) domain(tx *Tx) (clinic.Keeping, error) {
	e := tx.envelope("keepings", r.ID, clinic.PatientID(r.PatientID))
	return clinic.Keeping{ID: clinic.KeepingID(r.ID), PatientID: clinic.PatientID(r.PatientID), Until: q.Date(r.UntilOn), Reason: e.open("reason", r.Reason),
		By: clinic.UserID(r.DecidedBy), At: instant(r.DecidedAt)}, e.err
}

// GetRetention gives how a patient's record stands.
func (tx *Tx) GetRetention(p clinic.PatientID) (clinic.Retention, error) {
	r, ok, err := find[retentionRow](tx, "patient_id = ?", string(p))
	return r, found(ok, err, "patient", string(p))
}

// Keep records a decision to keep a patient's record until a time, where the site's years are so many.
func (tx *Tx) Keep(k clinic.Keeping, until time.Time, years int) error {
	act := "keep record of " + string(k.PatientID)
	e := tx.envelope("keepings", string(k.ID), k.PatientID)
	r := keepingRow{ID: string(k.ID), PatientID: string(k.PatientID), UntilOn: string(k.Until), Reason: e.seal("reason", k.Reason), DecidedBy: string(k.By), DecidedAt: micros(k.At)}
	if e.err != nil {
		return fails(act, e.err)
	}
	if err := tx.db.Create(&r).Error; err != nil {
		return fails(act, err)
	}
	return tx.countRetention(r.PatientID, until, years)
}

// countRetention writes what the site's years are counted from, for a record that is kept until a time.
func (tx *Tx) countRetention(patient string, until time.Time, years int) error {
	err := tx.db.Exec("UPDATE retentions SET kept_until = ?, due_from = max(last_contact_at, ?) WHERE patient_id = ?",
		micros(until), micros(clinic.RetentionBefore(until, years)), patient).Error
	return fails("count retention of "+patient, err)
}

// CountRetentionAnew counts what is kept for longer by another number of years.
func (tx *Tx) CountRetentionAnew(years int) error {
	var rows []retentionRow
	if err := tx.db.Where("kept_until IS NOT NULL").Find(&rows).Error; err != nil {
		return fails("list records that are kept for longer", err)
	}
	for _, r := range rows {
		if err := tx.countRetention(r.PatientID, instant(*r.KeptUntil), years); err != nil {
			return err
		}
	}
	return nil
}

// KeepingsOf gives what was decided about a patient's record, the newest first.
func (tx *Tx) KeepingsOf(p clinic.PatientID) ([]clinic.Keeping, error) {
	return listSealed[keepingRow](tx, tx.db.Where("patient_id = ?", string(p)).Order("decided_at DESC, id DESC"))
}

// DueRecord is a record that is due for a decision.
type DueRecord struct {
	clinic.Retention
	Name         string
	RecordNumber string
	DueFrom      time.Time // what the site's years are counted from
}

// DuePlace is a place in the list of records that are due. The zero value is its beginning.
type DuePlace struct {
	From    time.Time
	Patient clinic.PatientID
}

// DueRecords gives records whose years are counted from a time or before, the longest due first, behind a place in the list.
func (tx *Tx) DueRecords(before time.Time, after DuePlace, limit int) (list []DueRecord, err error) {
	query := tx.db.Where("due_from <= ?", micros(before))
	if after.Patient != "" {
		query = query.Where("(due_from, patient_id) > (?, ?)", micros(after.From), string(after.Patient))
	}
	var rows []retentionRow
	if err := query.Order("due_from, patient_id").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fails("list records that are due", err)
	}
	for _, r := range rows {
		p, err := tx.GetPatient(clinic.PatientID(r.PatientID))
		if err != nil {
			return nil, err
		}
		d, err := r.domain()
		if err != nil {
			return nil, err
		}
		list = append(list, DueRecord{d, p.Name, p.RecordNumber, instant(r.DueFrom)})
	}
	return list, nil
}

// CountDueRecords counts records whose years are counted from a time or before, and stops at most.
func (tx *Tx) CountDueRecords(before time.Time, most int) (n int, err error) {
	err = tx.db.Raw("SELECT count(*) FROM (SELECT 1 FROM retentions WHERE due_from <= ? LIMIT ?)", micros(before), most).Scan(&n).Error
	return n, fails("count records that are due", err)
}

// VisitsToCount gives appointments of days before a day that were not called off and do not count as a contact yet, the oldest first.
func (tx *Tx) VisitsToCount(before q.Date, limit int) ([]clinic.Appointment, error) {
	return list[appointmentRow](tx.db.Where("cancelled_at IS NULL AND counted = 0 AND on_date < ?", string(before)).Order("on_date, id").Limit(limit))
}

// CountVisit has an appointment count as a contact at a time, once.
func (tx *Tx) CountVisit(v clinic.Appointment, at time.Time) error {
	act := "count appointment " + string(v.ID)
	if err := tx.db.Model(&appointmentRow{}).Where("id = ?", string(v.ID)).Update("counted", 1).Error; err != nil {
		return fails(act, err)
	}
	return fails(act, tx.db.Exec("UPDATE retentions SET last_contact_at = @at, due_from = max(due_from, @at) WHERE patient_id = @p AND last_contact_at < @at",
		map[string]any{"at": micros(at), "p": string(v.PatientID)}).Error)
}
