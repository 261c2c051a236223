package server

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// precisionPage says how precise the scales of a version are in this site's own answers.
type precisionPage struct {
	Base
	Entry  *app.Entry
	Scales []precisionRow
	Enough int  // patients from which on a sample can be adopted
	Most   int  // answers that are looked at, the newest
	Can    bool // whether any can
}

func (*precisionPage) template() string { return "precision" }

// precisionRow is one scale's sample in words.
type precisionRow struct {
	Scale    string
	Patients int
	SD       string
	Alpha    string // with its interval
	Now      string // what intervals rest on now
	Why      string // why it can't be adopted
}

func (s *Server) newPrecisionRow(of app.ScaleSample) precisionRow {
	r := precisionRow{Scale: of.Scale.Title.In(q.DefaultLanguage), Patients: of.N, SD: "–", Alpha: "–", Now: "nothing: no interval is shown", Why: of.Why}
	if of.Sample != nil {
		r.SD, r.Alpha = fmt.Sprintf("%.2f", of.Sample.SD), fmt.Sprintf("%.2f (%.2f to %.2f)", of.Sample.Alpha, of.Alpha.Low, of.Alpha.High)
	}
	switch {
	case of.Adopted != nil:
		r.Now = fmt.Sprintf("this site: SD %.2f, alpha %.2f, n = %d, since %s", of.Adopted.Sample.SD, of.Adopted.Sample.Alpha, of.Adopted.Sample.N, s.day(of.Adopted.At))
	case of.Scale.Precision != nil:
		r.Now = string(of.Scale.Precision.Basis)
	}
	return r
}

func (s *Server) newPrecisionPage(c *gin.Context, who clinic.Actor) (*precisionPage, error) {
	e, err := s.entry(c)
	if err != nil {
		return nil, err
	}
	samples, err := s.app.SitePrecision(c.Request.Context(), who, e.Ref())
	if err != nil {
		return nil, err
	}
	p := &precisionPage{Base: Base{Title: "Precision here: " + e.Definition.ShortTitle.In(q.DefaultLanguage), Section: "library"}, Entry: e, Enough: app.MinSiteSample, Most: app.MostSampled}
	for _, sample := range samples {
		p.Scales = append(p.Scales, s.newPrecisionRow(sample))
		p.Can = p.Can || sample.Why == ""
	}
	return p, nil
}

func (s *Server) precision(c *gin.Context, who clinic.Actor) error {
	p, err := s.newPrecisionPage(c, who)
	if err != nil {
		return err
	}
	if c.Query("done") != "" {
		p.Message = "Adopted. Results that are computed from now on have intervals from this site’s own answers."
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) adoptPrecision(c *gin.Context, who clinic.Actor) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	err = s.app.AdoptSitePrecision(c.Request.Context(), who, e.Ref())
	switch {
	case err == nil:
		return seeOther(c, "/library/"+e.Ref().String()+"/precision?done=1")
	case fault.KindOf(err) != fault.Conflict:
		return err
	}
	p, problem := s.newPrecisionPage(c, who)
	if problem != nil {
		return problem
	}
	p.Problems = Problems{{What: fault.Message(err)}}
	return s.render(c, statusOf(err), p)
}
