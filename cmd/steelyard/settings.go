package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
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
		if err := knownSettings(name, k.Keys()); err != nil {
			return cfg, err
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

// knownSettings refuses a file that sets what does not exist: a mistyped setting would not be set, and nobody would see it.
func knownSettings(file string, names []string) error {
	known := settingNames(reflect.TypeFor[config.Server]())
	var details []fault.Detail
	for _, name := range names {
		if !slices.Contains(known, name) {
			details = append(details, fault.Detail{Where: name, What: "there is no such setting", Mend: "take it out, or see serve --help for the names"})
		}
	}
	if len(details) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, "The settings in "+file+" can't be used.", details...)
}

// settingNames gives what the fields of the settings are called outside.
func settingNames(of reflect.Type) (names []string) {
	for f := range of.Fields() {
		if f.Anonymous {
			names = append(names, settingNames(f.Type)...)
		} else {
			names = append(names, f.Tag.Get("koanf"))
		}
	}
	return names
}

func checkSettings(cfg config.Server) error {
	validate := validator.New(validator.WithRequiredStructEnabled())
	validate.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("koanf") })
	err := validate.Struct(cfg)
	var wrong validator.ValidationErrors
	if err == nil {
		return nil
	}
	if !asValidation(err, &wrong) {
		return err
	}
	details := make([]fault.Detail, len(wrong))
	for i, w := range wrong {
		details[i] = settingDetail(w)
	}
	return fault.New(fault.Invalid, "The settings can't be used.", details...)
}

// settingDetail says which setting does not fit, by the name it is set by, and what would.
func settingDetail(w validator.FieldError) fault.Detail {
	name, _, _ := strings.Cut(w.Field(), "[")
	d := fault.Detail{Where: w.Field(), What: fmt.Sprintf("%q does not fit", fmt.Sprint(w.Value())), Mend: settingWants[name]}
	switch w.Tag() {
	case "required", "required_with":
		d.What = "it is missing"
	case "oneof":
		d.Mend = "give one of: " + strings.ReplaceAll(w.Param(), " ", ", ")
	}
	return d
}

// settingWants says what a setting wants; one of several words is told by its check.
var settingWants = map[string]string{ //nolint:gosec // words about a password file, and no password
	"listen":             "give an address and a port, such as 127.0.0.1:8080",
	"data-dir":           "name a folder",
	"public-url":         "give the whole address, such as https://forms.example.org",
	"tls-cert":           "give both tls-cert and tls-key",
	"tls-key":            "give both tls-cert and tls-key",
	"trusted-proxies":    "give IP addresses or networks, such as 127.0.0.1 or 10.0.0.0/8",
	"session-idle":       "give a time between 1m and 24h",
	"session-life":       "give a time between 10m and 168h",
	"metrics-listen":     "give a loopback address and a port, such as 127.0.0.1:9100",
	"token-life":         "give a time between 1m and 720h",
	"mail-host":          "give a host's name or address, without a port",
	"mail-port":          "give a port between 0 and 65535",
	"mail-password-file": "name the file with the password of mail-user",
	"mail-from":          "give the address e-mails are from, such as forms@clinic.example",
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
