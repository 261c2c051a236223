// Package config owns the settings of a running server: one struct from flags and environment, passed in.
// It must not know what the settings are for beyond their shape.
package config

import "time"

// Server is everything the serve and demo commands can be told.
type Server struct {
	Listen         string        `koanf:"listen" validate:"required"`
	DataDir        string        `koanf:"data-dir" validate:"required"`
	SealKeyFile    string        `koanf:"seal-key-file"`                            // where it is not seal.key in the data folder
	SealKey        string        `koanf:"seal-key"`                                 // the key itself; goes before a file
	Questionnaires string        `koanf:"questionnaires"`                           // a folder with a site's own definitions, beside the shipped ones
	PublicURL      string        `koanf:"public-url" validate:"omitempty,http_url"` // what a link to this server begins with
	TLSCert        string        `koanf:"tls-cert" validate:"required_with=TLSKey"`
	TLSKey         string        `koanf:"tls-key" validate:"required_with=TLSCert"`
	TrustedProxies []string      `koanf:"trusted-proxies" validate:"dive,cidr|ip"` // proxies whose X-Forwarded-For is believed
	SessionIdle    time.Duration `koanf:"session-idle" validate:"min=1m,max=24h"`
	SessionLife    time.Duration `koanf:"session-life" validate:"min=10m,max=168h"`
	SecondFactor   string        `koanf:"second-factor" validate:"oneof=required optional"`  // for staff, beside the password
	MetricsListen  string        `koanf:"metrics-listen" validate:"omitempty,hostname_port"` // on the loopback address; empty for none
	TokenLife      time.Duration `koanf:"token-life" validate:"omitempty,min=1m,max=720h"`   // of the API, at most
	Invented       bool          `koanf:"-"`
	Mail           `koanf:",squash"`
}

// Mail says which mail server hands e-mails on. None is sent where MailHost is empty.
type Mail struct {
	MailHost         string `koanf:"mail-host" validate:"omitempty,hostname|ip"`
	MailPort         int    `koanf:"mail-port" validate:"min=0,max=65535"`
	MailTLS          string `koanf:"mail-tls" validate:"omitempty,oneof=starttls tls none"`
	MailUser         string `koanf:"mail-user"`
	MailPasswordFile string `koanf:"mail-password-file" validate:"required_with=MailUser"` // whose first line is the password
	MailFrom         string `koanf:"mail-from" validate:"required_with=MailHost"`
	MailReplyTo      string `koanf:"mail-reply-to"`
}
