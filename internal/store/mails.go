package store

import (
	"time"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
)

type mailConsentRow struct {
	ID          string `gorm:"primaryKey"`
	PatientID   string
	Version     string
	How         []byte // sealed, as the next one
	Address     []byte
	GivenAt     int64
	GivenTo     string
	WithdrawnAt *int64
	WithdrawnBy string
}

// TableName names the table.
func (mailConsentRow) TableName() string { return "mail_consents" }

func (r mailConsentRow) domain(tx *Tx) (clinic.MailConsent, error) {
	e := tx.envelope("mail_consents", r.ID, clinic.PatientID(r.PatientID))
	return clinic.MailConsent{ID: clinic.ConsentID(r.ID), PatientID: clinic.PatientID(r.PatientID), Version: r.Version, How: e.open("how", r.How), Address: e.open("address", r.Address),
		GivenAt: instant(r.GivenAt), GivenTo: clinic.UserID(r.GivenTo), WithdrawnAt: instantOf(r.WithdrawnAt), WithdrawnBy: clinic.UserID(r.WithdrawnBy)}, e.err
}

// CreateMailConsent keeps a consent; a Conflict where one holds already.
func (tx *Tx) CreateMailConsent(c clinic.MailConsent) error {
	e := tx.envelope("mail_consents", string(c.ID), c.PatientID)
	r := mailConsentRow{ID: string(c.ID), PatientID: string(c.PatientID), Version: c.Version, How: e.seal("how", c.How), Address: e.seal("address", c.Address),
		GivenAt: micros(c.GivenAt), GivenTo: string(c.GivenTo), WithdrawnAt: microsOf(c.WithdrawnAt), WithdrawnBy: string(c.WithdrawnBy)}
	if e.err == nil {
		e.err = tx.db.Create(&r).Error
	}
	return fails("keep consent "+string(c.ID), e.err)
}

// WithdrawMailConsent writes when and by whom a consent was withdrawn.
func (tx *Tx) WithdrawMailConsent(c clinic.MailConsent) error {
	return fails("withdraw consent "+string(c.ID), tx.db.Model(&mailConsentRow{}).Where("id = ?", string(c.ID)).
		Updates(map[string]any{"withdrawn_at": microsOf(c.WithdrawnAt), "withdrawn_by": string(c.WithdrawnBy)}).Error)
}

// FindMailConsent gives the consent that a patient gave last; ok is false where they never did.
func (tx *Tx) FindMailConsent(p clinic.PatientID) (clinic.MailConsent, bool, error) {
	all, err := listSealed[mailConsentRow](tx, tx.db.Where("patient_id = ?", string(p)).Order("given_at DESC, id DESC").Limit(1))
	if err != nil || len(all) == 0 {
		return clinic.MailConsent{}, false, err
	}
	return all[0], true, nil
}

// MailConsentsOf gives every consent to e-mails that a patient gave, the newest first.
func (tx *Tx) MailConsentsOf(p clinic.PatientID) ([]clinic.MailConsent, error) {
	return listSealed[mailConsentRow](tx, tx.db.Where("patient_id = ?", string(p)).Order("given_at DESC, id DESC"))
}

type mailRow struct {
	ID           string `gorm:"primaryKey"`
	OccasionID   string
	PatientID    string
	InvitationID string
	Kind         string
	State        string
	Attempts     int
	MadeAt       int64
	NotBefore    int64
	SettledAt    *int64
	Problem      string
}

// TableName names the table.
func (mailRow) TableName() string { return "mails" }

func (r mailRow) domain() (clinic.Mail, error) {
	return clinic.Mail{ID: clinic.MailID(r.ID), OccasionID: clinic.OccasionID(r.OccasionID), PatientID: clinic.PatientID(r.PatientID),
		Invitation: clinic.InvitationID(r.InvitationID), Kind: clinic.MailKind(r.Kind), State: clinic.MailState(r.State), Attempts: r.Attempts,
		MadeAt: instant(r.MadeAt), NotBefore: instant(r.NotBefore), SettledAt: instantOf(r.SettledAt), Problem: r.Problem}, nil
}

// CreateMail puts a message into the outbox; a Conflict where its occasion has one of that kind.
func (tx *Tx) CreateMail(m clinic.Mail) error {
	return fails("create mail "+string(m.ID), tx.db.Create(&mailRow{ID: string(m.ID), OccasionID: string(m.OccasionID), PatientID: string(m.PatientID),
		InvitationID: string(m.Invitation), Kind: string(m.Kind), State: string(m.State), Attempts: m.Attempts, MadeAt: micros(m.MadeAt),
		NotBefore: micros(m.NotBefore), SettledAt: microsOf(m.SettledAt), Problem: m.Problem}).Error)
}

// UpdateMail writes how far a message has come.
func (tx *Tx) UpdateMail(m clinic.Mail) error {
	return fails("update mail "+string(m.ID), tx.db.Model(&mailRow{}).Where("id = ?", string(m.ID)).Updates(map[string]any{
		"state": string(m.State), "attempts": m.Attempts, "not_before": micros(m.NotBefore), "settled_at": microsOf(m.SettledAt), "problem": m.Problem,
	}).Error)
}

// GetMail gives a message.
func (tx *Tx) GetMail(id clinic.MailID) (clinic.Mail, error) { return get[mailRow](tx, "e-mail", id) }

// MailsToSend gives the messages whose time has come, the longest waiting first, at most limit of them.
func (tx *Tx) MailsToSend(now time.Time, limit int) ([]clinic.Mail, error) {
	return list[mailRow](tx.db.Where("state = 'waiting' AND not_before <= ?", micros(now)).Order("not_before, id").Limit(limit))
}

// MailsBeingSent gives the messages that a sender took and did not give back.
func (tx *Tx) MailsBeingSent() ([]clinic.Mail, error) {
	return list[mailRow](tx.db.Where("state = 'sending'").Order("id"))
}

// MailsOf gives a patient's messages, oldest first.
func (tx *Tx) MailsOf(p clinic.PatientID) ([]clinic.Mail, error) {
	return list[mailRow](tx.db.Where("patient_id = ?", string(p)).Order("made_at, id"))
}

// MailsIn gives how many messages of an occasion there are of any kind.
func (tx *Tx) MailsIn(id clinic.OccasionID) ([]clinic.Mail, error) {
	return list[mailRow](tx.db.Where("occasion_id = ?", string(id)).Order("made_at, id"))
}

// troubled is which messages a person should look at: while their questions are still open, because later there is nothing to do.
func troubled(db *gorm.DB, v clinic.Visible) *gorm.DB {
	return ofSeen(db.Where("mails.state IN ('failed', 'unclear')"), "mails", v).
		Where("EXISTS (SELECT 1 FROM occasions o WHERE o.id = mails.occasion_id AND o.state = 'open')")
}

// MailsInTrouble gives the messages of some patients that a person should look at, oldest first, at most limit of them.
func (tx *Tx) MailsInTrouble(v clinic.Visible, limit int) ([]clinic.Mail, error) {
	return list[mailRow](troubled(tx.db, v).Order("made_at, id").Limit(limit))
}

type linkTokenRow struct {
	TokenHash    []byte `gorm:"primaryKey"`
	Purpose      string
	PatientID    string
	InvitationID *string
	MadeAt       int64
}

// TableName names the table.
func (linkTokenRow) TableName() string { return "link_tokens" }

// CreateAnswerToken keeps the hash of one more link of an invitation.
func (tx *Tx) CreateAnswerToken(hash []byte, i clinic.Invitation, now time.Time) error {
	return fails("keep a further link", tx.db.Create(&linkTokenRow{TokenHash: hash, Purpose: "answer", PatientID: string(i.PatientID), InvitationID: orNull(i.ID), MadeAt: micros(now)}).Error)
}

// CreateStopToken keeps the hash of a link by which a patient stops e-mails.
func (tx *Tx) CreateStopToken(hash []byte, p clinic.PatientID, now time.Time) error {
	return fails("keep a link that stops", tx.db.Create(&linkTokenRow{TokenHash: hash, Purpose: "stop", PatientID: string(p), MadeAt: micros(now)}).Error)
}

// FindStopToken gives the patient whose e-mails a link stops.
func (tx *Tx) FindStopToken(hash []byte) (p clinic.PatientID, ok bool, err error) {
	var rows []linkTokenRow
	err = tx.db.Where("token_hash = ? AND purpose = 'stop'", hash).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return "", false, fails("find a link that stops", err)
	}
	return clinic.PatientID(rows[0].PatientID), true, nil
}
