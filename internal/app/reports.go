package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/scoring"
	"steelyard/internal/store"
)

// ReportRequest says which report, and whether it leaves the program.
type ReportRequest struct {
	Patient clinic.PatientID
	Format  string // pdf, csv or json for an export; empty for the screen
	Digest  bool   // work out the digest of the record's receipt also for the screen, where earlier answers are only listed
	Lately  bool   // for a page: of the newest NewestAnswers answers only, without alerts; Report.Since says whether there are others
	Choice  ReportChoice
}

// act gives what somebody must be allowed, and what is noted: reading it, or taking it out as a file.
func (r ReportRequest) act() (needs clinic.Action, did string) {
	if r.Format != "" {
		return clinic.Export, "export report as " + r.Format
	}
	return clinic.ReadResponses, "read report"
}

// Report makes the report of a patient as it stands now.
func (a *App) Report(ctx context.Context, who clinic.Actor, req ReportRequest) (r *report.Report, err error) {
	action, did := req.act()
	err = a.view(ctx, who, action, ofPatient(req.Patient), func(tx *store.Tx) error {
		r, err = a.report(tx, who, req)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, a.noteRead(ctx, who, deed{action: did, patient: req.Patient, subject: "patient:" + string(req.Patient)})
}

func (a *App) report(tx *store.Tx, who clinic.Actor, req ReportRequest) (*report.Report, error) {
	if req.Lately {
		return a.lately(tx, who, req)
	}
	m, err := a.material(tx, who, req.Patient)
	if err != nil {
		return nil, err
	}
	chosen := m
	chosen.Brief = req.Digest && req.Format == ""
	if err := req.Choice.apply(&chosen, a.Zone()); err != nil {
		return nil, err
	}
	r, err := report.New(chosen)
	if err != nil {
		return nil, err
	}
	if req.Format == "pdf" {
		if err := withLogo(tx, r); err != nil {
			return nil, err
		}
	}
	return r, a.seal(tx, r, &m, req.Digest || req.Format != "")
}

// withLogo puts the site's logo on a report that will be printed.
func withLogo(tx *store.Tx, r *report.Report) error {
	l, err := tx.GetLogo()
	switch {
	case err == nil:
		r.Logo = &l
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	return nil
}

// lately is report of the newest answers. Only where the record was signed all of it is read, to hold it to the signatures.
func (a *App) lately(tx *store.Tx, who clinic.Actor, req ReportRequest) (*report.Report, error) {
	m, err := a.frame(tx, who, req.Patient)
	if err != nil {
		return nil, err
	}
	m.Brief = true
	rows, earlier, err := tx.NewestScored(req.Patient, NewestAnswers)
	if err != nil {
		return nil, err
	}
	if m.Completed, err = a.asMaterial(tx, rows); err != nil {
		return nil, err
	}
	r, err := report.New(m)
	if err != nil {
		return nil, err
	}
	if earlier {
		r.Since = *rows[len(rows)-NewestAnswers].Response.CompletedAt
	}
	signatures, err := tx.SignaturesOf(req.Patient)
	if err == nil && (req.Digest || len(signatures) > 0) {
		m, err = a.material(tx, who, req.Patient)
	}
	if err != nil {
		return nil, err
	}
	return r, a.seal(tx, r, &m, req.Digest)
}

// material gathers what a patient's report, its receipt and a signature of it are made from.
func (a *App) material(tx *store.Tx, who clinic.Actor, id clinic.PatientID) (m report.Material, err error) {
	if m, err = a.frame(tx, who, id); err != nil {
		return m, err
	}
	if m.Alerts, err = tx.AlertsOf(id); err != nil {
		return m, err
	}
	m.Completed, err = a.completed(tx, id)
	return m, err
}

// frame is material without the answers and the alerts.
func (a *App) frame(tx *store.Tx, who clinic.Actor, id clinic.PatientID) (m report.Material, err error) {
	if m, err = a.heading(tx, who, id); err != nil {
		return m, err
	}
	m.Treatments, err = tx.TreatmentsOf(id)
	return m, err
}

// heading is what stands above every report.
func (a *App) heading(tx *store.Tx, who clinic.Actor, id clinic.PatientID) (m report.Material, err error) {
	m = report.Material{Invented: a.Invented, Language: q.DefaultLanguage, At: a.Now(), By: who.Name, Profile: a.Library.Profile()}
	site, err := tx.GetSite()
	if err != nil {
		return m, err
	}
	m.Site, m.Contact = site.Name, site.Contact
	m.Patient, err = tx.GetPatient(id)
	return m, err
}

func (a *App) completed(tx *store.Tx, id clinic.PatientID) (list []report.Completed, err error) {
	rows, err := tx.ResultsOf(id)
	if err != nil {
		return nil, err
	}
	return a.asMaterial(tx, rows)
}

func (a *App) asMaterial(tx *store.Tx, rows []store.Scored) (list []report.Completed, err error) {
	names, err := userNames(tx)
	if err != nil {
		return nil, err
	}
	modes, err := modesOf(tx, rows)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		c, err := a.asCompleted(row.Response, row.Result, names)
		if err != nil {
			return nil, err
		}
		c.Mode = modes[row.Response.EncounterID]
		list = append(list, c)
	}
	return list, nil
}

// modesOf gives how the answers of the encounters of some responses came in.
func modesOf(tx *store.Tx, rows []store.Scored) (map[clinic.EncounterID]clinic.Mode, error) {
	at := map[clinic.EncounterID]clinic.Mode{}
	for i := range rows {
		at[rows[i].Response.EncounterID] = ""
	}
	all, err := tx.EncountersAt(slices.Collect(maps.Keys(at)))
	for i := range all {
		at[all[i].ID] = all[i].Mode
	}
	return at, err
}

func (a *App) asCompleted(r clinic.Response, result scoring.Result, names nameOf) (report.Completed, error) {
	entry, err := a.Library.GetAt(r.Questionnaire, r.StartedAt)
	if err != nil {
		return report.Completed{}, err
	}
	return report.Completed{Response: r, Result: result, Program: entry.Program, EnteredBy: names.of(r.EnteredBy)}, nil
}

type nameOf map[clinic.UserID]string

func userNames(tx *store.Tx) (nameOf, error) {
	users, err := tx.Users()
	names := nameOf{}
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, err
}

func (n nameOf) of(id clinic.UserID) string {
	if id == "" {
		return "the patient"
	}
	if name, ok := n[id]; ok {
		return name
	}
	return "a former member of staff"
}

// ResponseFilter says which completed responses to export.
type ResponseFilter struct {
	Questionnaire q.Ref
	From, To      time.Time // zero for no bound
}

// ExportRow is one completed response with what an export says of it.
type ExportRow struct {
	RecordNumber string
	Response     clinic.Response
	Result       *scoring.Result
	Mode         clinic.Mode // how the answers came in
}

// ExportResponses gives every completed response of the actor's patients to one version of a questionnaire, the oldest first. The audit entry
// is written before the first row leaves.
func (a *App) ExportResponses(ctx context.Context, who clinic.Actor, f ResponseFilter, each func(ExportRow) error) error {
	if err := a.permitted(ctx, who, clinic.Export); err != nil {
		return err
	}
	if _, err := a.Library.Get(f.Questionnaire); err != nil {
		return err
	}
	if err := a.noteRead(ctx, who, deed{action: "export responses", subject: "questionnaire:" + f.Questionnaire.String()}); err != nil {
		return err
	}
	filter := store.CompletedFilter{Questionnaire: f.Questionnaire.ID, From: f.From, To: f.To}
	return a.Store.View(ctx, func(tx *store.Tx) (err error) {
		if filter.Visible, err = visibleTo(tx, who); err != nil {
			return err
		}
		return tx.EachCompleted(filter, func(r clinic.Response, result *scoring.Result, p clinic.Patient, mode clinic.Mode) error {
			if r.Questionnaire != f.Questionnaire {
				return nil
			}
			return each(ExportRow{p.RecordNumber, r, result, mode})
		})
	})
}
