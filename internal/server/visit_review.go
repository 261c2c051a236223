package server

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/fault"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

// visitReviewPage shows every answer before they are sent.
type visitReviewPage struct {
	visitBase
	Groups       []visitGroup
	Total        int
	Missing      int
	FirstMissing string
	Words        []personWords // what raised flags that are not urgent say to the person
}

func (*visitReviewPage) template() string { return "visit_review" }

// visitGroup is a part's answers.
type visitGroup struct {
	Title     wording
	Intro     wording
	Lang, Dir string // of the questions, where it is not the page's
	Rows      []visitRow
}

// visitRow is one answer; it is empty where there is none.
type visitRow struct {
	Number             int
	Text, Answer, Link string
	Worded             bool   // the answer is in the words of the form, or of whoever gave it
	Note               string // of staff's, on their own pages
}

func (s *Server) visitReview(c *gin.Context, at *visitor) error {
	list := stepsOf(&at.Visit)
	p := visitReviewPage{visitBase: at.base(c, at.voice.Say("review.title")), Total: len(list), Groups: make([]visitGroup, len(at.Visit.Parts)),
		Words: at.personWords(q.Prompt)}
	if at.staff {
		p.Title = at.voice.Say("review.staff-title")
	}
	p.Switch, p.Elsewhere = s.switchOn(c, at, ""), at.elsewhereAnywhere()
	for i := range p.Groups {
		p.Groups[i].Title, p.Groups[i].Intro = at.partTitle(i), wordingOf(at.Visit.Parts[i].Entry.Definition.Intro, at.asked(i), at.page())
		if l := at.asked(i); l != at.page() {
			p.Groups[i].Lang, p.Groups[i].Dir = string(l), locale.Direction(l)
		}
	}
	for n, this := range list {
		row := at.row(this, n+1)
		if at.staff {
			row.Note = at.Visit.Parts[this.part].Response.Notes[at.item(this)]
		}
		if row.Answer == "" {
			if p.Missing == 0 {
				p.FirstMissing = row.Link
			}
			p.Missing++
		}
		p.Groups[this.part].Rows = append(p.Groups[this.part].Rows, row)
	}
	return s.render(c, http.StatusOK, &p)
}

func (at *visitor) row(this step, number int) visitRow {
	part := &at.Visit.Parts[this.part]
	item := &part.Entry.Definition.Items[this.item]
	return visitRow{Number: number, Worded: item.Kind() == q.ChoiceItem || item.Bounds != nil && item.Bounds.Unit != "" && item.Kind() == q.NumberItem, Text: itemText(item, at.asked(this.part)), Answer: at.answerWords(part, this.item, at.asked(this.part)),
		Link: at.root + this.path() + "?from=" + fromReview}
}

// partTitle names a part: by its short title for staff, by its number for a patient, whom the title tells nothing.
func (at *visitor) partTitle(part int) wording {
	switch {
	case at.staff:
		return wordingOf(at.Visit.Parts[part].Entry.Definition.ShortTitle, at.page(), at.page())
	case len(at.Visit.Parts) == 1:
		return wording{Text: at.voice.Say("review.answers")}
	}
	return wording{Text: at.voice.Say("review.part", "Part", part+1)}
}

// answerWords gives an answer as a person would say it; empty where there is none.
func (at *visitor) answerWords(p *app.Part, item int, l q.Language) string {
	d, a := p.Entry.Definition, p.Answers.At(item)
	if !a.Given {
		return ""
	}
	i := &d.Items[item]
	switch i.Kind() {
	case q.ChoiceItem:
		return d.ChoicesOf(i)[a.Choice].Label.In(l)
	case q.NumberItem:
		if i.Bounds != nil {
			return strings.TrimSpace(a.Raw + " " + i.Bounds.Unit)
		}
	case q.DurationItem:
		return durationWords(at.voice, a.Raw)
	case q.DateItem:
		return at.voice.Date(q.Date(a.Raw))
	}
	return a.Raw
}

func durationWords(v *locale.Voice, raw string) string {
	hours, minutes := splitDuration(raw)
	h, errH := strconv.Atoi(hours)
	m, errM := strconv.Atoi(minutes)
	switch {
	case errH != nil || errM != nil:
		return raw
	case h == 0:
		return v.Say("answer.minutes", "Count", m)
	case m == 0:
		return v.Say("answer.hours", "Count", h)
	}
	return v.Say("answer.hours-minutes", "Hours", locale.Words(v.Say("answer.hours", "Count", h)), "Minutes", locale.Words(v.Say("answer.minutes", "Count", m)))
}

// submitVisit sends the answers. Sending them again leads to the same thanks, also where two tabs do it at once.
func (s *Server) submitVisit(c *gin.Context, at *visitor) error {
	err := s.app.Submit(c.Request.Context(), &at.Visit, at.page())
	if fault.KindOf(err) == fault.Gone && !at.staff {
		if v, again := at.reopen(); again == nil && v.Finished {
			err = nil
		}
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Internal || kind == fault.Unavailable) {
		s.log.Error("submit", "request", infoOf(c.Request).id, "error", err.Error())
		return s.visitLost(c, at, lostUnsent)
	}
	if err != nil {
		return err
	}
	return saved(c, at.root+"/done", false)
}
