package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// shaky is the server behind a connection that can be cut.
type shaky struct {
	http.Handler
	cut    atomic.Bool
	writes atomic.Int32
}

func (s *shaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.cut.Load() {
		panic(http.ErrAbortHandler)
	}
	if r.Method == http.MethodPost {
		s.writes.Add(1)
	}
	s.Handler.ServeHTTP(w, r)
}

// chromium gives a context in which a real browser runs; without one the test is skipped, and fails where CI is set.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("chromium must be here")
		}
		t.Skip("chromium is not here")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		body, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("location.pathname + '\\n' + document.body.innerText"))
		t.Fatalf("%v\n%s", err, body)
	}
}

// holds fails unless a JavaScript expression is true on the page.
func holds(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
	if err != nil || !ok {
		t.Errorf("%s: got %v, %v, want true", expression, ok, err)
	}
}

func TestScriptByKeyboardOverALostConnection(t *testing.T) {
	ctx := chromium(t)
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	line := &shaky{Handler: w.handler}
	srv := httptest.NewServer(line)
	t.Cleanup(srv.Close)

	do(t, ctx, chromedp.Navigate(srv.URL+root+"/1/1"), chromedp.KeyEvent("1"))
	holds(t, ctx, `!document.querySelector("input:checked")`) // a digit does nothing before the focus is on the answers
	holds(t, ctx, `getComputedStyle(document.querySelector("kbd")).display === "none"`)
	do(t, ctx, chromedp.Focus("#f-q1"), chromedp.KeyEvent("3"), chromedp.WaitVisible(`form[action$="/1/2"]`))
	holds(t, ctx, `document.activeElement.id === "f-q2" && getComputedStyle(document.querySelector("kbd")).display !== "none"`)

	line.cut.Store(true)
	do(t, ctx, chromedp.KeyEvent("2"), chromedp.WaitVisible(`#kept`))
	holds(t, ctx, `document.getElementById("kept-words").textContent.startsWith("The connection is lost, and we keep trying")`)
	holds(t, ctx, `document.querySelector("input:checked").value === "1"`)
	line.cut.Store(false)
	do(t, ctx, chromedp.WaitVisible(`form[action$="/submit"]`)) // saved by itself once the connection is back

	if got := w.answersOf(root, 0); got["q1"] != "2" || got["q2"] != "1" {
		t.Errorf("got %v, want q1 2 and q2 1", got)
	}
	do(t, ctx, chromedp.Navigate(srv.URL+root+"/1/1"), chromedp.Click("[name=_clear]"), chromedp.WaitNotPresent("[name=_clear]"))
	holds(t, ctx, `!document.querySelector("input:checked")`)
	do(t, ctx, chromedp.Navigate(srv.URL+root+"/review"))
	before := line.writes.Load()
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`for (let i = 0; i < 3; i++) document.querySelector("form button").click()`), chromedp.WaitVisible("h1 + .lead + h2"))
	holds(t, ctx, `document.querySelector("h1").textContent.startsWith("Thank you")`)
	if n := line.writes.Load() - before; n != 1 {
		t.Errorf("pressing Send three times sent %d requests, want 1", n)
	}
}

func TestScriptPutsTheCrisisTextFirst(t *testing.T) {
	ctx := chromium(t)
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	srv := httptest.NewServer(w.handler)
	t.Cleanup(srv.Close)
	do(t, ctx, chromedp.Navigate(srv.URL+root+"/1/9"), chromedp.Focus("#f-q9"), chromedp.KeyEvent("4"), chromedp.WaitVisible("[data-first]"))
	holds(t, ctx, `document.activeElement.matches("[data-first]") && document.activeElement.getBoundingClientRect().top < 200`)
	do(t, ctx, chromedp.Navigate(srv.URL+root+"/1/all"), chromedp.Evaluate[chromedp.Void](`document.querySelector("[data-continue]").scrollIntoView()`),
		chromedp.Focus("#f-q2"), chromedp.KeyEvent("12"))
	holds(t, ctx, `document.querySelector("[name=q2]:checked").value === "0" && document.querySelector("[name=q3]:checked").value === "1"`)
	holds(t, ctx, `document.activeElement.id === "f-q4"`)
}
