package clinic

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	q "steelyard/internal/questionnaire"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// Days that begin at an hour of their own: checked against the zone database's own transitions (zdump).
func TestStartOfTrickyDays(t *testing.T) {
	cases := []struct {
		zone string
		day  q.Date
		want string
	}{
		{"UTC", "2026-02-28", "2026-02-28T00:00:00Z"},
		{"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"}, // clocks go forward at 2
		{"Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z"},
		{"Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"}, // midnight is skipped: the day begins at 1
		{"Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z"},       // the same
		{"Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"},      // the same
		{"America/Havana", "2026-03-08", "2026-03-08T05:00:00Z"},    // the same
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},      // the day before was left out
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},      // it never was
		{"Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00Z"},
		{"Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z"}, // by half an hour
	}
	for _, c := range cases {
		if got := StartOf(c.day, zone(t, c.zone)).Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s: got %s, want %s", c.day, c.zone, got, c.want)
		}
	}
}

var someZones = []string{"UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Beirut", "Africa/Cairo",
	"America/Havana", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "America/Santiago", "Asia/Tehran"}

func anyDate() *rapid.Generator[q.Date] {
	return rapid.Custom(func(t *rapid.T) q.Date { return AddDays("2020-01-01", rapid.IntRange(0, 15*365).Draw(t, "day")) })
}

// The first moment of a day is of that day, and the one before it is not; no day is shorter than 23 hours or longer than 25.
func TestADayBeginsWhereTheOneBeforeEnds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		z, d := zone(t, rapid.SampledFrom(someZones).Draw(rt, "zone")), anyDate().Draw(rt, "date")
		start := StartOf(d, z)
		if DateAt(start, z) != d || DateAt(start.Add(-1), z) == d {
			rt.Errorf("%s in %s begins at %s", d, z, start)
		}
		if long := StartOf(AddDays(d, 1), z).Sub(start); long < 23*time.Hour || long > 25*time.Hour {
			rt.Errorf("%s in %s lasts %s", d, z, long)
		}
	})
}

func TestMonthsEnd(t *testing.T) {
	cases := []struct {
		from q.Date
		n    int
		want q.Date
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2026-01-31", 2, "2026-03-31"}, {"2028-01-31", 1, "2028-02-29"}, {"2028-02-29", 12, "2029-02-28"},
		{"2028-02-29", 48, "2032-02-29"}, {"2026-08-31", 1, "2026-09-30"}, {"2026-12-31", 2, "2027-02-28"}, {"2026-10-15", 3, "2027-01-15"},
	}
	for _, c := range cases {
		if got := addMonths(c.from, c.n); got != c.want {
			t.Errorf("%s and %d months: got %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

// Messages go out by day, also on the days on which the clocks change.
func TestNobodyIsWoken(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		z := zone(t, rapid.SampledFrom(someZones).Draw(rt, "zone"))
		now := StartOf(anyDate().Draw(rt, "date"), z).Add(time.Duration(rapid.IntRange(0, 24*60).Draw(rt, "minute")) * time.Minute)
		at := MailTime(now, z)
		if hour := at.In(z).Hour(); hour < 8 || hour >= 20 {
			rt.Errorf("at %s in %s it would go out at %s", now.In(z), z, at.In(z))
		}
		if at.Before(now) || at.Sub(now) > 13*time.Hour {
			rt.Errorf("at %s in %s it would wait until %s", now.In(z), z, at.In(z))
		}
		if again := MailTime(at, z); !again.Equal(at) {
			rt.Errorf("%s is put off to %s", at, again)
		}
	})
}
