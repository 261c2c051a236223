package server

import (
	"net/http"
	"regexp"
	"slices"

	"github.com/gin-gonic/gin"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// listen chooses the languages of a visit: of those in which every form of the battery is complete, the one that was chosen in
// this visit, that of the patient's record, that of the browser, or that of the site. A form is never shown half in one
// language and half in another.
func (s *Server) listen(c *gin.Context, at *visitor) {
	at.offered = nil
	for _, l := range s.words.Languages() {
		if at.complete(l) {
			at.offered = append(at.offered, l)
		}
	}
	wish := s.wish(c, at)
	speak := wish
	if len(at.offered) > 0 && !slices.Contains(at.offered, wish) {
		speak = at.offered[0]
		if slices.Contains(at.offered, at.Site.Language) {
			speak = at.Site.Language
		}
	}
	at.wished, at.voice = wish, s.words.In(speak)
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

// complete says whether every form of the visit is there in a language.
func (at *visitor) complete(l q.Language) bool {
	for i := range at.Visit.Parts {
		if at.Visit.Parts[i].Entry.Definition.LanguageFor(l) != l {
			return false
		}
	}
	return true
}

// page is the language of the pages, and asked that of a part's questions: another one only where the form is in none that the
// pages speak.
func (at *visitor) page() q.Language { return at.voice.Language() }

func (at *visitor) asked(part int) q.Language {
	return at.Visit.Parts[part].Entry.Definition.LanguageFor(at.page())
}

// answeredIn is the language of the page that was posted, which another tab may have changed since.
func (at *visitor) answeredIn(c *gin.Context, part int) q.Language {
	if l := q.Language(c.PostForm(fieldIn)); slices.Contains(at.offered, l) {
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

// otherLanguage is what is said, in the language that the reader would like, where the questions are not there in it.
func (s *Server) otherLanguage(at *visitor) wording {
	if at.wished == at.page() && at.complete(at.page()) {
		return wording{}
	}
	v := s.words.In(at.wished)
	in := at.page()
	for i := range at.Visit.Parts {
		in = at.asked(i)
	}
	return newWording(v.Say("landing.no-translation", "Language", v.Own(in)), at.wished, at.page())
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
