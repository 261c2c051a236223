package server

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/locale"
	"steelyard/web"
)

// How a page is made
//
// A page is a struct that embeds Base, and a template of its own in web/templates:
//
//	type caseloadPage struct {
//		Base
//		Rows []caseloadRow
//	}
//
//	func (*caseloadPage) template() string { return "caseload" } // web/templates/caseload.html
//
// The file defines "main" and may use every template of the files that begin with an underscore. A handler fills the struct,
// sets at least Title, and ends with
//
//	return s.render(c, http.StatusOK, &p)
//
// which fills the rest of Base (site, who is signed in, open alerts), executes the layout into a buffer and writes it. Nothing is
// written where the template fails. A form that is wrong is shown again with status 422 and
//
//	p.Problems = problemsOf(err)
//
// from which the layout makes the error summary; each problem's Field is the name of the field it links to (id "f-" + name).

// Base is what every page has. Title must be set; render fills what the handler left empty.
type Base struct {
	Title    string
	Site     string
	Logo     *logoView       // beside the site's name; absent where there is none
	Who      clinic.Actor    // zero where nobody is signed in
	Alerts   int             // open alerts, for a member of staff
	Left     int             // those of them that were left too long
	Clock    app.Clock       // for a member of staff: whether times can be relied on
	Invented bool            // everything here is made up, and the page says so
	Section  string          // the entry of the navigation that is current
	Notice   []string        // the sentences that stand wherever a score or a profile is shown
	Basis    string          // who rated what is shown; stands with the notice
	Problems Problems        // what is wrong with what was sent
	ForStaff bool            // the problems are in English, whatever the page speaks
	Message  string          // what was just done, said once at the top
	Bare     bool            // no navigation, also for staff: the pages a patient sees
	Kiosk    bool            // on a device that was handed over
	Device   string          // which hand-over that is, so that other tabs know of another one; empty where it is none
	Wide     bool            // uses the whole width of a desk
	Switch   *languageSwitch // the languages to choose from; none where there is no choice

	voice *locale.Voice // of the page; English for staff
}

func (b *Base) base() *Base { return b }

// May says whether whoever is signed in may do something, so that a page offers only what would work.
func (b *Base) May(action clinic.Action) bool { return clinic.Can(b.Who, action, clinic.NoPatient) }

// page is a struct that embeds Base and names its template.
type page interface {
	base() *Base
	template() string
}

// Problem is one thing to correct. Field is a field's name, and may be empty.
type Problem struct{ Field, What string }

// Problems is everything to correct on a page.
type Problems []Problem

// Of gives what is wrong with a field.
func (p Problems) Of(field string) string {
	for _, problem := range p {
		if problem.Field == field {
			return problem.What
		}
	}
	return ""
}

// problemsOf gives the details of an error, or its message where it has none.
func problemsOf(err error) (list Problems) {
	if err == nil {
		return nil
	}
	for _, d := range fault.Details(err) {
		list = append(list, Problem{d.Where, d.What})
	}
	if len(list) == 0 {
		list = Problems{{What: fault.Message(err)}}
	}
	return list
}

// pages has the templates by name, each with the layout.
type pages map[string]*template.Template

func loadPages(own template.FuncMap) (pages, error) {
	shared := template.New("shared").Funcs(functions).Funcs(own).Option("missingkey=error")
	shared, err := shared.ParseFS(web.Templates, "templates/layout.html", "templates/_*.html")
	if err != nil {
		return nil, fmt.Errorf("parse layout: %w", err)
	}
	files, err := fs.Glob(web.Templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	all := pages{}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "layout" || strings.HasPrefix(name, "_") {
			continue
		}
		t, err := template.Must(shared.Clone()).ParseFS(web.Templates, file)
		if err != nil {
			return nil, fmt.Errorf("parse page: %w", err)
		}
		all[name] = t
	}
	return all, nil
}

// render shows a page. See "How a page is made" above.
func (s *Server) render(c *gin.Context, status int, p page) error {
	return s.write(c.Writer, c.Request, status, p)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// write is render without a route, for errors before one is found.
func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, p page) error {
	if err := s.fillBase(r, p.base()); err != nil {
		return err
	}
	t, ok := s.pages[p.template()]
	if !ok {
		return fmt.Errorf("there is no template %q", p.template())
	}
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := t.ExecuteTemplate(b, "layout", p); err != nil {
		return fmt.Errorf("execute page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	if err != nil {
		s.log.Debug("the reader went away", "request", infoOf(r).id)
	}
	return nil
}

func (s *Server) fillBase(r *http.Request, b *Base) error {
	b.Invented = s.app.Invented
	if token := s.kioskToken(r); token != "" {
		b.Kiosk, b.Device = true, kioskKept(token)
	}
	if b.voice == nil {
		b.voice = s.voiceFor(r)
	}
	if b.Site == "" {
		site, err := s.app.Site(r.Context())
		if err != nil {
			return fmt.Errorf("read site: %w", err)
		}
		b.Site, b.Logo = site.Name, newLogoView(&site)
	}
	if b.Bare {
		return nil
	}
	if b.Who = infoOf(r).who; b.Who.User == "" {
		return nil
	}
	var err error
	if b.Clock, err = s.app.CheckClock(r.Context()); err != nil {
		return err
	}
	if b.Alerts, err = s.app.CountOpenAlerts(r.Context(), b.Who); err != nil || b.Alerts == 0 {
		return err
	}
	b.Left, err = s.app.CountLeftAlerts(r.Context(), b.Who)
	return err
}
