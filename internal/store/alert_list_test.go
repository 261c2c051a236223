package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// manyAlerts makes a clinic of ten clinicians in five teams with 300 patients and n alerts, one a minute. Every third is open,
// every fifth was escalated, every seventh is of another questionnaire.
func manyAlerts(t testing.TB, s *Store, n int) {
	t.Helper()
	const patients = 300
	do(t, s, func(tx *Tx) error {
		for i := range 5 {
			if err := tx.CreateTeam(clinic.Team{ID: clinic.TeamID(*teamOf(i)), Name: *teamOf(i), CreatedAt: noon}); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range patients {
		_, p, e := seed(t, s, i)
		do(t, s, func(tx *Tx) error {
			if err := tx.PinDefinition(PinnedDefinition{other, moodHash, []byte("{}")}); err != nil {
				return err
			}
			p.Clinician, p.Team = clinic.UserID(fmt.Sprint("u", i%10)), clinic.TeamID(*teamOf(i % 5))
			if i < 10 {
				p.Clinician = ""
			}
			if err := tx.PlacePatient(p); err != nil {
				return err
			}
			for k, ref := range []q.Ref{mood, other} {
				r := response(e, fmt.Sprint("r", i, "-", k))
				r.Questionnaire = ref
				if err := tx.CreateResponse(r); err != nil {
					return err
				}
			}
			return nil
		})
	}
	do(t, s, func(tx *Tx) error {
		for i := range n {
			ref, k := mood, 0
			if i%7 == 0 {
				ref, k = other, 1
			}
			id := clinic.AlertID(fmt.Sprintf("a%06d", i))
			who := i * 7919 % patients
			a := clinic.Alert{ID: id, PatientID: clinic.PatientID(fmt.Sprint("p", who)), ResponseID: clinic.ResponseID(fmt.Sprint("r", who, "-", k)), Questionnaire: ref,
				Flag: q.FlagID(fmt.Sprint("f", i)), Level: []q.Level{q.Urgent, q.Prompt, q.Notice}[i%4%3], Text: "t", RaisedAt: noon.Add(time.Duration(i) * time.Minute)}
			if err := tx.db.Create(new(newAlertRow(a))).Error; err != nil {
				return err
			}
			if i%5 == 0 {
				if _, err := tx.KeepStage(id, clinic.ToClinician, a.RaisedAt.Add(time.Hour)); err != nil {
					return err
				}
			}
			if i%3 != 0 {
				if err := tx.AcknowledgeAlert(id, Acknowledgement{"u1", a.RaisedAt.Add(time.Duration(i%90) * time.Minute), "called"}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

var other = q.Ref{ID: "other", Version: "1.0.0"}

// filters is every way to narrow a list, as each of some people sees it.
func filters() (list []AlertFilter) {
	people := []clinic.Visible{everybody, {}, {Clinician: "u1", Teams: []clinic.TeamID{"team1"}}, {Clinician: "u2", Teams: []clinic.TeamID{"team0", "team3"}}, {Teams: []clinic.TeamID{"team4"}}, {Clinician: "u3"}}
	for _, v := range people {
		for _, state := range []AlertState{"", AlertsOpen, AlertsAcknowledged, AlertsEscalated} {
			for _, f := range []AlertFilter{{}, {Questionnaire: other.ID}, {Clinician: "u1"}, {Clinician: "u2", Questionnaire: mood.ID}, {Team: "team3"}, {Team: "team3", Questionnaire: other.ID}, {Level: q.Urgent},
				{From: noon.Add(time.Hour), To: noon.Add(5 * time.Hour)}, {Clinician: "u1", Team: "team1"}} {
				f.Visible, f.State = v, state
				list = append(list, f)
			}
		}
	}
	return list
}

// The pages of a list are, put together, what goes through the filter, each once and the newest first; so is what programs
// get, the oldest first; and the waits are of the same alerts.
func TestAlertListPages(t *testing.T) {
	s := open(t)
	manyAlerts(t, s, 700)
	type all struct {
		id     string
		row    alertListRow
		about  clinic.Subject
		raised time.Time
	}
	var rows []alertListRow
	if err := s.reader.Order("raised_at DESC, id DESC").Find(&rows).Error; err != nil || len(rows) != 700 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, f := range filters() {
		var want []string
		for _, r := range rows {
			a := all{r.ID, r, clinic.Subject{Patient: "p", Clinician: orEmpty[clinic.UserID](r.ClinicianID), Team: orEmpty[clinic.TeamID](r.TeamID)}, instant(r.RaisedAt)}
			if f.Visible.Has(a.about) && (f.Clinician == "" || f.Clinician == a.about.Clinician) && (f.Team == "" || f.Team == a.about.Team) &&
				(f.Questionnaire == "" || string(f.Questionnaire) == r.Questionnaire) && (f.Level == "" || string(f.Level) == r.Level) &&
				(f.From.IsZero() || !a.raised.Before(f.From)) && (f.To.IsZero() || a.raised.Before(f.To)) &&
				(f.State != AlertsOpen || r.AcknowledgedAt == nil) && (f.State != AlertsAcknowledged || r.AcknowledgedAt != nil) && (f.State != AlertsEscalated || r.EscalatedAt != nil) {
				want = append(want, a.id)
			}
		}
		if got := newestFirst(t, s, f); !slices.Equal(got, want) {
			t.Errorf("%+v: got %d alerts, want %d", f, len(got), len(want))
		}
		for _, limit := range []int{-1, 5} {
			var more bool
			waits := read(t, s, func(tx *Tx) (list []AlertWait, err error) {
				list, more, err = tx.AlertWaits(f, limit)
				return list, err
			})
			few := len(want)
			if limit >= 0 {
				few = min(few, limit)
			}
			if len(waits) != few || more != (len(want) > few) || !slices.IsSortedFunc(waits, func(a, b AlertWait) int { return b.RaisedAt.Compare(a.RaisedAt) }) {
				t.Errorf("%+v: got %d waits of at most %d, more %t, want %d, the newest first", f, len(waits), limit, more, few)
			}
		}
		slices.Sort(want)
		if got := oldestFirst(t, s, f); !slices.Equal(got, want) {
			t.Errorf("%+v, for a program: got %d alerts, want %d", f, len(got), len(want))
		}
	}
}

func newestFirst(t *testing.T, s *Store, f AlertFilter) (ids []string) {
	for mark := (AlertMark{}); ; {
		page := read(t, s, func(tx *Tx) ([]clinic.Alert, error) { return tx.AlertsBefore(f, mark, 60) })
		for _, a := range page {
			ids, mark = append(ids, string(a.ID)), AlertMark{a.RaisedAt, a.ID}
		}
		if len(page) < 60 {
			return ids
		}
	}
}

func oldestFirst(t *testing.T, s *Store, f AlertFilter) (ids []string) {
	for after := ""; ; {
		page := read(t, s, func(tx *Tx) ([]clinic.Alert, error) { return tx.AlertsAfter(f, Page{After: after, Limit: 60}) })
		for _, a := range page {
			after = string(a.ID)
			ids = append(ids, after)
		}
		if len(page) < 60 {
			return ids
		}
	}
}

// Whoever is in more teams than one query can ask for sees, and has counted, the alerts of each of them once.
func TestAlertsOfManyTeams(t *testing.T) {
	s := open(t)
	manyAlerts(t, s, 120)
	v := clinic.Visible{Clinician: "u1"}
	for i := range 400 {
		v.Teams = append(v.Teams, clinic.TeamID(fmt.Sprint("team", i)))
	}
	every := clinic.Visible{Clinician: "u1", Teams: v.Teams[:5]}
	for _, state := range []AlertState{"", AlertsOpen} {
		want, got := newestFirst(t, s, AlertFilter{Visible: every, State: state}), newestFirst(t, s, AlertFilter{Visible: v, State: state})
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", state, got, want)
		}
	}
	left := LeftBefore{Urgent: noon.Add(time.Hour), Prompt: noon.Add(90 * time.Minute)}
	for name, count := range map[string]func(*Tx, clinic.Visible) (int, error){
		"open": func(tx *Tx, v clinic.Visible) (int, error) { return tx.CountOpenAlerts(v) },
		"left": func(tx *Tx, v clinic.Visible) (int, error) { return tx.CountLeftAlerts(v, left) },
	} {
		want := read(t, s, func(tx *Tx) (int, error) { return count(tx, every) })
		if got := read(t, s, func(tx *Tx) (int, error) { return count(tx, v) }); got != want || want == 0 {
			t.Errorf("%s: got %d, want %d", name, got, want)
		}
	}
}

// A program that goes on from an alert that is not there any more gets the next ones.
func TestAlertsAfterOneThatIsGone(t *testing.T) {
	s := open(t)
	manyAlerts(t, s, 60)
	f := AlertFilter{Visible: clinic.Visible{Teams: []clinic.TeamID{"team0", "team3"}}}
	all := oldestFirst(t, s, f)
	page := read(t, s, func(tx *Tx) ([]clinic.Alert, error) { return tx.AlertsAfter(f, Page{After: all[4] + "-", Limit: 3}) })
	if len(page) != 3 || string(page[0].ID) != all[5] || string(page[2].ID) != all[7] {
		t.Errorf("got %+v, want those after %s of %v", page, all[4], all)
	}
}

// A page is read through an index that has the alerts in their order: nothing is sorted, and no table read whole.
func TestAlertListFollowsIndexes(t *testing.T) {
	s := open(t)
	manyAlerts(t, s, 3)
	after := oldestFirst(t, s, AlertFilter{Visible: everybody})[0]
	for _, f := range filters() {
		log := &statements{Interface: logger.Discard}
		tx := &Tx{db: s.reader.Session(&gorm.Session{Logger: log}), sealing: s.sealing}
		if _, err := tx.AlertsBefore(f, AlertMark{noon, "a"}, 50); err != nil {
			t.Fatal(err)
		}
		pages := log.ran[:len(log.ran)-1]
		log.ran = nil
		if _, err := tx.AlertsAfter(f, Page{After: after, Limit: 50}); err != nil {
			t.Fatal(err)
		}
		for _, statement := range append(pages, log.ran[1:len(log.ran)-1]...) {
			if plan := planOf(t, s, statement); strings.Contains(plan, "TEMP B-TREE") || !strings.Contains(plan, "SEARCH alert_list USING INDEX alert_list_") {
				t.Errorf("%s\ngot the plan\n%s", statement, plan)
			}
		}
	}
}

// The list follows whatever changes an alert or whose patient it is of.
func TestAlertListFollows(t *testing.T) {
	s := open(t)
	manyAlerts(t, s, 60)
	want := func(what string) {
		t.Helper()
		var wrong []string
		err := s.reader.Raw(`SELECT a.id FROM alerts a JOIN patients p ON p.id = a.patient_id LEFT JOIN alert_list l ON l.id = a.id
			WHERE l.id IS NULL OR l.clinician_id IS NOT p.clinician_id OR l.team_id IS NOT p.team_id OR l.patient_id <> p.id OR l.questionnaire <> a.questionnaire
			OR l.level <> a.level OR l.raised_at <> a.raised_at OR l.acknowledged_at IS NOT a.acknowledged_at
			OR l.escalated_at IS NOT (SELECT min(s.at) FROM alert_stages s WHERE s.alert_id = a.id)`).Scan(&wrong).Error
		if err != nil || len(wrong) > 0 {
			t.Errorf("%s: the list does not say what is so of %v (%v)", what, wrong, err)
		}
	}
	want("raised")
	do(t, s, func(tx *Tx) error {
		p, err := tx.GetPatient("p0")
		if err != nil {
			return err
		}
		p.Clinician, p.Team = "u7", ""
		return tx.PlacePatient(p)
	})
	want("placed")
	if n := read(t, s, func(tx *Tx) (int, error) {
		list, err := tx.AlertsBefore(AlertFilter{Visible: clinic.Visible{Clinician: "u7"}}, AlertMark{}, 500)
		return len(list), err
	}); n == 0 {
		t.Error("whoever a patient was given to sees none of the alerts")
	}
	do(t, s, func(tx *Tx) error {
		if _, err := tx.KeepStage("a000003", clinic.ToTeam, noon.Add(time.Hour)); err != nil {
			return err
		}
		_, err := tx.KeepStage("a000003", clinic.ToAdministrators, noon.Add(2*time.Hour))
		return err
	})
	want("escalated")
	do(t, s, func(tx *Tx) error { return tx.AcknowledgeAlert("a000003", Acknowledgement{"u1", noon, "called"}) })
	want("acknowledged")
	do(t, s, func(tx *Tx) error { return tx.ErasePatient("p0") })
	want("erased")
	var left int64
	if err := s.reader.Raw("SELECT count(*) FROM alert_list WHERE patient_id = 'p0'").Scan(&left).Error; err != nil || left != 0 {
		t.Errorf("%d lines of somebody who was erased are left, %v", left, err)
	}
}

// A stage is taken once, and tells each once; neither is ever changed or taken back.
func TestAStageIsTakenOnce(t *testing.T) {
	s := open(t)
	manyAlerts(t, s, 4)
	for i, want := range []bool{true, false} {
		do(t, s, func(tx *Tx) error {
			first, err := tx.KeepStage("a000003", clinic.ToTeam, noon)
			if first != want {
				t.Errorf("the %dth time: first is %t", i+1, first)
			}
			return err
		})
	}
	do(t, s, func(tx *Tx) error {
		if err := tx.CreateStaffMail(clinic.StaffMail{ID: "m", User: "u1", State: clinic.MailSent, MadeAt: noon, NotBefore: noon}); err != nil {
			return err
		}
		return tx.KeepTelling("a000003", clinic.ToTeam, "u1", "m")
	})
	refused(t, s, "a second telling", func(tx *Tx) error { return tx.KeepTelling("a000003", clinic.ToTeam, "u1", "") })
	refused(t, s, "a telling of no stage", func(tx *Tx) error { return tx.KeepTelling("a000003", clinic.ToClinician, "u1", "") })
	for _, statement := range []string{"UPDATE alert_stages SET at = 1", "DELETE FROM alert_tellings", "DELETE FROM alert_stages WHERE alert_id = 'a000000'", "UPDATE alert_tellings SET mail_id = NULL",
		"UPDATE staff_mails SET state = 'waiting'", "DELETE FROM staff_mails"} {
		refused(t, s, statement, func(tx *Tx) error { return tx.db.Exec(statement).Error })
	}
}

// BenchmarkAlertList reads pages of a list of 10,000 alerts, and the figures of all of them.
func BenchmarkAlertList(b *testing.B) {
	s := open(b)
	manyAlerts(b, s, 10_000)
	mine := clinic.Visible{Clinician: "u1", Teams: []clinic.TeamID{"team1"}}
	deep := AlertMark{noon.Add(100 * time.Minute), "a000100"}
	for name, c := range map[string]struct {
		f    AlertFilter
		mark AlertMark
	}{
		"first page": {AlertFilter{Visible: everybody}, AlertMark{}}, "last page": {AlertFilter{Visible: everybody}, deep},
		"open": {AlertFilter{Visible: everybody, State: AlertsOpen}, AlertMark{}}, "one questionnaire": {AlertFilter{Visible: everybody, Questionnaire: other.ID}, deep},
		"a clinician's": {AlertFilter{Visible: mine}, AlertMark{}}, "a clinician's, the last": {AlertFilter{Visible: mine}, deep}, "nobody's": {AlertFilter{Visible: clinic.Visible{Clinician: "none"}}, AlertMark{}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := s.View(b.Context(), func(tx *Tx) error { _, err := tx.AlertsBefore(c.f, c.mark, 51); return err }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for name, f := range map[string]AlertFilter{"figures of all": {Visible: everybody}, "figures of a clinician's": {Visible: mine}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := s.View(b.Context(), func(tx *Tx) error { _, _, err := tx.AlertWaits(f, -1); return err }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
