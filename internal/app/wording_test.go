package app_test

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// keyOnly gives README's definition without its wording.
func keyOnly(t *testing.T) []byte {
	t.Helper()
	return garden(t, "1.0.0", "wording: included", "wording: supplied", ", text: {en: I sat down in the garden.}", "", ", text: {en: I hurried through the garden.}", "",
		", text: {en: I breathed out.}", "", "intro: {en: \"Think of the last seven days.\"}\n", "")
}

const words = `questionnaire: garden-rest@1.0.0
language: en
rights: {who: Our clinic, basis: licence, reference: No. 7, until: 2026-12-31}
notice: © 2020 Somebody, printed with permission.
items: {sat: I sat., hurried: I hurried., breathed: I breathed.}
choices:
  often: {"0": Not at all, "1": A little, "2": A lot}
`

func addWords(t *testing.T, k *testkit.Clinic, who clinic.Actor, text string) error {
	t.Helper()
	_, err := k.AddWording(t.Context(), who, ref("1.0.0"), app.Upload{Name: "words.yaml", Content: []byte(text)}, q.About{})
	return err
}

// TestWordingFromPackToReport adds words to a key, asks with them, and finds their notice in the report.
func TestWordingFromPackToReport(t *testing.T) {
	k := testkit.New(t)
	ctx := t.Context()
	patient := k.Patient(t, "R-1", "Petra Patient")
	add(t, k, keyOnly(t))
	release(t, k, ref("1.0.0"))
	if _, err := k.Begin(ctx, k.Clinician, patient, []q.ID{"garden-rest"}); err == nil || !strings.Contains(err.Error(), "wording does not ship and has not been supplied") {
		t.Errorf("without words: got %v", err)
	}
	if err := addWords(t, k, k.Clinician, words); fault.KindOf(err) != fault.Denied {
		t.Errorf("a clinician: got %v", err)
	}
	if err := addWords(t, k, k.Administrator, strings.Replace(words, "sat: I sat., ", "", 1)); len(fault.Details(err)) != 1 {
		t.Errorf("a missing item: got %v", err)
	}
	if err := addWords(t, k, k.Administrator, words); err != nil {
		t.Fatal(err)
	}
	first := k.Answer(t, patient, "garden-rest", 1)
	k.Pass(time.Hour)
	if err := addWords(t, k, k.Administrator, strings.NewReplacer("I sat.", "I was sitting.", "2020", "2026").Replace(words)); err != nil {
		t.Fatal(err)
	}
	second := k.Answer(t, patient, "garden-rest", 1)
	r, err := k.Report(ctx, k.Clinician, app.ReportRequest{Patient: patient, Format: "json"})
	if err != nil {
		t.Fatal(err)
	}
	for _, response := range r.Responses {
		want, notice := "I sat.", "© 2020 Somebody"
		if response.ID == second {
			want, notice = "I was sitting.", "© 2026 Somebody"
		}
		if response.Items[0].Text != want || !strings.Contains(response.Rights, notice) || response.Items[0].Answer != "A little" {
			t.Errorf("%s (first is %s): got %q, %q, %q", response.ID, first, response.Items[0].Text, response.Items[0].Answer, response.Rights)
		}
	}
}

func TestWordingEnds(t *testing.T) {
	k := testkit.New(t)
	ctx := t.Context()
	patient := k.Patient(t, "R-1", "Petra Patient")
	add(t, k, keyOnly(t))
	release(t, k, ref("1.0.0"))
	if err := addWords(t, k, k.Administrator, words); err != nil {
		t.Fatal(err)
	}
	token := k.Link(t, patient, "garden-rest")
	e, err := k.Library.Get(ref("1.0.0"))
	if err != nil {
		t.Fatal(err)
	}
	k.Pass(time.Minute)
	if _, err := k.WithdrawWording(ctx, k.Administrator, ref("1.0.0"), e.Wordings[0].Hash); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Begin(ctx, k.Clinician, patient, []q.ID{"garden-rest"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("after it was withdrawn: got %v", err)
	}
	if v, err := k.OpenLink(ctx, token, ""); err != nil || v.Parts[0].Entry.Definition.Items[0].Text.In("en") != "I sat." {
		t.Errorf("a visit that was planned before keeps its words: got %v", err)
	}
	if err := addWords(t, k, k.Administrator, words); err != nil {
		t.Fatal(err)
	}
	k.Pass(60 * 24 * time.Hour)
	if _, err := k.Begin(ctx, k.Clinician, patient, []q.ID{"garden-rest"}); err == nil || !strings.Contains(err.Error(), "ended after 2026-12-31") {
		t.Errorf("past its right: got %v", err)
	}
	if err := addWords(t, k, k.Administrator, words); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a right that has ended: got %v", err)
	}
}
