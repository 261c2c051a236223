package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/exact"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
	"steelyard/internal/secret"
	"steelyard/internal/store"
	"steelyard/questionnaires"
)

// kept is what a data folder of an older schema has of one patient.
type kept struct {
	Patient clinic.Patient
	Results map[clinic.ResponseID]scoring.Result
	Answers map[clinic.ResponseID]q.Form
	Reasons map[clinic.ResponseID]string
	Notes   []string
}

// olderFolder copies a data folder that an earlier program made, and says what is in it.
func olderFolder(t *testing.T, name string) (dir string, was []kept) {
	t.Helper()
	dir = t.TempDir()
	from := filepath.Join("testdata", name)
	for _, file := range []string{"steelyard.db", "audit.key", "receipt.key", "audit.head", "seal.key"} {
		content, err := os.ReadFile(filepath.Join(from, file))
		if file == "seal.key" && errors.Is(err, fs.ErrNotExist) {
			continue // nothing was sealed yet
		}
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, file), content, 0o600))
	}
	text, err := os.ReadFile(filepath.Join(from, "expected.json"))
	must(t, err)
	must(t, json.Unmarshal(text, &was))
	return dir, was
}

// openFolder opens a data folder as the server does.
func openFolder(ctx context.Context, dir string) (*app.App, error) {
	l, err := library.Load(questionnaires.FS)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Options{Path: filepath.Join(dir, app.DatabaseFile)})
	if err != nil {
		return nil, err
	}
	key, err := secret.LoadKey(filepath.Join(dir, app.AuditKeyFile))
	if err != nil {
		return nil, err
	}
	now := time.Date(2026, time.November, 23, 9, 30, 0, 0, time.UTC)
	return app.New(ctx, app.App{Store: s, Library: l, AuditKey: key, Anchor: filepath.Join(dir, app.AnchorFile), ReceiptSeed: key,
		Now: func() time.Time { now = now.Add(time.Second); return now }, Log: slog.New(slog.DiscardHandler)})
}

// identities is every text that says who somebody is, in each form in which it could lie in a file.
func identities(was []kept) (list []string) {
	for _, k := range was {
		p := k.Patient
		list = append(list, p.RecordNumber, p.Name, string(p.BirthDate), p.Email, p.Phone)
		list = append(list, strings.Fields(p.Name)...)
		list = append(list, k.Notes...)
		for _, reason := range k.Reasons {
			list = append(list, reason)
		}
	}
	return list
}

// wantNowhere searches the bytes of every file of a folder.
func wantNowhere(t *testing.T, dir string, texts ...string) {
	t.Helper()
	files := 0
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		content = bytes.ToLower(content)
		for _, text := range texts {
			for _, form := range []string{text, norm.NFC.String(text), norm.NFD.String(text), norm.NFKC.String(text), withoutMarks(text)} {
				if len(form) >= 4 && bytes.Contains(content, bytes.ToLower([]byte(form))) {
					t.Errorf("%q is in %s", form, filepath.Base(path))
				}
			}
		}
		return nil
	}))
	if files == 0 {
		t.Error("there is no file to search")
	}
}

func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r < 0x370 {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
}

func TestAnOlderFolderIsSealedWhenItIsOpened(t *testing.T) {
	dir, was := olderFolder(t, "schema-00005")
	if content, err := os.ReadFile(filepath.Join(dir, "steelyard.db")); err != nil || !bytes.Contains(content, []byte(was[0].Patient.Name)) {
		t.Fatal("the folder has no plain name to begin with")
	}
	a, err := openFolder(t.Context(), dir)
	must(t, err)
	wantNowhere(t, dir, append(identities(was), "search Quillfeather")...)
	wantAsItWas(t, a, was)
	must(t, a.Close())
	wantNowhere(t, dir, identities(was)...)
}

// releasedSchemas has the schema of every program that was given to anybody. A data folder of each is kept, and stays.
var releasedSchemas = []string{"schema-00005", "schema-00021"}

func TestEveryReleasedSchemaMigrates(t *testing.T) {
	for _, name := range releasedSchemas {
		t.Run(name, func(t *testing.T) {
			dir, was := olderFolder(t, name)
			a, err := openFolder(t.Context(), dir)
			must(t, err)
			wantAsItWas(t, a, was)
			must(t, a.Close())
			wantNowhere(t, dir, identities(was)...)
		})
	}
}

// wantAsItWas reads everything that was kept, and wants the same of it.
func wantAsItWas(t *testing.T, a *app.App, was []kept) {
	t.Helper()
	who := clinic.Actor{User: "u", Role: clinic.Administrator, From: "192.0.2.1"}
	for _, k := range was {
		r, err := a.Patient(t.Context(), who, k.Patient.ID)
		must(t, err)
		if k.Patient.Team == "" {
			r.Patient.Team = "" // came with a later schema
		}
		if diff := cmp.Diff(k.Patient, r.Patient); diff != "" {
			t.Errorf("patient (-was +is):\n%s", diff)
		}
		is := kept{Results: map[clinic.ResponseID]scoring.Result{}, Answers: map[clinic.ResponseID]q.Form{}, Reasons: map[clinic.ResponseID]string{}, Patient: k.Patient}
		var responses []clinic.Response
		must(t, a.Store.View(t.Context(), func(tx *store.Tx) (err error) {
			responses, err = tx.ResponsesOf(k.Patient.ID)
			return err
		}))
		for _, response := range responses {
			is.Answers[response.ID], is.Reasons[response.ID] = response.Answers, response.Reason
			must(t, a.Store.View(t.Context(), func(tx *store.Tx) error {
				is.Results[response.ID], err = tx.GetResult(response.ID)
				return err
			}))
		}
		for _, alert := range r.Alerts {
			if alert.Note != "" {
				is.Notes = append(is.Notes, alert.Note)
			}
		}
		for _, e := range r.Treatments {
			is.Notes = append(is.Notes, e.Note)
		}
		if diff := cmp.Diff(k, is, cmp.Comparer(func(a, b exact.Number) bool { return a == b })); diff != "" {
			t.Errorf("what was kept of %s (-was +is):\n%s", k.Patient.ID, diff)
		}
		page, err := a.Caseload(t.Context(), who, app.CaseloadQuery{Search: strings.ToUpper(k.Patient.Name)})
		must(t, err)
		if page.Total != 1 || page.Rows[0].RecordNumber != k.Patient.RecordNumber {
			t.Errorf("searching for %s found %+v", k.Patient.Name, page)
		}
	}
	d, err := a.Doctor(t.Context())
	must(t, err)
	for _, c := range d.Checks {
		if len(c.Problems) > 0 {
			t.Errorf("%s: %v", c.Name, c.Problems)
		}
	}
}

// TestTheUpgradeIsKilled kills a process that opens the folder, later and later, until one comes to its end.
func TestTheUpgradeIsKilled(t *testing.T) {
	if dir := os.Getenv("STEELYARD_UPGRADE_FOLDER"); dir != "" {
		a, err := openFolder(t.Context(), dir)
		must(t, err)
		must(t, a.Close())
		return
	}
	for _, name := range releasedSchemas {
		t.Run(name, func(t *testing.T) { killTheUpgrade(t, name) })
	}
}

func killTheUpgrade(t *testing.T, name string) {
	dir, was := olderFolder(t, name)
	kills := 0
	for wait := 10 * time.Millisecond; ; wait += 15 * time.Millisecond {
		c := exec.Command(os.Args[0], "-test.run=^TestTheUpgradeIsKilled$") //nolint:gosec // this test itself
		c.Env = append(os.Environ(), "STEELYARD_UPGRADE_FOLDER="+dir)
		must(t, c.Start())
		done := make(chan error, 1)
		go func() { done <- c.Wait() }()
		select {
		case err := <-done:
			must(t, err)
		case <-time.After(wait):
			if err := c.Process.Kill(); !errors.Is(err, os.ErrProcessDone) { // it may come to its end just now
				must(t, err)
			}
			<-done //nolint:errcheck // it was killed
			kills++
			if kills%8 == 0 { // a fresh one: another may have got past the migration
				dir, was = olderFolder(t, name)
			}
			continue
		}
		break
	}
	t.Logf("%d kills", kills)
	a, err := openFolder(t.Context(), dir)
	must(t, err)
	wantAsItWas(t, a, was)
	must(t, a.Close())
	wantNowhere(t, dir, identities(was)...)
}
