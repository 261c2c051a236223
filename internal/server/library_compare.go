package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type comparePage struct {
	Base
	Entry  *app.Entry
	Others []Option
	Result *app.Comparison // absent where there is no other version
}

func (*comparePage) template() string { return "library_compare" }

// compare compares the version that the address names with another, the older one first.
func (s *Server) compare(c *gin.Context, who clinic.Actor) error {
	e, err := s.versionOf(c, who)
	if err != nil {
		return err
	}
	p := &comparePage{Base: Base{Title: "What changed: " + e.Definition.ShortTitle.In(q.DefaultLanguage), Section: "library"}, Entry: e}
	with := c.Query("with")
	for _, other := range s.app.Library.Versions(e.Ref().ID) {
		if other.Ref() == e.Ref() {
			continue
		}
		ref := other.Ref().String()
		if with == "" {
			with = ref
		}
		p.Others = append(p.Others, Option{Value: ref, Label: ref + ", " + string(other.State), Chosen: ref == with})
	}
	if with != "" {
		ref, err := q.ParseRef(with)
		if err != nil || ref.ID != e.Ref().ID {
			return fault.New(fault.NotFound, "There is no such version to compare with.")
		}
		before, after := ref, e.Ref()
		if after.Version.Less(before.Version) {
			before, after = after, before
		}
		result, err := s.app.Compare(c.Request.Context(), who, before, after)
		if err != nil {
			return err
		}
		p.Result = &result
	}
	return s.render(c, http.StatusOK, p)
}
