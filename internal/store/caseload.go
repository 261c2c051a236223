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
	ByOpenAlerts CaseloadSort = "alerts"  // left ones first, then urgent ones, then most
	ByWaiting    CaseloadSort = "waiting" // longest waiting first, not waiting last
	ByEnd        CaseloadSort = "end"     // whose link ended or ends first, not waiting last
	ByBegun      CaseloadSort = "begun"   // whose answers were begun first, nothing begun last
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
		BegunAt: instantOf(r.BegunAt), BegunUntil: instantOf(r.BegunUntil), UrgentSince: instantOf(r.UrgentSince), PromptSince: instantOf(r.PromptSince), TakenBackAt: instantOf(r.TakenBackAt),
	}
	if e.err != nil || r.Glance == nil {
		return row, e.err
	}
	row.Glance = &clinic.Glance{}
	return row, fromJSON("profile of patient "+r.ID, *r.Glance, row.Glance)
}

// caseloadOrder is what the database orders by. What is ordered by name is ordered by the list of names instead.
// Those who have nothing in the column come last, by id: they are read apart, so that an index gives either.
var caseloadOrder = map[CaseloadSort]struct{ column, order string }{
	ByLastAnswer: {"", "last_completed_at DESC NULLS LAST, id"},
	ByWaiting:    {"waiting_since", "waiting_since, id"},
	ByEnd:        {"waiting_until", "waiting_until, id"},
	ByBegun:      {"begun_at", "begun_at, id"},
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
		page, err = tx.caseloadInOrder(c, order.column, order.order, words)
	} else {
		page, err = tx.caseloadByName(c, words)
	}
	return page, fails("list caseload", errors.Join(err, tx.addDues(page.Rows)))
}

// caseloadInOrder has the database order the rows, those that were found where something was searched for.
func (tx *Tx) caseloadInOrder(c CaseloadQuery, column, order string, words []string) (page CaseloadPage, err error) {
	where := func() *gorm.DB { return c.where(tx.db.Model(&patientRow{})) }
	if len(words) > 0 {
		ids, err := tx.sealing.people.matching(tx.db.Statement.Context, words)
		if err != nil {
			return page, err
		}
		list, err := toJSON("ids of patients", ids)
		if err != nil {
			return page, err
		}
		where = func() *gorm.DB {
			return c.where(tx.db.Model(&patientRow{})).Where("id IN (SELECT value FROM json_each(?))", list)
		}
	}
	rows, err := tx.inOrder(c, column, order, where)
	if err != nil {
		return page, err
	}
	page.Total = c.Offset + len(rows)
	if n := len(rows); n == c.Limit || (n == 0 && c.Offset > 0) { // only otherwise the page says where the end is
		if page.Total, err = tx.totalOf(c, words, where); err != nil {
			return page, err
		}
	}
	return page, tx.openRows(&page, rows)
}

// totalOf counts whom a query lists; where it lists everybody, the list of names knows.
func (tx *Tx) totalOf(c CaseloadQuery, words []string, where func() *gorm.DB) (int, error) {
	if len(words) == 0 && !c.narrow() {
		return tx.sealing.people.size(tx.db.Statement.Context)
	}
	return countOf(where())
}

func (tx *Tx) inOrder(c CaseloadQuery, column, order string, where func() *gorm.DB) (rows []patientRow, err error) {
	if column == "" {
		return rows, where().Order(order).Offset(c.Offset).Limit(c.Limit).Find(&rows).Error
	}
	has := func() *gorm.DB { return where().Where(column + " IS NOT NULL") }
	if err := has().Order(order).Offset(c.Offset).Limit(c.Limit).Find(&rows).Error; err != nil || len(rows) == c.Limit {
		return rows, err
	}
	n, err := countOf(has())
	if err != nil {
		return rows, err
	}
	var rest []patientRow
	err = where().Where(column + " IS NULL").Order("id").Offset(max(c.Offset-n, 0)).Limit(c.Limit - len(rows)).Find(&rest).Error
	return append(rows, rest...), err
}

func countOf(query *gorm.DB) (int, error) {
	var n int64
	err := query.Count(&n).Error
	return int(n), err
}

// caseloadByName takes the order from the list of names, and from the database only the rows of the page.
func (tx *Tx) caseloadByName(c CaseloadQuery, words []string) (page CaseloadPage, err error) {
	ids, total, err := tx.named(c, words)
	if err != nil {
		return page, err
	}
	page.Total = total
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

// named gives the page's patients, and how many there are over all pages.
func (tx *Tx) named(c CaseloadQuery, words []string) (ids []string, total int, err error) {
	people, ctx := &tx.sealing.people, tx.db.Statement.Context
	switch {
	case len(words) > 0:
		if ids, err = people.matching(ctx, words); err == nil && c.narrow() {
			ids, err = tx.among(c, ids)
		}
	case c.narrow():
		if ids, err = tx.listed(c); err == nil {
			ids, err = people.sorted(ctx, ids)
		}
	default:
		return tx.everybody(c)
	}
	if err == nil && c.Sort == ByOpenAlerts {
		ids, err = tx.mostAlerts(c, ids)
	}
	return ids[min(c.Offset, len(ids)):min(c.Offset+c.Limit, len(ids))], len(ids), err
}

// everybody is named where nobody is left out: what the page does not show is not read.
func (tx *Tx) everybody(c CaseloadQuery) (ids []string, total int, err error) {
	people, ctx := &tx.sealing.people, tx.db.Statement.Context
	if total, err = people.size(ctx); err != nil {
		return nil, 0, err
	}
	first, among := []string{}, map[string]bool{}
	if c.Sort == ByOpenAlerts {
		weights, err := tx.weights(c)
		if err != nil {
			return nil, 0, err
		}
		for id := range weights {
			first, among[id] = append(first, id), true
		}
		if first, err = people.sorted(ctx, first); err != nil {
			return nil, 0, err
		}
		slices.SortStableFunc(first, func(a, b string) int { return weights[b] - weights[a] })
	}
	n := len(first)
	first = first[min(c.Offset, n):min(c.Offset+c.Limit, n)]
	rest, err := people.without(ctx, among, max(c.Offset-n, 0), c.Limit-len(first))
	return append(first, rest...), total, err
}

func (tx *Tx) openRows(page *CaseloadPage, rows []patientRow) (err error) {
	tags, err := tx.tagsOfRows(rows)
	if err != nil {
		return err
	}
	page.Rows = make([]CaseloadRow, len(rows))
	for i, r := range rows {
		if page.Rows[i], err = r.caseload(tx); err != nil {
			return err
		}
		page.Rows[i].Tags = tags[r.ID]
	}
	return nil
}

// listed gives whom the query lists.
func (tx *Tx) listed(c CaseloadQuery) (ids []string, err error) {
	err = eachRow(c.where(tx.db.Model(&patientRow{})).Select("patients.id"), func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// among gives those of some patients whom the query lists, in the order they came in.
func (tx *Tx) among(c CaseloadQuery, ids []string) ([]string, error) {
	list, err := tx.listed(c)
	if err != nil {
		return nil, err
	}
	listed := make(map[string]bool, len(list))
	for _, id := range list {
		listed[id] = true
	}
	return slices.DeleteFunc(ids, func(id string) bool { return !listed[id] }), nil
}

// narrow says whether where leaves anybody out.
func (c CaseloadQuery) narrow() bool {
	return !c.Visible.All || c.Clinician != "" || c.Team != "" || c.Tag != "" || c.Questionnaire != "" || c.Filter != Everybody
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
	if c.Tag != "" {
		db = db.Where("patients.id IN (SELECT patient_id FROM patient_tags WHERE tag_id = ?)", string(c.Tag))
	}
	if c.Questionnaire != "" {
		db = db.Where("patients.last_questionnaire = ?", string(c.Questionnaire))
	}
	switch c.Filter {
	case Due:
		db = db.Where("patients.id IN (SELECT p.id FROM patients p WHERE p.waiting_until > ? UNION ALL SELECT d.patient_id FROM dues d WHERE d.next_due <= ?)", micros(c.Now), string(c.Today))
	case Overdue:
		db = db.Where("patients.id IN (SELECT p.id FROM patients p WHERE p.waiting_until <= ? UNION ALL SELECT d.patient_id FROM dues d WHERE d.unmet_since < ?)", micros(c.Now), string(c.Today))
	case InProgress:
		db = db.Where("begun_at IS NOT NULL AND (begun_until IS NULL OR begun_until > ?)", micros(c.Now))
	case DoneToday:
		db = db.Where("last_completed_at >= ?", micros(c.DayBegan))
	case WithAlerts:
		db = db.Where("open_alerts > 0")
	case Everybody:
	}
	return db
}
