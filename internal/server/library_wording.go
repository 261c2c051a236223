package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// packWords say on what ground a wording is used.
var packWords = map[q.PackBasis]string{
	q.PackLicence:    "under a licence",
	q.PackPermission: "with the holder’s permission",
	q.PackFreeTerms:  "free under the holder’s terms",
	q.PackCommons:    "under a Creative Commons licence",
	q.PackPublic:     "in the public domain",
}

var packOptions = []Option{
	{Value: "", Label: "As the file says"},
	{Value: string(q.PackLicence), Label: "A licence"},
	{Value: string(q.PackPermission), Label: "The holder’s permission in writing"},
	{Value: string(q.PackFreeTerms), Label: "Free under the holder’s terms"},
	{Value: string(q.PackCommons), Label: "A Creative Commons licence"},
	{Value: string(q.PackPublic), Label: "Public domain"},
}

type wordingPage struct {
	Base
	Entry  *app.Entry
	Fields []Field
	Faults []fault.Detail
	File   string
}

func (*wordingPage) template() string { return "library_wording" }

// FileField gives the field for the file.
func (p *wordingPage) FileField() fileField {
	return fileField{"File", "YAML, CSV or FHIR JSON, up to 900 kB.", ".yaml,.yml,.csv,.json", p.Problems.Of(fieldFile)}
}

type wordingInput struct {
	Language  string `form:"language" validate:"max=40" say:"Enter a language such as en or pt-BR."`
	Who       string `form:"who" validate:"max=2000" say:"Shorten this."`
	Basis     string `form:"basis" validate:"max=40" say:"Choose one of these."`
	Reference string `form:"reference" validate:"max=2000" say:"Shorten this."`
	Until     string `form:"until" validate:"max=40" say:"Enter a day such as 2027-12-31."`
	Notice    string `form:"notice" validate:"max=8000" say:"Shorten this."`
}

func (in wordingInput) about() q.About {
	return q.About{Language: q.Language(strings.TrimSpace(in.Language)), Notice: strings.TrimSpace(in.Notice), Rights: q.PackRights{Who: strings.TrimSpace(in.Who),
		Basis: q.PackBasis(in.Basis), Reference: strings.TrimSpace(in.Reference), Until: q.Date(strings.TrimSpace(in.Until))}}
}

func newWordingPage(e *app.Entry, in wordingInput) *wordingPage {
	p := &wordingPage{Base: Base{Title: "Wording of " + e.Definition.ShortTitle.In(q.DefaultLanguage), Section: "library"}, Entry: e}
	p.Fields = []Field{
		{Name: "language", Label: "Language", Hint: "Such as en or pt-BR, where the file does not say it.", Value: in.Language, Optional: true, Short: true},
		{Name: "who", Label: "Who may use this wording?", Hint: "The clinic or the person who has the right, where the file does not say it.", Value: in.Who, Optional: true},
		{Name: "basis", Label: "On what ground?", Kind: "select", Options: choose(packOptions, in.Basis)},
		{Name: "reference", Label: "Where is that written?", Hint: "Such as the number of a licence, or a letter and its date.", Value: in.Reference, Optional: true},
		{Name: "until", Label: "Until when?", Hint: "The last day on which it may be used. Leave it empty where there is no end.", Kind: "date", Value: in.Until, Optional: true, Short: true},
		{Name: "notice", Label: "Notice", Hint: "What must stand wherever the wording is shown, such as a copyright line.", Kind: "area", Value: in.Notice, Optional: true},
	}
	return p
}

func (s *Server) wordingForm(c *gin.Context, who clinic.Actor) error {
	e, err := s.versionOf(c, who)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, newWordingPage(e, wordingInput{}))
}

func (s *Server) addWording(c *gin.Context, who clinic.Actor) error {
	e, err := s.versionOf(c, who)
	if err != nil {
		return err
	}
	in, err := decode[wordingInput](c)
	if err == nil {
		_, err = s.app.AddWording(c.Request.Context(), who, e.Ref(), uploaded(c), in.about())
	}
	if correctable(err) {
		p := newWordingPage(e, in)
		p.File = c.PostForm(fieldFileName)
		p.Problems, p.Faults = splitFaults(err)
		p.Fields = mark(p.Fields, p.Problems)
		return s.render(c, statusOf(err), p)
	}
	if err != nil {
		return err
	}
	return seeOther(c, "/library/"+e.Ref().String()+"?done=words#wording")
}

type withdrawInput struct {
	Hash string `form:"hash" validate:"len=64" say:"Open the version’s page and withdraw it there."`
}

func (s *Server) withdrawWording(c *gin.Context, who clinic.Actor) error {
	ref, err := q.ParseRef(c.Param("ref"))
	if err != nil {
		return errNoPage
	}
	in, err := decode[withdrawInput](c)
	if err != nil {
		return err
	}
	if _, err := s.app.WithdrawWording(c.Request.Context(), who, ref, q.Hash(in.Hash)); err != nil {
		return err
	}
	return seeOther(c, "/library/"+ref.String()+"?done=withdrawn#wording")
}
