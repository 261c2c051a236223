package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// userPage is what an administrator can change of one member of staff.
type userPage struct {
	Base
	User     userView
	Trust    Field // of the form that changes the role
	Password Field // of the form that resets it
	Address  Field // of the form that sets where they are told of alerts
}

func (*userPage) template() string { return "user" }

var saidOfUser = map[string]string{
	"email":    "The address was saved.",
	"disabled": "The account was disabled. Nobody can sign in with it, and whoever was is signed out.",
	"enabled":  "The account can be used again.",
	"factor":   "The second factor was reset, and they are signed out everywhere. They add a new one when they next sign in.",
	"role":     "The role was changed, and they are signed out everywhere.",
	"out":      "They are signed out everywhere, and their tokens for programs have ended.",
	"password": "The password was changed, and they are signed out everywhere. Tell them in person, and ask them to change it.",
}

func (s *Server) user(c *gin.Context, who clinic.Actor) error {
	return s.renderUser(c, who, nil)
}

// renderUser shows one of the list of users, with what is wrong with one of its forms.
func (s *Server) renderUser(c *gin.Context, who clinic.Actor, wrong error) error {
	list, err := s.newUsersPage(c, who)
	if err != nil {
		return err
	}
	for _, u := range list.Users {
		if string(u.ID) != c.Param("id") {
			continue
		}
		p := &userPage{Base: Base{Title: u.Name, Section: "users", Problems: problemsOf(wrong), Message: saidOfUser[c.Query("done")]}, User: u}
		p.Trust = Field{Name: ofUser("role", u.ID), Label: "What they may do", Kind: "radios", Hint: "A change signs them out everywhere.", Options: choose(roleOptions, string(u.Role))}
		p.Password = Field{Name: ofUser("password", u.ID), Label: "New password", Kind: "password", Hint: passwordHint, Autocomplete: "new-password"}
		p.Address = emailField(ofUser("email", u.ID), u.Email, "")
		if typed, ok := c.GetPostForm(p.Address.Name); ok {
			p.Address.Value = typed
		}
		for i, problem := range p.Problems { // each form has a field of its own
			if problem.Field != "" {
				p.Problems[i].Field = ofUser(problem.Field, u.ID)
			}
		}
		p.Trust.Problem, p.Password.Problem, p.Address.Problem = p.Problems.Of(p.Trust.Name), p.Problems.Of(p.Password.Name), p.Problems.Of(p.Address.Name)
		status := http.StatusOK
		if wrong != nil {
			status = statusOf(wrong)
		}
		return s.render(c, status, p)
	}
	return errNoUser
}

var errNoUser = fault.New(fault.NotFound, "There is no such user.")

// ofUser names a field after a user too, so that a browser takes nobody's password for another's.
func ofUser(name string, id clinic.UserID) string { return name + "-" + string(id) }

// changeUser does something to a user, and says what is wrong on their page.
func (s *Server) changeUser(c *gin.Context, who clinic.Actor, done string, change func(id clinic.UserID) error) error {
	err := change(clinic.UserID(c.Param("id")))
	switch {
	case correctable(err):
		return s.renderUser(c, who, err)
	case err != nil:
		return err
	}
	return seeOther(c, "/users/"+c.Param("id")+"?done="+done)
}

func (s *Server) disableUser(c *gin.Context, who clinic.Actor) error {
	return s.changeUser(c, who, "disabled", func(id clinic.UserID) error { return s.app.SetDisabled(c.Request.Context(), who, id, true) })
}

func (s *Server) enableUser(c *gin.Context, who clinic.Actor) error {
	return s.changeUser(c, who, "enabled", func(id clinic.UserID) error { return s.app.SetDisabled(c.Request.Context(), who, id, false) })
}

func (s *Server) resetPassword(c *gin.Context, who clinic.Actor) error {
	return s.changeUser(c, who, "password", func(id clinic.UserID) error {
		return s.app.ResetPassword(c.Request.Context(), who, id, c.PostForm(ofUser("password", id)))
	})
}

func (s *Server) setEmail(c *gin.Context, who clinic.Actor) error {
	return s.changeUser(c, who, "email", func(id clinic.UserID) error {
		if err := sentWhole(c, ofUser("email", id)); err != nil {
			return err
		}
		return s.app.SetEmailOf(c.Request.Context(), who, id, strings.TrimSpace(c.PostForm(ofUser("email", id))))
	})
}

func (s *Server) setRole(c *gin.Context, who clinic.Actor) error {
	return s.changeUser(c, who, "role", func(id clinic.UserID) error {
		return s.app.SetRole(c.Request.Context(), who, id, clinic.Role(c.PostForm(ofUser("role", id))))
	})
}

func (s *Server) signOutUser(c *gin.Context, who clinic.Actor) error {
	return s.changeUser(c, who, "out", func(id clinic.UserID) error { return s.app.SignOutUser(c.Request.Context(), who, id) })
}

func (s *Server) resetFactors(c *gin.Context, who clinic.Actor) error {
	return s.changeUser(c, who, "factor", func(id clinic.UserID) error { return s.app.ResetFactors(c.Request.Context(), who, id) })
}
