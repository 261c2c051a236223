package server

import (
	"net/url"
	"strings"
	"testing"
)

func TestTheAuditIsReadPageByPageAndFiltered(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	for range 130 {
		if _, err := s.App.Patient(t.Context(), s.Clinician, patient); err != nil {
			t.Fatal(err)
		}
	}
	b := s.signedIn(t, s.Administrator)
	first := b.must(b.get("/audit"), 200)
	b.shows(first, "The chain has not been verified yet.", "Older entries", `value="read patient"`)
	_, older, _ := strings.Cut(first.body, `href="/audit?before=`)
	second := b.must(b.get("/audit?before="+older[:strings.Index(older, `"`)]), 200)
	if strings.Contains(second.body, "Older entries") || !strings.Contains(second.body, "add patient") {
		t.Error("the second page is not the last one")
	}
	filtered := b.must(b.get("/audit?action=add+patient&from=2026-11-23&to=2026-11-23&actor="+url.QueryEscape("user:"+string(s.Clinician.User))), 200)
	if strings.Contains(filtered.body, `data-label="What">read patient`) || !strings.Contains(filtered.body, `data-label="What">add patient`) {
		t.Error("the filter lets others through, or nothing")
	}
	if strings.Contains(b.must(b.get("/audit?to=2026-11-22"), 200).body, "data-label") {
		t.Error("a period without entries has some")
	}
	for path, want := range map[string]int{"/audit?from=soon": 422, "/audit?before=x": 404, "/audit?before=-1": 404, "/audit?patient=nobody": 404} {
		b.must(b.get(path), want)
	}
	csv := b.must(b.get("/audit.csv?action=add+patient"), 200)
	if rows := strings.Count(csv.body, "\r\n"); rows != 2 || !strings.Contains(csv.header.Get("Content-Disposition"), "audit.csv") {
		t.Errorf("got %d lines, want a head and one entry\n%s", rows, csv.body)
	}
	b.must(b.post("/audit/verify", nil), 303)
	b.shows(b.must(b.get("/audit?done=verified"), 200), "Last verified on 23 Nov 2026", "The chain is whole:")
}

// Every answer's policy says no to everything that no page needs, also to what a browser would else allow by default.
func TestThePolicyIsStrict(t *testing.T) {
	for _, directive := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy+";", directive+";") {
			t.Errorf("the policy does not say %q: %s", directive, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
		t.Errorf("the policy lets too much through: %s", policy)
	}
}
