package store

import (
	"slices"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// CaseloadSort is what the caseload is ordered by.
type CaseloadSort string

// The orders. Who has nothing that an order is of comes last, by name.
const (
	ByName       CaseloadSort = "name"    // the zero value too
	ByWork       CaseloadSort = "work"    // open alerts, then overdue, due, in progress and done today
	ByLastAnswer CaseloadSort = "answer"  // newest first
	ByWaiting    CaseloadSort = "waiting" // longest waiting first
	ByEnd        CaseloadSort = "end"     // whose link ended or ends first
	ByBegun      CaseloadSort = "begun"   // whose answers were begun first
)

// CaseloadFilter is which patients are listed.
type CaseloadFilter string

// The filters; the zero value lists everybody.
const (
	Everybody  CaseloadFilter = ""
	Due        CaseloadFilter = "due"      // asked by a link that holds and not finished, or by a plan for today or before
	Overdue    CaseloadFilter = "overdue"  // asked and not finished when the link ended, or by a plan whose due day has gone by
	InProgress CaseloadFilter = "progress" // somebody is giving answers
	DoneToday  CaseloadFilter = "today"    // answers came in today
	WithAlerts CaseloadFilter = "alerts"   // with an open alert
)

// CaseloadQuery asks for one page of the caseload.
type CaseloadQuery struct {
	Visible       clinic.Visible // whom the asking person may see; nobody unless it says so
	Clinician     clinic.UserID  // only this clinician's, where it is not empty
	Team          clinic.TeamID  // only this team's, where it is not empty
	Tag           clinic.TagID   // only those who have it, where it is not empty
	Questionnaire q.ID           // only those who answered it last, where it is not empty

	Search string // every word must occur in the name (whatever its case and accents) or the record number
	Sort   CaseloadSort
	Filter CaseloadFilter
	Offset int
	Limit  int // at most MaxCaseloadPage, which 0 means too

	Now      time.Time  // by which a link holds or has ended
	Today    q.Date     // at the site, for what plans ask
	DayBegan time.Time  // when that day began
	Left     LeftBefore // by which alerts count as left
}

// LeftBefore is when alerts were raised, at the latest, that count as left.
type LeftBefore struct{ Urgent, Prompt time.Time }

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
	Questionnaire q.ID       // which that was of
	WaitingSince  *time.Time // when the invitation that waits for answers was made
	WaitingUntil  *time.Time // when it expires, or did
	Dues
	BegunAt     *time.Time // when the answers were begun that somebody is still giving
	BegunUntil  *time.Time // when the link to go on with them expires; absent where staff enter them
	UrgentSince *time.Time // when the oldest open urgent alert was raised
	PromptSince *time.Time // the same of those that ask for a look soon
	TakenBackAt *time.Time // when they took back their agreement to being asked; absent where they may be asked
	Glance      *clinic.Glance
	Tags        []clinic.Tag // by name
}

// InProgress says whether somebody is giving answers and still can.
func (r *CaseloadRow) InProgress(now time.Time) bool {
	return r.BegunAt != nil && (r.BegunUntil == nil || now.Before(*r.BegunUntil))
}

func (r patientRow) caseload(tx *Tx) (CaseloadRow, error) {
	e := tx.envelope("patients", r.ID, clinic.PatientID(r.ID))
	row := CaseloadRow{
		Patient: clinic.PatientID(r.ID), Name: e.open("name", r.Name), RecordNumber: e.open("record_number", r.RecordNumber),
		BirthDate: q.Date(e.open("birth_date", r.BirthDate)), OpenAlerts: r.OpenAlerts, LastCompleted: instantOf(r.LastCompletedAt),
		Questionnaire: orEmpty[q.ID](r.LastQuestionnaire), WaitingSince: instantOf(r.WaitingSince), WaitingUntil: instantOf(r.WaitingUntil),
		Dues: Dues{orEmpty[q.Date](r.NextDue), orEmpty[q.Date](r.UnmetSince)}, BegunAt: instantOf(r.BegunAt), BegunUntil: instantOf(r.BegunUntil), UrgentSince: instantOf(r.UrgentSince), PromptSince: instantOf(r.PromptSince),
		TakenBackAt: instantOf(r.TakenBackAt),
	}
	if e.err != nil || r.Glance == nil {
		return row, e.err
	}
	row.Glance = &clinic.Glance{}
	return row, fromJSON("profile of patient "+r.ID, *r.Glance, row.Glance)
}

// Caseload gives one page of the patients. Which they are and how many there are is known in memory; of the database nothing is
// read but the rows of the page.
func (tx *Tx) Caseload(c CaseloadQuery) (page CaseloadPage, err error) {
	if c.Limit <= 0 || c.Limit > MaxCaseloadPage {
		c.Limit = MaxCaseloadPage
	}
	ids, total, err := tx.sealing.people.ids(tx.db.Statement.Context, &c, max(c.Offset, 0), c.Limit)
	if page.Total = total; err == nil {
		page.Rows, err = tx.rowsOf(&c, ids)
	}
	return page, fails("list caseload", err)
}

// EachOfCaseload gives every row of a caseload, whatever page the query asks for. The order is that of one moment.
func (tx *Tx) EachOfCaseload(c CaseloadQuery, each func(CaseloadRow) error) error {
	ids, _, err := tx.sealing.people.ids(tx.db.Statement.Context, &c, 0, -1)
	if err != nil {
		return fails("list caseload", err)
	}
	for some := range slices.Chunk(ids, MaxCaseloadPage) {
		rows, err := tx.rowsOf(&c, some)
		if err != nil {
			return fails("list caseload", err)
		}
		for _, r := range rows {
			if err := each(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// rowsOf reads some patients in the order they are named in. It asks again whom the query may list: what is known of them
// elsewhere may be of a moment ago.
func (tx *Tx) rowsOf(c *CaseloadQuery, ids []string) ([]CaseloadRow, error) {
	var rows []patientRow
	if err := c.of(tx.db.Where("patients.id IN ?", ids)).Find(&rows).Error; err != nil {
		return nil, err
	}
	at := make(map[string]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	slices.SortFunc(rows, func(a, b patientRow) int { return at[a.ID] - at[b.ID] })
	return tx.openRows(rows)
}

func (tx *Tx) openRows(rows []patientRow) ([]CaseloadRow, error) {
	tags, err := tx.tagsOfRows(rows)
	if err != nil {
		return nil, err
	}
	list := make([]CaseloadRow, len(rows))
	for i, r := range rows {
		if list[i], err = r.caseload(tx); err != nil {
			return nil, err
		}
		list[i].Tags = tags[r.ID]
	}
	return list, nil
}
