package store

import (
	"gorm.io/gorm/clause"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type siteTextRow struct {
	Seq      int64 `gorm:"primaryKey"`
	Kind     string
	Language string
	Version  int
	Content  string
	SetAt    int64
}

// TableName names the table.
func (siteTextRow) TableName() string { return "site_texts" }

func (r siteTextRow) domain() (clinic.SiteText, error) {
	return clinic.SiteText{Kind: clinic.TextKind(r.Kind), Language: q.Language(r.Language), Version: r.Version, Text: r.Content, SetAt: instant(r.SetAt)}, nil
}

// AddSiteText keeps a new version of a text; the older ones stay.
func (tx *Tx) AddSiteText(t clinic.SiteText) error {
	r := siteTextRow{Kind: string(t.Kind), Language: string(t.Language), Version: t.Version, Content: t.Text, SetAt: micros(t.SetAt)}
	return fails("add site text", tx.db.Create(&r).Error)
}

// siteTexts gives the newest text of each kind and language.
func (tx *Tx) siteTexts() ([]clinic.SiteText, error) {
	return list[siteTextRow](tx.db.Where("seq IN (SELECT max(seq) FROM site_texts GROUP BY kind, language)").Order("kind, language"))
}

type consentTextRow struct {
	Hash     string `gorm:"primaryKey"`
	Language string
	Version  int
	Content  string
}

// TableName names the table.
func (consentTextRow) TableName() string { return "consent_texts" }

func (r consentTextRow) domain() (clinic.Shown, error) {
	return clinic.Shown{Language: q.Language(r.Language), Version: r.Version, Text: r.Content}, nil
}

type consentRow struct {
	ID          string `gorm:"primaryKey"`
	PatientID   string
	EncounterID string
	Version     int
	Hash        string
	Language    string
	GivenAt     int64
	WithdrawnAt *int64
	WithdrawnBy *string

	AskedAgainAt *int64
	AskedAgainBy *string
}

// TableName names the table.
func (consentRow) TableName() string { return "consents" }

func (r consentRow) domain() (clinic.Consent, error) {
	return clinic.Consent{
		ID: clinic.AgreementID(r.ID), PatientID: clinic.PatientID(r.PatientID), EncounterID: clinic.EncounterID(r.EncounterID), Version: r.Version,
		Hash: q.Hash(r.Hash), Language: q.Language(r.Language), GivenAt: instant(r.GivenAt),
		WithdrawnAt: instantOf(r.WithdrawnAt), WithdrawnBy: orEmpty[clinic.UserID](r.WithdrawnBy),
		AskedAgainAt: instantOf(r.AskedAgainAt), AskedAgainBy: orEmpty[clinic.UserID](r.AskedAgainBy),
	}, nil
}

// AddConsent keeps a consent with the text that was shown, word for word.
func (tx *Tx) AddConsent(c clinic.Consent, to clinic.Shown) error {
	text := consentTextRow{Hash: string(to.Hash()), Language: string(to.Language), Version: to.Version, Content: to.Text}
	if err := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&text).Error; err != nil {
		return fails("keep consent text", err)
	}
	r := consentRow{
		ID: string(c.ID), PatientID: string(c.PatientID), EncounterID: string(c.EncounterID), Version: to.Version, Hash: text.Hash,
		Language: text.Language, GivenAt: micros(c.GivenAt),
	}
	if err := tx.db.Create(&r).Error; err != nil {
		return fails("add consent "+string(c.ID), err)
	}
	return tx.agreementChanged(r.PatientID)
}

// WithdrawConsent writes when a consent was withdrawn and by whom; nothing else of it can change.
func (tx *Tx) WithdrawConsent(c clinic.Consent) error {
	err := tx.db.Model(&consentRow{}).Where("id = ? AND withdrawn_at IS NULL", string(c.ID)).
		Updates(map[string]any{"withdrawn_at": microsOf(c.WithdrawnAt), "withdrawn_by": orNull(c.WithdrawnBy)}).Error
	if err != nil {
		return fails("withdraw consent "+string(c.ID), err)
	}
	return tx.agreementChanged(string(c.PatientID))
}

// AskAgain writes when and by whom it was noted that the person of a withdrawn consent may be asked for a new one, once.
func (tx *Tx) AskAgain(c clinic.Consent) error {
	err := tx.db.Model(&consentRow{}).Where("id = ?", string(c.ID)).
		Updates(map[string]any{"asked_again_at": microsOf(c.AskedAgainAt), "asked_again_by": orNull(c.AskedAgainBy)}).Error
	if err != nil {
		return fails("ask again after consent "+string(c.ID), err)
	}
	return tx.agreementChanged(string(c.PatientID))
}

// agreementChanged renews what the caseload shows of a patient, by whether they may be asked.
func (tx *Tx) agreementChanged(patient string) error {
	for _, t := range []tally{tallyAgreement, tallyLinks} {
		if err := tx.tally(patient, t); err != nil {
			return err
		}
	}
	return tx.tallyDues(patient)
}

// FindConsent gives a patient's newest consent, also one that was withdrawn.
func (tx *Tx) FindConsent(p clinic.PatientID) (c clinic.Consent, ok bool, err error) {
	all, err := list[consentRow, clinic.Consent](tx.db.Where("patient_id = ?", string(p)).Order("given_at DESC, id DESC").Limit(1))
	if err != nil || len(all) == 0 {
		return c, false, err
	}
	return all[0], true, nil
}

// ConsentsOf gives every consent of a patient, the newest first.
func (tx *Tx) ConsentsOf(p clinic.PatientID) ([]clinic.Consent, error) {
	return list[consentRow](tx.db.Where("patient_id = ?", string(p)).Order("given_at DESC, id DESC"))
}

// GetConsentText gives a text that somebody agreed to.
func (tx *Tx) GetConsentText(hash q.Hash) (clinic.Shown, error) {
	t, ok, err := find[consentTextRow](tx, "hash = ?", string(hash))
	if err == nil && !ok {
		err = stale("get consent text")
	}
	return t, fails("get consent text", err)
}
