package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/hazard"
)

type hazardsPage struct {
	Base
	Hazards []hazard.Hazard
}

func (*hazardsPage) template() string { return "hazards" }

// hazards shows what could go wrong and what is done about it, to whoever decides whether to use this program.
func (s *Server) hazards(c *gin.Context) error {
	if _, _, err := s.recognise(c); err != nil {
		return err
	}
	log, err := hazard.Log()
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, &hazardsPage{Base: Base{Title: "Hazard log"}, Hazards: log})
}
