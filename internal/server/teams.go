package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

type teamsPage struct {
	Base
	Teams  []teamView
	Name   Field // of a new one
	Adding bool
}

func (*teamsPage) template() string { return "teams" }

type teamView struct {
	app.TeamRecord
	Names string // of its members
}

var saidOfTeam = map[string]string{
	"added":   "The team was added. Choose who is in it.",
	"renamed": "The team was renamed.",
	"members": "The members were saved. What they see has changed already.",
	"ended":   "The team was ended. Its patients were moved.",
}

func (s *Server) newTeamsPage(c *gin.Context, who clinic.Actor, name string, err error) (*teamsPage, error) {
	list, failed := s.app.Teams(c.Request.Context(), who)
	if failed != nil {
		return nil, failed
	}
	p := &teamsPage{Base: Base{Title: "Teams", Section: "teams", Wide: true, Problems: problemsOf(err)}, Adding: err != nil}
	p.Name = teamNameField("Name of the team", name, p.Problems)
	for _, t := range list {
		names := make([]string, len(t.Members))
		for i, u := range t.Members {
			names[i] = u.Name
		}
		p.Teams = append(p.Teams, teamView{t, strings.Join(names, ", ")})
	}
	return p, nil
}

func teamNameField(label, name string, problems Problems) Field {
	return mark([]Field{{Name: "name", Label: label, Value: name}}, problems)[0]
}

func (s *Server) teams(c *gin.Context, who clinic.Actor) error {
	p, err := s.newTeamsPage(c, who, "", nil)
	if err != nil {
		return err
	}
	p.Message = saidOfTeam[c.Query("done")]
	return s.render(c, http.StatusOK, p)
}

type teamInput struct {
	Name string `form:"name" validate:"max=320" say:"Enter the team’s name, up to 80 characters."`
}

func (s *Server) addTeam(c *gin.Context, who clinic.Actor) error {
	in, err := decode[teamInput](c)
	var id clinic.TeamID
	if err == nil {
		id, err = s.app.AddTeam(c.Request.Context(), who, in.Name)
	}
	switch {
	case correctable(err):
		p, failed := s.newTeamsPage(c, who, in.Name, onField("name", err))
		if failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, "/teams/"+string(id)+"?done=added")
}

type teamPage struct {
	Base
	Team     clinic.Team
	Patients int
	Name     Field
	Members  Field
	To       Field // where its patients go when it ends
}

func (*teamPage) template() string { return "team" }

func (s *Server) newTeamPage(c *gin.Context, who clinic.Actor, err error) (*teamPage, error) {
	ctx, id := c.Request.Context(), clinic.TeamID(c.Param("id"))
	list, failed := s.app.Teams(ctx, who)
	if failed != nil {
		return nil, failed
	}
	at := slices.IndexFunc(list, func(t app.TeamRecord) bool { return t.Team.ID == id })
	if at < 0 {
		return nil, errNoTeam
	}
	users, failed := s.app.Users(ctx, who)
	if failed != nil {
		return nil, failed
	}
	t := list[at]
	p := &teamPage{Base: Base{Title: t.Team.Name, Section: "teams", Problems: problemsOf(err)}, Team: t.Team, Patients: t.Patients}
	p.Name = teamNameField("Name", t.Team.Name, p.Problems)
	p.Members = Field{Name: "member", Label: "Who is in it", Kind: "checks", Hint: "They see the patients of this team. A change holds at once.", Options: memberOptions(users, t.Members)}
	p.To = Field{Name: "to", Label: "Its patients go to", Kind: "select", Options: []Option{{Label: "Choose a team"}}, Problem: p.Problems.Of("to")}
	for _, other := range list {
		if other.Team.Open() && other.Team.ID != id {
			p.To.Options = append(p.To.Options, Option{Value: string(other.Team.ID), Label: other.Team.Name})
		}
	}
	return p, nil
}

func memberOptions(users, members []clinic.User) (options []Option) {
	for _, u := range users {
		in := slices.ContainsFunc(members, func(m clinic.User) bool { return m.ID == u.ID })
		if u.DisabledAt != nil && !in {
			continue
		}
		o := Option{Value: string(u.ID), Label: u.Name, Hint: string(u.Role), Chosen: in}
		if u.DisabledAt != nil {
			o.Hint += ", disabled"
		}
		options = append(options, o)
	}
	return options
}

func (s *Server) team(c *gin.Context, who clinic.Actor) error {
	p, err := s.newTeamPage(c, who, nil)
	if err != nil {
		return err
	}
	p.Message = saidOfTeam[c.Query("done")]
	return s.render(c, http.StatusOK, p)
}

// changed goes on after a change to a team, or shows its page again with what is wrong.
func (s *Server) changed(c *gin.Context, who clinic.Actor, next string, err error) error {
	switch {
	case correctable(err):
		p, failed := s.newTeamPage(c, who, err)
		if failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, next)
}

func (s *Server) renameTeam(c *gin.Context, who clinic.Actor) error {
	id := c.Param("id")
	in, err := decode[teamInput](c)
	if err == nil {
		err = s.app.RenameTeam(c.Request.Context(), who, clinic.TeamID(id), in.Name)
	}
	return s.changed(c, who, "/teams/"+id+"?done=renamed", onField("name", err))
}

type membersInput struct {
	Members []string `form:"member" validate:"max=1000,dive,max=64" say:"Choose among the people there are."`
}

func (s *Server) setMembers(c *gin.Context, who clinic.Actor) error {
	id := c.Param("id")
	in, err := decode[membersInput](c)
	if err == nil {
		err = sentWhole(c, "of") // nobody ticked is a team without members
	}
	if err == nil {
		err = s.app.SetMembers(c.Request.Context(), who, clinic.TeamID(id), idsOf[clinic.UserID](in.Members))
	}
	return s.changed(c, who, "/teams/"+id+"?done=members", err)
}

type endTeamInput struct {
	To string `form:"to" validate:"max=64" say:"Choose the team that its patients go to."`
}

func (s *Server) endTeam(c *gin.Context, who clinic.Actor) error {
	in, err := decode[endTeamInput](c)
	if err == nil {
		err = s.app.EndTeam(c.Request.Context(), who, clinic.TeamID(c.Param("id")), clinic.TeamID(in.To))
	}
	return s.changed(c, who, "/teams?done=ended", err)
}

// idsOf gives what was chosen as ids; an empty list where nothing was.
func idsOf[T ~string](chosen []string) []T {
	ids := make([]T, len(chosen))
	for i, id := range chosen {
		ids[i] = T(id)
	}
	return ids
}
