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

// versionView is what a version's page says of its life here: state, proof, wording and history.
type versionView struct {
	*app.Entry
	Proof     *app.Proof
	Faults    []fault.Detail // what keeps it from being released
	Warnings  []fault.Detail
	Manage    bool
	Decisions []decisionForm
	Note      string // as it was typed
	Compared  string // the version it is compared with
	Today     q.Date
	Supplied  bool // the wording does not ship
}

// decisionForm is one thing an administrator can decide about a version.
type decisionForm struct {
	Action, Title, Hint, Button string
	Danger                      bool
}

var decisions = map[string]decisionForm{
	"release": {"release", "Release this version", "It is offered for new visits from now on, before all older versions, and its content never changes again.", "Release", false},
	"retire":  {"retire", "Retire this version", "It is not offered for new visits any more. What was answered by it stays readable, and visits that were planned go on.", "Retire", true},
	"restore": {"restore", "Bring this version back", "It is offered for new visits again.", "Bring back", false},
}

func (s *Server) versionView(e *app.Entry, who clinic.Actor) versionView {
	v := versionView{Entry: e, Proof: e.Proof(), Faults: append(append([]fault.Detail{}, e.Faults...), e.ProofFaults()...), Warnings: e.ProofWarnings(),
		Manage: clinic.Can(who, clinic.ManageLibrary, clinic.NoPatient), Today: q.Date(s.today()), Supplied: e.Definition.Wording == q.Supplied}
	for _, other := range s.app.Library.Versions(e.Ref().ID) {
		if v.Compared == "" && other.Ref() != e.Ref() && (other.Ref().Version.Less(e.Ref().Version) || v.Compared == "") {
			v.Compared = other.Ref().String()
		}
	}
	if !v.Manage || e.Kept {
		return v
	}
	switch {
	case e.State == app.Draft && len(v.Faults) == 0:
		v.Decisions = append(v.Decisions, decisions["release"])
	case e.State == app.Released:
		v.Decisions = append(v.Decisions, decisions["retire"])
	case e.State == app.Retired:
		v.Decisions = append(v.Decisions, decisions["restore"])
	}
	return v
}

// Expired says whether the right to use a wording has ended.
func (v *versionView) Expired(p *q.Pack) bool { return p.Expired(v.Today) }

type decisionInput struct {
	Hash string `form:"hash" validate:"len=64" say:"Open the version’s page and decide there."`
	Note string `form:"note" validate:"max=2000" say:"Keep the note under 500 characters."`
}

// decided says what was done, by the word in the address.
var decided = map[string]string{
	"release": "The version was released.", "retire": "The version was retired.", "restore": "The version was brought back.",
	"added": "The definition was kept as a draft. Read its proof, try it on invented answers, and release it when it is right.",
	"words": "The wording was added.", "withdrawn": "The wording was withdrawn.",
}

// decide runs one decision about a version.
func (s *Server) decide(action string) staffHandler {
	return func(c *gin.Context, who clinic.Actor) error {
		ref, err := q.ParseRef(c.Param("ref"))
		if err != nil {
			return errNoPage
		}
		in, err := decode[decisionInput](c)
		if err != nil {
			return err
		}
		do := map[string]func() (*app.Entry, error){
			"release": func() (*app.Entry, error) { return s.app.Release(c.Request.Context(), who, in.decision(ref)) },
			"retire":  func() (*app.Entry, error) { return s.app.Retire(c.Request.Context(), who, in.decision(ref)) },
			"restore": func() (*app.Entry, error) { return s.app.Restore(c.Request.Context(), who, in.decision(ref)) },
		}[action]
		if _, err := do(); err != nil {
			return err
		}
		return seeOther(c, "/library/"+ref.String()+"?done="+action)
	}
}

func (in decisionInput) decision(ref q.Ref) app.Decision {
	return app.Decision{Ref: ref, Hash: q.Hash(in.Hash), Note: strings.TrimSpace(in.Note)}
}

// versionOf gives the version that the address names, as it stands now.
func (s *Server) versionOf(c *gin.Context, who clinic.Actor) (*app.Entry, error) {
	ref, err := q.ParseRef(c.Param("ref"))
	if err != nil {
		return nil, errNoPage
	}
	return s.app.Version(c.Request.Context(), who, ref)
}

type addPage struct {
	Base
	Note   string
	Faults []fault.Detail
	File   string
}

func (*addPage) template() string { return "library_add" }

// fileField is the one field that takes a file.
type fileField struct{ Label, Hint, Accept, Problem string }

// FileField gives the field for the file.
func (p *addPage) FileField() fileField {
	return fileField{"File", "YAML, up to 900 kB. Choose it again where something was to mend.", ".yaml,.yml", p.Problems.Of(fieldFile)}
}

func (s *Server) addDefinitionForm(c *gin.Context, _ clinic.Actor) error {
	return s.render(c, http.StatusOK, &addPage{Base: Base{Title: "Add a definition", Section: "library"}})
}

func (s *Server) addDefinition(c *gin.Context, who clinic.Actor) error {
	var added q.Ref
	err := sentWhole(c, "note")
	if err == nil {
		added, err = s.addVersion(c, who)
	}
	if correctable(err) {
		p := &addPage{Base: Base{Title: "Add a definition", Section: "library"}, Note: c.PostForm("note"), File: c.PostForm(fieldFileName)}
		p.Problems, p.Faults = splitFaults(err)
		return s.render(c, statusOf(err), p)
	}
	if err != nil {
		return err
	}
	return seeOther(c, "/library/"+added.String()+"?done=added")
}

func (s *Server) addVersion(c *gin.Context, who clinic.Actor) (ref q.Ref, err error) {
	e, err := s.app.AddDefinition(c.Request.Context(), who, uploaded(c))
	if err != nil {
		return ref, err
	}
	return e.Ref(), nil
}

func uploaded(c *gin.Context) app.Upload {
	return app.Upload{Name: c.PostForm(fieldFileName), Content: []byte(c.PostForm(fieldFile)), Note: strings.TrimSpace(c.PostForm("note"))}
}

// splitFaults puts what is wrong with a file apart from what is wrong with the fields beside it.
func splitFaults(err error) (problems Problems, faults []fault.Detail) {
	for _, d := range fault.Details(err) {
		if strings.ContainsAny(d.Where, ":") {
			faults = append(faults, d)
		} else {
			problems = append(problems, Problem{d.Where, d.What})
		}
	}
	if len(faults) > 0 || len(problems) == 0 {
		problems = append(problems, Problem{fieldFile, fault.Message(err)})
	}
	return problems, faults
}
