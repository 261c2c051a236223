package store

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type alertRow struct {
	ID             string `gorm:"primaryKey"`
	PatientID      string
	ResponseID     string
	Questionnaire  string
	Version        string
	Flag           string
	Level          string
	Text           string
	RaisedAt       int64
	AcknowledgedAt *int64
	AcknowledgedBy *string
	Note           []byte // sealed; NULL where there is none
}

// TableName names the table.
func (alertRow) TableName() string { return "alerts" }

func newAlertRow(a clinic.Alert) alertRow {
	return alertRow{
		ID: string(a.ID), PatientID: string(a.PatientID), ResponseID: string(a.ResponseID),
		Questionnaire: string(a.Questionnaire.ID), Version: string(a.Questionnaire.Version), Flag: string(a.Flag),
		Level: string(a.Level), Text: a.Text, RaisedAt: micros(a.RaisedAt), AcknowledgedAt: microsOf(a.AcknowledgedAt),
		AcknowledgedBy: orNull(a.AcknowledgedBy),
	}
}

func (r alertRow) domain(tx *Tx) (clinic.Alert, error) {
	e := tx.envelope("alerts", r.ID, clinic.PatientID(r.PatientID))
	return clinic.Alert{
		ID: clinic.AlertID(r.ID), PatientID: clinic.PatientID(r.PatientID), ResponseID: clinic.ResponseID(r.ResponseID),
		Questionnaire: q.Ref{ID: q.ID(r.Questionnaire), Version: q.Version(r.Version)}, Flag: q.FlagID(r.Flag),
		Level: q.Level(r.Level), Text: r.Text, RaisedAt: instant(r.RaisedAt), AcknowledgedAt: instantOf(r.AcknowledgedAt),
		AcknowledgedBy: orEmpty[clinic.UserID](r.AcknowledgedBy), Note: e.open("note", r.Note),
	}, e.err
}

// RaiseAlert adds an open alert unless its response has already raised the same flag; raised says whether it was added.
func (tx *Tx) RaiseAlert(a clinic.Alert) (raised bool, err error) {
	done := tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "response_id"}, {Name: "flag"}}, DoNothing: true,
	}).Create(new(newAlertRow(a)))
	if done.Error != nil || done.RowsAffected == 0 {
		return false, fails("raise alert "+string(a.ID), done.Error)
	}
	return true, tx.tally(string(a.PatientID), tallyAlerts)
}

// MostCounted is where counting ends of what every page has a number of: there are as many, or more.
const MostCounted = 1000

// CountOpenAlerts counts what OpenAlerts gives without a limit, up to MostCounted.
func (tx *Tx) CountOpenAlerts(v clinic.Visible) (int, error) {
	n, err := tx.countAlerts(AlertFilter{Visible: v, State: AlertsOpen})
	return n, fails("count open alerts", err)
}

// countAlerts counts the alerts of some lists, up to MostCounted.
func (tx *Tx) countAlerts(lists ...AlertFilter) (n int, err error) {
	var parts []any
	for _, f := range lists {
		for _, part := range tx.parts(f, f.apart(), f.Level) {
			parts = append(parts, part.Select("1"))
		}
	}
	for these := range slices.Chunk(parts, mostParts) {
		var some int
		if err := tx.db.Raw("SELECT count(*) FROM ("+united(len(these))+" LIMIT ?)", append(these, MostCounted-n)...).Scan(&some).Error; err != nil {
			return 0, err
		}
		n += some
	}
	return n, nil
}

// CountEveryOpenAlert counts the open alerts of everybody, however many there are.
func (tx *Tx) CountEveryOpenAlert() (n int, err error) {
	err = tx.db.Raw("SELECT count(*) FROM alerts WHERE acknowledged_at IS NULL").Scan(&n).Error
	return n, fails("count every open alert", err)
}

// AlertsOf gives a patient's alerts, newest first.
func (tx *Tx) AlertsOf(p clinic.PatientID) ([]clinic.Alert, error) {
	return listSealed[alertRow](tx, tx.db.Where("patient_id = ?", string(p)).Order("raised_at DESC, id DESC"))
}

// AlertsOfResponses gives the alerts that some responses of a patient raised, the newest first.
func (tx *Tx) AlertsOfResponses(ids []clinic.ResponseID) ([]clinic.Alert, error) {
	all, err := listSealed[alertRow](tx, tx.db.Where("response_id IN ?", ids))
	slices.SortFunc(all, newestAlert)
	return all, err
}

// newestAlert puts the newest first.
func newestAlert(a, b clinic.Alert) int {
	return cmp.Or(b.RaisedAt.Compare(a.RaisedAt), cmp.Compare(b.ID, a.ID))
}

// GetAlert gives an alert.
func (tx *Tx) GetAlert(id clinic.AlertID) (clinic.Alert, error) {
	return getSealed[alertRow](tx, "alert", id)
}

// Acknowledgement is who has looked at an alert, when, and what they noted.
type Acknowledgement struct {
	By   clinic.UserID
	At   time.Time
	Note string
}

// AcknowledgeAlert closes an alert; a Conflict where somebody already did.
func (tx *Tx) AcknowledgeAlert(id clinic.AlertID, by Acknowledgement) error {
	act := "acknowledge alert " + string(id)
	a, err := tx.GetAlert(id)
	if err != nil {
		return err
	}
	e := tx.envelope("alerts", string(id), a.PatientID)
	note := e.seal("note", by.Note)
	if e.err != nil {
		return fails(act, e.err)
	}
	done := tx.db.Model(&alertRow{}).Where("id = ? AND acknowledged_at IS NULL", string(id)).Updates(map[string]any{
		"acknowledged_at": micros(by.At), "acknowledged_by": orNull(by.By), "note": note,
	})
	if done.Error != nil {
		return fails(act, done.Error)
	}
	if done.RowsAffected == 0 {
		return fmt.Errorf("%s: %w", act, fault.New(fault.Conflict, "Somebody has already acknowledged this alert."))
	}
	return tx.tally(string(a.PatientID), tallyAlerts)
}

// ModesAmong gives how the answers came in that raised some alerts.
func (tx *Tx) ModesAmong(alerts []clinic.Alert) (map[clinic.ResponseID]clinic.Mode, error) {
	ids := make([]string, len(alerts))
	for i := range alerts {
		ids[i] = string(alerts[i].ResponseID)
	}
	modes := make(map[clinic.ResponseID]clinic.Mode, len(alerts))
	query := tx.db.Table("responses").Joins("JOIN encounters ON encounters.id = responses.encounter_id").
		Where("responses.id IN ?", ids).Select("responses.id, encounters.mode")
	err := eachRow(query, func(scan func(...any) error) error {
		var id, mode string
		err := scan(&id, &mode)
		modes[clinic.ResponseID(id)] = clinic.Mode(mode)
		return err
	})
	return modes, fails("read how the answers of alerts came in", err)
}

// UnfinishedAmong gives the responses of alerts whose answers have not been sent yet.
func (tx *Tx) UnfinishedAmong(alerts []clinic.Alert) (map[clinic.ResponseID]bool, error) {
	ids := make([]clinic.ResponseID, len(alerts))
	for i := range alerts {
		ids[i] = alerts[i].ResponseID
	}
	var found []clinic.ResponseID
	err := tx.db.Model(&responseRow{}).Where("id IN ? AND status = ?", ids, clinic.InProgress).Pluck("id", &found).Error
	unfinished := make(map[clinic.ResponseID]bool, len(found))
	for _, id := range found {
		unfinished[id] = true
	}
	return unfinished, fails("read which answers were not sent", err)
}
