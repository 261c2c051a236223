package store

import (
	"cmp"

	"gorm.io/gorm/clause"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type siteRow struct {
	ID         int `gorm:"primaryKey;autoIncrement:false"`
	Name       string
	CrisisText string
	Contact    string
	ShowScores int
	LinkDays   int
	TimeZone   string
	MailName   string
	Language   string

	RetentionYears int

	UrgentHours int
	PromptHours int
	TeamHours   int
	AdminHours  int
}

// TableName names the table.
func (siteRow) TableName() string { return "site_settings" }

const theSite = 1

func newSiteRow(s clinic.Site) siteRow {
	r := siteRow{ID: theSite, Name: s.Name, CrisisText: s.CrisisText, Contact: s.Contact, LinkDays: s.LinkDays, TimeZone: s.TimeZone, MailName: s.MailName,
		Language: cmp.Or(string(s.Language), string(q.DefaultLanguage)), RetentionYears: s.RetentionYears, UrgentHours: s.UrgentHours, PromptHours: s.PromptHours,
		TeamHours: s.TeamHours, AdminHours: s.AdminHours}
	if s.ShowScores {
		r.ShowScores = 1
	}
	return r
}

func (r siteRow) domain() (clinic.Site, error) {
	return clinic.Site{
		Name: r.Name, CrisisText: r.CrisisText, Contact: r.Contact, ShowScores: r.ShowScores == 1, LinkDays: r.LinkDays,
		TimeZone: r.TimeZone, MailName: r.MailName, RetentionYears: r.RetentionYears,
		UrgentHours: r.UrgentHours, PromptHours: r.PromptHours, TeamHours: r.TeamHours, AdminHours: r.AdminHours,
		Language: q.Language(r.Language),
	}, nil
}

// defaultSite is what holds until a site has decided for itself. The crisis text is in words that hold anywhere.
func defaultSite() clinic.Site {
	return clinic.Site{
		Name:       "Steelyard",
		CrisisText: clinic.DefaultCrisis,
		LinkDays:   14,
		Language:   q.DefaultLanguage,
		TimeZone:   "UTC",

		UrgentHours: 4,
		PromptHours: 72,
		TeamHours:   2,
		AdminHours:  4,
	}
}

// GetSite gives the site's settings, or the defaults where it has decided nothing yet.
func (tx *Tx) GetSite() (clinic.Site, error) {
	s, ok, err := find[siteRow](tx, "id = ?", theSite)
	if err == nil && !ok {
		s = defaultSite()
	}
	if err == nil {
		s.Texts, err = tx.siteTexts()
	}
	if err == nil {
		s.Logo, err = tx.logoOf()
	}
	return s, fails("get site", err)
}

// PutSite keeps the site's settings, but not its texts or its logo; see AddSiteText and PutLogo.
func (tx *Tx) PutSite(s clinic.Site) error {
	err := tx.db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"name", "crisis_text", "contact", "show_scores", "link_days", "time_zone", "mail_name", "language", "retention_years", "urgent_hours", "prompt_hours", "team_hours", "admin_hours"}),
	}).Create(new(newSiteRow(s))).Error
	return fails("put site", err)
}
