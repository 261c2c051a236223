package app_test

import (
	"os"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// garden gives the definition that README shows, in a version and with some words changed.
func garden(t *testing.T, version string, changes ...string) []byte {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```yaml\n")
	text, _, _ := strings.Cut(rest, "```")
	text = strings.Replace(text, "version: 1.0.0", "version: "+version, 1)
	return []byte(strings.NewReplacer(changes...).Replace(text))
}

func ref(version string) q.Ref { return q.Ref{ID: "garden-rest", Version: q.Version(version)} }

func add(t *testing.T, k *testkit.Clinic, content []byte) *app.Entry {
	t.Helper()
	e, err := k.AddDefinition(t.Context(), k.Administrator, app.Upload{Name: "garden.yaml", Content: content})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// testkitWith gives a clinic with a definition released.
func testkitWith(t *testing.T, content []byte) *testkit.Clinic {
	t.Helper()
	k := testkit.New(t)
	release(t, k, add(t, k, content).Ref())
	return k
}

func release(t *testing.T, k *testkit.Clinic, r q.Ref) {
	t.Helper()
	if _, err := k.Release(t.Context(), k.Administrator, app.Decision{Ref: r, Note: "for a test"}); err != nil {
		t.Fatal(err)
	}
}

func TestUploadSaysEveryFault(t *testing.T) {
	k := testkit.New(t)
	five := garden(t, "1.0.0", "domain: rest", "domian: rest", "minutes: 1", "minutes: soon", "evidence: unvalidated", "evidence: proven",
		"respondent: patient", "respondent: anybody", "recall: P7D", "recall: a week")
	_, err := k.AddDefinition(t.Context(), k.Administrator, app.Upload{Name: "../../etc/garden.yaml", Content: five})
	details := fault.Details(err)
	for _, want := range []string{`"domian" is not known`, `"soon"`, `"proven"`, `"anybody"`, `"a week"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q among the faults", err, want)
		}
	}
	for _, d := range details {
		if !strings.HasPrefix(d.Where, "garden.yaml:") {
			t.Errorf("got the place %q, want the file's own name with line and column", d.Where)
		}
	}
	if _, err := k.Library.Get(ref("1.0.0")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("what can't be read was kept: %v", err)
	}
}

func TestUploadBounds(t *testing.T) {
	k := testkit.New(t)
	cases := []struct {
		name   string
		who    clinic.Actor
		upload app.Upload
		want   fault.Kind
	}{
		{"nothing", k.Administrator, app.Upload{}, fault.Invalid},
		{"too large", k.Administrator, app.Upload{Content: make([]byte, app.MaxDefinition+1)}, fault.Invalid},
		{"too long a note", k.Administrator, app.Upload{Content: garden(t, "1.0.0"), Note: strings.Repeat("x", 501)}, fault.Invalid},
		{"a clinician", k.Clinician, app.Upload{Content: garden(t, "1.0.0")}, fault.Denied},
		{"nobody", clinic.Actor{}, app.Upload{Content: garden(t, "1.0.0")}, fault.Denied},
	}
	for _, c := range cases {
		if _, err := k.AddDefinition(t.Context(), c.who, c.upload); fault.KindOf(err) != c.want || err == nil {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

// TestDraftToRetirement has one version through its life, with an answer by it in the middle.
func TestDraftToRetirement(t *testing.T) {
	k := testkit.New(t)
	ctx := t.Context()
	patient := k.Patient(t, "R-1", "Petra Patient")
	e := add(t, k, garden(t, "1.0.0", "max: 6}", "max: 9}"))
	if e.State != library.Draft || len(e.ProofFaults()) == 0 {
		t.Errorf("got %s with %d faults, want a faulty draft", e.State, len(e.ProofFaults()))
	}
	if _, err := k.Release(ctx, k.Administrator, app.Decision{Ref: ref("1.0.0")}); fault.KindOf(err) != fault.Invalid || len(fault.Details(err)) == 0 {
		t.Errorf("a faulty draft: got %v", err)
	}
	if _, err := k.Begin(ctx, k.Clinician, patient, []q.ID{"garden-rest"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a draft is not offered: got %v", err)
	}
	e = add(t, k, garden(t, "1.0.0")) // a draft can be replaced
	stale := app.Decision{Ref: ref("1.0.0"), Hash: q.Hash(strings.Repeat("a", 64))}
	if _, err := k.Release(ctx, k.Administrator, stale); fault.KindOf(err) != fault.Conflict {
		t.Errorf("another content than was looked at: got %v", err)
	}
	if _, err := k.Release(ctx, k.Clinician, app.Decision{Ref: ref("1.0.0")}); fault.KindOf(err) != fault.Denied {
		t.Errorf("a clinician: got %v", err)
	}
	release(t, k, ref("1.0.0"))
	if _, err := k.AddDefinition(ctx, k.Administrator, app.Upload{Content: garden(t, "1.0.0", "Sat down", "Sat")}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a released version can't be changed: got %v", err)
	}
	response := k.Answer(t, patient, "garden-rest", 1)
	if _, err := k.Retire(ctx, k.Administrator, app.Decision{Ref: ref("1.0.0"), Hash: e.Definition.Hash()}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Begin(ctx, k.Clinician, patient, []q.ID{"garden-rest"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a retired version is not offered: got %v", err)
	}
	if r, err := k.Response(ctx, k.Clinician, response); err != nil || r.View.Scores[0].Shown != "3" {
		t.Errorf("what was answered by it stays readable: got %v", err)
	}
	if _, err := k.Restore(ctx, k.Administrator, app.Decision{Ref: ref("1.0.0")}); err != nil {
		t.Fatal(err)
	}
	entries, err := k.Audit(ctx, k.Administrator, "", 100)
	var seen []string
	for _, x := range entries {
		if x.Subject == "questionnaire:garden-rest@1.0.0" {
			seen = append(seen, x.Action)
		}
	}
	if got := strings.Join(seen, ", "); err != nil || got != "bring questionnaire back, retire questionnaire, release questionnaire, upload definition, upload definition" {
		t.Errorf("audit: got %q, %v", got, err)
	}
}

// TestVisitStaysOnItsVersion answers one after a newer version was released.
func TestVisitStaysOnItsVersion(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Petra Patient")
	add(t, k, garden(t, "1.0.0"))
	release(t, k, ref("1.0.0"))
	token := k.Link(t, patient, "garden-rest")
	add(t, k, garden(t, "1.0.1", "I sat down in the garden.", "I took a seat."))
	release(t, k, ref("1.0.1"))
	v, err := k.OpenLink(t.Context(), token, "")
	if err != nil || v.Parts[0].Entry.Ref() != ref("1.0.0") {
		t.Fatalf("got %v, %v", v.Parts, err)
	}
	if v, err = k.OpenLink(t.Context(), k.Link(t, patient, "garden-rest"), ""); err != nil || v.Parts[0].Entry.Ref() != ref("1.0.1") {
		t.Errorf("a new link: got %v, %v", v.Parts, err)
	}
}

// TestAnotherProcessFollows opens a second app on the same database, as a command beside a running server does.
func TestAnotherProcessFollows(t *testing.T) {
	k := testkit.New(t)
	l, err := library.Load(os.DirFS("../../questionnaires"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := app.New(t.Context(), app.App{Store: k.Store, Library: l, AuditKey: k.AuditKey, Now: k.Now, Log: k.Log})
	if err != nil {
		t.Fatal(err)
	}
	add(t, k, garden(t, "1.0.0"))
	if e, err := other.Version(t.Context(), k.Viewer, ref("1.0.0")); err != nil || e.State != library.Draft {
		t.Fatalf("got %v, %v", e, err)
	}
	release(t, k, ref("1.0.0"))
	list, err := other.Offered(t.Context())
	found := false
	for _, e := range list {
		found = found || e.Ref() == ref("1.0.0")
	}
	if err != nil || !found {
		t.Errorf("the other process does not offer what was released: %v", err)
	}
}

func TestCompareSaysForWhom(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Petra Patient")
	add(t, k, garden(t, "1.0.0"))
	release(t, k, ref("1.0.0"))
	k.Answer(t, patient, "garden-rest", 2)
	add(t, k, garden(t, "2.0.0", "reversed: [hurried]", "", "I breathed out.", "I breathed."))
	c, err := k.Compare(t.Context(), k.Viewer, ref("1.0.0"), ref("2.0.0"))
	if err != nil {
		t.Fatal(err)
	}
	d := c.Changes[0]
	if !d.Differs() || d.Before == d.After || len(d.Answers) == 0 || d.Scored != 1 || d.Changed != 1 || c.Responses != 1 {
		t.Errorf("got %+v", c)
	}
	if len(c.Items) != 1 || c.Items[0].ID != "breathed" || c.Items[0].After != "I breathed." {
		t.Errorf("items: got %+v", c.Items)
	}
}

func TestTrialKeepsNothing(t *testing.T) {
	k := testkit.New(t)
	add(t, k, garden(t, "1.0.0"))
	trial, err := k.Try(t.Context(), k.Viewer, ref("1.0.0"), q.Form{"sat": "2", "hurried": "0", "breathed": "2"})
	if err != nil || trial.View.Scores[0].Shown != "6" || len(trial.View.Scores[0].Derivation) == 0 || len(trial.Notice) == 0 {
		t.Fatalf("got %+v, %v", trial.View, err)
	}
	if _, err := k.Try(t.Context(), k.Viewer, ref("1.0.0"), q.Form{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without answers: got %v", err)
	}
	err = k.Store.View(t.Context(), func(tx *store.Tx) error {
		pinned, err := tx.PinnedDefinitions()
		if len(pinned) > 0 {
			t.Errorf("a trial pinned %v", pinned[0].Ref)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
