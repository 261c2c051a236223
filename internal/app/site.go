package app

import (
	"context"
	"strings"

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

// PutSite changes the site's settings.
func (a *App) PutSite(ctx context.Context, who clinic.Actor, s clinic.Site) error {
	s.Name, s.CrisisText, s.Contact = strings.TrimSpace(s.Name), strings.TrimSpace(s.CrisisText), strings.TrimSpace(s.Contact)
	var details []fault.Detail
	if !readable(s.Name, 1, 120) {
		details = append(details, fault.Detail{Where: "name", What: "Enter the site's name, up to 120 characters."})
	}
	if !readable(s.CrisisText, 20, 2000) {
		details = append(details, fault.Detail{Where: "crisis_text", What: "Say whom to call in a crisis, in 20 to 2000 characters. It is shown when an answer calls for it."})
	}
	if !readable(s.Contact, 0, 300) {
		details = append(details, fault.Detail{Where: "contact", What: "Keep this under 300 characters."})
	}
	if s.LinkDays < 1 || s.LinkDays > MaxLinkDays {
		details = append(details, fault.Detail{Where: "link_days", What: "Enter a number of days from 1 to 90."})
	}
	if len(details) > 0 {
		return fault.New(fault.Invalid, "Please correct what is marked.", details...)
	}
	return a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		if err := tx.PutSite(s); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "change site settings", subject: "site"})
	})
}
