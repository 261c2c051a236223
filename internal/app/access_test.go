package app_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

func (a *act) name() string { return strings.TrimSpace(a.method + " " + a.of) }

// Whoever adds a use case adds it to acts, or says in unaudited why it leaves no entry.
func TestEveryUseCaseIsInATable(t *testing.T) {
	known := map[string]bool{}
	for i := range acts {
		known[acts[i].method] = true
	}
	for name := range unaudited {
		known[name] = true
	}
	exported := reflect.TypeFor[*app.App]()
	for i := range exported.NumMethod() {
		name := exported.Method(i).Name
		if !known[name] {
			t.Errorf("App.%s is in no table of acts_test.go: who may do it, and which audit entry does it leave?", name)
		}
		delete(known, name)
	}
	for name := range known {
		t.Errorf("acts_test.go names App.%s, which does not exist", name)
	}
}

// Every use case is asked by every role, by the holder of a link of the patient's and of another's, and by nobody.
func TestWhoMayDoWhatAndWhatItLeavesInTheAudit(t *testing.T) {
	w := populated(t)
	for i := range acts {
		a := &acts[i]
		t.Run(a.name(), func(t *testing.T) {
			used := true
			for _, who := range w.asking(a) {
				if used || who.may {
					w.makeReady(t, a)
				}
				w.ask(t, a, who)
				used = who.may
			}
		})
	}
}

func (w *world) makeReady(t *testing.T, a *act) {
	t.Helper()
	w.wantPlans = ofPlans(a)
	w.refresh()
	if a.ready != nil {
		must(t, a.ready(t.Context(), w))
	}
}

type asking struct {
	name string
	who  func() clinic.Actor
	may  bool
}

func (w *world) asking(a *act) []asking {
	may := func(r clinic.Role) bool { return slices.Contains(a.may, r) }
	return []asking{
		{"administrator", func() clinic.Actor { return w.Administrator }, may(clinic.Administrator)},
		{"clinician", func() clinic.Actor { return w.Clinician }, may(clinic.Clinician)},
		{"viewer", func() clinic.Actor { return w.Viewer }, may(clinic.Viewer)},
		{"holder of the patient's link", func() clinic.Actor { return w.holder }, a.holder},
		{"holder of another patient's link", func() clinic.Actor { return w.stranger }, false},
		{"holder of a link who claims the patient", func() clinic.Actor {
			return clinic.Actor{Invitation: w.stranger.Invitation, Patient: w.patient}
		}, false},
		{"holder of a link who claims a role", func() clinic.Actor {
			return clinic.Actor{Invitation: w.stranger.Invitation, Patient: w.foreign, Role: clinic.Administrator}
		}, false},
		{"nobody", func() clinic.Actor { return clinic.Actor{Role: clinic.Administrator} }, false},
	}
}

func (w *world) ask(t *testing.T, a *act, as asking) {
	t.Helper()
	before, who, was := w.lastEntry(), as.who(), ""
	if !as.may {
		was = w.kept()
	}
	err := a.do(t.Context(), w, who)
	switch kind := fault.KindOf(err); {
	case as.may && err != nil:
		t.Errorf("%s: %v", as.name, err)
	case as.may:
		w.wantEntry(t, a, who, before)
	case err == nil || kind != fault.Denied && kind != fault.NotFound && kind != fault.Conflict:
		t.Errorf("%s: got %v, want to be refused", as.name, err)
	case w.kept() != was:
		t.Errorf("%s: was refused and changed the database", as.name)
	default:
		if a.of != "by link" { // a visit is the link's: nobody comes to another's but by a test
			w.wantRefusal(t, as.name, who, before)
		}
	}
}

// wantRefusal wants an entry that says who was refused, unless nobody knows who it was.
func (w *world) wantRefusal(t *testing.T, name string, who clinic.Actor, after int64) {
	t.Helper()
	if who.User == "" {
		return // the holder of a link comes to no use case but their own
	}
	for _, e := range w.entries(after) {
		if strings.HasPrefix(e.Action, "refused ") && e.Actor == "user:"+string(who.User) && e.Why != "" && e.From == who.From {
			return
		}
	}
	t.Errorf("%s: no entry says that they were refused, in %+v", name, w.entries(after))
}

func (w *world) wantEntry(t *testing.T, a *act, who clinic.Actor, after int64) {
	t.Helper()
	actor, role := "user:"+string(who.User), string(who.Role)
	if who.Invitation != "" {
		actor, role = "invitation:"+string(who.Invitation), "link holder"
	}
	patient := ""
	if a.about {
		patient = string(w.patient)
	}
	for _, e := range w.entries(after) {
		if e.Action == a.action && e.Actor == actor && e.Role == role && e.Patient == patient && strings.HasPrefix(e.Subject, a.object) && e.From == who.From {
			if e.Subject == a.object && strings.HasSuffix(a.object, ":") {
				t.Errorf("the entry %q names no subject", e.Action)
			}
			if e.Why == "" {
				t.Errorf("the entry %q does not say why they may", e.Action)
			}
			return
		}
	}
	t.Errorf("no entry %q by %s (%s) about the patient %q and the subject %q in %+v", a.action, actor, role, patient, a.object, w.entries(after))
}

// What can't be noted isn't done, and isn't shown.
func TestNothingIsHalfDoneWhereTheAuditCantBeWritten(t *testing.T) {
	w := populated(t)
	for i := range acts {
		a := &acts[i]
		t.Run(a.name(), func(t *testing.T) {
			w.makeReady(t, a)
			who := w.Administrator
			if a.holder {
				who = w.holder
			}
			was := w.kept()
			w.broken("audit_entries", "NEW.action = '"+a.action+"'", func() {
				if err := a.do(t.Context(), w, who); fault.KindOf(err) != fault.Internal || err == nil {
					t.Errorf("got %v, want the failure", err)
				}
			})
			if w.kept() != was {
				t.Error("something was kept of it")
			}
		})
	}
}

func TestNothingWorksOnAClosedStore(t *testing.T) {
	w := populated(t)
	v := w.openEncounter(w.encounter)
	must(t, w.Store.Close())
	for i := range acts {
		a := &acts[i]
		if strings.HasSuffix(a.of, "in person") {
			continue // it opens the visit first
		}
		who := w.Administrator
		if a.holder {
			who = w.holder
		}
		if err := a.do(t.Context(), w, who); err == nil || fault.KindOf(err) != fault.Internal {
			t.Errorf("%s: got %v, want the failure", a.name(), err)
		}
	}
	if _, err := w.SaveAnswers(t.Context(), &v, 0, nil, "en"); fault.KindOf(err) != fault.Internal || err == nil {
		t.Errorf("SaveAnswers: got %v", err)
	}
	if _, err := w.ActorOf(t.Context(), w.Clinician.User, 0, ""); fault.KindOf(err) != fault.Internal || err == nil {
		t.Errorf("ActorOf: got %v, want no word of signing in again", err)
	}
	if _, err := w.SignIn(t.Context(), "clara", "whatever it is", ""); fault.KindOf(err) != fault.Internal || err == nil {
		t.Errorf("SignIn: got %v", err)
	}
}
