package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/chart"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

type patientPage struct {
	Base
	Patient    clinic.Patient
	Clinician  string
	Team       string
	Tags       tagsForm
	Open       []alertView
	Seen       []alertView
	Report     *report.Report
	Domains    *figure
	Groups     *figure
	Trends     []figure    // validated scales first
	More       []figure    // those after the first few
	Change     *changeView // absent where nothing was answered twice
	Latest     []report.Response
	Responses  []report.Response // the newest
	Older      []report.Response // one step away
	Answers    int               // how many there are in all
	Covers     string            // what the charts and the comparison are of; empty where of everything
	Waiting    []waitingView
	Stopped    []waitingView   // links that nobody waits for, because the patient took back their agreement
	TakenBack  string          // that and when they did, where they may not be asked
	MailsStay  bool            // the patient agreed to e-mails, at another address than the one that is recorded now
	Plans      []planView      // those that run, or have something open
	Consents   []agreementView // the newest first
	Treatments []treatmentView
	Fields     []Field      // of the form for a treatment
	Choice     []Field      // of the form for a report with a part of the record
	Prompts    []promptView // forms that the recorded medicines suggest
	Language   q.Language
	Tongue     string // the language of the patient's record; empty where it is not known
}

func (*patientPage) template() string { return "patient" }

// waitingView is an open invitation, or answers that staff began to enter.
type waitingView struct {
	What       string
	Battery    string
	Continue   string // where staff go on
	Invitation clinic.InvitationID
}

// agreementView is what a patient agreed to, and whether it holds.
type agreementView struct {
	clinic.Consent
	Tongue    string // the text's language
	Holding   bool
	ByPatient bool // who took it back
	Back      bool // it was taken back, and nobody noted that they may be asked again
	Words     agreedView
}

func newAgreementView(c clinic.Consent, to app.AgreedWords) agreementView {
	return agreementView{c, languageName(c.Language), c.Holds(), c.WithdrawnBy == "", c.TakenBack(), newAgreedView(to.Shown, to.English)}
}

type treatmentView struct {
	clinic.TreatmentEvent
	What string
}

// said are the words after a write, by the mark in the address.
var said = map[string]string{
	"added":     "The patient was added. Next, choose what to ask.",
	"saved":     "The changes were saved.",
	"treatment": "The treatment was noted.",
	"revoked":   "The link was withdrawn. It can’t be used any more.",
	"moved":     "Who looks after the patient was saved.",
	"erased":    "The person was erased. That it happened stands in the audit. Backups and exports from before are where they were.",
	"withdrawn": "The agreement was taken back. Nothing more is asked by link.",
	"askable":   "It was noted that they want to be asked again. Choose what to ask: the first page asks for a new agreement.",
	"seen":      "The alert was acknowledged.",
	"signed":    "The record was signed.",
	"tagged":    "The tags were saved.",
}

func (s *Server) patient(c *gin.Context, who clinic.Actor) error {
	p, err := s.newPatientPage(c, who)
	if err != nil {
		return err
	}
	p.Message = said[c.Query("done")]
	return s.render(c, http.StatusOK, p)
}

func (s *Server) newPatientPage(c *gin.Context, who clinic.Actor) (*patientPage, error) {
	ctx, id := c.Request.Context(), clinic.PatientID(c.Param("id"))
	record, err := s.app.Patient(ctx, who, id)
	if err != nil {
		return nil, err
	}
	r, err := s.app.Report(ctx, who, app.ReportRequest{Patient: id, Lately: true})
	if err != nil {
		return nil, err
	}
	if err := r.Check(); err != nil {
		return nil, err
	}
	p := &patientPage{Base: Base{Title: "A patient", Section: "patients", Wide: true, Notice: r.Notice(), Basis: r.Basis()},
		Patient: record.Patient, Clinician: record.Clinician, Team: record.Team, Report: r, Language: q.DefaultLanguage, Responses: r.Responses, Fields: treatmentInput{}.fields(nil)}
	for _, a := range record.Alerts {
		v := newAlertView(a, record.Patient.Name, s.shortTitle(a.Questionnaire))
		if a.Open() {
			p.Open = append(p.Open, v)
		} else {
			p.Seen = append(p.Seen, v)
		}
	}
	if p.Tags, err = s.tagsOf(c, who, nil, nil); err != nil {
		return nil, err
	}
	few := min(responsesShown, len(p.Responses))
	p.Responses, p.Older = p.Responses[:few], p.Responses[few:]
	p.Choice = choiceFields(r)
	p.Prompts = s.promptsFor(&record)
	p.charts(r)
	p.Change = newChangeView(r.Comparison, "change", changesShown)
	p.Latest, p.Answers = latest(r.Responses), record.Answers
	s.coverage(p)
	p.MailsStay = record.Plans.Consent.ID != "" && record.Plans.Consent.Holds() && !record.Plans.Consent.Covers(record.Patient.Email)
	for i := range record.Plans.Plans {
		if v := s.newPlanView(&record.Plans, &record.Plans.Plans[i]); v.End || v.Open != nil {
			p.Plans = append(p.Plans, v)
		}
	}
	for _, c := range record.Consents {
		p.Consents = append(p.Consents, newAgreementView(c, record.Agreed))
	}
	if l := record.Patient.Language; l != "" {
		p.Tongue = languageName(l)
	}
	p.TakenBack = s.takenBack(&record)
	p.Waiting = s.waitingFor(&record, s.app.Now())
	if p.TakenBack != "" {
		p.Stopped, p.Waiting = apart(p.Waiting)
	}
	for _, e := range slices.Backward(record.Treatments) {
		p.Treatments = append(p.Treatments, treatmentView{e, treatmentWords(e)})
	}
	return p, nil
}

// coverage says what a long record's charts are of, and that the first answers compared are not the first there were.
func (s *Server) coverage(p *patientPage) {
	if p.Report.Since.IsZero() {
		return
	}
	since := s.day(p.Report.Since)
	p.Covers = fmt.Sprintf("Of the newest %d answers: from %s to %s.", app.NewestAnswers, since, s.day(p.Report.Responses[0].CompletedAt))
	if p.Change != nil {
		p.Change.Heading = "The first answers since " + since + " and the newest"
	}
}

func (p *patientPage) charts(r *report.Report) {
	if r.Profile != nil {
		domains, groups := newFigure(chart.Domains(r), "domains", chart.Wide), newFigure(chart.Groups(r), "groups", chart.Wide)
		p.Domains, p.Groups = &domains, &groups
	}
	for i, t := range inOrder(r.Trends) {
		p.Trends = append(p.Trends, newFigure(chart.Over(t), fmt.Sprintf("trend-%d", i), half))
	}
	few := min(trendsShown, len(p.Trends))
	p.Trends, p.More = p.Trends[:few], p.Trends[few:]
}

// responsesShown is how many responses stand open on the page.
const responsesShown = 14

// trendsShown is how many scales over time stand open on the page; the others are one step away.
const trendsShown = 6

// inOrder gives the scales that were scored twice or more, the validated ones first.
func inOrder(trends []report.Trend) (list []report.Trend) {
	for _, t := range trends {
		if len(t.Points) > 1 {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b report.Trend) int { return strings.Compare(string(b.Evidence), string(a.Evidence)) })
	return list
}

// latest gives the newest standing response of each questionnaire; the list comes newest first.
func latest(responses []report.Response) (list []report.Response) {
	seen := map[q.ID]bool{}
	for _, r := range responses {
		if !r.Amended && !seen[r.Ref.ID] {
			seen[r.Ref.ID] = true
			list = append(list, r)
		}
	}
	return list
}

// waitingFor lists what was asked and not answered: open links, and answers that staff began to enter.
func (s *Server) waitingFor(record *app.PatientRecord, now time.Time) (list []waitingView) {
	batteries := map[clinic.EncounterID]string{}
	for _, e := range record.Encounters {
		names := make([]string, len(e.Battery))
		for i, ref := range e.Battery {
			names[i] = s.shortTitle(ref)
		}
		batteries[e.ID] = strings.Join(names, ", ")
		if e.Mode == clinic.InPerson {
			list = append(list, waitingView{What: "Begun by staff on " + s.day(e.CreatedAt), Battery: batteries[e.ID], Continue: "/encounters/" + string(e.ID)})
		}
	}
	for _, i := range record.Invitations {
		if i.State(now) == clinic.InvitationOpen {
			list = append(list, waitingView{What: "Link made on " + s.day(i.CreatedAt) + ", ends on " + s.lastDay(i.ExpiresAt), Battery: batteries[i.EncounterID], Invitation: i.ID})
		}
	}
	return list
}

// takenBack says that and when a patient took back their agreement to being asked by link; empty where they may be asked.
func (s *Server) takenBack(record *app.PatientRecord) string {
	if len(record.Consents) == 0 || !record.Consents[0].TakenBack() {
		return ""
	}
	return "The agreement to being asked by link was taken back on " + s.moment(*record.Consents[0].WithdrawnAt) + "."
}

// apart takes the links out of what waits for answers.
func apart(all []waitingView) (links, rest []waitingView) {
	for _, w := range all {
		if w.Invitation != "" {
			links = append(links, w)
		} else {
			rest = append(rest, w)
		}
	}
	return links, rest
}

func (s *Server) shortTitle(ref q.Ref) string {
	e, err := s.app.Library.Get(ref)
	if err != nil {
		return ref.String() // a version nobody has any more is still named
	}
	return e.Definition.ShortTitle.In(q.DefaultLanguage)
}
