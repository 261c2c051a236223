package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

// visitConsentPage shows what a patient agrees to, or has agreed to and can take back.
type visitConsentPage struct {
	visitBase
	Paragraphs []string
	Lang, Dir  string   // of the text, where it is not the page's
	NotOurs    string   // says so
	Abroad     string   // says that another language was agreed in than that of the page
	Beside     []string // the text in the page's language then, as a help
	Version    int      // 0 for the text that ships, which has none
	Hash       q.Hash
	Agreed     bool
	State      string // what became of an earlier agreement
	Onward     string
	Sent       bool // the answers were sent: there are no questions to go back to
}

func (*visitConsentPage) template() string { return "visit_consent" }

// agreed keeps a handler from a link whose holder has not agreed yet: reading leads to the text. Writing is left to the use
// case, which keeps what was typed under a text that changed meanwhile, and refuses it where nobody agreed.
func (s *Server) agreed(h visitHandler) visitHandler {
	return func(c *gin.Context, at *visitor) error {
		if at.staff || at.Agreed || c.Request.Method == http.MethodPost && at.Consent.Holds() {
			return h(c, at)
		}
		return onward(c, at.root+"/consent", false)
	}
}

func (s *Server) visitConsent(c *gin.Context, at *visitor) error {
	return s.renderConsent(c, at, http.StatusOK, nil)
}

func (s *Server) renderConsent(c *gin.Context, at *visitor, status int, problems Problems) error {
	p := visitConsentPage{visitBase: at.base(c, at.voice.Say("consent.title")), Agreed: at.Agreed, Onward: at.root, Sent: at.Finished}
	p.Switch, p.Problems = s.switchOn(c, at, ""), problems
	p.show(at)
	v := at.voice
	switch last := at.Consent; {
	case last.WithdrawnAt != nil:
		p.State = v.Say("consent.was-withdrawn", "Date", locale.Words(s.momentIn(v, *last.WithdrawnAt)))
	case at.Agreed:
		p.Title = v.Say("landing.withdraw")
		p.State = agreedWords(s.momentIn(v, last.GivenAt), last.Version, v)
	case last.ID != "":
		p.State = v.Say("consent.changed")
	}
	return s.render(c, status, &p)
}

// agreedWords says when somebody agreed, and to which version of the site's own text.
func agreedWords(when string, version int, v *locale.Voice) string {
	if version == 0 {
		return v.Say("consent.given-shipped", "Date", locale.Words(when))
	}
	return v.Say("consent.given", "Date", locale.Words(when), "Version", version)
}

// show puts the text on the page: the words that were agreed to where somebody agreed, and else those that there are in the
// page's language.
func (p *visitConsentPage) show(at *visitor) {
	now := at.Site.Consent(at.page())
	text := now
	if at.Agreed {
		text = at.Site.Consent(at.Consent.Language) // an agreement holds for nothing but these words
		text.Version = at.Consent.Version
	}
	p.Version, p.Hash, p.Paragraphs = text.Version, text.Hash(), paragraphs(text.Text)
	if text.Language == at.page() {
		return
	}
	p.Lang, p.Dir = string(text.Language), locale.Direction(text.Language)
	name := at.voice.Name(text.Language)
	if !at.Agreed {
		p.NotOurs = at.voice.Say("consent.not-translated", "Language", name)
		return
	}
	p.Abroad = at.voice.Say("consent.agreed-abroad", "Language", name)
	if now.Language == at.page() {
		p.Beside = paragraphs(now.Text)
	}
}

// paragraphs gives the lines of a text that have words.
func paragraphs(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func (s *Server) giveConsent(c *gin.Context, at *visitor) error {
	if c.PostForm("agree") != "true" {
		problem := Problem{Field: "agree", What: at.voice.Say("consent.agree-missing")}
		return s.renderConsent(c, at, http.StatusUnprocessableEntity, Problems{problem})
	}
	err := s.app.GiveConsent(c.Request.Context(), &at.Visit, at.page(), q.Hash(c.PostForm("hash")))
	if fault.KindOf(err) == fault.Conflict {
		return s.renderConsent(c, at, http.StatusConflict, Problems{{What: faultWords(at.voice, err).Text}})
	}
	if err != nil {
		return err
	}
	list := stepsOf(&at.Visit)
	if next, ok := list.resume(&at.Visit); ok {
		return seeOther(c, at.root+next.path())
	}
	return seeOther(c, at.root+"/review")
}

func (s *Server) withdrawConsent(c *gin.Context, at *visitor) error {
	if err := s.app.WithdrawConsent(c.Request.Context(), &at.Visit); err != nil {
		return err
	}
	return seeOther(c, at.root+"/declined")
}

// visitDeclinedPage is for somebody who does not agree, or not any more. It leads on to people and not to a wall.
type visitDeclinedPage struct {
	visitBase
	Heading, Words string
	Onward         string
}

func (*visitDeclinedPage) template() string { return "visit_declined" }

func (s *Server) visitDeclined(c *gin.Context, at *visitor) error {
	heading, words := "consent.declined-title", "consent.declined-words"
	if at.Consent.WithdrawnAt != nil {
		heading, words = "consent.withdrawn-title", "consent.withdrawn-words"
	}
	if at.Agreed {
		return seeOther(c, at.root+"/consent")
	}
	p := visitDeclinedPage{visitBase: at.base(c, at.voice.Say(heading)), Words: at.voice.Say(words), Onward: at.root + "/consent"}
	p.Heading, p.Switch, p.Kept.Forget = p.Title, s.switchOn(c, at, ""), true
	return s.render(c, http.StatusOK, &p)
}

// mayAskAgain notes that somebody who took their agreement back wants to be asked again.
func (s *Server) mayAskAgain(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	if err := s.app.AskAgain(c.Request.Context(), who, id); err != nil {
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=askable")
}

// withdrawConsentOf takes a patient's agreement back at their word to a member of staff.
func (s *Server) withdrawConsentOf(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	if err := s.app.WithdrawConsentOf(c.Request.Context(), who, id); err != nil {
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=withdrawn")
}
