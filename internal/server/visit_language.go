package server

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// listen chooses the language of a visit's pages: the one that was chosen in this visit, that of the patient's record, that of the
// browser, or that of the site. The pages speak it whatever the forms are there in. A form that is not there in it is shown
// whole in another, marked as being in that, and the page says so: it is never half in one language and half in another.
func (s *Server) listen(c *gin.Context, at *visitor) {
	at.offered = s.words.Languages()
	at.voice = s.words.In(s.wish(c, at))
	infoOf(c.Request).voice = at.voice
}

// wish gives the language that the reader would like, of those that the pages speak. Staff read English until they choose.
func (s *Server) wish(c *gin.Context, at *visitor) q.Language {
	wishes := []string{string(at.Encounter.Language), string(at.Visit.Language), c.GetHeader("Accept-Language"), string(at.Site.Language)}
	if at.staff {
		wishes = wishes[:1]
	}
	for _, wish := range wishes {
		if l, ok := s.words.Match(wish); ok {
			return l
		}
	}
	return q.DefaultLanguage
}

// page is the language of the pages, and asked that of a part's questions: another one where the form is not there in it.
func (at *visitor) page() q.Language { return at.voice.Language() }

func (at *visitor) asked(part int) q.Language {
	return at.Visit.Parts[part].Entry.Definition.LanguageFor(at.page())
}

// answeredIn is the language of the page that was posted, which another tab may have changed since.
func (at *visitor) answeredIn(c *gin.Context, part int) q.Language {
	if l := q.Language(c.PostForm(fieldIn)); l != "" && at.Visit.Parts[part].Entry.Definition.LanguageFor(l) == l {
		return l
	}
	return at.asked(part)
}

// hear changes the language where a page's form asks for it. Where that can't be kept, the page is shown in it all the same.
func (s *Server) hear(c *gin.Context, at *visitor) {
	l := q.Language(c.PostForm(fieldLanguage))
	if !slices.Contains(at.offered, l) {
		return
	}
	if err := s.app.ChooseLanguage(c.Request.Context(), &at.Visit, l); err != nil {
		s.log.Error("language not kept", "request", infoOf(c.Request).id, "error", err.Error())
		at.Encounter.Language = l
	}
	s.listen(c, at)
}

// backForm is where a change of language may lead back to, below the visit's root.
var backForm = regexp.MustCompile(`^(/[0-9]{1,3}/([0-9]{1,3}|all)|/review|/done|/consent|/declined)?$`)

// answerPath is where answers are posted to, below the visit's root.
var answerPath = regexp.MustCompile(`^/[0-9]{1,3}/([0-9]{1,3}|all)$`)

// chooseLanguage changes the language from a page without answers.
func (s *Server) chooseLanguage(c *gin.Context, at *visitor) error {
	l, back := q.Language(c.PostForm(fieldLanguage)), c.PostForm("back")
	if !slices.Contains(at.offered, l) || !backForm.MatchString(back) {
		return s.visitLost(c, at, lostPage)
	}
	if err := s.app.ChooseLanguage(c.Request.Context(), &at.Visit, l); err != nil && fault.KindOf(err) != fault.Internal {
		return err
	}
	return seeOther(c, at.root+back)
}

// elsewhere says in the page's language that the questions of some parts, or of one, are not there in it; empty where they are.
func (at *visitor) elsewhere(all, some string, parts ...int) string {
	var names []string
	n := 0
	for _, i := range parts {
		l := at.asked(i)
		if l == at.page() {
			continue
		}
		if n++; !slices.Contains(names, at.voice.Name(l)) {
			names = append(names, at.voice.Name(l))
		}
	}
	switch {
	case n == 0:
		return ""
	case n < len(parts):
		all = some
	}
	return at.voice.Say(all, "Language", strings.Join(names, ", "))
}

// elsewhereHere says it of the part that a page asks.
func (at *visitor) elsewhereHere(part int) string {
	return at.elsewhere("question.no-translation", "", part)
}

// elsewhereAnywhere says it of the whole visit.
func (at *visitor) elsewhereAnywhere() string {
	parts := make([]int, len(at.Visit.Parts))
	for i := range parts {
		parts[i] = i
	}
	return at.elsewhere("landing.no-translation", "landing.some-no-translation", parts...)
}

// switchOn gives a page's choice of languages. form is the id of the form that a choice goes with, if there is one.
func (s *Server) switchOn(c *gin.Context, at *visitor, form string) *languageSwitch {
	w := s.newSwitch(at.voice, at.offered)
	if w == nil || form != "" {
		if w != nil {
			w.Form = form
		}
		return w
	}
	w.Action = at.root + "/language"
	if back := c.Request.URL.Path[min(len(at.root), len(c.Request.URL.Path)):]; c.Request.Method == http.MethodGet && backForm.MatchString(back) {
		w.Back = back
	}
	return w
}
