package store

import (
	"steelyard/internal/clinic"
)

type erasingRow struct {
	PatientID string `gorm:"primaryKey"`
}

// TableName names the table.
func (erasingRow) TableName() string { return "erasing" }

// ofPatients is every table that has something of a patient, and how its rows name them, in an order in which they can
// be deleted.
var ofPatients = []struct{ table, where string }{
	{"devices", "patient_id = ?"},
	{"birth_date_tries", "patient_id = ?"},
	{"mails", "patient_id = ?"},
	{"kiosks", "patient_id = ?"},
	{"link_tokens", "patient_id = ?"},
	{"occasions", "patient_id = ?"},
	{"plans", "patient_id = ?"},
	{"appointments", "patient_id = ?"},
	{"mail_consents", "patient_id = ?"},
	{"report_signatures", "patient_id = ?"},
	{"results", "response_id IN (SELECT id FROM responses WHERE patient_id = ?)"},
	{"alert_tellings", "alert_id IN (SELECT id FROM alerts WHERE patient_id = ?)"},
	{"alert_stages", "alert_id IN (SELECT id FROM alerts WHERE patient_id = ?)"},
	{"alert_list", "patient_id = ?"},
	{"alerts_left", "alert_id IN (SELECT id FROM alerts WHERE patient_id = ?)"},
	{"alerts", "patient_id = ?"},
	{"responses", "patient_id = ?"},
	{"consents", "patient_id = ?"},
	{"invitations", "patient_id = ?"},
	{"encounters", "patient_id = ?"},
	{"treatment_events", "patient_id = ?"},
	{"patient_tags", "patient_id = ?"},
	{"keepings", "patient_id = ?"},
	{"retentions", "patient_id = ?"},
	{"patient_keys", "patient_id = ?"},
	{"patients", "id = ?"},
}

// ErasePatient deletes everything of a patient but what the audit says was done, and destroys their key, so that what the
// audit keeps sealed of them can't be opened any more. A tag that nobody has any more goes with them: it is written about
// people, and may say who. Scrub is due after the commit.
func (tx *Tx) ErasePatient(id clinic.PatientID) error {
	act := "erase patient " + string(id)
	if err := tx.db.Create(&erasingRow{string(id)}).Error; err != nil {
		return fails(act, err)
	}
	for _, of := range ofPatients {
		if err := tx.db.Exec("DELETE FROM "+of.table+" WHERE "+of.where, string(id)).Error; err != nil {
			return fails(act+" from "+of.table, err)
		}
	}
	if err := tx.db.Exec("DELETE FROM tags WHERE NOT EXISTS (SELECT 1 FROM patient_tags WHERE tag_id = tags.id)").Error; err != nil {
		return fails(act+" from tags", err)
	}
	if err := tx.emptyFirstAnswers(id); err != nil {
		return fails(act+" from first_answers", err)
	}
	if err := tx.db.Exec("DELETE FROM erasing").Error; err != nil {
		return fails(act, err)
	}
	tx.gone = append(tx.gone, string(id))
	tx.touch(id)
	return tx.scrubLater()
}
