package server

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type libraryPage struct {
	Base
	Entries []*app.Entry
	Unread  []app.Unread // files of the site's own folder that can't be used
	Profile string       // id@version of the profile
	Hash    q.Hash
}

func (*libraryPage) template() string { return "library" }

func (s *Server) library(c *gin.Context, who clinic.Actor) error {
	list, err := s.app.Versions(c.Request.Context(), who)
	if err != nil {
		return err
	}
	p := &libraryPage{Base: Base{Title: "Library", Section: "library", Wide: true}, Entries: list.Entries, Unread: list.Unread}
	if d := s.app.Library.Profile(); d != nil {
		p.Profile, p.Hash = d.Ref().String(), d.Hash()
	}
	return s.render(c, http.StatusOK, p)
}

type questionnairePage struct {
	Base
	Entry    *app.Entry
	Def      *q.Definition
	Cannot   string
	Versions []*app.Entry // the others
	Life     versionView
}

func (*questionnairePage) template() string { return "questionnaire" }

func (s *Server) questionnaire(c *gin.Context, who clinic.Actor) error {
	e, err := s.versionOf(c, who)
	if err != nil {
		return err
	}
	p := &questionnairePage{Base: Base{Title: e.Definition.Title.In(q.DefaultLanguage), Section: "library", Wide: true}, Entry: e, Def: e.Definition}
	if err := e.CanBeAdministered(s.app.Now()); err != nil {
		p.Cannot = fault.Message(err)
	}
	p.Life, p.Message = s.versionView(e, who), decided[c.Query("done")]
	for _, other := range s.app.Library.All() {
		if other.Definition.ID == e.Definition.ID && other.Ref() != e.Ref() {
			p.Versions = append(p.Versions, other)
		}
	}
	return s.render(c, http.StatusOK, p)
}

// entry gives the questionnaire version that the address names.
func (s *Server) entry(c *gin.Context) (*app.Entry, error) {
	ref, err := q.ParseRef(c.Param("ref"))
	if err != nil {
		return nil, errNoPage
	}
	return s.app.Library.Get(ref)
}

// ChoicesShared gives the sets of choices that more than one item uses.
func (p *questionnairePage) ChoicesShared() (list []q.ChoiceSet) {
	for _, set := range p.Def.ChoiceSets {
		if slices.ContainsFunc(p.Def.Items, func(i q.Item) bool { return i.Choices == set.ID }) {
			list = append(list, set)
		}
	}
	return list
}

// Citation gives the source of a name, for a table.
func (p *questionnairePage) Citation(id q.SourceID) string {
	if s, ok := p.Def.Source(id); ok {
		return s.Citation
	}
	return string(id)
}

// rightsWords say on what ground a questionnaire is used.
var rightsWords = map[q.RightsBasis]string{
	q.OwnWork:          "written for this project",
	q.PublicDomain:     "in the public domain",
	q.FreeWithNotice:   "free to use without asking, with its notice",
	q.CreativeCommons:  "under a Creative Commons licence",
	q.PermissionNeeded: "permission is needed",
}

// checkedWords say how far a source was checked.
var checkedWords = map[q.Checked]string{
	q.Verified:   "verified",
	q.Secondary:  "read in a document that cites it",
	q.Unverified: "not yet verified",
}
