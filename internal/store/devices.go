package store

import (
	"time"

	"gorm.io/gorm/clause"

	"steelyard/internal/clinic"
)

type deviceRow struct {
	DeviceHash   []byte `gorm:"primaryKey"`
	InvitationID string
	PatientID    string
	LetInAt      int64
}

// TableName names the table.
func (deviceRow) TableName() string { return "devices" }

// LetDeviceIn keeps that a link may go on at a device. Doing it again changes nothing.
func (tx *Tx) LetDeviceIn(hash []byte, i clinic.Invitation, now time.Time) error {
	r := deviceRow{DeviceHash: hash, InvitationID: string(i.ID), PatientID: string(i.PatientID), LetInAt: micros(now)}
	return fails("let device in", tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error)
}

// KnowsDevice says whether a link may go on at a device.
func (tx *Tx) KnowsDevice(hash []byte, i clinic.InvitationID) (known bool, err error) {
	err = tx.db.Raw("SELECT EXISTS (SELECT 1 FROM devices WHERE device_hash = ? AND invitation_id = ?)", hash, string(i)).Scan(&known).Error
	return known, fails("look for device", err)
}

type triesRow struct {
	InvitationID string `gorm:"primaryKey"`
	PatientID    string
	Wrong        int
	WaitUntil    int64
}

// TableName names the table.
func (triesRow) TableName() string { return "birth_date_tries" }

func (r triesRow) domain() (clinic.Tries, error) {
	return clinic.Tries{Wrong: r.Wrong, WaitUntil: instant(r.WaitUntil)}, nil
}

// TriesOf gives how often a wrong birth date was given for a link.
func (tx *Tx) TriesOf(i clinic.InvitationID) (clinic.Tries, error) {
	t, _, err := find[triesRow](tx, "invitation_id = ?", string(i))
	return t, err
}

// PutTries keeps how often a wrong birth date was given for a link.
func (tx *Tx) PutTries(i clinic.Invitation, t clinic.Tries) error {
	r := triesRow{InvitationID: string(i.ID), PatientID: string(i.PatientID), Wrong: t.Wrong, WaitUntil: micros(t.WaitUntil)}
	return fails("keep tries", tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&r).Error)
}

// ForgetTries lets the birth date be given for a link as if for the first time.
func (tx *Tx) ForgetTries(i clinic.InvitationID) error {
	return fails("forget tries", tx.db.Exec("DELETE FROM birth_date_tries WHERE invitation_id = ?", string(i)).Error)
}

// forgetDevices takes away what was kept of the devices of a link.
func (tx *Tx) forgetDevices(i clinic.InvitationID) error {
	if err := tx.db.Exec("DELETE FROM devices WHERE invitation_id = ?", string(i)).Error; err != nil {
		return fails("forget devices", err)
	}
	return tx.ForgetTries(i)
}

// ofLinksEnded is which rows belong to links that have run out.
const ofLinksEnded = " WHERE invitation_id IN (SELECT id FROM invitations WHERE expires_at <= ?)"

// HasDevicesOfEndedLinks says whether ForgetDevicesOfEndedLinks has anything to do.
func (tx *Tx) HasDevicesOfEndedLinks(now time.Time) (has bool, err error) {
	err = tx.db.Raw("SELECT EXISTS (SELECT 1 FROM devices"+ofLinksEnded+") OR EXISTS (SELECT 1 FROM birth_date_tries"+ofLinksEnded+")", micros(now), micros(now)).Scan(&has).Error
	return has, fails("look for devices of ended links", err)
}

// ForgetDevicesOfEndedLinks takes away what was kept of the devices of links that have run out.
func (tx *Tx) ForgetDevicesOfEndedLinks(now time.Time) error {
	for _, table := range []string{"devices", "birth_date_tries"} {
		if err := tx.db.Exec("DELETE FROM "+table+ofLinksEnded, micros(now)).Error; err != nil {
			return fails("forget devices of ended links", err)
		}
	}
	return nil
}
