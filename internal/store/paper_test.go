package store

import (
	"path/filepath"
	"testing"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// before gives a database as it was before a migration, with what some statements put in.
func before(t *testing.T, version int64, statements ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "steelyard.db")
	if err := prepareFiles(path); err != nil {
		t.Fatal(err)
	}
	err := withWriter(Options{Path: path}, func(db *gorm.DB) error {
		p, err := provider(db)
		if err != nil {
			return err
		}
		if _, err := p.UpTo(t.Context(), version-1); err != nil {
			return err
		}
		for _, sql := range statements {
			if err := db.Exec(sql).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestEncountersAreKeptWhenPaperComes makes the table anew under rows that refer to it.
func TestEncountersAreKeptWhenPaperComes(t *testing.T) {
	path := before(t, 3,
		`INSERT INTO users VALUES ('u1', 'a', 'a', 'Ada', 'clinician', 'x', 1, NULL)`,
		`INSERT INTO patients (id, record_number, record_key, name, name_key, sex, created_at, updated_at, revision) VALUES ('p1', '1', '1', 'N', 'n', 'unknown', 1, 1, 1)`,
		`INSERT INTO encounters VALUES ('e1', 'p1', 'online', '["mood@1.0.0"]', 'u1', 7), ('e2', 'p1', 'in-person', '[]', NULL, 8)`,
		`INSERT INTO invitations VALUES ('i1', 'e1', 'p1', randomblob(32), 'u1', 7, 9, NULL, NULL)`,
		`INSERT INTO definitions VALUES ('mood', '1.0.0', '`+string(moodHash)+`', x'7b7d')`,
		`INSERT INTO responses (id, encounter_id, patient_id, questionnaire, version, hash, status, started_at, updated_at, revision, answers)
		 VALUES ('r1', 'e1', 'p1', 'mood', '1.0.0', '`+string(moodHash)+`', 'in-progress', 7, 7, 1, '{}')`)
	s := openAt(t, path)
	all := read(t, s, func(tx *Tx) ([]clinic.Encounter, error) { return tx.EncountersOf("p1") })
	if len(all) != 2 || all[0].ID != "e2" || all[1].Mode != clinic.Online || all[1].CreatedBy != "u1" || len(all[1].Battery) != 1 || all[0].EntryKey != "" {
		t.Errorf("got %+v, want both encounters as they were", all)
	}
	var orphans []string
	if err := s.writer.Raw(`SELECT "table" FROM pragma_foreign_key_check`).Scan(&orphans).Error; err != nil || len(orphans) > 0 {
		t.Errorf("rows of %v refer to nothing (%v)", orphans, err)
	}
	for what, sql := range map[string]string{
		"an unknown mode":              `INSERT INTO encounters VALUES ('e3', 'p1', 'telepathy', '[]', NULL, 9, NULL)`,
		"paper without a key":          `INSERT INTO encounters VALUES ('e3', 'p1', 'paper', '[]', NULL, 9, NULL)`,
		"a key without paper":          `INSERT INTO encounters VALUES ('e3', 'p1', 'online', '[]', NULL, 9, '0123456789abcdef')`,
		"a response to no encounter":   `INSERT INTO responses SELECT 'r2', 'e9', patient_id, questionnaire, version, hash, status, language, entered_by, started_at, updated_at, completed_at, amends, reason, revision, answers FROM responses`,
		"an encounter that is in use":  `DELETE FROM encounters WHERE id = 'e1'`,
		"an encounter of no patient":   `INSERT INTO encounters VALUES ('e3', 'p9', 'online', '[]', NULL, 9, NULL)`,
		"an invitation of no patients": `INSERT INTO invitations VALUES ('i2', 'e2', 'p9', randomblob(32), NULL, 7, 9, NULL, NULL)`,
	} {
		if err := s.writer.Exec(sql).Error; err == nil {
			t.Errorf("%s was taken", what)
		}
	}
}

func TestAPaperFormIsEnteredOnce(t *testing.T) {
	s := open(t)
	u, p, _ := seed(t, s, 1)
	e := clinic.Encounter{ID: "paper", PatientID: p.ID, Mode: clinic.Paper, CreatedBy: u.ID, CreatedAt: noon, EntryKey: "0123456789abcdef"}
	do(t, s, func(tx *Tx) error { return tx.CreateEncounter(e) })
	err := try(t, s, func(tx *Tx) error {
		again := e
		again.ID = "again"
		return tx.CreateEncounter(again)
	})
	wantKind(t, err, fault.Conflict, "")
	found := read(t, s, func(tx *Tx) (clinic.Encounter, error) {
		e, ok, err := tx.FindEncounterByEntryKey("0123456789abcdef")
		if !ok {
			t.Error("the key finds nothing")
		}
		return e, err
	})
	if found.ID != e.ID || found.Mode != clinic.Paper {
		t.Errorf("got %+v, want %+v", found, e)
	}
}
