package app_test

import (
	"fmt"
	"sync"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// deviceCalled gives the device that a word stands for.
func deviceCalled(name string) app.Device {
	return app.Device{Token: func(clinic.InvitationID) string { return name }}
}

func (w *world) openOn(device string) app.Visit {
	w.t.Helper()
	v, err := w.OpenLinkOn(w.t.Context(), w.token, "198.51.100.7", deviceCalled(device))
	must(w.t, err)
	return v
}

// Sixteen browsers that open a link and save at once, before anything was saved, are all let in; the seventeenth is not.
func TestWhoeverIsOnTheWayBeforeTheFirstAnswerIsLetIn(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	visits := make([]app.Visit, 16)
	for i := range visits {
		if visits[i] = w.openOn(fmt.Sprint("device ", i)); visits[i].Asked || !visits[i].Guarded {
			t.Fatalf("device %d is asked before there is anything to protect", i)
		}
	}
	var all sync.WaitGroup
	for i := range visits {
		all.Go(func() {
			if _, err := w.SaveAnswers(t.Context(), &visits[i], 0, q.Form{"q1": "1"}, "en"); err != nil {
				t.Errorf("device %d: %v", i, err)
			}
		})
	}
	all.Wait()
	for i := range visits {
		if v := w.openOn(fmt.Sprint("device ", i)); v.Asked || v.Parts[0].Answers.Form()["q1"] != "1" {
			t.Errorf("device %d is shut out", i)
		}
	}
	before := w.lastEntry()
	v := w.openOn("another")
	if !v.Asked || len(v.Parts) > 0 || len(v.Alerts) > 0 || v.Consent.ID != "" || v.Patient.Name != "" {
		t.Errorf("another one is shown %+v", v)
	}
	if len(w.entries(before)) > 0 {
		t.Error("a visit that was not shown is noted as opened")
	}
	if v, err := w.OpenLinkOn(t.Context(), w.token, "", app.Device{Vouched: true}); err != nil || v.Asked || v.Guarded {
		t.Errorf("a device that somebody vouches for is asked (%v)", err)
	}
}

// What a device sends is looked at again in the transaction that saves it.
func TestADeviceThatIsShutOutMeanwhileSavesNothing(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	first := w.openOn("phone")
	_, err := w.SaveAnswers(t.Context(), &first, 0, q.Form{"q1": "1"}, "en")
	must(t, err)
	v := w.openOn("phone")
	w.exec("DELETE FROM devices")
	was := w.kept()
	if _, err := w.SaveAnswers(t.Context(), &v, 0, q.Form{"q1": "3"}, "en"); fault.KindOf(err) != fault.Denied {
		t.Errorf("saved: got %v, want it refused", err)
	}
	if err := w.Submit(t.Context(), &v, "en"); fault.KindOf(err) != fault.Denied {
		t.Errorf("sent: got %v, want it refused", err)
	}
	if w.kept() != was {
		t.Error("it changed something")
	}
}

func TestABirthDateIsForAnOpenLink(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	if _, err := w.ProveBirthDate(t.Context(), w.token[1:], "192.0.2.9", "1984-03-27"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a wrong link: got %v", err)
	}
	_, err := w.Revoke(t.Context(), w.Clinician, w.link.ID)
	must(t, err)
	if p, err := w.ProveBirthDate(t.Context(), w.token, "192.0.2.9", "1984-03-27"); fault.KindOf(err) != fault.Gone || p.Right {
		t.Errorf("a revoked link: got %+v, %v", p, err)
	}
}
