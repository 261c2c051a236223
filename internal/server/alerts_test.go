package server

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/testkit"
)

// seenByPatients are the pages of staff that a patient may be looking at with them: they have no navigation, and so no count.
const seenByPatients = "GET /encounters/"

// The number of open alerts, and of those that were left, stands on every page of staff, errors too.
func TestAlertsAreCountedOnEveryPage(t *testing.T) {
	s := newSite(t)
	theirs := s.objects(t, s.Clinician, "Petra Patient")
	s.Pass(5 * time.Hour)
	const open, left = `<span class="count">1<span class="hidden"> open</span></span>`, `<span class="count is-left">1 left</span>`
	var routes []string
	for _, d := range doors {
		routes = append(routes, d.route)
	}
	for _, d := range objectDoors {
		routes = append(routes, d.route)
	}
	pages := 0
	for _, v := range s.callers()[1:] {
		b := s.signedIn(t, v.who)
		for _, route := range append(routes, "GET /nothing-here") {
			if !strings.HasPrefix(route, "GET /") || strings.Contains(route, "/i/:token") || strings.HasPrefix(route, seenByPatients) || route == "GET /sign-in" {
				continue
			}
			a := b.at(route, theirs)
			if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(a.body, `action="/sign-out"`) {
				if a.status < 300 && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && !strings.Contains(route, "/stop/") {
					t.Errorf("%s, %s: a page of staff without their navigation", v.name, route)
				}
				continue
			}
			pages++
			if !strings.Contains(a.body, open) || !strings.Contains(a.body, left) {
				t.Errorf("%s, %s (%d): the page does not count the alert", v.name, route, a.status)
			}
		}
	}
	if pages < 100 {
		t.Errorf("only %d pages were looked at", pages)
	}
}

// manyAlerts has n patients raise an alert each, a minute apart, of which half are acknowledged two hours later.
func (s *site) manyAlerts(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		p := s.Patient(t, fmt.Sprint("R-", i), fmt.Sprint("Person ", i))
		s.Answer(t, p, "phq-9", 2)
		s.Pass(time.Minute)
		if i%2 == 1 {
			continue
		}
		record, err := s.App.Patient(t.Context(), s.Clinician, p)
		fatal(t, err)
		s.Pass(2 * time.Hour)
		_, err = s.AcknowledgeAlert(t.Context(), s.Clinician, record.Alerts[0].ID, "=cmd()")
		fatal(t, err)
	}
}

func TestAllAlertsPage(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	b.shows(b.must(b.get("/alerts/all"), 200), "No alert was ever raised.")
	const n = allAlertsShown + 3
	s.manyAlerts(t, n)
	s.PatientOf(t, s.Elsewhere(t), "X-1", "Fritz Foreign")
	first := b.must(b.get("/alerts/all"), 200)
	b.shows(first, "53 alerts raised, 27 acknowledged, 26 open.", "Median time to acknowledgement: 2 hours (of 27). Nine of ten were acknowledged within 2 hours. The open ones are not in it.", "November 2026", "Person 52")
	next := regexp.MustCompile(`<a href="([^"]+)" rel="next">`).FindStringSubmatch(first.body)
	if next == nil {
		t.Fatal("there is no way to the earlier ones")
	}
	second := b.must(b.get(strings.ReplaceAll(next[1], "&amp;", "&")), 200)
	b.shows(second, "Person 0<")
	for _, w := range []string{"Median", "rel=\"next\"", "Person 3<"} {
		if strings.Contains(second.body, w) {
			t.Errorf("the second page has %q", w)
		}
	}
	for query, want := range map[string][2]string{
		"state=open": {"26 alerts raised, 0 acknowledged, 26 open.", "Acknowledged 2 hours later"}, "state=acknowledged": {"27 alerts raised, 27 acknowledged, 0 open.", `<span class="tag">open</span>`},
		"level=notice": {"No alert is as chosen.", "Person"}, "form=gad-7": {"No alert is as chosen.", "Person"}, "to=2026-11-22": {"No alert is as chosen.", "Person"}, "from=2026-11-23&to=2026-11-23": {"alerts raised", "rel=\"next\""},
		"whose=mine": {"53 alerts raised", "No alert"}, "whose=" + string(testkit.TheTeam): {"53 alerts raised", "No alert"}, "whose=by-nobody": {"No alert is as chosen.", "Person"}, "state=escalated": {"No alert is as chosen.", "Person"},
	} {
		a := b.must(b.get("/alerts/all?"+query), 200)
		b.shows(a, want[0])
		if main := a.body[strings.Index(a.body, "<main"):]; strings.Contains(main, want[1]) {
			t.Errorf("%s shows %q", query, want[1])
		}
	}
	for _, query := range []string{"state=closed", "level=x", "from=yesterday", "to=2026-13-40", "before=x", "before=12"} {
		b.must(b.get("/alerts/all?"+query), 422)
	}
	fatal(t, s.Tend(t.Context()))
	b.shows(b.must(b.get("/alerts/all?state=escalated"), 200), "Escalated to the patient’s clinician on")
	file := b.must(b.get("/alerts.csv?state=acknowledged"), 200)
	lines := strings.Split(strings.TrimSpace(file.body), "\r\n")
	if len(lines) != 28 || !strings.Contains(lines[1], ",'=cmd(),") || !strings.Contains(lines[1], ",121,Clara Clinician,") {
		t.Errorf("got %d lines, the second\n%s", len(lines), lines[1])
	}
}

// A single alert is shown with whom it was escalated to; what is wrong with a note is said there.
func TestAlertPage(t *testing.T) {
	s := newSite(t)
	s.manyAlerts(t, 2)
	admin, b := s.signedIn(t, s.Administrator), s.signedIn(t, s.Clinician)
	s.Pass(5 * time.Hour)
	fatal(t, s.Tend(t.Context()))
	path := "/alerts/" + regexp.MustCompile(`id="alert-([^"]+)"`).FindStringSubmatch(b.get("/alerts").body)[1]
	b.shows(b.must(b.get(path), 200), "Person 1", "left for 5 hours", "Escalated to the patient’s clinician on", "<bdi>Clara Clinician</bdi> (on these pages only)", "What did you do?")
	b.shows(b.must(b.post(path+"/acknowledge", url.Values{"note": {"<x"}}), 422), "3 to 2000", "&lt;x</textarea>", "Escalated to")
	b.must(b.post(path+"/acknowledge", url.Values{"note": {"Called her."}}), 303)
	b.shows(b.must(b.get(path), 200), "Called her.", "later by Clara Clinician")
	b.shows(b.must(b.post(path+"/acknowledge", url.Values{"note": {"Called her again."}}), 409), "already", "Called her.")
	admin.shows(admin.must(admin.get("/site"), 200), "Nobody is told by e-mail: no mail server is set.", "the team 2 hours later, administrators 4 after that")
	admin.shows(admin.must(admin.get("/site/alerts"), 200), "Nobody is told by e-mail.", `name="team_hours" type="number" value="2"`)
	admin.must(admin.get("/alerts/none"), 404)
}

func TestAddressesOfStaffOnPages(t *testing.T) {
	s := newSite(t)
	s.App.Mail = testkit.Catch(t).Office(t)
	admin, b, viewer := s.signedIn(t, s.Administrator), s.signedIn(t, s.Clinician), s.signedIn(t, s.Viewer)
	b.shows(b.must(b.post("/account/email", url.Values{"email": {"clara@clinic.example\r\nBcc: x@y.example"}}), 422), "not an e-mail address", "#f-email")
	b.must(b.post("/account/email", url.Values{"email": {" clara@clinic.example "}}), 303)
	b.shows(b.get("/account"), `value="clara@clinic.example"`)
	if strings.Contains(viewer.must(viewer.get("/account"), 200).body, "/account/email") {
		t.Error("who may acknowledge nothing is offered to be told")
	}
	id := string(s.Viewer.User)
	admin.shows(admin.must(admin.post("/users/"+id+"/email", url.Values{"email-" + id: {"Vera <v@clinic.example>"}}), 422), "#f-email-"+id, html.EscapeString("Vera <v@clinic.example>"))
	admin.must(admin.post("/users/"+id+"/email", url.Values{"email-" + id: {"vera@clinic.example"}}), 303)
	admin.shows(admin.get("/users/"+id+"?done=email"), "vera@clinic.example", "The address was saved.")
	admin.shows(admin.get("/users"), "vera@clinic.example", "clara@clinic.example")
	admin.shows(admin.get("/site"), "Told by e-mail, but Ada Administrator without an address.")
	admin.shows(admin.get("/site/alerts"), "1 person who may acknowledge alerts has an address.", "<bdi>Ada Administrator</bdi>")
	hours := url.Values{"urgent_hours": {"4"}, "prompt_hours": {"72"}, "team_hours": {"0.5"}, "admin_hours": {"9"}}
	admin.shows(admin.must(admin.post("/site/alerts", hours), 422), "#f-team_hours", "1 person who may")
	hours.Set("team_hours", "3")
	admin.must(admin.post("/site/alerts", hours), 303)
	admin.shows(admin.get("/site"), "the team 3 hours later, administrators 9 after that")
}

// What did not reach somebody stands on the page of e-mails that need somebody, for administrators.
func TestTroubleOfStaffMailsIsShown(t *testing.T) {
	s := newSite(t)
	catcher := testkit.Catch(t)
	s.App.Mail = catcher.Office(t)
	catcher.Watch(func(stage, _ string) string {
		return map[string]string{"connect": testkit.HangUp}[stage]
	})
	fatal(t, s.SetOwnEmail(t.Context(), s.Clinician, "clara@clinic.example"))
	s.manyAlerts(t, 2)
	s.Pass(5 * time.Hour)
	fatal(t, s.Tend(t.Context()))
	if s.TellStaff(t.Context()) == nil {
		t.Fatal("the mail server was reached")
	}
	admin, b := s.signedIn(t, s.Administrator), s.signedIn(t, s.Clinician)
	admin.shows(admin.must(admin.get("/mails"), 200), "did not reach <bdi>Clara Clinician</bdi>", "can’t be reached. It is tried again, next at")
	if strings.Contains(b.must(b.get("/mails"), 200).body, "did not reach") {
		t.Error("a clinician sees what is for administrators")
	}
	b.shows(b.must(b.get("/alerts"), 200), "Nobody can be told by e-mail.")
}

// Where there are too many alerts to count, the page says of which the figures are, also in a period that somebody chose.
func TestFiguresOfTooManyAlertsSaySo(t *testing.T) {
	s := newSite(t)
	since := time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		in     allAlertsInput
		newest int
		want   string
	}{
		{allAlertsInput{}, 0, "Of the alerts that were raised since 3 May 2026: this month and the 2 before it."},
		{allAlertsInput{}, 10_000, "Figures of the newest 10,000 alerts, since 3 May 2026."},
		{allAlertsInput{From: "2026-01-01"}, 0, "Of all alerts of this list."},
		{allAlertsInput{From: "2026-01-01"}, 10_000, "Figures of the newest 10,000 alerts of this period, since 3 May 2026."},
		{allAlertsInput{From: "2026-01-01", To: "2026-07-01"}, 1_234_567, "Figures of the newest 1,234,567 alerts of this period, since 3 May 2026."},
	} {
		if got, _ := s.server.figuresOf(tt.in, &app.AlertPage{Newest: tt.newest, Since: since}); got != tt.want {
			t.Errorf("%+v, newest %d: got %q, want %q", tt.in, tt.newest, got, tt.want)
		}
	}
}
