package app_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// act is a use case with who may do it and the audit entry that it leaves.
type act struct {
	method string // of App
	of     string // which variant, where there are several
	may    []clinic.Role
	holder bool // a link holder may, for their own patient
	reads  bool // it changes nothing but the audit
	action string
	about  bool                                      // the entry names the patient
	object string                                    // how the entry's subject begins
	ready  func(ctx context.Context, w *world) error // makes what it is done to, beside what every world has
	do     func(ctx context.Context, w *world, who clinic.Actor) error
}

var (
	everybody = clinic.Roles()
	writers   = []clinic.Role{clinic.Administrator, clinic.Clinician}
	admins    = []clinic.Role{clinic.Administrator}
	nobody    []clinic.Role
)

// acts is every use case that leaves an entry. unaudited, below, has the rest.
var acts = slices.Concat(patientActs, planActs, siteActs, libraryActs, templateActs, apiActs)

// patientActs is what reads or writes what is a patient's.
var patientActs = []act{
	{method: "Caseload", may: everybody, reads: true, action: "read caseload", object: "caseload", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Caseload(ctx, who, app.CaseloadQuery{})
		return err
	}},
	{method: "ExportCaseload", may: writers, reads: true, action: "export caseload", object: "caseload", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.ExportCaseload(ctx, who, app.CaseloadQuery{}, func(app.CaseloadRow) error { return nil })
	}},
	{method: "Patient", may: everybody, reads: true, action: "read patient", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.App.Patient(ctx, who, w.patient)
		return err
	}},
	{method: "AddPatient", may: writers, action: "add patient", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		id, err := w.AddPatient(ctx, who, clinic.Patient{RecordNumber: "N-" + string(w.patient), Name: "Neu", Sex: clinic.UnknownSex, Language: "en"})
		if err == nil {
			w.patient = id
		}
		return err
	}},
	{method: "EditPatient", may: writers, action: "edit patient", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.EditPatient(ctx, who, clinic.Patient{ID: w.patient, RecordNumber: "E-" + string(w.patient), Name: "Erika M.", Sex: clinic.Female, Language: "en", Revision: 1})
	}},
	{method: "PlacePatient", may: writers, action: "move patient", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.PlacePatient(ctx, who, clinic.Patient{ID: w.patient, Clinician: w.keeper.User, Team: w.keeper.Teams[0], Revision: 1})
	}},
	{method: "SetTags", may: writers, action: "tag patient", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.SetTags(ctx, who, w.patient, nil, "trial A")
	}},
	{method: "AddTreatment", may: writers, action: "add treatment event", about: true, object: "treatment:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.AddTreatment(ctx, who, clinic.TreatmentEvent{PatientID: w.patient, Kind: clinic.Medicine, Class: clinic.SSRI, Name: "sertraline", Step: clinic.Started, On: "2026-11-01"})
	}},
	{method: "Report", may: everybody, reads: true, action: "read report", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Report(ctx, who, app.ReportRequest{Patient: w.patient})
		return err
	}},
	{method: "Change", may: everybody, reads: true, action: "read report", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Change(ctx, who, app.ReportRequest{Patient: w.patient})
		return err
	}},
	{method: "Change", of: "as CSV", may: writers, reads: true, action: "export report as csv", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Change(ctx, who, app.ReportRequest{Patient: w.patient, Format: "csv"})
		return err
	}},
	{method: "AnswerList", may: everybody, reads: true, action: "read responses", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AnswerList(ctx, who, app.AnswerFilter{Patient: w.patient}, app.AnswerMark{})
		return err
	}},
	{method: "Report", of: "as PDF", may: writers, reads: true, action: "export report as pdf", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Report(ctx, who, app.ReportRequest{Patient: w.patient, Format: "pdf"})
		return err
	}},
	{method: "Response", may: everybody, reads: true, action: "read response", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Response(ctx, who, w.response)
		return err
	}},
	{method: "ExportResponses", may: writers, reads: true, action: "export responses", object: "questionnaire:phq-9@1.0.0", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.ExportResponses(ctx, who, app.ResponseFilter{Questionnaire: phq9}, func(app.ExportRow) error { return nil })
	}},
	{method: "Receipt", may: writers, reads: true, action: "export receipt", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		w.ReceiptSeed = bytes.Repeat([]byte{3}, 32)
		_, err := w.Receipt(ctx, who, w.response)
		return err
	}},
	{method: "RecordReceipt", may: writers, reads: true, action: "export record receipt", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.RecordReceipt(ctx, who, w.patient)
		return err
	}},
	{method: "CopyForPerson", may: writers, action: "give copy of everything", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.CopyForPerson(ctx, who, w.patient, "asked for by letter")
		return err
	}},
	{method: "SignReport", may: writers, action: "sign record", about: true, object: "signature:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.SignReport(ctx, who, app.Signing{Patient: w.patient, Digest: w.digest(), Meaning: clinic.Reviewed, Presence: app.Presence{Password: testkit.Password}})
		return err
	}},
	{method: "SignedRecord", may: writers, reads: true, action: "export signed record", about: true, object: "signature:", ready: signedByAdministrator, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.SignedRecord(ctx, who, w.signature)
		return err
	}},
	{method: "Amend", may: writers, action: "correct response", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Amend(ctx, who, w.response, q.Form{"q1": "0"}, "entered in the wrong line")
		return err
	}},
	{method: "OpenAlerts", may: everybody, reads: true, action: "read alerts", object: "alerts", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.OpenAlerts(ctx, who, 10)
		return err
	}},
	{method: "AlertList", may: everybody, reads: true, action: "read alerts", object: "alerts", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AlertList(ctx, who, app.AlertFilter{}, app.AlertMark{}, 10)
		return err
	}},
	{method: "ExportAlerts", may: writers, reads: true, action: "export alerts", object: "alerts", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.ExportAlerts(ctx, who, app.AlertFilter{}, func(app.AlertRecord) error { return nil })
	}},
	{method: "Alert", may: everybody, reads: true, action: "read alert", about: true, object: "alert:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Alert(ctx, who, w.alert)
		return err
	}},
	{method: "AcknowledgeAlert", may: writers, action: "acknowledge alert", about: true, object: "alert:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AcknowledgeAlert(ctx, who, w.alert, "telephoned and talked")
		return err
	}},
	{method: "Invite", may: writers, action: "invite", about: true, object: "invitation:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, _, err := w.Invite(ctx, who, w.patient, []q.ID{"phq-9"}, 7)
		return err
	}},
	{method: "Revoke", may: writers, action: "revoke invitation", about: true, object: "invitation:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Revoke(ctx, who, w.link.ID)
		return err
	}},
	{method: "HandOverDevice", may: writers, action: "hand over device", about: true, object: "kiosk:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.HandOverDevice(ctx, who, app.DeviceHandOver{Patient: w.patient, Battery: []q.ID{"phq-9"}, Code: "4711", Again: "4711"})
		return err
	}},
	{method: "HandOverDevice", of: "for an open invitation", may: writers, action: "hand over device", about: true, object: "kiosk:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.HandOverDevice(ctx, who, app.DeviceHandOver{Patient: w.patient, Invitation: w.link.ID, Code: "4711", Again: "4711"})
		return err
	}},
	{method: "Begin", may: writers, action: "begin encounter", about: true, object: "encounter:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Begin(ctx, who, w.patient, []q.ID{"phq-9"})
		return err
	}},
	{method: "OpenEncounter", may: writers, reads: true, action: "open encounter", about: true, object: "encounter:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.OpenEncounter(ctx, who, w.encounter)
		return err
	}},
	{method: "SaveAnswers", of: "in person", may: writers, action: "save answers", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		v := w.openEncounter(w.encounter)
		v.Actor = who
		_, err := w.SaveAnswers(ctx, &v, 0, q.Form{"q1": "2"}, "en")
		return err
	}},
	{method: "SaveAnswers", of: "by link", may: nobody, holder: true, action: "save answers", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		v := w.visit
		v.Actor = who
		_, err := w.SaveAnswers(ctx, &v, 1, q.Form{"q1": "2"}, "en")
		return err
	}},
	{method: "SaveNoted", of: "in person", may: writers, action: "save answers", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		v := w.openEncounter(w.encounter)
		v.Actor = who
		_, err := w.SaveNoted(ctx, &v, 0, app.AnswerPage{Answers: q.Form{"q1": "2"}, Notes: map[q.ItemID]string{"q1": "said it twice"}}, "en")
		return err
	}},
	{method: "ChooseLanguage", of: "in person", may: writers, action: "choose language", about: true, object: "encounter:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		v := w.openEncounter(w.encounter)
		v.Actor = who
		return w.ChooseLanguage(ctx, &v, "de")
	}},
	{method: "ChooseLanguage", of: "by link", may: nobody, holder: true, action: "choose language", about: true, object: "encounter:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		v := w.visit
		v.Actor = who
		return w.ChooseLanguage(ctx, &v, "de")
	}},
	{method: "GiveConsent", may: nobody, holder: true, action: "give consent", about: true, object: "consent:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		v := w.visit
		v.Actor = who
		return w.GiveConsent(ctx, &v, "de", v.Site.Consent("de").Hash())
	}},
	{method: "WithdrawConsent", may: nobody, holder: true, action: "withdraw consent", about: true, object: "consent:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		v := w.visit
		v.Actor = who
		return w.WithdrawConsent(ctx, &v)
	}},
	{method: "WithdrawConsentOf", may: writers, action: "withdraw consent", about: true, object: "consent:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.WithdrawConsentOf(ctx, who, w.patient)
	}},
	{method: "AskAgain", may: writers, action: "may be asked again", about: true, object: "consent:", ready: tookBack, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.AskAgain(ctx, who, w.patient)
	}},
	{method: "EnterPaper", may: writers, action: "enter paper form", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.EnterPaper(ctx, who, app.PaperForm{Patient: w.patient, Ref: phq9, Answers: q.Form{"q1": "1"}, AnsweredOn: "2026-11-20", Key: "key-of-" + string(w.patient)})
		return err
	}},
	{method: "Paper", may: writers, reads: true, action: "print form for patient", about: true, object: "questionnaire:phq-9@1.0.0", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Paper(ctx, who, app.PaperForm{Patient: w.patient, Ref: phq9}, app.PrintForm)
		return err
	}},
	{method: "Submit", of: "in person", may: writers, action: "complete response", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		v := w.openEncounter(w.encounter)
		v.Actor = who
		return w.Submit(ctx, &v, "en")
	}},
	{method: "Submit", of: "by link", may: nobody, holder: true, action: "complete response", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		v := w.visit
		v.Actor = who
		return w.Submit(ctx, &v, "en")
	}},
	{method: "Invitations", may: everybody, reads: true, action: "read invitations", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Invitations(ctx, who, w.patient, app.Page{})
		return err
	}},
	{method: "Responses", may: everybody, reads: true, action: "read responses", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Responses(ctx, who, w.patient, app.Page{})
		return err
	}},
	{method: "Enter", may: writers, action: "complete response", about: true, object: "response:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Enter(ctx, who, app.Submission{Patient: w.patient, Ref: phq9, Answers: q.Form{"q1": "1", "q9": "1"}, Language: "en"})
		return err
	}},
}

// siteActs is what concerns the staff and the site.
var siteActs = []act{
	{method: "SaveView", may: everybody, action: "save view", object: "view:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.SaveView(ctx, who, "Due today", "filter=due")
	}},
	{method: "RemoveView", may: everybody, action: "remove view", object: "view:", ready: everybodyKeepsAView, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		c, err := w.WorklistChoices(ctx, who)
		if err == nil && len(c.Views) == 0 {
			return w.RemoveView(ctx, who, "none")
		} else if err != nil {
			return w.RemoveView(ctx, who, "none")
		}
		return w.RemoveView(ctx, who, c.Views[0].ID)
	}},
	{method: "NoteBackup", may: admins, reads: true, action: "make backup", object: "database", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.NoteBackup(ctx, who)
	}},
	{method: "ErasePatient", may: admins, action: "erase patient", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		r, err := w.App.Patient(ctx, w.Administrator, w.patient)
		if err != nil {
			return err
		}
		return w.ErasePatient(ctx, who, app.Erasure{Patient: w.patient, RecordNumber: r.Patient.RecordNumber, Reason: "at their request"})
	}},
	{method: "PreviewRoster", may: admins, reads: true, action: "preview import of patients", object: "patients", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.PreviewRoster(ctx, who, w.roster())
		return err
	}},
	{method: "PreviewedRoster", may: admins, reads: true, action: "preview import of patients", object: "patients", ready: withRoster, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.PreviewedRoster(ctx, who, w.sealedRoster)
		return err
	}},
	{method: "AddRoster", may: admins, action: "import patients", object: "patients", ready: withRoster, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AddRoster(ctx, who, w.sealedRoster)
		return err
	}},
	{method: "RotateKey", may: admins, action: "rotate sealing key", object: "key:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.RotateKey(ctx, who)
	}},
	{method: "SitePrecision", may: admins, reads: true, action: "compute site precision", object: "questionnaire:phq-9@1.0.0", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.SitePrecision(ctx, who, phq9)
		return err
	}},
	{method: "AdoptSitePrecision", may: admins, action: "adopt site precision", object: "questionnaire:phq-9@1.0.0", ready: answeredByMany, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.AdoptSitePrecision(ctx, who, phq9)
	}},
	{method: "PutSite", may: admins, action: "change site settings", object: "site", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.PutSite(ctx, who, clinic.Site{Name: "Harbour", CrisisText: strings.Repeat("Call 112. ", 3), LinkDays: 14})
	}},
	{method: "AddUser", may: admins, action: "add user", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AddUser(ctx, who, app.NewUser{Login: "u" + string(w.patient), Name: "Uwe", Role: clinic.Viewer, Password: testkit.Password})
		return err
	}},
	{method: "AddTeam", may: admins, action: "add team", object: "team:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AddTeam(ctx, who, "Team of "+string(w.patient))
		return err
	}},
	{method: "RenameTeam", may: admins, action: "rename team", object: "team:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.RenameTeam(ctx, who, w.team, "Renamed for "+string(w.patient))
	}},
	{method: "SetMembers", may: admins, action: "change team members", object: "team:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.SetMembers(ctx, who, w.team, []clinic.UserID{w.user})
	}},
	{method: "EndTeam", may: admins, action: "end team", object: "team:", ready: func(ctx context.Context, w *world) (err error) {
		w.team, err = w.AddTeam(ctx, w.Administrator, "For a while "+string(w.patient))
		return err
	}, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.EndTeam(ctx, who, w.team, "")
	}},
	{method: "PutLogo", may: admins, action: "change logo", object: "site", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.PutLogo(ctx, who, testkit.Picture(40, 20))
	}},
	{method: "RemoveLogo", may: admins, action: "remove logo", object: "site", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.RemoveLogo(ctx, who)
	}},
	{method: "RecordsDue", may: admins, reads: true, action: "read records that are due", object: "records", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.RecordsDue(ctx, who, "")
		return err
	}},
	{method: "Retention", may: admins, reads: true, action: "read how long record is kept", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Retention(ctx, who, w.patient)
		return err
	}},
	{method: "KeepRecord", may: admins, action: "keep record for longer", about: true, object: "patient:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.KeepRecord(ctx, who, clinic.Keeping{PatientID: w.patient, Until: "2040-01-01", Reason: "is in a study"})
	}},
	{method: "SetRole", may: admins, action: "change role", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.SetRole(ctx, who, w.user, clinic.Clinician)
	}},
	{method: "SignOutUser", may: admins, action: "sign user out everywhere", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.SignOutUser(ctx, who, w.user)
	}},
	{method: "SetDisabled", may: admins, action: "set disabled true", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.SetDisabled(ctx, who, w.user, true)
	}},
	{method: "ResetPassword", may: admins, action: "reset password", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.ResetPassword(ctx, who, w.user, "five green bicycles wait")
	}},
	{method: "SetEmailOf", may: admins, action: "set address", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.SetEmailOf(ctx, who, w.user, "nora@clinic.example")
	}},
	{method: "SetOwnEmail", may: everybody, action: "set address", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.SetOwnEmail(ctx, who, "me@clinic.example")
	}},
	{method: "ChangePassword", may: everybody, action: "change own password", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.ChangePassword(ctx, who, testkit.Password, testkit.Password)
		return err
	}},
	{method: "ResetFactors", may: admins, action: "reset second factor", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.ResetFactors(ctx, who, w.user)
	}},
	{method: "Confirm", may: everybody, reads: true, action: "confirm identity", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Confirm(ctx, who, app.Presence{Password: testkit.Password})
		return err
	}},
	{method: "AddApp", may: everybody, action: "add app for codes", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.addApp(ctx, who)
	}},
	{method: "RemoveApp", may: everybody, action: "remove app for codes", object: "user:", ready: everybodyHasAnApp, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.RemoveApp(ctx, who)
		return err
	}},
	{method: "AddPasskey", may: everybody, action: "add passkey", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.addPasskey(ctx, who, w.NewDevice())
	}},
	{method: "RenewRecoveryCodes", may: everybody, action: "make recovery codes", object: "user:", ready: everybodyHasAnApp, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.RenewRecoveryCodes(ctx, who)
		return err
	}},
	{method: "RemovePasskey", may: everybody, action: "remove passkey", object: "user:", ready: everybodyHasAPasskey, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		f, err := w.Factors(ctx, who)
		if err == nil && len(f.Passkeys) == 0 {
			_, err = w.RemovePasskey(ctx, who, "none")
		} else if err == nil {
			_, err = w.RemovePasskey(ctx, who, f.Passkeys[0].ID)
		}
		return err
	}},
	{method: "SignOutEverywhere", may: everybody, action: "sign out everywhere", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.SignOutEverywhere(ctx, who)
		return err
	}},
	{method: "SignOut", may: everybody, reads: true, action: "sign out", object: "user:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.SignOut(ctx, who)
	}},
	{method: "ExportAudit", may: admins, reads: true, action: "export audit", about: true, object: "audit", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.ExportAudit(ctx, who, app.AuditQuery{Patient: w.patient}, func(app.AuditEntry) error { return nil })
	}},
	{method: "VerifyNow", may: admins, reads: true, action: "verify audit", object: "audit", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		said, err := w.VerifyNow(ctx, who)
		if err == nil && !strings.HasPrefix(said, "whole: ") {
			err = errors.New(said)
		}
		return err
	}},
	{method: "Audit", may: admins, reads: true, action: "read audit", about: true, object: "audit", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Audit(ctx, who, w.patient, 5)
		return err
	}},
}

// unaudited is every other exported method of App, and why it leaves no entry here.
var unaudited = map[string]string{
	"PreviewPlan":              "computes days, and keeps and shows nothing",
	"PlanTemplates":            "has nothing of a patient's",
	"RunPlans":                 "is the work of time: plans_test.go",
	"Tick":                     "as RunPlans",
	"SendMails":                "as RunPlans",
	"MailDown":                 "has nothing of a patient's",
	"TellStaff":                "as RunPlans: escalate_test.go",
	"StaffMailsInTrouble":      "has nothing of a patient's",
	"OwnEmail":                 "has nothing of a patient's",
	"CheckStop":                "it takes a token, not an actor: mails_test.go",
	"StopMails":                "it takes a token, not an actor: mails_test.go",
	"WorklistChoices":          "has nothing of a patient's",
	"PatientTags":              "stands beside the patient, whose reading leaves the entry",
	"OpenLink":                 "it takes a token, not an actor: links_test.go",
	"KioskOf":                  "it takes a token, not an actor, and has nothing of a patient's: kiosk_test.go",
	"OpenKiosk":                "it takes a token, not an actor: kiosk_test.go",
	"ReopenKiosk":              "the write that it opens the visit for leaves the entry",
	"LeaveKiosk":               "it takes a token, not an actor: kiosk_test.go",
	"LeaveKioskAs":             "it takes a token, not an actor: kiosk_test.go",
	"ReopenLink":               "the write that it opens the visit for leaves the entry",
	"OpenLinkOn":               "as OpenLink: devices_test.go",
	"ReopenLinkOn":             "as ReopenLink",
	"ProveBirthDate":           "it takes a token, not an actor: devices_test.go",
	"ReopenEncounter":          "the write that it opens the visit for leaves the entry",
	"CountOpenAlerts":          "a number that is nobody's",
	"CountLeftAlerts":          "a number that is nobody's",
	"Tend":                     "is the work of time: left_test.go",
	"Users":                    "has nothing of a patient's",
	"Teams":                    "has nothing of a patient's but how many there are",
	"Placing":                  "has nothing of a patient's",
	"Site":                     "stands on public pages",
	"Logo":                     "stands on public pages",
	"CountRecordsDue":          "a number that is nobody's",
	"Zone":                     "stands beside every time",
	"Sessions":                 "belongs to the server",
	"ActorOf":                  "has nothing of a patient's",
	"SignIn":                   "signin_test.go",
	"SecondStep":               "signin_second_test.go",
	"SignInByPasskey":          "passkeys_test.go",
	"AskPasskey":               "makes a challenge; the answer leaves the entry",
	"RegisterPasskey":          "as AskPasskey",
	"CodeKey":                  "keeps nothing until AddApp",
	"Factors":                  "has nothing of a patient's",
	"UsersWithFactor":          "has nothing of a patient's",
	"NewSetupLink":             "there is nobody yet: users_test.go",
	"SetupOpen":                "there is nobody yet: users_test.go",
	"CreateFirstAdministrator": "users_test.go",
	"AfterSetup":               "as CreateFirstAdministrator",
	"VerifyAudit":              "counts entries and shows none",
	"Backup":                   "is run on the server's own machine, after NoteBackup",
	"Rehearse":                 "is run on the server's own machine, on a copy",
	"Offered":                  "has nothing of a patient's",
	"Versions":                 "has nothing of a patient's",
	"Version":                  "has nothing of a patient's",
	"Compare":                  "counts answers and shows nobody's",
	"Try":                      "is given invented answers, and keeps none",
	"CheckPaper":               "says what is wrong with what was typed, and shows nothing of the record",
	"CheckClock":               "has nothing of a patient's",
	"Close":                    "has nothing of a patient's",
	"Doctor":                   "is run on the server's own machine, and names responses by their id alone",
	"DoctorAudit":              "as Doctor",
	"DropAnchor":               "writes down where the audit ends",
	"KeepAnchor":               "writes down where the audit ends",
	"AuditState":               "names actions, and the last verification",
	"NoteRefusal":              "notes what the door refused: refusals_test.go",
	"NoteFailure":              "notes what failed before any use case: refusals_test.go",
	"ReceiptKey":               "is the key that everybody may have",
	"Tokens":                   "has nothing of a patient's",
	"LatestTokens":             "has nothing of a patient's",
	"MaxTokenLife":             "is a setting",
	"Ready":                    "has nothing of a patient's",
	"Figures":                  "numbers that are nobody's, for the machine's own operator",
	"WatchWrites":              "numbers that are nobody's",
	"Askable":                  "has nothing of a patient's",
	"Exportable":               "has nothing of a patient's",
	"ActorOfToken":             "what is done with the token leaves the entry",
	"Refresh":                  "reads what was noted when it was done",
}

const day = 24 * time.Hour
