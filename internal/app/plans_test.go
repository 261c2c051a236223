package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/post"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// mailed is a clinic in Berlin with a mail server that catches, and a patient who agreed to e-mails.
type mailed struct {
	*world
	catcher *testkit.Catcher
	who     clinic.PatientID
}

func newMailed(t *testing.T) *mailed {
	w := newWorld(t)
	m := &mailed{world: w, catcher: testkit.Catch(t)}
	w.Mail, w.PublicURL = m.catcher.Office(t), "https://forms.example.org"
	must(t, w.PutSite(t.Context(), w.Administrator, clinic.Site{Name: "Harbour Street", CrisisText: strings.Repeat("Call 112. ", 3), LinkDays: 14, TimeZone: "Europe/Berlin"}))
	var err error
	m.who, err = w.AddPatient(t.Context(), w.Clinician, clinic.Patient{RecordNumber: "M-1", Name: "Marlene Mail", Sex: clinic.Female, Email: "marlene@example.org",
		Language: "en", Team: testkit.TheTeam})
	must(t, err)
	must(t, w.GiveMailConsent(t.Context(), w.Clinician, m.who, app.MailAgreement{How: "on paper", Language: "en"}))
	return m
}

// begin adds a plan that begins today.
func (m *mailed) begin(s clinic.Schedule) clinic.PlanID {
	m.t.Helper()
	if s.Battery == nil {
		s.Battery = []q.ID{"phq-2"}
	}
	id, err := m.AddPlan(m.t.Context(), m.Clinician, clinic.Plan{PatientID: m.who, Name: "Course", Start: clinic.DateAt(m.Now(), m.Zone()), Schedule: s})
	must(m.t, err)
	return id
}

// work does what the running server does every half minute.
func (m *mailed) work() {
	m.t.Helper()
	must(m.t, m.Tick(m.t.Context()))
	must(m.t, m.SendMails(m.t.Context()))
}

func (m *mailed) record() app.PlanRecord {
	m.t.Helper()
	r, err := m.Plans(m.t.Context(), m.Clinician, m.who)
	must(m.t, err)
	return r
}

// states gives the occasions of the newest plan, each as its due day and state.
func (m *mailed) states() string {
	m.t.Helper()
	var list []string
	for _, o := range m.record().Plans[0].Occasions {
		list = append(list, string(o.Due)[5:]+" "+string(o.State))
	}
	return strings.Join(list, ", ")
}

func (m *mailed) subjects() (list []string) {
	for _, c := range m.catcher.Messages() {
		list = append(list, c.Subject)
	}
	return list
}

var answerLink, stopLink = regexp.MustCompile(`https://forms\.example\.org/i/(\S+)`), regexp.MustCompile(`https://forms\.example\.org/stop/(\S+)`)

func tokenIn(t *testing.T, link *regexp.Regexp, body string) string {
	t.Helper()
	found := link.FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no link in\n%s", body)
	}
	return found[1]
}

func (m *mailed) answer(token string) {
	m.t.Helper()
	m.Agree(m.t, token)
	v := m.open(token)
	_, err := m.SaveAnswers(m.t.Context(), &v, 0, testkit.SameChoice(v.Parts[0].Entry.Definition, 1), "en")
	must(m.t, err)
	must(m.t, m.Submit(m.t.Context(), &v, "en"))
}

// A patient is asked every week from winter to winter, over both changes of the clocks, by a server that looks every few
// hours: one message each time, at 8 by the clock on the wall or later, a link that ends with its last day, and what is
// answered counts, what is not is missed.
func TestAYearOverTwoChangesOfTheClocks(t *testing.T) {
	m := newMailed(t)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 1, Unit: clinic.Weeks}, Before: 1, After: 2})
	end := time.Date(2027, 11, 20, 12, 0, 0, 0, time.UTC)
	answered := 0
	for n := 0; m.Now().Before(end); n++ {
		m.work()
		if caught := m.catcher.Messages(); len(caught) > answered {
			if hour := m.Now().In(m.Zone()).Hour(); hour < 8 || hour >= 20 {
				t.Errorf("a message went out at %s", m.Now().In(m.Zone()))
			}
			if answered++; answered%3 != 0 { // every third is left unanswered
				m.answer(tokenIn(t, answerLink, caught[answered-1].Body))
			}
		}
		m.Pass([]time.Duration{7 * time.Hour, 11 * time.Hour, 5 * time.Hour}[n%3])
	}
	record := m.record()
	due := q.Date("2026-11-23")
	for i, o := range record.Plans[0].Occasions {
		want := clinic.Done
		if (i+1)%3 == 0 {
			want = clinic.Missed
		}
		if o.Due != due || o.State != want && o.State != clinic.Planned && o.State != clinic.Open {
			t.Errorf("number %d: due %s and %s, want %s and %s", i, o.Due, o.State, due, want)
		}
		if o.State != clinic.Planned && len(o.Mails) != 1 {
			t.Errorf("number %d: %d messages, want 1", i, len(o.Mails))
		}
		due = clinic.AddDays(due, 7)
	}
	if got := len(m.catcher.Messages()); got != 52 || len(record.Plans[0].Occasions) < 52 {
		t.Errorf("got %d messages about %d times, want 52", got, len(record.Plans[0].Occasions))
	}
}

func TestRemindersMissedAndLate(t *testing.T) {
	m := newMailed(t)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 2, Unit: clinic.Weeks}, After: 5, Remind: 2})
	for range 6 { // up to the last day
		m.work()
		m.Pass(day)
	}
	want := "[There are questions for you A reminder: there are questions for you A reminder: there are questions for you]"
	if got := fmt.Sprint(m.subjects()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	first := tokenIn(t, answerLink, m.catcher.Messages()[0].Body)
	m.Pass(-10*time.Hour - 31*time.Minute) // 23:59 of the last day in Berlin
	if got := clinic.DateAt(m.Now(), m.Zone()); got != "2026-11-28" {
		t.Fatalf("it is %s", got)
	}
	m.answer(first) // an early link works as long as a late one
	if got := m.states(); got != "11-23 done, 12-07 planned" {
		t.Errorf("got %s", got)
	}
	m.Pass(15 * day)
	m.work()
	if got := m.states(); got != "11-23 done, 12-07 missed, 12-21 planned" {
		t.Errorf("got %s, want what no server asked to be missed, and seen", got)
	}
	if got := len(m.subjects()); got != 3 {
		t.Errorf("%d messages, want none about what was over", got)
	}
	m.Pass(9 * day)
	m.work() // at night: the message waits
	m.Pass(9 * time.Hour)
	m.work()
	late := tokenIn(t, answerLink, m.catcher.Messages()[3].Body)
	m.Pass(4 * day) // the morning after the last day
	if _, err := m.OpenLink(t.Context(), late, ""); fault.KindOf(err) != fault.Gone {
		t.Errorf("after the last day: got %v, want the link to have ended", err)
	}
	m.work()
	if got := m.states(); got != "11-23 done, 12-07 missed, 12-21 missed, 01-04 planned" {
		t.Errorf("got %s", got)
	}
}

// A server that was off for five days sends one message about what is still open, not five.
func TestOffForFiveDays(t *testing.T) {
	m := newMailed(t)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 1, Unit: clinic.Days}})
	m.work()
	m.Pass(5 * day)
	m.work()
	m.work()
	if got := m.states(); got != "11-23 missed, 11-24 missed, 11-25 missed, 11-26 missed, 11-27 missed, 11-28 open, 11-29 planned" {
		t.Errorf("got %s", got)
	}
	if got := len(m.subjects()); got != 2 {
		t.Errorf("got %d messages, want one a day that it ran", got)
	}
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 20, Remind: 1})
	m.work()
	m.Pass(5 * day)
	before := len(m.subjects())
	m.work()
	m.work()
	if got := len(m.subjects()) - before; got != 2 { // a reminder of the one, and today's of the other
		t.Errorf("got %d messages about two plans after five days, want 2", got)
	}
}

// At each moment of a message the power fails: the database is what it was then. The next start sends everything that it
// knows was not sent, and nothing that may have been: that is shown to staff.
func TestKilledAtEachMomentOfAMessage(t *testing.T) {
	cases := []struct {
		stage string
		sent  int // before the power failed
		later int // by the next start
		state clinic.MailState
	}{
		{"connect", 0, 1, clinic.MailSent},
		{"mail", 0, 0, clinic.MailUnclear},
		{"rcpt", 0, 0, clinic.MailUnclear},
		{"data", 0, 0, clinic.MailUnclear},
		{"end", 0, 0, clinic.MailUnclear},
		{"taken", 1, 0, clinic.MailUnclear},
		{"after", 1, 0, clinic.MailSent},
	}
	for _, c := range cases {
		t.Run(c.stage, func(t *testing.T) {
			m := newMailed(t)
			m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 9, Remind: 3})
			image := filepath.Join(t.TempDir(), "then.db")
			sent := -1
			freeze := func(stage, _ string) string {
				if stage == c.stage && sent < 0 {
					sent = len(m.catcher.Messages())
					m.exec("VACUUM INTO '" + image + "'")
				}
				return ""
			}
			m.catcher.Watch(freeze)
			m.work()
			freeze("after", "")
			m.catcher.Watch(nil)
			if sent != c.sent {
				t.Fatalf("%d messages were out, want %d", sent, c.sent)
			}
			after := m.restarted(t, image)
			before := len(m.catcher.Messages())
			after.work()
			after.work()
			if got := len(m.catcher.Messages()) - before; got != c.later {
				t.Errorf("the next start sent %d messages, want %d", got, c.later)
			}
			mail := after.record().Plans[0].Occasions[0].Mails[0]
			if mail.State != c.state {
				t.Errorf("the message is %s, want %s", mail.State, c.state)
			}
			trouble, err := after.MailsInTrouble(t.Context(), after.Clinician, 10)
			must(t, err)
			if (len(trouble) == 1) != (c.state == clinic.MailUnclear) {
				t.Errorf("staff see %d messages in trouble", len(trouble))
			}
			if c.state != clinic.MailUnclear {
				return
			}
			_, err = after.SendAgain(t.Context(), after.Clinician, mail.ID)
			must(t, err)
			after.work()
			list := m.catcher.Messages()
			if len(list) != before+1 || list[before].Head.Get("Message-Id") != "<"+string(mail.ID)+"@clinic.example>" {
				t.Errorf("a person sent it again: got %d messages, the last %s", len(list)-before, list[len(list)-1].Head.Get("Message-Id"))
			}
		})
	}
}

// restarted opens an image of the database as a server would that starts now.
func (m *mailed) restarted(t *testing.T, image string) *mailed {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(filepath.Dir(m.Path), "seal.key"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(filepath.Dir(image), "seal.key"), key, 0o600))
	s, err := store.Open(t.Context(), store.Options{Path: image})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	of := app.App{Store: s, Library: m.Library, AuditKey: m.AuditKey, ReceiptSeed: m.ReceiptSeed, OptionalFactor: true, Now: m.Now, Log: m.Log, Mail: m.Mail, PublicURL: m.PublicURL}
	a, err := app.New(t.Context(), of)
	must(t, err)
	w := &world{Clinic: &testkit.Clinic{App: a, Administrator: m.Administrator, Clinician: m.Clinician, Viewer: m.Viewer}, t: t}
	return &mailed{world: w, catcher: m.catcher, who: m.who}
}

// What the mail server says decides: later is tried again and again with longer waits, never is the end of it, and a
// connection that ends too early is told apart by whether everything had been sent.
func TestWhatTheMailServerSays(t *testing.T) {
	cases := []struct {
		name, stage, reply string
		state              clinic.MailState
		problem            string
	}{
		{"busy", "rcpt", "451 4.7.1 later", clinic.MailWaiting, "451"},
		{"full", "end", "452 4.2.2 full", clinic.MailWaiting, "452"},
		{"no such address", "rcpt", "550 5.1.1 marlene@example.org is unknown", clinic.MailFailed, "550"},
		{"refused", "end", "554 5.7.1 no", clinic.MailFailed, "554"},
		{"hung up before", "mail", testkit.HangUp, clinic.MailWaiting, "connection"},
		{"hung up at the end", "end", testkit.HangUp, clinic.MailUnclear, "before the mail server had answered"},
		{"hung up at the beginning", "connect", testkit.HangUp, clinic.MailWaiting, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := newMailed(t)
			m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 9})
			m.catcher.Watch(func(stage, _ string) string {
				if stage == c.stage {
					return c.reply
				}
				return ""
			})
			must(t, m.Tick(t.Context()))
			if err := m.SendMails(t.Context()); (err != nil) != (c.stage == "connect") || (m.MailDown() != nil) != (c.stage == "connect") {
				t.Errorf("got %v, and the mail server down since %v", err, m.MailDown())
			}
			mail := m.record().Plans[0].Occasions[0].Mails[0]
			if mail.State != c.state || !strings.Contains(mail.Problem, c.problem) || strings.Contains(mail.Problem, "@") {
				t.Errorf("got %s because %q, want %s because of %q and no address", mail.State, mail.Problem, c.state, c.problem)
			}
			m.catcher.Watch(nil)
			for range 5 {
				m.Pass(time.Hour)
				m.work()
			}
			want := 0
			if c.state == clinic.MailWaiting {
				want = 1
			}
			if got := len(m.catcher.Messages()); got != want {
				t.Errorf("five hours later: %d messages, want %d", got, want)
			}
		})
	}
}

// Without consent, without an address and after the consent was withdrawn nothing is sent: the link is there to hand over.
func TestNothingIsSentWithoutConsent(t *testing.T) {
	cases := []struct {
		name   string
		change func(m *mailed)
		why    string
	}{
		{"withdrawn by staff", func(m *mailed) { must(m.t, m.WithdrawMailConsent(m.t.Context(), m.Clinician, m.who)) }, "wants no more"},
		{"no mail server", func(m *mailed) { m.Mail = nil }, "sends no e-mails"},
		{"no address", func(m *mailed) {
			must(m.t, m.EditPatient(m.t.Context(), m.Clinician, clinic.Patient{ID: m.who, RecordNumber: "M-1", Name: "Marlene Mail", Sex: clinic.Female, Language: "en", Revision: 1}))
		}, "no address"},
		{"another address", func(m *mailed) {
			must(m.t, m.EditPatient(m.t.Context(), m.Clinician, clinic.Patient{ID: m.who, RecordNumber: "M-1", Name: "Marlene Mail", Sex: clinic.Female, Language: "en", Email: "someone.else@example.org", Revision: 1}))
		}, "another address"},
		{"another patient, who never agreed", func(m *mailed) { m.who = m.Patient(m.t, "M-2", "Nora Never") }, "no address"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := newMailed(t)
			c.change(m)
			m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 9, Remind: 1})
			for range 4 {
				m.work()
				m.Pass(day)
			}
			if got := m.catcher.Messages(); len(got) > 0 {
				t.Errorf("%d messages were sent", len(got))
			}
			o := m.record().Plans[0].Occasions[0]
			if o.State != clinic.Open || !strings.Contains(o.Mails[0].Problem, c.why) {
				t.Errorf("it is %s, and was not sent because %q", o.State, o.Mails[0].Problem)
			}
			token, _, err := m.HandOver(t.Context(), m.Clinician, o.ID)
			must(t, err)
			m.answer(token)
			if got := m.record().Plans[0]; got.Occasions[0].State != clinic.Done || got.Plan.State != clinic.PlanEnded {
				t.Errorf("answered by hand: the time is %s, the plan %s", got.Occasions[0].State, got.Plan.State)
			}
		})
	}
}

// Consent that ends while a message waits keeps it from being sent.
func TestConsentIsAskedForAtTheLastMoment(t *testing.T) {
	m := newMailed(t)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 9})
	must(t, m.WithdrawMailConsent(t.Context(), m.Clinician, m.who))
	m.work()
	if got := m.record().Plans[0].Occasions[0].Mails[0]; len(m.catcher.Messages()) > 0 || got.State != clinic.MailDropped {
		t.Errorf("%d messages were sent, and the one is %s", len(m.catcher.Messages()), got.State)
	}
}

// Whoever takes their agreement to being asked back gets no reminder of what was asked before, and is written to again once
// they have agreed anew.
func TestNoQuestionsByMailAfterTheAgreementWasTakenBack(t *testing.T) {
	m := newMailed(t)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 1, Unit: clinic.Weeks}, After: 4, Remind: 2})
	m.work()
	token := tokenIn(t, answerLink, m.catcher.Messages()[0].Body)
	m.Agree(t, token)
	v := m.open(token)
	must(t, m.WithdrawConsent(t.Context(), &v))
	for range 6 {
		m.Pass(day)
		m.work()
	}
	if got := m.catcher.Messages(); len(got) != 1 || !strings.Contains(m.record().NoMail, "took back") {
		t.Fatalf("got %d messages, want the first alone; the page says %q", len(got), m.record().NoMail)
	}
	must(t, m.AskAgain(t.Context(), m.Clinician, m.who))
	again, _, err := m.Invite(t.Context(), m.Clinician, m.who, []q.ID{"phq-2"}, 3)
	must(t, err)
	m.Agree(t, again)
	m.Pass(day)
	m.work()
	if got := m.catcher.Messages(); len(got) != 2 {
		t.Errorf("after they agreed anew: got %d messages, want 2", len(got))
	}
}

// Agreeing to e-mails is agreeing to one address, also while a message waits; whatever its case, it is the same.
func TestConsentIsForTheAddressItWasGivenFor(t *testing.T) {
	m := newMailed(t)
	edit := func(revision int, address string) {
		t.Helper()
		must(t, m.EditPatient(t.Context(), m.Clinician, clinic.Patient{ID: m.who, RecordNumber: "M-1", Name: "Marlene Mail", Sex: clinic.Female, Language: "en", Email: address, Revision: revision}))
	}
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 2, Unit: clinic.Days}})
	edit(1, "ex-husband@example.org")
	m.work()
	if got := m.record(); len(m.catcher.Messages()) > 0 || got.Plans[0].Occasions[0].Mails[0].State != clinic.MailDropped || !got.Consent.Holds() || got.Consent.Covers("ex-husband@example.org") {
		t.Fatalf("%d messages were sent to an address that nobody agreed to; %+v", len(m.catcher.Messages()), got.Consent)
	}
	edit(2, "Marlene@Example.org")
	m.Pass(2 * day)
	m.work()
	if got := m.catcher.Messages(); len(got) != 1 || got[0].To != "Marlene@Example.org" {
		t.Fatalf("got %d messages, want one to the address that was agreed to", len(got))
	}
	edit(3, "new@example.org")
	must(t, m.GiveMailConsent(t.Context(), m.Clinician, m.who, app.MailAgreement{How: "by telephone", Language: "en"}))
	m.Pass(2 * day)
	m.work()
	if got := m.catcher.Messages(); len(got) != 2 || got[1].To != "new@example.org" || m.record().Consent.Address != "new@example.org" {
		t.Errorf("got %d messages, want one to the new address, which was agreed to anew", len(got))
	}
	edit(4, "")
	if err := m.GiveMailConsent(t.Context(), m.Clinician, m.who, app.MailAgreement{How: "by telephone", Language: "en"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("agreeing for no address: got %v", err)
	}
}

// A patient is written to in their own language, or else in that of what they agreed to last, or of the site.
func TestALetterIsInThePatientsLanguage(t *testing.T) {
	for _, c := range []struct{ record, agreed, site, want string }{
		{"ar", "", "en", "لديك أسئلة من"}, {"de", "en", "en", "es gibt Fragen für Sie von"}, {"", "fr", "en", "il y a des questions pour vous"},
		{"nb", "", "es", "Hay preguntas para usted"}, {"", "", "", "there are questions for you"},
	} {
		m := newMailed(t)
		site, err := m.Site(t.Context())
		must(t, err)
		site.Language = q.Language(c.site)
		must(t, m.PutSite(t.Context(), m.Administrator, site))
		must(t, m.EditPatient(t.Context(), m.Clinician, clinic.Patient{ID: m.who, RecordNumber: "M-1", Name: "Marlene Mail", Sex: clinic.Female, Language: q.Language(c.record), Email: "marlene@example.org", Revision: 1}))
		if c.agreed != "" {
			token, _, err := m.Invite(t.Context(), m.Clinician, m.who, []q.ID{"phq-2"}, 3)
			must(t, err)
			v := m.open(token)
			must(t, m.GiveConsent(t.Context(), &v, q.Language(c.agreed), v.Site.Consent(q.Language(c.agreed)).Hash()))
		}
		m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 2})
		m.work()
		body := m.catcher.Messages()[0].Body
		if !strings.Contains(body, c.want) {
			t.Errorf("%+v: got\n%s", c, body)
		}
		stop, language, _ := strings.Cut(tokenIn(t, stopLink, body), "?lang=")
		must(t, m.CheckStop(t.Context(), stop))
		if language != "" && !strings.Contains("ar de fr es", language) || (language == "") != strings.Contains(body, "there are") {
			t.Errorf("%+v: the page that stops them would speak %q", c, language)
		}
	}
}

func TestThePatientStopsTheMessages(t *testing.T) {
	m := newMailed(t)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 2, Unit: clinic.Days}, Remind: 0})
	m.work()
	body := m.catcher.Messages()[0].Body
	stop := tokenIn(t, stopLink, body)
	must(t, m.CheckStop(t.Context(), stop)) // looking at it changes nothing
	if c := m.record().Consent; !c.Holds() {
		t.Error("the consent was withdrawn by looking")
	}
	for _, wrong := range []string{"", "x", tokenIn(t, answerLink, body)} {
		if err := m.StopMails(t.Context(), wrong, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: got %v", wrong, err)
		}
	}
	if _, err := m.OpenLink(t.Context(), stop, ""); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the link that stops opens answers: %v", err)
	}
	must(t, m.StopMails(t.Context(), stop, "192.0.2.9"))
	must(t, m.StopMails(t.Context(), stop, "192.0.2.9"))
	if c := m.record().Consent; c.Holds() || c.WithdrawnBy != "" {
		t.Errorf("got %+v", c)
	}
	m.Pass(2 * day)
	m.work()
	if got := len(m.catcher.Messages()); got != 1 {
		t.Errorf("%d messages, want none after they were stopped", got)
	}
	if e := m.entries(0); !strings.Contains(fmt.Sprint(e), "withdraw consent to e-mail") {
		t.Error("the audit does not say so")
	}
}

// What is kept of links is only their hashes, and no message has a word about health or the patient in it.
func TestNoLinkIsKeptAndNothingIsTold(t *testing.T) {
	m := newMailed(t)
	m.begin(clinic.Schedule{Battery: []q.ID{"phq-9", "core-mood"}, Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 9, Remind: 1})
	m.work()
	m.Pass(day)
	m.work()
	dump := m.dump()
	for _, c := range m.catcher.Messages() {
		for _, link := range []*regexp.Regexp{answerLink, stopLink} {
			if token := tokenIn(t, link, c.Body); strings.Contains(dump, token) {
				t.Errorf("the database holds the link %s", token)
			}
		}
		wording := answerLink.ReplaceAllString(stopLink.ReplaceAllString(c.Raw, ""), "")
		if word := post.Tells(c.Subject + " " + c.Body); word != "" {
			t.Errorf("%q stands in\n%s", word, c.Body)
		}
		for _, id := range []q.ID{"phq-9", "core-mood"} {
			e, _ := m.Library.FindLatest(id)
			for _, word := range append(strings.Fields(e.Definition.Title.In("en")), strings.Fields(e.Definition.ShortTitle.In("en"))...) {
				if len(word) > 3 && strings.Contains(wording, word) {
					t.Errorf("%q of the title of %s stands in\n%s", word, id, wording)
				}
			}
			for _, item := range e.Definition.Items {
				if strings.Contains(c.Body, item.Text.In("en")) || strings.Contains(c.Body, item.Label.In("en")) {
					t.Errorf("%s of %s stands in\n%s", item.ID, id, c.Body)
				}
			}
		}
		for _, word := range []string{"Marlene", "Mail\n", "M-1"} {
			if strings.Contains(c.Body, word) {
				t.Errorf("%q stands in\n%s", word, c.Body)
			}
		}
		if c.To != "marlene@example.org" || c.Head.Get("Message-Id") == "" || !strings.Contains(c.Body, "Harbour Street") {
			t.Errorf("to %s\n%s", c.To, c.Raw)
		}
	}
	if len(m.catcher.Messages()) != 2 {
		t.Errorf("got %d messages", len(m.catcher.Messages()))
	}
}
