package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

type usersPage struct {
	Base
	Users  []userView
	Fields []Field // of the form for a new one
	Adding bool

	teams []Option // that there are
}

func (*usersPage) template() string { return "users" }

type userView struct {
	clinic.User
	Self   bool
	Factor bool   // has a second factor
	Teams  string // their names
}

type userInput struct {
	Name     string `form:"name" validate:"max=480" say:"Enter the name, up to 120 characters."`
	Login    string `form:"login" validate:"max=64" say:"Choose a sign-in name."`
	Role     string `form:"role" sent:"perhaps" validate:"max=20" say:"Choose a role."`
	Password string `form:"password" validate:"max=1024" say:"Enter a first password."`

	Teams []string `form:"teams" validate:"max=1000,dive,max=64" say:"Choose among the teams there are."`
}

var roleOptions = []Option{
	{Value: string(clinic.Clinician), Label: "Clinician", Hint: "Adds patients, asks questions, reads, corrects and exports."},
	{Value: string(clinic.Viewer), Label: "Viewer", Hint: "Reads only."},
	{Value: string(clinic.Administrator), Label: "Administrator", Hint: "All of it for every patient, and also users, teams, site settings and the audit."},
}

func (in userInput) fields(teams []Option, problems Problems) []Field {
	return mark([]Field{
		{Name: "name", Label: "Name", Value: in.Name},
		{Name: "login", Label: "Sign-in name", Hint: "Small letters, digits, dots and hyphens, or an e-mail address.", Value: in.Login},
		{Name: "role", Label: "Role", Kind: "radios", Options: choose(roleOptions, in.Role)},
		{Name: "teams", Label: "Teams", Kind: "checks", Hint: "They see the patients of these teams, and those who are theirs. An administrator sees everybody.", Options: chooseAll(teams, in.Teams)},
		{Name: "password", Label: "First password", Kind: "password", Hint: passwordHint + " Ask them to change it.", Autocomplete: "new-password"},
	}, problems)
}

func (s *Server) newUsersPage(c *gin.Context, who clinic.Actor) (*usersPage, error) {
	list, err := s.app.Users(c.Request.Context(), who)
	if err != nil {
		return nil, err
	}
	has, err := s.app.UsersWithFactor(c.Request.Context(), who)
	if err != nil {
		return nil, err
	}
	teams, err := s.app.Teams(c.Request.Context(), who)
	if err != nil {
		return nil, err
	}
	p := &usersPage{Base: Base{Title: "Users", Section: "users", Wide: true}}
	in := map[clinic.UserID][]string{}
	for _, t := range teams {
		if !t.Team.Open() {
			continue
		}
		p.teams = append(p.teams, Option{Value: string(t.Team.ID), Label: t.Team.Name})
		for _, u := range t.Members {
			in[u.ID] = append(in[u.ID], t.Team.Name)
		}
	}
	first := userInput{Role: string(clinic.Clinician)}
	if len(p.teams) == 1 {
		first.Teams = []string{p.teams[0].Value}
	}
	p.Fields = first.fields(p.teams, nil)
	for _, u := range list {
		p.Users = append(p.Users, userView{u, u.ID == who.User, has[u.ID], strings.Join(in[u.ID], ", ")})
	}
	return p, nil
}

func (s *Server) users(c *gin.Context, who clinic.Actor) error {
	p, err := s.newUsersPage(c, who)
	if err != nil {
		return err
	}
	if c.Query("done") == "added" {
		p.Message = "The account was added."
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) addUser(c *gin.Context, who clinic.Actor) error {
	in, err := decode[userInput](c)
	if err == nil {
		_, err = s.app.AddUser(c.Request.Context(), who, app.NewUser{Login: in.Login, Name: in.Name, Role: clinic.Role(in.Role), Password: in.Password, Teams: idsOf[clinic.TeamID](in.Teams)})
	}
	switch {
	case correctable(err):
		p, failed := s.newUsersPage(c, who)
		if failed != nil {
			return failed
		}
		p.Problems, p.Adding = problemsOf(err), true
		p.Fields = in.fields(p.teams, p.Problems)
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, "/users?done=added")
}
