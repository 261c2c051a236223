package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// standing is what a row of the table tests and of the made clinics has of the work.
type standing struct {
	id, name, record, clinician, team, tag, form string
	alerts                                       int
	urgent, prompt, since, until                 time.Time // zero for none
	begun, begunUntil, completed                 time.Time
	next, unmet                                  q.Date
	nextEnds, unmetEnds                          time.Time
}

var (
	workNow  = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	workDay  = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	workLeft = LeftBefore{Urgent: workNow.Add(-2 * time.Hour), Prompt: workNow.Add(-4 * time.Hour)}
)

func workQuery() CaseloadQuery {
	return CaseloadQuery{Visible: everybody, Sort: ByWork, Now: workNow, Today: "2026-11-23", DayBegan: workDay, Left: workLeft}
}

// put writes a row as the statements would that keep it.
func (p *standing) put(tx *Tx) error {
	us := func(t time.Time) *int64 {
		if t.IsZero() {
			return nil
		}
		return new(micros(t))
	}
	tx.touch(clinic.PatientID(p.id))
	if err := tx.db.Exec("DELETE FROM patient_tags WHERE patient_id = ?", p.id).Error; err != nil {
		return err
	}
	if p.tag != "" {
		if err := tx.db.Exec("INSERT INTO patient_tags (patient_id, tag_id) VALUES (?, ?)", p.id, p.tag).Error; err != nil {
			return err
		}
	}
	return tx.db.Exec(`UPDATE patients SET clinician_id = ?, team_id = ?, last_questionnaire = ?, open_alerts = ?, urgent_since = ?, prompt_since = ?, waiting_since = ?, waiting_until = ?,
begun_at = ?, begun_until = ?, last_completed_at = ?, next_due = ?, unmet_since = ? WHERE id = ?`,
		orNull(p.clinician), orNull(p.team), orNull(p.form), p.alerts, us(p.urgent), us(p.prompt), us(p.since), us(p.until),
		us(p.begun), us(p.begunUntil), us(p.completed), orNull(p.next), orNull(p.unmet), p.id).Error
}

func after(hours int) time.Time { return workNow.Add(time.Duration(hours) * time.Hour) }

// A patient stands in the first tier that fits, and in a tier by what it says.
func TestWorkOrder(t *testing.T) {
	alert := func(p standing) standing { p.alerts = max(p.alerts, 1); return p }
	want := []standing{ // in their order
		alert(standing{name: "urgent, left longest", urgent: after(-9), until: after(-200), since: after(-300)}),
		alert(standing{name: "urgent, left just now", urgent: after(-2), prompt: after(-200)}),
		alert(standing{name: "prompt, left longest", prompt: after(-8)}),
		alert(standing{name: "prompt, left, and urgent of late", prompt: after(-5), urgent: after(-1)}),
		alert(standing{name: "urgent", urgent: after(-1), completed: after(-1)}),
		alert(standing{name: "urgent, newer", urgent: after(0), prompt: after(-1), unmet: "2026-01-01"}),
		alert(standing{name: "prompt, older than the urgent ones", prompt: after(-3)}),
		alert(standing{name: "prompt and overdue", prompt: after(-2), until: after(-400), since: after(-500)}),
		{name: "three notices", alerts: 3, begun: after(-1)},
		{name: "a notice", alerts: 1},
		{name: "overdue by a link and a plan, the plan longer", until: after(-1), since: after(-9), unmet: "2026-11-01"},
		{name: "overdue by a link", until: after(-300), since: after(-400)},
		{name: "overdue by a plan", unmet: "2026-11-21", next: "2026-11-23", completed: after(-1)},
		{name: "overdue by a plan, since last midnight", unmet: "2026-11-22"},
		{name: "overdue by a link and a plan that is due", until: after(-11), since: after(-40), next: "2026-11-23"},
		{name: "overdue just now", until: after(0), since: after(-1), begun: after(-1)},
		{name: "due, the link ends in an hour", until: after(1), since: after(-1), next: "2026-11-23"},
		{name: "due by a plan", next: "2026-11-23", unmet: "2026-11-23", completed: after(-2)},
		{name: "due, the link ends in a day", until: after(24), since: after(-1), begun: after(-5), begunUntil: after(24)},
		{name: "in progress", begun: after(-3), completed: after(-4)},
		{name: "in progress, of late", begun: after(-2), begunUntil: after(1), next: "2026-11-24"},
		{name: "done just now", completed: after(0)},
		{name: "done as the day began", completed: workDay},
		{name: "0 nothing any more", begun: after(-300), begunUntil: after(0)},
		{name: "1 done yesterday", completed: workDay.Add(-time.Microsecond)},
		{name: "2 nothing"},
		{name: "3 to be asked tomorrow", next: "2026-11-24"},
	}
	s := open(t)
	order := rand.New(rand.NewPCG(1, 2)).Perm(len(want))
	do(t, s, func(tx *Tx) error {
		for _, i := range order {
			p := patient(i)
			want[i].id, p.Name = string(p.ID), want[i].name
			if err := tx.CreatePatient(p); err != nil {
				return err
			}
			if err := want[i].put(tx); err != nil {
				return err
			}
		}
		return nil
	})
	page := read(t, s, func(tx *Tx) (CaseloadPage, error) { return tx.Caseload(workQuery()) })
	if len(page.Rows) != len(want) || page.Total != len(want) {
		t.Fatalf("got %d of %d rows, want %d", len(page.Rows), page.Total, len(want))
	}
	for i, r := range page.Rows {
		if r.Name != want[i].name {
			t.Errorf("got %q in place %d, want %q", r.Name, i, want[i].name)
		}
	}
	for filter, n := range map[CaseloadFilter]int{WithAlerts: 10, Overdue: 9, Due: 5, InProgress: 5, DoneToday: 6} {
		c := workQuery()
		c.Filter = filter
		if got := read(t, s, func(tx *Tx) (CaseloadPage, error) { return tx.Caseload(c) }); got.Total != n || len(got.Rows) != n {
			t.Errorf("%s: got %d rows of %d, want %d", filter, len(got.Rows), got.Total, n)
		}
	}
}

// rank is the order of the work in plain Go: in which tier a row stands, and where.
func (p *standing) rank(filter CaseloadFilter) (tier int, at int64) {
	first := func(times ...time.Time) int64 {
		var t time.Time
		for _, u := range times {
			if !u.IsZero() && (t.IsZero() || u.Before(t)) {
				t = u
			}
		}
		return t.UnixMicro()
	}
	var ended, holds, unmet, next time.Time
	if !p.until.IsZero() && !p.until.After(workNow) {
		ended = p.until
	} else {
		holds = p.until
	}
	if p.unmet != "" && p.unmet < "2026-11-23" {
		unmet = p.unmetEnds
	}
	if p.next != "" && p.next <= "2026-11-23" {
		next = p.nextEnds
	}
	is := p.states()
	switch {
	case !p.urgent.IsZero() && !p.urgent.After(workLeft.Urgent):
		return 0, p.urgent.UnixMicro()
	case !p.prompt.IsZero() && !p.prompt.After(workLeft.Prompt):
		return 1, p.prompt.UnixMicro()
	case !p.urgent.IsZero():
		return 2, p.urgent.UnixMicro()
	case !p.prompt.IsZero():
		return 3, p.prompt.UnixMicro()
	case p.alerts > 0:
		return 4, -int64(p.alerts)
	}
	switch filter {
	case Overdue:
		return 5, first(ended, unmet)
	case Due:
		return 5, first(holds, next)
	case InProgress:
		return 5, p.begun.UnixMicro()
	case DoneToday:
		return 5, -p.completed.UnixMicro()
	case Everybody, WithAlerts:
	}
	switch {
	case is[Overdue]:
		return 5, first(ended, unmet)
	case is[Due]:
		return 6, first(holds, next)
	case is[InProgress]:
		return 7, p.begun.UnixMicro()
	case is[DoneToday]:
		return 8, -p.completed.UnixMicro()
	}
	return 9, 0
}

// states has the filters that list a row.
func (p *standing) states() map[CaseloadFilter]bool {
	ended := !p.until.IsZero() && !p.until.After(workNow)
	return map[CaseloadFilter]bool{
		Everybody:  true,
		WithAlerts: p.alerts > 0,
		Overdue:    ended || (p.unmet != "" && p.unmet < "2026-11-23"),
		Due:        (!p.until.IsZero() && !ended) || (p.next != "" && p.next <= "2026-11-23"),
		InProgress: !p.begun.IsZero() && (p.begunUntil.IsZero() || p.begunUntil.After(workNow)),
		DoneToday:  !p.completed.IsZero() && !p.completed.Before(workDay),
	}
}

// wanted is the whole list of a query, by sorting every row.
func wanted(all []standing, c CaseloadQuery) (ids []string) {
	var some []standing
	for _, p := range all {
		subject := clinic.Subject{Patient: clinic.PatientID(p.id), Clinician: clinic.UserID(p.clinician), Team: clinic.TeamID(p.team)}
		if c.Visible.Has(subject) && (c.Clinician == "" || p.clinician == string(c.Clinician)) && (c.Team == "" || p.team == string(c.Team)) &&
			(c.Tag == "" || p.tag == string(c.Tag)) && (c.Questionnaire == "" || p.form == string(c.Questionnaire)) &&
			(strings.Contains(p.name, c.Search) || strings.Contains(p.record, c.Search)) && p.states()[c.Filter] {
			some = append(some, p)
		}
	}
	rank := func(p *standing) (tier int, at int64) {
		by := map[CaseloadSort]time.Time{ByLastAnswer: p.completed, ByWaiting: p.since, ByEnd: p.until, ByBegun: p.begun}[c.Sort]
		switch {
		case c.Sort == ByWork:
			return p.rank(c.Filter)
		case c.Sort == ByName, by.IsZero():
			return 1, 0
		case c.Sort == ByLastAnswer:
			return 0, -by.UnixMicro()
		}
		return 0, by.UnixMicro()
	}
	slices.SortFunc(some, func(a, b standing) int {
		tier, at := rank(&a)
		otherTier, otherAt := rank(&b)
		return cmp.Or(tier-otherTier, cmp.Compare(at, otherAt), cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
	})
	for _, p := range some {
		ids = append(ids, p.id)
	}
	return ids
}

// The pages of any list, one after the other, are the whole of it in the order of a plain sort of every row, with nobody twice
// and nobody missing; so is what is exported.
func TestThePagesAreTheWholeInItsOrder(t *testing.T) {
	const patients = 70
	s := open(t)
	do(t, s, func(tx *Tx) error {
		for _, team := range []clinic.TeamID{"t1", "t2"} {
			if err := tx.CreateTeam(clinic.Team{ID: team, Name: string(team), CreatedAt: noon}); err != nil {
				return err
			}
		}
		for _, tag := range []clinic.TagID{"g1", "g2"} {
			if _, err := tx.KeepTag(clinic.Tag{ID: tag, Name: string(tag)}, noon); err != nil {
				return err
			}
		}
		for i := range 2 {
			if err := tx.CreateUser(user(i)); err != nil {
				return err
			}
		}
		for i := range patients {
			p := patient(i)
			p.Name = fmt.Sprint("name ", i*37%patients/2, " ", []string{"anna", "bela"}[i%2]) // two of each
			if err := tx.CreatePatient(p); err != nil {
				return err
			}
		}
		return nil
	})
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 7))
		all := randomClinic(r, patients)
		do(t, s, func(tx *Tx) error {
			for i := range all {
				if err := all[i].put(tx); err != nil {
					return err
				}
			}
			return nil
		})
		for range 60 {
			c := randomQuery(r)
			want := wanted(all, c)
			if got := walked(t, s, c, 1+r.IntN(20)); !slices.Equal(got.ids, want) || got.total != len(want) {
				t.Fatalf("clinic %d, %+v:\ngot  %v of %d,\nwant %v", seed, c, got.ids, got.total, want)
			}
			var exported []string
			do(t, s, func(tx *Tx) error {
				return tx.EachOfCaseload(c, func(r CaseloadRow) error { exported = append(exported, string(r.Patient)); return nil })
			})
			if !slices.Equal(exported, want) {
				t.Fatalf("clinic %d, %+v: exported %v, want %v", seed, c, exported, want)
			}
		}
	}
}

type turned struct {
	ids   []string
	total int
}

// walked turns the pages of a list from the first to the last.
func walked(t *testing.T, s *Store, c CaseloadQuery, limit int) (w turned) {
	t.Helper()
	c.Limit = limit
	for {
		c.Offset = len(w.ids)
		page := read(t, s, func(tx *Tx) (CaseloadPage, error) { return tx.Caseload(c) })
		w.total = page.Total
		for _, r := range page.Rows {
			w.ids = append(w.ids, string(r.Patient))
		}
		if len(page.Rows) < limit {
			return w
		}
	}
}

// randomClinic has few values of each kind, so that many are equal.
func randomClinic(r *rand.Rand, n int) []standing {
	all := make([]standing, n)
	some := func(likely float64, hours int) time.Time {
		if r.Float64() > likely {
			return time.Time{}
		}
		return after(r.IntN(2*hours) - hours)
	}
	day := func(likely float64) (d q.Date, end time.Time) {
		if r.Float64() > likely {
			return "", time.Time{}
		}
		t := workDay.AddDate(0, 0, r.IntN(5)-2)
		return q.Date(t.Format(time.DateOnly)), t.AddDate(0, 0, 1)
	}
	for i := range all {
		p := &all[i]
		*p = standing{id: fmt.Sprint("p", i), record: fmt.Sprintf("r-%05d", i), name: fmt.Sprint("name ", i*37%n/2, " ", []string{"anna", "bela"}[i%2]),
			clinician: []string{"", "u0", "u1"}[r.IntN(3)], team: []string{"", "t1", "t2"}[r.IntN(3)], tag: []string{"", "g1", "g2"}[r.IntN(3)], form: []string{"", "f1", "f2"}[r.IntN(3)]}
		if r.IntN(4) == 0 {
			p.alerts, p.urgent, p.prompt = 1+r.IntN(3), some(0.4, 3), some(0.4, 6)
		}
		if p.until = some(0.3, 60); !p.until.IsZero() {
			p.since = p.until.Add(-time.Duration(r.IntN(3)) * time.Hour)
		}
		p.begun, p.begunUntil, p.completed = some(0.3, 2), some(0.5, 2), some(0.5, 20)
		p.unmet, p.unmetEnds = day(0.3)
		p.next, p.nextEnds = day(0.3)
	}
	return all
}

func randomQuery(r *rand.Rand) CaseloadQuery {
	c := workQuery()
	one := func(values ...string) string { return values[r.IntN(len(values))] }
	c.Visible = []clinic.Visible{everybody, everybody, {Clinician: "u0"}, {Clinician: "u1", Teams: []clinic.TeamID{"t1"}}, {Teams: []clinic.TeamID{"t1", "t2"}}, {}}[r.IntN(6)]
	c.Clinician, c.Team = clinic.UserID(one("", "", "", "u0")), clinic.TeamID(one("", "", "", "t1"))
	c.Tag, c.Questionnaire = clinic.TagID(one("", "", "", "g1")), q.ID(one("", "", "", "f1"))
	c.Search = one("", "", "", "bela", "1")
	c.Filter = CaseloadFilter(one("", "", "alerts", "overdue", "due", "progress", "today"))
	if r.IntN(3) == 0 {
		c.Sort = CaseloadSort(one("name", "answer", "waiting", "end", "begun"))
	}
	return c
}

// The list of names knows who looks after whom, and may know it from a moment ago: the rows of a page are asked again.
func TestAStaleListOfNamesShowsNobodyToTheWrongPerson(t *testing.T) {
	s := open(t)
	do(t, s, func(tx *Tx) error {
		if err := tx.CreateTeam(clinic.Team{ID: "t2", Name: "Other", CreatedAt: noon}); err != nil {
			return err
		}
		for i := range 3 {
			p := patient(i)
			p.Team = theTeam
			if err := tx.CreatePatient(p); err != nil {
				return err
			}
		}
		return nil
	})
	theirs := workQuery()
	theirs.Visible = clinic.Visible{Teams: []clinic.TeamID{theTeam}}
	if got := walked(t, s, theirs, 10); len(got.ids) != 3 {
		t.Fatalf("got %v, want all three", got.ids)
	}
	do(t, s, func(tx *Tx) error { return tx.db.Exec("UPDATE patients SET team_id = 't2' WHERE id = 'p1'").Error }) // which the list is not told
	for _, search := range []string{"", "R-0"} {
		theirs.Search = search
		if got := walked(t, s, theirs, 10); !slices.Equal(got.ids, []string{"p0", "p2"}) {
			t.Errorf("search for %q: got %v, want nobody of another team", search, got.ids)
		}
	}
}

// What was kept of plans and of saved views before the order of the work is there behind it.
func TestTheWorkOrderTakesOverWhatWasKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	if err := prepareFiles(path); err != nil {
		t.Fatal(err)
	}
	o := Options{Path: path}
	db, err := connect(o, writing, 1, o.newSealing())
	if err != nil {
		t.Fatal(err)
	}
	goose, err := provider(db)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		to         int64
		statements []string
	}{{7, []string{
		"INSERT INTO users (id, login, login_key, name, role, password_hash, created_at) VALUES ('u', 'ada', 'ada', 'Ada', 'viewer', 'x', 1)",
		"INSERT INTO patients (id, record_number, record_key, name, name_key, sex, created_at, updated_at, revision) VALUES ('p', 'R', 'r', 'Åsa', 'asa', 'female', 1, 1, 1), ('p2', 'S', 's', 'Eva', 'eva', 'female', 1, 1, 1)",
	}}, {45, []string{
		"INSERT INTO dues (patient_id, next_due, unmet_since) VALUES ('p', '2026-12-01', '2026-11-22')",
		"INSERT INTO saved_views (id, user_id, name, query, created_at) VALUES ('v1', 'u', 'A', 'sort=alerts', 1), ('v2', 'u', 'B', 'filter=alerts&sort=alerts&tag=t', 1), ('v3', 'u', 'C', 'filter=alerts&sort=name', 1)",
	}}} {
		if _, err := goose.UpTo(t.Context(), step.to); err != nil {
			t.Fatal(err)
		}
		for _, statement := range step.statements {
			if err := db.Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := (&Store{writer: db}).Close(); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path)
	page := read(t, s, func(tx *Tx) (CaseloadPage, error) { return tx.Caseload(workQuery()) })
	if len(page.Rows) != 2 || page.Rows[0].Dues != (Dues{"2026-12-01", "2026-11-22"}) || page.Rows[1].Dues != (Dues{}) {
		t.Errorf("got %+v, want the overdue one first, with what their plan asks", page.Rows)
	}
	var queries []string
	for _, v := range read(t, s, func(tx *Tx) ([]clinic.SavedView, error) { return tx.ViewsOf("u") }) {
		queries = append(queries, v.Query)
	}
	if want := []string{"sort=work", "filter=alerts&sort=work&tag=t", "filter=alerts&sort=name"}; !slices.Equal(queries, want) {
		t.Errorf("got the views %q, want %q", queries, want)
	}
}
