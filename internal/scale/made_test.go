package scale

import (
	"testing"

	"steelyard/internal/app"
)

// A large clinic is like one that was lived: every check of the doctor's is sound, every text opens and every result can be
// computed anew.
func TestTheLargeClinicIsSound(t *testing.T) {
	k := newLarge(t, 200)
	d, err := k.Doctor(t.Context())
	fatal(t, err)
	if !d.Sound() {
		t.Errorf("got %+v, want a database without a fault", d)
	}
	page, err := k.Caseload(t.Context(), k.Administrator, app.CaseloadQuery{})
	fatal(t, err)
	if page.Total != 202 {
		t.Errorf("got %d patients, want 200 and the two with many visits", page.Total)
	}
	for f, want := range map[app.CaseloadFilter]struct{ least, most int }{"overdue": {8, 20}, "due": {6, 20}, "progress": {1, 6}, "today": {2, 10}, "alerts": {1, 8}} {
		some, err := k.Caseload(t.Context(), k.Administrator, app.CaseloadQuery{Filter: f})
		fatal(t, err)
		if some.Total < want.least || some.Total > want.most {
			t.Errorf("%s: got %d patients, want %d to %d of 200", f, some.Total, want.least, want.most)
		}
	}
}

// A table with rows of a patient's that is added later is copied too, or said why not.
func TestNoTableIsForgotten(t *testing.T) {
	k := newLarge(t, 2*persons)
	x := &copier{}
	fatal(t, x.open(k.Path))
	defer x.db.Close() //nolint:errcheck // nothing was written
	known := map[string]bool{}
	for _, table := range tables {
		known[table.name] = true
	}
	fatal(t, x.each("SELECT DISTINCT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name IN ('patient_id', 'response_id', 'alert_id', 'encounter_id')",
		func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			if !known[name] && notCopied[name] == "" {
				t.Errorf("%s has rows of a patient's: copy it, or say why not", name)
			}
			return err
		}))
}
