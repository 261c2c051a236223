package store

import (
	"time"

	"steelyard/internal/clinic"
)

type staffMailRow struct {
	ID        string `gorm:"primaryKey"`
	UserID    string
	State     string
	Attempts  int
	MadeAt    int64
	NotBefore int64
	SettledAt *int64
	Problem   string
}

// TableName names the table.
func (staffMailRow) TableName() string { return "staff_mails" }

func (r staffMailRow) domain() (clinic.StaffMail, error) {
	return clinic.StaffMail{ID: clinic.MailID(r.ID), User: clinic.UserID(r.UserID), State: clinic.MailState(r.State), Attempts: r.Attempts,
		MadeAt: instant(r.MadeAt), NotBefore: instant(r.NotBefore), SettledAt: instantOf(r.SettledAt), Problem: r.Problem}, nil
}

// CreateStaffMail puts a message to a member of staff into the outbox.
func (tx *Tx) CreateStaffMail(m clinic.StaffMail) error {
	return fails("create staff mail "+string(m.ID), tx.db.Create(&staffMailRow{ID: string(m.ID), UserID: string(m.User), State: string(m.State), Attempts: m.Attempts,
		MadeAt: micros(m.MadeAt), NotBefore: micros(m.NotBefore), SettledAt: microsOf(m.SettledAt), Problem: m.Problem}).Error)
}

// UpdateStaffMail writes how far a message has come.
func (tx *Tx) UpdateStaffMail(m clinic.StaffMail) error {
	return fails("update staff mail "+string(m.ID), tx.db.Model(&staffMailRow{}).Where("id = ?", string(m.ID)).Updates(map[string]any{
		"state": string(m.State), "attempts": m.Attempts, "not_before": micros(m.NotBefore), "settled_at": microsOf(m.SettledAt), "problem": m.Problem,
	}).Error)
}

// GetStaffMail gives a message.
func (tx *Tx) GetStaffMail(id clinic.MailID) (clinic.StaffMail, error) {
	return get[staffMailRow](tx, "e-mail", id)
}

// FindWaitingStaffMail gives a message to somebody that has not gone out yet, so that what comes up meanwhile goes with it.
func (tx *Tx) FindWaitingStaffMail(u clinic.UserID) (m clinic.StaffMail, ok bool, err error) {
	all, err := list[staffMailRow](tx.db.Where("user_id = ? AND state = 'waiting'", string(u)).Order("made_at, id").Limit(1))
	if err != nil || len(all) == 0 {
		return m, false, fails("find a message that waits", err)
	}
	return all[0], true, nil
}

// StaffMailsToSend gives the messages whose time has come, the longest waiting first, at most limit of them.
func (tx *Tx) StaffMailsToSend(now time.Time, limit int) ([]clinic.StaffMail, error) {
	return list[staffMailRow](tx.db.Where("state = 'waiting' AND not_before <= ?", micros(now)).Order("not_before, id").Limit(limit))
}

// StaffMailsBeingSent gives the messages that a sender took and did not give back.
func (tx *Tx) StaffMailsBeingSent() ([]clinic.StaffMail, error) {
	return list[staffMailRow](tx.db.Where("state = 'sending'").Order("id"))
}

// openOfMail holds for messages of which an alert is open still.
const openOfMail = `EXISTS (SELECT 1 FROM alert_tellings t JOIN alert_list a ON a.id = t.alert_id WHERE t.mail_id = staff_mails.id AND a.acknowledged_at IS NULL)`

// StaffMailsInTrouble gives the messages that did not go out, or may not have, and of which an alert is open, oldest first.
func (tx *Tx) StaffMailsInTrouble(limit int) ([]clinic.StaffMail, error) {
	return list[staffMailRow](tx.db.Where("problem <> '' AND state IN ('waiting', 'failed', 'unclear') AND " + openOfMail).Order("made_at, id").Limit(limit))
}

// RetryStaffMails puts what could not be delivered to somebody back into the outbox, as far as alerts of it are open.
func (tx *Tx) RetryStaffMails(u clinic.UserID, now time.Time) error {
	return fails("try messages again", tx.db.Model(&staffMailRow{}).Where("user_id = ? AND state IN ('failed', 'waiting') AND "+openOfMail, string(u)).
		Updates(map[string]any{"state": "waiting", "attempts": 0, "not_before": micros(now), "settled_at": nil}).Error)
}

// OpenTellingsOf gives which stages of which open alerts a message tells of.
func (tx *Tx) OpenTellingsOf(id clinic.MailID) (list []clinic.Escalation, err error) {
	var rows []alertTellingRow
	err = tx.db.Where("mail_id = ? AND EXISTS (SELECT 1 FROM alert_list a WHERE a.id = alert_tellings.alert_id AND a.acknowledged_at IS NULL)", string(id)).
		Order("alert_id, stage").Find(&rows).Error
	for _, r := range rows {
		list = append(list, clinic.Escalation{AlertID: clinic.AlertID(r.AlertID), Stage: clinic.Stage(r.Stage)})
	}
	return list, fails("list what a message tells", err)
}

// OpenOfMail counts the open alerts that a message is about, and gives when the oldest was raised.
func (tx *Tx) OpenOfMail(id clinic.MailID) (n int, oldest time.Time, err error) {
	var row struct{ N, Oldest int64 }
	err = tx.db.Raw(`SELECT count(DISTINCT a.id) AS n, COALESCE(min(a.raised_at), 0) AS oldest FROM alert_tellings t JOIN alert_list a ON a.id = t.alert_id
		WHERE t.mail_id = ? AND a.acknowledged_at IS NULL`, string(id)).Scan(&row).Error
	return int(row.N), instant(row.Oldest), fails("count alerts of a message", err)
}
