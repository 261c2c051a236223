package post_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"mime"
	"net"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"steelyard/internal/post"
	"steelyard/internal/testkit"
)

func letter() post.Letter {
	return post.Letter{ID: "0190-x", To: "marlene@example.org", Kind: post.Questions, Language: "en", Site: "Harbour Street", Contact: "01234 567890",
		Link: "https://forms.example.org/i/TOKEN", Until: time.Date(2027, time.January, 2, 23, 59, 59, 0, time.UTC), Stop: "https://forms.example.org/stop/OTHER"}
}

// send hands one letter to a catcher.
func send(t testing.TB, c *testkit.Catcher, l post.Letter) (post.Fate, string) {
	t.Helper()
	counter, err := c.Office(t).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fate, said := counter.Send(l)
	if err := counter.Close(); err != nil {
		t.Error(err)
	}
	return fate, said
}

func TestALetterArrivesAsItWasMeant(t *testing.T) {
	c := testkit.Catch(t)
	if fate, said := send(t, c, letter()); fate != post.Taken {
		t.Fatalf("got %s, %s", fate, said)
	}
	got := c.Messages()[0]
	for name, want := range map[string]string{"Subject": "There are questions for you", "To": "<marlene@example.org>", "From": `"Harbour Street" <forms@clinic.example>`,
		"Message-Id": "<0190-x@clinic.example>", "Auto-Submitted": "auto-generated", "List-Unsubscribe": "<https://forms.example.org/stop/OTHER>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "User-Agent": "", "X-Mailer": ""} {
		if got.Head.Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, got.Head.Get(name), want)
		}
	}
	if !strings.HasPrefix(got.Head.Get("Content-Type"), "text/plain") {
		t.Errorf("got %s, want plain text", got.Head.Get("Content-Type"))
	}
	for _, want := range []string{"https://forms.example.org/i/TOKEN\n", "up to and including 2 January 2027", "https://forms.example.org/stop/OTHER\n", "01234 567890", "Harbour Street"} {
		if !strings.Contains(got.Body, want) {
			t.Errorf("%q is missing in\n%s", want, got.Body)
		}
	}
}

// Whatever a site is called or a patient's address is, nothing gets a header, a recipient or a paragraph of its own.
func TestNoHeaderIsSmuggledIn(t *testing.T) {
	c := testkit.Catch(t)
	nasty := rapid.StringOf(rapid.SampledFrom([]rune("ab \r\n\v\f\x00\u2028\u0085:<>@,;\"é=?")))
	rapid.Check(t, func(rt *rapid.T) {
		l := letter()
		l.Site, l.Contact, l.ID = "H"+nasty.Draw(rt, "site")+"\r\nBcc: x@evil.example", nasty.Draw(rt, "contact")+"\nBcc: y@evil.example", "1\r\nX-Evil: 1"
		before := len(c.Messages())
		fate, said := send(t, c, l)
		if fate != post.Taken {
			rt.Fatalf("got %s, %s", fate, said)
		}
		got := c.Messages()[before]
		head, _, _ := strings.Cut(got.Raw, "\r\n\r\n")
		for _, line := range strings.Split(head, "\r\n") {
			if strings.HasPrefix(line, "Bcc") || strings.HasPrefix(line, "X-Evil") {
				rt.Errorf("a header was smuggled in:\n%s", head)
			}
		}
		if got.To != "marlene@example.org" || got.Head.Get("Bcc") != "" || strings.Contains(got.Body, "\nBcc") {
			rt.Errorf("to %s:\n%s", got.To, got.Raw)
		}
	})
	for _, to := range []string{"", "a", "a@b.example\r\nBcc: c@d.example", "A <a@b.example>", "a@b.example, c@d.example", "a@b.example>\r\nRCPT TO:<c@d.example"} {
		l := letter()
		l.To = to
		if fate, _ := send(t, c, l); fate != post.Refused {
			t.Errorf("an address %q: got %s, want it refused", to, fate)
		}
	}
}

// unsaid are words, or their beginnings, that no letter has in a language, also where they would be allowed in a clinic's name.
var unsaid = map[string]string{
	"en": "health ill sick patient treat doctor clinic hospital medic therap symptom feel mood worr record scale",
	"de": "gesund krank patient arzt ärzt praxis klinik medik medizin therap symptom fühl befind sorge akte seel psych leid",
	"es": "salud enferm paciente médic medic clínica hospital terap síntoma ánimo siente preocup psic histori",
	"fr": "santé malad patient médec médic clinique hôpital soin thérap symptôme humeur inqui psych dossier",
	"ar": "صح مرض مريض مرضى طبيب عيادة مستشفى دواء علاج أعراض مزاج نفس قلق",
}

// In every language there is every letter, whole, with nothing left to fill in and no word about health.
func TestEveryLanguageHasEveryLetter(t *testing.T) {
	subjects := map[string]string{}
	for language, words := range unsaid {
		for _, kind := range []post.Kind{post.Questions, post.Reminder, post.Test} {
			l := letter()
			l.Kind, l.Language = kind, language
			text, err := l.Compose()
			if err != nil {
				t.Fatal(err)
			}
			all := strings.ToLower(text.Subject + "\n" + text.Body)
			if word := post.Tells(all); word != "" {
				t.Errorf("%s %s: %q stands in it", language, kind, word)
			}
			for _, word := range strings.Fields(words) {
				for _, said := range strings.FieldsFunc(all, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
					if strings.HasPrefix(strings.TrimPrefix(said, "ال"), word) {
						t.Errorf("%s %s: %q stands in it", language, kind, said)
					}
				}
			}
			if was := subjects[text.Subject]; was != "" || strings.ContainsAny(all, "{}") || !strings.Contains(all, "harbour street") || !strings.Contains(all, "01234 567890") {
				t.Errorf("%s %s: it is not whole, or the same as in %q\n%s", language, kind, was, all)
			}
			if subjects[text.Subject] = language; kind != post.Test && (!strings.Contains(text.Body, "\n"+l.Link+"\n") || !strings.Contains(text.Body, "\n"+l.Stop+"\n") || !strings.Contains(text.Body, "2027")) {
				t.Errorf("%s %s: a link stands in no line of its own, or the day is missing\n%s", language, kind, text.Body)
			}
		}
	}
	for language, want := range map[string]string{"de-AT": "bis einschließlich 2. Januar 2027", "es": "2 de enero de 2027", "ar": "2 يناير 2027", "tlh": "2 January 2027", "": "2 January 2027"} {
		l := letter()
		l.Language = language
		if text, err := l.Compose(); err != nil || !strings.Contains(text.Body, want) || post.Speaks(language) != (language != "tlh" && language != "") {
			t.Errorf("%q: want %q in\n%s", language, want, text.Body)
		}
	}
	l := letter()
	l.Language, l.Until = "fr", time.Date(2027, time.March, 1, 12, 0, 0, 0, time.UTC)
	if text, _ := l.Compose(); !strings.Contains(text.Body, "jusqu’au 1er mars 2027 inclus") {
		t.Errorf("got\n%s", text.Body)
	}
}

// A letter in Arabic arrives as it was written.
func TestALetterInArabicArrives(t *testing.T) {
	c, l := testkit.Catch(t), letter()
	l.Language = "ar"
	if fate, said := send(t, c, l); fate != post.Taken {
		t.Fatalf("got %s, %s", fate, said)
	}
	got := c.Messages()[0]
	if subject, err := new(mime.WordDecoder).DecodeHeader(got.Subject); err != nil || subject != "لديك أسئلة" || !strings.Contains(got.Body, "لديك أسئلة من \u2068Harbour Street\u2069.") {
		t.Errorf("got %q\n%s", got.Subject, got.Body)
	}
}

// A site whose name says too much for an inbox is told so instead of being printed in one.
func TestNamesThatTell(t *testing.T) {
	for text, want := range map[string]string{"Harbour Street": "", "Centre for Depression": "depress", "Mood and Sleep": "mood", "ADHD clinic": "adhd",
		"Dr. Angus Moodie": "mood", "Psychiatry North": "psych", "Smoody": "", "Ophthalmology": "",
		"Praxis für Angst und Zwang": "angst", "Centro de Psicología": "psic", "Unité du sommeil": "sommeil", "مركز العلاج": "العلاج", "María Dolores Sol": "", "Krankenhaus am See": ""} {
		if got := post.Tells(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		c, l := testkit.Catch(t), letter()
		l.Site = text
		fate, said := send(t, c, l)
		if (fate == post.Refused) != (want != "") || want != "" && (!strings.Contains(said, want) || len(c.Messages()) > 0) {
			t.Errorf("%q: got %s, %q", text, fate, said)
		}
	}
	for _, kind := range []post.Kind{post.Questions, post.Reminder, post.Test} {
		l := letter()
		l.Kind = kind
		text, err := l.Compose()
		if word := post.Tells(text.Subject + "\n" + text.Body); err != nil || word != "" {
			t.Errorf("%s: %q stands in it, %v", kind, word, err)
		}
	}
}

func TestSettings(t *testing.T) {
	good := post.Settings{Host: "smtp.example.org", Port: 587, TLS: post.StartTLS, From: "forms@clinic.example"}
	cases := []struct {
		name   string
		change func(*post.Settings)
		works  bool
	}{
		{"good", func(*post.Settings) {}, true},
		{"a name before the address", func(s *post.Settings) { s.From = "Harbour <forms@clinic.example>" }, true},
		{"no address", func(s *post.Settings) { s.From = "forms" }, false},
		{"two lines", func(s *post.Settings) { s.From = "a@b.example\nBcc: c@d.example" }, false},
		{"an address that tells", func(s *post.Settings) { s.From = "psychiatry@clinic.example" }, false},
		{"in the clear to elsewhere", func(s *post.Settings) { s.TLS = post.NoTLS }, false},
		{"in the clear on this machine", func(s *post.Settings) { s.TLS, s.Host = post.NoTLS, "127.0.0.1" }, true},
		{"answers to nowhere", func(s *post.Settings) { s.ReplyTo = "nowhere" }, false},
	}
	for _, c := range cases {
		s := good
		c.change(&s)
		if _, err := post.NewOffice(s); (err == nil) != c.works {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

// STARTTLS is not left out because the server does not offer it, and not believed from whom nobody vouches for.
func TestTheConnectionIsProtected(t *testing.T) {
	c := testkit.Catch(t)
	s := c.Settings()
	s.TLS = post.StartTLS
	reach := func() error {
		o, err := post.NewOffice(s)
		if err != nil {
			t.Fatal(err)
		}
		counter, err := o.Open(t.Context())
		if err == nil {
			if fate, said := counter.Send(letter()); fate != post.Taken {
				t.Errorf("got %s, %s", fate, said)
			}
			err = counter.Close()
		}
		return err
	}
	if reach() == nil {
		t.Error("a server without STARTTLS was talked to")
	}
	certificate, roots := selfSigned(t)
	c.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	if reach() == nil {
		t.Error("a certificate that nobody vouches for was believed")
	}
	s.Roots = roots
	if err := reach(); err != nil {
		t.Error(err)
	}
	if got := len(c.Messages()); got != 1 {
		t.Errorf("%d letters arrived, want the one that was protected", got)
	}
}

func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "catcher"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, &of, &of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// A notice to staff names nobody and says nothing about health, also where the clinic's name does.
func TestNotices(t *testing.T) {
	for _, n := range []post.Notice{
		{Site: "Harbour Street", Alerts: 1, Hours: 1}, {Site: "Harbour Street", Alerts: 3, Hours: 30}, {Site: "Centre for Depression", Alerts: 1, Hours: 4}, {Site: "two\r\nlines", Alerts: 1, Hours: 2},
	} {
		n.ID, n.To, n.Link = "m1", "clara@clinic.example", "https://forms.example.org/alerts"
		c := testkit.Catch(t)
		counter, err := c.Office(t).Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if fate, said := counter.Tell(n); fate != post.Taken {
			t.Fatalf("got %s, %s", fate, said)
		}
		m := c.Messages()[0]
		if word := post.Tells(m.Subject + "\n" + m.Body + "\n" + m.Head.Get("From")); word != "" || m.To != n.To || strings.Contains(m.Body, "{") || !strings.Contains(m.Body, "\n"+n.Link+"\n") || m.Head.Get("Message-Id") != "<m1@clinic.example>" {
			t.Errorf("%+v: %q stands in\n%s", n, word, m.Raw)
		}
		for _, to := range []string{"", "a@b.example\r\nBcc: c@d.example", "A <a@b.example>"} {
			n.To = to
			if fate, _ := counter.Tell(n); fate != post.Refused {
				t.Errorf("an address %q: got %s", to, fate)
			}
		}
		if err := counter.Close(); err != nil {
			t.Error(err)
		}
	}
	want := "An alert at Harbour Street has been open for 1 hour."
	if got := (post.Notice{Site: "Harbour Street", Alerts: 1, Hours: 1}).Compose().Body; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q in it", got, want)
	}
}
