package server

import (
	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
)

func (s *Server) reportCSV(c *gin.Context, who clinic.Actor) error     { return errNoPage }
func (s *Server) reportJSON(c *gin.Context, who clinic.Actor) error    { return errNoPage }
func (s *Server) caseloadCSV(c *gin.Context, who clinic.Actor) error   { return errNoPage }
func (s *Server) responsesCSV(c *gin.Context, who clinic.Actor) error  { return errNoPage }
func (s *Server) answersCSV(c *gin.Context, who clinic.Actor) error    { return errNoPage }
func (s *Server) dictionaryCSV(c *gin.Context, who clinic.Actor) error { return errNoPage }
