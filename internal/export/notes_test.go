package export

import (
	"bytes"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	jsonfile "steelyard/internal/export/json"
	"steelyard/internal/report"
)

// A note of an interview stands beside its item in the JSON, and on paper only where the derivation was asked for.
func TestNotesOfAnInterview(t *testing.T) {
	for derived, want := range map[bool]bool{true: true, false: false} {
		m := material(t, 1)
		m.Selection = &report.Selection{Derivation: derived}
		for i := range m.Completed {
			r := &m.Completed[i].Response
			r.Notes = clinic.Notes{m.Completed[i].Program.Definition().Items[0].ID: "smiled,\nthen wept"}
		}
		r := made(t, m)
		if got := strings.Contains(flat(strings.Join(read(t, printed(t, r)), " ")), "smiled, then wept"); got != want {
			t.Errorf("derivation %t: on paper: got %t", derived, got)
		}
		var b bytes.Buffer
		check(t, jsonfile.Write(&b, r))
		if !strings.Contains(b.String(), `"note": "smiled,\nthen wept"`) {
			t.Error("the JSON has no note")
		}
	}
}
