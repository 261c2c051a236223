package store

import (
	"time"

	"steelyard/internal/clinic"
)

type alertStageRow struct {
	AlertID string `gorm:"primaryKey"`
	Stage   string `gorm:"primaryKey"`
	At      int64
}

// TableName names the table.
func (alertStageRow) TableName() string { return "alert_stages" }

type alertTellingRow struct {
	AlertID string `gorm:"primaryKey"`
	Stage   string `gorm:"primaryKey"`
	UserID  string `gorm:"primaryKey"`
	MailID  *string
}

// TableName names the table.
func (alertTellingRow) TableName() string { return "alert_tellings" }

// DueForStage gives open alerts that were raised at or before a time, by level, with which a stage was not taken yet, at most
// limit of them.
func (tx *Tx) DueForStage(stage clinic.Stage, before LeftBefore, limit int) ([]clinic.Alert, error) {
	all, err := listSealed[alertRow](tx, tx.db.Where(whereLeft, micros(before.Urgent), micros(before.Prompt)).
		Where("NOT EXISTS (SELECT 1 FROM alert_stages s WHERE s.alert_id = alerts.id AND s.stage = ?)", string(stage)).Order("id").Limit(limit))
	return all, fails("list alerts to escalate", err)
}

// KeepStage records that a stage was taken with an alert; first says whether nobody had before.
func (tx *Tx) KeepStage(id clinic.AlertID, stage clinic.Stage, at time.Time) (first bool, err error) {
	done := tx.db.Exec("INSERT INTO alert_stages (alert_id, stage, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", string(id), string(stage), micros(at))
	return done.RowsAffected > 0, fails("record a stage of alert "+string(id), done.Error)
}

// KeepTelling records whom a stage told, and by which e-mail; by none where it is empty. Nobody is told of a stage twice.
func (tx *Tx) KeepTelling(id clinic.AlertID, stage clinic.Stage, user clinic.UserID, mail clinic.MailID) error {
	return fails("record who was told of alert "+string(id), tx.db.Create(&alertTellingRow{string(id), string(stage), string(user), orNull(mail)}).Error)
}

// EscalationsOf gives the stages that were taken with some alerts, in the order in which they were taken.
func (tx *Tx) EscalationsOf(alerts []clinic.AlertID) (map[clinic.AlertID][]clinic.Escalation, error) {
	of := map[clinic.AlertID][]clinic.Escalation{}
	if len(alerts) == 0 {
		return of, nil
	}
	var stages []alertStageRow
	const order = "alert_id, at, CASE stage WHEN 'clinician' THEN 0 WHEN 'team' THEN 1 ELSE 2 END"
	if err := tx.db.Where("alert_id IN ?", names(alerts)).Order(order).Find(&stages).Error; err != nil {
		return nil, fails("list stages of alerts", err)
	}
	var told []struct{ AlertID, Stage, UserID, Name, State string }
	err := tx.db.Raw(`SELECT t.alert_id, t.stage, t.user_id, u.name, COALESCE(m.state, '') AS state FROM alert_tellings t
		JOIN users u ON u.id = t.user_id LEFT JOIN staff_mails m ON m.id = t.mail_id WHERE t.alert_id IN ? ORDER BY u.name, u.id`, names(alerts)).Scan(&told).Error
	if err != nil {
		return nil, fails("list who was told of alerts", err)
	}
	for _, s := range stages {
		e := clinic.Escalation{AlertID: clinic.AlertID(s.AlertID), Stage: clinic.Stage(s.Stage), At: instant(s.At)}
		for _, t := range told {
			if t.AlertID == s.AlertID && t.Stage == s.Stage {
				e.Told = append(e.Told, clinic.Telling{User: clinic.UserID(t.UserID), Name: t.Name, Mail: clinic.MailState(t.State)})
			}
		}
		of[e.AlertID] = append(of[e.AlertID], e)
	}
	return of, nil
}

func names[S ~string](ids []S) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	return list
}
