package app

import (
	"slices"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/post"
	q "steelyard/internal/questionnaire"
)

// SiteSection is a part of the site's settings that is changed by itself.
type SiteSection string

// The sections, in the order of their page.
const (
	SiteName      SiteSection = "name"      // what the site is called, and how it is reached
	SiteTime      SiteSection = "time"      // its time zone
	SiteCrisis    SiteSection = "crisis"    // its language, and whom to call in a crisis in each
	SiteConsent   SiteSection = "consent"   // what patients agree to, in each language
	SiteMail      SiteSection = "mail"      // what e-mails call it
	SitePatients  SiteSection = "patients"  // what patients see, and for how long
	SiteAlerts    SiteSection = "alerts"    // when an alert counts as left
	SiteRetention SiteSection = "retention" // when a record is due for a decision
)

// siteSection says how a section is taken over from what was given, and what is wrong with that.
type siteSection struct {
	name  SiteSection
	take  func(site, given *clinic.Site)
	check func(given *clinic.Site) []fault.Detail
}

var siteSections = []siteSection{
	{SiteName, func(site, given *clinic.Site) { site.Name, site.Contact = given.Name, given.Contact }, checkName},
	{SiteTime, func(site, given *clinic.Site) { site.TimeZone = given.TimeZone }, checkZone},
	{SiteCrisis, func(site, given *clinic.Site) {
		site.Language, site.CrisisText = given.Language, given.CrisisText
		site.Texts = append(site.Texts, textsBut(given.Texts, clinic.ConsentText)...)
	}, checkCrisis},
	{SiteConsent, func(site, given *clinic.Site) {
		site.Texts = append(site.Texts, textsOf(given.Texts, clinic.ConsentText)...)
	}, func(given *clinic.Site) []fault.Detail { return checkTexts(textsOf(given.Texts, clinic.ConsentText)) }},
	{SiteMail, func(site, given *clinic.Site) { site.MailName = given.MailName }, checkMailName},
	{SitePatients, func(site, given *clinic.Site) { site.ShowScores, site.LinkDays = given.ShowScores, given.LinkDays }, checkLinkDays},
	{SiteAlerts, func(site, given *clinic.Site) {
		site.UrgentHours, site.PromptHours, site.TeamHours, site.AdminHours = given.UrgentHours, given.PromptHours, given.TeamHours, given.AdminHours
	}, leftHours},
	{SiteRetention, func(site, given *clinic.Site) { site.RetentionYears = given.RetentionYears }, checkRetention},
}

// chosenSections gives some sections in their order, and all where none is named.
func chosenSections(names []SiteSection) (list []siteSection) {
	for _, s := range siteSections {
		if len(names) == 0 || slices.Contains(names, s.name) {
			list = append(list, s)
		}
	}
	return list
}

func textsOf(texts []clinic.SiteText, kind clinic.TextKind) []clinic.SiteText {
	return slices.DeleteFunc(slices.Clone(texts), func(t clinic.SiteText) bool { return t.Kind != kind })
}

func textsBut(texts []clinic.SiteText, kind clinic.TextKind) []clinic.SiteText {
	return slices.DeleteFunc(slices.Clone(texts), func(t clinic.SiteText) bool { return t.Kind == kind })
}

func wrongWhere(wrong bool, field, what string) []fault.Detail {
	if !wrong {
		return nil
	}
	return []fault.Detail{{Where: field, What: what}}
}

func checkName(s *clinic.Site) []fault.Detail {
	return append(wrongWhere(!oneLine(s.Name, 1, 120), "name", "Enter the site's name, up to 120 characters."),
		wrongWhere(!oneLine(s.Contact, 0, 300), "contact", "Keep this under 300 characters.")...)
}

func checkZone(s *clinic.Site) []fault.Detail {
	if s.TimeZone == "" {
		s.TimeZone = "UTC"
	}
	_, err := loadZone(s.TimeZone)
	return wrongWhere(err != nil, "time_zone", "Enter a time zone by its name, such as Europe/Berlin or America/New_York.")
}

func checkCrisis(s *clinic.Site) []fault.Detail {
	if s.Language == "" {
		s.Language = q.DefaultLanguage
	}
	details := wrongWhere(!s.Language.Valid(), "language", "Choose one of the languages.")
	details = append(details, wrongWhere(!readable(s.CrisisText, 20, 2000), "crisis_text", "Say whom to call in a crisis, in 20 to 2000 characters. It is shown when an answer calls for it.")...)
	return append(details, checkTexts(textsBut(s.Texts, clinic.ConsentText))...)
}

func checkMailName(s *clinic.Site) []fault.Detail {
	if !oneLine(s.MailName, 0, 120) {
		return []fault.Detail{{Where: "mail_name", What: "Keep this to one line of at most 120 characters."}}
	}
	word := post.Tells(s.MailName)
	return wrongWhere(word != "", "mail_name", "This has “"+word+"” in it, and anybody may see an inbox. Choose a name that says nothing about health.")
}

func checkLinkDays(s *clinic.Site) []fault.Detail {
	return wrongWhere(s.LinkDays < 1 || s.LinkDays > MaxLinkDays, "link_days", "Enter a number of days from 1 to 90.")
}

func checkRetention(s *clinic.Site) []fault.Detail {
	return wrongWhere(s.RetentionYears < 0 || s.RetentionYears > clinic.MaxRetentionYears, "retention_years", "Enter a whole number of years from 1 to 100, or 0 to keep records until you decide.")
}
