package crash

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"steelyard/internal/testkit"
)

const (
	resume  = 10 * time.Second       // writes must succeed again within it
	failing = 700 * time.Millisecond // how long the disk fails at a time
)

// TestDiskThatFails has the disk fill up, fail at writing and fail at syncing under a server that patients send their answers to.
// Each is told that nothing was saved, sends the same again, and is kept once; reading goes on; writing resumes by itself.
func TestDiskThatFails(t *testing.T) {
	folder, seed := t.TempDir(), rand.Uint64()
	t.Logf("seed of the answers: %d", seed)
	l := newLedger(t, folder, 480, rand.New(rand.NewPCG(seed, 0)))
	d := newDisk(t, folder)
	p := start(t, folder, d.environment...)
	p.healthy(t)
	r := newReader(t, p.base, l.visits[0])

	for round, fault := range []byte{fullDisk, badWrites, badSyncs, badSyncs} {
		f := &patients{ledger: l, base: p.base}
		f.begin()
		f.waitFor(&f.kept, 10)
		d.set(fault)
		f.waitFor(&f.refused, 2*clients)
		sendAgain := r.write(fmt.Sprintf("Walk %d", round))
		for end := time.Now().Add(failing); time.Now().Before(end); {
			r.read()
		}
		wantReady(t, p.base, http.StatusServiceUnavailable)
		if fault == badSyncs && round == 3 { // a kill while what failed to be synced may lie in the log
			p.kill(t)
			f.end()
			d.set(sound)
			p = start(t, folder, d.environment...)
			p.healthy(t)
			sendAgain(p.base)
			continue
		}
		before, since := f.kept.Load(), time.Now()
		d.set(sound)
		f.waitFor(&f.kept, before+1)
		took := time.Since(since)
		f.waitFor(&f.kept, before+20)
		f.end()
		wantReady(t, p.base, http.StatusOK)
		sendAgain(p.base)
		t.Logf("%c: %d answers were refused, writes resumed after %s", fault, f.refused.Load(), took.Round(time.Millisecond))
		if took > resume {
			t.Errorf("%c: writes resumed after %s, want %s at most", fault, took, resume)
		}
		if f.refused.Load() == 0 {
			t.Errorf("%c: nothing was refused; the test tells nothing", fault)
		}
	}
	p.kill(t)
	t.Logf("%d pages were read while the disk failed", r.pages)
	l.settle(folder, 4, 0)
}

// wantReady waits for /readyz to say whether writes are taken; it looks anew every second.
func wantReady(t *testing.T, base string, want int) {
	t.Helper()
	for end := time.Now().Add(resume); ; time.Sleep(50 * time.Millisecond) {
		res, err := http.Get(base + "/readyz")
		must(t, err)
		must(t, res.Body.Close())
		if res.StatusCode == want {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("/readyz still says %d after %s, want %d", res.StatusCode, resume, want)
		}
	}
}

// reader is a member of staff and a patient who read while the disk fails.
type reader struct {
	*testing.T
	client *http.Client
	base   string
	paths  []string
	pages  int
}

func newReader(t *testing.T, base string, v *visit) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	r := &reader{T: t, base: base, client: &http.Client{Jar: jar, Timeout: resume}}
	res, err := r.client.PostForm(base+"/sign-in", url.Values{"login": {"admin"}, "password": {testkit.Password}})
	must(t, err)
	must(t, res.Body.Close())
	r.paths = []string{base + "/patients/" + string(v.patient), base + "/patients", base + "/i/" + v.token + "/1/all", base + "/healthz"}
	r.read()
	return r
}

func (r *reader) read() {
	r.Helper()
	for _, path := range r.paths {
		res, err := r.client.Get(path)
		must(r, err)
		body, err := io.ReadAll(res.Body)
		must(r, err)
		must(r, res.Body.Close())
		if res.StatusCode != http.StatusOK || strings.Contains(string(body), "<h1>Sign in") {
			r.Fatalf("reading %s while the disk fails: got status %d, want 200\n%s", path, res.StatusCode, body)
		}
		r.pages++
	}
}

// write notes a treatment while the disk fails, and wants a page that can send the same again. What it gives does that, twice,
// when the disk is sound again, and wants it kept once.
func (r *reader) write(name string) (again func(base string)) {
	r.Helper()
	page := r.body(r.paths[0])
	nonce := regexp.MustCompile(`name="_once" value="([^"]+)"`).FindStringSubmatch(page)
	if nonce == nil {
		r.Fatal("the page has no field _once")
	}
	form := url.Values{"_once": nonce[1:], "name": {name}, "kind": {"therapy"}, "class": {""}, "dose": {""}, "step": {"start"}, "on": {"2026-11-01"}, "note": {""}}
	path := strings.TrimPrefix(r.paths[0], r.base) + "/treatments"
	res, err := r.client.PostForm(r.base+path, form)
	must(r, err)
	body, err := io.ReadAll(res.Body)
	must(r, errors.Join(err, res.Body.Close()))
	for _, words := range []string{"This is not saved yet", "Keep this page open", "Try again", `value="` + name + `"`, `value="` + nonce[1] + `"`} {
		if res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(body), words) {
			r.Errorf("write while the disk fails: got status %d, want 503 and %q on the page", res.StatusCode, words)
		}
	}
	return func(base string) {
		for range 2 {
			res, err := r.client.PostForm(base+path, form)
			must(r, err)
			must(r, res.Body.Close())
			if res.StatusCode != http.StatusOK { // of the page it was sent on to
				r.Errorf("send again: got status %d, want 200", res.StatusCode)
			}
		}
		if n := strings.Count(r.body(base+strings.TrimPrefix(r.paths[0], r.base)), name); n != 1 {
			r.Errorf("%s was kept %d times, want once", name, n)
		}
	}
}

func (r *reader) body(address string) string {
	r.Helper()
	res, err := r.client.Get(address)
	must(r, err)
	body, err := io.ReadAll(res.Body)
	must(r, errors.Join(err, res.Body.Close()))
	return string(body)
}

// patients send their answers, and the same again for as long as they are told that nothing was saved.
type patients struct {
	*ledger
	base          string
	kept, refused atomic.Int64
	stop          atomic.Bool
	wait          sync.WaitGroup
}

func (f *patients) begin() {
	for range clients {
		f.wait.Go(func() {
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			c := &http.Client{Transport: transport, Timeout: 2 * resume, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			for !f.stop.Load() {
				v, resend := f.next()
				if v == nil {
					f.Error("there are no invitations left")
					return
				}
				alive := f.send(c, v, resend)
				f.put(v)
				if !alive {
					return
				}
			}
		})
	}
}

func (f *patients) end() {
	f.stop.Store(true)
	f.wait.Wait()
}

func (f *patients) waitFor(n *atomic.Int64, want int64) {
	f.Helper()
	for begun := time.Now(); n.Load() < want; <-time.After(time.Millisecond) {
		if time.Since(begun) > 3*resume {
			f.Fatalf("got %d after %s, want %d", n.Load(), time.Since(begun), want)
		}
	}
}

// send posts a whole visit, each page until it is kept.
func (f *patients) send(c *http.Client, v *visit, resend bool) (alive bool) {
	root := f.base + "/i/" + v.token
	c, ok := v.in(c, root)
	if !ok {
		return false
	}
	for i, form := range v.forms {
		if resend {
			break
		}
		status, _, ok := f.post(fmt.Sprintf("%s/%d/all", root, i+1), func(address string) (int, string, bool) { return post(c, address, form) })
		switch {
		case !ok:
			return false
		case status == http.StatusSeeOther:
			v.saved[i] = true
		case status != http.StatusConflict || !v.tried:
			f.Errorf("save part %d: got status %d, want 303", i+1, status)
		}
	}
	v.tried = true
	status, to, ok := f.post(root+"/submit", func(address string) (int, string, bool) { return post(c, address, nil) })
	switch {
	case !ok:
		return false
	case status != http.StatusSeeOther || !strings.HasSuffix(to, "/done"):
		f.Errorf("submit: got status %d to %q, want 303 to …/done", status, to)
	case v.acked.IsZero():
		v.acked = time.Now()
	}
	return true
}

func (f *patients) post(address string, once func(string) (int, string, bool)) (status int, to string, ok bool) {
	for !f.stop.Load() {
		if status, to, ok = once(address); status != http.StatusServiceUnavailable {
			if status == http.StatusSeeOther {
				f.kept.Add(1)
			}
			return status, to, ok
		}
		f.refused.Add(1)
		<-time.After(5 * time.Millisecond)
	}
	return 0, "", false
}
