package app

import (
	"context"
	"strconv"
	"strings"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// RecordsDue is a page of the records whose years are over, so that somebody decides what becomes of each.
type RecordsDue struct {
	Years   int // for which the site keeps records; 0 where it has not decided, and then nobody is listed
	Records []store.DueRecord
	Next    string // the place behind the last of them; empty where nothing follows
}

// recordsShown is how many records are on one page.
const recordsShown = 50

// RecordsDue gives a page of the records that are due, the longest due first, from a place on. Nothing is ever erased by
// itself: this only says whom somebody has to decide on.
func (a *App) RecordsDue(ctx context.Context, who clinic.Actor, place string) (page RecordsDue, err error) {
	err = a.view(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		after, err := duePlace(place)
		if err != nil {
			return err
		}
		site, err := tx.GetSite()
		if err != nil || site.RetentionYears == 0 {
			return err
		}
		page.Years = site.RetentionYears
		page.Records, err = tx.DueRecords(clinic.RetentionBefore(a.Now(), page.Years), after, recordsShown+1)
		return err
	})
	if err != nil {
		return page, err
	}
	if len(page.Records) > recordsShown {
		page.Records = page.Records[:recordsShown]
		last := page.Records[recordsShown-1]
		page.Next = strconv.FormatInt(last.DueFrom.UnixMicro(), 10) + "." + string(last.Patient)
	}
	return page, a.noteRead(ctx, who, deed{action: "read records that are due", subject: "records"})
}

// duePlace reads a place in the list of records that are due.
func duePlace(s string) (p store.DuePlace, err error) {
	if s == "" {
		return p, nil
	}
	from, patient, ok := strings.Cut(s, ".")
	us, err := strconv.ParseInt(from, 10, 64)
	if !ok || err != nil || patient == "" {
		return p, fault.New(fault.Invalid, "This is no place in the list. Open it from its beginning.")
	}
	return store.DuePlace{From: time.UnixMicro(us), Patient: clinic.PatientID(patient)}, nil
}

// MostDueCounted is how many records that are due are counted; more are many.
const MostDueCounted = 100

// CountRecordsDue counts the records that are due, up to MostDueCounted, for whoever decides on them; 0 for everybody else.
func (a *App) CountRecordsDue(ctx context.Context, who clinic.Actor) (n int, err error) {
	if !clinic.Can(who, clinic.ManageSite, clinic.NoPatient) {
		return 0, nil
	}
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		site, err := tx.GetSite()
		if err != nil || site.RetentionYears == 0 {
			return err
		}
		n, err = tx.CountDueRecords(clinic.RetentionBefore(a.Now(), site.RetentionYears), MostDueCounted)
		return err
	})
	return n, err
}

// RetentionRecord is how a patient's record stands to the site's years.
type RetentionRecord struct {
	Patient  clinic.Patient
	Stands   clinic.Retention
	Years    int // of the site; 0 where it has not decided
	Due      bool
	Keepings []clinic.Keeping // the newest first
	Names    map[clinic.UserID]string
}

// Retention gives how a patient's record stands to the site's years, and what was decided about it.
func (a *App) Retention(ctx context.Context, who clinic.Actor, id clinic.PatientID) (r RetentionRecord, err error) {
	err = a.view(ctx, who, clinic.ManageSite, ofPatient(id), func(tx *store.Tx) error {
		if r.Patient, err = tx.GetPatient(id); err != nil {
			return err
		}
		if r.Stands, err = tx.GetRetention(id); err != nil {
			return err
		}
		site, err := tx.GetSite()
		if err != nil {
			return err
		}
		r.Years = site.RetentionYears
		r.Due = dueAt(r.Stands, r.Years, a.Now())
		r.Names, err = userNames(tx)
		if err == nil {
			r.Keepings, err = tx.KeepingsOf(id)
		}
		return err
	})
	if err != nil {
		return r, err
	}
	return r, a.noteRead(ctx, who, deed{action: "read how long record is kept", patient: id, subject: "patient:" + string(id)})
}

func dueAt(r clinic.Retention, years int, now time.Time) bool {
	return years > 0 && !r.LastContact.After(clinic.RetentionBefore(now, years)) && (r.KeptUntil == nil || !now.Before(*r.KeptUntil))
}

// KeepRecord keeps a patient's record for longer: until the day comes it is not due, however long ago the last contact was.
func (a *App) KeepRecord(ctx context.Context, who clinic.Actor, k clinic.Keeping) error {
	k.Reason = strings.TrimSpace(k.Reason)
	return a.update(ctx, who, clinic.ManageSite, ofPatient(k.PatientID), func(tx *store.Tx) error {
		until, err := a.checkKeeping(k)
		if err != nil {
			return err
		}
		site, err := tx.GetSite()
		if err != nil {
			return err
		}
		before, err := tx.KeepingsOf(k.PatientID)
		if err != nil {
			return err
		}
		k.ID, k.By, k.At = clinic.KeepingID(a.NewID()), who.User, a.Now()
		if err := tx.Keep(k, until, site.RetentionYears); err != nil {
			return err
		}
		change := audit.Change{Field: "kept until", After: string(k.Until)}
		if len(before) > 0 {
			change.Before = string(before[0].Until)
		}
		return a.note(tx, who, deed{action: "keep record for longer", patient: k.PatientID, subject: "patient:" + string(k.PatientID), told: k.Reason, changes: []audit.Change{change}})
	})
}

// checkKeeping gives when the day begins until which a record is to be kept.
func (a *App) checkKeeping(k clinic.Keeping) (until time.Time, err error) {
	var details []fault.Detail
	until = clinic.StartOf(k.Until, a.Zone()) // the zero time where it is no day
	if !until.After(a.Now()) || until.After(a.Now().AddDate(clinic.MaxRetentionYears, 0, 0)) {
		details = append(details, fault.Detail{Where: "until", What: "Enter a day after today, and at most 100 years away."})
	}
	if !readable(k.Reason, 3, 500) {
		details = append(details, fault.Detail{Where: "reason", What: "Say why, in 3 to 500 characters."})
	}
	if len(details) > 0 {
		return until, fault.New(fault.Invalid, "Please correct what is marked.", details...)
	}
	return until, nil
}

// countVisits has the appointments whose day is over count as contacts on it, at noon of the site's day.
func (a *App) countVisits(ctx context.Context) error {
	var visits []clinic.Appointment
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		visits, err = tx.VisitsToCount(a.today(), tendAtOnce)
		return err
	})
	if err != nil || len(visits) == 0 {
		return err
	}
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		for _, v := range visits {
			now, err := tx.GetAppointment(v.ID)
			if err != nil {
				return err
			}
			if now.CancelledAt != nil { // just now
				continue
			}
			if err := tx.CountVisit(v, clinic.HourOf(v.On, 12, a.Zone())); err != nil {
				return err
			}
		}
		return nil
	})
}
