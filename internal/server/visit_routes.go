package server

import "github.com/gin-gonic/gin"

// visitRoutes are the pages on which a form is answered. A link holder and a member of staff walk the same ones.
func (s *Server) visitRoutes(r gin.IRoutes) {
	s.visitRoutesBelow(r, "/i/:token", s.byLink)
	s.visitRoutesBelow(r, "/encounters/:id", s.byStaff)
}

func (s *Server) visitRoutesBelow(r gin.IRoutes, root string, by func(visitHandler) gin.HandlerFunc) {
	r.GET(root, by(s.unfinished(s.visitLanding)))
	r.GET(root+"/:part/:item", by(s.unfinished(s.visitQuestion)))
	r.POST(root+"/:part/:item", by(s.unfinished(s.saveVisitQuestion)))
	r.GET(root+"/:part/all", by(s.unfinished(s.visitAll)))
	r.POST(root+"/:part/all", by(s.unfinished(s.saveVisitAll)))
	r.GET(root+"/review", by(s.unfinished(s.visitReview)))
	r.POST(root+"/submit", by(s.submitVisit))
	r.GET(root+"/done", by(s.visitDone))
}
