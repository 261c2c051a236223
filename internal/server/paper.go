package server

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/export/paper"
	"steelyard/internal/export/sheet"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// papersPage leads to the form that came back on paper, and to one that is printed for the patient.
type papersPage struct {
	Base
	Patient clinic.Patient
	Code    Field
	Enter   Field
	Print   Field
	Size    Field
	Name    Field
}

func (*papersPage) template() string { return "papers" }

// papers shows the choice, or follows the one that was made: it is made by reading, so it works as a link too.
func (s *Server) papers(c *gin.Context, who clinic.Actor) error {
	r, err := s.app.Patient(c.Request.Context(), who, clinic.PatientID(c.Param("id")))
	if err != nil {
		return err
	}
	root := "/patients/" + string(r.Patient.ID) + "/paper/"
	name := c.Query("code")
	if name == "" {
		name = c.Query("ref")
	}
	if name == "" {
		return s.render(c, http.StatusOK, s.newPapersPage(r.Patient, "", nil))
	}
	ref, err := q.ParseRef(name)
	if err == nil {
		_, err = s.app.Library.Get(ref)
	}
	switch {
	case err != nil:
		problem := Problems{{"code", "There is no such form here. The code stands at the foot of every page, such as phq-9@1.0.0."}}
		return s.render(c, http.StatusUnprocessableEntity, s.newPapersPage(r.Patient, name, problem))
	case c.Query("print") != "":
		return seeOther(c, root+ref.String()+"/form.pdf?"+url.Values{"size": {c.Query("size")}, "name": {c.Query("name")}}.Encode())
	}
	return seeOther(c, root+ref.String())
}

func (s *Server) newPapersPage(patient clinic.Patient, code string, problems Problems) *papersPage {
	p := &papersPage{Base: Base{Title: "Paper forms", Section: "patients", Problems: problems}, Patient: patient}
	all, printable := []Option{}, []Option{}
	for _, e := range s.app.Library.Latest() {
		o := Option{Value: e.Ref().String(), Label: e.Definition.Title.In(q.DefaultLanguage) + ", " + string(e.Ref().Version)}
		all = append(all, o)
		if e.CanBeAdministered(s.app.Now()) == nil {
			printable = append(printable, o)
		}
	}
	p.Code = mark([]Field{{Name: "code", Label: "Code at the foot of the page", Hint: "Scan it or type it, such as phq-9@1.0.0. It names the version that was printed.", Value: code}}, problems)[0]
	p.Enter = Field{Name: "ref", Label: "Form", Kind: "select", Options: all}
	p.Print = Field{Name: "ref", Label: "Form", Kind: "select", Options: printable}
	p.Size = Field{Name: "size", Label: "Paper", Kind: "select", Options: []Option{{Value: "a4", Label: "A4"}, {Value: "letter", Label: "Letter"}}}
	p.Name = Field{Name: "name", Label: "Print the patient’s name too", Hint: "The record number alone is safer on a sheet that may be left lying.", Kind: "check"}
	return p
}

// Printable says whether the form can be had on paper: whenever it can be asked, by whoever may ask.
func (p *questionnairePage) Printable() bool { return p.Cannot == "" && p.May(clinic.Administer) }

// blankForm prints a form of nobody.
func (s *Server) blankForm(c *gin.Context, _ clinic.Actor) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	if err := e.CanBeAdministered(s.app.Now()); err != nil {
		return err
	}
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	return s.sendForm(c, paper.Form{Definition: e.Definition, Site: site})
}

// patientForm prints a form with the patient's record number, and the name where it was asked for.
func (s *Server) patientForm(c *gin.Context, who clinic.Actor) error {
	p, err := s.paperOf(c, who, app.PrintForm)
	if err != nil {
		return err
	}
	if err := p.Entry.CanBeAdministered(s.app.Now()); err != nil {
		return err
	}
	f := paper.Form{Definition: p.Entry.Definition, Site: p.Site, Record: p.Patient.RecordNumber}
	if c.Query("name") != "" {
		f.Name = p.Patient.Name
	}
	return s.sendForm(c, f)
}

func (s *Server) sendForm(c *gin.Context, f paper.Form) error {
	f.Language, f.At, f.Invented, f.Paper = f.Definition.LanguageFor(q.DefaultLanguage), s.app.Now(), s.app.Invented, sheet.A4
	switch c.Query("size") {
	case "", "a4":
	case "letter":
		f.Paper = sheet.Letter
	default:
		return fault.New(fault.Invalid, "Choose A4 or Letter.")
	}
	var b bytes.Buffer
	if err := paper.Write(&b, f); err != nil {
		return fmt.Errorf("print form: %w", err)
	}
	attach(c, "form-"+f.Definition.Ref().String()+".pdf")
	c.Data(http.StatusOK, "application/pdf", b.Bytes())
	return nil
}

// paperOf gives what the pages about one patient's form show.
func (s *Server) paperOf(c *gin.Context, who clinic.Actor, use app.PaperUse) (app.PaperPage, error) {
	ref, err := q.ParseRef(c.Param("ref"))
	if err != nil {
		return app.PaperPage{}, errNoPage
	}
	return s.app.Paper(c.Request.Context(), who, app.PaperForm{Patient: clinic.PatientID(c.Param("id")), Ref: ref}, use)
}
