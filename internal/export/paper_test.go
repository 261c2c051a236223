package export

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	"steelyard/internal/export/paper"
	"steelyard/internal/export/sheet"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

const crisis = "If you might hurt yourself, call 112 now.\nThe helpline listens day and night: 116 123."

// blank is a form without anything of a person.
func blank(d *q.Definition) paper.Form {
	return paper.Form{Definition: d, Language: "en", Paper: sheet.A4, At: now,
		Site: clinic.Site{Name: "Bjørnåsen klinikk", Contact: "Call 020 7946 0000.", CrisisText: crisis}}
}

func onPaper(t testing.TB, f paper.Form) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, paper.Write(&b, f))
	return b.Bytes()
}

func parsed(t testing.TB, name string, content []byte) *q.Definition {
	t.Helper()
	d, err := q.Parse(name, content)
	check(t, err)
	return d
}

func kinds(t testing.TB) *q.Definition {
	t.Helper()
	content, err := os.ReadFile("testdata/paper/kinds.yaml")
	check(t, err)
	return parsed(t, "kinds.yaml", content)
}

// long is a form of n items, some of them long.
func long(t testing.TB, n int) *q.Definition {
	t.Helper()
	var b strings.Builder
	b.WriteString(`
id: long
version: 1.0.0
title: {en: A form with a long name that goes on over more than one line of the head of its pages}
short_title: {en: Long}
domain: test
purpose: {en: A test.}
evidence: unvalidated
languages: [en]
respondent: patient
minutes: 9
rights: {holder: Nobody, basis: own-work, commercial: "yes", source: own, as_of: 2026-11-23}
wording: included
choice_sets:
  - id: often
    choices:
      - {code: "0", score: 0, label: {en: Not at all}}
      - {code: "1", score: 1, label: {en: A little bit}}
      - {code: "2", score: 2, label: {en: Moderately}}
      - {code: "3", score: 3, label: {en: Quite a bit}}
      - {code: "4", score: 4, label: {en: Extremely}}
sources: [{id: own, citation: Made up, checked: verified}]
items:
`)
	ids := make([]string, n)
	for i := range n {
		ids[i] = fmt.Sprintf("q%d", i+1)
		fmt.Fprintf(&b, "  - {id: q%d, label: {en: Item %d}, choices: often, text: {en: \"Statement number %d%s.\"}}\n", i+1, i+1, i+1, strings.Repeat(" and what comes with it", i%5))
	}
	fmt.Fprintf(&b, "scales:\n  - {id: total, title: {en: Total}, operator: sum, items: [%s], missing: {rule: complete, source: own}, direction: difficulty, range: {min: 0, max: %d}, source: own}\n", strings.Join(ids, ", "), 4*n)
	return parsed(t, "long.yaml", []byte(b.String()))
}

func shippedDefinition(t testing.TB, id q.ID) *q.Definition {
	t.Helper()
	e, ok := shipped(t).FindLatest(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	return e.Definition
}

func TestPaperGolden(t *testing.T) {
	pages := read(t, onPaper(t, blank(kinds(t))))
	text := regexp.MustCompile(` {2,}`).ReplaceAllString(strings.Join(pages, "\n---- page ----\n"), "  ")
	golden(t, "paper.pdf.txt", regexp.MustCompile(`\n\s*\n`).ReplaceAllString(text, "\n"))
}

func TestPaperIsTheSameBytes(t *testing.T) {
	d := kinds(t)
	first := onPaper(t, blank(d))
	for range 5 {
		if !bytes.Equal(first, onPaper(t, blank(d))) {
			t.Fatal("two prints of the same form differ")
		}
	}
}

// TestPaperSays wants on every page what a page that was torn off must still say, and on the first what must be known
// before the first question.
func TestPaperSays(t *testing.T) {
	for _, size := range []sheet.Size{sheet.A4, sheet.Letter} {
		for _, d := range []*q.Definition{shippedDefinition(t, "phq-9"), shippedDefinition(t, "phq-4"), kinds(t), long(t, 60), long(t, 4)} {
			f := blank(d)
			f.Paper = size
			data := onPaper(t, f)
			pages := read(t, data)
			for i, page := range pages {
				for _, w := range []string{d.Ref().String() + " · " + string(d.Hash())[:12], fmt.Sprintf("Page %d of %d", i+1, len(pages)), "Record number",
					"Not a diagnosis.", "Not for emergencies", "call 112 now", "116 123", "Bjørnåsen klinikk"} {
					if !strings.Contains(flat(page), w) {
						t.Errorf("page %d of %s on %s does not say %q:\n%s", i+1, d.Ref(), size.Name, w, page)
					}
				}
			}
			all := flat(strings.Join(pages, " "))
			for _, w := range []string{"not a diagnosis", "Filled in on", "020 7946 0000"} {
				if !strings.Contains(flat(pages[0]), w) {
					t.Errorf("the first page of %s does not say %q", d.Ref(), w)
				}
			}
			for i := range d.Items {
				if item := &d.Items[i]; item.Record == "" && !strings.Contains(all, firstWords(item.Text.In("en"))) {
					t.Errorf("%s does not ask %s", d.Ref(), item.ID)
				}
			}
			if info := tool(t, data, "pdfinfo", "FILE"); !regexp.MustCompile(`(?i)page size:.*` + size.Name).MatchString(info) {
				t.Errorf("the paper is not %s:\n%s", size.Name, info)
			}
		}
	}
}

// firstWords are as many as stand on one line in any layout.
func firstWords(s string) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(3, len(words))], " ")
}

// TestPaperHasNoScores wants neither points nor bands nor alerts of a form on its paper.
func TestPaperHasNoScores(t *testing.T) {
	for _, e := range shipped(t).All() {
		if paper.CanBePrinted(e.Definition, "en") != nil {
			continue
		}
		text := flat(strings.Join(read(t, onPaper(t, blank(e.Definition))), " "))
		for i := range e.Definition.Scales {
			for _, band := range e.Definition.Scales[i].Bands {
				if label := band.Label.In("en"); regexp.MustCompile(`\b` + regexp.QuoteMeta(label) + `\b`).MatchString(text) {
					t.Errorf("%s prints the band %q", e.Ref(), label)
				}
			}
		}
		for i := range e.Definition.Flags {
			if strings.Contains(text, e.Definition.Flags[i].Clinician.In("en")) {
				t.Errorf("%s prints what an alert says to a clinician", e.Ref())
			}
		}
	}
}

func TestPaperOfAPerson(t *testing.T) {
	f := blank(shippedDefinition(t, "phq-9"))
	f.Record = "0042"
	text := flat(strings.Join(read(t, onPaper(t, f)), " "))
	if !strings.Contains(text, "Record number: 0042") || strings.Contains(text, "Ægir") {
		t.Errorf("the record number is missing or a name is there:\n%s", text)
	}
	f.Name = "Ægir Þórðarson-Łukasiewicz"
	if text := flat(strings.Join(read(t, onPaper(t, f)), " ")); !strings.Contains(text, "Record number: 0042 · Ægir Þórðarson-Łukasiewicz") {
		t.Errorf("the name that was asked for is missing:\n%s", text)
	}
}

func TestPaperIsTagged(t *testing.T) {
	data := onPaper(t, blank(kinds(t)))
	if info := tool(t, data, "pdfinfo", "FILE"); !regexp.MustCompile(`Tagged:\s+yes`).MatchString(info) {
		t.Errorf("it is not tagged:\n%s", info)
	}
	structure := tool(t, data, "pdfinfo", "-struct-text", "FILE")
	for _, want := range []string{"H1", "Table", "TH", "/Scope /Row", "LBody"} {
		if !strings.Contains(structure, want) {
			t.Errorf("the structure has no %s", want)
		}
	}
	for _, line := range strings.Split(tool(t, data, "pdffonts", "FILE"), "\n")[2:] {
		if f := strings.Fields(line); len(f) > 4 && !slices.Contains(f, "yes") {
			t.Errorf("a font is not embedded: %s", line)
		}
	}
}

func TestPaperIsRefused(t *testing.T) {
	keyed := &q.Definition{ShortTitle: q.Text{"en": "Keyed"}, Items: []q.Item{{ID: "a", Label: q.Text{"en": "A label"}}}}
	if err := paper.Write(io.Discard, blank(keyed)); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "wording") {
		t.Errorf("a form without its wording: got %v, want a conflict", err)
	}
	content, err := os.ReadFile("testdata/paper/kinds.yaml")
	check(t, err)
	endless := bytes.Replace(content, []byte("How often do you nap?"), []byte(strings.Repeat("How often do you nap? ", 600)), 1)
	if err := paper.Write(io.Discard, blank(parsed(t, "kinds.yaml", endless))); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a question longer than a page: got %v, want it refused", err)
	}
}

func TestOnlyIf(t *testing.T) {
	d := kinds(t)
	for id, want := range map[q.ItemID]string{
		"naps":   "",
		"length": "Answer this only if your answer to question 1 is “Sometimes” or “Often”.",
		"place":  "Answer this only if your answer to question 1 is “Sometimes” or “Often” and (your answer to question 3 is less than 3 cups or you answered question 4).",
	} {
		if got := paper.OnlyIf(d, &d.Items[d.ItemIndex(id)], "en"); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

func BenchmarkPaper(b *testing.B) {
	f := blank(long(b, 60))
	for b.Loop() {
		check(b, paper.Write(io.Discard, f))
	}
}

// TestAFormForAClinicianSpeaksToThem has no words to a patient, and says who fills it in on every page.
func TestAFormForAClinicianSpeaksToThem(t *testing.T) {
	text := flat(strings.Join(read(t, onPaper(t, blank(shippedDefinition(t, "hunter")))), " "))
	for _, want := range []string{"The person does not fill it in.", "What is rated here is not a diagnosis.", "Not a diagnosis. For a clinician"} {
		if !strings.Contains(text, want) {
			t.Errorf("the form does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Your answers") || strings.Contains(text, "give the form back") {
		t.Errorf("the form speaks to the patient:\n%s", text)
	}
}
