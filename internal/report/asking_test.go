package report

import (
	"slices"
	"strings"
	"testing"

	"steelyard/internal/clinic"
)

func asked(c Completed, m clinic.Mode) Completed {
	c.Mode = m
	return c
}

// TestAChangeOfTheWayOfAskingIsMarkedAndSaid has the same questions answered alone and in an interview: the trend marks it, the
// comparison and the letter say it, and the two are compared all the same. Paper is answered alone; nothing is said where it is
// not known how the answers came in.
func TestAChangeOfTheWayOfAskingIsMarkedAndSaid(t *testing.T) {
	p := nine(t)
	const change = "The way of asking changed, answered alone then and asked in an interview now: part of a difference may come from that."
	for name, c := range map[string]struct {
		from, to           clinic.Mode
		event, says, brief string
	}{
		"then an interview":   {clinic.Online, clinic.InPerson, "asked in an interview instead of answered alone", change, "but the way of asking changed (answered alone, then asked in an interview)."},
		"paper, an interview": {clinic.Paper, clinic.InPerson, "asked in an interview instead of answered alone", change, "(answered alone, then asked in an interview)."},
		"no interview any more": {clinic.InPerson, clinic.Online, "answered alone instead of asked in an interview",
			"The way of asking changed, asked in an interview then and answered alone now: part of a difference may come from that.", "(asked in an interview, then answered alone)."},
		"paper and a link": {clinic.Paper, clinic.Online, "", "", ""},
		"two interviews":   {clinic.InPerson, clinic.InPerson, "", "", ""},
		"not known":        {"", clinic.InPerson, "", "", ""},
	} {
		r := reportOf(t, asked(given(t, p, 20, 1), c.from), asked(given(t, p, 8, 90), c.to))
		got, trend, says := r.Comparison.Scales[0], r.Trends[0], r.Letter().Findings[0].Says
		if !got.Comparable || !got.Exceeds || len(got.Criteria) == 0 || !strings.HasPrefix(got.Statement, "The score is lower by 12") {
			t.Errorf("%s: they are not compared as ever: %+v", name, got)
		}
		if !strings.HasSuffix(got.Statement, c.says) || strings.Contains(got.Statement, "way of asking") != (c.says != "") {
			t.Errorf("%s: got %q, want %q at its end", name, got.Statement, c.says)
		}
		if !strings.Contains(says, c.brief) || strings.Contains(says, "way of asking") != (c.brief != "") {
			t.Errorf("%s: the letter says %q, want %q in it", name, says, c.brief)
		}
		var events []string
		for _, e := range trend.Events {
			events = append(events, e.Kind+" "+e.Label)
		}
		want := []string{"asking " + c.event}
		if c.event == "" {
			want = nil
		}
		if !slices.Equal(events, want) || trend.Points[1].Asked(&trend.Points[0]) != (c.event == "") {
			t.Errorf("%s: the line of time has %q, want %q", name, events, want)
		}
	}
}

// TestAChangeOfTheWayOfAskingIsSaidOfANewVersionToo has it change together with a version that the older answers are scored by
// again.
func TestAChangeOfTheWayOfAskingIsSaidOfANewVersionToo(t *testing.T) {
	again := nine(t, "version: 1.0.0", "version: 2.0.0", "    items: [q1", "    reversed: [q1]\n    items: [q1")
	r := reportOf(t, asked(given(t, nine(t), 20, 1), clinic.Online), asked(given(t, again, 8, 90), clinic.InPerson))
	got := r.Comparison.Scales[0]
	if !got.Comparable || got.Recorded == "" || !strings.Contains(got.Statement, "The way of asking changed, answered alone then and asked in an interview now") {
		t.Errorf("got %+v", got)
	}
}

// TestAChangeOfTheWayOfAskingIsSaidOfTheProfile says it of the domain that it is true of, and of the two groups.
func TestAChangeOfTheWayOfAskingIsSaidOfTheProfile(t *testing.T) {
	then, now := visit(t, 170, [3]int{24, 12, 9}), visit(t, 190, [3]int{3, 5, 9})
	for i := range then {
		then[i].Mode, now[i].Mode = clinic.Online, clinic.Online
	}
	now[0].Mode = clinic.InPerson
	x := reportOf(t, slices.Concat(then, now)...).Comparison.Profile
	for i, want := range []bool{true, false, false} {
		if d := x.Domains[i]; !d.Comparable || strings.Contains(d.Statement, "The way of asking changed") != want {
			t.Errorf("%s: got %q", d.ID, d.Statement)
		}
	}
	if !x.Contrast.Comparable || !strings.HasSuffix(x.Contrast.Statement, "The way of asking changed in part: part of a difference may come from that.") {
		t.Errorf("got %q", x.Contrast.Statement)
	}
}
