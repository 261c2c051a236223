package app_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

const kioskCode = "4711"

// handedOver is a world with a device that was handed over for new questions.
func handedOver(t *testing.T) (w *world, token string) {
	w = newWorld(t)
	w.patient = w.Patient(t, "K-1", "Petra Patient")
	w.OptionalFactor = false
	token, err := w.HandOverDevice(t.Context(), w.Clinician, app.DeviceHandOver{Patient: w.patient, Battery: []q.ID{"phq-2"}, Code: kioskCode, Again: kioskCode})
	must(t, err)
	return w, token
}

func (w *world) actions() (list []string) {
	w.t.Helper()
	entries, err := w.Audit(w.t.Context(), w.Administrator, w.patient, 50)
	must(w.t, err)
	for _, e := range entries {
		list = append(list, e.Actor+" "+e.Action+" "+e.Why)
	}
	return list
}

// wantNoted wants an entry whose actor begins so, with an action and a reason.
func (w *world) wantNoted(actor, action, why string) {
	w.t.Helper()
	for _, got := range w.actions() {
		if strings.HasPrefix(got, actor) && strings.Contains(got, " "+action+" ") && strings.Contains(got, why) {
			return
		}
	}
	w.t.Errorf("the audit has no %q of %q (%s)\n%s", action, actor, why, strings.Join(w.actions(), "\n"))
}

func TestADeviceAnswersItsOwnVisitOnly(t *testing.T) {
	w, token := handedOver(t)
	ctx := t.Context()
	v, err := w.OpenKiosk(ctx, token, "198.51.100.7")
	must(t, err)
	if v.Actor.User != "" || v.Actor.Patient != w.patient || v.Patient.Name != "" || len(v.Parts) != 1 || v.Agreed {
		t.Errorf("got %+v", v.Actor)
	}
	w.wantNoted("user:", "hand over device", "invitation ")
	w.wantNoted("invitation:", "open invitation", "handed over")
	if strings.Contains(w.dump(), token) || strings.Contains(w.dump(), kioskCode) {
		t.Error("the token or the code is kept")
	}
	if _, err := w.SaveAnswers(ctx, &v, 0, q.Form{"q1": "1"}, "en"); fault.KindOf(err) != fault.Denied {
		t.Errorf("without an agreement: got %v", err)
	}
	must(t, w.GiveConsent(ctx, &v, "en", v.Site.Consent("en").Hash()))
	_, err = w.SaveAnswers(ctx, &v, 0, q.Form{"q1": "1"}, "en")
	must(t, err)
	must(t, w.Submit(ctx, &v, "en"))
	if v, err = w.OpenKiosk(ctx, token, ""); err != nil || !v.Finished || v.Parts[0].Answers.Given() != 0 || len(v.Scores) != 0 {
		t.Errorf("after it was sent: got %+v, %v", v, err)
	}
}

func TestADeviceShowsNoScores(t *testing.T) {
	w, token := handedOver(t)
	ctx := t.Context()
	site, err := w.Site(ctx)
	must(t, err)
	site.ShowScores = true
	must(t, w.PutSite(ctx, w.Administrator, site))
	v, err := w.OpenKiosk(ctx, token, "")
	must(t, err)
	must(t, w.GiveConsent(ctx, &v, "en", v.Site.Consent("en").Hash()))
	_, err = w.SaveAnswers(ctx, &v, 0, q.Form{"q1": "1", "q2": "1"}, "en")
	must(t, err)
	must(t, w.Submit(ctx, &v, "en"))
	v, err = w.OpenKiosk(ctx, token, "")
	if err != nil || len(v.Scores)+len(v.Notice) != 0 {
		t.Errorf("got %v, %v", v.Scores, err)
	}
}

func TestHandingOverIsRefused(t *testing.T) {
	w, _ := handedOver(t)
	ctx := t.Context()
	other := w.Patient(t, "K-2", "Otto Other")
	_, foreign, err := w.Invite(ctx, w.Clinician, other, []q.ID{"phq-2"}, 7)
	must(t, err)
	_, ended, err := w.Invite(ctx, w.Clinician, w.patient, []q.ID{"phq-2"}, 7)
	must(t, err)
	_, err = w.Revoke(ctx, w.Clinician, ended.ID)
	must(t, err)
	tests := []struct {
		name string
		h    app.DeviceHandOver
		want fault.Kind
	}{
		{"nothing to answer", app.DeviceHandOver{Code: kioskCode, Again: kioskCode}, fault.Invalid},
		{"no code", app.DeviceHandOver{Battery: []q.ID{"phq-2"}}, fault.Invalid},
		{"another patient's invitation", app.DeviceHandOver{Invitation: foreign.ID, Code: kioskCode, Again: kioskCode}, fault.NotFound},
		{"an invitation that has ended", app.DeviceHandOver{Invitation: ended.ID, Code: kioskCode, Again: kioskCode}, fault.Conflict},
	}
	for _, tt := range tests {
		tt.h.Patient = w.patient
		if _, err := w.HandOverDevice(ctx, w.Clinician, tt.h); fault.KindOf(err) != tt.want || err == nil {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestADeviceIsGivenBackByItsCode(t *testing.T) {
	w, token := handedOver(t)
	must(t, w.LeaveKiosk(t.Context(), token, kioskCode, ""))
	w.wantNoted("invitation:", "leave kiosk", "by code")
	if _, err := w.OpenKiosk(t.Context(), token, ""); !errors.Is(err, app.ErrKioskOver) {
		t.Errorf("afterwards: got %v", err)
	}
	if err := w.LeaveKiosk(t.Context(), token, kioskCode, ""); !errors.Is(err, app.ErrKioskOver) {
		t.Errorf("again: got %v", err)
	}
}

func TestWrongCodesWaitAndCloseTheCode(t *testing.T) {
	w, token := handedOver(t)
	ctx := t.Context()
	for n, wait := range []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second} {
		if err := w.LeaveKiosk(ctx, token, "0815", ""); fault.KindOf(err) != fault.Denied || !strings.Contains(fault.Message(err), "not right") {
			t.Fatalf("try %d: got %v", n+1, err)
		}
		w.Pass(wait - time.Second)
		if err := w.LeaveKiosk(ctx, token, kioskCode, ""); err == nil || !strings.Contains(fault.Message(err), "wait 1 second") {
			t.Fatalf("before the wait after try %d is over: got %v", n+1, err)
		}
		w.Pass(time.Second)
	}
	if err := w.LeaveKiosk(ctx, token, "0815", ""); err == nil || !strings.Contains(fault.Message(err), "closed") {
		t.Errorf("the last try: got %v", err)
	}
	w.Pass(time.Hour)
	if err := w.LeaveKiosk(ctx, token, kioskCode, ""); err == nil || !strings.Contains(fault.Message(err), "closed") {
		t.Errorf("the right code on a closed one: got %v", err)
	}
	w.wantNoted("invitation:", "refused to leave kiosk", "try 5 of 5")
	w.wantNoted("invitation:", "close kiosk code", "too many")
	if _, err := w.OpenKiosk(ctx, token, ""); err != nil {
		t.Errorf("the patient can go on meanwhile: got %v", err)
	}
}

// Many tries at once are no more than one after the other.
func TestTriesAtOnceAreCounted(t *testing.T) {
	w, token := handedOver(t)
	var wg sync.WaitGroup
	var looked, all int
	var mu sync.Mutex
	for range 12 {
		wg.Go(func() {
			err := w.LeaveKiosk(t.Context(), token, "0815", "")
			mu.Lock()
			defer mu.Unlock()
			if all++; err == nil || !strings.Contains(fault.Message(err), "Please wait") {
				looked++
			}
		})
	}
	wg.Wait()
	if looked != 1 || all != 12 {
		t.Errorf("%d of %d tries at the same time were looked at, want 1", looked, all)
	}
}

func TestADeviceWhoseTimeIsOver(t *testing.T) {
	w, token := handedOver(t)
	v, err := w.OpenKiosk(t.Context(), token, "")
	must(t, err)
	w.Pass(clinic.KioskLife)
	for name, open := range map[string]func() error{
		"open":   func() error { _, err := w.OpenKiosk(t.Context(), token, ""); return err },
		"reopen": func() error { _, err := w.ReopenKiosk(t.Context(), token, ""); return err },
	} {
		if err := open(); !errors.Is(err, app.ErrKioskOver) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_ = v
	must(t, w.LeaveKiosk(t.Context(), token, kioskCode, ""))
}

func TestTheFullSignInTakesADeviceBack(t *testing.T) {
	w, token := handedOver(t)
	ctx := t.Context()
	code, _ := w.app(w.Clinician)
	proof := app.StaffProof{Login: "clara", Password: testkit.Password}
	for name, p := range map[string]app.StaffProof{
		"no code":        proof,
		"wrong code":     {Login: proof.Login, Password: proof.Password, Code: "000000"},
		"wrong password": {Login: proof.Login, Password: "not the password", Code: code()},
		"nobody":         {Login: "nobody", Password: testkit.Password, Code: code()},
	} {
		if _, err := w.LeaveKioskAs(ctx, token, p, ""); fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: got %v", name, err)
		}
	}
	w.Pass(time.Minute)
	if _, err := w.OpenKiosk(ctx, token, ""); err != nil {
		t.Fatalf("it ended by a wrong sign-in: %v", err)
	}
	proof.Code = code()
	h, err := w.LeaveKioskAs(ctx, token, proof, "")
	if err != nil || h.User != w.Clinician.User || h.Step != app.AskCode {
		t.Fatalf("got %+v, %v", h, err)
	}
	w.wantNoted("user:"+string(w.Clinician.User), "leave kiosk", "by signing in")
	if _, err := w.OpenKiosk(ctx, token, ""); !errors.Is(err, app.ErrKioskOver) {
		t.Errorf("afterwards: got %v", err)
	}
	if _, err := w.LeaveKioskAs(ctx, token, app.StaffProof{Login: "vera", Password: testkit.Password}, ""); fault.KindOf(err) != fault.Denied {
		t.Errorf("somebody without a second factor: got %v", err)
	}
}

// A device of an erased person is still taken back by signing in.
func TestADeviceOfNobody(t *testing.T) {
	w, token := handedOver(t)
	must(t, w.ErasePatient(t.Context(), w.Administrator, app.Erasure{Patient: w.patient, RecordNumber: "K-1", Reason: "at their request"}))
	if _, err := w.OpenKiosk(t.Context(), token, ""); !errors.Is(err, app.ErrKioskOver) {
		t.Errorf("got %v", err)
	}
	if _, known, err := w.KioskOf(t.Context(), token); known || err != nil {
		t.Errorf("got %v, %v", known, err)
	}
	code, _ := w.app(w.Clinician)
	w.Pass(time.Minute)
	if _, err := w.LeaveKioskAs(t.Context(), token, app.StaffProof{Login: "clara", Password: testkit.Password, Code: code()}, ""); err != nil {
		t.Errorf("got %v", err)
	}
}
