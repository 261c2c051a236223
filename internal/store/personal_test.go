package store

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ofNobody is every table of which nothing is a patient's, and why not. A table that is neither here nor in ofPatients is
// new: say where it belongs.
var ofNobody = map[string]string{
	"audit_entries":    "stays when a person is erased; what says something about them is sealed with their key",
	"erasing":          "is empty but while somebody is erased",
	"sessions":         "of staff; sealed with the site's key, and they end",
	"first_answers":    "sealed with a key that only the program has that asked, emptied when its patient is erased, and dropped after 48 hours",
	"chores":           "what is to be done to the files",
	"consent_texts":    "what patients are shown",
	"definitions":      "questionnaires",
	"goose_db_version": "migrations",
	"library_steps":    "questionnaires",
	"memberships":      "staff",
	"migration_sums":   "migrations",
	"passkeys":         "staff",
	"plan_templates":   "made for nobody",
	"recovery_codes":   "staff",
	"seal_state":       "the site's key, wrapped",
	"saved_views":      "of staff: how a list is sorted and filtered, by tags and states",
	"site_precisions":  "figures of a sample, computed from answers",
	"site_logo":        "the site's",
	"site_settings":    "the site's",
	"site_texts":       "the site's",
	"tags":             "the clinic's words, for many patients",
	"teams":            "staff",
	"tokens":           "staff",
	"totp_keys":        "staff",
	"staff_mails":      "staff",
	"users":            "staff",
}

func tables(t *testing.T, s *Store) (names []string) {
	t.Helper()
	if err := s.reader.Raw("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").Scan(&names).Error; err != nil {
		t.Fatal(err)
	}
	return names
}

// A new table with a patient's rows must be erased with them.
func TestErasureKnowsEveryTable(t *testing.T) {
	s := open(t)
	known := map[string]bool{}
	for _, of := range ofPatients {
		known[of.table] = true
	}
	for _, table := range tables(t, s) {
		if known[table] == (ofNobody[table] != "") {
			t.Errorf("%s must be either in ofPatients (erase.go) or in ofNobody, with a reason", table)
		}
		var columns, refers []string
		if err := s.reader.Raw("SELECT name FROM pragma_table_info(?)", table).Scan(&columns).Error; err != nil {
			t.Fatal(err)
		}
		if err := s.reader.Raw(`SELECT "table" FROM pragma_foreign_key_list(?)`, table).Scan(&refers).Error; err != nil {
			t.Fatal(err)
		}
		theirs := slices.Contains(columns, "patient_id") || slices.ContainsFunc(refers, func(to string) bool { return known[to] })
		if theirs && !known[table] && table != "audit_entries" && table != "erasing" && table != "first_answers" { // what these keep is said above
			t.Errorf("%s has rows of patients, and erasing a person leaves them", table)
		}
		delete(known, table)
	}
	if len(known) > 0 {
		t.Errorf("there are no tables %v", slices.Sorted(maps.Keys(known)))
	}
}

// inClear is every text in a patient's rows that is not sealed, and why: each is one of a few words of the program's, an id, a
// day, a hash or a staff member's. SECURITY.md says it in sentences. What somebody writes freely is never here.
var inClear = map[string]string{
	"patients.id": "random id", "patients.record_key": "keyed hash", "patients.sex": "word", "patients.language": "word", "patients.clinician_id": "random id", "patients.team_id": "random id",
	"patients.last_questionnaire": "questionnaire", "patients.glance": "scores", "patient_tags.patient_id": "random id", "patient_tags.tag_id": "random id", "alerts_left.alert_id": "random id",
	"alert_stages.alert_id": "random id", "alert_stages.stage": "word", "alert_tellings.alert_id": "random id", "alert_tellings.stage": "word", "alert_tellings.user_id": "staff", "alert_tellings.mail_id": "random id",
	"alert_list.id": "random id", "alert_list.patient_id": "random id", "alert_list.clinician_id": "random id", "alert_list.team_id": "random id", "alert_list.questionnaire": "questionnaire", "alert_list.level": "word",

	"patient_keys.patient_id": "random id", "patient_keys.key_id": "of a key", "patient_keys.wrapped": "wrapped key",
	"encounters.id": "random id", "encounters.patient_id": "random id", "encounters.mode": "word", "encounters.battery": "questionnaires", "encounters.created_by": "staff",
	"encounters.entry_key": "random id", "encounters.language": "word",
	"invitations.id": "random id", "invitations.encounter_id": "random id", "invitations.patient_id": "random id", "invitations.token_hash": "hash", "invitations.created_by": "staff",
	"responses.id": "random id", "responses.encounter_id": "random id", "responses.patient_id": "random id", "responses.questionnaire": "questionnaire", "responses.version": "questionnaire",
	"responses.hash": "hash", "responses.status": "word", "responses.language": "word", "responses.languages": "words", "responses.entered_by": "staff", "responses.amends": "random id",
	"results.response_id": "random id", "results.questionnaire": "questionnaire", "results.version": "questionnaire", "results.hash": "hash", "results.engine": "version", "results.result": "scores",
	"alerts.id": "random id", "alerts.patient_id": "random id", "alerts.response_id": "random id", "alerts.questionnaire": "questionnaire", "alerts.version": "questionnaire", "alerts.flag": "questionnaire",
	"alerts.level": "word", "alerts.text": "questionnaire", "alerts.acknowledged_by": "staff",
	"treatment_events.id": "random id", "treatment_events.patient_id": "random id", "treatment_events.kind": "word", "treatment_events.class": "word", "treatment_events.step": "word",
	"treatment_events.on_date": "day", "treatment_events.created_by": "staff",
	"report_signatures.id": "random id", "report_signatures.patient_id": "random id", "report_signatures.digest": "hash", "report_signatures.signer": "staff", "report_signatures.signer_name": "staff",
	"report_signatures.role": "word", "report_signatures.meaning": "word", "report_signatures.confirmed": "word", "report_signatures.public_key": "key", "report_signatures.signature": "signature",
	"plans.id": "random id", "plans.patient_id": "random id", "plans.schedule": "questionnaires and days", "plans.start_on": "day", "plans.until_on": "day", "plans.state": "word", "plans.created_by": "staff",
	"appointments.id": "random id", "appointments.patient_id": "random id", "appointments.on_date": "day", "appointments.created_by": "staff",
	"occasions.id": "random id", "occasions.plan_id": "random id", "occasions.patient_id": "random id", "occasions.due_on": "day", "occasions.opens_on": "day", "occasions.closes_on": "day", "occasions.state": "word",
	"occasions.encounter_id": "random id", "occasions.invitation_id": "random id", "occasions.why": "the program's words", "occasions.look_on": "day",
	"patients.next_due": "day", "patients.unmet_since": "day",
	"mail_consents.id": "random id", "mail_consents.patient_id": "random id", "mail_consents.version": "version", "mail_consents.given_to": "staff", "mail_consents.withdrawn_by": "staff",
	"mails.id": "random id", "mails.occasion_id": "random id", "mails.patient_id": "random id", "mails.invitation_id": "random id", "mails.kind": "word", "mails.state": "word", "mails.problem": "the program's words",
	"kiosks.id": "random id", "kiosks.token_hash": "hash", "kiosks.patient_id": "random id", "kiosks.invitation_id": "random id", "kiosks.code_hash": "hash", "kiosks.handed_by": "staff",
	"link_tokens.token_hash": "hash", "link_tokens.purpose": "word", "link_tokens.patient_id": "random id", "link_tokens.invitation_id": "random id",
	"devices.device_hash": "hash", "devices.invitation_id": "random id", "devices.patient_id": "random id", "birth_date_tries.invitation_id": "random id", "birth_date_tries.patient_id": "random id",
	"consents.id": "random id", "consents.patient_id": "random id", "consents.encounter_id": "random id", "consents.hash": "hash", "consents.language": "word", "consents.asked_again_by": "staff", "consents.withdrawn_by": "staff",
	"retentions.patient_id": "random id", "keepings.id": "random id", "keepings.patient_id": "random id", "keepings.until_on": "day", "keepings.decided_by": "staff",
	"audit_entries.actor": "staff or random id", "audit_entries.role": "word", "audit_entries.action": "word", "audit_entries.patient": "random id", "audit_entries.subject": "random id", "audit_entries.why": "the program's words",
	"audit_entries.origin": "network address", "audit_entries.prev": "hash", "audit_entries.hash": "hash",
}

// Every text in a patient's rows is sealed, which the database itself holds and doctor opens, or stands in inClear.
func TestEveryTextOfAPatientIsSealedOrNamed(t *testing.T) {
	s := open(t)
	opened := map[string]bool{"audit_entries.sealed": true}
	for _, c := range sealedColumns {
		for _, column := range c.columns {
			opened[c.table+"."+column] = true
		}
	}
	theirs := []string{"audit_entries"}
	for _, of := range ofPatients {
		theirs = append(theirs, of.table)
	}
	said := maps.Clone(inClear)
	for _, table := range theirs {
		var sql string
		if err := s.reader.Raw("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", table).Scan(&sql).Error; err != nil {
			t.Fatal(err)
		}
		var columns []string
		if err := s.reader.Raw("SELECT name FROM pragma_table_info(?) WHERE type IN ('TEXT', 'BLOB')", table).Scan(&columns).Error; err != nil {
			t.Fatal(err)
		}
		for _, column := range columns {
			name := table + "." + column
			check := regexp.MustCompile(`substr\("?` + column + `"?, 1, 1\) (= x'01'|IN \(x'01', x'02'\)) AND length\("?` + column + `"?\) >= 73 AND length\("?` + column + `"?\) % 32 = 9`)
			switch sealed, open := check.MatchString(sql), said[name] != ""; {
			case sealed == open:
				t.Errorf("%s must be sealed, with a CHECK that says so, or stand in inClear (sealed: %t)", name, sealed)
			case sealed && !opened[name]:
				t.Errorf("%s is sealed, and doctor does not open it: name it in sealedColumns", name)
			}
			delete(said, name)
			delete(opened, name)
		}
	}
	if len(said)+len(opened) > 0 {
		t.Errorf("there are no columns %v %v", slices.Sorted(maps.Keys(said)), slices.Sorted(maps.Keys(opened)))
	}
}

// Plans and consents of a database from before they were sealed are sealed when it is opened, and read as before.
func TestPlansAreSealedWhenADatabaseIsUpgraded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "steelyard.db")
	if err := prepareFiles(path); err != nil {
		t.Fatal(err)
	}
	err := withStore(Options{Path: path}, func(s *Store) error {
		p, err := provider(s.writer)
		if err != nil {
			return err
		}
		if _, err := p.UpTo(t.Context(), 20); err != nil {
			return err
		}
		for _, statement := range []string{
			"BEGIN", "PRAGMA defer_foreign_keys = ON",
			"INSERT INTO patient_keys SELECT 'p', seal_key_id(), seal_new_key('p')",
			"INSERT INTO patients (id, record_number, record_key, name, birth_date, sex, email, phone, created_at, updated_at, revision) VALUES ('p', seal_text('p', 'patients.record_number', 'p', 'record_number'), zeroblob(32), seal_text('p', 'patients.name', 'p', 'name'), seal_text('p', 'patients.birth_date', 'p', 'birth_date'), 'other', seal_text('p', 'patients.email', 'p', 'zdislava@example.org'), seal_text('p', 'patients.phone', 'p', 'phone'), 0, 0, 1)",
			"INSERT INTO plans (id, patient_id, name, schedule, state, created_at, ended_at) VALUES ('q', 'p', 'for Bartolomej', '{}', 'ended', 0, 0)",
			"INSERT INTO mail_consents (id, patient_id, version, how, given_at, given_to) VALUES ('c', 'p', '1', 'Zdislava rang', 0, 'u')",
			"COMMIT",
		} {
			if err := s.writer.Exec(statement).Error; err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path)
	do(t, s, func(tx *Tx) error {
		plans, err := tx.PlansOf("p")
		if err != nil || len(plans) != 1 || plans[0].Name != "for Bartolomej" {
			t.Errorf("got %+v (%v)", plans, err)
		}
		c, ok, err := tx.FindMailConsent("p")
		if !ok || c.How != "Zdislava rang" || c.Address != "zdislava@example.org" || !c.Covers("zdislava@example.org") {
			t.Errorf("got %+v (%v)", c, err)
		}
		return err
	})
	for _, statement := range []string{
		"INSERT INTO plans (id, patient_id, schedule, state, created_at) VALUES ('r', 'p', '{}', 'active', 0)",
		"INSERT INTO plans (id, patient_id, name, schedule, state, created_at) VALUES ('r', 'p', 'in clear', '{}', 'active', 0)",
		"INSERT INTO mail_consents (id, patient_id, version, given_at, given_to) VALUES ('d', 'p', '1', 0, 'u')",
	} {
		if err := s.writer.Exec(statement).Error; err == nil || !strings.Contains(err.Error(), "plan has a name") && !strings.Contains(err.Error(), "how it was given") && !strings.Contains(err.Error(), "CHECK") && !strings.Contains(err.Error(), "cannot store TEXT") {
			t.Errorf("%s: got %v", statement, err)
		}
	}
}
