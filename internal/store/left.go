package store

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type alertLeftRow struct {
	AlertID string `gorm:"primaryKey"`
	At      int64
}

// TableName names the table.
func (alertLeftRow) TableName() string { return "alerts_left" }

// whereLeft holds for open alerts that were raised too long ago, by level.
const whereLeft = "acknowledged_at IS NULL AND (level = 'urgent' AND raised_at <= ? OR level = 'prompt' AND raised_at <= ?)"

// left are the open alerts of a level that count as left, and fresh those that do not.
func left(v clinic.Visible, level q.Level, before time.Time) AlertFilter {
	return AlertFilter{Visible: v, State: AlertsOpen, Level: level, To: before.Add(time.Microsecond)}
}

func fresh(v clinic.Visible, level q.Level, before time.Time) AlertFilter {
	return AlertFilter{Visible: v, State: AlertsOpen, Level: level, From: before.Add(time.Microsecond)}
}

// CountLeftAlerts counts the open alerts that count as left, of patients whom somebody may see, up to MostCounted.
func (tx *Tx) CountLeftAlerts(v clinic.Visible, before LeftBefore) (int, error) {
	n, err := tx.countAlerts(left(v, q.Urgent, before.Urgent), left(v, q.Prompt, before.Prompt))
	return n, fails("count left alerts", err)
}

// NewlyLeft gives open alerts that count as left and of which that is not recorded yet, at most limit of them.
func (tx *Tx) NewlyLeft(left LeftBefore, limit int) ([]clinic.Alert, error) {
	return listSealed[alertRow](tx, tx.db.Where(whereLeft, micros(left.Urgent), micros(left.Prompt)).
		Where("NOT EXISTS (SELECT 1 FROM alerts_left l WHERE l.alert_id = alerts.id)").Order("id").Limit(limit))
}

// KeepLeft records that an alert was left; first says whether nobody had before.
func (tx *Tx) KeepLeft(id clinic.AlertID, at time.Time) (first bool, err error) {
	done := tx.db.Exec("INSERT INTO alerts_left (alert_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING", string(id), micros(at))
	return done.RowsAffected > 0, fails("record that alert "+string(id)+" was left", done.Error)
}

// OpenAlerts gives the alerts that wait for a person, of patients whom somebody may see, at most limit of them: first those that
// count as left, then the most urgent, then the oldest. Each part is read by an index, and only until there are enough.
func (tx *Tx) OpenAlerts(v clinic.Visible, before LeftBefore, limit int) ([]clinic.Alert, error) {
	var found []alertListRow
	for _, f := range []AlertFilter{left(v, q.Urgent, before.Urgent), left(v, q.Prompt, before.Prompt), fresh(v, q.Urgent, before.Urgent), fresh(v, q.Prompt, before.Prompt), {Visible: v, State: AlertsOpen, Level: q.Notice}} {
		some, err := tx.alertsInTurn(f, limit-len(found), false, func(query *gorm.DB) *gorm.DB { return query })
		if err != nil {
			return nil, fails("list open alerts", err)
		}
		if found = append(found, some...); len(found) >= limit {
			break
		}
	}
	place := make(map[clinic.AlertID]int, len(found))
	for i := range found {
		place[clinic.AlertID(found[i].ID)] = i
	}
	alerts, err := tx.lines(found)
	slices.SortFunc(alerts, func(a, b clinic.Alert) int { return place[a.ID] - place[b.ID] })
	return alerts, err
}
