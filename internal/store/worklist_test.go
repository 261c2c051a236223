package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// work makes four patients: p0 with a link that ended yesterday, p1 with one that holds and answers that were begun, p2 with
// answers of today and a prompt alert of three hours ago, p3 with an urgent one of five hours ago, answers of the day before and a tag.
func work(t *testing.T) (*Store, CaseloadQuery) {
	t.Helper()
	s := open(t)
	encounters := make([]clinic.Encounter, 4)
	for i := range encounters {
		_, _, encounters[i] = seed(t, s, i)
	}
	now := noon.Add(time.Hour)
	do(t, s, func(tx *Tx) error {
		for i, ends := range []time.Time{now.AddDate(0, 0, -1), now.AddDate(0, 0, 1)} {
			e := encounters[i]
			err := tx.CreateInvitation(clinic.Invitation{ID: clinic.InvitationID(fmt.Sprint(i)), EncounterID: e.ID, PatientID: e.PatientID, TokenHash: []byte(strings.Repeat(fmt.Sprint(i), 32)), CreatedAt: ends.AddDate(0, 0, -7), ExpiresAt: ends})
			if err != nil {
				return err
			}
			if err := tx.CreateResponse(response(e, fmt.Sprint("begun", i))); err != nil {
				return err
			}
		}
		for i, done := range map[int]time.Time{2: noon, 3: noon.AddDate(0, 0, -1)} {
			r := response(encounters[i], fmt.Sprint("done", i))
			if err := tx.CreateResponse(r); err != nil {
				return err
			}
			a := clinic.Alert{ID: clinic.AlertID(fmt.Sprint(i)), PatientID: r.PatientID, ResponseID: r.ID, Questionnaire: mood, Flag: "f", Level: q.Prompt, Text: "t", RaisedAt: now.Add(-3 * time.Hour)}
			if i == 3 {
				a.Level, a.RaisedAt = q.Urgent, now.Add(-5*time.Hour)
			}
			if _, err := tx.RaiseAlert(a); err != nil {
				return err
			}
			r.CompletedAt = &done
			if err := tx.CompleteResponse(r, resultOf(r)); err != nil {
				return err
			}
		}
		tag, err := tx.KeepTag(clinic.Tag{ID: "t1", Name: "trial A"}, now)
		if err != nil {
			return err
		}
		return tx.SetTags("p3", []clinic.TagID{tag.ID})
	})
	return s, CaseloadQuery{Visible: everybody, Now: now, Today: "2026-11-23", DayBegan: noon.Add(-12 * time.Hour),
		Left: LeftBefore{Urgent: now.Add(-4 * time.Hour), Prompt: now.Add(-72 * time.Hour)}}
}

func TestWorkListStates(t *testing.T) {
	s, query := work(t)
	tests := map[string]struct {
		narrow func(*CaseloadQuery)
		want   string
	}{
		"overdue: the link ended":               {func(c *CaseloadQuery) { c.Filter = Overdue }, "p0"},
		"due: the link holds":                   {func(c *CaseloadQuery) { c.Filter = Due }, "p1"},
		"in progress: it can go on":             {func(c *CaseloadQuery) { c.Filter = InProgress }, "p1"},
		"done today, not yesterday":             {func(c *CaseloadQuery) { c.Filter = DoneToday }, "p2"},
		"alerts, the left one first":            {func(c *CaseloadQuery) { c.Filter, c.Sort = WithAlerts, ByWork }, "p3 p2"},
		"left before urgent, then overdue, due": {func(c *CaseloadQuery) { c.Sort, c.Left.Prompt = ByWork, c.Now; c.Left.Urgent = time.UnixMicro(1) }, "p2 p3 p0 p1"},
		"by the end of the link":                {func(c *CaseloadQuery) { c.Sort = ByEnd }, "p0 p1 p2 p3"},
		"tag":                                   {func(c *CaseloadQuery) { c.Tag = "t1" }, "p3"},
		"no such tag":                           {func(c *CaseloadQuery) { c.Tag = "t2" }, ""},
		"answered last":                         {func(c *CaseloadQuery) { c.Questionnaire, c.Sort = mood.ID, ByLastAnswer }, "p2 p3"},
		"another questionnaire":                 {func(c *CaseloadQuery) { c.Questionnaire = "rest" }, ""},
		"nobody's":                              {func(c *CaseloadQuery) { c.Visible = clinic.Visible{}; c.Filter = Overdue }, ""},
		"searched within":                       {func(c *CaseloadQuery) { c.Filter, c.Search = Overdue, "00001" }, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := query
			test.narrow(&c)
			page := read(t, s, func(tx *Tx) (CaseloadPage, error) { return tx.Caseload(c) })
			var ids []string
			for _, r := range page.Rows {
				ids = append(ids, string(r.Patient))
			}
			if got := strings.Join(ids, " "); got != test.want || page.Total != len(ids) {
				t.Errorf("got %q of %d, want %q", got, page.Total, test.want)
			}
		})
	}
}

// What a plan asks is due from its day on, and overdue from the day after.
func TestWorkListFollowsPlans(t *testing.T) {
	s, query := work(t)
	do(t, s, func(tx *Tx) error {
		tx.touch("p2")
		tx.touch("p3")
		return tx.db.Exec("UPDATE patients SET (next_due, unmet_since) = (SELECT column2, column3 FROM (VALUES ('p2', '2026-11-23', '2026-11-23'), ('p3', '2026-12-01', '2026-11-22')) WHERE column1 = id) WHERE id IN ('p2', 'p3')").Error
	})
	for filter, want := range map[CaseloadFilter]string{Due: "p1 p2", Overdue: "p0 p3"} {
		c := query
		c.Filter = filter
		page := read(t, s, func(tx *Tx) (CaseloadPage, error) { return tx.Caseload(c) })
		var ids []string
		for _, r := range page.Rows {
			ids = append(ids, string(r.Patient))
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s: got %q, want %q", filter, got, want)
		}
	}
}

func TestTagsAndViews(t *testing.T) {
	s, _ := work(t)
	do(t, s, func(tx *Tx) error {
		again, err := tx.KeepTag(clinic.Tag{ID: "t9", Name: "TRIAL a"}, noon)
		if err == nil && again.ID != "t1" {
			t.Errorf("got a second tag %s, want the one of the same name", again.ID)
		}
		return err
	})
	refused(t, s, "an unknown tag", func(tx *Tx) error { return tx.SetTags("p1", []clinic.TagID{"nope"}) })
	do(t, s, func(tx *Tx) error { return tx.SetTags("p3", nil) })
	same(t, "tags that nobody has", read(t, s, (*Tx).Tags), []clinic.Tag{})

	v := clinic.SavedView{ID: "v", User: "u1", Name: "Mine", Query: "filter=due"}
	do(t, s, func(tx *Tx) error { return tx.SaveView(v, noon) })
	v.Query = "filter=overdue"
	do(t, s, func(tx *Tx) error {
		return tx.SaveView(clinic.SavedView{ID: "w", User: v.User, Name: v.Name, Query: v.Query}, noon)
	})
	same(t, "views", read(t, s, func(tx *Tx) ([]clinic.SavedView, error) { return tx.ViewsOf("u1") }), []clinic.SavedView{v})
	do(t, s, func(tx *Tx) error {
		removed, err := tx.RemoveView("u2", "v")
		if removed {
			t.Error("somebody else's view was removed")
		}
		return err
	})
}

// That an alert was left is recorded once, and never taken back.
func TestLeftIsRecordedOnce(t *testing.T) {
	s, query := work(t)
	newly := func() (ids string) {
		for _, a := range read(t, s, func(tx *Tx) ([]clinic.Alert, error) { return tx.NewlyLeft(query.Left, 10) }) {
			ids += string(a.ID)
		}
		return ids
	}
	if got := newly(); got != "3" {
		t.Errorf("got %q newly left, want the urgent alert 3", got)
	}
	for i, want := range []bool{true, false} {
		do(t, s, func(tx *Tx) error {
			first, err := tx.KeepLeft("3", noon)
			if first != want {
				t.Errorf("recorded the %dth time: first is %v, want %v", i+1, first, want)
			}
			return err
		})
	}
	if got := newly(); got != "" {
		t.Errorf("got %q newly left, want none after it was recorded", got)
	}
	if n := read(t, s, func(tx *Tx) (int, error) { return tx.CountLeftAlerts(everybody, query.Left) }); n != 1 {
		t.Errorf("got %d left, want 1", n)
	}
	refused(t, s, "a change", func(tx *Tx) error { return tx.db.Exec("UPDATE alerts_left SET at = 1").Error })
	refused(t, s, "a deletion", func(tx *Tx) error { return tx.db.Exec("DELETE FROM alerts_left").Error })
}

func refused(t *testing.T, s *Store, what string, f func(*Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err == nil {
		t.Errorf("%s was taken", what)
	}
}
