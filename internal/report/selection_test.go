package report

import (
	"slices"
	"strings"
	"testing"
)

// TestSelection leaves out what was not chosen, says so, and keeps what is never left out.
func TestSelection(t *testing.T) {
	list := slices.Concat(visit(t, 100, [3]int{24, 16, 9}), visit(t, 190, [3]int{3, 11, 9}))
	whole := Material{Language: "en", At: made, Profile: balance(t), Completed: list}
	for name, c := range map[string]struct {
		choice            Selection
		responses, scales int
		profile           bool
		says              string
	}{
		"everything":    {Selection{}, 6, 3, true, ""},
		"one scale":     {Selection{Scales: []ScaleKey{{"nine", "total"}}}, 2, 1, false, "This report is a selection of the record: Nine: total. Left out: 4 responses, everything else that was answered, and the profile."},
		"a period":      {Selection{Since: made.AddDate(0, 0, -20), Days: "since 3 November 2026"}, 3, 0, false, "all scales; answers since 3 November 2026. Left out: 3 responses, "},
		"before":        {Selection{Until: made.AddDate(0, 0, -20), Days: "until 2 November 2026"}, 3, 0, false, "answers until 2 November 2026"},
		"nothing there": {Selection{Scales: []ScaleKey{{"none", "such"}}}, 0, 0, false, "scales that have no answers"},
	} {
		m := whole
		m.Selection = &c.choice
		r, err := New(m)
		if err != nil {
			t.Fatal(err)
		}
		scales := 0
		if r.Comparison != nil {
			scales = len(r.Comparison.Scales)
		}
		if len(r.Responses) != c.responses || scales != c.scales || (r.Profile != nil) != c.profile || !strings.Contains(r.Selected, c.says) || (r.Selected == "") != (c.says == "") {
			t.Errorf("%s: got %d responses, %d scales, a profile: %t, %q", name, len(r.Responses), scales, r.Profile != nil, r.Selected)
		}
		if len(r.Notice()) == 0 || len(whole.Completed) != 6 {
			t.Errorf("%s: the notice or the record went with it", name)
		}
	}
}
