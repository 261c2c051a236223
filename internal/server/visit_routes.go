package server

import "github.com/gin-gonic/gin"

// visitRoutes are the pages on which a form is answered. A link holder, the holder of a device that was
// handed over and a member of staff walk the same ones.
func (s *Server) visitRoutes(r gin.IRoutes) {
	s.visitRoutesOfPatient(r, "/i/:token", s.byLink)
	s.visitRoutesOfPatient(r, kioskVisit, s.byKiosk)
	r.GET("/i/:token/device", s.byLink(s.toLanding))
	r.POST("/i/:token/device", s.byLink(s.afterDevice))
	s.visitRoutesBelow(r, "/encounters/:id", s.byStaff)
}

func (s *Server) visitRoutesOfPatient(r gin.IRoutes, link string, by func(visitHandler) gin.HandlerFunc) {
	s.visitRoutesBelow(r, link, by)
	r.GET(link+"/consent", by(s.visitConsent))
	r.POST(link+"/consent", by(s.giveConsent))
	r.POST(link+"/withdraw", by(s.withdrawConsent))
	r.GET(link+"/declined", by(s.visitDeclined))
}

func (s *Server) visitRoutesBelow(r gin.IRoutes, root string, by func(visitHandler) gin.HandlerFunc) {
	r.GET(root, by(s.unfinished(s.visitLanding)))
	r.GET(root+"/:part/:item", by(s.unfinished(s.agreed(s.visitQuestion))))
	r.POST(root+"/:part/:item", by(s.unfinished(s.agreed(s.saveVisitQuestion))))
	r.GET(root+"/:part/all", by(s.unfinished(s.agreed(s.visitAll))))
	r.POST(root+"/:part/all", by(s.unfinished(s.agreed(s.saveVisitAll))))
	r.GET(root+"/review", by(s.unfinished(s.agreed(s.visitReview))))
	r.POST(root+"/submit", by(s.submitVisit))
	r.POST(root+"/language", by(s.chooseLanguage))
	r.GET(root+"/done", by(s.visitDone))
}
