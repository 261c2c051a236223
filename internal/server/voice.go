package server

import (
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"steelyard/internal/fault"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
	"steelyard/web"
)

// Where words come from
//
// A page that a patient can see takes its words from web/locales, by id: in a template with {{.T "visit.start"}}, in Go with
// voice.Say. voiceFor is the one place that gives a request its voice; a visit puts its own in (see listen).
// Pages for staff are in English.

func loadCatalog() (*locale.Catalog, error) {
	files, err := fs.Sub(web.Locales, "locales")
	if err != nil {
		return nil, err
	}
	return locale.Load(files)
}

// voiceFor gives the voice of a request: that of its visit, or on a patient's address that of the language chosen there or of
// the browser, or else the default.
func (s *Server) voiceFor(r *http.Request) *locale.Voice {
	i := infoOf(r)
	if i.voice == nil {
		i.voice = s.words.In(s.languageOf(r))
	}
	return i.voice
}

func (s *Server) languageOf(r *http.Request) q.Language {
	if !strings.HasPrefix(r.URL.Path, "/i/") && !strings.HasPrefix(r.URL.Path, "/stop/") && s.kioskToken(r) == "" {
		return q.DefaultLanguage
	}
	for _, wish := range []string{r.URL.Query().Get("lang"), r.Header.Get("Accept-Language")} {
		if l, ok := s.words.Match(wish); ok {
			return l
		}
	}
	if site, err := s.app.Site(r.Context()); err == nil && s.words.Has(site.Language) {
		return site.Language
	}
	return q.DefaultLanguage
}

// T gives a message in the page's language.
func (b *Base) T(id string, args ...any) template.HTML { return b.voice.HTML(id, args...) }

// Lang gives the page's language.
func (b *Base) Lang() string { return string(b.voice.Language()) }

// Dir says how the page's language is written.
func (b *Base) Dir() string { return b.voice.Direction() }

// FellBack says whether words on the page were not there in its language. It is true only below them.
func (b *Base) FellBack() bool { return b.voice.FellBack() }

// TitleWords gives the page's title as a window shows it.
func (b *Base) TitleWords() string {
	title := b.Title
	if len(b.Problems) > 0 {
		title = b.voice.Say("page.title-error", "Title", locale.Words(title))
	}
	return b.voice.Say("page.title", "Title", locale.Words(title), "Site", b.Site)
}

// wording is words that may be in another language than the page, whose Lang and Dir are then set.
type wording struct{ Text, Lang, Dir string }

func newWording(text string, in, page q.Language) wording {
	w := wording{Text: text}
	if in != page {
		w.Lang, w.Dir = string(in), locale.Direction(in)
	}
	return w
}

// wordingOf gives a text of a definition in a language, or in the one it falls back to.
func wordingOf(t q.Text, wanted, page q.Language) wording {
	in := wanted
	if _, ok := t[in]; !ok {
		in = q.DefaultLanguage
	}
	return newWording(t.In(wanted), in, page)
}

// faultWords gives an error's message in a voice, or in English where there are no others.
func faultWords(v *locale.Voice, err error) wording {
	if p := fault.PhraseOf(err); p.ID != "" {
		return wording{Text: v.Say(p.ID)}
	}
	if fault.KindOf(err) == fault.Internal {
		return wording{Text: v.Say("fail.ours")}
	}
	return newWording(fault.Message(err), q.DefaultLanguage, v.Language())
}

// languageSwitch is the choice of languages on a page. With Form, a button sends that form, so that what was typed goes with
// it; with Action, it sends a form of its own; otherwise each is a link.
type languageSwitch struct {
	Label        string
	Form, Action string
	Back         string // below the visit's root
	Choices      []languageChoice
}

type languageChoice struct {
	Language q.Language
	Name     string // its own, such as Deutsch
	Dir      string
	Current  bool
}

// newSwitch gives the choice between some languages; nothing where there is only one.
func (s *Server) newSwitch(v *locale.Voice, offered []q.Language) *languageSwitch {
	if len(offered) < 2 {
		return nil
	}
	w := &languageSwitch{Label: v.Say("page.language")}
	for _, l := range offered {
		w.Choices = append(w.Choices, languageChoice{l, v.Own(l), locale.Direction(l), l == v.Language()})
	}
	return w
}
