package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/config"
	"steelyard/internal/fault"
	"steelyard/internal/post"
)

func newMail() *cobra.Command {
	c := &cobra.Command{Use: "mail", Short: "Try the mail server", Long: "Try the mail server that hands e-mails to patients on."}
	test := &cobra.Command{
		Use:   "test ADDRESS",
		Short: "Send a test message",
		Long: `Send a test message through the mail server of the settings, with nothing of anybody in it, and say whether the mail
server took it. Where it went from there, the inbox shows.`,
		Example: "  steelyard mail test you@example.org --mail-host smtp.example.org --mail-user forms --mail-password-file /run/secrets/mail --mail-from forms@clinic.example",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := settings(c)
			if err != nil {
				return err
			}
			return withSettings(c, cfg, func(a *app.App) error {
				if err := a.TestMail(c.Context(), console(), args[0]); err != nil {
					return err
				}
				c.Println("The mail server took the message.")
				return nil
			})
		},
	}
	serverFlags(test)
	dataFlag(test)
	c.AddCommand(test)
	return c
}

// mailOffice gives the way to the mail server of the settings; nil where none is set.
func mailOffice(cfg config.Server) (*post.Office, error) {
	if cfg.MailHost == "" {
		return nil, nil //nolint:nilnil // no mail server is a setting like another
	}
	if cfg.PublicURL == "" {
		return nil, fault.New(fault.Invalid, "With mail-host, public-url must say what the links in e-mails begin with.")
	}
	s := post.Settings{Host: cfg.MailHost, Port: cfg.MailPort, TLS: post.TLS(cfg.MailTLS), User: cfg.MailUser, From: cfg.MailFrom, ReplyTo: cfg.MailReplyTo}
	if cfg.MailPasswordFile != "" {
		b, err := os.ReadFile(cfg.MailPasswordFile)
		if err != nil {
			return nil, fmt.Errorf("read the mail server's password: %w", err)
		}
		s.Password, _, _ = strings.Cut(string(b), "\n")
		s.Password = strings.TrimRight(s.Password, "\r")
	}
	return post.NewOffice(s)
}
