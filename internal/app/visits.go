package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// Visit is an encounter as it is being answered, by a link holder or by a member of staff who enters the answers.
type Visit struct {
	Actor      clinic.Actor
	Site       clinic.Site
	Encounter  clinic.Encounter
	Invitation clinic.Invitation // zero for a member of staff
	Patient    clinic.Patient    // zero for a link holder, who is shown nothing of the record
	Parts      []Part
	Alerts     []clinic.Alert // raised in this visit
	Finished   bool           // everything was submitted; a link holder can't read it back
	Scores     []ShownScore   // of a finished link, where the site shows scores to patients
	Notice     []q.Text       // what must stand beside scores
	Language   q.Language     // of the patient's record; empty where it is not known
	Consent    clinic.Consent // the newest of the patient's, for a link; zero where there is none
	Agreed     bool           // the newest consent holds, to the text as it is now
	Guarded    bool           // once an answer was saved, a further device is asked for the birth date
	Asked      bool           // this one is: until then the visit has nothing of what was answered

	birth  q.Date    // of the link's patient
	device *atDevice // of a link; nil where no device is asked
}

// Part is one questionnaire of a visit, with the answers so far.
type Part struct {
	Entry    *library.Entry
	Response clinic.Response // zero where nothing was answered yet
	Answers  q.Answers
}

// Begun says whether anything was saved for this part.
func (p *Part) Begun() bool { return p.Response.ID != "" }

// Crisis says whether an urgent flag was raised in this visit, so that the site's crisis text must be in sight.
func (v *Visit) Crisis() bool {
	for i := range v.Alerts {
		if v.Alerts[i].Level == q.Urgent {
			return true
		}
	}
	return false
}

// Minutes gives the time the whole battery takes.
func (v *Visit) Minutes() (n int) {
	for i := range v.Parts {
		n += v.Parts[i].Entry.Definition.Minutes
	}
	return n
}

// OpenLink gives the visit behind an invitation's token, and notes that it was read. An expired or revoked link is Gone,
// an unknown one NotFound; a finished one gives a Visit that is Finished and has no answers. It asks for no birth date: what a
// browser sends goes through OpenLinkOn.
func (a *App) OpenLink(ctx context.Context, token, from string) (Visit, error) {
	return a.OpenLinkOn(ctx, token, from, vouched)
}

// OpenEncounter gives a visit to a member of staff who enters the answers, and notes that it was read.
func (a *App) OpenEncounter(ctx context.Context, who clinic.Actor, id clinic.EncounterID) (Visit, error) {
	v, err := a.ReopenEncounter(ctx, who, id)
	if err != nil {
		return v, err
	}
	return v, a.noteRead(ctx, who, deed{action: "open encounter", patient: v.Encounter.PatientID, subject: "encounter:" + string(id)})
}

func (v *Visit) allCompleted() bool {
	for i := range v.Parts {
		if v.Parts[i].Response.Status != clinic.Completed && v.Parts[i].Response.Status != clinic.Amended {
			return false
		}
	}
	return true
}

// fill reads the encounter, the site, the parts and the alerts of a visit. A finished link reads no answers, and no
// alerts either, which would say what was answered.
func (a *App) fill(tx *store.Tx, v *Visit, id clinic.EncounterID) (err error) {
	if v.Encounter, err = tx.GetEncounter(id); err != nil {
		return err
	}
	if v.Site, err = tx.GetSite(); err != nil {
		return err
	}
	if err := fillPerson(tx, v); err != nil {
		return err
	}
	for _, ref := range v.Encounter.Battery {
		part, err := a.part(tx, v, ref)
		if err != nil {
			return err
		}
		v.Parts = append(v.Parts, part)
	}
	if v.Finished && v.Invitation.ID != "" {
		return a.shownScores(tx, v)
	}
	var begun []clinic.ResponseID
	for i := range v.Parts {
		if v.Parts[i].Begun() {
			begun = append(begun, v.Parts[i].Response.ID)
		}
	}
	if len(begun) == 0 {
		return nil
	}
	v.Alerts, err = tx.AlertsOfResponses(begun)
	return err
}

// fillPerson reads what the pages need to know of the person and nobody is shown: the language, and what they agreed to.
func fillPerson(tx *store.Tx, v *Visit) error {
	p, err := tx.GetPatient(v.Encounter.PatientID)
	if err != nil {
		return err
	}
	v.Language = p.Language
	if v.Invitation.ID == "" {
		return nil
	}
	v.birth = p.BirthDate
	v.Consent, _, err = tx.FindConsent(p.ID)
	v.Agreed = v.Site.Agreed(&v.Consent)
	return err
}

func (a *App) part(tx *store.Tx, v *Visit, ref q.Ref) (p Part, err error) {
	r, ok, err := tx.FindResponse(v.Encounter.ID, ref.ID)
	if err != nil {
		return p, err
	}
	form := q.Form{}
	if ok {
		p.Response = r
		form = r.Answers
	}
	if p.Entry, err = a.asAsked(ref, v.Encounter, p.Response); err != nil {
		return p, err
	}
	if v.Finished {
		form, p.Response.Answers = q.Form{}, nil
	}
	p.Answers, err = p.Entry.Definition.Answers(form)
	return p, err
}

// asAsked gives a version in the words a visit is held in: those it had when the first answer was given, or has now, or
// had when the visit was planned, where they were withdrawn since.
func (a *App) asAsked(ref q.Ref, e clinic.Encounter, r clinic.Response) (*library.Entry, error) {
	if r.ID != "" {
		return a.Library.GetAt(ref, r.StartedAt)
	}
	entry, err := a.Library.Get(ref)
	if err != nil || entry.Definition.HasWording() {
		return entry, err
	}
	return a.Library.GetAt(ref, e.CreatedAt)
}
