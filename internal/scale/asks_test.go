package scale

import (
	"fmt"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// ask is a page that somebody opens. search is looked for before, and stays in the session.
type ask struct{ name, who, path, search string }

// asks are the pages of a clinic's day.
func (d *desk) asks(t testing.TB) []ask {
	t.Helper()
	entries := d.entries(t)
	deep := map[string]string{}
	for _, who := range []string{administrator, clinician} {
		deep[who] = d.deep(t, who)
	}
	usual, many := "/patients/"+string(d.usual.ID), "/patients/"+string(d.heavy.ID)
	list := append(d.everyPage(t), []ask{
		{"patient, 20 responses", clinician, usual, ""},
		{"patient, 500 responses", administrator, many, ""},
		{"answers, 20 responses", clinician, usual + "/responses", ""},
		{"answers, 500 responses", administrator, many + "/responses", ""},
		{"answers, 500 responses, deep", administrator, many + "/responses?before=" + d.middle(t, d.heavy.ID, heavy), ""},
		{"answers to one questionnaire, of days long ago", administrator, many + "/responses?form=phq-9&from=2025-01-01&to=2025-06-30", ""},
		{"change, 20 responses", administrator, usual + "/change", ""},
		{"change, 500 responses", administrator, many + "/change", ""},
		{"the whole list as CSV", administrator, "/patients.csv", ""},
		{"plans of a patient", administrator, usual + "/plans", ""},
		{"response", administrator, "/responses/" + d.response(t), ""},
		{"mails", administrator, "/mails", ""},
		{"records that are due", administrator, "/records-due", ""},
		{"teams", administrator, "/teams", ""},
		{"library", administrator, "/library", ""},
		{"questionnaire", administrator, "/library/phq-9@1.0.0", ""},
		{"all alerts", administrator, "/alerts/all", ""},
		{"all alerts, one team's", clinician, "/alerts/all", ""},
		{"all alerts of a questionnaire", administrator, "/alerts/all?form=phq-9", ""},
		{"all alerts of a year", administrator, "/alerts/all?from=2025-11-23", ""},
		{"audit", administrator, "/audit", ""},
		{"audit, deep", administrator, fmt.Sprint("/audit?before=", entries/2), ""},
		{"audit of an action", administrator, "/audit?action=acknowledge+alert", ""},
		{"audit of an actor", administrator, "/audit?actor=user:" + string(d.Clinician.User), ""},
		{"audit of an actor and an action", administrator, "/audit?action=add+plan&actor=user:" + string(d.Clinician.User), ""},
		{"audit of a patient", administrator, "/audit?patient=" + string(d.usual.ID), ""},
		{"audit of days long ago", administrator, "/audit?from=2026-08-10&to=2026-08-12", ""},
		{"API, patients", administrator, "/api/v1/patients", ""},
		{"API, patients, deep", administrator, "/api/v1/patients?cursor=" + deep[administrator], ""},
		{"API, patients, one team's", clinician, "/api/v1/patients", ""},
		{"API, patients, one team's, deep", clinician, "/api/v1/patients?cursor=" + deep[clinician], ""},
		{"API, submissions", administrator, "/api/v1" + usual + "/submissions", ""},
		{"API, invitations", administrator, "/api/v1" + usual + "/invitations", ""},
		{"API, alerts", administrator, "/api/v1/alerts?state=open", ""},
		{"API, alerts, one team's", clinician, "/api/v1/alerts?state=open", ""},
		{"API, alerts that were escalated or not, one team's", clinician, "/api/v1/alerts?state=all", ""},
		{"API, alerts of late, one team's", clinician, "/api/v1/alerts?state=acknowledged&from=2026-11-20T00:00:00Z", ""},
		{"API, audit", administrator, "/api/v1/audit", ""},
	}...)
	for _, who := range []string{administrator, clinician} {
		of := map[string]string{administrator: "everybody", clinician: "one team's"}[who]
		last := (d.total(t, who)-1)/50 + 1
		list = append(list, ask{"alerts, " + of, who, "/alerts", ""})
		for _, c := range []string{"whose=mine", "whose=by-user-01-2", "whose=team-01", "state=open&form=phq-9", "state=acknowledged&form=phq-9", "state=escalated&form=phq-9", "state=acknowledged&whose=by-user-01-2&form=phq-9", "level=urgent&state=acknowledged&form=phq-9"} {
			list = append(list, ask{"all alerts of " + of + ", " + c, who, "/alerts/all?" + c, ""})
		}
		for _, c := range [][2]string{{"first page", ""}, {"deep page", fmt.Sprint("page=", last/2+1)}, {"last page", fmt.Sprint("page=", last)}, {"with alerts", "filter=alerts"}, {"overdue", "filter=overdue"},
			{"due", "filter=due"}, {"in progress", "filter=progress"}, {"done today", "filter=today"}, {"mine", "whose=mine"}, {"one clinician", "whose=by-user-01-2"}, {"one team", "whose=team-01"}, {"a tag", "tag=" + d.tag(t)}, {"a tag, next page", "page=2&sort=answer&tag=" + d.tag(t)}, {"with alerts, next page", "page=2&filter=alerts"}, {"answered last, next page", "page=2&form=core-sleep"},
			{"answered last", "form=core-sleep&sort=answer"}, {"by name", "sort=name"}, {"by latest answers", "sort=answer"}, {"by latest answers, deep", fmt.Sprint("sort=answer&page=", last/2+1)}, {"longest waiting", "sort=waiting"}, {"by end of the link", "sort=end"}} {
			list = append(list, ask{"caseload of " + of + ", " + c[0], who, strings.TrimSuffix("/patients?"+c[1], "?"), ""})
		}
		list = append(list, ask{"caseload of " + of + ", search of a few", who, "/patients", "kovac bianchi 31"}, ask{"caseload of " + of + ", search of many", who, "/patients", "an"})
	}
	return list
}

// everyPage gives the other pages that there are, each of which somebody opens now and then.
func (d *desk) everyPage(t testing.TB) (list []ask) {
	t.Helper()
	usual, response, alert := "/patients/"+string(d.usual.ID), "/responses/"+d.response(t), d.alert(t)
	other := d.numbered(t, "c-2-0").ID // who is on no page but those
	token, _, err := d.Invite(t.Context(), d.Administrator, other, []q.ID{"phq-9"}, 14)
	fatal(t, err)
	staff, err := d.Begin(t.Context(), d.Administrator, other, []q.ID{"phq-9"})
	fatal(t, err)
	for _, path := range []string{"/account", "/alerts/" + alert, usual + "/edit", usual + "/ask", usual + "/plans/new", usual + "/hand-over", usual + "/paper", usual + "/paper/phq-9@1.0.0",
		usual + "/sign", usual + "/rights", usual + "/keep", usual + "/erase", usual + "/report.pdf", usual + "/report.csv", usual + "/report.json", usual + "/change.csv", usual + "/receipt.json",
		response + "/correct", response + "/receipt.json", "/patients/new", "/patients/import", "/users", "/users/" + clinician, "/teams/team-01", "/site", "/site/name", "/site/consent", "/site/retention", "/site/plans",
		"/library/phq-9@1.0.0/try", "/library/core-mood@1.0.2/compare", "/library/core-mood@1.0.2/precision", "/alerts/all?state=open", "/alerts/all?state=acknowledged", "/alerts/all?state=escalated", "/alerts/all?level=prompt", "/alerts/all?level=prompt&state=open", "/alerts/all?level=notice&state=acknowledged&form=phq-9", "/alerts/all?whose=team-01", "/alerts/all?whose=by-user-01-2&form=phq-9",
		"/i/" + token, "/i/" + token + "/consent", "/encounters/" + string(staff), "/encounters/" + string(staff) + "/1/1"} {
		name := strings.NewReplacer(usual, "/patients/…", response, "/responses/…", alert, "…", token, "…", string(staff), "…").Replace(path)
		list = append(list, ask{name, administrator, path, ""})
	}
	return list
}

// record gives the pages of a record of so many visits.
func (d *desk) record(t testing.TB, id clinic.PatientID, visits int) (list []ask) {
	t.Helper()
	patient := "/patients/" + string(id)
	for _, path := range []string{"", "/responses", "/responses?before=" + d.middle(t, id, visits), "/responses?form=phq-9&from=2026-09-01", "/change", "/plans", "/plans/new", "/ask", "/edit", "/hand-over", "/paper", "/sign", "/rights", "/keep", "/erase"} {
		name, _, _ := strings.Cut(path, "=")
		list = append(list, ask{"/patients/…" + name, administrator, patient + path, ""})
	}
	return append(list, ask{"audit of a patient", administrator, "/audit?patient=" + string(id), ""},
		ask{"API, submissions", administrator, "/api/v1" + patient + "/submissions", ""}, ask{"API, invitations", administrator, "/api/v1" + patient + "/invitations", ""})
}

// total gives how many patients somebody sees.
func (d *desk) total(t testing.TB, who string) int {
	t.Helper()
	actor := map[string]clinic.Actor{administrator: d.Administrator, clinician: {User: clinician, Role: clinic.Clinician, Teams: []clinic.TeamID{clinic.TeamID(fmt.Sprintf("team-%02d", theTeam))}}}[who]
	page, err := d.Caseload(t.Context(), actor, app.CaseloadQuery{})
	fatal(t, err)
	return page.Total
}

// entries gives how many the audit has.
func (d *desk) entries(t testing.TB) (n int64) {
	t.Helper()
	fatal(t, d.Store.View(t.Context(), func(tx *store.Tx) error {
		last, _, err := tx.FindLastAudit()
		n = last.Seq
		return err
	}))
	return n
}

// alert gives one of the long record's.
func (d *desk) alert(t testing.TB) (id string) {
	t.Helper()
	fatal(t, d.Store.View(t.Context(), func(tx *store.Tx) error {
		list, err := tx.AlertsOf(d.long.ID)
		id = string(list[0].ID)
		return err
	}))
	return id
}
