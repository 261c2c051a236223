package server

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// garden gives the definition that README shows, with some words changed.
func garden(t *testing.T, changes ...string) string {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```yaml\n")
	text, _, _ := strings.Cut(rest, "```")
	return strings.NewReplacer(changes...).Replace(text)
}

var withoutWords = []string{"wording: included", "wording: supplied", ", text: {en: I sat down in the garden.}", "", ", text: {en: I hurried through the garden.}", "",
	", text: {en: I breathed out.}", "", "intro: {en: \"Think of the last seven days.\"}\n", ""}

const gardenWords = `kind,name,code,text
item,sat,,I took a seat.
item,hurried,,I was in a hurry.
item,breathed,,I breathed deeply.
choice,often,0,Not at all
choice,often,1,A little
choice,often,2,A lot
`

// sendFile posts a form with a file, as a browser does.
func (b *browser) sendFile(path, name, content string, fields url.Values) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field := range fields {
		if err := w.WriteField(field, fields.Get(field)); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r := b.request(http.MethodPost, path, body.String())
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(r)
}

func wants(t *testing.T, what string, a answer, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: got %d, want %d\n%s", what, a.status, status, firstLines(a.body))
	}
	text := html.UnescapeString(a.body)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s: the page does not say %q\n%s", what, w, firstLines(a.body))
		}
	}
}

func TestUploadShowsEveryFault(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	five := garden(t, "domain: rest", "domian: rest", "minutes: 1", "minutes: soon", "evidence: unvalidated", "evidence: proven",
		"respondent: patient", "respondent: anybody", "recall: P7D", "recall: a week")
	a := b.sendFile("/library/add", "../../<garden>.yaml", five, url.Values{"note": {""}})
	wants(t, "five faults", a, 422, "domian", `"soon"`, `"proven"`, `"anybody"`, `"a week"`, "garden.yaml:5:1", "How to mend it", "Error: ")
	if strings.Contains(a.body, "<garden>") || strings.Contains(a.body, "../..") {
		t.Error("the file's name stands on the page as it was sent")
	}
	wants(t, "no file", b.post("/library/add", url.Values{"note": {""}}), 422, "Choose a file.")
	wants(t, "not text", b.sendFile("/library/add", "x.yaml", "\xff\x00", url.Values{"note": {""}}), 422, "UTF-8")
	wants(t, "too large", b.sendFile("/library/add", "x.yaml", strings.Repeat("#", app.MaxDefinition+1), url.Values{"note": {""}}), 422, "bytes")
	wants(t, "a file in another field", b.sendFile("/library/add", "x.yaml", "id: x", url.Values{"file.name": {"y"}}), 415)
	clinician := s.signedIn(t, s.Clinician)
	wants(t, "a clinician", clinician.sendFile("/library/add", "x.yaml", garden(t), url.Values{"note": {""}}), 403)
}

// TestVersionByPages has a version through its life, with its pages.
func TestVersionByPages(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	const page = "/library/garden-rest@1.0.0"
	hash := func() url.Values {
		e, err := s.Library.Get(q.Ref{ID: "garden-rest", Version: "1.0.0"})
		if err != nil {
			t.Fatal(err)
		}
		return url.Values{"hash": {string(e.Definition.Hash())}, "note": {"on a Monday"}}
	}
	wants(t, "faulty draft", b.sendFile("/library/add", "g.yaml", garden(t, "max: 6}", "max: 9}"), url.Values{"note": {""}}), 303)
	wants(t, "its page", b.get(page+"?done=added"), 200, "Draft", "This version can’t be released.", "kept as a draft")
	wants(t, "release", b.post(page+"/release", hash()), 422, "can't be released")
	wants(t, "good draft", b.sendFile("/library/add", "g.yaml", garden(t), url.Values{"note": {"mended"}}), 303)
	wants(t, "its page", b.get(page), 200, "Release this version", "its examples notice", "7 values, 0 to 6", "added by Ada Administrator: “mended”")
	wants(t, "without its hash", b.post(page+"/release", nil), 422)
	wants(t, "release", b.post(page+"/release", hash()), 303)
	wants(t, "released", b.get(page+"?done=release"), 200, "The version was released.", "Retire this version", "released by Ada Administrator: “on a Monday”")
	wants(t, "release again", b.post(page+"/release", hash()), 409, "is released")
	wants(t, "change it", b.sendFile("/library/add", "g.yaml", garden(t, "I breathed out.", "I breathed."), url.Values{"note": {""}}), 409, "A released version never changes")
	wants(t, "offered", b.get("/patients/"+string(s.Patient(t, "R-1", "Petra"))+"/ask"), 200, "Rest in the garden")
	wants(t, "retire", b.post(page+"/retire", hash()), 303)
	wants(t, "retired", b.get(page), 200, "Bring this version back", "this version was retired here")
	wants(t, "list", b.get("/library"), 200, "Retired", "Add a definition", "changes noticed")
	if a := s.signedIn(t, s.Viewer).get(page); strings.Contains(a.body, "/restore") || a.status != 200 {
		t.Errorf("a viewer is offered what they may not do: %d", a.status)
	}
}

func TestTryKeepsNothing(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Viewer)
	wants(t, "the form", b.get("/library/phq-9@1.0.0/try"), 200, "Invented answers.", "nothing is kept", "Score these answers")
	form := url.Values{}
	for _, item := range []string{"q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9"} {
		form.Set(item, "3")
	}
	wants(t, "scored", b.post("/library/phq-9@1.0.0/try", form), 200, "27", "Severe", "How it came about", "It is not a diagnosis", "Invented")
	wants(t, "no answer", b.post("/library/phq-9@1.0.0/try", nil), 422, "Answer at least one question.")
	wants(t, "a wrong answer", b.post("/library/phq-9@1.0.0/try", url.Values{"q1": {"7"}}), 422, "is not one of the choices")
}

func TestCompareByPages(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	wants(t, "alone", b.get("/library/phq-9@1.0.0/compare"), 200, "There is no other version")
	for _, text := range []string{garden(t), garden(t, "version: 1.0.0", "version: 2.0.0", "reversed: [hurried]", "", "I breathed out.", "I breathed.")} {
		wants(t, "add", b.sendFile("/library/add", "g.yaml", text, url.Values{"note": {""}}), 303)
	}
	wants(t, "both", b.get("/library/garden-rest@2.0.0/compare"), 200, "From garden-rest@1.0.0 to garden-rest@2.0.0", "Changed", "Somebody who answers as follows", "I breathed.", "matters for nobody yet")
	wants(t, "another questionnaire", b.get("/library/garden-rest@2.0.0/compare?with=phq-9@1.0.0"), 404)
}

// TestWordingByPages adds words to a key and finds their notice on the form, in the report and in the exports.
func TestWordingByPages(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	const page = "/library/garden-rest@1.0.0"
	key := garden(t, withoutWords...)
	wants(t, "add the key", b.sendFile("/library/add", "g.yaml", key, url.Values{"note": {""}}), 303)
	if _, err := s.Release(t.Context(), s.Administrator, app.Decision{Ref: q.Ref{ID: "garden-rest", Version: "1.0.0"}}); err != nil {
		t.Fatal(err)
	}
	patient := s.Patient(t, "R-1", "Petra Patient")
	ask := "/patients/" + string(patient) + "/ask"
	wants(t, "key only", b.get(page), 200, "Only the key of this questionnaire ships", "Add the wording", "can't be administered: its wording does not ship")
	wants(t, "not offered", b.get(ask), 200, "its wording does not ship and has not been supplied")
	wants(t, "the form", b.get(page+"/wording"), 200, "What the file looks like", "sat: …")
	right := url.Values{"language": {"en"}, "who": {"Our clinic"}, "basis": {"licence"}, "reference": {"No. 7"}, "until": {"2026-12-31"}, "notice": {"© Somebody 2020."}}
	short := strings.Replace(gardenWords, "item,sat,,I took a seat.\n", "choice,often,9,Very often\n", 1)
	wants(t, "words that do not fit", b.sendFile(page+"/wording", "w.csv", short, right), 422, "item 1 (sat) has no text", `no choice "9" in "often"`, "w.csv:2:1", "Our clinic")
	wants(t, "a right that is over", b.sendFile(page+"/wording", "w.csv", gardenWords, url.Values{"language": {"en"}, "who": {"Us"}, "basis": {"licence"}, "reference": {""}, "notice": {""}, "until": {"2020-01-01"}}), 422, "still to come")
	wants(t, "words", b.sendFile(page+"/wording", "w.csv", gardenWords, right), 303)
	wants(t, "its page", b.get(page+"?done=words"), 200, "The wording was added.", "Our clinic, under a licence (No. 7)", "31 Dec 2026", "© Somebody 2020.", "In use", "I took a seat.")
	response := s.Answer(t, patient, "garden-rest", 1)
	token := s.Link(t, patient, "garden-rest")
	wants(t, "the form", s.browser(t).get("/i/"+token+"/1/1"), 200, "I took a seat.", "A little", "© Somebody 2020.")
	wants(t, "the response", b.get("/responses/"+string(response)), 200, "I took a seat.", "© Somebody 2020.")
	wants(t, "the report", b.get("/patients/"+string(patient)+"/report.json"), 200, "© Somebody 2020.")
	wants(t, "the answers", b.get(page+"/responses.csv"), 200, "© Somebody 2020.")
	e, err := s.Library.Get(q.Ref{ID: "garden-rest", Version: "1.0.0"})
	if err != nil {
		t.Fatal(err)
	}
	s.Pass(time.Minute)
	wants(t, "withdraw", b.post(page+"/wording/withdraw", url.Values{"hash": {string(e.Wordings[0].Hash)}}), 303)
	wants(t, "withdrawn", b.get(page), 200, "Withdrawn", "has not been supplied")
	wants(t, "the response keeps its words", b.get("/responses/"+string(response)), 200, "I took a seat.")
}

// TestLibraryPagesHaveNoForbiddenWord reads every page of a version for words that no page may use.
func TestLibraryPagesHaveNoForbiddenWord(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	key := garden(t, withoutWords...)
	wants(t, "add the key", b.sendFile("/library/add", "g.yaml", key, url.Values{"note": {""}}), 303)
	for _, who := range []clinic.Actor{s.Administrator, s.Viewer} {
		b := s.signedIn(t, who)
		for _, path := range []string{"/library", "/library/garden-rest@1.0.0", "/library/garden-rest@1.0.0/try", "/library/phq-9@1.0.0/compare", "/library/garden-rest@1.0.0/wording", "/library/add"} {
			if word := forbidden.FindString(s.words(b.get(path).body)); word != "" {
				t.Errorf("%s has the forbidden %q", path, word)
			}
		}
	}
}
