package post

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"steelyard/internal/fault"
)

// Settings says which mail server letters are handed to, and whom they are from.
type Settings struct {
	Host     string
	Port     int
	TLS      TLS
	User     string // empty for a server that asks for none
	Password string
	From     string         // an address, with or without a name before it
	ReplyTo  string         // an address; empty for From
	Roots    *x509.CertPool // who vouches for the mail server; nil for those this machine trusts
}

// TLS is how the connection to the mail server is protected.
type TLS string

// The ways. Without protection only on this machine.
const (
	StartTLS TLS = "starttls"
	Implicit TLS = "tls"
	NoTLS    TLS = "none"
)

// Office hands letters to a mail server.
type Office struct {
	settings Settings
	from     mail.Address
}

// patience is how long a mail server may take for one step.
const patience = 20 * time.Second

// NewOffice checks the settings. It does not connect.
func NewOffice(s Settings) (*Office, error) {
	from, err := mail.ParseAddress(s.From)
	if err != nil || line(s.From) != s.From {
		return nil, fault.New(fault.Invalid, "mail-from must be an e-mail address, such as forms@clinic.example.")
	}
	if word := Tells(from.Name + " " + from.Address); word != "" {
		return nil, fault.New(fault.Invalid, "mail-from has “"+word+"” in it, and anybody may see an inbox. Choose an address and a name that say nothing about health.")
	}
	if s.ReplyTo != "" {
		if _, err := Address(s.ReplyTo); err != nil {
			return nil, fault.New(fault.Invalid, "mail-reply-to must be an e-mail address, or be left out.")
		}
	}
	if ip := net.ParseIP(s.Host); s.TLS == NoTLS && s.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fault.New(fault.Invalid, "mail-tls none is only for a mail server on this machine: links to answers would pass where others can read them.")
	}
	o := &Office{settings: s, from: *from}
	_, err = o.client()
	return o, err
}

func (o *Office) client() (*gomail.Client, error) {
	s := o.settings
	options := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(patience)}
	switch s.TLS {
	case Implicit:
		options = append(options, gomail.WithSSL())
	case NoTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.Roots != nil {
		options = append(options, gomail.WithTLSConfig(&tls.Config{RootCAs: s.Roots, ServerName: s.Host, MinVersion: tls.VersionTLS12}))
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	c, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The settings of the mail server can't be used.")
	}
	return c, nil
}

// Counter is an open connection to the mail server.
type Counter struct {
	office *Office
	client *gomail.Client
}

// Open connects, so that whatever fails here has sent nothing. Close the counter when done.
func (o *Office) Open(ctx context.Context) (*Counter, error) {
	c, err := o.client()
	if err != nil {
		return nil, err
	}
	if err := c.DialWithContext(ctx); err != nil {
		return nil, fmt.Errorf("reach the mail server: %w", err)
	}
	return &Counter{o, c}, nil
}

// Close ends the connection. What was taken is taken.
func (c *Counter) Close() error { return c.client.Close() }

// Fate is what became of a letter.
type Fate string

// The fates.
const (
	Taken   Fate = "taken"   // the mail server has it
	Later   Fate = "later"   // the mail server has not taken it, and may later
	Refused Fate = "refused" // the mail server will not take it
	Broken  Fate = "broken"  // the connection ended before everything was sent
	Unknown Fate = "unknown" // the connection ended after everything was sent and before the answer
)

// Send hands a letter over and says what became of it. What the server said goes with it, without addresses.
func (c *Counter) Send(l Letter) (Fate, string) {
	d, err := l.draft()
	if err != nil {
		return Refused, fault.Message(err)
	}
	return c.hand(d)
}

// hand hands over what is ready.
func (c *Counter) hand(d draft) (Fate, string) {
	m, err := c.office.message(d)
	if err != nil {
		return Refused, fault.Message(err)
	}
	err = c.client.Send(m)
	if err == nil || m.IsDelivered() {
		return Taken, ""
	}
	return fateOf(err)
}

func fateOf(err error) (Fate, string) {
	e, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return Unknown, "the connection failed"
	}
	said := fmt.Sprintf("the mail server said %d %s", e.ErrorCode(), e.EnhancedStatusCode())
	switch code := e.ErrorCode(); {
	case code >= 500:
		return Refused, strings.TrimSpace(said)
	case code >= 400:
		return Later, strings.TrimSpace(said)
	case e.Reason == gomail.ErrSMTPDataClose:
		return Unknown, "the connection ended before the mail server had answered"
	case e.Reason == gomail.ErrGetRcpts || e.Reason == gomail.ErrGetSender || e.Reason == gomail.ErrNoUnencoded:
		return Refused, "the address can't be used"
	}
	return Broken, "the connection failed"
}

// draft is an e-mail in words, to be handed over. Stop may be empty.
type draft struct {
	id, to, site, stop string
	text               Text
}

// draft puts a letter into words that say nothing about health, or says why it can't.
func (l Letter) draft() (draft, error) {
	text, err := l.Compose()
	if err != nil {
		return draft{}, err
	}
	if word := Tells(text.Subject + "\n" + l.Site + "\n" + l.Contact); word != "" {
		return draft{}, fault.New(fault.Invalid, "the e-mail would have the word “"+word+"” in it. Change what e-mails call the clinic, or how patients reach it, in the site settings")
	}
	return draft{id: l.ID, to: l.To, site: l.Site, stop: l.Stop, text: text}, nil
}

func (o *Office) message(d draft) (*gomail.Msg, error) {
	to, err := Address(d.to)
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := o.from
	if from.Name == "" {
		from.Name = line(d.site)
	}
	m.FromMailAddress(&from)
	if err := m.To(to); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the address can't be used")
	}
	if o.settings.ReplyTo != "" {
		if err := m.ReplyTo(o.settings.ReplyTo); err != nil {
			return nil, fmt.Errorf("set the address for answers: %w", err)
		}
	}
	m.Subject(d.text.Subject)
	m.SetDate()
	_, host, _ := strings.Cut(from.Address, "@")
	m.SetMessageIDWithValue(line(d.id) + "@" + host)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	if strings.HasPrefix(d.stop, "https://") {
		m.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+line(d.stop)+">")
		m.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, d.text.Body)
	return m, nil
}
