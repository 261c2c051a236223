package server

import (
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// againPage says that nothing was saved, and has everything that was sent, so that the same can be sent once more.
type againPage struct {
	Base
	What    wording
	Sent    bool // something was sent, and stands on the page
	Action  string
	Fields  []sentField
	Retype  bool // it has a password, which no page may have, or is too long: it must be entered again
	Request string
}

func (*againPage) template() string { return "again" }

// sentField is one value that was sent.
type sentField struct{ Name, Value string }

// secretFields are what the names of fields begin with that are never put into a page.
var secretFields = []string{"password", "old", "again", "code", "recovery", "response"}

func isSecret(name string) bool {
	return slices.ContainsFunc(secretFields, func(s string) bool { return strings.HasPrefix(name, s) })
}

// failForNow answers what can't be done at this moment. A file that was asked for gets a line of text; a page has what was
// sent, and a button that sends the same again.
func (s *Server) failForNow(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Set("Retry-After", "5") // seconds
	id := infoOf(r).id
	if r.Method == http.MethodGet && path.Ext(r.URL.Path) != "" {
		http.Error(w, "This can't be made just now. Try again in a moment.\n\nRequest "+id, http.StatusServiceUnavailable)
		return
	}
	v := s.voiceFor(r)
	p := &againPage{Base: Base{Title: v.Say("again.not-shown"), Bare: infoOf(r).who.User == ""}, What: faultWords(v, err), Request: id, Action: r.URL.RequestURI()}
	if r.Method != http.MethodGet {
		p.Title, p.Sent = v.Say(headings[http.StatusServiceUnavailable]), true
		p.Fields, p.Retype = sentFields(r.PostForm)
	}
	if err := s.write(w, r, http.StatusServiceUnavailable, p); err != nil {
		s.log.Error("page to try again", "request", id, "error", err.Error())
		http.Error(w, p.What.Text+"\n\nRequest "+id, http.StatusServiceUnavailable)
	}
}

// sentFields gives everything that was sent, unless a part of it is secret or it would be too long to send in this form.
func sentFields(post url.Values) (list []sentField, retype bool) {
	for name := range post {
		retype = retype || isSecret(name)
	}
	if retype || len(post.Encode()) > maxBody {
		return nil, true
	}
	return everyField(post), false
}

// everyField gives everything that was sent, in the order of the names.
func everyField(post url.Values) (list []sentField) {
	for _, name := range slices.Sorted(maps.Keys(post)) {
		for _, value := range post[name] {
			list = append(list, sentField{name, value})
		}
	}
	return list
}
