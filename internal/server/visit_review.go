package server

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// visitReviewPage shows every answer before they are sent.
type visitReviewPage struct {
	visitBase
	Groups       []visitGroup
	Total        int
	Missing      int
	FirstMissing string
	Words        []string // what raised flags that are not urgent say to the person
}

func (*visitReviewPage) template() string { return "visit_review" }

// visitGroup is a part's answers.
type visitGroup struct {
	Title, Intro string
	Rows         []visitRow
}

// visitRow is one answer; it is empty where there is none.
type visitRow struct {
	Number             int
	Text, Answer, Link string
}

func (s *Server) visitReview(c *gin.Context, at *visitor) error {
	list := stepsOf(&at.Visit)
	p := visitReviewPage{visitBase: at.page(c, "Look at your answers"), Total: len(list), Groups: make([]visitGroup, len(at.Visit.Parts)),
		Words: personWords(&at.Visit, q.Prompt, at.language())}
	for i := range p.Groups {
		p.Groups[i].Title, p.Groups[i].Intro = at.partTitle(i), at.Visit.Parts[i].Entry.Definition.Intro.In(at.language())
	}
	for n, this := range list {
		row := at.row(this, n+1)
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
	return visitRow{Number: number, Text: itemText(&part.Entry.Definition.Items[this.item], at.language()), Answer: answerWords(part, this.item, at.language()),
		Link: at.root + this.path() + "?from=" + fromReview}
}

// partTitle names a part: by its short title for staff, by its number for a patient, whom the title tells nothing.
func (at *visitor) partTitle(part int) string {
	switch {
	case at.staff:
		return at.Visit.Parts[part].Entry.Definition.ShortTitle.In(at.language())
	case len(at.Visit.Parts) == 1:
		return "Your answers"
	}
	return "Part " + strconv.Itoa(part+1)
}

// answerWords gives an answer as a person would say it; empty where there is none.
func answerWords(p *app.Part, item int, l q.Language) string {
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
		return durationWords(a.Raw)
	case q.DateItem:
		return date(q.Date(a.Raw))
	}
	return a.Raw
}

func durationWords(raw string) string {
	hours, minutes := splitDuration(raw)
	h, errH := strconv.Atoi(hours)
	m, errM := strconv.Atoi(minutes)
	switch {
	case errH != nil || errM != nil:
		return raw
	case h == 0:
		return minutesWords(m)
	case m == 0:
		return hours + " " + plural(h, "hour", "hours")
	}
	return hours + " " + plural(h, "hour", "hours") + " " + minutesWords(m)
}

func minutesWords(m int) string { return strconv.Itoa(m) + " " + plural(m, "minute", "minutes") }

// submitVisit sends the answers. Sending them again leads to the same thanks, also where two tabs do it at once.
func (s *Server) submitVisit(c *gin.Context, at *visitor) error {
	err := s.app.Submit(c.Request.Context(), &at.Visit, at.language())
	if fault.KindOf(err) == fault.Gone && !at.staff {
		if v, again := s.app.ReopenLink(c.Request.Context(), c.Param("token"), c.ClientIP()); again == nil && v.Finished {
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
	return onward(c, at.root+"/done", false)
}
