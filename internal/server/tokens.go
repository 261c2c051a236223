package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// tokensShown is how many tokens stand on a page.
const tokensShown = 25

type tokensPage struct {
	Base
	Tokens []tokenView
	Older  clinic.TokenID // where the next page goes on; empty where there is none
	Longer bool           // this page is not the first
}

func (*tokensPage) template() string { return "tokens" }

type tokenView struct {
	clinic.Token
	Open  bool
	State string
	May   []string
}

// mays says in plain words what a token may do.
var mays = map[clinic.Action]string{
	clinic.ReadPatients:    "Read the list of patients and their details",
	clinic.WritePatients:   "Add patients and change their details",
	clinic.ReadResponses:   "Read answers, results, alerts and reports",
	clinic.Administer:      "Invite patients and enter answers",
	clinic.Export:          "Take data out as files",
	clinic.AcknowledgeFlag: "Acknowledge alerts",
	clinic.ReadLibrary:     "Read the library",
	clinic.ManageLibrary:   "Add, release and retire questionnaires",
	clinic.ManageSite:      "Change the site’s settings, users and teams",
	clinic.ReadAudit:       "Read the audit",
}

func (s *Server) tokens(c *gin.Context, who clinic.Actor) error {
	before := clinic.TokenID(c.Query("before"))
	list, more, err := s.app.LatestTokens(c.Request.Context(), who, before, tokensShown)
	if err != nil {
		return err
	}
	p := &tokensPage{Base: Base{Title: "Tokens for programs", Section: "account"}, Longer: before != ""}
	if c.Query("done") == "revoked" {
		p.Message = "The token was revoked. It opens nothing any more."
	}
	for _, t := range list {
		p.Tokens = append(p.Tokens, s.newTokenView(t))
	}
	if more {
		p.Older = list[len(list)-1].ID
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) newTokenView(t clinic.Token) tokenView {
	v := tokenView{Token: t}
	switch t.State(s.app.Now()) {
	case clinic.TokenRevoked:
		v.State = "revoked on " + s.day(*t.RevokedAt)
	case clinic.TokenExpired:
		v.State = "ended on " + s.day(t.ExpiresAt)
	default:
		v.Open, v.State = true, "until "+s.moment(t.ExpiresAt)
	}
	for _, a := range t.Scope.Actions() {
		v.May = append(v.May, mays[a])
	}
	return v
}

type tokenFormPage struct {
	Base
	Fields []Field
}

func (*tokenFormPage) template() string { return "token_new" }

type tokenInput struct {
	Name  string   `form:"name" validate:"max=400" say:"Say what the token is for, in 1 to 100 characters."`
	Scope []string `form:"scope" validate:"max=20,dive,max=40" say:"Choose what the token may do."`
	Life  string   `form:"life" sent:"perhaps" validate:"max=20" say:"Choose how long the token lasts."`
}

func (in tokenInput) asked() app.NewToken {
	n := app.NewToken{Name: in.Name, Life: time.Duration(whole(in.Life)) * time.Second}
	if n.Life == 0 {
		n.Life = -1 // and not the usual one
	}
	for _, a := range in.Scope {
		n.Scope = append(n.Scope, clinic.Action(a))
	}
	return n
}

// tokenProblems names the fields as the page does.
func tokenProblems(err error) (list Problems) {
	for _, p := range problemsOf(err) {
		if p.Field == "life_seconds" {
			p = Problem{"life", "Choose how long the token lasts."}
		}
		if p.Field == "scope" {
			p.What = "Choose what the token may do: at least one thing, and none that your account may not do."
		}
		list = append(list, p)
	}
	return list
}

func (s *Server) renderTokenForm(c *gin.Context, who clinic.Actor, in tokenInput, err error) error {
	p := &tokenFormPage{Base: Base{Title: "Make a token", Section: "account", Problems: tokenProblems(err)}}
	var may []Option
	for _, a := range clinic.Actions() {
		if clinic.Can(who, a, clinic.NoPatient) {
			may = append(may, Option{Value: string(a), Label: mays[a]})
		}
	}
	p.Fields = mark([]Field{
		{Name: "name", Label: "What it is for", Hint: "Such as “Nightly import”, so that you know it again.", Value: in.Name},
		{Name: "scope", Label: "What it may do", Hint: "As little as the program needs. It may never do more than you may, and only for patients whom you see.", Kind: "checks", Options: chooseAll(may, in.Scope)},
		{Name: "life", Label: "How long it lasts", Kind: "select", Short: true, Options: choose(lives(s.app.MaxTokenLife()), in.Life)},
	}, p.Problems)
	status := http.StatusOK
	if err != nil {
		status = statusOf(err)
	}
	return s.render(c, status, p)
}

// lives gives how long a token can last here: a few round times, and the longest.
func lives(longest time.Duration) (list []Option) {
	const day = 24 * time.Hour
	for _, d := range []time.Duration{time.Hour, day, 7 * day, 30 * day} {
		if d < longest {
			list = append(list, Option{Value: strconv.Itoa(int(d.Seconds())), Label: lasts(d)})
		}
	}
	return append(list, Option{Value: strconv.Itoa(int(longest.Seconds())), Label: lasts(longest)})
}

func lasts(d time.Duration) string {
	for _, unit := range []struct {
		of        time.Duration
		one, many string
	}{{24 * time.Hour, "day", "days"}, {time.Hour, "hour", "hours"}, {time.Minute, "minute", "minutes"}} {
		if d >= unit.of && d%unit.of == 0 {
			n := int(d / unit.of)
			return fmt.Sprintf("%d %s", n, plural(n, unit.one, unit.many))
		}
	}
	return d.String()
}

func (s *Server) newToken(c *gin.Context, who enroller) error {
	return s.renderTokenForm(c, who.Actor, tokenInput{Life: strconv.Itoa(int(min(app.DefaultTokenLife, s.app.MaxTokenLife()).Seconds()))}, nil)
}

type madeTokenPage struct {
	Base
	Name    string
	Token   string
	Expires string
	Address string
}

func (*madeTokenPage) template() string { return "token_made" }

// madeToken is what the page of a new token says.
type madeToken struct {
	Name, Token string
	Expires     time.Time
}

// addToken answers with the token itself, as invite does with a link: it is shown this once.
func (s *Server) addToken(c *gin.Context, who enroller) error {
	in, err := decode[tokenInput](c)
	var made madeToken
	if err == nil {
		made, err = once(s, c, who.Actor, func(ctx context.Context) (madeToken, error) {
			token, t, err := s.app.AddToken(ctx, who.Actor, in.asked())
			return madeToken{t.Name, token, t.ExpiresAt}, err
		})
	}
	switch {
	case correctable(err):
		return s.renderTokenForm(c, who.Actor, in, err)
	case err != nil:
		return err
	}
	return s.render(c, http.StatusOK, &madeTokenPage{Base{Title: "The token is ready", Section: "account"}, made.Name, made.Token, s.moment(made.Expires), s.address(c.Request)})
}

// revokeToken ends a token of one's own. One that ended before this was sent is ended too.
func (s *Server) revokeToken(c *gin.Context, who clinic.Actor) error {
	err := s.app.RevokeToken(c.Request.Context(), who, clinic.TokenID(c.Param("id")))
	if err != nil && fault.KindOf(err) != fault.Conflict {
		return err
	}
	return seeOther(c, "/account/tokens?done=revoked")
}
