package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/fault"
)

// byKiosk lets in a device that was handed over, to the visit that it was handed over for.
func (s *Server) byKiosk(h visitHandler) gin.HandlerFunc {
	return s.open(func(c *gin.Context) error {
		token := s.kioskToken(c.Request)
		if token == "" {
			return onward(c, "/", false)
		}
		open := s.app.OpenKiosk
		if c.Request.Method == http.MethodPost {
			open = s.app.ReopenKiosk
		}
		v, err := open(c.Request.Context(), token, c.ClientIP())
		if err == nil {
			err = h(c, s.kioskVisitor(c, v, token))
		}
		if kind := fault.KindOf(err); err != nil && (kind == fault.NotFound || kind == fault.Gone) {
			return s.kioskOver(c, err)
		}
		return err
	})
}

func (s *Server) kioskVisitor(c *gin.Context, v app.Visit, token string) *visitor {
	at := &visitor{Visit: v, root: kioskVisit, kiosk: true, keptAs: kioskKept(token)}
	at.reopen = func() (app.Visit, error) { return s.app.ReopenKiosk(c.Request.Context(), token, c.ClientIP()) }
	infoOf(c.Request).holder = v.Actor
	s.listen(c, at)
	return at
}

// kioskKept names what the device keeps for this hand-over. By how it begins every other page knows what to take away.
func kioskKept(token string) string { return "kiosk-" + keptKey(token) }

// kioskPage is what a device shows that was handed over: the way to the questions, or thanks.
type kioskPage struct {
	visitBase
	Finished bool
	Begun    bool
}

func (*kioskPage) template() string { return "kiosk" }

func (s *Server) kiosk(c *gin.Context, at *visitor) error {
	p := kioskPage{visitBase: at.base(c, at.voice.Say("landing.title")), Finished: at.Finished}
	for i := range at.Visit.Parts {
		p.Begun = p.Begun || at.Visit.Parts[i].Begun()
	}
	if at.Finished {
		p.Title, p.Crisis = at.voice.Say("done.title"), &visitCrisis{Help: p.Help}
	}
	p.Switch = s.switchOn(c, at, "")
	return s.render(c, http.StatusOK, &p)
}

// kioskOverPage says that the device is to be given back. It is nobody's.
type kioskOverPage struct {
	visitBase
	Heading string
	Words   wording
}

func (*kioskOverPage) template() string { return "kiosk_over" }

func (s *Server) kioskOver(c *gin.Context, err error) error {
	base, errBase := s.kioskBase(c)
	if errBase != nil {
		return errBase
	}
	p := kioskOverPage{visitBase: base, Heading: base.voice.Say("ended.title"), Words: faultWords(base.voice, err)}
	if errors.Is(err, app.ErrKioskOver) {
		p.Heading = base.voice.Say("kiosk.over-title")
	}
	p.Title = p.Heading
	return s.render(c, statusOf(err), &p)
}

// kioskBase is what the pages have that show nothing of the visit.
func (s *Server) kioskBase(c *gin.Context) (p visitBase, err error) {
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return p, err
	}
	v := s.voiceFor(c.Request)
	p = visitBase{Root: kioskVisit, Contact: newContact(&site, v), Help: newHelp(&site, v), Kept: &keptOnDevice{Key: kioskKept(s.kioskToken(c.Request)), Root: kioskVisit, Forget: true}}
	p.Site, p.Logo, p.Bare, p.voice = site.Name, newLogoView(&site), true, v
	return p, nil
}
