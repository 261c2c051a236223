package app

import (
	"context"
	"maps"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// PaperForm is a form that came back filled in on paper.
type PaperForm struct {
	Patient    clinic.PatientID
	Ref        q.Ref // as it stands at the foot of the paper
	Answers    q.Form
	AnsweredOn q.Date
	Key        string // of the page on which it is entered: what is sent twice with one key is kept once
	Reason     string // why a second form of the same day is entered
}

// EnterPaper keeps a form that was filled in on paper as a completed response at the day it was filled in, with its
// result, its flags and who entered it, in one transaction. Everything that is wrong comes at once: the details name
// items, _answered_on or _reason (no item has such a name). Entered again with the same key it gives the response that is there.
func (a *App) EnterPaper(ctx context.Context, who clinic.Actor, f PaperForm) (id clinic.ResponseID, err error) {
	err = a.update(ctx, who, clinic.Administer, ofPatient(f.Patient), func(tx *store.Tx) error {
		if n := len(f.Key); n < 16 || n > 64 {
			return fault.New(fault.Invalid, "This page is not complete. Open it again, then enter the form.")
		}
		before, ok, err := tx.FindEncounterByEntryKey(f.Key)
		if err != nil {
			return err
		}
		if ok {
			id, err = enteredBefore(tx, before, f)
			return err
		}
		id, err = a.enterPaper(tx, who, f)
		return err
	})
	return id, err
}

// enteredBefore gives the response of a page that was sent before, as long as it said the same.
func enteredBefore(tx *store.Tx, e clinic.Encounter, f PaperForm) (clinic.ResponseID, error) {
	r, ok, err := tx.FindResponse(e.ID, f.Ref.ID)
	if err != nil {
		return "", err
	}
	same := ok && r.PatientID == f.Patient && r.Questionnaire == f.Ref && sameDay(r, f.AnsweredOn)
	if same {
		asked := maps.Clone(f.Answers)
		maps.DeleteFunc(asked, func(_ q.ItemID, raw string) bool { return raw == "" })
		for id, raw := range asked {
			same = same && r.Answers[id] == raw
		}
	}
	if !same {
		return "", fault.New(fault.Conflict, "This page was sent before, with other answers, and those were kept. Nothing was changed now. Look at what was kept, and correct it there where it is wrong.")
	}
	return r.ID, nil
}

// sameDay says whether a response counts for a day. One that was entered before its day was over in UTC counts from when
// it was entered.
func sameDay(r clinic.Response, on q.Date) bool {
	at := *r.CompletedAt
	return at.Format(time.DateOnly) == string(on) || at.Equal(r.UpdatedAt) && at.Add(farthestEast).Format(time.DateOnly) == string(on)
}

func (a *App) enterPaper(tx *store.Tx, who clinic.Actor, f PaperForm) (id clinic.ResponseID, err error) {
	patient, err := tx.GetPatient(f.Patient)
	if err != nil {
		return "", err
	}
	entry, err := a.onPaper(f.Ref)
	if err != nil {
		return "", err
	}
	at, form, err := a.checkPaper(tx, entry, patient, f)
	if err != nil {
		return "", err
	}
	now := a.Now()
	e := clinic.Encounter{ID: clinic.EncounterID(a.NewID()), PatientID: f.Patient, Mode: clinic.Paper, Battery: []q.Ref{f.Ref},
		CreatedBy: who.User, CreatedAt: now, EntryKey: f.Key}
	if err := tx.CreateEncounter(e); err != nil {
		return "", err
	}
	r := clinic.Response{ID: clinic.ResponseID(a.NewID()), EncounterID: e.ID, PatientID: f.Patient, Questionnaire: f.Ref, Hash: entry.Definition.Hash(),
		Status: clinic.InProgress, Answers: form, Language: entry.Definition.LanguageFor(q.DefaultLanguage), EnteredBy: who.User, StartedAt: at, UpdatedAt: now, Revision: 1}
	if err := a.keepWhole(tx, entry, r, at); err != nil {
		return "", err
	}
	return r.ID, a.note(tx, who, deed{action: "enter paper form", patient: f.Patient, subject: "response:" + string(r.ID), why: "filled in on " + string(f.AnsweredOn), told: strings.TrimSpace(f.Reason)})
}

func (a *App) keepWhole(tx *store.Tx, entry *library.Entry, r clinic.Response, at time.Time) error {
	if err := tx.PinDefinition(store.PinnedDefinition{Ref: r.Questionnaire, Hash: r.Hash, Content: entry.Content}); err != nil {
		return err
	}
	if err := tx.CreateResponse(r); err != nil {
		return err
	}
	flags, err := a.score(tx, entry, &r, at, a.Now())
	if err != nil {
		return err
	}
	if err := a.keepGlance(tx, r.PatientID); err != nil {
		return err
	}
	return a.raise(tx, &r, flags, a.Now())
}

// onPaper gives a version that may come back on paper. A retired one may, because it may have been printed before that;
// so may one whose wording is not here, because the clinic may have the holder's own sheets.
func (a *App) onPaper(ref q.Ref) (*library.Entry, error) {
	entry, err := a.Library.Get(ref)
	if err == nil && entry.State == library.Draft {
		return nil, fault.New(fault.Conflict, ref.String()+" is a draft and has not been released here, so nobody can have answered it.")
	}
	return entry, err
}

// PaperUse says what a form's page is wanted for; it is the audit's word for it.
type PaperUse string

// The uses.
const (
	EnterFromPaper PaperUse = "open paper entry"
	PrintForm      PaperUse = "print form for patient"
	PaperAgain     PaperUse = "correct paper entry" // the page is shown again with what is wrong
)

// PaperPage is what the pages about one patient's paper form show.
type PaperPage struct {
	Patient clinic.Patient
	Entry   *library.Entry
	Site    clinic.Site
}

// Paper gives what is needed to print a form for a patient or to enter it.
func (a *App) Paper(ctx context.Context, who clinic.Actor, f PaperForm, use PaperUse) (p PaperPage, err error) {
	err = a.view(ctx, who, clinic.Administer, ofPatient(f.Patient), func(tx *store.Tx) error {
		if p.Patient, err = tx.GetPatient(f.Patient); err != nil {
			return err
		}
		if p.Site, err = tx.GetSite(); err != nil {
			return err
		}
		p.Entry, err = a.onPaper(f.Ref)
		return err
	})
	if err != nil {
		return p, err
	}
	return p, a.noteRead(ctx, who, deed{action: string(use), patient: f.Patient, subject: "questionnaire:" + f.Ref.String()})
}

// CheckPaper says everything that would keep a form from being entered, without entering it.
func (a *App) CheckPaper(ctx context.Context, who clinic.Actor, f PaperForm) error {
	return a.view(ctx, who, clinic.Administer, ofPatient(f.Patient), func(tx *store.Tx) error {
		patient, err := tx.GetPatient(f.Patient)
		if err != nil {
			return err
		}
		entry, err := a.onPaper(f.Ref)
		if err != nil {
			return err
		}
		_, _, err = a.checkPaper(tx, entry, patient, f)
		return err
	})
}
