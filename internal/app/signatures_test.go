package app_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/receipt"
	"steelyard/internal/report"
	"steelyard/internal/testkit"
)

// digest gives the digest of the patient's record as a page would show it; empty where that fails.
func (w *world) digest() string {
	r, err := w.Report(w.t.Context(), w.Administrator, app.ReportRequest{Patient: w.patient, Digest: true})
	if err != nil {
		return ""
	}
	return r.Digest
}

// signedOnce has the clinician sign the patient's record.
func signedOnce(ctx context.Context, w *world) error { return w.signedBy(ctx, w.Clinician) }

func signedByAdministrator(ctx context.Context, w *world) error {
	return w.signedBy(ctx, w.Administrator)
}

func (w *world) signedBy(ctx context.Context, who clinic.Actor) (err error) {
	w.Pass(time.Minute) // so that no try is one too many
	w.signature, err = w.SignReport(ctx, who, app.Signing{Patient: w.patient, Digest: w.digest(), Meaning: clinic.Author, Presence: app.Presence{Password: testkit.Password}})
	return err
}

func (w *world) signatures() []report.Signature {
	w.t.Helper()
	r, err := w.Report(w.t.Context(), w.Clinician, app.ReportRequest{Patient: w.patient})
	must(w.t, err)
	return r.Signatures
}

func TestTheRecordsReceiptIsTheSameUntilSomethingChanges(t *testing.T) {
	w := populated(t)
	first, err := w.RecordReceipt(t.Context(), w.Clinician, w.patient)
	must(t, err)
	w.Pass(3 * time.Hour)
	again, err := w.RecordReceipt(t.Context(), w.Administrator, w.patient)
	must(t, err)
	if !bytes.Equal(first, again) {
		t.Error("two receipts of the same record differ")
	}
	r, err := w.Report(t.Context(), w.Clinician, app.ReportRequest{Patient: w.patient, Format: "pdf"})
	must(t, err)
	if r.Digest != receipt.Digest(first) {
		t.Errorf("the report carries %s, want %s", r.Digest, receipt.Digest(first))
	}
	for _, secret := range []string{"Mustermann", "Erika", `"A-1"`, "Clara"} {
		if strings.Contains(string(first), secret) {
			t.Errorf("the receipt says %q", secret)
		}
	}
	record, err := receipt.OpenRecord(first, nil)
	must(t, err)
	if got := record.Recheck(); len(got) > 0 || len(record.Results) == 0 {
		t.Errorf("got %q, want nothing that differs", got)
	}
	w.Answer(t, w.patient, "gad-7", 1)
	if later, err := w.RecordReceipt(t.Context(), w.Clinician, w.patient); err != nil || bytes.Equal(first, later) {
		t.Errorf("new answers: got the same receipt, or %v", err)
	}
}

func TestASignatureHoldsUntilTheRecordChanges(t *testing.T) {
	cases := []struct {
		name, want string
		change     func(w *world) error
	}{
		{"nothing", "The record is what was signed.", func(*world) error { return nil }},
		{"an acknowledged alert, which is no part of it", "The record is what was signed.", func(w *world) error {
			_, err := w.AcknowledgeAlert(w.t.Context(), w.Clinician, w.alert, "telephoned and talked")
			return err
		}},
		{"new answers", "the record has changed since: GAD-7 of 23 November 2026 was added.", func(w *world) error {
			w.Answer(w.t, w.patient, "gad-7", 1)
			return nil
		}},
		{"a correction", "the record has changed since: PHQ-9 of 23 November 2026 was corrected.", func(w *world) error {
			_, err := w.Amend(w.t.Context(), w.Clinician, w.response, q.Form{"q1": "0"}, "entered in the wrong line")
			return err
		}},
		{"a treatment", "The treatment sertraline (start, 1 November 2026) was added.", func(w *world) error {
			return w.AddTreatment(w.t.Context(), w.Clinician, clinic.TreatmentEvent{PatientID: w.patient, Kind: clinic.Medicine, Class: clinic.SSRI, Name: "sertraline", Step: clinic.Started, On: "2026-11-01"})
		}},
		{"time", "too old for the profile since then", func(w *world) error {
			w.Pass(100 * 24 * time.Hour)
			return nil
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := populated(t)
			must(t, signedOnce(t.Context(), w))
			signed, err := w.SignedRecord(t.Context(), w.Clinician, w.signature)
			must(t, err)
			must(t, c.change(w))
			got := w.signatures()
			if len(got) != 1 || !strings.Contains(got[0].State(), c.want) || got[0].Holds() != strings.HasPrefix(c.want, "The record is") {
				t.Fatalf("got %+v, want %q", got, c.want)
			}
			again, err := w.SignedRecord(t.Context(), w.Administrator, w.signature)
			if err != nil || !bytes.Equal(signed, again) {
				t.Errorf("the signed record is not given out as it was signed: %v", err)
			}
			s, r, _, err := receipt.OpenSigned(again, nil)
			if err != nil || s.Name != "Clara Clinician" || len(r.Recheck()) > 0 {
				t.Errorf("got %+v, %v", s, err)
			}
		})
	}
}

func TestSigningIsRefused(t *testing.T) {
	w := populated(t)
	good := app.Signing{Patient: w.patient, Digest: w.digest(), Meaning: clinic.Author, Presence: app.Presence{Password: testkit.Password}}
	cases := []struct {
		name, want string
		kind       fault.Kind
		change     func(*app.Signing)
	}{
		{"a wrong password", "password is not right", fault.Invalid, func(s *app.Signing) { s.Presence.Password = "seven quiet lanterns drown" }},
		{"no meaning", "what your signature means", fault.Invalid, func(s *app.Signing) { s.Meaning = "witness" }},
		{"another record than was seen", "has changed since you opened", fault.Conflict, func(s *app.Signing) { s.Digest = strings.Repeat("0", 64) }},
		{"a patient without answers", "nothing was answered", fault.Conflict, func(s *app.Signing) { s.Patient = w.foreign }},
		{"nobody", "no such patient", fault.NotFound, func(s *app.Signing) { s.Patient = "nobody" }},
	}
	for _, c := range cases {
		s := good
		c.change(&s)
		if _, err := w.SignReport(t.Context(), w.Clinician, s); fault.KindOf(err) != c.kind || !strings.Contains(fault.Message(err), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	if got := w.signatures(); len(got) != 0 {
		t.Errorf("got %+v, want no signature", got)
	}
	before := w.lastEntry()
	for range 12 {
		s := good
		s.Presence.Password = "not this one either"
		_, err := w.SignReport(t.Context(), w.Clinician, s)
		if err == nil {
			t.Fatal("signed with a wrong password")
		}
	}
	refused := w.entries(before)
	if len(refused) == 0 || len(refused) > 10 || refused[0].Action != "refused to confirm identity" {
		t.Errorf("got %d entries, want the refused tries and no more than are let through", len(refused))
	}
	if _, err := w.SignReport(t.Context(), w.Clinician, good); fault.KindOf(err) != fault.Denied {
		t.Errorf("after many tries: got %v, want to be told to wait", err)
	}
	w.Pass(time.Hour)
	_, err := w.SignReport(t.Context(), w.Clinician, good)
	must(t, err)
	if _, err := w.SignReport(t.Context(), w.Clinician, good); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "signed this record") {
		t.Errorf("twice: got %v", err)
	}
}

// Whatever is changed in a kept signature is seen, on the report and by the doctor.
func TestATamperedSignatureIsSeen(t *testing.T) {
	for _, change := range []string{
		"UPDATE report_signatures SET signer_name = 'Someone Else'",
		"UPDATE report_signatures SET role = 'administrator'",
		"UPDATE report_signatures SET meaning = 'approved'",
		"UPDATE report_signatures SET confirmed = 'passkey'",
		"UPDATE report_signatures SET signed_at = signed_at + 1",
		"UPDATE report_signatures SET digest = replace(digest, substr(digest, 1, 1), 'x')",
		"UPDATE report_signatures SET signer = (SELECT id FROM users WHERE id <> signer LIMIT 1)",
		"UPDATE report_signatures SET signature = zeroblob(64)",
		"UPDATE report_signatures SET public_key = zeroblob(32)",
		"UPDATE report_signatures SET receipt = CAST(x'01' || zeroblob(72) AS BLOB)",
		"UPDATE report_signatures SET receipt = CAST(substr(receipt, 1, 100) || x'0011223344556677' || substr(receipt, 109) AS BLOB)",
	} {
		w := populated(t)
		must(t, signedOnce(t.Context(), w))
		if d, err := w.Doctor(t.Context()); err != nil || !d.Sound() {
			t.Fatalf("untouched: %v, %+v", err, d)
		}
		w.exec("DROP TRIGGER report_signatures_frozen")
		w.exec(change)
		if got := w.signatures(); len(got) != 1 || !strings.Contains(got[0].State(), "can’t be relied on") {
			t.Errorf("%s: got %+v", change, got)
		}
		if _, err := w.SignedRecord(t.Context(), w.Clinician, w.signature); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: it is given out: %v", change, err)
		}
		wantProblem(t, w, change, "signature "+string(w.signature))
	}
}

// A signature that was put under another patient shows nowhere as theirs, and the doctor finds it.
func TestASignatureThatWasMovedIsSeen(t *testing.T) {
	w := populated(t)
	must(t, signedOnce(t.Context(), w))
	w.exec("DROP TRIGGER report_signatures_frozen")
	w.exec("UPDATE report_signatures SET patient_id = '" + string(w.foreign) + "'")
	w.patient = w.foreign
	if got := w.signatures(); len(got) != 1 || got[0].Broken == "" {
		t.Errorf("got %+v, want it broken", got)
	}
	wantProblem(t, w, "moved", "signature "+string(w.signature))
}

func wantProblem(t *testing.T, w *world, change, want string) {
	t.Helper()
	d, err := w.Doctor(t.Context())
	must(t, err)
	for _, c := range d.Checks {
		if c.Name == "signatures" && len(c.Problems) == 1 && strings.Contains(c.Problems[0], want) {
			return
		}
	}
	t.Errorf("%s: the doctor finds %+v, want %q", change, d.Checks, want)
}

func TestASignatureThatWasTakenAwayIsMissed(t *testing.T) {
	w := populated(t)
	must(t, signedOnce(t.Context(), w))
	w.exec("DROP TRIGGER report_signatures_kept")
	w.exec("DELETE FROM report_signatures")
	wantProblem(t, w, "deleted", "signature "+string(w.signature)+" was made and is not there any more")
}

// The database itself lets no signature be changed or taken away.
func TestSignaturesAreKept(t *testing.T) {
	w := populated(t)
	must(t, signedOnce(t.Context(), w))
	for _, change := range []string{"UPDATE report_signatures SET signer_name = 'x'", "DELETE FROM report_signatures"} {
		if _, err := w.raw.ExecContext(t.Context(), change); err == nil {
			t.Errorf("%s: was done", change)
		}
	}
}
