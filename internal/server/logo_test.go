package server

import (
	"bytes"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"steelyard/internal/testkit"
)

func TestLogoIsServedToAnybody(t *testing.T) {
	s := newSite(t)
	admin, stranger := s.signedIn(t, s.Administrator), s.browser(t)
	stranger.must(stranger.get("/logo.png"), 404)
	admin.must(admin.sendFile("/site/logo", "logo.png", string(testkit.Picture(900, 300)), nil), 303)
	a := stranger.must(stranger.get("/logo.png"), 200)
	p, err := png.Decode(bytes.NewReader([]byte(a.body)))
	if err != nil || p.Bounds().Dx() != 600 {
		t.Errorf("got %v, %v", p, err)
	}
	etag := a.header.Get("ETag")
	for name, want := range map[string]string{"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cache-Control": "public, no-cache", "Set-Cookie": ""} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	again := stranger.request(http.MethodGet, "/logo.png", "")
	again.Header.Set("If-None-Match", "W/"+etag)
	if a := stranger.must(stranger.send(again), 304); a.body != "" {
		t.Error("what is there already is sent again")
	}
	shown := regexp.MustCompile(`<img src="(/logo\.png\?v=[0-9a-f]{12})" alt="([^"]+)"`).FindStringSubmatch(stranger.get("/sign-in").body)
	if shown == nil {
		t.Fatal("the sign-in page does not show the logo")
	}
	if a := stranger.must(stranger.get(shown[1]), 200); a.header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("got %q", a.header.Get("Cache-Control"))
	}
	if a := stranger.get("/logo.png?v=000000000000"); a.header.Get("Cache-Control") != "public, no-cache" {
		t.Errorf("another version is kept for ever: %q", a.header.Get("Cache-Control"))
	}
	token := s.Link(t, s.Patient(t, "R-1", "Petra Patient"), "phq-9")
	stranger.shows(stranger.get("/i/"+token), shown[0])
	stranger.shows(stranger.get("/i/NOSUCHTOKEN"), shown[0])
	admin.shows(admin.get("/patients"), shown[0])
	admin.shows(admin.get("/site/name?done=logo"), shown[0], "The logo was saved")
	admin.must(admin.post("/site/logo/remove", nil), 303)
	stranger.must(stranger.get("/logo.png"), 404)
	if strings.Contains(stranger.get("/sign-in").body, "/logo.png") {
		t.Error("the logo is removed, and the page still shows it")
	}
}

// A name that is changed changes what is read for the logo, and nothing in it is taken for a tag.
func TestLogoIsCalledByTheSitesName(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	b.must(b.sendFile("/site/logo", "logo.png", string(testkit.Picture(90, 30)), nil), 303)
	b.must(b.fill("/site/name", "/site/name", url.Values{"name": {`"><script>x`}}), 303)
	b.shows(b.get("/site/name"), `alt="&#34;&gt;&lt;script&gt;x"`)
}

func TestWhatIsNoLogoIsRefusedWithWhatToDo(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	for name, c := range map[string]struct{ content, want string }{
		"logo.svg":  {`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "save it as a PNG"},
		"logo.png":  {`<svg onload="alert(1)">`, "SVG"},
		"logo.jpeg": {"GIF89a", "GIF"},
		"none.png":  {"", "Choose a file"},
	} {
		a := b.must(b.sendFile("/site/logo", name, c.content, nil), 422)
		b.shows(a, c.want, `href="#f-file"`, "Name of the clinic")
		if strings.Contains(a.body, "<svg") {
			t.Error("the page has the file in it")
		}
	}
	b.must(b.sendFile("/site/logo", "logo.png", strings.Repeat("x", 950<<10), nil), 422)
	b.must(b.get("/logo.png"), 404)
}
