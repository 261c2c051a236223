package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/config"
	q "steelyard/internal/questionnaire"
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
