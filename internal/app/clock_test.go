package app_test

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/testkit"
)

func TestAClockThatWentBack(t *testing.T) {
	k := testkit.New(t)
	wrong := func() bool {
		t.Helper()
		c, err := k.CheckClock(t.Context())
		must(t, err)
		return c.Wrong()
	}
	if wrong() {
		t.Error("a clock is wrong before anything is recorded")
	}
	for _, step := range []struct {
		by   time.Duration
		want bool
	}{{0, false}, {time.Hour, false}, {-59 * time.Second, false}, {-time.Hour, true}, {30 * time.Minute, true}, {time.Hour, false}} {
		k.Pass(step.by)
		_, err := k.Caseload(t.Context(), k.Clinician, app.CaseloadQuery{}) // leaves an entry
		must(t, err)
		if got := wrong(); got != step.want {
			t.Errorf("after %v: wrong is %v, want %v", step.by, got, step.want)
		}
	}
	k.Pass(-3 * time.Hour)
	d, err := k.Doctor(t.Context())
	must(t, err)
	for _, c := range d.Checks {
		if c.Name == "clock" && len(c.Problems) == 1 && strings.Contains(c.Problems[0], "is already recorded") {
			return
		}
	}
	t.Errorf("the doctor says nothing of the clock: %+v", d.Checks)
}
