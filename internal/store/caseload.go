package store

import (
	"strings"
	"time"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// CaseloadSort is what the caseload is ordered by.
type CaseloadSort string

// The orders; where two patients are equal in it, by name or id.
const (
	ByName       CaseloadSort = "name"    // the zero value too
	ByLastAnswer CaseloadSort = "answer"  // newest first, never answered last
	ByOpenAlerts CaseloadSort = "alerts"  // most first
	ByWaiting    CaseloadSort = "waiting" // longest waiting first, not waiting last
)

// CaseloadFilter is which patients are listed.
type CaseloadFilter string

// The filters; the zero value lists everybody.
const (
	Everybody  CaseloadFilter = ""
	Due        CaseloadFilter = "due"    // invited and not finished
	WithAlerts CaseloadFilter = "alerts" // with an open alert
)

// CaseloadQuery asks for one page of the caseload.
type CaseloadQuery struct {
	Visible   clinic.Visible // whom the asking person may see; nobody unless it says so
	Clinician clinic.UserID  // only this clinician's, where it is not empty
	Team      clinic.TeamID  // only this team's, where it is not empty

	Search string // every word must occur in the name (whatever its case and accents) or the record number
	Sort   CaseloadSort
	Filter CaseloadFilter
	Offset int
	Limit  int // at most MaxCaseloadPage, which 0 means too
}

// MaxCaseloadPage is the most rows a page of the caseload has.
const MaxCaseloadPage = 200

// maxSearchWords bounds what one search costs.
const maxSearchWords = 8

// CaseloadPage is one page of the caseload.
type CaseloadPage struct {
	Rows  []CaseloadRow
	Total int // how many rows there are over all pages
}

// CaseloadRow is what the caseload shows of one patient.
type CaseloadRow struct {
	Patient       clinic.PatientID
	Name          string
	RecordNumber  string
	BirthDate     q.Date
	OpenAlerts    int
	LastCompleted *time.Time // when the last response was completed
	WaitingSince  *time.Time // when the invitation that waits for answers was made
	WaitingUntil  *time.Time // when it expires, or did
}

func (r patientRow) caseload() CaseloadRow {
	return CaseloadRow{
		Patient: clinic.PatientID(r.ID), Name: r.Name, RecordNumber: r.RecordNumber, BirthDate: q.Date(r.BirthDate),
		OpenAlerts: r.OpenAlerts, LastCompleted: instantOf(r.LastCompletedAt),
		WaitingSince: instantOf(r.WaitingSince), WaitingUntil: instantOf(r.WaitingUntil),
	}
}

var caseloadOrder = map[CaseloadSort]string{
	ByName:       "name_key, id",
	ByLastAnswer: "last_completed_at DESC NULLS LAST, id",
	ByOpenAlerts: "open_alerts DESC, name_key, id",
	ByWaiting:    "waiting_since NULLS LAST, id",
}

// Caseload gives one page of the patients.
func (tx *Tx) Caseload(c CaseloadQuery) (CaseloadPage, error) {
	if c.Limit <= 0 || c.Limit > MaxCaseloadPage {
		c.Limit = MaxCaseloadPage
	}
	c.Offset = max(c.Offset, 0)
	var rows []patientRow
	if err := c.where(tx.db).Order(c.order()).Offset(c.Offset).Limit(c.Limit).Find(&rows).Error; err != nil {
		return CaseloadPage{}, fails("list caseload", err)
	}
	page := CaseloadPage{Rows: make([]CaseloadRow, len(rows)), Total: c.Offset + len(rows)}
	for i, r := range rows {
		page.Rows[i] = r.caseload()
	}
	if n := len(rows); n == c.Limit || (n == 0 && c.Offset > 0) { // only otherwise the page says where the end is
		var total int64
		if err := c.where(tx.db.Model(&patientRow{})).Count(&total).Error; err != nil {
			return CaseloadPage{}, fails("count caseload", err)
		}
		page.Total = int(total)
	}
	return page, nil
}

func (c CaseloadQuery) where(db *gorm.DB) *gorm.DB {
	db = seen(db, c.Visible)
	if c.Clinician != "" {
		db = db.Where("patients.clinician_id = ?", string(c.Clinician))
	}
	if c.Team != "" {
		db = db.Where("patients.team_id = ?", string(c.Team))
	}
	switch c.Filter {
	case Due:
		db = db.Where("waiting_since IS NOT NULL")
	case WithAlerts:
		db = db.Where("open_alerts > 0")
	}
	words := strings.Fields(c.Search)
	for _, w := range words[:min(len(words), maxSearchWords)] {
		db = db.Where("(instr(name_key, ?) > 0 OR instr(record_key, ?) > 0)", foldName(w), fold(w))
	}
	return db
}

func (c CaseloadQuery) order() string {
	if order, ok := caseloadOrder[c.Sort]; ok {
		return order
	}
	return caseloadOrder[ByName]
}
