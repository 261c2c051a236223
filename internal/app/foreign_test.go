package app_test

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// quietActs is what is done to a patient's object without an entry of its own.
var quietActs = []act{
	{method: "PreviewPlan", may: writers, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.PreviewPlan(ctx, who, fortnightly(w.patient))
		return err
	}},
	{method: "ReopenEncounter", may: writers, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.ReopenEncounter(ctx, who, w.encounter)
		return err
	}},
	{method: "CheckPaper", may: writers, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.CheckPaper(ctx, who, app.PaperForm{Patient: w.patient, Ref: phq9, Answers: q.Form{"q1": "1"}, AnsweredOn: "2026-11-20"})
	}},
	{method: "PatientTags", may: everybody, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, _, err := w.PatientTags(ctx, who, w.patient)
		return err
	}},
	{method: "Submit", of: "what was sent already", may: writers, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.Submit(ctx, &app.Visit{Actor: who, Encounter: clinic.Encounter{ID: w.encounter, PatientID: w.patient}, Finished: true}, "en")
	}},
}

// lists is everything that gives more than one patient's, and how much of it there is for somebody.
var lists = map[string]func(ctx context.Context, w *world, who clinic.Actor) (int, error){
	"MailsInTrouble": func(ctx context.Context, w *world, who clinic.Actor) (int, error) {
		list, err := w.MailsInTrouble(ctx, who, 100)
		return len(list), err
	},
	"Caseload": func(ctx context.Context, w *world, who clinic.Actor) (int, error) {
		page, err := w.Caseload(ctx, who, app.CaseloadQuery{Visible: clinic.Visible{All: true}})
		return page.Total + len(page.Rows), err
	},
	"ExportCaseload": func(ctx context.Context, w *world, who clinic.Actor) (n int, err error) {
		return n, w.ExportCaseload(ctx, who, app.CaseloadQuery{Visible: clinic.Visible{All: true}}, func(app.CaseloadRow) error { n++; return nil })
	},
	"OpenAlerts": func(ctx context.Context, w *world, who clinic.Actor) (int, error) {
		list, err := w.OpenAlerts(ctx, who, 100)
		return len(list), err
	},
	"Patients": func(ctx context.Context, w *world, who clinic.Actor) (int, error) {
		list, err := w.Patients(ctx, who, app.Page{})
		return len(list), err
	},
	"Alerts": func(ctx context.Context, w *world, who clinic.Actor) (int, error) {
		list, err := w.Alerts(ctx, who, app.AlertFilter{Visible: clinic.Visible{All: true}}, app.Page{})
		return len(list), err
	},
	"CountOpenAlerts": func(ctx context.Context, w *world, who clinic.Actor) (int, error) { return w.CountOpenAlerts(ctx, who) },
	"CountLeftAlerts": func(ctx context.Context, w *world, who clinic.Actor) (int, error) {
		w.Pass(5 * time.Hour)
		return w.CountLeftAlerts(ctx, who)
	},
	"AlertList": func(ctx context.Context, w *world, who clinic.Actor) (int, error) {
		p, err := w.AlertList(ctx, who, app.AlertFilter{Visible: clinic.Visible{All: true}}, app.AlertMark{}, 10)
		return len(p.List) + p.Waits.Raised, err
	},
	"ExportAlerts": func(ctx context.Context, w *world, who clinic.Actor) (n int, err error) {
		return n, w.ExportAlerts(ctx, who, app.AlertFilter{Visible: clinic.Visible{All: true}}, func(app.AlertRecord) error { n++; return nil })
	},
	"ExportResponses": func(ctx context.Context, w *world, who clinic.Actor) (n int, err error) {
		return n, w.ExportResponses(ctx, who, app.ResponseFilter{Questionnaire: phq9}, func(app.ExportRow) error { n++; return nil })
	},
	"Compare": func(ctx context.Context, w *world, who clinic.Actor) (int, error) {
		c, err := w.Compare(ctx, who, phq9, phq9)
		return c.Responses, err
	},
}

// ofNoPatient is every other use case of somebody's, and why it shows nothing of a foreign patient.
var ofNoPatient = map[string]string{
	"WorklistChoices": "the site's tags, and one's own views", "SaveView": "one's own", "RemoveView": "one's own",
	"PlanTemplates": "the site", "AddPlanTemplate": "the site", "RemovePlanTemplate": "the site", "TestMail": "the site",
	"AddPatient": "makes one, and place checks whose", "NoteRefusal": "oneself", "NoteFailure": "notes what was asked for", "AuditState": "for administrators", "VerifyNow": "for administrators", "ActorOf": "gives the actor",
	"Placing": "staff and teams only", "Users": "staff only", "Teams": "staff, and how many patients", "AddTeam": "a team", "RenameTeam": "a team",
	"SetMembers": "a team", "EndTeam": "an administrator moves everybody's", "AddUser": "staff", "SetDisabled": "staff", "ResetPassword": "staff",
	"StaffMailsInTrouble": "for administrators: staff only", "OwnEmail": "oneself", "SetOwnEmail": "oneself", "SetEmailOf": "staff",
	"AddApp": "oneself", "RemoveApp": "oneself", "AddPasskey": "oneself", "RemovePasskey": "oneself", "RegisterPasskey": "oneself", "AskPasskey": "oneself",
	"CodeKey": "oneself", "Confirm": "oneself", "Factors": "oneself", "RenewRecoveryCodes": "oneself", "ResetFactors": "staff", "UsersWithFactor": "staff only",
	"ChangePassword": "oneself", "SignOut": "oneself", "SignOutEverywhere": "oneself", "PutSite": "the site", "NoteBackup": "the site",
	"PutLogo": "the site", "RemoveLogo": "the site", "SetRole": "staff", "SignOutUser": "staff", "RecordsDue": "an administrator's, of everybody", "CountRecordsDue": "an administrator's, and a number",
	"KeepRecord": "an administrator’s, who sees everybody", "Retention": "an administrator’s, who sees everybody",
	"ErasePatient": "an administrator’s, who sees everybody", "RotateKey": "the key, of everybody", "SitePrecision": "an administrator's, of everybody", "AdoptSitePrecision": "an administrator's, of everybody",
	"PreviewRoster": "an administrator's, of everybody", "PreviewedRoster": "an administrator's, of everybody", "AddRoster": "makes some, and place says whose",
	"AddToken": "one's own", "Tokens": "one's own", "LatestTokens": "one's own", "RevokeToken": "one's own", "Once": "the use case inside says whose it is",
	"Askable": "the library", "Exportable": "the library", "Versions": "the library", "Version": "the library", "AddDefinition": "the library", "Release": "the library", "Retire": "the library", "Restore": "the library",
	"AddWording": "the library", "WithdrawWording": "the library", "Try": "invented answers",
}

// Every use case that somebody asks for is about a patient's object and asked for a foreign one, or a list, or named with a reason.
func TestEveryUseCaseSaysWhoseItIs(t *testing.T) {
	about := map[string]bool{}
	for _, a := range slices.Concat(patientActs, planActs, quietActs) {
		about[a.method] = true
	}
	exported := reflect.TypeFor[*app.App]()
	for i := range exported.NumMethod() {
		m := exported.Method(i)
		_, list := lists[m.Name]
		_, none := ofNoPatient[m.Name]
		switch {
		case namesObject(m.Type) && !about[m.Name] && !none && m.Name != "Audit" && m.Name != "AuditPage" && m.Name != "ExportAudit": // which is for administrators
			t.Errorf("App.%s takes an object of a patient's: add it to patientActs or quietActs, so that it is asked for a foreign one", m.Name)
		case !namesObject(m.Type) && takesActor(m.Type) && !list && !none:
			t.Errorf("App.%s: does it list patients' things? Add it to lists, or to ofNoPatient with a reason", m.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(ofNoPatient)) {
		if _, ok := exported.MethodByName(name); !ok {
			t.Errorf("ofNoPatient names App.%s, which does not exist", name)
		}
	}
}

var objectTypes = []reflect.Type{reflect.TypeFor[clinic.PatientID](), reflect.TypeFor[clinic.ResponseID](), reflect.TypeFor[clinic.AlertID](),
	reflect.TypeFor[clinic.InvitationID](), reflect.TypeFor[clinic.EncounterID](), reflect.TypeFor[clinic.TreatmentID](), reflect.TypeFor[clinic.SignatureID](),
	reflect.TypeFor[clinic.PlanID](), reflect.TypeFor[clinic.OccasionID](), reflect.TypeFor[clinic.AppointmentID](), reflect.TypeFor[clinic.MailID]()}

func takesActor(m reflect.Type) bool {
	return slices.Contains(slices.Collect(ins(m)), reflect.TypeFor[clinic.Actor]())
}

func ins(m reflect.Type) func(func(reflect.Type) bool) {
	return func(yield func(reflect.Type) bool) {
		for i := 1; i < m.NumIn(); i++ { // the first is the app
			if !yield(m.In(i)) {
				return
			}
		}
	}
}

func namesObject(m reflect.Type) bool {
	for in := range ins(m) {
		if in != reflect.TypeFor[clinic.Actor]() && hasObject(in, 4) {
			return true
		}
	}
	return false
}

func hasObject(t reflect.Type, depth int) bool {
	if slices.Contains(objectTypes, t) {
		return true
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return hasObject(t.Elem(), depth)
	case reflect.Struct:
		for i := range t.NumField() {
			if depth > 0 && strings.HasPrefix(t.PkgPath(), "steelyard/") && hasObject(t.Field(i).Type, depth-1) {
				return true
			}
		}
	}
	return false
}

// What is of another team's patient is answered like what is not there, by every use case, and is noted.
func TestWhatIsForeignIsAnsweredLikeWhatIsNotThere(t *testing.T) {
	w := populated(t)
	for n, a := range slices.Concat(patientActs, planActs, quietActs) {
		if _, list := lists[a.method]; list || a.method == "AddPatient" {
			continue
		}
		if n%40 == 39 {
			w.Pass(11 * time.Minute) // of one person's refusals so many are noted in a time
		}
		t.Run(a.name(), func(t *testing.T) {
			w.wantPlans = ofPlans(&a)
			w.refreshOf(w.elsewhere)
			if a.ready != nil {
				must(t, a.ready(t.Context(), w))
			}
			for _, who := range []clinic.Actor{w.Clinician, w.Viewer} {
				w.askForeign(t, &a, who)
			}
			if slices.Contains(a.may, clinic.Administrator) {
				if err := a.do(t.Context(), w, w.Administrator); err != nil {
					t.Errorf("administrator: %v", err)
				}
			}
		})
	}
}

func (w *world) askForeign(t *testing.T, a *act, who clinic.Actor) {
	t.Helper()
	before, was, may := w.lastEntry(), w.kept(), slices.Contains(a.may, who.Role)
	err := a.do(t.Context(), w, who)
	kind := fault.KindOf(err)
	if err == nil || kind != fault.NotFound && (may || kind != fault.Denied) {
		t.Errorf("%s: got %v, want it not to be found", who.Role, err)
	}
	if w.kept() != was {
		t.Errorf("%s: was refused and changed the database", who.Role)
	}
	if !may {
		return
	}
	noted := slices.ContainsFunc(w.entries(before), func(e audit.Entry) bool {
		return strings.HasPrefix(e.Action, "refused ") && e.Actor == "user:"+string(who.User) && e.Patient == string(w.patient) && e.Subject != ""
	})
	if !noted {
		t.Errorf("%s: no entry says who tried, in %+v", who.Role, w.entries(before))
	}
	if strings.HasSuffix(a.of, "in person") {
		return // it opens the visit first
	}
	gone := *w
	gone.plans = plans{"none", "none", "none", "none", "none", "none"}
	gone.patient, gone.response, gone.alert, gone.link.ID, gone.encounter, gone.signature = "none", "none", "none", "none", "none", "none"
	if missing := a.do(t.Context(), &gone, who); fault.Message(missing) != fault.Message(err) || fault.KindOf(missing) != kind {
		t.Errorf("%s: what is foreign gives %q, and what is not there %q", who.Role, fault.Message(err), fault.Message(missing))
	}
}

// A list has nothing of a foreign patient's, whatever it is asked for, and everything for an administrator.
func TestListsHaveNothingForeign(t *testing.T) {
	w := newWorld(t)
	w.wantPlans = true
	w.refreshOf(w.elsewhere)
	for name, count := range lists {
		for _, who := range []clinic.Actor{w.Clinician, w.Viewer, {}, w.holder, w.stranger} {
			if n, err := count(t.Context(), w, who); n != 0 || err != nil && fault.KindOf(err) != fault.Denied {
				t.Errorf("%s gives %q %d things of foreign patients, %v", name, who.Role, n, err)
			}
		}
		for _, who := range []clinic.Actor{w.Administrator, w.elsewhere} {
			if n, err := count(t.Context(), w, who); n == 0 || err != nil {
				t.Errorf("%s gives %s nothing, %v", name, who.Name, err)
			}
		}
	}
}

// What an actor says of their teams is not believed: what holds is what is kept, from the next use case on.
func TestTeamsAreReadAnew(t *testing.T) {
	w := newWorld(t)
	w.refreshOf(w.elsewhere)
	claims := w.Clinician
	claims.Teams = append(claims.Teams, w.elsewhere.Teams...)
	if _, err := w.App.Patient(t.Context(), claims, w.patient); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a team that was only claimed: got %v", err)
	}
	if n, err := w.CountOpenAlerts(t.Context(), claims); n != 0 || err != nil {
		t.Errorf("a team that was only claimed: %d alerts, %v", n, err)
	}
	team := w.elsewhere.Teams[0]
	must(t, w.SetMembers(t.Context(), w.Administrator, team, []clinic.UserID{w.elsewhere.User, w.Clinician.User, w.Viewer.User}))
	for _, who := range []clinic.Actor{w.Clinician, w.Viewer} { // who were made before
		if _, err := w.App.Patient(t.Context(), who, w.patient); err != nil {
			t.Errorf("%s who joined the team: %v", who.Role, err)
		}
	}
	must(t, w.SetMembers(t.Context(), w.Administrator, team, nil))
	if _, err := w.App.Patient(t.Context(), w.Viewer, w.patient); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a viewer who left the team: got %v", err)
	}
	if _, err := w.App.Patient(t.Context(), w.elsewhere, w.patient); err != nil {
		t.Errorf("the responsible clinician, who left the team: %v", err)
	}
}
