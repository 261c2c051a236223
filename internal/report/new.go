package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// Material is what a report is made from.
type Material struct {
	Site       string
	Contact    string // how the site is reached
	Invented   bool
	Language   q.Language
	At         time.Time
	By         string
	Patient    clinic.Patient
	Profile    *profile.Definition
	Completed  []Completed // in any order
	Treatments []clinic.TreatmentEvent
	Alerts     []clinic.Alert
	Between    *Span // the two times to compare; the first answers and the newest where nobody chose
	Selection  *Selection
	Fits       bool // work out how well answers fit their response model, also without the derivation
	Brief      bool // for a page: of answers that are not the newest to a questionnaire, only what a list says; and no letter
}

// Completed is one completed response with its frozen result, the definition it was answered by, and who entered it.
type Completed struct {
	Response  clinic.Response
	Result    scoring.Result
	Program   *scoring.Program
	EnteredBy string
	Mode      clinic.Mode // how the answers came in; empty where that is not known
}

var errNoNotice = fault.New(fault.Internal, "There is no profile definition, and so no notice to put on a report.")

// New makes a report. It fails where there is no profile definition, because that has the notice.
func New(m Material) (*Report, error) {
	if m.Profile == nil {
		return nil, errNoNotice
	}
	m.sort()
	p := m.Profile.Compute(measurements(m.Completed), m.At)
	all := len(m.Completed)
	m.Completed = m.Selection.within(m.Completed)
	r := &Report{
		notice: p.Notice(m.Language), Site: m.Site, Contact: m.Contact, Invented: m.Invented, Language: m.Language, At: m.At, By: m.By,
		Patient:    Patient{m.Patient.RecordNumber, m.Patient.Name, m.Patient.BirthDate, m.Patient.Sex},
		Treatments: m.Treatments, Alerts: m.Alerts,
	}
	if slices.ContainsFunc(p.Domains, func(d profile.DomainValue) bool { return d.Answered }) {
		r.Profile = p
	}
	asked := map[q.ID]bool{} // the fit of the newest answers alone is part of a report, because it takes a while
	for _, c := range slices.Backward(m.Completed) {
		id, counts := c.Response.Questionnaire.ID, c.Response.Status == clinic.Completed
		response, err := newResponse(c, m.Language, m.detail(!asked[id] && counts))
		asked[id] = asked[id] || counts
		if err != nil {
			return nil, err
		}
		r.Responses = append(r.Responses, response)
	}
	r.Trends = trends(m)
	r.Comparison = compare(m, r.Trends)
	if !m.Brief {
		r.previous = previousChanges(m, r.Trends)
	}
	r.narrow(m, all)
	return r, nil
}

// List makes a report that has its answers alone: no profile, nothing over time and nothing compared. It fails as New does.
func List(m Material) (*Report, error) {
	if m.Profile == nil {
		return nil, errNoNotice
	}
	m.sort()
	r := &Report{notice: m.Profile.NoticeIn(m.Language), Language: m.Language, At: m.At, Patient: Patient{m.Patient.RecordNumber, m.Patient.Name, m.Patient.BirthDate, m.Patient.Sex}}
	for _, c := range slices.Backward(m.Completed) {
		response, err := newResponse(c, m.Language, listed)
		if err != nil {
			return nil, err
		}
		r.Responses = append(r.Responses, response)
	}
	return r, nil
}

// sort puts the oldest first; of one moment, in the order of their ids.
func (m *Material) sort() {
	slices.SortStableFunc(m.Completed, func(a, b Completed) int {
		return cmp.Or(a.Response.CompletedAt.Compare(*b.Response.CompletedAt), cmp.Compare(a.Response.ID, b.Response.ID))
	})
}

// fits says whether the fit of answers is asked for: for one response alone, and where a report has its derivation.
func (m *Material) fits() bool {
	return m.Fits || m.Selection != nil && m.Selection.Derivation
}

// measurements leaves out what was replaced by a correction.
func measurements(list []Completed) (ms []profile.Measurement) {
	for i := range list {
		if list[i].Response.Status == clinic.Completed {
			ms = append(ms, profile.Measurement{Definition: list[i].Program.Definition(), Result: &list[i].Result, At: *list[i].Response.CompletedAt})
		}
	}
	return ms
}

// detail is how much of a response a report has.
type detail int

const (
	listed detail = iota // its scores and flags: no items, and not how they came about or how it was answered
	whole
	fitted // the fit to its response model too
)

// detail gives how much of a response a report has; newest says whether there is no newer one to its questionnaire.
func (m *Material) detail(newest bool) detail {
	switch {
	case m.fits() && (newest || len(m.Completed) == 1):
		return fitted
	case m.Brief && !newest:
		return listed
	}
	return whole
}

// newResponse makes one response.
func newResponse(c Completed, l q.Language, has detail) (Response, error) {
	d := c.Program.Definition()
	answers, err := d.Answers(c.Response.Answers)
	if err != nil {
		return Response{}, fmt.Errorf("read response %s: %w", c.Response.ID, err)
	}
	r := Response{
		ID: c.Response.ID, Title: d.Title.In(l), ShortTitle: d.ShortTitle.In(l), Ref: d.Ref(), Hash: c.Result.Hash, Engine: c.Result.Engine,
		Evidence: d.Evidence, StartedAt: c.Response.StartedAt, CompletedAt: *c.Response.CompletedAt, EnteredBy: c.EnteredBy, Paper: c.Mode == clinic.Paper, Basis: BasisOf(d.Respondent, c.Mode),
		Language: c.Response.Language, Tongues: tongues(&c.Response), Amended: c.Response.Status == clinic.Amended, Amends: c.Response.Amends, Reason: c.Response.Reason,
		Rights: d.NoticeWords(l),
	}
	r.Abroad = abroad(r.Tongues, l)
	for i := range c.Result.Scores {
		r.Scores = append(r.Scores, newScore(c.Program, &c.Result, i, l))
	}
	if has != listed {
		r.Items = items(d, answers, c.Response.Notes, l)
		r.derive(&c, answers)
		r.answered(&c, answers, has)
	}
	for _, f := range safety.Raise(answers, &c.Result) {
		r.Flags = append(r.Flags, Flag{f.Rule.ID, f.Level(), f.Clinician().In(l)})
	}
	return r, nil
}

func items(d *q.Definition, a q.Answers, notes clinic.Notes, l q.Language) []Item {
	list := make([]Item, len(d.Items))
	for i := range d.Items {
		item, v := &d.Items[i], a.At(i)
		list[i] = Item{ID: item.ID, Number: i + 1, Text: cmp.Or(item.Text.In(l), item.Label.In(l)), Label: item.Label.In(l), Note: notes[item.ID], State: Missing}
		switch {
		case !v.Shown:
			list[i].State = NotShown
		case v.Given:
			list[i].State, list[i].Raw, list[i].Answer = Answered, v.Raw, v.Raw
			if item.Kind() == q.ChoiceItem {
				list[i].Answer = cmp.Or(d.ChoicesOf(item)[v.Choice].Label.In(l), v.Raw)
			}
			if v.Scored {
				list[i].Score = v.Score.String()
			}
		}
	}
	return list
}

// derive adds how each score came about.
func (x *Response) derive(c *Completed, a q.Answers) {
	for i := range x.Scores {
		if derivation, ok := c.Program.Derive(a, &c.Result, x.Scores[i].Scale); ok {
			x.Scores[i].Derivation = derivation.Steps
		}
	}
}

// answered adds how it was answered.
func (x *Response) answered(c *Completed, a q.Answers, has detail) {
	how, known := newManner(c, a)
	if !known {
		return
	}
	x.Quality, x.Manner = how.note(), how.lines()
	for i := range x.Scores {
		if has == fitted {
			x.Scores[i].Fit = how.fit(x.Scores[i].Scale)
		}
	}
}

func newScore(p *scoring.Program, r *scoring.Result, at int, l q.Language) Score {
	d, s := p.Definition(), &r.Scores[at]
	scale := &d.Scales[at]
	out := Score{Scale: s.Scale, Title: scale.Title.In(l), State: s.State, Direction: scale.Direction, Error: s.Error, Shown: "no score"}
	if scale.Range != nil {
		out.Range = scale.Range.Min.String() + "–" + scale.Range.Max.String()
	}
	out.Sources, out.Unverified = citations(d, p.Sources(r, s.Scale))
	if v, ok := s.Number(); ok {
		out.Value, out.Shown = &v, showValue(v)
	}
	for _, c := range scale.Decide {
		if s.Category != "" && c.Category == s.Category {
			out.Shown = c.Label.In(l)
		}
	}
	if s.Error != nil {
		out.Interval, out.Basis = showInterval(scale, s.Error), basis(scale, s.Error, l)
	} else if out.Value != nil {
		out.NoInterval = noInterval(scale)
	}
	out.Band = bandLabel(scale, s.Band, l)
	switch s.State {
	case q.Prorated:
		out.Note = fmt.Sprintf("prorated: %d of %d answers missing", s.Missing, s.Operands)
	case q.Unscorable:
		out.Note = s.Reason
	}
	return out
}

func bandLabel(s *q.Scale, code string, l q.Language) string {
	for i := range s.Bands {
		if code != "" && s.Bands[i].Code == code {
			return s.Bands[i].Label.In(l)
		}
	}
	return ""
}

func citations(d *q.Definition, ids []q.SourceID) (list []string, unverified bool) {
	for _, id := range ids {
		if s, ok := d.Source(id); ok {
			text := s.Citation
			if s.Checked == q.Unverified {
				unverified, text = true, text+" (not yet verified)"
			}
			list = append(list, text)
		}
	}
	return list, unverified
}

// showValue prints whole numbers as they are and others with one decimal.
func showValue(v interface {
	IsInt() bool
	Decimal(int) string
}) string {
	if v.IsInt() {
		return v.Decimal(0)
	}
	return v.Decimal(1)
}

// showInterval prints whole numbers where the scale is wide enough for them to mean something.
func showInterval(s *q.Scale, e *scoring.Uncertainty) string {
	return ShowInterval(e.Interval.Low, e.Interval.High, IntervalDecimals(s.Range.Max.Sub(s.Range.Min).Float()))
}

// noInterval says why a number has no interval.
func noInterval(s *q.Scale) string {
	if s.Precision == nil {
		return "no study of its error is on record"
	}
	return "the error of measurement can’t be worked out from these answers"
}

func basis(s *q.Scale, e *scoring.Uncertainty, l q.Language) string {
	p := s.Precision
	switch {
	case e.Site != nil:
		return fmt.Sprintf("site: SD %.2f, alpha %.2f, n = %d", e.Site.SD, e.Site.Alpha, e.Site.N)
	case s.Operator == q.TableOf:
		return "published: the standard error of the conversion table"
	case s.Operator == q.GradedModel:
		return "published: the posterior standard deviation under the item parameters"
	}
	if p.Basis == q.Published {
		return fmt.Sprintf("published: SD %s, %s %s, %s", p.SD, p.Coefficient, p.Reliability, p.Sample)
	}
	return "assumed, provisional: " + strings.TrimSpace(p.Reasoning.In(l))
}
