package testkit

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"steelyard/internal/post"
)

// Catcher is a mail server that keeps what it is given. At each of its stages (connect, mail, rcpt, data, end) a test can
// look, answer something else, or hang up.
type Catcher struct {
	At       func(stage, argument string) (reply string) // "" goes on as usual, HangUp ends the connection
	TLS      *tls.Config                                 // offers STARTTLS where it is given
	listener net.Listener
	mu       sync.Mutex
	caught   []Caught
}

// HangUp is the reply that ends the connection without one.
const HangUp = "hang up"

// Caught is a message that the catcher has taken.
type Caught struct {
	To      string
	Subject string
	Head    mail.Header
	Body    string
	Raw     string
}

// Catch starts a catcher, which ends with the test.
func Catch(t testing.TB) *Catcher {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	c := &Catcher{listener: l}
	done := make(chan struct{})
	go c.listen(done)
	t.Cleanup(func() {
		must(t, l.Close())
		<-done
	})
	return c
}

// Settings gives how to reach the catcher.
func (c *Catcher) Settings() post.Settings {
	port := 0
	if at, ok := c.listener.Addr().(*net.TCPAddr); ok {
		port = at.Port
	}
	return post.Settings{Host: "127.0.0.1", Port: port, TLS: post.NoTLS, From: "forms@clinic.example"}
}

// Office gives an office that hands letters to the catcher.
func (c *Catcher) Office(t testing.TB) *post.Office {
	t.Helper()
	o, err := post.NewOffice(c.Settings())
	must(t, err)
	return o
}

// Messages gives what was caught so far.
func (c *Catcher) Messages() []Caught {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Caught{}, c.caught...)
}

func (c *Catcher) listen(done chan<- struct{}) {
	var under sync.WaitGroup
	for {
		conn, err := c.listener.Accept()
		if err != nil {
			under.Wait()
			close(done)
			return
		}
		under.Go(func() {
			talk := &conversation{catcher: c, conn: conn, in: bufio.NewReader(conn)}
			talk.hold()
			_ = talk.conn.Close() // whoever called may have hung up first
		})
	}
}

// conversation is one connection.
type conversation struct {
	catcher *Catcher
	conn    net.Conn
	in      *bufio.Reader
	to      string
}

var errHangUp = errors.New("hang up")

func (c *conversation) hold() {
	if c.say("connect", "", "220 catcher") != nil {
		return
	}
	for {
		line, err := c.in.ReadString('\n')
		if err != nil || c.answer(strings.TrimRight(line, "\r\n")) != nil {
			return
		}
	}
}

func (c *conversation) answer(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO":
		if c.catcher.TLS != nil {
			return c.write("250-catcher\r\n250-STARTTLS\r\n250 ENHANCEDSTATUSCODES")
		}
		return c.write("250-catcher\r\n250 ENHANCEDSTATUSCODES")
	case "STARTTLS":
		if err := c.write("220 go on"); err != nil {
			return err
		}
		c.conn = tls.Server(c.conn, c.catcher.TLS)
		c.in = bufio.NewReader(c.conn)
		return nil
	case "MAIL":
		return c.say("mail", rest, "250 ok")
	case "RCPT":
		c.to = rest
		return c.say("rcpt", rest, "250 ok")
	case "DATA":
		if err := c.say("data", "", "354 go on"); err != nil {
			return err
		}
		return c.data()
	case "QUIT":
		return errors.Join(c.write("221 bye"), errHangUp)
	}
	return c.write("250 ok")
}

func (c *conversation) data() error {
	var raw strings.Builder
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return err
		}
		if line == ".\r\n" {
			break
		}
		raw.WriteString(strings.TrimPrefix(line, "."))
	}
	if reply := c.catcher.at("end", c.to); reply != "" {
		return c.write(reply)
	}
	m, err := mail.ReadMessage(strings.NewReader(raw.String()))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(decoded(m))
	if err != nil {
		return err
	}
	to := strings.Trim(strings.TrimPrefix(strings.Fields(c.to)[0], "TO:"), "<>")
	c.catcher.mu.Lock()
	c.catcher.caught = append(c.catcher.caught, Caught{To: to, Subject: m.Header.Get("Subject"), Head: m.Header, Body: strings.ReplaceAll(string(body), "\r\n", "\n"), Raw: raw.String()})
	c.catcher.mu.Unlock()
	return c.say("taken", c.to, "250 2.0.0 ok")
}

func (c *Catcher) at(stage, argument string) string {
	c.mu.Lock()
	f := c.At
	c.mu.Unlock()
	if f == nil {
		return ""
	}
	return f(stage, argument)
}

// Watch sets what is done at each stage.
func (c *Catcher) Watch(f func(stage, argument string) string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.At = f
}

func (c *conversation) say(stage, argument, usual string) error {
	if reply := c.catcher.at(stage, argument); reply != "" {
		return c.write(reply)
	}
	return c.write(usual)
}

func (c *conversation) write(reply string) error {
	if reply == HangUp {
		return errHangUp
	}
	_, err := fmt.Fprintf(c.conn, "%s\r\n", reply)
	return err
}

func decoded(m *mail.Message) io.Reader {
	if strings.EqualFold(m.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		return quotedprintable.NewReader(m.Body)
	}
	return m.Body
}
