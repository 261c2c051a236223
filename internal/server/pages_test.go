package server

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"steelyard/internal/store"
)

// must wants a status.
func (b *browser) must(a answer, status int) answer {
	b.t.Helper()
	if a.status != status {
		b.t.Fatalf("got %d, want %d\n%s", a.status, status, firstLines(a.body))
	}
	return a
}

// shows wants words on a page.
func (b *browser) shows(a answer, words ...string) {
	b.t.Helper()
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			b.t.Errorf("want %q on the page\n%s", w, firstLines(a.body))
		}
	}
}

func TestFromNewPatientToLink(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	b.shows(b.must(b.get("/patients"), 200), "Nobody is here yet")
	added := b.must(b.fill("/patients/new", "/patients", url.Values{"record_number": {"R-1"}, "name": {"Petra Patient"}, "sex": {"female"}, "language": {"en"}}), 303)
	page, _, _ := strings.Cut(added.header.Get("Location"), "?")
	b.shows(b.must(b.get(added.header.Get("Location")), 200), "The patient was added", "No answers yet")

	again := b.must(b.fill("/patients/new", "/patients", url.Values{"record_number": {"r-1"}, "name": {"Other"}, "sex": {"female"}}), 409)
	b.shows(again, "already has this record number", `href="#f-record_number"`)

	b.shows(b.must(b.post(page+"/invitations", url.Values{"days": {"14"}}), 422), "Choose at least one questionnaire")
	b.shows(b.must(b.post(page+"/invitations", url.Values{"battery": {"phq-9"}, "days": {"91"}}), 422), "from 1 to 90", `value="phq-9" checked`)
	made := b.must(b.post(page+"/invitations", url.Values{"battery": {"phq-9", "gad-7"}, "days": {"14"}}), 200)
	b.shows(made, "7 Dec 2026", "QR code", "leads to this computer only")
	link := regexp.MustCompile(`/i/[A-Z2-7]+`).FindString(made.body)
	phone := s.browser(t)
	phone.must(phone.get(link), 200)

	record := b.must(b.get(page), 200)
	b.shows(record, "Waiting for answers", "PHQ-9, GAD-7")
	if strings.Contains(record.body, link) {
		t.Error("the link is shown a second time")
	}
	revoke := regexp.MustCompile(`/invitations/[^"]+/revoke`).FindString(record.body)
	b.must(b.post(revoke, nil), 303)
	phone.must(phone.get(link), 410)
	b.must(b.post(revoke, nil), 409)
}

func TestTwoWhoEditTheSamePatient(t *testing.T) {
	s := newSite(t)
	page := "/patients/" + string(s.Patient(t, "R-1", "Petra Patient")) + "/edit"
	b := s.signedIn(t, s.Clinician)
	form := url.Values{"record_number": {"R-1"}, "name": {"Petra Married"}, "birth_date": {""}, "sex": {"female"}, "email": {""}, "phone": {""}, "language": {"en"}, "revision": {"1"}}
	b.must(b.post(page, form), 303)
	form.Set("name", "Petra Overwritten")
	b.shows(b.must(b.post(page, form), 409), "Petra Overwritten", `name="revision" value="1"`)
	b.shows(b.must(b.get(page), 200), "Petra Married", `name="revision" value="2"`)
}

func TestSearchLeavesNoNameInTheAddress(t *testing.T) {
	s := newSite(t)
	s.Patient(t, "R-1", "Émile Desrosiers")
	s.Patient(t, "R-2", "Vesna Kovač")
	b := s.signedIn(t, s.Viewer)
	found := b.must(b.post("/patients/search", url.Values{"search": {"kovac"}, "filter": {""}}), 303)
	if got := found.header.Get("Location"); got != "/patients" {
		t.Errorf("got the address %q, want /patients", got)
	}
	list := b.get("/patients")
	b.shows(list, "Vesna Kovač", "Clear the search")
	if strings.Contains(list.body, "Desrosiers") {
		t.Error("the list has somebody who was not searched for")
	}
	b.must(b.post("/patients/search", url.Values{"search": {""}}), 303)
	b.shows(b.get("/patients"), "Desrosiers")
}

func TestCorrection(t *testing.T) {
	s := newSite(t)
	id := s.Patient(t, "R-1", "Petra Patient")
	old := "/responses/" + string(s.Answer(t, id, "gad-2", 1))
	b := s.signedIn(t, s.Clinician)
	b.shows(b.must(b.get(old+"/correct"), 200), `name="item.`, "checked")
	items := regexp.MustCompile(`name="(item\.[^"]+)"`).FindAllStringSubmatch(b.get(old+"/correct").body, -1)
	form := b.whole(old+"/correct", old+"/correct", nil)
	form.Del(fieldOnce) // each is another correction
	for _, m := range items {
		form.Set(m[1], "3")
	}
	b.shows(b.must(b.post(old+"/correct", form), 422), "Say why", `value="3" checked`)
	form.Set("reason", "two lines were swapped")
	form.Set(items[0][1], "9")
	b.shows(b.must(b.post(old+"/correct", form), 422), "not one of the choices", `href="#f-`+items[0][1]+`"`)
	form.Set(items[0][1], "3")
	corrected := b.must(b.post(old+"/correct", form), 303).header.Get("Location")
	b.shows(b.must(b.get(corrected), 200), "two lines were swapped", "This is a correction of", `href="`+old+`"`)
	b.shows(b.must(b.get(old), 200), "were replaced by")
	b.must(b.get(old+"/correct"), 409)
	b.must(b.post(old+"/correct", form), 409)
}

func TestAcknowledging(t *testing.T) {
	s := newSite(t)
	id := s.Patient(t, "R-1", "Petra Patient")
	s.Answer(t, id, "phq-9", 3)
	b := s.signedIn(t, s.Clinician)
	list := b.must(b.get("/alerts"), 200)
	b.shows(list, "Petra Patient", `<span class="count">1`)
	path := regexp.MustCompile(`/alerts/[^"]+/acknowledge`).FindString(list.body)
	b.shows(b.must(b.post(path, url.Values{"note": {"x"}}), 422), "3 to 2000", ">x</textarea>")
	b.must(b.post(path, url.Values{"note": {"Called her; safe tonight."}}), 303)
	b.shows(b.get("/alerts"), "No alert is open")
	b.shows(b.get("/patients/"+string(id)), "Called her; safe tonight.")
	b.must(b.post(path, url.Values{"note": {"A second note."}}), 409)
}

func TestUsersPage(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	b.shows(b.must(b.post("/users", url.Values{"name": {""}, "login": {"A B"}, "role": {"king"}, "password": {"short"}}), 422), "#f-name", "#f-login", "#f-role", "#f-password")
	b.must(b.post("/users", url.Values{"name": {"Nina New"}, "login": {"nina"}, "role": {"viewer"}, "password": {"four words make sense"}}), 303)
	page := b.get("/users?done=added")
	b.shows(page, "Nina New", "The account was added")
	vera := "/users/" + string(s.Viewer.User)
	b.shows(b.must(b.post(vera+"/password", url.Values{"password-" + string(s.Viewer.User): {"short"}}), 422), "#f-password-"+string(s.Viewer.User))
	b.must(b.post(vera+"/password", url.Values{"password-" + string(s.Viewer.User): {"quite another long password"}}), 303)
	b.must(b.post("/users/"+string(s.Administrator.User)+"/disable", nil), 409)
	b.must(b.post(vera+"/disable", nil), 303)
	b.shows(b.get("/users"), "disabled")
	b.must(b.post(vera+"/enable", nil), 303)
}

func TestSiteSettings(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	b.shows(b.must(b.fill("/site/name", "/site/name", url.Values{"name": {""}}), 422), "#f-name")
	b.shows(b.must(b.fill("/site/crisis", "/site/crisis", url.Values{"crisis_text": {"call"}, "crisis_de": {"Rufen"}}), 422), "#f-crisis_text", "#f-crisis_de", "<details open", ">call</textarea>")
	b.shows(b.must(b.fill("/site/patients", "/site/patients", url.Values{"link_days": {"soon"}}), 422), "#f-link_days", `value="soon"`)
	for _, years := range []string{"", "-1", "101", "ten", "1.5"} {
		b.shows(b.must(b.fill("/site/retention", "/site/retention", url.Values{"retention_years": {years}}), 422), "#f-retention_years")
	}
	b.must(b.post("/site/unknown", nil), 404)
	b.must(b.get("/site/unknown"), 404)
	b.must(b.fill("/site/name", "/site/name", url.Values{"name": {"Harbour Street"}}), 303)
	b.must(b.fill("/site/crisis", "/site/crisis", url.Values{"crisis_text": {"Call 112 at once, or 116 123 by night."}}), 303)
	b.must(b.fill("/site/patients", "/site/patients", url.Values{"link_days": {"7"}, "show_scores": {"true"}}), 303)
	b.shows(b.get("/site?done=patients"), "Harbour Street", "116 123", "after 7 days", "They see their scores", "Saved: What patients see.")
	b.shows(b.get("/site/patients"), `value="7"`, "checked")
}

// Whatever section is saved, every other stays as it was.
func TestASectionOfTheSettingsResetsNoOther(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	forms := map[string]url.Values{
		"name": {"name": {"Harbour Street"}, "contact": {"020 7946 0000"}}, "time": {"time_zone": {"Europe/Berlin"}},
		"crisis":  {"language": {"de"}, "crisis_text": {"Rufen Sie sofort die 112 an."}, "crisis_fr": {"Appelez le 112 tout de suite."}},
		"consent": {"consent_es": {strings.Repeat("Estoy de acuerdo. ", 4)}}, "mail": {"mail_name": {"Harbour forms"}},
		"patients": {"link_days": {"9"}, "show_scores": {"true"}}, "alerts": {"urgent_hours": {"2"}, "prompt_hours": {"30"}}, "retention": {"retention_years": {"12"}},
	}
	for section, form := range forms {
		b.must(b.fill("/site/"+section, "/site/"+section, form), 303)
	}
	want, err := s.Site(t.Context())
	fatal(t, err)
	for _, section := range siteSections {
		form := forms[string(section.name)]
		if form == nil {
			t.Fatalf("%s is not tried", section.name)
		}
		b.must(b.fill("/site/"+string(section.name), "/site/"+string(section.name), form), 303)
		got, err := s.Site(t.Context())
		fatal(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("saving %q anew changed something (-before +after):\n%s", section.name, diff)
		}
	}
}

func TestExports(t *testing.T) {
	s := newSite(t)
	id := s.Patient(t, "=R 1", "Petra Patient")
	s.Answer(t, id, "phq-9", 2)
	s.Answer(t, id, "core-mood", 2)
	b := s.signedIn(t, s.Clinician)
	page := "/patients/" + string(id)

	pdf := b.must(b.get(page+"/report.pdf"), 200)
	if !strings.HasPrefix(pdf.body, "%PDF-") || pdf.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("got %q of kind %q, want a PDF", pdf.body[:min(8, len(pdf.body))], pdf.header.Get("Content-Type"))
	}
	if got, want := pdf.header.Get("Content-Disposition"), `attachment; filename="report-_R_1-2026-11-23.pdf"`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var document map[string]any
	if err := json.Unmarshal([]byte(b.must(b.get(page+"/report.json"), 200).body), &document); err != nil || document["non_diagnostic"] != true {
		t.Errorf("got non_diagnostic %v, error %v", document["non_diagnostic"], err)
	}
	for path, rows := range map[string]int{page + "/report.csv": 0, "/patients.csv": 1, "/library/phq-9@1.0.0/responses.csv": 1, "/library/phq-9@1.0.0/answers.csv": 10, "/library/phq-9@1.0.0/dictionary.csv": 0} {
		a := b.must(b.get(path), 200)
		records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\uFEFF"))).ReadAll()
		if err != nil || len(records) < 2 {
			t.Fatalf("%s: got %d rows, error %v", path, len(records), err)
		}
		if records[0][0] != "non_diagnostic" || records[1][0] != "true" || records[0][len(records[0])-1] != "notice" {
			t.Errorf("%s: the rows carry no label: %v", path, records[:2])
		}
		if rows > 0 && len(records) != rows+1 {
			t.Errorf("%s: got %d rows, want %d", path, len(records)-1, rows)
		}
	}
	if list := b.get("/patients.csv").body; !strings.Contains(list, "'=R 1") {
		t.Error("a record number that begins a formula is not made harmless")
	}
	actions := map[string]bool{}
	if err := s.Store.View(t.Context(), func(tx *store.Tx) error {
		entries, err := tx.AuditFound(store.AuditFilter{}, 100)
		for _, e := range entries {
			actions[e.Action] = true
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"export report as pdf", "export report as csv", "export report as json", "export caseload", "export responses"} {
		if !actions[want] {
			t.Errorf("the audit has no %q", want)
		}
	}
}

func TestTreatmentForm(t *testing.T) {
	s := newSite(t)
	id := s.Patient(t, "R-1", "Petra Patient")
	b := s.signedIn(t, s.Clinician)
	page := "/patients/" + string(id)
	b.shows(b.must(b.fill(page, page+"/treatments", url.Values{"name": {""}, "kind": {"medicine"}, "class": {""}, "step": {"start"}, "on": {"soon"}}), 422), "#f-name", "#f-on", "#f-class", "<details open")
	b.must(b.fill(page, page+"/treatments", url.Values{"name": {"Sertraline"}, "dose": {"50 mg"}, "kind": {"medicine"}, "class": {"ssri"}, "step": {"start"}, "on": {"2026-10-01"}}), 303)
	b.shows(b.get(page), "Sertraline 50 mg (SSRI)", "1 Oct 2026", "Started")
}

func TestAssetsAreKeptForEver(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	path := regexp.MustCompile(`/static/steelyard\.[0-9a-f]{12}\.css`).FindString(b.get("/sign-in").body)
	r := b.request(http.MethodGet, path, "")
	r.Header.Set("Accept-Encoding", "gzip")
	a := b.must(b.send(r), 200)
	if a.header.Get("Content-Encoding") != "gzip" || !strings.Contains(a.header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(a.header.Get("Content-Type"), "text/css") {
		t.Errorf("got %v", a.header)
	}
}

func TestWhatAViewerIsOffered(t *testing.T) {
	s := newSite(t)
	id := s.Patient(t, "R-1", "Petra Patient")
	s.Answer(t, id, "phq-9", 3)
	b := s.signedIn(t, s.Viewer)
	for _, path := range []string{"/patients", "/patients/" + string(id), "/alerts", "/library/phq-9@1.0.0"} {
		body := b.must(b.get(path), 200).body
		for _, offer := range []string{"/ask", "/edit", "/treatments", "/acknowledge\"", ".csv\"", ".pdf", "/patients/new", "/audit", "/users"} {
			if strings.Contains(body, offer) && !(offer == ".csv\"" && strings.Contains(body, "dictionary.csv")) {
				t.Errorf("%s offers %s to somebody who may not", path, offer)
			}
		}
	}
}
