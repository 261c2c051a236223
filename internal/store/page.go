package store

import (
	"errors"
	"slices"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
)

// Page is a piece of a list in the order in which its rows were made: at most Limit rows after one. What is made
// meanwhile comes at the end, so that nothing is left out or given twice by somebody who goes on from a row.
type Page struct {
	After string // the id of the last row that was given before; empty for the first page
	Limit int
}

// of reads the page of a query by its ids, which are sorted by time.
func (p Page) of(query *gorm.DB) *gorm.DB {
	return query.Where("id > ?", p.After).Order("id").Limit(p.Limit)
}

// PatientsAfter gives a page of the patients whom somebody may see. Those of each owner are read by an index, and only until
// there are enough.
func (tx *Tx) PatientsAfter(v clinic.Visible, p Page) ([]clinic.Patient, error) {
	if v.All {
		return listSealed[patientRow](tx, p.of(tx.db))
	}
	var ids []string
	read := func(index, column, owner string) error {
		if owner == "" {
			return nil
		}
		var some []string
		err := p.of(tx.db.Table("patients INDEXED BY "+index).Where(column+" = ?", owner)).Pluck("id", &some).Error
		ids = append(ids, some...)
		return err
	}
	err := read("patients_of_clinician", "clinician_id", string(v.Clinician))
	for _, team := range v.Teams {
		err = errors.Join(err, read("patients_of_team", "team_id", string(team)))
	}
	if err != nil {
		return nil, fails("list patients", err)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return listSealed[patientRow](tx, seen(tx.db.Where("patients.id IN ?", ids[:min(len(ids), p.Limit)]), v).Order("patients.id"))
}

// InvitationsAfter gives a page of a patient's invitations.
func (tx *Tx) InvitationsAfter(patient clinic.PatientID, p Page) ([]clinic.Invitation, error) {
	return list[invitationRow](p.of(tx.db.Where("patient_id = ?", string(patient))))
}

// ResponsesAfter gives a page of a patient's responses that were completed, those that were corrected too.
func (tx *Tx) ResponsesAfter(patient clinic.PatientID, p Page) ([]clinic.Response, error) {
	return listSealed[responseRow](tx, p.of(tx.db.Where("patient_id = ? AND completed_at IS NOT NULL", string(patient))))
}
