package app_test

import (
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

func TestALostAuditKeyStopsTheStart(t *testing.T) {
	w := populated(t)
	must(t, w.restart(w.Library))
	key := w.AuditKey
	was := w.dump()
	w.AuditKey = []byte("another key, made because the first was lost")
	if err := w.restart(w.Library); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "Restore audit.key from the backup") {
		t.Errorf("another key: got %v, want to be told what to do", err)
	}
	w.AuditKey = key
	must(t, w.restart(w.Library))
	w.exec("DROP TRIGGER audit_entries_frozen")
	w.exec("UPDATE audit_entries SET actor = 'user:somebody else' WHERE seq = (SELECT max(seq) FROM audit_entries)")
	if err := w.restart(w.Library); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a changed last entry: got %v, want to refuse to start", err)
	}
	if was == w.dump() {
		t.Fatal("the entry was not changed at all")
	}
}

func TestTheChainSaysWhichEntryWasChanged(t *testing.T) {
	w := populated(t)
	n, err := w.VerifyAudit(t.Context())
	if err != nil || n < 10 {
		t.Fatalf("got %d entries, %v", n, err)
	}
	w.exec("DROP TRIGGER audit_entries_frozen")
	w.exec("UPDATE audit_entries SET why = 'nothing' WHERE seq = 4")
	if _, err := w.VerifyAudit(t.Context()); !strings.Contains(fault.Message(err), "entry 4") {
		t.Errorf("got %v, want entry 4 named", err)
	}
}

// What is not text would be sealed as something else than what is kept.
func TestInvalidTextNeverReachesTheAudit(t *testing.T) {
	w := populated(t)
	bad := w.Clinician
	bad.From = "192.0.2.\xff"
	was := w.kept()
	if _, err := w.App.Patient(t.Context(), bad, w.patient); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an address: got %v, want it refused", err)
	}
	if _, err := w.Report(t.Context(), w.Clinician, app.ReportRequest{Patient: w.patient, Format: "p\xff"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a format: got %v, want it refused", err)
	}
	if _, err := w.Audit(t.Context(), w.Administrator, "\xff", 5); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a patient: got %v, want not found", err)
	}
	if _, err := w.AcknowledgeAlert(t.Context(), w.Clinician, w.alert, "talked \xff"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a note: got %v, want it refused", err)
	}
	if err := w.PutSite(t.Context(), w.Administrator, clinic.Site{Name: "H\xff", CrisisText: strings.Repeat("Call 112. ", 3), LinkDays: 9}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a site's name: got %v, want it refused", err)
	}
	if w.kept() != was {
		t.Error("something was written")
	}
}

func TestTheAuditOfOnePatient(t *testing.T) {
	w := populated(t)
	of := func(p clinic.PatientID) []app.AuditEntry {
		list, err := w.Audit(t.Context(), w.Administrator, p, 100)
		must(t, err)
		return list
	}
	for _, e := range of(w.patient) {
		if e.Patient != string(w.patient) {
			t.Errorf("an entry of another patient: %+v", e)
		}
	}
	if got := of(w.patient)[0]; got.Action != "read audit" {
		t.Errorf("the newest entry is %q, want the reading before", got.Action)
	}
	if all := of(""); len(all) <= len(of(w.foreign)) {
		t.Errorf("all entries are only %d", len(all))
	}
}
