package crash

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// What a crowd may cost, with 10,000 patients connected at once (the server and the crowd share the processors here).
const (
	formLimit   = 250 * time.Millisecond // of 99 in 100 pages with questions
	submitLimit = time.Second            // of 99 in 100 submissions
	memoryLimit = 1 << 30                // bytes, resident, at their highest
	hangUpLimit = 45 * time.Second       // for who sends nothing, or next to nothing
)

// How big a crowd is: a small one where nothing else is asked for, because its full size takes minutes and both processors.
const (
	crowdVariable = "STEELYARD_PATIENTS"
	smallCrowd    = 400
)

// crowd is patients who are connected all at once and answer in their own time.
type crowd struct {
	*testing.T
	address string
	think   time.Duration // the mean time before each further page
	arrive  time.Duration // within which everybody connects
	here    atomic.Int64  // patients who are connected
	most    atomic.Int64  // at once
	forms   times
	submits times
	failed  atomic.Int64
}

// times is how long requests took.
type times struct {
	mu   sync.Mutex
	took []time.Duration
}

func (x *times) add(d time.Duration) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.took = append(x.took, d)
}

// share gives the time within which a share of the requests were answered.
func (x *times) share(p float64) time.Duration {
	slices.Sort(x.took)
	if len(x.took) == 0 {
		return 0
	}
	return x.took[min(len(x.took)-1, int(p*float64(len(x.took))))]
}

// TestACrowdAtOnce connects patients all at once, each with a connection of their own that stays open, lets them answer
// a form of two parts in their own time while others send a byte a second or nothing at all, and holds the server to
// what a crowd may cost; and then what is kept to what was acknowledged.
func TestACrowdAtOnce(t *testing.T) {
	n, timed := smallCrowd, false
	if s := os.Getenv(crowdVariable); s != "" {
		var err error
		n, err = strconv.Atoi(s)
		must(t, err)
		timed = true // only where somebody asked: other work on the machine would decide it otherwise
	}
	folder := t.TempDir()
	visits := invited(t, folder, n)
	p := start(t, folder)
	p.healthy(t)

	c := &crowd{T: t, address: strings.TrimPrefix(p.base, "http://"), think: max(time.Second, time.Duration(n)*1800*time.Microsecond), arrive: max(time.Second, time.Duration(n)*2*time.Millisecond)}
	var all sync.WaitGroup
	for range max(8, n/50) {
		all.Go(c.idler)
		all.Go(c.dripper)
	}
	began := time.Now()
	for _, v := range visits {
		all.Go(func() { c.answer(v) })
	}
	all.Wait()
	took := time.Since(began)
	peak := p.peak(t)
	p.kill(t)
	t.Logf("%d patients, %d of them connected at once, answering within %s: %d pages, 99%% within %s; %d submissions, 99%% within %s; %d MB of memory at most",
		n, c.most.Load(), took.Round(time.Second), len(c.forms.took), c.forms.share(.99).Round(time.Millisecond), len(c.submits.took), c.submits.share(.99).Round(time.Millisecond), peak>>20)
	if most := c.most.Load(); int(most) < n {
		t.Errorf("only %d patients were connected at once, want all %d", most, n)
	}
	if failed := c.failed.Load(); failed > 0 {
		t.Errorf("%d requests failed, want none", failed)
	}
	if got := c.forms.share(.99); timed && got > formLimit {
		t.Errorf("99%% of the pages came within %s, want %s", got, formLimit)
	}
	if got := c.submits.share(.99); timed && got > submitLimit {
		t.Errorf("99%% of the submissions were answered within %s, want %s", got, submitLimit)
	}
	if peak > memoryLimit {
		t.Errorf("the server took %d MB, want at most %d", peak>>20, memoryLimit>>20)
	}
	a, err := openApp(t.Context(), folder)
	must(t, err)
	defer func() { must(t, a.Close()) }()
	if got := wantKept(t, a, visits); got != n {
		t.Errorf("%d visits are completed, want all %d", got, n)
	}
}

// invited makes patients with an invitation each, by the use cases, in a folder that is new.
func invited(t *testing.T, folder string, n int) []*visit {
	t.Helper()
	a, err := openApp(t.Context(), folder)
	must(t, err)
	defer func() { must(t, a.Close()) }()
	must(t, a.Library.Prove())
	who := administrator(t, a)
	visits := make([]*visit, n)
	var all sync.WaitGroup
	next := atomic.Int64{}
	for range clients {
		all.Go(func() {
			for i := next.Add(1) - 1; int(i) < n; i = next.Add(1) - 1 {
				visits[i] = invite(t, a, who, i)
			}
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return visits
}

func invite(t *testing.T, a *app.App, who clinic.Actor, n int64) *visit {
	rnd := rand.New(rand.NewPCG(7, uint64(n)))
	patient, err := a.AddPatient(t.Context(), who, clinic.Patient{RecordNumber: fmt.Sprintf("C-%d", n), Name: fmt.Sprintf("Invented Person %d", n), Sex: clinic.Female, Language: "en"})
	if err != nil {
		t.Errorf("add patient %d: %v", n, err)
		return nil
	}
	token, i, err := a.Invite(t.Context(), who, patient, battery, 14)
	if err != nil {
		t.Errorf("invite patient %d: %v", n, err)
		return nil
	}
	if err := agree(t, a, token); err != nil {
		t.Errorf("agree as patient %d: %v", n, err)
		return nil
	}
	v := &visit{token: token, patient: patient, encounter: i.EncounterID, saved: make([]bool, len(battery))}
	for _, id := range battery {
		entry, _ := a.Library.FindLatest(id)
		v.forms = append(v.forms, anyForm(entry.Definition, rnd))
	}
	return v
}

// line is a patient's connection.
type line struct {
	net.Conn
	in     *bufio.Reader
	device string // the cookie by which the browser is known
}

func (c *crowd) connect() *line {
	conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(c.Context(), "tcp", c.address)
	if err != nil {
		c.Errorf("connect: %v", err)
		c.failed.Add(1)
		return nil
	}
	return &line{Conn: conn, in: bufio.NewReaderSize(conn, 1024)}
}

// answer goes through a visit as a browser does, with time to think between the pages. The first page is asked for as
// soon as the connection is there, and the last when everybody has come.
func (c *crowd) answer(v *visit) {
	c.wait(rand.N(c.arrive))
	at := c.connect()
	if at == nil {
		return
	}
	defer func() { _ = at.Close() }() // the patient goes away
	now := c.here.Add(1)
	defer c.here.Add(-1)
	for most := c.most.Load(); now > most && !c.most.CompareAndSwap(most, now); most = c.most.Load() {
		continue
	}
	root := "/i/" + v.token
	steps := []struct {
		path string
		form q.Form
		of   *times
		want int
	}{
		{root, nil, &c.forms, http.StatusOK}, {root + "/1/all", nil, &c.forms, http.StatusOK}, {root + "/1/all", v.forms[0], nil, http.StatusSeeOther},
		{root + "/2/all", nil, &c.forms, http.StatusOK}, {root + "/2/all", v.forms[1], nil, http.StatusSeeOther},
		{root + "/review", nil, &c.forms, http.StatusOK}, {root + "/submit", q.Form{}, &c.submits, http.StatusSeeOther}, {root + "/done", nil, nil, http.StatusOK},
	}
	for i, s := range steps {
		if i > 0 {
			c.wait(c.think/2 + rand.N(c.think))
		}
		began := time.Now()
		status, err := at.ask(s.path, s.form)
		if err != nil || status != s.want {
			c.failed.Add(1)
			c.Errorf("%s: got status %d, want %d (%v)", strings.TrimPrefix(s.path, root), status, s.want, err)
			return
		}
		if s.of != nil {
			s.of.add(time.Since(began))
		}
	}
	v.tried, v.acked, v.saved = true, time.Now(), []bool{true, true}
}

func (c *crowd) wait(d time.Duration) {
	select {
	case <-time.After(d):
	case <-c.Context().Done():
	}
}

// ask sends one request on the connection and reads the answer to its end; a nil form is only asked for.
func (x *line) ask(path string, f q.Form) (status int, err error) {
	method, body, head := http.MethodGet, "", ""
	if f != nil {
		values := url.Values{}
		for id, answer := range f {
			values.Set(string(id), answer)
		}
		method, body = http.MethodPost, values.Encode()
		head = fmt.Sprintf("Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\nContent-Length: %d\r\n", len(body))
	}
	if x.device != "" {
		head += "Cookie: " + x.device + "\r\n"
	}
	if err := x.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return 0, err
	}
	if _, err := fmt.Fprintf(x, "%s %s HTTP/1.1\r\nHost: clinic\r\n%s\r\n%s", method, path, head, body); err != nil {
		return 0, err
	}
	res, err := http.ReadResponse(x.in, nil)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end below
	for _, c := range res.Cookies() {
		x.device = c.Name + "=" + c.Value
	}
	_, err = bufio.NewReader(res.Body).WriteTo(discard{})
	return res.StatusCode, err
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// idler connects and says nothing, as a machine that went to sleep; it must be hung up.
func (c *crowd) idler() { c.wantHungUp("a connection that sends nothing", func(*line) {}) }

// dripper sends one byte of a request a second.
func (c *crowd) dripper() {
	c.wantHungUp("a connection that sends a byte a second", func(x *line) {
		for _, b := range []byte("GET / HTTP/1.1\r\nHost: clinic\r\nX-Slow: " + strings.Repeat("z", 200)) {
			if _, err := x.Write([]byte{b}); err != nil {
				return
			}
			c.wait(time.Second)
		}
	})
}

func (c *crowd) wantHungUp(who string, send func(*line)) {
	x := c.connect()
	if x == nil {
		return
	}
	defer func() { _ = x.Close() }() // hung up already
	began := time.Now()
	go send(x)
	if err := x.SetReadDeadline(began.Add(hangUpLimit)); err != nil {
		c.Error(err)
	}
	_, err := bufio.NewReader(x).WriteTo(discard{})
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.Errorf("%s is not hung up within %s", who, hangUpLimit)
	}
}

// peak gives the most memory that the server had, in bytes.
func (p *process) peak(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	must(t, err)
	for s := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(s, "VmHWM:"); ok {
			kB, err := strconv.Atoi(strings.Fields(rest)[0])
			must(t, err)
			return kB << 10
		}
	}
	t.Fatal("the machine does not say how much memory a process has")
	return 0
}
