package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

// visitor is whoever answers a form: the holder of a link, or a member of staff who enters what a patient says.
// Both walk the same pages, below another root.
type visitor struct {
	app.Visit
	root    string
	staff   bool
	kiosk   bool                      // on a device that was handed over
	keptAs  string                    // names what the device keeps; empty for staff, whose devices keep nothing
	reopen  func() (app.Visit, error) // finds the visit again
	voice   *locale.Voice
	offered []q.Language // in which the pages can be read
}

// A visitHandler is a handler for a visitor.
type visitHandler func(c *gin.Context, at *visitor) error

// byLink lets in whoever has the link. A link that can't be used gets a page of its own, which is the same whether or
// not there is a patient behind it.
func (s *Server) byLink(h visitHandler) gin.HandlerFunc {
	return s.open(func(c *gin.Context) error {
		open, device := s.app.OpenLinkOn, s.knownDevice(c)
		if c.Request.Method == http.MethodPost {
			open = s.app.ReopenLinkOn
		}
		token := c.Param("token")
		v, err := open(c.Request.Context(), token, c.ClientIP(), device)
		if err == nil {
			at := &visitor{Visit: v, root: "/i/" + token, keptAs: keptKey(token)}
			at.reopen = func() (app.Visit, error) { return s.app.ReopenLink(c.Request.Context(), token, c.ClientIP()) }
			infoOf(c.Request).holder = v.Actor
			s.listen(c, at)
			err = s.onKnownDevice(c, at, device, h)
		}
		if kind := fault.KindOf(err); err != nil && (kind == fault.NotFound || kind == fault.Gone) {
			return s.visitEnded(c, err)
		}
		return err
	})
}

// byStaff lets in a member of staff who may enter answers.
func (s *Server) byStaff(h visitHandler) gin.HandlerFunc {
	return s.staff(clinic.Administer, func(c *gin.Context, who clinic.Actor) error {
		open := s.app.OpenEncounter
		if c.Request.Method == http.MethodPost {
			open = s.app.ReopenEncounter
		}
		v, err := open(c.Request.Context(), who, clinic.EncounterID(c.Param("id")))
		if err != nil {
			return err
		}
		at := &visitor{Visit: v, root: "/encounters/" + c.Param("id"), staff: true}
		s.listen(c, at)
		return h(c, at)
	})
}

// unfinished keeps a handler from a visit whose answers were sent: reading leads to the last page, and writing is
// refused in words, because an answer that was just given does not count any more.
func (s *Server) unfinished(h visitHandler) visitHandler {
	return func(c *gin.Context, at *visitor) error {
		switch {
		case !at.Finished:
			return h(c, at)
		case c.Request.Method == http.MethodPost:
			return s.visitLost(c, at, lostFinished)
		}
		return seeOther(c, at.root+"/done")
	}
}

// visitBase is what every page of a visit has.
type visitBase struct {
	Base
	Root        string
	Staff       bool
	Patient     string // for staff only
	PatientLink string
	Contact     *contact
	Crisis      *visitCrisis
	Help        help
	Parts       int
	In          q.Language // of the questions, for the answers to say
	Elsewhere   string     // says that questions are not there in the page's language
	Kept        *keptOnDevice
	Unsaved     bool // what was sent could not be saved, and stands on the page again
}

func (at *visitor) base(c *gin.Context, title string) visitBase {
	p := visitBase{Root: at.root, Staff: at.staff, Contact: newContact(&at.Site, at.voice), Help: newHelp(&at.Site, at.voice), Parts: len(at.Visit.Parts)}
	p.Crisis = newVisitCrisis(at, p.Help, c.Request.URL.Query().Has(queryFirst))
	p.Title, p.Site, p.Logo, p.Bare, p.voice = title, at.Site.Name, newLogoView(&at.Site), !at.staff, at.voice
	p.Kept = at.kept()
	if at.staff {
		p.Patient, p.PatientLink = at.Visit.Patient.Name, "/patients/"+string(at.Visit.Patient.ID)
	}
	return p
}

// unsaved says on the page, and first in its title, that what was sent is not kept yet.
func (p *visitBase) unsaved(status int) {
	if status == http.StatusServiceUnavailable {
		p.Unsaved, p.Title = true, p.voice.Say("page.title-unsaved", "Title", locale.Words(p.Title))
	}
}

// queryFirst marks the address of the page that follows an answer which raised an urgent flag.
const queryFirst = "first"
