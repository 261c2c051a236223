package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/config"
	"steelyard/internal/export/pdf"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// answered makes a data folder with one completed GAD-2 and gives the response.
func answered(t *testing.T) (dir string, id clinic.ResponseID) {
	t.Helper()
	dir = t.TempDir()
	a, err := openApp(t.Context(), config.Server{DataDir: dir})
	must(t, err)
	_, err = a.AddUser(t.Context(), console(), app.NewUser{Login: "ana", Name: "Ana Silva", Role: clinic.Clinician, Password: "four words of nothing"})
	must(t, err)
	users, err := a.Users(t.Context(), console())
	must(t, err)
	ana := clinic.Actor{User: users[0].ID, Name: "Ana Silva", Role: clinic.Clinician, From: "192.0.2.1"}
	p, err := a.AddPatient(t.Context(), ana, clinic.Patient{RecordNumber: "R-1", Name: "Petra Patient", BirthDate: "1984-03-27", Sex: clinic.Female, Language: "en"})
	must(t, err)
	e, err := a.Begin(t.Context(), ana, p, []q.ID{"gad-2"})
	must(t, err)
	v, err := a.OpenEncounter(t.Context(), ana, e)
	must(t, err)
	_, err = a.SaveAnswers(t.Context(), &v, 0, q.Form{"q1": "2", "q2": "3"}, "en")
	must(t, err)
	must(t, a.Submit(t.Context(), &v, "en"))
	v, err = a.OpenEncounter(t.Context(), ana, e)
	must(t, err)
	must(t, a.Close())
	return dir, v.Parts[0].Response.ID
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestReceiptIsVerifiedElsewhere(t *testing.T) {
	dir, id := answered(t)
	elsewhere := t.TempDir()
	file, key := filepath.Join(elsewhere, "receipt.json"), filepath.Join(elsewhere, "key.pem")
	code, out, errs := steelyard(t, "", "receipt", string(id), "--data-dir", dir)
	if code != 0 {
		t.Fatal(errs)
	}
	must(t, os.WriteFile(file, []byte(out), 0o600))
	_, public, _ := steelyard(t, "", "receipt", "--public-key", "--data-dir", dir)
	must(t, os.WriteFile(key, []byte(public), 0o600))
	info, err := os.Stat(filepath.Join(dir, "receipt.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("receipt.key: got %v, %v", info, err)
	}

	if code, out, errs := steelyard(t, "", "verify", file, "--key", key); code != 0 || !strings.Contains(out, "same") || strings.Contains(out, "Whose key") {
		t.Errorf("got code %d\n%s%s", code, out, errs)
	}
	if code, out, _ := steelyard(t, "", "verify", file); code != 0 || !strings.Contains(out, "Whose key that is can't be said") {
		t.Errorf("without a key: got code %d\n%s", code, out)
	}
	must(t, os.WriteFile(file, []byte(strings.Replace(out, `"q2":"3"`, `"q2":"0"`, 1)), 0o600))
	if code, _, errs := steelyard(t, "", "verify", file, "--key", key); code != 1 || !strings.Contains(errs, "changed after it was signed") {
		t.Errorf("a changed answer: got code %d, %q", code, errs)
	}
	if code, _, errs := steelyard(t, "", "receipt", "--data-dir", dir); code != 1 || !strings.Contains(errs, "Give the id") {
		t.Errorf("without an id: got code %d, %q", code, errs)
	}
	if code, _, errs := steelyard(t, "", "verify", file, "--key", file); code != 1 || !strings.Contains(errs, "does not hold the public key") {
		t.Errorf("a wrong key file: got code %d, %q", code, errs)
	}
}

// A signed record is verified without database or network, and by the digest that the paper carries.
func TestASignedRecordIsVerifiedElsewhere(t *testing.T) {
	dir, id := answered(t)
	a, err := openApp(t.Context(), config.Server{DataDir: dir})
	must(t, err)
	users, err := a.Users(t.Context(), console())
	must(t, err)
	ana := clinic.Actor{User: users[0].ID, Name: "Ana Silva", Role: clinic.Clinician}
	response, err := a.Response(t.Context(), ana, id)
	must(t, err)
	patient := response.Patient.ID
	r, err := a.Report(t.Context(), ana, app.ReportRequest{Patient: patient, Format: "pdf"})
	must(t, err)
	record, err := a.RecordReceipt(t.Context(), ana, patient)
	must(t, err)
	signature, err := a.SignReport(t.Context(), ana, app.Signing{Patient: patient, Digest: r.Digest, Meaning: clinic.Approved, Presence: app.Presence{Password: "four words of nothing"}})
	must(t, err)
	signed, err := a.SignedRecord(t.Context(), ana, signature)
	must(t, err)
	key, err := a.ReceiptKey()
	must(t, err)
	must(t, a.Close())

	elsewhere := t.TempDir()
	write := func(name string, content []byte) string {
		file := filepath.Join(elsewhere, name)
		must(t, os.WriteFile(file, content, 0o600))
		return file
	}
	pem := write("receipts.pem", key)
	sum := sha256.Sum256(record)
	if hex.EncodeToString(sum[:]) != r.Digest {
		t.Error("the file's own SHA-256 is not what the paper carries")
	}
	for name, c := range map[string]struct {
		file   []byte
		digest string
		code   int
		want   string
	}{
		"the record":                {record, r.Digest, 0, "Everything was computed anew: same."},
		"as it is printed":          {record, report.DigestGroups(r.Digest), 0, "Digest: " + r.Digest},
		"as a camera reads it":      {record, pdf.CodeOf(r.Digest), 0, "same."},
		"the signed record":         {signed, r.Digest, 0, "Signed by Ana Silva (clinician)"},
		"another digest":            {record, strings.Repeat("0", 64), 1, "The digest is not the one given"},
		"a changed answer":          {bytes.Replace(record, []byte(`"q2":"3"`), []byte(`"q2":"0"`), 1), "", 1, "changed after it was signed"},
		"a changed name":            {bytes.Replace(signed, []byte("Ana Silva"), []byte("Eve Silva"), 1), "", 1, "changed after it was made"},
		"a changed record in there": {bytes.Replace(signed, []byte(`"q2":"3"`), []byte(`"q2":"0"`), 1), "", 1, "not of this record"},
	} {
		code, out, errs := steelyard(t, "", "verify", write("file.json", c.file), "--key", pem, "--digest", c.digest)
		if code != c.code || !strings.Contains(out+errs, c.want) {
			t.Errorf("%s: got code %d\n%s%s", name, code, out, errs)
		}
	}
}
