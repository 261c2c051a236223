package server_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// history presses a button of the browser, and waits for whatever page stands there in the end; at the end of the history it
// is the same one.
func history(button string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, target *chromedp.Target) (none chromedp.Void, err error) {
		if _, err := chromedp.Evaluate[chromedp.Void](`void (window.before = true, setTimeout(() => `+button+`))`)(ctx, target); err != nil {
			return none, err
		}
		for range 15 {
			if there, err := chromedp.Evaluate[bool](`!window.before && document.readyState === "complete"`)(ctx, target); err == nil && there {
				return none, nil
			}
			time.Sleep(100 * time.Millisecond)
		}
		return none, ctx.Err()
	}
}

// wantOnScreen wants a page to have a text, and neither it nor its title to have any of some.
func wantOnScreen(t *testing.T, ctx context.Context, after, text string, none ...string) {
	t.Helper()
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname + "\n" + document.title + "\n" + document.body.innerText + document.documentElement.outerHTML`))
	if err != nil {
		t.Fatalf("%s: %v", after, err)
	}
	if !strings.Contains(said, text) {
		t.Errorf("%s: want %q, got\n%s", after, text, said[:min(len(said), 1500)])
	}
	for _, word := range none {
		if strings.Contains(said, word) {
			t.Errorf("%s: %q is to be seen at %s", after, word, strings.SplitN(said, "\n", 2)[0])
		}
	}
}

func signInOnPage(address string) []chromedp.Action[chromedp.Void] {
	return []chromedp.Action[chromedp.Void]{to(address + "/sign-in"), chromedp.SendKeys("#f-login", "clara"), chromedp.SendKeys("#f-password", testkit.Password),
		chromedp.Click("main form button"), chromedp.WaitVisible(`form[action="/patients/search"]`)}
}

// Nothing of any patient is reached on a device that was handed over: not by going back, nor by typing an address, nor from
// what the browser keeps; and nothing of the visit once it was given back.
func TestADeviceShowsNothingOfBefore(t *testing.T) {
	ctx := chromium(t)
	w := newVisitClinic(t)
	srv := httptest.NewServer(w.handler)
	t.Cleanup(srv.Close)
	anna, berta := w.Patient(t, "AN-7", "Annabella Alpha"), w.Patient(t, "BE-8", "Bernadette Beta")
	response := w.Answer(t, anna, "phq-9", 1)
	names := []string{"Annabella", "Alpha", "Bernadette", "Beta", "AN-7", "BE-8", "Wilhelmina", "Clara Clinician"}
	root := "/patients/" + string(anna)
	do(t, ctx, signInOnPage(srv.URL)...)
	for _, path := range []string{root, "/responses/" + string(response), "/alerts", root + "/edit", "/patients", "/patients/" + string(berta)} {
		do(t, ctx, to(srv.URL+path))
	}
	wantOnScreen(t, ctx, "before", "Bernadette Beta", "Annabella")
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`void localStorage.setItem("steelyard-kept-of-another", "{}")`), to(srv.URL+"/patients/"+string(berta)+"/hand-over"),
		chromedp.Click(`input[name=battery][value="core-sleep"]`), chromedp.SendKeys("#f-leave_code", "4711"), chromedp.SendKeys("#f-leave_code_again", "4711"),
		chromedp.Click("main form .actions button"), chromedp.WaitVisible(`main > .actions a[href="/kiosk/visit"]`))
	wantOnScreen(t, ctx, "handed over", "Only your questions", names...)
	holds(t, ctx, nothingKept)
	for range 9 {
		do(t, ctx, history("history.back()"))
		wantOnScreen(t, ctx, "going back", "Go to the questions", names...)
	}
	for range 3 {
		do(t, ctx, history("history.forward()"))
		wantOnScreen(t, ctx, "going forward", "Go to the questions", names...)
	}
	for _, path := range []string{root, "/patients", "/responses/" + string(response), "/alerts", "/", "/sign-in", "/about", "/patients/" + string(berta), "/patients.csv", "/nothing"} {
		do(t, ctx, to(srv.URL+path))
		wantOnScreen(t, ctx, path, "Go to the questions", names...)
	}

	do(t, ctx, chromedp.Click(`main > .actions a[href="/kiosk/visit"]`), chromedp.WaitVisible(`a[href="/kiosk/visit/consent"]`), to(srv.URL+"/kiosk/visit/consent"), chromedp.Click("#f-agree"),
		chromedp.Click(`form[action="/kiosk/visit/consent"] button`), chromedp.WaitVisible(`form[action$="/1/1"]`), chromedp.Click("#answers input[type=radio]"))
	holds(t, ctx, `Object.keys(localStorage).length === 1`) // kept on the device until it is sent
	do(t, ctx, to(srv.URL+"/kiosk/leave"), chromedp.SendKeys("#f-kiosk_code", "4711"), chromedp.Click(`form[action="/kiosk/leave"] button`), chromedp.WaitVisible(`form[action="/sign-in"]`))
	holds(t, ctx, nothingKept)
	for range 6 {
		do(t, ctx, history("history.back()"))
		wantOnScreen(t, ctx, "going back after it was given back", "Sign in", append(names, "radio", "Over the past", "kiosk")...)
	}
	for _, path := range []string{"/kiosk", "/kiosk/visit/1/1", "/kiosk/visit/review", root} {
		do(t, ctx, to(srv.URL+path))
		wantOnScreen(t, ctx, path+" after it was given back", "Sign in", append(names, "radio")...)
	}
}

// Other tabs show nothing of before either once a device was handed over, nor what somebody answered on it once it was given back.
// A page there makes way as soon as the device is somebody else's, also one that would rather be kept.
func TestOtherTabsShowNothingOfBefore(t *testing.T) {
	ctx := chromium(t)
	w := newVisitClinic(t)
	srv := httptest.NewServer(w.handler)
	t.Cleanup(srv.Close)
	anna, berta := w.Patient(t, "AN-7", "Annabella Alpha"), w.Patient(t, "BE-8", "Bernadette Beta")
	names := []string{"Annabella", "Alpha", "Bernadette", "Beta", "AN-7", "BE-8", "Clara Clinician"}
	do(t, ctx, signInOnPage(srv.URL)...)
	tab := func(path, text string) context.Context {
		t.Helper()
		other, leave := chromedp.NewContext(ctx)
		t.Cleanup(leave)
		do(t, other, to(srv.URL+"/patients/"+string(anna)), to(srv.URL+path))
		wantOnScreen(t, other, "in a tab of its own", text)
		return other
	}
	list, form := tab("/patients", "Annabella"), tab("/patients/"+string(anna)+"/edit", "Annabella")
	do(t, form, chromedp.Evaluate[chromedp.Void](`void addEventListener("beforeunload", (event) => event.preventDefault())`), chromedp.SendKeys("#f-phone", "020"))
	handOver := func(patient string) {
		t.Helper()
		do(t, ctx, to(srv.URL+"/patients/"+patient+"/hand-over"), chromedp.Click(`input[name=battery][value="core-sleep"]`), chromedp.SendKeys("#f-leave_code", "4711"),
			chromedp.SendKeys("#f-leave_code_again", "4711"), chromedp.Click("main form .actions button"), chromedp.WaitVisible(`main > .actions a[href="/kiosk/visit"]`))
	}
	handOver(string(berta))
	for _, other := range []context.Context{list, form} {
		do(t, other, chromedp.Sleep(300*time.Millisecond))
		wantOnScreen(t, other, "in another tab, handed over", "", names...)
	}
	do(t, list, history("history.back()"))
	wantOnScreen(t, list, "going back in another tab", "Go to the questions", names...)

	do(t, ctx, to(srv.URL+"/kiosk/visit/consent"), chromedp.Click("#f-agree"), chromedp.Click(`form[action="/kiosk/visit/consent"] button`), chromedp.WaitVisible(`form[action$="/1/1"]`))
	do(t, list, to(srv.URL+"/kiosk/visit/1/1"), chromedp.WaitVisible(`form[action$="/1/1"]`))
	do(t, ctx, to(srv.URL+"/kiosk/leave"), chromedp.SendKeys("#f-kiosk_code", "4711"), chromedp.Click(`form[action="/kiosk/leave"] button`), chromedp.WaitVisible(`form[action="/sign-in"]`))
	do(t, list, chromedp.WaitVisible(`form[action="/sign-in"]`))
	wantOnScreen(t, list, "in another tab, given back", "Sign in", "radio", "kiosk")
}

// What a patient enters offline on a device that was handed over is kept until it is sent, and gone with the device.
func TestOfflineOnADeviceThatWasHandedOver(t *testing.T) {
	ctx := chromium(t)
	w := newVisitClinic(t)
	line := &shaky{Handler: w.handler}
	srv := httptest.NewServer(line)
	t.Cleanup(srv.Close)
	_, i, err := w.Invite(w.Context(), w.Clinician, w.patient, []q.ID{"phq-9"}, 14)
	if err != nil {
		t.Fatal(err)
	}
	do(t, ctx, signInOnPage(srv.URL)...)
	do(t, ctx, to(srv.URL+"/patients/"+string(w.patient)+"/hand-over?invitation="+string(i.ID)), chromedp.SendKeys("#f-leave_code", "4711"), chromedp.SendKeys("#f-leave_code_again", "4711"),
		chromedp.Click("main form .actions button"), chromedp.WaitVisible(`main > .actions a[href="/kiosk/visit"]`),
		to(srv.URL+"/kiosk/visit/consent"), chromedp.Click("#f-agree"), chromedp.Click(`form[action="/kiosk/visit/consent"] button`), chromedp.WaitVisible(`form[action$="/1/1"]`))
	line.cut.Store(true)
	do(t, ctx, chromedp.Focus("#f-q1"), chromedp.KeyEvent("3"), chromedp.WaitVisible("#kept"))
	line.cut.Store(false)
	do(t, ctx, chromedp.WaitVisible(`form[action$="/1/2"]`))
	holds(t, ctx, nothingKept)
	line.cut.Store(true)
	do(t, ctx, chromedp.Focus("#f-q2"), chromedp.KeyEvent("2"), chromedp.WaitVisible("#kept"))
	line.cut.Store(false)
	do(t, ctx, chromedp.WaitVisible(`form[action$="/1/3"]`))
	if got := w.kioskAnswers(i); got["q1"] != "2" || got["q2"] != "1" {
		t.Errorf("got %v, want q1 2 and q2 1", got)
	}

	// A browser that knows no Clear-Site-Data still keeps nothing: the next page takes it away, also what somebody else typed before.
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`void localStorage.setItem("steelyard-kept-of-another", JSON.stringify({ at: Date.now(), pages: { "/1/1": { fields: [] } } }))`), to(srv.URL+"/kiosk"))
	holds(t, ctx, nothingKept)
	do(t, ctx, to(srv.URL+"/kiosk/visit/1/3"))
	do(t, ctx, chromedp.Click("#answers input[type=radio]"))
	holds(t, ctx, `Object.keys(localStorage)[0].startsWith("steelyard-kept-kiosk-")`)
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`void (window.name = JSON.stringify(Object.entries(localStorage)))`), to(srv.URL+"/kiosk/leave"),
		chromedp.SendKeys("#f-kiosk_code", "4711"), chromedp.Click(`form[action="/kiosk/leave"] button`), chromedp.WaitVisible(`form[action="/sign-in"]`),
		chromedp.Evaluate[chromedp.Void](`void JSON.parse(window.name).forEach(([k, v]) => localStorage.setItem(k, v))`))
	holds(t, ctx, `Object.keys(localStorage).length === 1`)
	do(t, ctx, to(srv.URL+"/sign-in"))
	holds(t, ctx, nothingKept)
}

// kioskAnswers gives what is stored of an invitation's first part.
func (w *visitClinic) kioskAnswers(i clinic.Invitation) (form q.Form) {
	w.Helper()
	var responses []clinic.Response
	err := w.Store.View(w.Context(), func(tx *store.Tx) (err error) {
		responses, err = tx.ResponsesOf(i.PatientID)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	for _, response := range responses {
		if response.EncounterID == i.EncounterID {
			form = response.Answers
		}
	}
	return form
}
