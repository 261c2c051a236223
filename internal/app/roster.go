package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/roster"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// Roster is a list of patients that somebody wants to add, as a file.
type Roster struct {
	Content   []byte
	Dates     roster.Dates
	Languages []q.Language // that a patient can have
}

// Outcome is what becomes of a row of a roster.
type Outcome string

// The outcomes. A patient who is there already is never changed by a roster.
const (
	RowNew     Outcome = "new"
	RowSame    Outcome = "same"    // the patient is there, and the row says nothing else of them
	RowRefused Outcome = "refused" // Wrong says why
)

// RosterRow is a row with what becomes of it.
type RosterRow struct {
	roster.Row
	Outcome Outcome
}

// RosterPlan is what becomes, or became, of every row.
type RosterPlan struct {
	Rows    []RosterRow
	Unknown []string // headers of columns that fill nothing
	Sealed  []byte   // the file, for AddRoster, which opens it for the same person only
}

// Count gives how many rows have an outcome.
func (p *RosterPlan) Count(o Outcome) (n int) {
	for i := range p.Rows {
		if p.Rows[i].Outcome == o {
			n++
		}
	}
	return n
}

// rosterLasts is how long a file that was looked through can be confirmed.
const rosterLasts = 2 * time.Hour

type sealedRoster struct {
	At     time.Time
	Roster Roster
}

func (a *App) sealRoster(who clinic.Actor, r Roster) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(sealedRoster{a.Now(), r}); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	key, err := secret.DeriveKey(a.AuditKey, "roster")
	if err != nil {
		return nil, err
	}
	return secret.Seal(key, b.Bytes(), "roster of "+string(who.User))
}

var errRoster = fault.New(fault.Invalid, "The file is not held any more. Nothing was added. Choose it again.", fault.Detail{Where: "file", What: "The file is not held any more. Choose it again."})

// maxRoster bounds what a sealed file can grow to when it is opened.
const maxRoster = 4 << 20

func (a *App) openRoster(who clinic.Actor, sealed []byte) (r Roster, err error) {
	key, err := secret.DeriveKey(a.AuditKey, "roster")
	if err != nil {
		return r, err
	}
	packed, err := secret.Open(key, sealed, "roster of "+string(who.User))
	if err != nil {
		return r, errRoster
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return r, err
	}
	var s sealedRoster
	if err := json.NewDecoder(io.LimitReader(z, maxRoster)).Decode(&s); err != nil {
		return r, err
	}
	if a.Now().Sub(s.At) > rosterLasts {
		return r, errRoster
	}
	return s.Roster, nil
}

// PreviewRoster says what would become of every row and writes nothing. What it gives back is sealed for AddRoster: nothing
// of it is kept here.
func (a *App) PreviewRoster(ctx context.Context, who clinic.Actor, r Roster) (RosterPlan, error) {
	if err := a.allows(ctx, who, clinic.ManageSite, ofNobody); err != nil {
		return RosterPlan{}, err
	}
	plan, err := a.judgeRoster(ctx, who, r)
	if err != nil {
		return plan, err
	}
	if plan.Sealed, err = a.sealRoster(who, r); err != nil {
		return plan, err
	}
	return plan, a.noteRead(ctx, who, deed{action: "preview import of patients", subject: "patients", why: plan.said("would be")})
}

// PreviewedRoster is PreviewRoster of a file that was looked through before and comes back sealed.
func (a *App) PreviewedRoster(ctx context.Context, who clinic.Actor, sealed []byte) (RosterPlan, error) {
	if err := a.allows(ctx, who, clinic.ManageSite, ofNobody); err != nil {
		return RosterPlan{}, err
	}
	r, err := a.openRoster(who, sealed)
	if err != nil {
		return RosterPlan{}, err
	}
	return a.PreviewRoster(ctx, who, r)
}

func (p *RosterPlan) said(how string) string {
	return fmt.Sprintf("%d %s new, %d were there already, %d refused", p.Count(RowNew), how, p.Count(RowSame), p.Count(RowRefused))
}

func (a *App) judgeRoster(ctx context.Context, who clinic.Actor, r Roster) (plan RosterPlan, err error) {
	list, err := roster.Read(r.Content, r.Dates, r.Languages)
	if err != nil {
		return plan, err
	}
	plan.Unknown = list.Unknown
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		plan.Rows = make([]RosterRow, 0, len(list.Rows))
		place, err := newPlacer(tx, who)
		if err != nil {
			return err
		}
		for _, row := range list.Rows {
			judged, err := a.judgeRow(tx, place, row)
			if err != nil {
				return err
			}
			plan.Rows = append(plan.Rows, judged)
		}
		return nil
	})
	return plan, err
}

// rosterBatch is how many rows are added in one transaction: few enough that nobody else waits long to write.
const rosterBatch = 200

// AddRoster adds the new patients of a file that PreviewRoster sealed for the same person. Each batch of rows is one
// transaction, with an entry of its own in the audit; where it ends before the last, what was added stays, and doing it again adds the rest.
func (a *App) AddRoster(ctx context.Context, who clinic.Actor, sealed []byte) (done RosterPlan, err error) {
	if err := a.allows(ctx, who, clinic.ManageSite, ofNobody); err != nil {
		return done, err
	}
	r, err := a.openRoster(who, sealed)
	if err != nil {
		return done, err
	}
	list, err := roster.Read(r.Content, r.Dates, r.Languages)
	if err != nil {
		return done, err
	}
	done.Unknown, done.Sealed = list.Unknown, sealed
	for rows := range slices.Chunk(list.Rows, rosterBatch) {
		var added []RosterRow
		err := a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
			if added, err = a.addRows(tx, who, rows); err != nil {
				return err
			}
			batch := RosterPlan{Rows: added}
			return a.note(tx, who, deed{action: "import patients", subject: "patients", why: batch.said("were")})
		})
		if err != nil {
			return done, fmt.Errorf("add patients of a list, after row %d: %w", len(done.Rows), err)
		}
		done.Rows = append(done.Rows, added...)
	}
	return done, nil
}

func (a *App) addRows(tx *store.Tx, who clinic.Actor, rows []roster.Row) (done []RosterRow, err error) {
	place, err := newPlacer(tx, who)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		judged, err := a.judgeRow(tx, place, row)
		if err != nil {
			return nil, err
		}
		done = append(done, judged)
		if judged.Outcome != RowNew {
			continue
		}
		p := judged.Patient
		p.ID, p.CreatedAt, p.UpdatedAt, p.Revision = clinic.PatientID(a.NewID()), a.Now(), a.Now(), 1
		if err := tx.CreatePatient(p); err != nil {
			return nil, err
		}
		if err := a.note(tx, who, deed{action: "add patient", patient: p.ID, subject: "patient:" + string(p.ID), why: "from a list"}); err != nil {
			return nil, err
		}
	}
	return done, nil
}

// judgeRow says what becomes of a row as things stand now.
func (a *App) judgeRow(tx *store.Tx, place *placer, row roster.Row) (RosterRow, error) {
	j := RosterRow{Row: row, Outcome: RowRefused}
	j.Wrong = slices.Clone(row.Wrong)
	j.place(place)
	for _, d := range fault.Details(j.Patient.Check(a.Now())) {
		if !slices.ContainsFunc(j.Wrong, func(w roster.Wrong) bool { return w.Field == d.Where }) {
			j.Wrong = append(j.Wrong, roster.Wrong{Field: d.Where, What: d.What})
		}
	}
	if len(j.Wrong) > 0 {
		return j, nil
	}
	is, found, err := tx.FindPatientByRecordNumber(j.Patient.RecordNumber)
	if err != nil {
		return j, err
	}
	if !found {
		j.Outcome = RowNew
		return j, nil
	}
	if other := j.differs(is); len(other) > 0 {
		j.Wrong = []roster.Wrong{{Field: "record_number", What: "A patient with this record number is there already, with another " + strings.Join(other, ", ") + ". A list changes nobody: edit them on their page."}}
		return j, nil
	}
	j.Outcome = RowSame
	return j, nil
}

// differs names what a row says of a patient otherwise than it is kept. An empty cell says nothing.
func (j *RosterRow) differs(is clinic.Patient) (fields []string) {
	says := is
	for field, take := range map[string]func(){
		"name": func() { says.Name = j.Patient.Name }, "birth_date": func() { says.BirthDate = j.Patient.BirthDate }, "sex": func() { says.Sex = j.Patient.Sex },
		"email": func() { says.Email = j.Patient.Email }, "phone": func() { says.Phone = j.Patient.Phone }, "language": func() { says.Language = j.Patient.Language },
	} {
		if j.Cells[field] != "" {
			take()
		}
	}
	fields = is.Differences(says)
	if j.Team != "" && j.Patient.Team != is.Team {
		fields = append(fields, "team")
	}
	if j.Login != "" && j.Patient.Clinician != is.Clinician {
		fields = append(fields, "clinician")
	}
	return fields
}

// placer knows who can look after the patients of a list.
type placer struct {
	teams  map[string]clinic.TeamID // by their names in lower case
	logins map[string]clinic.UserID
	usual  clinic.TeamID
}

func newPlacer(tx *store.Tx, who clinic.Actor) (*placer, error) {
	choice, err := placing(tx, who)
	if err != nil {
		return nil, err
	}
	users, err := tx.Users()
	if err != nil {
		return nil, err
	}
	p := &placer{teams: map[string]clinic.TeamID{}, logins: map[string]clinic.UserID{}, usual: choice.Usual}
	for _, t := range choice.Teams {
		p.teams[strings.ToLower(t.Name)] = t.ID
	}
	for _, u := range users {
		if responsible(u) {
			p.logins[strings.ToLower(u.Login)] = u.ID
		}
	}
	return p, nil
}

// place fills in who looks after the patient of a row.
func (j *RosterRow) place(p *placer) {
	team, known := p.teams[strings.ToLower(j.Team)]
	switch {
	case j.Team != "" && !known:
		j.Wrong = append(j.Wrong, roster.Wrong{Field: "team", What: "There is no open team of this name."})
	case j.Team == "" && p.usual == "" && len(p.teams) > 1:
		j.Wrong = append(j.Wrong, roster.Wrong{Field: "team", What: "Name the team that looks after them: there are several."})
	case j.Team == "":
		team = p.usual
	}
	j.Patient.Team = team
	if j.Login == "" {
		return
	}
	if j.Patient.Clinician, known = p.logins[strings.ToLower(j.Login)]; !known {
		j.Wrong = append(j.Wrong, roster.Wrong{Field: "clinician", What: "Nobody who can be responsible has this sign-in name."})
	}
}
