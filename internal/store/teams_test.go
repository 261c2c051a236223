package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

const theTeam clinic.TeamID = "00000000-0000-7000-8000-000000000001"

// In a database from before there were teams everybody goes on seeing everybody.
func TestADatabaseFromBeforeBecomesOneTeams(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	if err := prepareFiles(path); err != nil {
		t.Fatal(err)
	}
	db, err := connect(Options{Path: path}, writing, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := provider(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"INSERT INTO users (id, login, login_key, name, role, password_hash, created_at) VALUES ('u', 'ada', 'ada', 'Ada', 'viewer', 'x', 1)",
		"INSERT INTO patients (id, record_number, record_key, name, name_key, sex, created_at, updated_at, revision) VALUES ('p', 'R', 'r', 'Åsa', 'asa', 'female', 1, 1, 1)",
	} {
		if err := db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := (&Store{writer: db}).Close(); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path)
	teams := read(t, s, func(tx *Tx) ([]clinic.Team, error) { return tx.TeamsOf("u") })
	subject := read(t, s, func(tx *Tx) (clinic.Subject, error) {
		subject, _, err := tx.FindSubject(Object{"patient", "p"})
		return subject, err
	})
	if len(teams) != 1 || teams[0].ID != theTeam || teams[0].Name != "Clinic" || subject != (clinic.Subject{Patient: "p", Team: theTeam}) {
		t.Errorf("got %+v and %+v, want the user and the patient in the team Clinic", teams, subject)
	}
}

// Whoever is listed, counted or exported is whom clinic.Visible has, whatever way leads to them.
func TestListsHaveWhomVisibleHas(t *testing.T) {
	s := open(t)
	clinicians, teams := []clinic.UserID{"", "u0", "u1"}, []clinic.TeamID{"", theTeam, "t2"}
	do(t, s, func(tx *Tx) error { return tx.CreateTeam(clinic.Team{ID: "t2", Name: "Other", CreatedAt: noon}) })
	var all []clinic.Patient
	for i := range 9 {
		_, p, e := seed(t, s, i)
		r := complete(t, s, response(e, fmt.Sprint("r", i)))
		do(t, s, func(tx *Tx) error {
			p.Clinician, p.Team = clinicians[i%3], teams[i/3]
			if err := tx.PlacePatient(p); err != nil {
				return err
			}
			_, err := tx.RaiseAlert(clinic.Alert{ID: clinic.AlertID(fmt.Sprint("a", i)), PatientID: p.ID, ResponseID: r.ID, Questionnaire: mood, Flag: "f", Level: q.Urgent, Text: "t", RaisedAt: noon})
			return err
		})
		all = append(all, p)
	}
	for _, v := range []clinic.Visible{{}, {All: true}, {Clinician: "u0"}, {Teams: []clinic.TeamID{"t2"}}, {Clinician: "u1", Teams: []clinic.TeamID{theTeam}}, {Clinician: "u0", Teams: teams[1:]}, {Teams: []clinic.TeamID{""}}, {Clinician: "none", Teams: []clinic.TeamID{"none"}}} {
		var want []string
		for _, p := range all {
			if v.Has(p.Subject()) {
				want = append(want, string(p.ID))
			}
		}
		for name, list := range map[string]func(tx *Tx) ([]string, error){"caseload": listedIn(v), "alerts": alertedIn(v), "export": exportedIn(v)} {
			if got := read(t, s, list); !slices.Equal(got, want) {
				t.Errorf("%s of %+v: got %v, want %v", name, v, got, want)
			}
		}
		var paged []string
		for more := true; more; {
			after := ""
			if len(paged) > 0 {
				after = paged[len(paged)-1]
			}
			page := read(t, s, func(tx *Tx) ([]clinic.Patient, error) { return tx.PatientsAfter(v, Page{After: after, Limit: 2}) })
			for _, p := range page {
				paged = append(paged, string(p.ID))
			}
			more = len(page) == 2
		}
		if !slices.Equal(paged, want) {
			t.Errorf("pages of the patients of %+v: got %v, want %v", v, paged, want)
		}
		if n := read(t, s, func(tx *Tx) (int, error) { return tx.CountOpenAlerts(v) }); n != len(want) {
			t.Errorf("count of alerts of %+v: got %d, want %d", v, n, len(want))
		}
		if n := read(t, s, func(tx *Tx) (CaseloadPage, error) { return tx.Caseload(CaseloadQuery{Visible: v, Limit: 1}) }).Total; n != len(want) {
			t.Errorf("total of %+v: got %d, want %d", v, n, len(want))
		}
	}
	mine := read(t, s, func(tx *Tx) (CaseloadPage, error) {
		return tx.Caseload(CaseloadQuery{Visible: clinic.Visible{Teams: []clinic.TeamID{theTeam}}, Clinician: "u1"})
	})
	if len(mine.Rows) != 1 || mine.Rows[0].Patient != "p5" {
		t.Errorf("one clinician's of one team: got %+v, want p5", mine.Rows)
	}
}

func listedIn(v clinic.Visible) func(tx *Tx) ([]string, error) {
	return func(tx *Tx) (ids []string, err error) {
		page, err := tx.Caseload(CaseloadQuery{Visible: v})
		for _, r := range page.Rows {
			ids = append(ids, string(r.Patient))
		}
		slices.Sort(ids)
		return ids, err
	}
}

func alertedIn(v clinic.Visible) func(tx *Tx) ([]string, error) {
	return func(tx *Tx) (ids []string, err error) {
		alerts, err := tx.OpenAlerts(v, LeftBefore{}, 100)
		for _, a := range alerts {
			ids = append(ids, string(a.PatientID))
		}
		slices.Sort(ids)
		return ids, err
	}
}

func exportedIn(v clinic.Visible) func(tx *Tx) ([]string, error) {
	return func(tx *Tx) (ids []string, err error) {
		err = tx.EachCompleted(CompletedFilter{Visible: v}, func(r clinic.Response, _ *scoring.Result, _ clinic.Patient, _ clinic.Mode) error {
			ids = append(ids, string(r.PatientID))
			return nil
		})
		slices.Sort(ids)
		return ids, err
	}
}

func TestTeams(t *testing.T) {
	s := open(t)
	u, p, _ := seed(t, s, 1)
	other := clinic.Team{ID: "t2", Name: "Day clinic", CreatedAt: noon}
	do(t, s, func(tx *Tx) error {
		if err := tx.CreateTeam(other); err != nil {
			return err
		}
		for range 2 { // whoever is in it stays in it
			if err := tx.AddMember(other.ID, u.ID); err != nil {
				return err
			}
		}
		p.Team, p.Clinician = other.ID, u.ID
		return tx.PlacePatient(p)
	})
	got := read(t, s, func(tx *Tx) (clinic.Patient, error) { return tx.GetPatient(p.ID) })
	if got.Team != other.ID || got.Clinician != u.ID || got.Revision != p.Revision+1 || got.Name != p.Name {
		t.Errorf("got %+v", got)
	}
	ended := other
	ended.EndedAt = new(noon)
	refused := map[string]func(tx *Tx) error{
		"the same name":                    func(tx *Tx) error { return tx.CreateTeam(clinic.Team{ID: "t3", Name: "DAY clinic", CreatedAt: noon}) },
		"the end of a team with a patient": func(tx *Tx) error { return tx.UpdateTeam(ended) },
		"a stale change":                   func(tx *Tx) error { return tx.PlacePatient(p) },
		"a team there is not":              func(tx *Tx) error { return tx.AddMember("none", u.ID) },
	}
	for name, act := range refused {
		if err := try(t, s, act); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	do(t, s, func(tx *Tx) error {
		got.Team = theTeam
		if err := tx.PlacePatient(got); err != nil {
			return err
		}
		return tx.UpdateTeam(ended)
	})
	if teams := read(t, s, func(tx *Tx) ([]clinic.Team, error) { return tx.TeamsOf(u.ID) }); len(teams) != 0 {
		t.Errorf("%+v are open teams of somebody whose team has ended", teams)
	}
	got.Revision, got.Team = got.Revision+1, other.ID
	if err := try(t, s, func(tx *Tx) error { return tx.PlacePatient(got) }); err == nil || !strings.Contains(err.Error(), "looks after nobody") {
		t.Errorf("a patient for an ended team: got %v", err)
	}
	if err := try(t, s, func(tx *Tx) error { return tx.UpdateTeam(other) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an ended team that is opened again: got %v", err)
	}
}
