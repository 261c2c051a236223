package store

import (
	"fmt"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
)

// Object is something of a patient's, by what a user calls it and its id. The zero value is nothing of any patient's.
type Object struct{ Kind, ID string }

// owners has how each kind of object leads to its patient.
var owners = map[string]string{
	"patient":     "SELECT p.id, p.clinician_id, p.team_id FROM patients p WHERE p.id = ?",
	"response":    "SELECT p.id, p.clinician_id, p.team_id FROM responses x JOIN patients p ON p.id = x.patient_id WHERE x.id = ?",
	"alert":       "SELECT p.id, p.clinician_id, p.team_id FROM alerts x JOIN patients p ON p.id = x.patient_id WHERE x.id = ?",
	"invitation":  "SELECT p.id, p.clinician_id, p.team_id FROM invitations x JOIN patients p ON p.id = x.patient_id WHERE x.id = ?",
	"signature":   "SELECT p.id, p.clinician_id, p.team_id FROM report_signatures x JOIN patients p ON p.id = x.patient_id WHERE x.id = ?",
	"encounter":   "SELECT p.id, p.clinician_id, p.team_id FROM encounters x JOIN patients p ON p.id = x.patient_id WHERE x.id = ?",
	"plan":        "SELECT p.id, p.clinician_id, p.team_id FROM plans x JOIN patients p ON p.id = x.patient_id WHERE x.id = ?",
	"occasion":    "SELECT p.id, p.clinician_id, p.team_id FROM occasions x JOIN patients p ON p.id = x.patient_id WHERE x.id = ?",
	"appointment": "SELECT p.id, p.clinician_id, p.team_id FROM appointments x JOIN patients p ON p.id = x.patient_id WHERE x.id = ?",
	"e-mail":      "SELECT p.id, p.clinician_id, p.team_id FROM mails x JOIN patients p ON p.id = x.patient_id WHERE x.id = ?",
}

// FindSubject gives whose data an object is.
func (tx *Tx) FindSubject(o Object) (s clinic.Subject, ok bool, err error) {
	query, known := owners[o.Kind]
	if !known {
		return s, false, fmt.Errorf("nothing leads from a %s to its patient", o.Kind)
	}
	var rows []struct{ ID, ClinicianID, TeamID *string }
	if err := tx.db.Raw(query, o.ID).Scan(&rows).Error; err != nil || len(rows) == 0 {
		return s, false, fails("find whose "+o.Kind+" "+o.ID+" is", err)
	}
	r := rows[0]
	return clinic.Subject{Patient: orEmpty[clinic.PatientID](r.ID), Clinician: orEmpty[clinic.UserID](r.ClinicianID), Team: orEmpty[clinic.TeamID](r.TeamID)}, true, nil
}

// seen leaves out of a query over patients whom somebody may not see. It says what clinic.Visible.Has says.
func seen(db *gorm.DB, v clinic.Visible) *gorm.DB {
	if v.All {
		return db
	}
	return db.Where("(patients.clinician_id = ? OR patients.team_id IN ?)", string(v.Clinician), teamNames(v.Teams))
}

// ofSeen is seen for a table whose rows name their patient.
func ofSeen(db *gorm.DB, table string, v clinic.Visible) *gorm.DB {
	if v.All {
		return db
	}
	return db.Where("EXISTS (SELECT 1 FROM patients WHERE patients.id = "+table+".patient_id AND (patients.clinician_id = ? OR patients.team_id IN ?))",
		string(v.Clinician), teamNames(v.Teams))
}

// teamNames gives at least one name, which is no team's, because an empty list is no list in SQL.
func teamNames(teams []clinic.TeamID) []string {
	names := []string{""}
	for _, t := range teams {
		names = append(names, string(t))
	}
	return names
}
