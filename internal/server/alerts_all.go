package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	csvfile "steelyard/internal/export/csv"
	q "steelyard/internal/questionnaire"
)

type allAlertsPage struct {
	Base
	States   []tab
	State    string  // of them that is chosen
	Fields   []Field // by what else the list is narrowed
	Narrowed bool    // by any of them
	Filtered bool    // by them or by the state
	Of       string  // which alerts the figures are of
	Cut      bool    // the figures are not of all alerts, because they are too many
	Period   string  // the address at which another period is chosen; empty where one was
	Said     []string
	Months   []monthOfAlerts
	Earlier  int // how many months with alerts are not shown
	Alerts   []alertView
	After    string
	CSV      string
}

func (*allAlertsPage) template() string { return "alerts_all" }

// monthOfAlerts is one line of the table of waits.
type monthOfAlerts struct {
	Month                      string
	Raised, Acknowledged, Open int
	Median, Tail               string // empty where there is none to say
}

type allAlertsInput struct {
	State  string `form:"state" validate:"omitempty,oneof=open acknowledged escalated" say:"There is no such state."`
	Whose  string `form:"whose" validate:"max=64" say:"There is no such filter."` // as in caseloadInput
	Form   string `form:"form" validate:"max=64" say:"There is no such questionnaire."`
	Level  string `form:"level" validate:"omitempty,oneof=urgent prompt notice" say:"There is no such level."`
	From   string `form:"from" validate:"max=20" say:"Choose a day as year-month-day, such as 2026-11-23."`
	To     string `form:"to" validate:"max=20" say:"Choose a day as year-month-day, such as 2026-11-23."`
	Before string `form:"before" validate:"max=100" say:"There is no such page."`
}

const (
	allAlertsShown = 50
	monthsShown    = 24
)

// filter gives what was asked for; the days are whole ones of the site's.
func (in allAlertsInput) filter(who clinic.Actor, zone *time.Location) (f app.AlertFilter, err error) {
	f = app.AlertFilter{State: app.AlertState(in.State), Questionnaire: q.ID(in.Form), Level: q.Level(in.Level)}
	f.Clinician, f.Team = whose(in.Whose, who)
	f.From, f.To, err = wholeDays(in.From, in.To, zone)
	return f, err
}

// mark gives where the page begins.
func (in allAlertsInput) mark() (app.AlertMark, error) {
	at, id, err := readMark(in.Before)
	return app.AlertMark{At: at, ID: clinic.AlertID(id)}, err
}

func (in allAlertsInput) address(path string, before app.AlertMark) string {
	return addressOf(path, url.Values{"state": {in.State}, "whose": {in.Whose}, "form": {in.Form}, "level": {in.Level}, "from": {in.From}, "to": {in.To}, "before": {markText(before.At, string(before.ID))}})
}

// in gives the same list of another state.
func (in allAlertsInput) in(state string) allAlertsInput {
	in.State, in.Before = state, ""
	return in
}

func (in allAlertsInput) states() (tabs []tab) {
	for _, s := range []struct{ value, label string }{{"", "All"}, {"open", "Open"}, {"escalated", "Escalated"}, {"acknowledged", "Acknowledged"}} {
		tabs = append(tabs, tab{s.label, in.in(s.value).address("/alerts/all", app.AlertMark{}), in.State == s.value})
	}
	return tabs
}

// allAlerts lists every alert that the filter lets through, the newest first, and how long they waited.
func (s *Server) allAlerts(c *gin.Context, who clinic.Actor) error {
	ctx := c.Request.Context()
	in, err := decode[allAlertsInput](c)
	if err != nil {
		return err
	}
	filter, err := in.filter(who, s.app.Zone())
	if err != nil {
		return err
	}
	mark, err := in.mark()
	if err != nil {
		return err
	}
	list, err := s.app.AlertList(ctx, who, filter, mark, allAlertsShown)
	if err != nil {
		return err
	}
	site, err := s.app.Site(ctx)
	if err != nil {
		return err
	}
	p := &allAlertsPage{Base: Base{Title: "All alerts", Section: "alerts", Wide: true}, Filtered: in.address("", app.AlertMark{}) != "", Narrowed: in.in("").address("", app.AlertMark{}) != "", State: in.State, States: in.states(),
		CSV: in.address("/alerts.csv", app.AlertMark{})}
	if p.Fields, err = s.alertFields(c, who, in); err != nil {
		return err
	}
	if mark.ID == "" {
		p.Said = waitsSaid(&list.Waits)
		p.Months, p.Earlier = monthsOf(list.Months)
		p.Of, p.Period = s.figuresOf(in, &list)
		p.Cut = list.Newest > 0
	}
	for i := range list.List {
		p.Alerts = append(p.Alerts, s.newAlertRecordView(&list.List[i], site))
	}
	if list.After.ID != "" {
		p.After = in.address("/alerts/all", list.After)
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) alertFields(c *gin.Context, who clinic.Actor, in allAlertsInput) (fields []Field, err error) {
	placing, err := s.app.Placing(c.Request.Context(), who)
	if err != nil {
		return nil, err
	}
	choices, err := s.app.WorklistChoices(c.Request.Context(), who)
	if err != nil {
		return nil, err
	}
	levels := []Option{{Label: "Any"}, {Value: "urgent", Label: "Urgent"}, {Value: "prompt", Label: "Ask soon"}, {Value: "notice", Label: "For your notice"}}
	fields = []Field{{Name: "level", Label: "Level", Kind: "select", Options: choose(levels, in.Level)}}
	if f := (caseloadInput{Whose: in.Whose}).whose(who, placing); f.Name != "" {
		fields = append(fields, f)
	}
	if len(choices.Questionnaires) > 0 {
		f := Field{Name: "form", Label: "Questionnaire", Kind: "select", Options: []Option{{Label: "Any questionnaire"}}}
		for _, id := range choices.Questionnaires {
			f.Options = append(f.Options, Option{Value: string(id), Label: s.titleOf(id)})
		}
		f.Options = choose(f.Options, in.Form)
		fields = append(fields, f)
	}
	return append(fields, Field{Name: "from", Label: "Raised from the day", Kind: "date", Value: in.From}, Field{Name: "to", Label: "Raised to the day", Kind: "date", Value: in.To}), nil
}

// waitsSaid puts the figures into sentences, each with of how many it is.
func waitsSaid(w *clinic.Waits) (said []string) {
	if w.Raised == 0 {
		return nil
	}
	n := w.Acknowledged()
	said = append(said, fmt.Sprintf("%s raised, %d acknowledged, %d open.", count(w.Raised, plural(w.Raised, "alert", "alerts")), n, w.Open))
	median, ok := w.Median()
	if !ok {
		return said
	}
	if n == 1 {
		return append(said, "The one that was acknowledged waited "+span(median)+".")
	}
	words := fmt.Sprintf("Median time to acknowledgement: %s (of %d).", span(median), n)
	if tail, ok := w.Tail(); ok {
		words += fmt.Sprintf(" Nine of ten were acknowledged within %s.", span(tail))
	} else {
		words += " These are few: another one may change it much."
	}
	if w.Open > 0 {
		words += " The open ones are not in it."
	}
	return append(said, words)
}

// figuresOf says which alerts the figures are of, and gives the address at which other days are chosen.
func (s *Server) figuresOf(in allAlertsInput, p *app.AlertPage) (words, address string) {
	since := s.day(p.Since)
	switch {
	case p.Newest > 0 && in.From != "":
		return fmt.Sprintf("Figures of the newest %s alerts of this period, since %s.", thousands(p.Newest), since), ""
	case in.From != "":
		return "Of all alerts of this list.", ""
	case p.Newest > 0:
		words = fmt.Sprintf("Figures of the newest %s alerts, since %s.", thousands(p.Newest), since)
	case in.To != "":
		words = fmt.Sprintf("Of the alerts that were raised since %s: the latest %d months of this list.", since, app.FigureMonths)
	default:
		words = fmt.Sprintf("Of the alerts that were raised since %s: this month and the %d before it.", since, app.FigureMonths-1)
	}
	in.From, in.Before = p.Since.In(s.app.Zone()).Format(time.DateOnly), ""
	return words, in.address("/alerts/all", app.AlertMark{}) + "#f-from"
}

// thousands writes a number with a comma before its last three digits.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

func monthsOf(all []app.MonthOfWaits) (months []monthOfAlerts, earlier int) {
	for i := range all {
		if i == monthsShown {
			return months, len(all) - monthsShown
		}
		m := monthOfAlerts{Month: all[i].Began.Format("January 2006"), Raised: all[i].Raised, Acknowledged: all[i].Acknowledged(), Open: all[i].Open}
		if d, ok := all[i].Median(); ok {
			m.Median = span(d)
		}
		if d, ok := all[i].Tail(); ok {
			m.Tail = span(d)
		}
		months = append(months, m)
	}
	return months, 0
}

// span says how long something took, in minutes, hours or days.
func span(d time.Duration) string {
	minutes, hours := int(d.Minutes()), int(d.Hours())
	switch {
	case hours >= 48:
		return count(hours/24, "days")
	case minutes >= 120:
		return count(hours, "hours")
	}
	return count(minutes, plural(minutes, "minute", "minutes"))
}

// alertsCSV gives every alert that the filter lets through.
func (s *Server) alertsCSV(c *gin.Context, who clinic.Actor) error {
	in, err := decode[allAlertsInput](c)
	if err != nil {
		return err
	}
	filter, err := in.filter(who, s.app.Zone())
	if err != nil {
		return err
	}
	out, err := csvfile.NewAlertWriter(newStream(c, "alerts-"+s.today()+".csv"), csvfile.Caseload{Notice: s.notice(), Invented: s.app.Invented, Options: csvfile.Options{BOM: true}})
	if err != nil {
		return err
	}
	err = s.app.ExportAlerts(c.Request.Context(), who, filter, func(r app.AlertRecord) error {
		a := csvfile.Alert{RecordNumber: r.Patient.RecordNumber, Name: r.Patient.Name, Questionnaire: r.Alert.Questionnaire, Basis: r.Basis, Flag: string(r.Alert.Flag), Level: string(r.Alert.Level),
			Text: r.Alert.Text, RaisedAt: r.Alert.RaisedAt, AcknowledgedAt: r.Alert.AcknowledgedAt, AcknowledgedBy: r.By, Note: r.Alert.Note}
		for _, e := range r.Escalations {
			a.Escalations = append(a.Escalations, csvfile.Escalated{To: string(e.Stage), At: e.At})
		}
		return out.Write(a)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
