package store

import (
	"errors"
	"slices"
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
	Due        CaseloadFilter = "due"     // invited and not finished
	WithAlerts CaseloadFilter = "alerts"  // with an open alert
	Overdue    CaseloadFilter = "overdue" // with a plan whose due day has gone by unanswered; see CaseloadQuery.Today
)

// CaseloadQuery asks for one page of the caseload.
type CaseloadQuery struct {
	Visible   clinic.Visible // whom the asking person may see; nobody unless it says so
	Today     q.Date         // at the site, for what is overdue
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
	Dues
}

func (r patientRow) caseload(tx *Tx) (CaseloadRow, error) {
	e := tx.envelope("patients", r.ID, clinic.PatientID(r.ID))
	return CaseloadRow{
		Patient: clinic.PatientID(r.ID), Name: e.open("name", r.Name), RecordNumber: e.open("record_number", r.RecordNumber),
		BirthDate: q.Date(e.open("birth_date", r.BirthDate)), OpenAlerts: r.OpenAlerts, LastCompleted: instantOf(r.LastCompletedAt),
		WaitingSince: instantOf(r.WaitingSince), WaitingUntil: instantOf(r.WaitingUntil),
	}, e.err
}

// caseloadOrder is what the database orders by. What is ordered by name is ordered by the list of names instead.
var caseloadOrder = map[CaseloadSort]string{
	ByLastAnswer: "last_completed_at DESC NULLS LAST, id",
	ByWaiting:    "waiting_since NULLS LAST, id",
}

// Caseload gives one page of the patients.
func (tx *Tx) Caseload(c CaseloadQuery) (CaseloadPage, error) {
	if c.Limit <= 0 || c.Limit > MaxCaseloadPage {
		c.Limit = MaxCaseloadPage
	}
	c.Offset = max(c.Offset, 0)
	words := strings.Fields(c.Search)
	words = words[:min(len(words), maxSearchWords)]
	var page CaseloadPage
	var err error
	if order, ok := caseloadOrder[c.Sort]; ok {
		page, err = tx.caseloadInOrder(c, order, words)
	} else {
		page, err = tx.caseloadByName(c, words)
	}
	return page, fails("list caseload", errors.Join(err, tx.addDues(page.Rows)))
}

// caseloadInOrder has the database order the rows, those that were found where something was searched for.
func (tx *Tx) caseloadInOrder(c CaseloadQuery, order string, words []string) (page CaseloadPage, err error) {
	where := func(db *gorm.DB) *gorm.DB { return c.where(db) }
	if len(words) > 0 {
		ids, err := tx.sealing.people.matching(tx.db.Statement.Context, words)
		if err != nil {
			return page, err
		}
		list, err := toJSON("ids of patients", ids)
		if err != nil {
			return page, err
		}
		where = func(db *gorm.DB) *gorm.DB { return c.where(db).Where("id IN (SELECT value FROM json_each(?))", list) }
	}
	var rows []patientRow
	if err := where(tx.db).Order(order).Offset(c.Offset).Limit(c.Limit).Find(&rows).Error; err != nil {
		return page, err
	}
	page.Total = c.Offset + len(rows)
	if n := len(rows); n == c.Limit || (n == 0 && c.Offset > 0) { // only otherwise the page says where the end is
		var total int64
		if err := where(tx.db.Model(&patientRow{})).Count(&total).Error; err != nil {
			return page, err
		}
		page.Total = int(total)
	}
	return page, tx.openRows(&page, rows)
}

// caseloadByName takes the order from the list of names, and from the database only the rows of the page.
func (tx *Tx) caseloadByName(c CaseloadQuery, words []string) (page CaseloadPage, err error) {
	ids, err := tx.sealing.people.matching(tx.db.Statement.Context, words)
	if err != nil {
		return page, err
	}
	if c.narrow() {
		if ids, err = tx.among(c, ids); err != nil {
			return page, err
		}
	}
	if c.Sort == ByOpenAlerts {
		if ids, err = tx.mostAlerts(ids); err != nil {
			return page, err
		}
	}
	page.Total = len(ids)
	ids = ids[min(c.Offset, len(ids)):min(c.Offset+c.Limit, len(ids))]
	var rows []patientRow
	if err := tx.db.Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return page, err
	}
	place := make(map[string]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(rows, func(a, b patientRow) int { return place[a.ID] - place[b.ID] })
	return page, tx.openRows(&page, rows)
}

func (tx *Tx) openRows(page *CaseloadPage, rows []patientRow) (err error) {
	page.Rows = make([]CaseloadRow, len(rows))
	for i, r := range rows {
		if page.Rows[i], err = r.caseload(tx); err != nil {
			return err
		}
	}
	return nil
}

// among gives those of some patients whom the query lists, in the order they came in.
func (tx *Tx) among(c CaseloadQuery, ids []string) ([]string, error) {
	var list []string
	if err := c.where(tx.db.Model(&patientRow{})).Pluck("id", &list).Error; err != nil {
		return nil, err
	}
	listed := make(map[string]bool, len(list))
	for _, id := range list {
		listed[id] = true
	}
	return slices.DeleteFunc(ids, func(id string) bool { return !listed[id] }), nil
}

// mostAlerts puts those with more open alerts before those with fewer.
func (tx *Tx) mostAlerts(ids []string) ([]string, error) {
	var rows []struct {
		ID         string
		OpenAlerts int
	}
	if err := tx.db.Model(&patientRow{}).Select("id, open_alerts").Where("open_alerts > 0").Find(&rows).Error; err != nil {
		return nil, err
	}
	alerts := make(map[string]int, len(rows))
	for _, r := range rows {
		alerts[r.ID] = r.OpenAlerts
	}
	slices.SortStableFunc(ids, func(a, b string) int { return alerts[b] - alerts[a] })
	return ids, nil
}

// narrow says whether where leaves anybody out.
func (c CaseloadQuery) narrow() bool {
	return !c.Visible.All || c.Clinician != "" || c.Team != "" || c.Filter == Due || c.Filter == Overdue || c.Filter == WithAlerts
}

// where is whom the query lists, apart from what is searched for.
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
	case Overdue:
		db = db.Where("patients.id IN (SELECT d.patient_id FROM dues d WHERE d.unmet_since < ?)", string(c.Today))
	case WithAlerts:
		db = db.Where("open_alerts > 0")
	}
	return db
}
