package store

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
	"steelyard/migrations"
)

// The list and the count of what is due read their own rows by the index, and sort nothing.
func TestTheRecordsThatAreDueAreReadByTheirIndex(t *testing.T) {
	s := open(t)
	var statements []string
	watch := func(db *gorm.DB) {
		statements = append(statements, db.Dialector.Explain(db.Statement.SQL.String(), db.Statement.Vars...))
	}
	for _, name := range []string{"query", "row"} {
		var err error
		if name == "query" {
			err = s.reader.Callback().Query().After("gorm:query").Register("watch", watch)
		} else {
			err = s.reader.Callback().Row().After("gorm:row").Register("watch", watch)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	read(t, s, func(tx *Tx) ([]DueRecord, error) { return tx.DueRecords(noon, DuePlace{}, 51) })
	read(t, s, func(tx *Tx) ([]DueRecord, error) { return tx.DueRecords(noon, DuePlace{noon, "p1"}, 51) })
	read(t, s, func(tx *Tx) (int, error) { return tx.CountDueRecords(noon, 100) })
	looked := 0
	for _, statement := range slices.Clone(statements) {
		if !strings.Contains(statement, "retentions") {
			continue
		}
		plan := planOf(t, s, statement)
		if !strings.Contains(plan, "USING INDEX retentions_due") && !strings.Contains(plan, "USING COVERING INDEX retentions_due") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\nis read like this: %s", statement, plan)
		}
		looked++
	}
	if looked < 3 {
		t.Errorf("only %d statements were looked at", looked)
	}
}

// A link that is made in an encounter of before is a contact too, and a contact that is recorded later with an earlier time
// moves nothing back.
func TestTheLastContactNeverMovesBack(t *testing.T) {
	s := open(t)
	u, p, e := seed(t, s, 0)
	contact := func(hours int) {
		at := noon.Add(time.Duration(hours) * time.Hour)
		do(t, s, func(tx *Tx) error {
			return tx.CreateInvitation(clinic.Invitation{ID: clinic.InvitationID(fmt.Sprint("i", hours)), EncounterID: e.ID, PatientID: p.ID,
				TokenHash: []byte(fmt.Sprintf("%032d", hours)), CreatedBy: u.ID, CreatedAt: at, ExpiresAt: at.Add(time.Hour)})
		})
	}
	for i, want := range []int{5, 5, 7} {
		contact([]int{5, 3, 7}[i])
		r := read(t, s, func(tx *Tx) (clinic.Retention, error) { return tx.GetRetention(p.ID) })
		if got := r.LastContact; !got.Equal(noon.Add(time.Duration(want) * time.Hour)) {
			t.Errorf("got %v, want %d hours after noon", got, want)
		}
	}
}

// What was decided stays as it is, but for an erasure.
func TestADecisionToKeepARecordStays(t *testing.T) {
	s := open(t)
	u, p, _ := seed(t, s, 0)
	k := clinic.Keeping{ID: "k1", PatientID: p.ID, Until: "2040-01-01", Reason: "is in a study", By: u.ID, At: noon}
	do(t, s, func(tx *Tx) error { return tx.Keep(k, noon.AddDate(14, 0, 0), 10) })
	got := read(t, s, func(tx *Tx) ([]clinic.Keeping, error) { return tx.KeepingsOf(p.ID) })
	same(t, "decisions", got, []clinic.Keeping{k})
	for _, statement := range []string{"UPDATE keepings SET until_on = '2020-01-01'", "DELETE FROM keepings", "INSERT INTO keepings VALUES ('k2', 'p0', '2040-01-01', CAST('in clear' AS BLOB), 'u', 0)"} {
		if err := s.writer.Exec(statement).Error; err == nil {
			t.Errorf("%s was taken", statement)
		}
	}
	do(t, s, func(tx *Tx) error { return tx.ErasePatient(p.ID) })
	var left int
	if err := s.reader.Raw("SELECT (SELECT count(*) FROM keepings) + (SELECT count(*) FROM retentions)").Scan(&left).Error; err != nil || left > 0 {
		t.Errorf("%d rows are left, %v", left, err)
	}
}

// A database of before is given the last contact of each patient.
func TestRetentionOfADatabaseOfBefore(t *testing.T) {
	s := open(t)
	_, p, e := seed(t, s, 0)
	do(t, s, func(tx *Tx) error {
		r := response(e, "r1")
		r.UpdatedAt = noon.Add(3 * time.Hour)
		return tx.CreateResponse(r)
	})
	want := read(t, s, func(tx *Tx) (clinic.Retention, error) { return tx.GetRetention(p.ID) })
	if !want.LastContact.Equal(noon.Add(3 * time.Hour)) {
		t.Fatalf("got %+v", want)
	}
	content, err := fs.ReadFile(migrations.SQLite(), "00032_retention_logo.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, from, _ := strings.Cut(string(content), "INSERT INTO retentions")
	statement, _, _ := strings.Cut("INSERT INTO retentions"+from, ";")
	if err := s.writer.Exec("DELETE FROM retentions").Error; err != nil {
		t.Fatal(err)
	}
	if err := s.writer.Exec(statement).Error; err != nil {
		t.Fatal(err)
	}
	same(t, "last contact", read(t, s, func(tx *Tx) (clinic.Retention, error) { return tx.GetRetention(p.ID) }), want)
}

// What plans made by themselves in a database of before counts no more, and neither do records move that are kept for longer.
func TestContactsByPlansOfADatabaseOfBefore(t *testing.T) {
	for _, kept := range []bool{false, true} {
		s := open(t)
		_, p, e := seed(t, s, 0)
		do(t, s, func(tx *Tx) error {
			return tx.CreatePlan(clinic.Plan{ID: "plan", PatientID: p.ID, Name: "x", State: clinic.PlanActive})
		})
		online := clinic.Encounter{ID: "e9", PatientID: p.ID, Mode: clinic.Online, CreatedBy: e.CreatedBy, CreatedAt: noon.Add(99 * time.Hour)}
		link := clinic.Invitation{ID: "i9", EncounterID: "e9", PatientID: p.ID, TokenHash: []byte(strings.Repeat("h", 32)), CreatedBy: e.CreatedBy, CreatedAt: noon.Add(99 * time.Hour), ExpiresAt: noon.Add(200 * time.Hour)}
		before := read(t, s, func(tx *Tx) (clinic.Retention, error) { return tx.GetRetention(p.ID) })
		do(t, s, func(tx *Tx) error { return errors.Join(tx.CreateEncounter(online), tx.CreateInvitation(link)) })
		do(t, s, func(tx *Tx) error {
			return tx.PutOccasion(clinic.Occasion{ID: "o1", PlanID: "plan", PatientID: p.ID, Slot: clinic.Slot{Due: "2026-01-05", Opens: "2026-01-05", Closes: "2026-01-05"}, State: clinic.Open, Encounter: "e9", Invitation: "i9"}, "")
		})
		from := before.LastContact
		if kept {
			site := defaultSite()
			site.RetentionYears = 10
			do(t, s, func(tx *Tx) error { return tx.PutSite(site) })
			until := time.Date(2044, 2, 29, 0, 0, 0, 0, time.UTC) // ten years earlier there is no such day
			do(t, s, func(tx *Tx) error {
				return tx.Keep(clinic.Keeping{ID: "k1", PatientID: p.ID, Until: "2044-02-29", Reason: "a trial", By: "u", At: noon}, until, 10)
			})
			from = clinic.RetentionBefore(until, 10)
		}
		content, err := fs.ReadFile(migrations.SQLite(), "00041_contact_by_people.sql")
		if err != nil {
			t.Fatal(err)
		}
		_, fill, _ := strings.Cut(string(content), "UPDATE retentions SET last_contact_at = (SELECT")
		if err := s.writer.Exec("UPDATE retentions SET last_contact_at = (SELECT" + fill).Error; err != nil {
			t.Fatal(err)
		}
		var row retentionRow
		if err := s.reader.Take(&row).Error; err != nil {
			t.Fatal(err)
		}
		if !instant(row.LastContactAt).Equal(before.LastContact) || !instant(row.DueFrom).Equal(from) {
			t.Errorf("kept %t: the last contact is %v and counted from is %v, want %v and %v", kept, instant(row.LastContactAt), instant(row.DueFrom), before.LastContact, from)
		}
	}
}

// Appointments that wait to be counted are read by their index.
func TestAppointmentsToCountAreReadByTheirIndex(t *testing.T) {
	s := open(t)
	plan := planOf(t, s, "SELECT * FROM appointments WHERE cancelled_at IS NULL AND counted = 0 AND on_date < '2026-01-01' ORDER BY on_date, id LIMIT 100")
	if !strings.Contains(plan, "USING INDEX appointments_to_count") || strings.Contains(plan, "TEMP B-TREE") {
		t.Errorf("read like this: %s", plan)
	}
}
