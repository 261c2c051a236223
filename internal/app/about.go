package app

import (
	"context"
	"errors"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// What a use case is about: an object of a patient's, or nothing of any patient's in particular. Whose it is, and who
// looks after them, is found in the transaction that reads or writes it, so that both are of one moment.
var ofNobody = store.Object{}

func ofPatient(id clinic.PatientID) store.Object {
	return store.Object{Kind: "patient", ID: string(id)}
}
func ofResponse(id clinic.ResponseID) store.Object {
	return store.Object{Kind: "response", ID: string(id)}
}
func ofSignature(id clinic.SignatureID) store.Object {
	return store.Object{Kind: "signature", ID: string(id)}
}
func ofAlert(id clinic.AlertID) store.Object { return store.Object{Kind: "alert", ID: string(id)} }
func ofInvitation(id clinic.InvitationID) store.Object {
	return store.Object{Kind: "invitation", ID: string(id)}
}
func ofPlan(id clinic.PlanID) store.Object { return store.Object{Kind: "plan", ID: string(id)} }
func ofOccasion(id clinic.OccasionID) store.Object {
	return store.Object{Kind: "occasion", ID: string(id)}
}
func ofAppointment(id clinic.AppointmentID) store.Object {
	return store.Object{Kind: "appointment", ID: string(id)}
}
func ofMail(id clinic.MailID) store.Object { return store.Object{Kind: "e-mail", ID: string(id)} }
func ofEncounter(id clinic.EncounterID) store.Object {
	return store.Object{Kind: "encounter", ID: string(id)}
}

// view runs a reading use case about something.
func (a *App) view(ctx context.Context, who clinic.Actor, action clinic.Action, about store.Object, f func(*store.Tx) error) error {
	return a.refuse(ctx, who, action, about, a.Store.View(ctx, func(tx *store.Tx) error {
		if err := admit(tx, who, action, about); err != nil {
			return err
		}
		return f(tx)
	}))
}

// update runs a writing use case about something in one transaction.
func (a *App) update(ctx context.Context, who clinic.Actor, action clinic.Action, about store.Object, f func(*store.Tx) error) error {
	if about == ofNobody {
		if err := permit(who, action); err != nil { // before it waits to write
			return a.refuse(ctx, who, action, about, err)
		}
	}
	return a.refuse(ctx, who, action, about, a.Store.Update(ctx, func(tx *store.Tx) error {
		if err := admit(tx, who, action, about); err != nil {
			return err
		}
		return f(tx)
	}))
}

// allows says whether an actor may do something, before what is wrong with the request is said. What does it asks again.
func (a *App) allows(ctx context.Context, who clinic.Actor, action clinic.Action, about store.Object) error {
	return a.view(ctx, who, action, about, func(*store.Tx) error { return nil })
}

// admit lets an actor do something to an object. What is of somebody else's patient is answered like what is not there.
func admit(tx *store.Tx, who clinic.Actor, action clinic.Action, about store.Object) error {
	if about == ofNobody {
		return permit(who, action)
	}
	subject, found, err := tx.FindSubject(about)
	if err != nil {
		return err
	}
	if who, err = asOfNow(tx, who); err != nil {
		return err
	}
	switch {
	case found && clinic.Can(who, action, subject):
		return nil
	case !clinic.Can(who, action, clinic.NoPatient):
		return errDenied
	}
	missing := fault.New(fault.NotFound, "There is no such "+about.Kind+".")
	if !found {
		return missing
	}
	tried := deed{action: "refused " + strings.ReplaceAll(string(action), "-", " "), patient: subject.Patient, subject: about.Kind + ":" + about.ID}
	return &foreign{missing: missing, tried: tried, about: about}
}

// permit lets an actor do what concerns no patient in particular, or begin what is checked again once its patient is known.
func permit(who clinic.Actor, action clinic.Action) error {
	if !clinic.Can(who, action, clinic.NoPatient) {
		return errDenied
	}
	return nil
}

// permitStaff lets every member of staff do what concerns nobody but themselves.
func permitStaff(who clinic.Actor) error {
	if who.User == "" || who.Invitation != "" {
		return errDenied
	}
	return nil
}

var errDenied = fault.New(fault.Denied, "You may not do this. Ask an administrator of your clinic if you need to.")

// asOfNow gives a member of staff the teams they are in now, whatever the actor said before.
func asOfNow(tx *store.Tx, who clinic.Actor) (clinic.Actor, error) {
	who.Teams = nil
	if who.User == "" || who.Invitation != "" {
		return who, nil
	}
	teams, err := tx.TeamsOf(who.User)
	for _, t := range teams {
		who.Teams = append(who.Teams, t.ID)
	}
	return who, err
}

// visibleTo gives the patients that an actor may see now.
func visibleTo(tx *store.Tx, who clinic.Actor) (clinic.Visible, error) {
	who, err := asOfNow(tx, who)
	return clinic.VisibleTo(who), err
}

// foreign is the answer to whoever asks for what is somebody else's, which reads like what is not there, or to whoever is
// refused otherwise, with what is to be noted of it.
type foreign struct {
	missing error
	tried   deed
	about   store.Object
	noted   bool
}

func (f *foreign) Error() string { return f.missing.Error() }

func (f *foreign) Unwrap() error { return f.missing }

// refuse notes that somebody was refused, asked for what is not theirs, or met a failure, and gives the error without a
// sign of what is foreign. Within a larger transaction, which the error undoes, whoever runs that notes it.
func (a *App) refuse(ctx context.Context, who clinic.Actor, action clinic.Action, about store.Object, err error) error {
	if err == nil {
		return nil
	}
	f, told := errors.AsType[*foreign](err)
	if !told {
		tried, worth := refusalOf(who, action, about, err)
		if !worth {
			return err
		}
		f = &foreign{missing: err, tried: tried, about: about}
		err = f
	}
	if f.noted || a.Store.InJoined(ctx) {
		return err
	}
	if f.tried.patient == "" {
		f.tried.patient = a.whose(ctx, f.about)
	}
	if noteErr := a.noteBounded(ctx, who, f.tried); noteErr != nil {
		if isRefusal(fault.KindOf(f.missing)) {
			return noteErr
		}
		a.Log.Error("failure not noted", "error", noteErr.Error())
	}
	f.noted = true
	if _, bare := err.(*foreign); bare { //nolint:errorlint // a wrapped one is not bare: somebody said more of it on its way
		return f.missing
	}
	return err
}
