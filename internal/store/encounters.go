package store

import (
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type encounterRow struct {
	ID        string `gorm:"primaryKey"`
	PatientID string
	Mode      string
	Battery   string // a JSON list of references
	CreatedBy *string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	EntryKey  *string
	Language  string
}

// TableName names the table.
func (encounterRow) TableName() string { return "encounters" }

func newEncounterRow(e clinic.Encounter) (encounterRow, error) {
	battery := e.Battery
	if battery == nil {
		battery = []q.Ref{}
	}
	list, err := toJSON("battery of encounter "+string(e.ID), battery)
	return encounterRow{
		ID: string(e.ID), PatientID: string(e.PatientID), Mode: string(e.Mode), Battery: list,
		CreatedBy: orNull(e.CreatedBy), CreatedAt: micros(e.CreatedAt), EntryKey: orNull(e.EntryKey), Language: string(e.Language),
	}, err
}

func (r encounterRow) domain() (clinic.Encounter, error) {
	e := clinic.Encounter{
		ID: clinic.EncounterID(r.ID), PatientID: clinic.PatientID(r.PatientID), Mode: clinic.Mode(r.Mode),
		CreatedBy: orEmpty[clinic.UserID](r.CreatedBy), CreatedAt: instant(r.CreatedAt), EntryKey: orEmpty[string](r.EntryKey), Language: q.Language(r.Language),
	}
	return e, fromJSON("battery of encounter "+r.ID, r.Battery, &e.Battery)
}

// CreateEncounter adds an encounter.
func (tx *Tx) CreateEncounter(e clinic.Encounter) error {
	r, err := newEncounterRow(e)
	if err == nil {
		err = tx.db.Create(&r).Error
	}
	return fails("create encounter "+string(e.ID), err)
}

// SetLanguage keeps the language that was chosen for an encounter.
func (tx *Tx) SetLanguage(id clinic.EncounterID, l q.Language) error {
	err := tx.db.Model(&encounterRow{}).Where("id = ?", string(id)).Update("language", string(l)).Error
	return fails("set language of encounter "+string(id), err)
}

// GetEncounter gives an encounter.
func (tx *Tx) GetEncounter(id clinic.EncounterID) (clinic.Encounter, error) {
	return get[encounterRow](tx, "encounter", id)
}

// FindEncounterByEntryKey gives the encounter of a paper form that was entered on a page before.
func (tx *Tx) FindEncounterByEntryKey(key string) (clinic.Encounter, bool, error) {
	return find[encounterRow](tx, "entry_key = ?", key)
}

// EncountersOf gives a patient's encounters, newest first.
func (tx *Tx) EncountersOf(p clinic.PatientID) ([]clinic.Encounter, error) {
	return list[encounterRow](tx.db.Where("patient_id = ?", string(p)).Order("created_at DESC, id DESC"))
}
