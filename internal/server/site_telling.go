package server

import (
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
)

// telling is what the settings say of who hears by e-mail of alerts that are left.
type telling struct {
	Mail      bool     // a mail server is set
	Addressed int      // how many of those who may acknowledge have an address
	Without   []string // the names of those who have none
}

func (s *Server) telling(c *gin.Context, who clinic.Actor) (t telling, err error) {
	t.Mail = s.app.Mail != nil
	users, err := s.app.Users(c.Request.Context(), who)
	for i := range users {
		switch {
		case !users[i].Tellable(nil, clinic.NoPatient):
		case users[i].Email == "":
			t.Without = append(t.Without, users[i].Name)
		default:
			t.Addressed++
		}
	}
	return t, err
}

// stands says it in a line.
func (t *telling) stands() string {
	switch {
	case !t.Mail:
		return "Nobody is told by e-mail: no mail server is set."
	case t.Addressed == 0:
		return "Nobody is told by e-mail: nobody has an address."
	case len(t.Without) > 0:
		return "Told by e-mail, but " + strings.Join(t.Without, ", ") + " without an address."
	}
	return "Everybody who may acknowledge is told by e-mail."
}
