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
		Short: "Add a member of staff, or give one a new password",
		Long:  "Add a member of staff, or give one a new password. The password is asked for, or read from standard input.",
	}
	c.AddCommand(newUserAdd(), newUserPassword())
	return c
}

func newUserAdd() *cobra.Command {
	var n app.NewUser
	var role string
	c := &cobra.Command{
		Use:   "add LOGIN",
		Short: "Add a member of staff",
		Example: `  steelyard user add dr.silva --name "Dr. Ana Silva" --role clinician
  printf '%s' "$PASSWORD" | steelyard user add reader --name "Front desk" --role viewer`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return withApp(c, func(a *app.App) (err error) {
				n.Login, n.Role = args[0], clinic.Role(role)
				if n.Password, err = askPassword(c); err != nil {
					return err
				}
				if _, err = a.AddUser(c.Context(), console(), n); err == nil {
					c.Printf("Added %s as %s.\n", n.Login, n.Role)
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&n.Name, "name", "", "the person's name")
	c.Flags().StringVar(&role, "role", string(clinic.Clinician), "administrator, clinician or viewer")
	dataFlag(c)
	return c
}

func newUserPassword() *cobra.Command {
	c := &cobra.Command{
		Use:     "password LOGIN",
		Short:   "Give a member of staff a new password",
		Example: "  steelyard user password dr.silva",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return withApp(c, func(a *app.App) error {
				users, err := a.Users(c.Context(), console())
				if err != nil {
					return err
				}
				for _, u := range users {
					if u.Login == strings.ToLower(args[0]) {
						password, err := askPassword(c)
						if err != nil {
							return err
						}
						return a.ResetPassword(c.Context(), console(), u.ID, password)
					}
				}
				return fmt.Errorf("there is no user %q", args[0])
			})
		},
	}
	dataFlag(c)
	return c
}

// console is whoever runs a command on the server's own machine: they hold the data folder already.
func console() clinic.Actor {
	return clinic.Actor{User: "console", Name: "command line", Role: clinic.Administrator, From: "console"}
}

func withApp(c *cobra.Command, f func(*app.App) error) error {
	dir, err := c.Flags().GetString("data-dir")
	if err != nil {
		return err
	}
	a, err := openApp(c.Context(), config.Server{DataDir: dir})
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
