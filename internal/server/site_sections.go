package server

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

// siteSection is a part of the settings: its form, and how it stands in words.
type siteSection struct {
	name   app.SiteSection
	title  string
	lead   string
	texts  clinic.TextKind // which it has in each language; empty for none
	ways   []way
	fields func(in siteInput) []Field
	stands func(site *clinic.Site) []string
}

// always gives the names of the fields that a browser always sends of its form. own are the site's languages, which its main crisis
// text is in: the one that it had when the page was made, and the one that was chosen.
func (s *siteSection) always(own ...string) (names []string) {
	for _, f := range s.fields(siteInput{}) {
		if f.Kind != "check" && f.Kind != "checks" && f.Kind != "radios" {
			names = append(names, f.Name)
		}
	}
	for _, l := range tongues {
		if s.texts == clinic.ConsentText || s.texts == clinic.CrisisText && !slices.Contains(own, string(l)) {
			names = append(names, string(s.texts)+"_"+string(l))
		}
	}
	return names
}

// siteSections are in the order of the page.
var siteSections = []siteSection{
	{name: app.SiteName, title: "Name and logo", fields: nameFields, stands: func(site *clinic.Site) []string {
		return []string{site.Name, cmp.Or(site.Contact, "How patients reach you is not said yet.")}
	}},
	{name: app.SiteTime, title: "Time zone", fields: zoneFields, stands: func(site *clinic.Site) []string { return []string{site.TimeZone} }},
	{name: app.SiteCrisis, title: "Languages and crisis texts", texts: clinic.CrisisText, fields: crisisFields, stands: crisisStands},
	{name: app.SiteConsent, title: "What patients agree to", texts: clinic.ConsentText, lead: "Patients are asked before the first question. A text that you change becomes a new version. Older versions are kept, because somebody may have agreed to one.",
		fields: func(siteInput) []Field { return nil }, stands: consentStands},
	{name: app.SiteMail, title: "E-mails", fields: mailFields, ways: []way{{"/mails", "E-mails that need somebody"}}, stands: func(site *clinic.Site) []string {
		return []string{"They call the clinic “" + cmp.Or(site.MailName, site.Name) + "”."}
	}},
	{name: app.SitePatients, title: "What patients see", fields: patientFields, stands: patientsStand},
	{name: app.SiteAlerts, title: "When an alert counts as left, and who is told", lead: "An alert that nobody acknowledged for so long comes first in every list, is counted apart, and stands in the audit. It is escalated: to the patient’s clinician at once, then to the team, then to the administrators. Where nobody can be told it goes on to the next at once.", fields: alertFields, stands: func(site *clinic.Site) []string {
		return []string{fmt.Sprintf("An urgent one after %d %s, one that says “Ask soon” after %d.", site.UrgentHours, plural(site.UrgentHours, "hour", "hours"), site.PromptHours),
			fmt.Sprintf("The clinician is told at once, the team %d %s later, administrators %d after that.", site.TeamHours, plural(site.TeamHours, "hour", "hours"), site.AdminHours)}
	}},
	{name: app.SiteRetention, title: "How long records are kept", lead: "Nothing is ever erased by itself. When so many years have gone by since the last contact, a record is listed for you to decide: erase it, or keep it for longer. A contact is what people did: the patient was added, staff made a link or a visit, answers came in, the agreement was given, a treatment or an appointment was recorded, an appointment came. What a plan asks by itself is none, nor are corrections and notes on alerts.", ways: []way{{"/records-due", "Records to decide on"}}, fields: retentionFields, stands: retentionStands},
}

func nameFields(in siteInput) []Field {
	return []Field{
		{Name: "name", Label: "Name of the clinic or practice", Hint: "Patients see it at the top of every page.", Value: in.Name},
		{Name: "contact", Label: "How patients reach you", Hint: "One line, such as a telephone number and hours.", Value: in.Contact, Optional: true},
	}
}

func zoneFields(in siteInput) []Field {
	return []Field{{Name: "time_zone", Label: "Time zone", Hint: "By its name, such as Europe/Berlin or America/New_York. Days begin and end in it, and staff read times in it; exports stay in UTC.", Value: in.TimeZone, Short: true}}
}

func crisisFields(in siteInput) []Field {
	return []Field{
		{Name: "language", Label: "Language of your site", Hint: "Of its name, the text below and how patients reach you; and of patients’ pages where neither the record nor the browser names one.", Kind: "select", Options: choose(tongueOptions()[1:], in.Language)},
		{Name: "crisis_text", Label: "Whom to call in a crisis", Hint: "Shown at once where an answer calls for it, and before the first question. Give telephone numbers of your country, one a line.", Kind: "area", Value: in.CrisisText},
	}
}

func crisisStands(site *clinic.Site) []string {
	lines := []string{"Your site’s language is " + languageName(site.Language) + "."}
	if site.CrisisText == clinic.DefaultCrisis {
		lines = append(lines, "The crisis text is the one that ships with the program, and names no telephone number. Write your own.")
	} else {
		first, _, _ := strings.Cut(site.CrisisText, "\n")
		lines = append(lines, first)
	}
	if names := tonguesWith(site, clinic.CrisisText); len(names) > 0 {
		lines = append(lines, "Also in "+strings.Join(names, ", ")+".")
	}
	return lines
}

func consentStands(site *clinic.Site) []string {
	if names := tonguesWith(site, clinic.ConsentText); len(names) > 0 {
		return []string{"Your own text in " + strings.Join(names, ", ") + "."}
	}
	return []string{"The text that ships with the program."}
}

func mailFields(in siteInput) []Field {
	return []Field{{Name: "mail_name", Label: "What e-mails call the clinic", Hint: "Anybody may see an inbox: choose a name that says nothing about illness. Empty stands for the clinic’s name.", Value: in.MailName, Optional: true}}
}

func patientFields(in siteInput) []Field {
	return []Field{
		{Name: "show_scores", Label: "Show patients their scores when they have sent their answers", Hint: "Consider who is with them when they read it.", Kind: "check", Checked: in.ShowScores},
		{Name: "link_days", Label: "Days until a link ends", Hint: "From 1 to 90, unless somebody chooses otherwise.", Kind: "number", Value: in.LinkDays, Short: true},
	}
}

func patientsStand(site *clinic.Site) []string {
	scores := "They don’t see their scores."
	if site.ShowScores {
		scores = "They see their scores when they have sent their answers."
	}
	return []string{scores, fmt.Sprintf("A link ends after %d %s.", site.LinkDays, plural(site.LinkDays, "day", "days"))}
}

func alertFields(in siteInput) []Field {
	return []Field{
		{Name: "urgent_hours", Label: "Hours until an urgent alert counts as left", Hint: "From 1 to 720.", Kind: "number", Value: in.UrgentHours, Short: true},
		{Name: "prompt_hours", Label: "Hours until an alert “Ask soon” counts as left", Hint: "From 1 to 720.", Kind: "number", Value: in.PromptHours, Short: true},
		{Name: "team_hours", Label: "More hours until the patient’s team is told", Hint: "From 1 to 720, after the clinician.", Kind: "number", Value: in.TeamHours, Short: true},
		{Name: "admin_hours", Label: "More hours until the administrators are told", Hint: "From 1 to 720, after the team.", Kind: "number", Value: in.AdminHours, Short: true},
	}
}

func retentionFields(in siteInput) []Field {
	return []Field{{Name: "retention_years", Label: "Years after the last contact", Hint: "From 1 to 100, as the law of your country wants it. 0 lists nobody.", Kind: "number", Value: in.RetentionYears, Short: true}}
}

func retentionStands(site *clinic.Site) []string {
	if site.RetentionYears == 0 {
		return []string{"Until you decide. Nobody is listed."}
	}
	return []string{fmt.Sprintf("%d %s after the last contact, a record is listed for you to decide. Nothing is erased by itself.", site.RetentionYears, plural(site.RetentionYears, "year", "years"))}
}
