package app_test

import (
	"context"
	"slices"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/post"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// plans is what there is of w.patient's plans.
type plans struct {
	plan, paused, discharge clinic.PlanID
	occasion                clinic.OccasionID // open, of plan
	appointment             clinic.AppointmentID
	mail                    clinic.MailID // of the occasion; it may have been sent, or not
}

// fortnightly is a plan that begins on the first day of the clock.
func fortnightly(patient clinic.PatientID) clinic.Plan {
	return clinic.Plan{PatientID: patient, Name: "Every two weeks", Start: "2026-11-23", Schedule: clinic.Schedule{Battery: []q.ID{"phq-9"},
		Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 2, Unit: clinic.Weeks}, Before: 1, After: 3, Remind: 2}}
}

// nowhere is a mail server that nobody reaches.
func nowhere() *post.Office {
	o, err := post.NewOffice(post.Settings{Host: "127.0.0.1", Port: 1, TLS: post.NoTLS, From: "forms@clinic.example"})
	if err != nil {
		panic(err)
	}
	return o
}

func (w *world) planned(who clinic.Actor) {
	w.t.Helper()
	ctx := w.t.Context()
	w.Mail = nowhere()
	must(w.t, w.GiveMailConsent(ctx, who, w.patient, app.MailAgreement{How: "on paper", Language: "en"}))
	var err error
	w.plan, err = w.AddPlan(ctx, who, fortnightly(w.patient))
	must(w.t, err)
	other := fortnightly(w.patient)
	other.Start = "2026-12-01"
	w.paused, err = w.AddPlan(ctx, who, other)
	must(w.t, err)
	_, err = w.PausePlan(ctx, who, w.paused)
	must(w.t, err)
	other.Start, other.Rhythm = "", clinic.Rhythm{Kind: clinic.AtDischarge}
	w.discharge, err = w.AddPlan(ctx, who, other)
	must(w.t, err)
	w.appointment, err = w.AddAppointment(ctx, who, w.patient, "2026-12-10")
	must(w.t, err)
	must(w.t, w.Store.Update(ctx, func(tx *store.Tx) error {
		mails, err := tx.MailsOf(w.patient)
		if err != nil {
			return err
		}
		m := mails[0]
		w.occasion, w.mail, m.State = m.OccasionID, m.ID, clinic.MailUnclear
		return tx.UpdateMail(m)
	}))
}

// ofPlans says whether an act is about a patient's plans.
func ofPlans(a *act) bool {
	return slices.ContainsFunc(planActs, func(p act) bool { return p.method == a.method })
}

// planActs is what is done with a patient's plans and the e-mails about them.
var planActs = []act{
	{method: "Plans", may: everybody, reads: true, action: "read plans", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Plans(ctx, who, w.patient)
		return err
	}},
	{method: "AddPlan", may: writers, action: "add plan", about: true, object: "plan:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AddPlan(ctx, who, fortnightly(w.patient))
		return err
	}},
	{method: "PausePlan", may: writers, action: "pause plan", about: true, object: "plan:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.PausePlan(ctx, who, w.plan)
		return err
	}},
	{method: "ResumePlan", may: writers, action: "resume plan", about: true, object: "plan:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.ResumePlan(ctx, who, w.paused)
		return err
	}},
	{method: "EndPlan", may: writers, action: "end plan", about: true, object: "plan:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.EndPlan(ctx, who, w.plan)
		return err
	}},
	{method: "SetDischarge", may: writers, action: "set day of discharge", about: true, object: "plan:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.SetDischarge(ctx, who, w.discharge, "2026-12-20")
		return err
	}},
	{method: "AddAppointment", may: writers, action: "add appointment", about: true, object: "appointment:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AddAppointment(ctx, who, w.patient, "2026-12-11")
		return err
	}},
	{method: "CancelAppointment", may: writers, action: "cancel appointment", about: true, object: "appointment:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.CancelAppointment(ctx, who, w.appointment)
		return err
	}},
	{method: "HandOver", may: writers, action: "hand over link", about: true, object: "occasion:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, _, err := w.HandOver(ctx, who, w.occasion)
		return err
	}},
	{method: "AnswerHere", may: writers, action: "begin encounter", about: true, object: "encounter:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AnswerHere(ctx, who, w.occasion)
		return err
	}},
	{method: "GiveMailConsent", may: writers, action: "note consent to e-mail", about: true, object: "consent:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.GiveMailConsent(ctx, who, w.patient, app.MailAgreement{How: "on paper", Language: "en"})
	}},
	{method: "WithdrawMailConsent", may: writers, action: "withdraw consent to e-mail", about: true, object: "consent:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.WithdrawMailConsent(ctx, who, w.patient)
	}},
	{method: "SendAgain", may: writers, action: "send e-mail again", about: true, object: "mail:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.SendAgain(ctx, who, w.mail)
		return err
	}},
	{method: "RemindNow", may: writers, action: "send link once more", about: true, object: "mail:", ready: func(ctx context.Context, w *world) error {
		_, err := w.ConfirmMail(ctx, w.Administrator, w.mail)
		w.Pass(2 * time.Hour)
		return err
	}, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.RemindNow(ctx, who, w.occasion)
		return err
	}},
	{method: "ConfirmMail", may: writers, action: "e-mail sent", about: true, object: "mail:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.ConfirmMail(ctx, who, w.mail)
		return err
	}},
	{method: "MailsInTrouble", may: everybody, reads: true, action: "read e-mails in trouble", object: "mails", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.MailsInTrouble(ctx, who, 10)
		return err
	}},
}

// templateActs is what concerns the site's templates and its mail server.
var templateActs = []act{
	{method: "AddPlanTemplate", may: admins, action: "add plan template", object: "template:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AddPlanTemplate(ctx, who, clinic.PlanTemplate{Name: "Two weeks", Schedule: fortnightly("").Schedule})
		return err
	}},
	{method: "RemovePlanTemplate", may: admins, action: "remove plan template", object: "template:", ready: withTemplate, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		list, err := w.PlanTemplates(ctx, w.Administrator)
		if err != nil {
			return err
		}
		return w.RemovePlanTemplate(ctx, who, list[0].ID)
	}},
	{method: "TestMail", may: admins, reads: true, action: "test mail server", object: "site", ready: withServer, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		if w.Mail == nil {
			w.Mail = nowhere()
		}
		return w.TestMail(ctx, who, "somebody@example.org")
	}},
}

func withTemplate(ctx context.Context, w *world) error {
	_, err := w.AddPlanTemplate(ctx, w.Administrator, clinic.PlanTemplate{Name: "Two weeks", Schedule: fortnightly("").Schedule})
	return err
}

func withServer(_ context.Context, w *world) error {
	w.Mail = testkit.Catch(w.t).Office(w.t)
	return nil
}
