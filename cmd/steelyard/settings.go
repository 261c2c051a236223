package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/config"
	"steelyard/internal/fault"
	"steelyard/internal/seal"
	"steelyard/internal/store"
)

// serverFlags are the settings of serve; each can also stand in the file of --config or in the environment, as
// STEELYARD_LISTEN for listen.
func serverFlags(c *cobra.Command) {
	f := c.Flags()
	f.String("config", "", "a YAML file with settings; environment and flags go before it")
	f.String("listen", "127.0.0.1:8080", "address and port to listen on")
	f.String("questionnaires", "", "a folder with your own definitions, beside the shipped ones")
	f.String("public-url", "", "what links begin with, such as https://forms.example.org")
	f.String("tls-cert", "", "TLS certificate file (PEM)")
	f.String("tls-key", "", "TLS key file (PEM)")
	f.StringSlice("trusted-proxies", nil, "proxies whose X-Forwarded-For and -Proto are believed")
	f.String("second-factor", "required", "whether staff must have an app or a passkey beside their password: required or optional")
	f.String("metrics-listen", "", "loopback address and port on which Prometheus can read metrics, such as 127.0.0.1:9100; none where it is empty")
	f.Duration("token-life", 30*24*time.Hour, "how long a token of the API lasts at most")
	mailFlags(c)
	f.Duration("session-idle", 15*time.Minute, "how long staff stay signed in without doing anything")
	f.Duration("session-life", 12*time.Hour, "how long staff stay signed in at most")
}

// mailFlags are the settings of the mail server, for the commands that send.
func mailFlags(c *cobra.Command) {
	f := c.Flags()
	f.String("mail-host", "", "the mail server that hands e-mails to patients on; without one none is sent")
	f.Int("mail-port", 587, "its port")
	f.String("mail-tls", "starttls", "how the connection to it is protected: starttls, tls, or none on this machine only")
	f.String("mail-user", "", "the name to sign in to it with")
	f.String("mail-password-file", "", "the file whose first line is the password")
	f.String("mail-from", "", "the address e-mails are from, such as forms@clinic.example")
	f.String("mail-reply-to", "", "the address answers to e-mails go to")
}

func dataFlag(c *cobra.Command) {
	c.Flags().String("data-dir", "data", "the folder with the database and its keys")
	c.Flags().String("seal-key-file", "", "the file with the sealing key, where it is not seal.key in the data folder")
}

// folder gives the settings of a command that needs nothing but the data folder and its sealing key.
func folder(c *cobra.Command) (cfg config.Server, err error) {
	if cfg.DataDir, err = c.Flags().GetString("data-dir"); err == nil {
		cfg.SealKeyFile, err = c.Flags().GetString("seal-key-file")
	}
	cfg.SealKey = os.Getenv("STEELYARD_SEAL_KEY")
	if cfg.SealKeyFile == "" {
		cfg.SealKeyFile = os.Getenv("STEELYARD_SEAL_KEY_FILE")
	}
	return cfg, err
}

// database says where the database is and what it is sealed with.
func database(cfg config.Server) store.Options {
	return store.Options{Path: filepath.Join(cfg.DataDir, app.DatabaseFile), Keys: seal.Source{File: cfg.SealKeyFile, Text: cfg.SealKey}}
}

// settings reads file, environment and flags, each going before the one named first.
func settings(c *cobra.Command) (cfg config.Server, err error) {
	k := koanf.New(".")
	if name, flagErr := c.Flags().GetString("config"); flagErr == nil && name != "" {
		if err := k.Load(file.Provider(name), yaml.Parser()); err != nil {
			return cfg, fmt.Errorf("read settings from %s: %w", name, err)
		}
	}
	environment := env.Provider(".", env.Opt{Prefix: "STEELYARD_", TransformFunc: func(key, value string) (string, any) {
		return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(key, "STEELYARD_")), "_", "-"), value
	}})
	if err := k.Load(environment, nil); err != nil {
		return cfg, fmt.Errorf("read settings from the environment: %w", err)
	}
	if err := k.Load(posflag.Provider(c.Flags(), ".", k), nil); err != nil {
		return cfg, fmt.Errorf("read settings from the flags: %w", err)
	}
	if err := k.Unmarshal("", &cfg); err != nil {
		return cfg, fmt.Errorf("read settings: %w", err)
	}
	return cfg, checkSettings(cfg)
}

func checkSettings(cfg config.Server) error {
	err := validator.New(validator.WithRequiredStructEnabled()).Struct(cfg)
	var wrong validator.ValidationErrors
	if err == nil {
		return nil
	}
	if !asValidation(err, &wrong) {
		return err
	}
	details := make([]fault.Detail, len(wrong))
	for i, w := range wrong {
		details[i] = fault.Detail{Where: w.Field(), What: fmt.Sprintf("%v does not fit", w.Value()), Mend: "wanted: " + strings.TrimSpace(w.Tag()+" "+w.Param())}
	}
	return fault.New(fault.Invalid, "The settings can't be used.", details...)
}

func asValidation(err error, to *validator.ValidationErrors) bool {
	v, ok := err.(validator.ValidationErrors) //nolint:errorlint // validator returns the type itself
	*to = v
	return ok
}

// folderExists keeps a mistyped folder from becoming an empty one.
func folderExists(name string) error {
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return fault.New(fault.Invalid, "There is no folder "+name+".")
	}
	return nil
}
