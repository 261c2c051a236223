package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// objectDoor is what a route that takes an object of a patient's answers, without a form, to nobody, a viewer, a clinician
// and an administrator: where the patient is theirs, and where it is somebody else's of another team. The holder of a link
// is nobody there, also where the object is of the link's own patient.
type objectDoor struct {
	route        string
	own, foreign each
}

// each is what nobody, a viewer, a clinician and an administrator get.
type each [4]int

// objectDoors has every route that takes an object of a patient's by its id.
var objectDoors = []objectDoor{
	{"GET /encounters/:id", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /encounters/:id/:part/:item", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /encounters/:id/:part/:item", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"GET /encounters/:id/:part/all", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /encounters/:id/:part/all", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"GET /encounters/:id/review", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /encounters/:id/done", each{303, 403, 303, 303}, each{303, 403, 404, 303}},
	{"POST /encounters/:id/submit", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"POST /encounters/:id/language", each{401, 403, 404, 404}, each{401, 403, 404, 404}},
	{"POST /patients/:id/consent/withdraw", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"GET /patients/:id", each{303, 200, 200, 200}, each{303, 404, 404, 200}},
	{"GET /patients/:id/responses", each{303, 200, 200, 200}, each{303, 404, 404, 200}},
	{"GET /patients/:id/change", each{303, 200, 200, 200}, each{303, 404, 404, 200}},
	{"GET /patients/:id/change.csv", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /responses/:id", each{303, 200, 200, 200}, each{303, 404, 404, 200}},
	{"GET /patients/:id/edit", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /patients/:id/tags", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"POST /patients/:id/edit", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"POST /patients/:id/place", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"POST /patients/:id/treatments", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"GET /alerts/:id", each{303, 200, 200, 200}, each{303, 404, 404, 200}},
	{"POST /alerts/:id/acknowledge", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"GET /patients/:id/ask", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /patients/:id/invitations", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"POST /patients/:id/encounters", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"POST /patients/:id/consent/ask-again", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"POST /invitations/:id/revoke", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"GET /patients/:id/hand-over", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /patients/:id/hand-over", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"GET /patients/:id/paper", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /patients/:id/paper/:ref", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /patients/:id/paper/:ref", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"GET /patients/:id/paper/:ref/form.pdf", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /patients/:id/plans", each{303, 200, 200, 200}, each{303, 404, 404, 200}},
	{"POST /patients/:id/appointments", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"POST /appointments/:id/cancel", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"POST /patients/:id/mail-consent", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"POST /patients/:id/mail-consent/withdraw", each{401, 403, 409, 409}, each{401, 403, 404, 409}},
	{"GET /patients/:id/plans/new", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /patients/:id/plans", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"POST /occasions/:id/link", each{401, 403, 200, 200}, each{401, 403, 404, 200}},
	{"POST /occasions/:id/answer", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"POST /occasions/:id/mail", each{401, 403, 409, 409}, each{401, 403, 404, 409}},
	{"POST /mails/:id/again", each{401, 403, 409, 409}, each{401, 403, 404, 409}},
	{"POST /mails/:id/arrived", each{401, 403, 409, 409}, each{401, 403, 404, 409}},
	{"POST /plans/:id/pause", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"POST /plans/:id/resume", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"POST /plans/:id/discharge", each{401, 403, 409, 409}, each{401, 403, 404, 409}},
	{"POST /plans/:id/end", each{401, 403, 303, 303}, each{401, 403, 404, 303}},
	{"GET /responses/:id/correct", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /responses/:id/correct", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"GET /patients/:id/report.pdf", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /patients/:id/report.csv", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /patients/:id/report.json", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /responses/:id/receipt.json", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /patients/:id/rights", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /patients/:id/copy.zip", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"GET /patients/:id/receipt.json", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"GET /patients/:id/sign", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
	{"POST /patients/:id/sign", each{401, 403, 422, 422}, each{401, 403, 404, 422}},
	{"GET /patients/:id/keep", each{303, 403, 403, 200}, each{303, 403, 403, 200}},
	{"POST /patients/:id/keep", each{401, 403, 403, 422}, each{401, 403, 403, 422}},
	{"GET /patients/:id/erase", each{303, 403, 403, 200}, each{303, 403, 403, 200}},
	{"POST /patients/:id/erase", each{401, 403, 403, 422}, each{401, 403, 403, 422}},
	{"GET /signatures/:id/signed.json", each{303, 403, 200, 200}, each{303, 403, 404, 200}},
}

// linkDoor is what the holder of a link comes to, without a form, while the link is open.
type linkDoor struct {
	route string
	open  int
}

// linkDoors has every page below a link, in the order of a visit.
var linkDoors = []linkDoor{
	{"GET /i/:token", 200},
	{"GET /i/:token/:part/:item", 200},
	{"POST /i/:token/:part/:item", 303},
	{"GET /i/:token/:part/all", 200},
	{"POST /i/:token/:part/all", 303},
	{"GET /i/:token/review", 200},
	{"GET /i/:token/done", 303},
	{"POST /i/:token/language", 404},
	{"GET /i/:token/consent", 200},
	{"POST /i/:token/consent", 422},
	{"GET /i/:token/declined", 303},
	{"GET /i/:token/device", 303},
	{"POST /i/:token/device", 303},
	{"POST /i/:token/submit", 303},
	{"POST /i/:token/withdraw", 303},
}

// kindOf says which object of a patient's a route takes; none where it takes something else, or nothing.
func kindOf(route string) string {
	_, path, _ := strings.Cut(route, " ")
	parts := strings.Split(path, "/")
	for _, kind := range []string{"patients", "responses", "alerts", "invitations", "encounters", "signatures", "plans", "occasions", "appointments", "mails"} {
		if len(parts) > 2 && parts[1] == kind && parts[2] == ":id" {
			return kind
		}
	}
	return ""
}

// objects is one patient with one of everything that a route can take.
type objects struct {
	name, record string
	of           map[string]string // the ids by kind
	token        string            // of an open link, which is not the invitation above
}

// missing is what a route takes where there is nothing.
var missing = objects{of: map[string]string{"patients": "0", "responses": "0", "alerts": "0", "invitations": "0", "encounters": "0", "signatures": "0", "plans": "0", "occasions": "0", "appointments": "0", "mails": "0"}, token: "NOSUCHTOKEN"}

var made int

func (s *site) objects(t *testing.T, who clinic.Actor, name string) objects {
	t.Helper()
	ctx := t.Context()
	made++
	o := objects{name: fmt.Sprint(name, " the ", made), record: fmt.Sprint("rec-", name[:1], "-", made), of: map[string]string{}}
	patient := s.PatientOf(t, who, o.record, o.name)
	response := s.AnswerBy(t, who, patient, "phq-9", 1)
	encounter, err := s.Begin(ctx, who, patient, []q.ID{"phq-2"})
	fatal(t, err)
	_, i, err := s.Invite(ctx, who, patient, []q.ID{"gad-7"}, 7)
	fatal(t, err)
	o.token, _, err = s.Invite(ctx, who, patient, []q.ID{"gad-7"}, 7)
	fatal(t, err)
	s.Agree(t, o.token)
	var alerts []clinic.Alert
	fatal(t, s.Store.View(ctx, func(tx *store.Tx) error {
		alerts, err = tx.AlertsOf(patient)
		return err
	}))
	r, err := s.Report(ctx, who, app.ReportRequest{Patient: patient, Digest: true})
	fatal(t, err)
	s.Pass(time.Minute) // so that no try is one too many
	signature, err := s.SignReport(ctx, who, app.Signing{Patient: patient, Digest: r.Digest, Meaning: clinic.Author, Presence: app.Presence{Password: testkit.Password}})
	fatal(t, err)
	o.of["signatures"] = string(signature)
	s.planned(t, who, patient, o.of)
	o.of["patients"], o.of["responses"], o.of["encounters"], o.of["invitations"], o.of["alerts"] =
		string(patient), string(response), string(encounter), string(i.ID), string(alerts[0].ID)
	return o
}

// planned gives a patient a plan that asks now, and an appointment.
func (s *site) planned(t *testing.T, who clinic.Actor, patient clinic.PatientID, of map[string]string) {
	t.Helper()
	plan, err := s.AddPlan(t.Context(), who, clinic.Plan{PatientID: patient, Name: "Two weeks", Start: "2026-11-23", Schedule: clinic.Schedule{
		Battery: []q.ID{"phq-2"}, Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 2, Unit: clinic.Weeks}, After: 3}})
	fatal(t, err)
	visit, err := s.AddAppointment(t.Context(), who, patient, "2026-12-10")
	fatal(t, err)
	r, err := s.Plans(t.Context(), who, patient)
	fatal(t, err)
	open := r.Plans[0].Occasions[0]
	of["plans"], of["appointments"], of["occasions"], of["mails"] = string(plan), string(visit), string(open.ID), string(open.Mails[0].ID)
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fill puts names into a route's pattern.
func (o objects) fill(path string) string {
	if id, ok := o.of[kindOf(" "+path)]; ok {
		path = strings.Replace(path, ":id", id, 1)
	}
	return strings.NewReplacer(":id", "0", ":ref", "phq-9@1.0.0", ":token", o.token, ":part", "1", ":item", "1", ":name", "none.css", ":section", "name").Replace(path)
}

func (b *browser) at(route string, o objects) answer {
	b.t.Helper()
	method, path, _ := strings.Cut(route, " ")
	if kindOf(route) == "" {
		o.token = missing.token
	}
	return b.send(b.request(method, o.fill(path), ""))
}

// wantNoneIn wants a body to have nothing by which the patient could be known.
func (o objects) wantNoneIn(t testing.TB, route, body string) {
	t.Helper()
	words := []string{o.name, o.record}
	for _, id := range o.of {
		words = append(words, id)
	}
	for _, word := range words {
		if strings.Contains(body, word) {
			t.Errorf("%s: the answer has %q of a foreign patient's", route, word)
		}
	}
}

func TestObjectDoors(t *testing.T) {
	s := newSite(t)
	elsewhere := s.Elsewhere(t)
	for _, v := range s.callers() {
		t.Run(v.name, func(t *testing.T) {
			b := s.signedIn(t, v.who)
			own, foreign := s.objects(t, s.Clinician, "Petra Patient"), s.objects(t, elsewhere, "Fritz Foreign")
			for _, d := range objectDoors {
				a := b.at(d.route, own)
				if want := d.own[v.column]; a.status != want {
					t.Errorf("%s of one's own: got %d, want %d\n%s", d.route, a.status, want, firstLines(a.body))
				}
				checkHeaders(t, d.route, a)
				if v.who.Role != clinic.Administrator {
					foreign.wantNoneIn(t, d.route, a.body)
				}
				b.wantForeign(d, v, foreign)
			}
		})
	}
}

// wantForeign wants a foreign object to be answered word for word like one that is not there.
func (b *browser) wantForeign(d objectDoor, v caller, foreign objects) {
	b.t.Helper()
	a := b.at(d.route, foreign)
	if want := d.foreign[v.column]; a.status != want {
		b.t.Errorf("%s of a foreign patient: got %d, want %d\n%s", d.route, a.status, want, firstLines(a.body))
	}
	if v.who.Role == clinic.Administrator {
		return
	}
	foreign.wantNoneIn(b.t, d.route, impersonal(a, foreign))
	none := b.at(d.route, missing)
	if got, want := impersonal(a, foreign), impersonal(none, missing); got != want {
		b.t.Errorf("%s: a foreign object gives\n%s\nand what is not there\n%s", d.route, got, want)
	}
}

// impersonal gives an answer without its request id and the ids that were asked for.
func impersonal(a answer, o objects) string {
	said := fmt.Sprint(a.status, a.header.Get("Location"), strings.ReplaceAll(a.body, a.header.Get("X-Request-Id"), ""))
	for kind, id := range o.of {
		said = strings.ReplaceAll(said, "/"+kind+"/"+id, "/"+kind+"/")
		said = strings.ReplaceAll(said, "%2F"+kind+"%2F"+id, "%2F"+kind+"%2F")
	}
	return said
}

// The holder of a link comes to their own form, and is nobody everywhere else: for their own patient's objects too.
func TestLinkHolders(t *testing.T) {
	s := newSite(t)
	for _, v := range []string{"Petra Patient", "Paul Patient"} {
		b := s.browser(t)
		own, other := s.objects(t, s.Clinician, v), s.objects(t, s.Clinician, "Otto Other")
		for _, d := range linkDoors {
			method, path, _ := strings.Cut(d.route, " ")
			a := b.send(b.request(method, own.fill(path), ""))
			if a.status != d.open {
				t.Errorf("%s: got %d, want %d\n%s", d.route, a.status, d.open, firstLines(a.body))
			}
			other.wantNoneIn(t, d.route, a.body)
			checkHeaders(t, d.route, a)
		}
		for _, d := range objectDoors {
			for _, o := range []objects{own, other} {
				if a := b.at(d.route, o); a.status != d.own[0] {
					t.Errorf("%s: got %d, want %d as for nobody\n%s", d.route, a.status, d.own[0], firstLines(a.body))
				}
			}
		}
		for _, d := range doors {
			if a := b.at(d.route, own); a.status != d.nobody {
				t.Errorf("%s: got %d, want %d as for nobody\n%s", d.route, a.status, d.nobody, firstLines(a.body))
			}
		}
	}
}
