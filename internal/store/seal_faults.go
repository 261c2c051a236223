package store

import (
	"bytes"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
)

// sealedColumns is everything that is sealed with a patient's key, by table.
var sealedColumns = []struct {
	table, patient string
	columns        []string
}{
	{"patients", "id", []string{"record_number", "name", "birth_date", "email", "phone"}},
	{"responses", "patient_id", []string{"reason", "answers", "notes"}},
	{"alerts", "patient_id", []string{"note"}},
	{"treatment_events", "patient_id", []string{"name", "dose", "note"}},
	{"report_signatures", "patient_id", []string{"receipt"}},
	{"plans", "patient_id", []string{"name"}},
	{"mail_consents", "patient_id", []string{"how", "address"}},
	{"keepings", "patient_id", []string{"reason"}},
}

// SealFaults opens everything that is sealed, and says what does not open.
func (tx *Tx) SealFaults() (faults []string, err error) {
	if err := tx.HoldKey(); err != nil {
		return []string{err.Error()}, nil //nolint:nilerr // it is what was found
	}
	site, err := tx.siteKey()
	if err != nil {
		return nil, err
	}
	if _, err := tx.siteData(); err != nil {
		return nil, err
	}
	if err := tx.allKeys(); err != nil {
		return []string{err.Error()}, nil //nolint:nilerr // it is what was found
	}
	for _, s := range sealedColumns {
		query := tx.db.Table(s.table).Select("id, " + s.patient + " AS patient, " + strings.Join(s.columns, ", "))
		if err := tx.openAll(query, s.table, s.columns, &faults); err != nil {
			return faults, err
		}
	}
	err = each(tx.db.Model(&patientRow{}).Select("id, record_number, record_key"), func(r patientRow) error {
		e := tx.envelope("patients", r.ID, clinic.PatientID(r.ID))
		if number := e.open("record_number", r.RecordNumber); e.err == nil && !bytes.Equal(site.Index(fold(number)), r.RecordKey) {
			faults = append(faults, "patient "+r.ID+" is not found by their record number")
		}
		return nil
	})
	if err != nil {
		return faults, err
	}
	return faults, tx.EachAudit(func(e audit.Entry) error {
		if _, _, err := tx.OpenDetail(e); err != nil {
			faults = append(faults, err.Error())
		}
		return nil
	})
}

// allKeys reads every patient's key, as of this transaction, so that none is read between the rows of something else.
func (tx *Tx) allKeys() error {
	return each(tx.db.Model(&patientKeyRow{}), func(r patientKeyRow) error {
		d, err := tx.sealing.unwrap(keyRow{r.KeyID, r.Wrapped}, r.PatientID)
		tx.own(r.PatientID, d)
		return err
	})
}

func (tx *Tx) openAll(query *gorm.DB, table string, columns []string, faults *[]string) error {
	rows, err := query.Rows()
	if err != nil {
		return fails("read "+table, err)
	}
	defer rows.Close() //nolint:errcheck // read to the end
	var id, patient string
	sealed, at := make([][]byte, len(columns)), []any{&id, &patient}
	for i := range sealed {
		at = append(at, &sealed[i])
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return fails("read "+table, err)
		}
		e := tx.envelope(table, id, clinic.PatientID(patient))
		for i, column := range columns {
			e.open(column, sealed[i])
		}
		if e.err != nil {
			*faults = append(*faults, fmt.Sprintf("%s %s: %s", table, id, e.err))
		}
	}
	return fails("read "+table, rows.Err())
}
