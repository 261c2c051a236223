package server

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

// knownDevice says what a link is opened on. It is the one place where it is decided who is never asked for the birth date:
// whatever else makes sure of a device is asked here, and gives a device that is Vouched.
func (s *Server) knownDevice(c *gin.Context) app.Device {
	fresh := rand.Text()
	return app.Device{Token: func(i clinic.InvitationID) string {
		if kept := s.keptDevice(c, i); kept != "" {
			return kept
		}
		return fresh
	}}
}

// keptDevice gives what a browser is known by for an invitation; empty where it keeps nothing.
func (s *Server) keptDevice(c *gin.Context, i clinic.InvitationID) string {
	cookie, err := c.Request.Cookie(s.deviceCookie(i))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// deviceCookie names the cookie by which a device is known for an invitation, whichever of its links is opened: a reminder has
// another one.
func (s *Server) deviceCookie(i clinic.InvitationID) string {
	hash := sha256.Sum256([]byte("device of " + string(i)))
	name := "steelyard-device-" + hex.EncodeToString(hash[:8])
	if s.tls() {
		name = "__Secure-" + name
	}
	return name
}

// keepDevice has the browser keep what it is known by, for as long as the link lasts; without a token it forgets it.
func (s *Server) keepDevice(c *gin.Context, at *visitor, token string) {
	left := int(at.Invitation.ExpiresAt.Sub(s.app.Now()) / time.Second)
	if token == "" {
		left = 0
	}
	if left <= 0 {
		left = -1 // ends it at once
	}
	//nolint:gosec // Secure wherever there is TLS; without it a browser would refuse the cookie
	http.SetCookie(c.Writer, &http.Cookie{Name: s.deviceCookie(at.Invitation.ID), Value: token, Path: "/i/", MaxAge: left,
		HttpOnly: true, Secure: s.tls(), SameSite: http.SameSiteLaxMode})
}

// onKnownDevice lets a device on that need not show the birth date, or has just shown it, and asks any other.
func (s *Server) onKnownDevice(c *gin.Context, at *visitor, d app.Device, h visitHandler) error {
	switch form := c.Request.PostForm; {
	case !at.Asked:
		s.markDevice(c, at, d)
		return h(c, at)
	case c.Request.Method == http.MethodPost && form.Has(fieldBornDay):
		return s.proveDevice(c, at, h)
	case c.Request.Method == http.MethodGet && c.Query(queryProved) != "" && s.keptDevice(c, at.Invitation.ID) == "":
		return s.renderUnkept(c, at)
	}
	return s.askDevice(c, at, http.StatusForbidden, nil)
}

// markDevice gives a browser what it will be known by once it saved an answer, and takes it back when there is nothing more to
// protect. What is only fetched in advance gets none: its answer may come late, and would replace one that counts.
func (s *Server) markDevice(c *gin.Context, at *visitor, d app.Device) {
	kept := s.keptDevice(c, at.Invitation.ID)
	switch over := at.Finished && len(at.Visit.Scores) == 0; {
	case !at.Guarded:
	case over && kept != "":
		s.keepDevice(c, at, "")
	case !over && kept == "" && !strings.Contains(c.GetHeader("Sec-Purpose"), "prefetch"):
		s.keepDevice(c, at, d.Token(at.Invitation.ID))
	}
}

// What the page that asks for the birth date posts beside what was posted before.
const (
	fieldBorn      = "_born."
	fieldBornDay   = fieldBorn + "day"
	fieldBornMonth = fieldBorn + "month"
	fieldBornYear  = fieldBorn + "year"
)

// queryProved marks the address of the page that follows a right birth date, where the browser must have kept the cookie.
const queryProved = "proved"

// proveDevice looks at the birth date, and goes on with what was wanted where it is right.
func (s *Server) proveDevice(c *gin.Context, at *visitor, h visitHandler) error {
	form := c.Request.PostForm
	birth, err := born(form)
	if err != nil && form.Has(fieldLanguage) && blank(form) { // another language was chosen
		return s.askDevice(c, at, http.StatusForbidden, nil)
	}
	if err != nil {
		return s.askDevice(c, at, http.StatusUnprocessableEntity, Problems{{Field: "born", What: at.voice.Say("device.no-date")}})
	}
	p, err := s.app.ProveBirthDate(c.Request.Context(), c.Param("token"), c.ClientIP(), birth)
	if err != nil {
		return err
	}
	if !p.Right {
		return s.askDevice(c, at, http.StatusForbidden, Problems{{Field: "born", What: s.wrongBirthDate(at.voice, &p)}})
	}
	for name := range form {
		if strings.HasPrefix(name, fieldBorn) {
			delete(form, name)
		}
	}
	proved := app.Device{Token: func(clinic.InvitationID) string { return p.Device }}
	v, err := s.app.ReopenLinkOn(c.Request.Context(), c.Param("token"), c.ClientIP(), proved)
	if err != nil {
		return err
	}
	at.Visit = v
	s.listen(c, at)
	s.keepDevice(c, at, p.Device)
	c.Set(queryProved, true)
	return h(c, at)
}

// wrongBirthDate says how many tries are left, or how long to wait. It says the same of every date that is not the right one.
func (s *Server) wrongBirthDate(v *locale.Voice, p *app.BirthProof) string {
	switch {
	case p.Left > 0:
		return v.Say("device.wrong", "Count", p.Left)
	case p.Until.IsZero():
		return v.Say("device.slow")
	}
	return v.Say("device.wait", "Date", locale.Words(s.momentIn(v, p.Until)))
}

// born reads the birth date that was typed in three fields.
func born(form url.Values) (q.Date, error) {
	typed := func(name string) string { return plainDigits(tidy(form.Get(name))) }
	t, err := time.Parse("2006-1-2", typed(fieldBornYear)+"-"+typed(fieldBornMonth)+"-"+typed(fieldBornDay))
	if err == nil && t.Year() < 1000 {
		err = errors.New("the year has less than four digits")
	}
	return q.Date(t.Format(time.DateOnly)), err
}

func blank(form url.Values) bool {
	return tidy(form.Get(fieldBornDay)+form.Get(fieldBornMonth)+form.Get(fieldBornYear)) == ""
}

// provedPath marks an address that a right birth date leads to. The script that keeps answers on the device is told, as ever by
// the fragment, that those of the page that was sent have arrived.
func provedPath(c *gin.Context, to string) string {
	if !c.GetBool(queryProved) {
		return to
	}
	path, fragment, _ := strings.Cut(to, "#")
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	root := "/i/" + c.Param("token")
	if of := strings.TrimPrefix(c.Request.URL.Path, root); fragment == "" && answerPath.MatchString(of) && path != root+of {
		fragment = "kept" + strings.ReplaceAll(of, "/", "-")
	}
	if path += mark + queryProved + "=1"; fragment != "" {
		path += "#" + fragment
	}
	return path
}

// visitDevicePage asks for the birth date, and has everything that was sent, so that it is saved once that is shown.
type visitDevicePage struct {
	visitBase
	Action string
	Sent   []sentField
	Saves  bool // what was sent has answers
	Born   []bornField
	Wrong  string
}

func (*visitDevicePage) template() string { return "visit_device" }

// bornField is one of the three fields of a birth date.
type bornField struct{ ID, Name, Label, Fill, mark string }

// bornFields gives the fields in the order in which a voice writes dates. The first has the id that a problem leads to.
func bornFields(v *locale.Voice) (list []bornField) {
	list = []bornField{{Name: fieldBornDay, Label: v.Say("device.day"), Fill: "bday-day", mark: "\x01"}, {Name: fieldBornMonth, Label: v.Say("device.month"), Fill: "bday-month", mark: "\x02"},
		{Name: fieldBornYear, Label: v.Say("device.year"), Fill: "bday-year", mark: "\x03"}}
	order := v.Say("date.day", "Day", locale.Words("\x01"), "Month", locale.Words("\x02"), "Year", locale.Words("\x03"))
	place := func(f bornField) int { return strings.Index(order, f.mark) }
	sorted := slices.SortedStableFunc(slices.Values(list), func(a, b bornField) int { return place(a) - place(b) })
	for i := range sorted {
		if sorted[i].ID = "f-born"; i > 0 {
			sorted[i].ID = fmt.Sprint("f-born-", i)
		}
	}
	return sorted
}

// deviceForm is the id of the form that asks for the birth date.
const deviceForm = "device"

func (s *Server) askDevice(c *gin.Context, at *visitor, status int, problems Problems) error {
	s.speakAsAsked(c, at)
	p := visitDevicePage{visitBase: at.base(c, at.voice.Say("device.title")), Action: c.Request.URL.Path, Born: bornFields(at.voice)}
	p.Kept, p.Problems, p.Wrong = nil, problems, problems.Of("born")
	if c.Request.Method == http.MethodGet {
		p.Action = at.root + "/device"
		if back := strings.TrimPrefix(c.Request.URL.Path, at.root); backForm.MatchString(back) {
			p.Sent = []sentField{{"back", back}}
		}
	} else {
		p.Sent, p.Saves = carried(c.Request.PostForm), answerPath.MatchString(strings.TrimPrefix(c.Request.URL.Path, at.root))
	}
	if l := c.PostForm(fieldLanguage); l != "" {
		p.Sent = append(p.Sent, sentField{fieldLanguage, l})
	}
	p.Switch = s.newSwitch(at.voice, s.words.Languages())
	p.Switch.Form = deviceForm
	return s.render(c, status, &p)
}

// speakAsAsked has the page that asks in the language that was chosen on it, which is kept with the visit only after the proof.
func (s *Server) speakAsAsked(c *gin.Context, at *visitor) {
	if l := q.Language(c.PostForm(fieldLanguage)); s.words.Has(l) {
		at.voice = s.words.In(l)
		infoOf(c.Request).voice = at.voice
	}
}

// carried gives what was posted to be posted again, without the birth date; the language is added as it is chosen now.
func carried(form url.Values) (list []sentField) {
	for _, f := range everyField(form) {
		if !strings.HasPrefix(f.Name, fieldBorn) && f.Name != fieldLanguage {
			list = append(list, f)
		}
	}
	return list
}

// afterDevice goes on to the page that was wanted.
func (s *Server) afterDevice(c *gin.Context, at *visitor) error {
	s.hear(c, at)
	back := c.PostForm("back")
	if !backForm.MatchString(back) {
		back = ""
	}
	return seeOther(c, at.root+back)
}

// toLanding leads from an address that is only posted to.
func (s *Server) toLanding(c *gin.Context, at *visitor) error { return seeOther(c, at.root) }

// visitUnkeptPage says what to do where a browser keeps no cookies, so that nobody is asked for ever.
type visitUnkeptPage struct{ visitBase }

func (*visitUnkeptPage) template() string { return "visit_unkept" }

func (s *Server) renderUnkept(c *gin.Context, at *visitor) error {
	p := visitUnkeptPage{at.base(c, at.voice.Say("device.unkept-title"))}
	p.Kept, p.Switch = nil, s.newSwitch(at.voice, s.words.Languages())
	return s.render(c, http.StatusForbidden, &p)
}
