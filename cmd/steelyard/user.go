package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/config"
)

func newUser() *cobra.Command {
	c := &cobra.Command{
		Use:   "user",
		Short: "Add a member of staff, give one a new password, or reset a second factor",
		Long: `Add a member of staff, give one a new password, or reset the second factor of one who has lost it. A password is asked
for, or read from standard input. Whoever is signed in with the account is signed out by a change.`,
	}
	c.AddCommand(newUserAdd(), newUserPassword(), newUserSecondFactor())
	return c
}

func newUserAdd() *cobra.Command {
	var n app.NewUser
	var role string
	var teams []string
	c := &cobra.Command{
		Use:   "add LOGIN",
		Short: "Add a member of staff",
		Long: `Add a member of staff, to the teams that are named. Where there is only one team they are put into that; where there
are more and none is named, into none: then they see only the patients who are theirs.`,
		Example: `  steelyard user add dr.silva --name "Dr. Ana Silva" --role clinician --team "Day clinic" --team Ward
  printf '%s' "$PASSWORD" | steelyard user add reader --name "Front desk" --role viewer`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return withApp(c, func(a *app.App) (err error) {
				n.Login, n.Role = args[0], clinic.Role(role)
				if n.Teams, err = teamsNamed(c, a, teams); err != nil {
					return err
				}
				if n.Password, err = askPassword(c); err != nil {
					return err
				}
				if _, err = a.AddUser(c.Context(), console(), n); err == nil {
					c.Printf("Added %s as %s.\nNext: tell them the site's address, the sign-in name and the password in person. When they first sign in they add a\nsecond factor, an app that shows codes or a passkey, unless the server runs with --second-factor optional. Ask them to\nchange the password then, by clicking their name at the top of any page.\n", n.Login, n.Role)
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&n.Name, "name", "", "the person's name")
	c.Flags().StringArrayVar(&teams, "team", nil, "a team's name; repeat it for more")
	c.Flags().StringVar(&role, "role", string(clinic.Clinician), "administrator, clinician or viewer")
	dataFlag(c)
	return c
}

// teamsNamed gives the open teams with some names, whatever their case; none where none is named.
func teamsNamed(c *cobra.Command, a *app.App, names []string) (ids []clinic.TeamID, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	list, err := a.Teams(c.Context(), console())
	if err != nil {
		return nil, err
	}
	open := map[string]clinic.TeamID{}
	var known []string
	for _, t := range list {
		if t.Team.Open() {
			open[strings.ToLower(t.Team.Name)] = t.Team.ID
			known = append(known, t.Team.Name)
		}
	}
	for _, name := range names {
		id, ok := open[strings.ToLower(strings.TrimSpace(name))]
		if !ok {
			return nil, fmt.Errorf("there is no team %q; there are: %s", name, strings.Join(known, ", "))
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func newUserPassword() *cobra.Command {
	c := &cobra.Command{
		Use:     "password LOGIN",
		Short:   "Give a member of staff a new password",
		Example: "  steelyard user password dr.silva",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return withApp(c, func(a *app.App) error {
				u, err := userNamed(c, a, args[0])
				if err != nil {
					return err
				}
				password, err := askPassword(c)
				if err != nil {
					return err
				}
				if err := a.ResetPassword(c.Context(), console(), u.ID, password); err != nil {
					return err
				}
				c.Printf("%s has a new password and is signed out everywhere.\nNext: tell them in person, and ask them to change it. Their second factor is as it was; if they have lost that too, run\n  steelyard user second-factor %s --reset\n", u.Login, u.Login)
				return nil
			})
		},
	}
	dataFlag(c)
	return c
}

func newUserSecondFactor() *cobra.Command {
	var reset bool
	c := &cobra.Command{
		Use:   "second-factor LOGIN",
		Short: "Say whether a member of staff has a second factor, or reset it",
		Long: `Say whether a member of staff has a second factor, or reset it for one who has lost their app, passkeys and recovery
codes. Make sure first that it is really them who asks.`,
		Example: "  steelyard user second-factor dr.silva\n  steelyard user second-factor dr.silva --reset",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return withApp(c, func(a *app.App) error {
				u, err := userNamed(c, a, args[0])
				if err != nil {
					return err
				}
				if reset {
					if err := a.ResetFactors(c.Context(), console(), u.ID); err != nil {
						return err
					}
					c.Printf("The second factor of %s was reset, and they are signed out everywhere.\nNext: ask them to sign in with their password; they add a new one then.\n", u.Login)
					return nil
				}
				has, err := a.UsersWithFactor(c.Context(), console())
				if err != nil {
					return err
				}
				c.Println(map[bool]string{true: u.Login + " has a second factor.", false: u.Login + " has no second factor yet; they add one when they next sign in."}[has[u.ID]])
				return nil
			})
		},
	}
	c.Flags().BoolVar(&reset, "reset", false, "remove the app, the passkeys and the recovery codes")
	dataFlag(c)
	return c
}

func userNamed(c *cobra.Command, a *app.App, login string) (clinic.User, error) {
	users, err := a.Users(c.Context(), console())
	if err != nil {
		return clinic.User{}, err
	}
	for _, u := range users {
		if u.Login == strings.ToLower(login) {
			return u, nil
		}
	}
	return clinic.User{}, fmt.Errorf("there is no user %q", login)
}

// console is whoever runs a command on the server's own machine: they hold the data folder already.
func console() clinic.Actor {
	return clinic.Actor{User: "console", Name: "command line", Role: clinic.Administrator, From: "console"}
}

func withApp(c *cobra.Command, f func(*app.App) error) error {
	cfg, err := folder(c)
	if err != nil {
		return err
	}
	return withSettings(c, cfg, f)
}

func withSettings(c *cobra.Command, cfg config.Server, f func(*app.App) error) error {
	a, err := openApp(c.Context(), cfg)
	if err != nil {
		return err
	}
	return errors.Join(f(a), a.Close())
}

func askPassword(c *cobra.Command) (string, error) {
	if in, ok := c.InOrStdin().(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		c.Print("Password: ")
		b, err := term.ReadPassword(int(in.Fd()))
		c.Println()
		return string(b), err
	}
	line, err := bufio.NewReader(io.LimitReader(c.InOrStdin(), 1024)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
