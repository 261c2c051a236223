package store

import (
	"time"

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

// CountLeftAlerts counts the open alerts that count as left, of patients whom somebody may see, up to MostCounted.
func (tx *Tx) CountLeftAlerts(v clinic.Visible, left LeftBefore) (count int, err error) {
	for level, limit := range map[q.Level]time.Time{q.Urgent: left.Urgent, q.Prompt: left.Prompt} {
		var n int
		some := tx.openOf(v).Where("alerts.level = ? AND alerts.raised_at <= ?", string(level), micros(limit)).Select("1").Limit(MostCounted)
		if err := tx.db.Raw("SELECT count(*) FROM (?)", some).Scan(&n).Error; err != nil {
			return 0, fails("count left alerts", err)
		}
		count += n
	}
	return min(count, MostCounted), nil
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

// OpenAlertsLeftFirst gives what OpenAlerts gives, those that count as left before all others. Each part is read by an index,
// and only until there are enough.
func (tx *Tx) OpenAlertsLeftFirst(v clinic.Visible, left LeftBefore, limit int) (all []clinic.Alert, err error) {
	for _, part := range []struct {
		level q.Level
		where string
		than  time.Time
	}{{q.Urgent, "alerts.raised_at <= ?", left.Urgent}, {q.Prompt, "alerts.raised_at <= ?", left.Prompt}, {q.Urgent, "alerts.raised_at > ?", left.Urgent}, {q.Prompt, "alerts.raised_at > ?", left.Prompt}, {q.Notice, "alerts.raised_at > ?", time.UnixMicro(0)}} {
		some, err := listSealed[alertRow](tx, tx.openOf(v).Select("alerts.*").Where("alerts.level = ? AND "+part.where, string(part.level), micros(part.than)).
			Order("alerts.raised_at, alerts.id").Limit(limit-len(all)))
		if err != nil {
			return nil, fails("list open alerts", err)
		}
		if all = append(all, some...); len(all) >= limit {
			break
		}
	}
	return all, nil
}
