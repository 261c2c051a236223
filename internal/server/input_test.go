package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const formKind = "application/x-www-form-urlencoded"

func TestBodiesThatAreRefused(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	cases := []struct {
		name, kind, body string
		want             int
		says             string
	}{
		{"50 MB", formKind, "name=" + strings.Repeat("a", 50<<20), 413, "too large"},
		{"one byte too many", formKind, strings.Repeat("a", maxBody+1), 413, "too large"},
		{"one field too large", formKind, "name=" + strings.Repeat("a", maxField+1), 413, "too large"},
		{"too many fields", formKind, strings.Repeat("a=1&", maxFields), 400, "too many fields"},
		{"invalid UTF-8", formKind, "name=%ff%fe", 400, "can&#39;t be read"},
		{"invalid UTF-8, raw", formKind, "name=\xff", 400, "can&#39;t be read"},
		{"a null character", formKind, "name=a%00b", 400, "can&#39;t be read"},
		{"a broken escape", formKind, "name=%zz", 400, "can&#39;t be read"},
		{"JSON", "application/json", `{"name":"a"}`, 415, "not a form"},
		{"no kind", "", "name=a", 415, "not a form"},
		{"a multipart form", "multipart/form-data; boundary=x", "--x--", 415, "not a form"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := b.request(http.MethodPost, "/patients", c.body)
			r.Header.Set("Content-Type", c.kind)
			a := b.send(r)
			if a.status != c.want || !strings.Contains(a.body, c.says) {
				t.Errorf("got %d, want %d saying %q\n%s", a.status, c.want, c.says, firstLines(a.body))
			}
		})
	}
	if page := b.get("/patients"); !strings.Contains(page.body, "Nobody is here yet") {
		t.Error("a refused body left a patient behind")
	}
}

func TestOtherSitesCannotWrite(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	cases := []struct {
		name, header, value string
		want                int
	}{
		{"another site by fetch metadata", "Sec-Fetch-Site", "cross-site", 403},
		{"another site by origin", "Origin", "https://elsewhere.example", 403},
		{"a sister domain", "Sec-Fetch-Site", "same-site", 403},
		{"this site", "Sec-Fetch-Site", "same-origin", 303},
		{"typed by hand", "Sec-Fetch-Site", "none", 303},
		{"a program", "X-None", "", 303},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			form := url.Values{"record_number": {"R-" + string(rune('a'+i))}, "name": {"Nora New"}, "sex": {"unknown"}}
			r := b.request(http.MethodPost, "/patients", b.whole("/patients/new", "/patients", form).Encode())
			r.Header.Set("Content-Type", formKind)
			r.Header.Set(c.header, c.value)
			if a := b.send(r); a.status != c.want {
				t.Errorf("got %d, want %d\n%s", a.status, c.want, firstLines(a.body))
			}
		})
	}
}

func TestEveryFaultOfAFormIsNamedAtOnce(t *testing.T) {
	s := newSite(t)
	a := s.signedIn(t, s.Clinician).fill("/patients/new", "/patients", url.Values{"name": {""}, "birth_date": {"2026-02-30"}, "email": {"a"}, "phone": {"call me"}, "sex": {"x"}})
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("got %d, want 422", a.status)
	}
	for _, field := range []string{"record_number", "name", "birth_date", "email", "phone", "sex"} {
		if !strings.Contains(a.body, `href="#f-`+field+`"`) || !strings.Contains(a.body, `id="f-`+field+`"`) {
			t.Errorf("%s: the summary does not lead to the field\n%s", field, firstLines(a.body))
		}
	}
	if !strings.Contains(a.body, `value="call me"`) {
		t.Error("what was typed is lost")
	}
	if !strings.Contains(a.body, "<title>Error: ") {
		t.Error("the title does not say that there is a problem")
	}
}
