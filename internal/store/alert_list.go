package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type alertListRow struct {
	ID             string `gorm:"primaryKey"`
	PatientID      string
	ClinicianID    *string
	TeamID         *string
	Questionnaire  string
	Level          string
	RaisedAt       int64
	AcknowledgedAt *int64
	EscalatedAt    *int64
}

// TableName names the table.
func (alertListRow) TableName() string { return "alert_list" }

// AlertState is which alerts a list has, by how far they have come.
type AlertState string

// The states; the empty one is any.
const (
	AlertsOpen         AlertState = "open"
	AlertsAcknowledged AlertState = "acknowledged"
	AlertsEscalated    AlertState = "escalated" // open or acknowledged since
)

var inState = map[AlertState]string{AlertsOpen: "acknowledged_at IS NULL", AlertsAcknowledged: "acknowledged_at IS NOT NULL", AlertsEscalated: "escalated_at IS NOT NULL"}

// AlertFilter is which alerts are given; nobody's unless it says whose.
type AlertFilter struct {
	Visible       clinic.Visible
	Clinician     clinic.UserID // only of their patients; empty for all
	Team          clinic.TeamID // only of its patients; empty for all
	Questionnaire q.ID
	Level         q.Level
	State         AlertState
	From, To      time.Time // when they were raised; zero for no bound, and To is not in it
}

// where has what every row must hold for, but for whose it is and its level: a list goes by owners and by levels.
func (f AlertFilter) where(db *gorm.DB) *gorm.DB {
	if f.Questionnaire != "" {
		db = db.Where("alert_list.questionnaire = ?", string(f.Questionnaire))
	}
	if condition := inState[f.State]; condition != "" {
		db = db.Where(condition)
	}
	if !f.From.IsZero() {
		db = db.Where("alert_list.raised_at >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		db = db.Where("alert_list.raised_at < ?", micros(f.To))
	}
	return db
}

// owner is one way to come to alerts, with the beginning of the names of the indexes that have them in their order.
type owner struct {
	index, where string
	is           []any
}

func ofClinician(u clinic.UserID) owner {
	return owner{"alert_list_clinician", "alert_list.clinician_id = ?", []any{string(u)}}
}

func ofTeam(t clinic.TeamID) owner {
	return owner{"alert_list_team", "alert_list.team_id = ?", []any{string(t)}}
}

// ofBoth is of the patients whom both a clinician and a team look after.
func ofBoth(u clinic.UserID, t clinic.TeamID) owner {
	return owner{"alert_list_both", "alert_list.clinician_id = ? AND alert_list.team_id = ?", []any{string(u), string(t)}}
}

// twice says whether two of the owners may come to the same alert: a clinician's of a team that the clinician is in.
func (f AlertFilter) twice() bool { return f.Clinician == "" && f.Team == "" && !f.Visible.All }

// apart gives owners of whom none comes to an alert that another came to. What the first has is passed over by the others, which
// is no way to the few newest of them.
func (f AlertFilter) apart() []owner {
	list := f.owners()
	if f.twice() {
		for i := range list[1:] {
			list[i+1].where += " AND alert_list.clinician_id IS NOT ?"
			list[i+1].is = append(list[i+1].is, string(f.Visible.Clinician))
		}
	}
	return list
}

// owners gives the ways that together come to every alert of a list.
func (f AlertFilter) owners() (list []owner) {
	v := f.Visible
	allOf := func(u clinic.UserID, t clinic.TeamID) bool {
		return v.All || (u != "" && u == v.Clinician) || slices.Contains(v.Teams, t)
	}
	switch {
	case f.Clinician == "" && f.Team == "" && v.All:
		return []owner{{"alert_list_all", "TRUE", nil}}
	case f.Clinician == "" && f.Team == "":
		list = append(list, ofClinician(v.Clinician))
		for _, t := range v.Teams {
			list = append(list, ofTeam(t))
		}
		return list
	case f.Team == "" && allOf(f.Clinician, ""):
		return []owner{ofClinician(f.Clinician)}
	case f.Team == "":
		for _, t := range v.Teams {
			list = append(list, ofBoth(f.Clinician, t))
		}
		return list
	case f.Clinician == "" && allOf("", f.Team):
		return []owner{ofTeam(f.Team)}
	case f.Clinician == "":
		return []owner{ofBoth(v.Clinician, f.Team)}
	case allOf(f.Clinician, f.Team):
		return []owner{ofBoth(f.Clinician, f.Team)}
	}
	return nil
}

// indexes have the endings of the names of those of each state.
var indexes = map[AlertState]string{AlertsOpen: "_open", AlertsAcknowledged: "_done", AlertsEscalated: "_escalated"}

// index names the index of an owner's alerts that has just those of a list, but for their period.
func (f AlertFilter) index(o owner) string {
	if f.Questionnaire != "" {
		return o.index + indexes[f.State] + "_form"
	}
	return o.index + indexes[f.State]
}

// states gives those that a list is read by.
func (f AlertFilter) states() []AlertState {
	if f.State == "" {
		return []AlertState{AlertsOpen, AlertsAcknowledged}
	}
	return []AlertState{f.State}
}

// levels gives those of a list; every index has the alerts of each in the order in which they were raised.
func (f AlertFilter) levels() []q.Level {
	if f.Level != "" {
		return []q.Level{f.Level}
	}
	return []q.Level{q.Urgent, q.Prompt, q.Notice}
}

// parts gives the queries that together give every alert of a list of some owners', each through an index: with the levels of the
// list, each has its alerts in their order.
func (tx *Tx) parts(f AlertFilter, owners []owner, levels ...q.Level) (list []*gorm.DB) {
	for _, o := range owners {
		for _, state := range f.states() {
			of := f
			of.State = state
			for _, level := range levels {
				query := of.where(tx.db.Table("alert_list INDEXED BY "+of.index(o))).Where(o.where, o.is...)
				if level != "" {
					query = query.Where("alert_list.level = ?", string(level))
				}
				list = append(list, query)
			}
		}
	}
	return list
}

// mostParts is how many queries are united in one; SQLite takes 500.
const mostParts = 300

// united is so many queries as one.
func united(parts int) string {
	return strings.TrimSuffix(strings.Repeat("SELECT * FROM (?) UNION ALL ", parts), " UNION ALL ")
}

// AlertMark is a place in a list of alerts; the zero value is before the first.
type AlertMark struct {
	At time.Time
	ID clinic.AlertID
}

// AlertsBefore gives a page of alerts, the newest first. Each owner's are read by an index and only until there are enough,
// so that a page costs the same however many alerts are not on it.
func (tx *Tx) AlertsBefore(f AlertFilter, after AlertMark, limit int) ([]clinic.Alert, error) {
	found, err := tx.newestAlerts(f, after, limit)
	if err != nil {
		return nil, fails("list alerts", err)
	}
	return tx.lines(found)
}

// newestAlerts gives the rows of a page without whose they are and what they are about; a limit of -1 is none.
func (tx *Tx) newestAlerts(f AlertFilter, after AlertMark, limit int) ([]alertListRow, error) {
	return tx.alertsInTurn(f, limit, true, func(query *gorm.DB) *gorm.DB {
		if after.ID == "" {
			return query
		}
		return query.Where("(alert_list.raised_at, alert_list.id) < (?, ?)", micros(after.At), string(after.ID))
	})
}

// alertsInTurn gives rows by when they were raised, the newest or the oldest first. A limit of -1 is none. What comes in turn from
// the parts is read only until there is enough.
func (tx *Tx) alertsInTurn(f AlertFilter, limit int, newest bool, some func(*gorm.DB) *gorm.DB) (found []alertListRow, err error) {
	order, turn := " ORDER BY raised_at, id LIMIT ?", 1
	if newest {
		order, turn = " ORDER BY raised_at DESC, id DESC LIMIT ?", -1
	}
	var parts []any
	ask := limit
	if f.twice() {
		ask = 2 * limit
	}
	for _, part := range tx.parts(f, f.owners(), f.levels()...) {
		parts = append(parts, some(part).Select("alert_list.id, alert_list.raised_at, alert_list.acknowledged_at"))
	}
	for these := range slices.Chunk(parts, mostParts) {
		err := eachRow(tx.db.Raw(united(len(these))+order, append(these, ask)...), func(scan func(...any) error) error {
			var r alertListRow
			err := scan(&r.ID, &r.RaisedAt, &r.AcknowledgedAt)
			found = append(found, r)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(parts) > mostParts {
		slices.SortFunc(found, func(a, b alertListRow) int {
			return turn * cmp.Or(cmp.Compare(a.RaisedAt, b.RaisedAt), cmp.Compare(a.ID, b.ID))
		})
	}
	found = slices.CompactFunc(found, func(a, b alertListRow) bool { return a.ID == b.ID })
	if limit >= 0 {
		found = found[:min(len(found), limit)]
	}
	return found, nil
}

// lines gives the alerts of some rows, in their order.
func (tx *Tx) lines(found []alertListRow) ([]clinic.Alert, error) {
	ids := make([]string, len(found))
	for i := range found {
		ids[i] = found[i].ID
	}
	alerts, err := listSealed[alertRow](tx, tx.db.Where("id IN ?", ids).Order("raised_at DESC, id DESC"))
	return alerts, fails("list alerts", err)
}

// AlertsAfter gives a page of the alerts in the order in which they were raised. Ids are in that order too, so that a page goes
// on where one ended whose last alert is not there any more.
func (tx *Tx) AlertsAfter(f AlertFilter, p Page) ([]clinic.Alert, error) {
	var last []alertListRow // or the first behind it, where it is gone
	if err := tx.db.Where("id >= ?", p.After).Order("id").Limit(1).Find(&last).Error; err != nil || len(last) == 0 {
		return nil, fails("list alerts", err)
	}
	found, err := tx.alertsInTurn(f, p.Limit, false, func(query *gorm.DB) *gorm.DB {
		return query.Where("(alert_list.raised_at, alert_list.id) > (?, ?)", last[0].RaisedAt, p.After)
	})
	if err != nil {
		return nil, fails("list alerts", err)
	}
	alerts, err := tx.lines(found)
	slices.Reverse(alerts)
	return alerts, err
}

// AlertWait is when an alert was raised and how long it took until somebody acknowledged it.
type AlertWait struct {
	RaisedAt time.Time
	Open     bool // nobody has yet; then Wait says nothing
	Wait     time.Duration
}

// AlertWaits gives when the alerts of a list were raised and how long each waited, the newest first: limit of them at most,
// and all where it is -1. more says whether there are earlier ones.
func (tx *Tx) AlertWaits(f AlertFilter, limit int) (list []AlertWait, more bool, err error) {
	ask := limit
	if limit >= 0 {
		ask = limit + 1
	}
	found, err := tx.newestAlerts(f, AlertMark{}, ask)
	if err != nil {
		return nil, false, fails("read times to acknowledgement", err)
	}
	if more = limit >= 0 && len(found) > limit; more {
		found = found[:limit]
	}
	for i := range found {
		w := AlertWait{RaisedAt: instant(found[i].RaisedAt), Open: found[i].AcknowledgedAt == nil}
		if !w.Open {
			w.Wait = time.Duration(*found[i].AcknowledgedAt-found[i].RaisedAt) * time.Microsecond
		}
		list = append(list, w)
	}
	return list, more, nil
}
