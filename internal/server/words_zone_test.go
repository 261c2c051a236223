package server

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
)

// A time is read in the site's zone, and the zone is named; the hour that comes twice in autumn is told apart.
func TestTimesAreSaidInTheSitesZone(t *testing.T) {
	s := newSite(t)
	cases := []struct {
		zone string
		at   time.Time
		want string
	}{
		{"UTC", time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), "25 Oct 2026, 00:30 UTC"},
		{"Europe/Berlin", time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), "25 Oct 2026, 02:30 CEST"},
		{"Europe/Berlin", time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), "25 Oct 2026, 02:30 CET"},
		{"America/Sao_Paulo", time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), "24 Oct 2026, 22:30 UTC-03:00"},
		{"Asia/Kolkata", time.Date(2026, 10, 25, 20, 0, 0, 0, time.UTC), "26 Oct 2026, 01:30 IST"},
	}
	for _, c := range cases {
		err := s.PutSite(t.Context(), s.Administrator, clinic.Site{Name: "Harbour", CrisisText: strings.Repeat("Call 112. ", 3), LinkDays: 14, TimeZone: c.zone})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.server.moment(c.at); got != c.want {
			t.Errorf("%s: got %q, want %q", c.zone, got, c.want)
		}
		if got, _, _ := strings.Cut(c.want, ","); got != s.server.day(c.at) {
			t.Errorf("%s: got the day %q, want %q", c.zone, s.server.day(c.at), got)
		}
	}
	for _, zone := range []string{"Local", "Europe/Nowhere", "../../etc/passwd", "/etc/localtime"} {
		if err := s.PutSite(t.Context(), s.Administrator, clinic.Site{Name: "Harbour", CrisisText: strings.Repeat("Call 112. ", 3), LinkDays: 14, TimeZone: zone}); err == nil {
			t.Errorf("%q was taken for a time zone", zone)
		}
	}
}

// What ends as a day begins is told by the day before, as e-mails tell it, and to the minute otherwise.
func TestAnEndIsToldByItsLastDay(t *testing.T) {
	s := newSite(t)
	midnight := time.Date(2026, time.November, 29, 0, 0, 0, 0, time.UTC)
	if got := s.server.endIn(s.server.words.In("en"), midnight); got != "the end of 28 Nov 2026" {
		t.Errorf("midnight is %q", got)
	}
	if got := s.server.endIn(s.server.words.In("en"), midnight.Add(time.Minute)); got != "29 Nov 2026, 00:01 UTC" {
		t.Errorf("a minute later is %q", got)
	}
	if got := s.server.lastDay(midnight); got != "28 Nov 2026" {
		t.Errorf("the last day is %q", got)
	}
}
