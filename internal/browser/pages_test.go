package browser

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/demo"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// The widths at which every page is looked at.
var widths = []int64{1280, 375, 320}

// TestEveryPage opens every page of the product at each width, with everything unfolded: a clinic with months of invented
// answers, and a patient with a long name. Pictures are kept where STEELYARD_SHOTS names a folder.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.behind = 0
	must(t, demo.Fill(t.Context(), s.App, 1))
	list := s.everyPath(t)
	everyRouteIsIn(t, list)
	b := s.desk(t)
	b.open("/sign-in")
	b.fill("Sign-in name", demo.Login)
	b.fill("Password", demo.Password)
	b.click("Sign in")
	b.open("/account/again")
	b.fill("Your password", demo.Password)
	b.click("Go on")
	for i, path := range list {
		b.atEveryWidth(fmt.Sprintf("e%02d", i), path, b.counted)
	}
}

// counted wants the number of open alerts to be seen on a page of staff, whole and without scrolling sideways.
func (b *tab) counted() {
	b.Helper()
	if what := js[string](b, alertsUnseen); what != "" {
		b.Errorf("%s at %d px: %s", b.path(), b.width, what)
	}
}

// alertsUnseen says how the count of open alerts in the navigation can't be seen; nothing on a page that has no navigation.
const alertsUnseen = `(() => {
	const nav = document.querySelector("nav[aria-label=Main]");
	if (!nav) return "";
	const count = nav.querySelector("a[href='/alerts'] .count");
	if (!count || !/^[0-9]+/.test(count.textContent)) return "the open alerts are not counted";
	const at = count.getBoundingClientRect();
	const seen = count.checkVisibility({visibilityProperty: true, opacityProperty: true}) && at.width > 8 && at.left >= 0 && at.right <= innerWidth && at.top >= 0 && at.bottom + scrollY <= innerHeight;
	return seen ? "" : "the count of open alerts is not in sight";
})()`

// TestEveryPageOfAnEmptySite opens what a new site has.
func TestEveryPageOfAnEmptySite(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	patient := "/patients/" + string(s.furnish(t))
	b := s.desk(t)
	b.open("/sign-in")
	b.signIn(password)
	for i, path := range []string{
		"/alerts", "/alerts/all", "/mails", "/library", "/site", "/site/name", "/site/crisis", "/site/consent", "/site/plans", "/users", "/teams", "/audit", "/account", patient, patient + "/plans",
		patient + "/plans/new", patient + "/ask", patient + "/paper", patient + "/sign", "/library/core-mood@1.0.2/precision",
	} {
		b.atEveryWidth(fmt.Sprintf("f%02d", i), path)
	}
}

// TestEveryPageOfADevice opens what a device shows that was handed over.
func TestEveryPageOfADevice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	patient := "/patients/" + string(s.furnish(t))
	b := s.desk(t)
	b.open("/sign-in")
	b.signIn(password)
	b.open(patient + "/hand-over")
	b.choose("battery", "core-sleep")
	b.fill("Code to take the device back", "4711")
	b.fill("The same code again", "4711")
	b.click("Sign me out and hand over")
	for i, path := range []string{"/kiosk", "/kiosk/visit", "/kiosk/visit/consent", "/kiosk/visit/declined", "/kiosk/leave"} {
		b.atEveryWidth(fmt.Sprintf("k%02d", i), path)
	}
	b.open("/kiosk/leave")
	b.fill("Code that was chosen when the device was handed over", "0815")
	b.click("Take the device back")
	b.see("The code is not right.")
	b.check()
	b.open("/kiosk/visit/consent")
	b.choose("agree", "true")
	b.click("Go on")
	for i, path := range []string{"/kiosk/visit/1/1", "/kiosk/visit/1/all", "/kiosk/visit/review"} {
		b.atEveryWidth(fmt.Sprintf("l%02d", i), path)
	}
	b.click("Send my answers")
	b.see("Please give this device back")
	b.atEveryWidth("l03", "/kiosk")
	s.pass(5 * time.Hour)
	b.atEveryWidth("l04", "/kiosk")
	b.see("The time for this device is over")
}

// atEveryWidth opens a page and checks it at each width.
func (b *tab) atEveryWidth(name, path string, also ...func()) {
	b.Helper()
	b.open(path)
	b.unfold()
	for _, width := range widths {
		b.resize(width)
		for _, check := range also {
			check()
		}
		if width == 320 {
			b.fits()
			continue
		}
		b.check()
		if width == 375 {
			b.fingers()
		}
		b.shot(name + strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
				return r
			}
			return '_'
		}, regexp.MustCompile(`[0-9a-f-]{36}|[A-Za-z0-9_-]{40,}`).ReplaceAllString(path, "x")))
	}
	b.resize(1280)
}

// fingers wants whatever is pressed to be as large as a finger.
func (b *tab) fingers() {
	b.Helper()
	if small := js[[]string](b, smallerThanFinger); len(small) > 0 {
		b.Errorf("%s at %d px: smaller than 44 px: %s", b.path(), b.width, strings.Join(small, "\n\t"))
	}
}

// smallerThanFinger gives the buttons, fields and links that stand for themselves and are less than 44 px high or wide. A link
// within a sentence is as high as its line, and a choice is pressed by its label too.
const smallerThanFinger = `(() => {
	const alone = "button, summary, select, textarea, input:not([type=hidden]), nav a, a.button, .actions a, .back a, .ways a, .tabs a";
	const seen = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(".hidden, .skip, [hidden]");
	const pressed = (e) => e.matches("[type=radio], [type=checkbox]") && document.querySelector("label[for='" + CSS.escape(e.id) + "']") || e;
	const size = (e) => pressed(e).getBoundingClientRect();
	const small = (e) => size(e).height < 43.5 || size(e).width < 43.5 && pressed(e) === e;
	return [...document.querySelectorAll(alone)].filter((e) => seen(e) && small(e)).slice(0, 6)
		.map((e) => Math.round(size(e).width) + "×" + Math.round(size(e).height) + " " + e.outerHTML.slice(0, 140));
})()`

var getRoute = regexp.MustCompile(`\.GET\((root\+|link\+)?"([^"]*)"`)

// noPage are the ways in that lead to a file, to another page, or to nothing that is read.
var noPage = regexp.MustCompile(`\.(csv|pdf|json|pem)$|^/$|^/(healthz|readyz)$|^/static/|^/sign-in/code$|^/stop/|^/kiosk`) // TestEveryPageOfADevice looks at those below /kiosk

// everyRouteIsIn wants a list of paths to have one for every page of the server.
func everyRouteIsIn(t *testing.T, list []string) {
	t.Helper()
	for _, file := range []string{"routes.go", "visit_routes.go"} {
		source, err := os.ReadFile("../server/" + file)
		must(t, err)
		for _, m := range getRoute.FindAllStringSubmatch(string(source), -1) {
			pattern := map[string]string{"root+": "/encounters/:id", "link+": "/i/:token"}[m[1]] + m[2]
			if noPage.MatchString(pattern) {
				continue
			}
			like := regexp.MustCompile("^" + regexp.MustCompile(`:\w+`).ReplaceAllString(pattern, "[^/]+") + "$")
			found := false
			for _, path := range list {
				path, _, _ = strings.Cut(path, "?")
				found = found || like.MatchString(path)
			}
			if !found {
				t.Errorf("nobody looks at %s", pattern)
			}
		}
	}
}

// everyPath gives an address for every page, of things that are there.
func (s *site) everyPath(t *testing.T) []string {
	t.Helper()
	ctx := t.Context()
	h, err := s.SignIn(ctx, demo.Login, demo.Password, "127.0.0.1")
	must(t, err)
	s.admin = clinic.Actor{User: h.User, Role: clinic.Administrator, From: "127.0.0.1"}
	must(t, s.PutLogo(ctx, s.admin, testkit.Picture(900, 300)))
	id, response := s.busiest(t)
	fresh, err := s.AddPatient(ctx, s.admin, clinic.Patient{RecordNumber: "INV-9000", Name: patientName, BirthDate: "1984-03-27", Sex: clinic.Female, Language: "en", Email: "a.very.long.address.of.somebody@a-long-name-of-a-domain.example.org"})
	must(t, err)
	token, _, err := s.Invite(ctx, s.admin, fresh, []q.ID{"phq-2", "core-sleep"}, 14)
	must(t, err)
	agreed, _, err := s.Invite(ctx, s.admin, fresh, []q.ID{"core-context", "phq-9"}, 14)
	must(t, err)
	s.agree(t, agreed)
	begun, _, err := s.Invite(ctx, s.admin, fresh, []q.ID{"phq-9"}, 14)
	must(t, err)
	v, err := s.ReopenLink(ctx, begun, "127.0.0.1")
	must(t, err)
	_, err = s.SaveAnswers(ctx, &v, 0, q.Form{"q1": "1"}, "en")
	must(t, err)
	encounter, err := s.Begin(ctx, s.admin, fresh, []q.ID{"hunter"})
	must(t, err)
	teams, err := s.Teams(ctx, s.admin)
	must(t, err)
	patient, another := "/patients/"+string(id), "/patients/"+string(fresh)
	list := []string{"/about", "/about/hazards", "/i/" + token, "/i/" + token + "/consent", "/i/" + token + "/declined", "/i/" + agreed, "/i/" + agreed + "/1/1", "/i/" + agreed + "/1/5",
		"/i/" + agreed + "/1/all", "/i/" + agreed + "/review", "/i/" + agreed + "/consent", "/i/" + agreed + "/done", "/i/" + begun + "/device", "/i/" + begun + "/review?proved=1"}
	staff := "/encounters/" + string(encounter)
	list = append(list, staff, staff+"/1/1", staff+"/1/all", staff+"/review", staff+"/done")
	list = append(list, "/patients", "/patients/new", "/patients/import", "/alerts", "/alerts/all", "/alerts/all?state=open", "/alerts/"+string(s.openAlert(t)), "/mails", "/password", "/account", "/account/second-factor", "/account/app", "/account/passkeys/new", "/account/again", "/account/tokens", "/account/tokens/new", "/setup/NOSUCHLINK")
	for _, p := range []string{patient, another} {
		list = append(list, p, p+"/responses", p+"/change", p+"/plans", p+"/plans/new", p+"/edit", p+"/ask", p+"/hand-over", p+"/paper", p+"/sign", p+"/erase", p+"/keep", p+"/rights")
	}
	list = append(list, patient+"/paper/phq-9@1.0.0", response, response+"/correct")
	list = append(list, "/library", "/library/add", "/library/phq-9@1.0.0", "/library/core-mood@1.0.2", "/library/core-mood@1.0.2/try", "/library/core-mood@1.0.2/compare", "/library/isi@1.0.0/wording", "/library/core-mood@1.0.2/precision")
	users, err := s.Users(ctx, s.admin)
	must(t, err)
	other := users[len(users)-1].ID
	for _, section := range []string{"name", "time", "crisis", "consent", "mail", "patients", "alerts", "retention"} {
		list = append(list, "/site/"+section)
	}
	return append(list, "/records-due", "/site", "/site/plans", "/users", "/users/"+string(other), "/users/"+string(h.User), "/teams", "/teams/"+string(teams[0].Team.ID), "/audit", "/sign-in")
}

// openAlert gives an alert that waits for somebody.
func (s *site) openAlert(t *testing.T) clinic.AlertID {
	t.Helper()
	list, err := s.OpenAlerts(t.Context(), s.admin, 1)
	must(t, err)
	if len(list) == 0 {
		t.Fatal("no alert is open")
	}
	return list[0].Alert.ID
}

// busiest gives the patient with the most answers, and the path of the newest of them.
func (s *site) busiest(t *testing.T) (id clinic.PatientID, response string) {
	t.Helper()
	page, err := s.Caseload(t.Context(), s.admin, store.CaseloadQuery{})
	must(t, err)
	var most []clinic.Response
	for i := range page.Rows {
		list, err := s.Responses(t.Context(), s.admin, page.Rows[i].Patient, app.Page{})
		must(t, err)
		if len(list) > len(most) {
			most = list
		}
	}
	return most[0].PatientID, "/responses/" + string(most[0].ID)
}
