package crash

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// battery is what every patient is asked: one part with an urgent flag and one without.
var battery = []q.ID{"phq-9", "gad-7"}

// visit is one invitation and what was acknowledged of it. One client at a time has it.
type visit struct {
	token     string
	patient   clinic.PatientID
	encounter clinic.EncounterID
	forms     []q.Form  // what is answered, by part
	saved     []bool    // by part: whether that page was acknowledged
	tried     bool      // whether it was submitted at all
	acked     time.Time // when the submission was acknowledged first; zero if never
	marks     []mark    // of the disk, where it is recorded

	device http.CookieJar // of the browser it is answered in, whoever of the clients that is
}

// in gives a client that is this visit's browser, and has looked at its first page.
func (v *visit) in(c *http.Client, root string) (browser *http.Client, ok bool) {
	with := *c
	if with.Jar = v.device; v.device == nil {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return nil, false
		}
		with.Jar = jar
		res, err := with.Get(root)
		if err != nil {
			return nil, false
		}
		_ = res.Body.Close() // nothing was written to it
		v.device = jar
	}
	return &with, true
}

// ledger is every visit, and which of them still wait for a client.
type ledger struct {
	*testing.T
	mu     sync.Mutex
	visits []*visit
	fresh  []*visit // to be answered, the last one first
	done   []*visit // acknowledged
	again  int      // how many were submitted once more
	disk   *disk    // whose record says when something was acknowledged; absent where there is none
}

// mark says how long the disk's record was when something was known of a visit.
type mark struct {
	at   int64
	know func(*visit)
}

// know writes down something of a visit, and when.
func (l *ledger) know(v *visit, what func(*visit)) {
	what(v)
	if l.disk != nil {
		v.marks = append(v.marks, mark{l.disk.written(), what})
	}
}

// perPatient is how many invitations a patient has.
const perPatient = 16

// newLedger makes invitations by the use cases, in a folder that is new.
func newLedger(t *testing.T, folder string, visits int, rnd *rand.Rand) *ledger {
	t.Helper()
	ctx := t.Context()
	a, err := openApp(ctx, folder)
	must(t, err)
	defer func() { must(t, a.Close()) }()
	must(t, a.Library.Prove()) // kept in the folder, as a server's first start leaves them
	who := administrator(t, a)
	l := &ledger{T: t}
	var patient clinic.PatientID
	for n := range visits {
		if n%perPatient == 0 {
			p := clinic.Patient{RecordNumber: fmt.Sprintf("C-%d", n), Name: "Invented Person", BirthDate: "1984-03-27", Sex: clinic.Female, Language: "en"}
			patient, err = a.AddPatient(ctx, who, p)
			must(t, err)
		}
		token, i, err := a.Invite(ctx, who, patient, battery, 14)
		must(t, err)
		asked, err := a.ReopenLink(ctx, token, "192.0.2.1")
		must(t, err)
		must(t, a.GiveConsent(ctx, &asked, q.DefaultLanguage, asked.Site.Consent(q.DefaultLanguage).Hash()))
		if n%perPatient == 0 {
			must(t, agree(t, a, token))
		}
		v := &visit{token: token, patient: patient, encounter: i.EncounterID, saved: make([]bool, len(battery))}
		for _, id := range battery {
			entry, _ := a.Library.FindLatest(id)
			v.forms = append(v.forms, anyForm(entry.Definition, rnd))
		}
		l.visits = append(l.visits, v)
	}
	l.fresh = append(l.fresh, l.visits...)
	return l
}

// agree has the holder of a link agree to being asked, for this and every later link of the patient.
func agree(t *testing.T, a *app.App, token string) error {
	v, err := a.ReopenLink(t.Context(), token, "192.0.2.7")
	if err != nil {
		return err
	}
	return a.GiveConsent(t.Context(), &v, q.DefaultLanguage, v.Site.Consent(q.DefaultLanguage).Hash())
}

// administrator makes the first user.
func administrator(t *testing.T, a *app.App) clinic.Actor {
	t.Helper()
	const from = "192.0.2.1"
	setup, err := a.NewSetupLink(t.Context())
	must(t, err)
	u, err := a.CreateFirstAdministrator(t.Context(), setup, app.NewUser{Login: "admin", Name: "Ada Administrator", Password: testkit.Password}, from)
	must(t, err)
	return clinic.Actor{User: u.ID, Name: u.Name, Role: u.Role, From: from}
}

// anyForm answers by chance, and leaves one question in twelve out, never the first.
func anyForm(d *q.Definition, rnd *rand.Rand) q.Form {
	f := q.Form{}
	for i := range d.Items {
		if i == 0 || rnd.IntN(12) > 0 {
			choices := d.ChoicesOf(&d.Items[i])
			f[d.Items[i].ID] = string(choices[rnd.IntN(len(choices))].Code)
		}
	}
	return f
}

// next gives a client something to do: mostly a new visit, now and then one more sending of what was sent.
func (l *ledger) next() (v *visit, resend bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.done) > 0 && (len(l.fresh) == 0 || rand.IntN(8) == 0) {
		at := rand.IntN(len(l.done))
		v = l.done[at]
		l.done = append(l.done[:at], l.done[at+1:]...)
		l.again++
		return v, true
	}
	if len(l.fresh) == 0 {
		return nil, false
	}
	v, l.fresh = l.fresh[len(l.fresh)-1], l.fresh[:len(l.fresh)-1]
	return v, false
}

// put takes a visit back. Half of those that a kill interrupted are given up, the other half go on after the restart.
func (l *ledger) put(v *visit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case !v.acked.IsZero():
		l.done = append(l.done, v)
	case rand.IntN(2) == 0:
		l.fresh = append(l.fresh, v)
	}
}

// client answers one visit after the other until the server is gone.
func (l *ledger) client(base string) {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := &http.Client{Transport: transport, Timeout: 4 * limit, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for {
		v, resend := l.next()
		if v == nil {
			return
		}
		alive := l.answer(c, base, v, resend)
		l.put(v)
		if !alive {
			return
		}
	}
}

// answer posts a whole visit, page by page, and writes down what is acknowledged. It says whether the server still answers.
func (l *ledger) answer(c *http.Client, base string, v *visit, resend bool) (alive bool) {
	root := base + "/i/" + v.token
	c, ok := v.in(c, root)
	if !ok {
		return false
	}
	for i, f := range v.forms {
		if resend {
			break
		}
		status, _, ok := post(c, fmt.Sprintf("%s/%d/all", root, i+1), f)
		switch {
		case !ok:
			return false
		case status == http.StatusSeeOther:
			l.know(v, func(v *visit) { v.saved[i] = true })
		case status != http.StatusConflict || !v.tried: // a conflict: it was sent, and nobody heard of it
			l.Errorf("save part %d: got status %d, want 303", i+1, status)
		}
	}
	l.know(v, func(v *visit) { v.tried = true })
	status, to, ok := post(c, root+"/submit", nil)
	switch {
	case !ok:
		return false
	case status != http.StatusSeeOther || !strings.HasSuffix(to, "/done"):
		l.Errorf("submit: got status %d to %q, want 303 to …/done", status, to)
	case v.acked.IsZero():
		at := time.Now()
		l.know(v, func(v *visit) { v.acked = at })
	}
	return true
}

// post sends a form; ok is false where no answer came back.
func post(c *http.Client, address string, f q.Form) (status int, to string, ok bool) {
	values := url.Values{}
	for id, raw := range f {
		values.Set(string(id), raw)
	}
	res, err := c.PostForm(address, values)
	if err != nil {
		return 0, "", false
	}
	_, _ = io.Copy(io.Discard, res.Body) // the status was the acknowledgement
	_ = res.Body.Close()                 // nothing was written to it
	return res.StatusCode, res.Header.Get("Location"), true
}
