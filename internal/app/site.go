package app

import (
	"context"
	"strings"
	"unicode"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// Site gives what the site decided for itself. Anybody may read it: it stands on public pages.
func (a *App) Site(ctx context.Context) (s clinic.Site, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		s, err = tx.GetSite()
		return err
	})
	return s, err
}

// PutSite changes the site's settings: those of the named sections, or all of them where none is named. Of its texts those
// that are given are changed, where they differ from what stands: a text that changed becomes a new version, and an empty one
// is taken back. Whatever is in no section that is named stays.
func (a *App) PutSite(ctx context.Context, who clinic.Actor, s clinic.Site, sections ...SiteSection) error {
	s.Name, s.CrisisText, s.Contact = strings.TrimSpace(s.Name), strings.TrimSpace(s.CrisisText), strings.TrimSpace(s.Contact)
	s.TimeZone, s.MailName = strings.TrimSpace(s.TimeZone), strings.TrimSpace(s.MailName)
	chosen := chosenSections(sections)
	var details []fault.Detail
	for _, c := range chosen {
		details = append(details, c.check(&s)...)
	}
	if len(details) > 0 {
		return fault.New(fault.Invalid, "Please correct what is marked.", details...)
	}
	var next clinic.Site
	err := a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		old, err := tx.GetSite()
		if err != nil {
			return err
		}
		next = old
		next.Texts = nil // of which those that are given follow
		for _, c := range chosen {
			c.take(&next, &s)
		}
		if err := a.putTexts(tx, next.Texts); err != nil {
			return err
		}
		if err := tx.PutSite(next); err != nil {
			return err
		}
		if next.RetentionYears != old.RetentionYears {
			if err := tx.CountRetentionAnew(next.RetentionYears); err != nil {
				return err
			}
		}
		return a.note(tx, who, deed{action: "change site settings", subject: "site", changes: siteChanges(old, next)})
	})
	if err == nil {
		a.keepZone(next)
	}
	return err
}

// oneLine wants text of a length that can stand in a line of a letter's head: without control characters.
func oneLine(s string, low, high int) bool {
	return readable(s, low, high) && !strings.ContainsFunc(s, unicode.IsControl)
}

// checkTexts says what is wrong with texts, naming each by its kind and language, such as consent_de.
func checkTexts(texts []clinic.SiteText) (details []fault.Detail) {
	for _, t := range texts {
		field, words := string(t.Kind)+"_"+string(t.Language), strings.TrimSpace(t.Text)
		switch {
		case !t.Language.Valid() || t.Kind != clinic.CrisisText && t.Kind != clinic.ConsentText:
			details = append(details, fault.Detail{Where: field, What: "This is not a text of the site."})
		case words == "":
		case t.Kind == clinic.CrisisText && !readable(words, 20, 2000):
			details = append(details, fault.Detail{Where: field, What: "Say whom to call in a crisis, in 20 to 2000 characters, or leave it empty."})
		case t.Kind == clinic.ConsentText && !readable(words, 40, 8000):
			details = append(details, fault.Detail{Where: field, What: "Say what patients agree to, in 40 to 8000 characters, or leave it empty."})
		}
	}
	return details
}

// putTexts adds a new version of each text that differs from the one that stands.
func (a *App) putTexts(tx *store.Tx, texts []clinic.SiteText) error {
	before, err := tx.GetSite()
	if err != nil {
		return err
	}
	for _, t := range texts {
		t.Text = strings.TrimSpace(strings.ReplaceAll(t.Text, "\r\n", "\n"))
		t.Version, t.SetAt = 1, a.Now()
		same := t.Text == ""
		for _, old := range before.Texts {
			if old.Kind == t.Kind && old.Language == t.Language {
				t.Version, same = old.Version+1, old.Text == t.Text
			}
		}
		if same {
			continue
		}
		if err := tx.AddSiteText(t); err != nil {
			return err
		}
	}
	return nil
}

// leftHours puts the usual hours where none are given, and says which are wrong.
func leftHours(s *clinic.Site) (details []fault.Detail) {
	for _, h := range []struct {
		field string
		hours *int
		usual int
	}{{"urgent_hours", &s.UrgentHours, 4}, {"prompt_hours", &s.PromptHours, 72}, {"team_hours", &s.TeamHours, 2}, {"admin_hours", &s.AdminHours, 4}} {
		if *h.hours == 0 {
			*h.hours = h.usual
		}
		if *h.hours < 1 || *h.hours > clinic.MaxLeftHours {
			details = append(details, fault.Detail{Where: h.field, What: "Enter a number of hours from 1 to 720."})
		}
	}
	return details
}
