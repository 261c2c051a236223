package scale

import (
	"log/slog"
	"testing"

	"steelyard/internal/app"
)

// A large clinic is like one that was lived: every check of the doctor's is sound, every text opens and every result can be
// computed anew.
func TestTheLargeClinicIsSound(t *testing.T) {
	k := newLarge(t, 200, slog.New(slog.DiscardHandler))
	d, err := k.Doctor(t.Context())
	fatal(t, err)
	if !d.Sound() {
		t.Errorf("got %+v, want a database without a fault", d)
	}
	page, err := k.Caseload(t.Context(), k.Administrator, app.CaseloadQuery{})
	fatal(t, err)
	if page.Total != 201 {
		t.Errorf("got %d patients, want 200 and the heavy one", page.Total)
	}
	for f, most := range map[app.CaseloadFilter]int{"overdue": 30, "due": 25, "progress": 12, "today": 15, "alerts": 15} {
		some, err := k.Caseload(t.Context(), k.Administrator, app.CaseloadQuery{Filter: f})
		fatal(t, err)
		if some.Total < 1 || some.Total > most {
			t.Errorf("%s: got %d patients, want some, and at most %d", f, some.Total, most)
		}
	}
}

// A table with rows of a patient's that is added later is copied too, or said why not.
func TestNoTableIsForgotten(t *testing.T) {
	k := newLarge(t, 2*persons, slog.New(slog.DiscardHandler))
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
