package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"steelyard/internal/testkit"
)

var tokenOnPage = regexp.MustCompile(`<input id="token" value="([^"]+)"`)

// makesToken makes a token on the pages and gives it. Whoever is not sure yet is asked for the password.
func (b *browser) makesToken(form url.Values) string {
	b.t.Helper()
	if a := b.get("/account/tokens/new"); a.status != http.StatusOK {
		b.must(b.post("/account/again", url.Values{"password": {testkit.Password}, "next": {"/account/tokens/new"}}), http.StatusSeeOther)
	}
	a := b.must(b.post("/account/tokens", form), http.StatusOK)
	m := tokenOnPage.FindStringSubmatch(a.body)
	if m == nil {
		b.t.Fatalf("there is no token on the page\n%s", firstLines(a.body))
	}
	return m[1]
}

// asks gives the status that a program with a token gets.
func (b *browser) asks(token, path string) int {
	b.t.Helper()
	r := b.request(http.MethodGet, "/api/v1"+path, "")
	r.Header.Set("Authorization", "Bearer "+token)
	return b.site.browser(b.t).send(r).status
}

func aToken() url.Values {
	return url.Values{"name": {"Nightly <b>import</b>"}, "scope": {"read-patients", "read-library"}, "life": {"86400"}}
}

func TestATokenIsMadeShownOnceListedAndRevoked(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	b.shows(b.get("/account"), `href="/account/tokens"`)
	b.shows(b.get("/account/tokens"), "You have no tokens")
	token := b.makesToken(aToken())
	list := b.must(b.get("/account/tokens"), http.StatusOK)
	b.shows(list, "Nightly &lt;b&gt;import&lt;/b&gt;", "not yet", "Read the library")
	if strings.Contains(list.body, token) {
		t.Error("the list shows the token")
	}
	for path, want := range map[string]int{"/patients": 200, "/definitions": 200, "/alerts": 403, "/audit": 403} {
		if got := b.asks(token, path); got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	if list = b.get("/account/tokens"); strings.Contains(list.body, "not yet") {
		t.Error("the list does not say that it was used")
	}
	path := regexp.MustCompile(`/account/tokens/[^/"]+/revoke`).FindString(list.body)
	s.signedIn(t, s.Viewer).must(s.signedIn(t, s.Viewer).post(path, nil), http.StatusNotFound)
	b.must(b.post(path, nil), http.StatusSeeOther)
	b.must(b.post(path, nil), http.StatusSeeOther) // by a second click
	b.shows(b.get("/account/tokens?done=revoked"), "The token was revoked.", "revoked on")
	if got := b.asks(token, "/patients"); got != http.StatusUnauthorized {
		t.Errorf("a revoked token: got %d, want 401", got)
	}
}

func TestATokenIsMadeOnlyByWhoeverIsSureNow(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	for _, a := range []answer{b.get("/account/tokens/new"), b.post("/account/tokens", aToken())} {
		b.must(a, http.StatusSeeOther)
		if to := a.header.Get("Location"); to != "/account/again?next=/account/tokens/new" {
			t.Errorf("led to %q", to)
		}
	}
	b.shows(b.get("/account/tokens"), "You have no tokens")
}

func TestATokenFormThatIsWrong(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Viewer)
	b.must(b.post("/account/again", url.Values{"password": {testkit.Password}}), http.StatusSeeOther)
	form := b.must(b.get("/account/tokens/new"), http.StatusOK)
	if b.shows(form, "read-patients"); strings.Contains(form.body, "manage-site") || strings.Contains(form.body, `"export"`) {
		t.Error("a viewer is offered what a viewer may not")
	}
	for _, c := range []struct{ name, field, value string }{
		{"no name", "name", " "}, {"nothing it may do", "scope", ""}, {"more than they may", "scope", "manage-site"}, {"no action", "scope", "x"},
		{"no life", "life", ""}, {"too long a life", "life", "2592001"}, {"a word", "life", "ever"},
	} {
		in := aToken()
		if in.Set(c.field, c.value); c.value == "" {
			in.Del(c.field)
		}
		t.Run(c.name, func(t *testing.T) {
			b.shows(b.must(b.post("/account/tokens", in), http.StatusUnprocessableEntity), `href="#f-`+c.field+`"`)
		})
	}
	b.shows(b.get("/account/tokens"), "You have no tokens")
}

func TestATokenLastsAsLongAsTheSiteAllows(t *testing.T) {
	for longest, want := range map[time.Duration]string{
		30 * 24 * time.Hour: "1 hour, 1 day, 7 days, 30 days", 24 * time.Hour: "1 hour, 1 day", 36 * time.Hour: "1 hour, 1 day, 36 hours", 10 * time.Minute: "10 minutes",
	} {
		var got []string
		for _, o := range lives(longest) {
			got = append(got, o.Label)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%v: got %q, want %q", longest, strings.Join(got, ", "), want)
		}
	}
}

func TestTokensGoOnAPageAtATime(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	for range tokensShown + 2 {
		b.makesToken(aToken())
	}
	first := b.get("/account/tokens")
	if n := strings.Count(first.body, "/revoke"); n != tokensShown {
		t.Errorf("got %d on the first page, want %d", n, tokensShown)
	}
	older := regexp.MustCompile(`/account/tokens\?before=[^"]+`).FindString(first.body)
	if n := strings.Count(b.get(older).body, "/revoke"); n != 2 {
		t.Errorf("got %d on the second page, want 2", n)
	}
}

// What may be done has words for all of it.
func TestEveryActionOfATokenHasWords(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	b.must(b.post("/account/again", url.Values{"password": {testkit.Password}}), http.StatusSeeOther)
	form := b.get("/account/tokens/new")
	for action, words := range mays {
		b.shows(form, `value="`+string(action)+`"`, words)
	}
	if n := strings.Count(form.body, `name="scope"`); n != len(mays) {
		t.Errorf("got %d boxes, want %d", n, len(mays))
	}
}
