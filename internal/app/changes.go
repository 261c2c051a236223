package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// differing keeps those of some fields that differ.
func differing(fields ...audit.Change) []audit.Change {
	return slices.DeleteFunc(fields, func(c audit.Change) bool { return c.Before == c.After })
}

func patientChanges(old, p clinic.Patient) []audit.Change {
	return differing(
		audit.Change{Field: "record number", Before: old.RecordNumber, After: p.RecordNumber},
		audit.Change{Field: "name", Before: old.Name, After: p.Name},
		audit.Change{Field: "birth date", Before: string(old.BirthDate), After: string(p.BirthDate)},
		audit.Change{Field: "sex", Before: string(old.Sex), After: string(p.Sex)},
		audit.Change{Field: "e-mail", Before: old.Email, After: p.Email},
		audit.Change{Field: "telephone", Before: old.Phone, After: p.Phone},
		audit.Change{Field: "language", Before: string(old.Language), After: string(p.Language)},
	)
}

func treatmentChanges(e clinic.TreatmentEvent) []audit.Change {
	return differing(
		audit.Change{Field: "kind", After: string(e.Kind)}, audit.Change{Field: "class", After: string(e.Class)},
		audit.Change{Field: "name", After: e.Name}, audit.Change{Field: "dose", After: e.Dose},
		audit.Change{Field: "step", After: string(e.Step)}, audit.Change{Field: "day", After: string(e.On)}, audit.Change{Field: "note", After: e.Note},
	)
}

func siteChanges(old, s clinic.Site) []audit.Change {
	var texts []audit.Change
	for _, t := range s.Texts {
		texts = append(texts, audit.Change{Field: string(t.Kind) + " text in " + string(t.Language), Before: old.Own(t.Kind, t.Language), After: strings.TrimSpace(t.Text)})
	}
	return append(differing(texts...), differing(
		audit.Change{Field: "language", Before: string(old.Language), After: string(s.Language)},
		audit.Change{Field: "name", Before: old.Name, After: s.Name},
		audit.Change{Field: "crisis text", Before: old.CrisisText, After: s.CrisisText},
		audit.Change{Field: "contact", Before: old.Contact, After: s.Contact},
		audit.Change{Field: "scores shown to patients", Before: fmt.Sprint(old.ShowScores), After: fmt.Sprint(s.ShowScores)},
		audit.Change{Field: "time zone", Before: old.TimeZone, After: s.TimeZone},
		audit.Change{Field: "name in e-mails", Before: old.MailName, After: s.MailName},
		audit.Change{Field: "years until a record is due", Before: fmt.Sprint(old.RetentionYears), After: fmt.Sprint(s.RetentionYears)},
		audit.Change{Field: "days a link lasts", Before: fmt.Sprint(old.LinkDays), After: fmt.Sprint(s.LinkDays)},
		audit.Change{Field: "hours until an urgent alert counts as left", Before: fmt.Sprint(old.UrgentHours), After: fmt.Sprint(s.UrgentHours)},
		audit.Change{Field: "hours until another alert counts as left", Before: fmt.Sprint(old.PromptHours), After: fmt.Sprint(s.PromptHours)},
		audit.Change{Field: "more hours until the team is told", Before: fmt.Sprint(old.TeamHours), After: fmt.Sprint(s.TeamHours)},
		audit.Change{Field: "more hours until administrators are told", Before: fmt.Sprint(old.AdminHours), After: fmt.Sprint(s.AdminHours)},
	)...)
}

// userChanges leaves the password out: not even its hash is anybody's to read.
func userChanges(old, u clinic.User) []audit.Change {
	return differing(
		audit.Change{Field: "sign-in name", Before: old.Login, After: u.Login},
		audit.Change{Field: "name", Before: old.Name, After: u.Name},
		audit.Change{Field: "role", Before: string(old.Role), After: string(u.Role)},
		audit.Change{Field: "disabled since", Before: moment(old.DisabledAt), After: moment(u.DisabledAt)},
		audit.Change{Field: "e-mail", Before: old.Email, After: u.Email},
	)
}

func moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.DateTime)
}

// answerChanges gives what was answered and is answered otherwise now, or not any more. An answer that is given for the
// first time changes nothing.
func answerChanges(old, now q.Form) (changes []audit.Change) {
	for _, item := range slices.Sorted(maps.Keys(old)) {
		if old[item] != "" {
			changes = append(changes, audit.Change{Field: string(item), Before: old[item], After: now[item]})
		}
	}
	return differing(changes...)
}
