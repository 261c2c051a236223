package store

import (
	"time"

	"steelyard/internal/clinic"
)

type kioskRow struct {
	ID           string `gorm:"primaryKey"`
	TokenHash    []byte
	PatientID    string
	InvitationID string
	CodeHash     string
	HandedBy     string
	BeganAt      int64
	ExpiresAt    int64
	Tries        int
	WaitsUntil   *int64
	LeftAt       *int64
}

// TableName names the table.
func (kioskRow) TableName() string { return "kiosks" }

func newKioskRow(k clinic.Kiosk) kioskRow {
	return kioskRow{
		ID: string(k.ID), TokenHash: k.TokenHash, PatientID: string(k.PatientID), InvitationID: string(k.InvitationID), CodeHash: k.CodeHash,
		HandedBy: string(k.HandedBy), BeganAt: micros(k.BeganAt), ExpiresAt: micros(k.ExpiresAt), Tries: k.Tries,
		WaitsUntil: microsOf(k.WaitsUntil), LeftAt: microsOf(k.LeftAt),
	}
}

func (r kioskRow) domain() (clinic.Kiosk, error) {
	return clinic.Kiosk{
		ID: clinic.KioskID(r.ID), TokenHash: r.TokenHash, PatientID: clinic.PatientID(r.PatientID), InvitationID: clinic.InvitationID(r.InvitationID),
		CodeHash: r.CodeHash, HandedBy: clinic.UserID(r.HandedBy), BeganAt: instant(r.BeganAt), ExpiresAt: instant(r.ExpiresAt), Tries: r.Tries,
		WaitsUntil: instantOf(r.WaitsUntil), LeftAt: instantOf(r.LeftAt),
	}, nil
}

// CreateKiosk keeps that a device was handed over.
func (tx *Tx) CreateKiosk(k clinic.Kiosk) error {
	return fails("create kiosk "+string(k.ID), tx.db.Create(new(newKioskRow(k))).Error)
}

// FindKioskByTokenHash gives the hand-over whose token has this hash, whatever its state.
func (tx *Tx) FindKioskByTokenHash(hash []byte) (clinic.Kiosk, bool, error) {
	return find[kioskRow](tx, "token_hash = ?", hash)
}

// KiosksOf gives a patient's hand-overs, newest first.
func (tx *Tx) KiosksOf(p clinic.PatientID) ([]clinic.Kiosk, error) {
	return list[kioskRow](tx.db.Where("patient_id = ?", string(p)).Order("began_at DESC, id DESC"))
}

// UpdateKiosk writes the tries and when the device was given back; a Conflict where it was given back already.
func (tx *Tx) UpdateKiosk(k clinic.Kiosk) error {
	r, act := newKioskRow(k), "update kiosk "+string(k.ID)
	done := tx.db.Model(&kioskRow{}).Where("id = ? AND left_at IS NULL", r.ID).
		Updates(map[string]any{"tries": r.Tries, "waits_until": r.WaitsUntil, "left_at": r.LeftAt})
	if done.Error == nil && done.RowsAffected == 0 {
		return stale(act)
	}
	return fails(act, done.Error)
}

// DropKiosks forgets the hand-overs that ended before a time.
func (tx *Tx) DropKiosks(before time.Time) error {
	return fails("drop kiosks", tx.db.Exec("DELETE FROM kiosks WHERE expires_at < ?", micros(before)).Error)
}
