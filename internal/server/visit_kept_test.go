package server_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// offline cuts a browser off from everything, or gives it its connection back.
func offline(t *testing.T, ctx context.Context, yes bool) {
	t.Helper()
	_, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: yes}}})
	if err == nil {
		_, err = chromedp.Call(ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: yes, DownloadThroughput: -1, UploadThroughput: -1})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// to goes to an address and waits for whatever page stands there in the end. Unlike Navigate it does not wait for the load
// of one document: a script that comes from the page before, or stands on the next, may go on to another.
func to(address string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, target *chromedp.Target) (none chromedp.Void, err error) {
		for ctx.Err() == nil {
			_, err = chromedp.Evaluate[chromedp.Void](`void (window.before = true, location.href = "`+address+`")`)(ctx, target)
			for range 50 {
				there, failed := chromedp.Evaluate[bool](`!window.before && document.readyState === "complete"`)(ctx, target)
				if failed == nil && there {
					return none, nil
				}
				time.Sleep(100 * time.Millisecond)
			}
		}
		return none, errors.Join(ctx.Err(), err)
	}
}

const nothingKept = `Object.keys(localStorage).length === 0`

func TestOfflineNothingIsLostAndNothingStaysOnTheDevice(t *testing.T) {
	ctx := chromium(t)
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	line := &shaky{Handler: w.handler}
	srv := httptest.NewServer(line)
	t.Cleanup(srv.Close)

	do(t, ctx, chromedp.Navigate("about:blank"))
	tab, leave := chromedp.NewContext(ctx)
	do(t, tab, chromedp.Navigate(srv.URL+root+"/1/1"), chromedp.Focus("#f-q1"))
	offline(t, tab, true)
	line.cut.Store(true) // also while the tab closes, which ends its emulation
	do(t, tab, chromedp.KeyEvent("3"), chromedp.WaitVisible("#kept"))
	holds(t, tab, `document.querySelector("#kept h2").textContent.startsWith("Not sent yet")`)
	holds(t, tab, `document.getElementById("unsaved").hidden`)
	holds(t, tab, `Object.keys(localStorage).every(k => !k.includes(location.pathname.split("/")[2]))`)
	leave()
	<-tab.Done()
	line.cut.Store(false)
	if got := w.answersOf(root, 0); got["q1"] != "" {
		t.Fatalf("got %v before there was a connection, want nothing", got)
	}

	// Another tab, with a connection, sends it by itself. (Navigate would wait for a page that the script leaves before it is there.)
	do(t, ctx, chromedp.Navigate(srv.URL+"/about"), chromedp.Evaluate[chromedp.Void](`void (location.href = "`+root+`")`))
	sent := false
	for end := time.Now().Add(30 * time.Second); !sent && time.Now().Before(end); {
		gone, err := chromedp.Run(ctx, chromedp.Evaluate[bool](nothingKept+` && document.readyState === "complete"`))
		sent = err == nil && gone && w.answersOf(root, 0)["q1"] == "2"
	}
	if !sent {
		t.Fatalf("got %v on coming back, want q1 2 and nothing on the device", w.answersOf(root, 0))
	}

	do(t, ctx, to(srv.URL+root+"/1/2"), chromedp.WaitVisible(`form[action$="/1/2"]`))
	do(t, ctx, chromedp.Click("#f-q2-3"), to(srv.URL+root+"/1/2"), chromedp.WaitVisible("#kept")) // chosen, never sent
	holds(t, ctx, `document.querySelector("[name=q2]:checked").value === "3"`)
	do(t, ctx, to(srv.URL+root), chromedp.WaitVisible("#kept-go"), chromedp.Click("#kept-go"), chromedp.WaitVisible(`form[action$="/1/2"]`))
	do(t, ctx, chromedp.Click(`#answers .actions button`), chromedp.WaitVisible(`form[action$="/1/3"]`))
	holds(t, ctx, nothingKept)
	if got := w.answersOf(root, 0); got["q2"] != "3" {
		t.Errorf("got %v, want q2 3", got)
	}
}

func TestWhatIsKeptOnTheDeviceIsTakenAway(t *testing.T) {
	ctx := chromium(t)
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	srv := httptest.NewServer(w.handler)
	t.Cleanup(srv.Close)
	typed := func() {
		do(t, ctx, to(srv.URL+root+"/1/1"), chromedp.Click("#f-q1-1"))
		holds(t, ctx, `Object.keys(localStorage).length === 1`)
	}

	typed()
	do(t, ctx, to(srv.URL+root+"/1/1"), chromedp.WaitVisible("#kept-remove"), chromedp.Click("#kept-remove"), chromedp.WaitNotVisible("#kept"))
	holds(t, ctx, nothingKept)

	typed() // a day later it is gone
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`{const k = Object.keys(localStorage)[0]; const e = JSON.parse(localStorage[k]); e.at -= 25 * 3600e3; localStorage[k] = JSON.stringify(e)}`),
		to(srv.URL+root+"/1/2"))
	holds(t, ctx, nothingKept)

	typed() // another device answered meanwhile: the newer answer stands
	w.save(root, "q1", "3")
	do(t, ctx, to(srv.URL+root+"/1/1"), chromedp.WaitVisible("#f-born"))
	holds(t, ctx, `Object.keys(localStorage).length === 1`)
	do(t, ctx, chromedp.SendKeys("#f-born", "27"), chromedp.SendKeys("#f-born-1", "3"), chromedp.SendKeys("#f-born-2", "1984"), chromedp.Submit("#f-born"),
		chromedp.WaitVisible(`form[action$="/1/1"]`))
	holds(t, ctx, `document.querySelector("[name=q1]:checked").value === "3"`)
	holds(t, ctx, nothingKept)

	do(t, ctx, chromedp.Click("#f-q1"))
	holds(t, ctx, `Object.keys(localStorage).length === 1`)
	w.finish(root)
	do(t, ctx, to(srv.URL+root))
	holds(t, ctx, nothingKept)

	do(t, ctx, to(srv.URL+w.signedInRoot(t, ctx, srv.URL)+"/1/1"), chromedp.Click("#f-q1-1")) // staff keep nothing
	holds(t, ctx, nothingKept)
}

// save answers one question of a link from elsewhere.
func (w *visitClinic) save(root string, item q.ItemID, raw string) {
	w.Helper()
	v, err := w.ReopenLink(w.Context(), strings.TrimPrefix(root, "/i/"), "test")
	if err == nil {
		_, err = w.SaveAnswers(w.Context(), &v, 0, q.Form{item: raw}, "en")
	}
	if err != nil {
		w.Fatal(err)
	}
}

// finish sends a link's answers from elsewhere.
func (w *visitClinic) finish(root string) {
	w.Helper()
	v, err := w.ReopenLink(w.Context(), strings.TrimPrefix(root, "/i/"), "test")
	if err == nil {
		err = w.Submit(w.Context(), &v, "en")
	}
	if err != nil {
		w.Fatal(err)
	}
}

// signedInRoot signs a clinician in and gives the root of a visit that they enter.
func (w *visitClinic) signedInRoot(t *testing.T, ctx context.Context, at string) string {
	t.Helper()
	id, err := w.Begin(t.Context(), w.Clinician, w.patient, []q.ID{"phq-2"})
	if err != nil {
		t.Fatal(err)
	}
	do(t, ctx, to(at+"/sign-in"), chromedp.SendKeys("#f-login", "clara"), chromedp.SendKeys("#f-password", testkit.Password),
		chromedp.Submit("#f-password"), chromedp.WaitVisible("nav"))
	return "/encounters/" + string(id)
}
