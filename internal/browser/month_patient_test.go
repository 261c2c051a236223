package browser

import (
	"regexp"
	"strings"
)

var linkToAnswer = regexp.MustCompile(`http://\S+/i/\S+`)

// clinical are the words that no e-mail says, in small letters.
var clinical = []string{"mood", "phq", "depress", "health", "symptom", "score", "questionnaire", "sertraline", "patient", "treatment", "ingibj"}

// linkLetters are the letters of a link that are of chance, and may spell a clinical word.
var linkLetters = regexp.MustCompile(`/(i|stop)/[A-Z2-7]{26}`)

// mail reads the one e-mail that came since the last was read, and gives the link in it.
func (m *month) mail() (subject, link string) {
	m.Helper()
	list := m.mailbox.Messages()
	if len(list) != m.read+1 {
		m.Fatalf("got %d e-mails, want one more than %d", len(list), m.read)
	}
	l := list[m.read]
	m.read++
	if l.To != monthAddress {
		m.Errorf("it went to %s, want %s", l.To, monthAddress)
	}
	links := linkToAnswer.FindAllString(l.Body, -1)
	if len(links) != 1 {
		m.Fatalf("got the links %v, want one, in\n%s", links, l.Body)
	}
	said := strings.ToLower(l.Subject + " " + linkLetters.ReplaceAllString(strings.ReplaceAll(l.Body, siteName, ""), ""))
	for _, w := range clinical {
		if strings.Contains(said, w) {
			m.Errorf("an e-mail says %q:\n%s\n%s", w, l.Subject, l.Body)
		}
	}
	return l.Subject, links[0]
}

// quiet wants no e-mail to have come since the last was read.
func (m *month) quiet() {
	m.Helper()
	if n := len(m.mailbox.Messages()); n != m.read {
		m.Fatalf("got %d e-mails, want %d", n, m.read)
	}
}

// form answers the questions on one page, in order, with a digit for each.
func (b *tab) form(items []string, digits string) {
	b.Helper()
	for i, item := range items {
		b.choose(item, digits[i:i+1])
	}
}

// begin opens a link on the phone and answers the first form, with its questions on one page.
func (m *month) begin(link, mood string) *tab {
	m.Helper()
	b := m.site.phone(m.T)
	b.open(link)
	b.see(siteName, "Start")
	b.lack(monthPatient)
	b.click("Show the questions on one page instead")
	if strings.HasSuffix(b.path(), "/consent") {
		b.look("m10-consent")
		b.choose("agree", "true")
		b.click("Go on")
		b.open(link + "/1/all")
	}
	b.form(m.site.items(m.T, "core-mood"), mood)
	b.look("m11-mood")
	b.click("Continue")
	return b
}

// end answers the second form, sends everything and puts the phone away.
func (m *month) end(b *tab, phq string) {
	m.Helper()
	b.form(m.site.items(m.T, "phq-9"), phq)
	b.click("Keep and look at all answers")
	b.click("Send my answers")
	b.see("Thank you. Your answers have been sent.")
	b.lack("PHQ", "score")
	b.close()
}

// baseline answers the first time, on the day of the e-mail.
func (m *month) baseline() {
	_, link := m.mail()
	m.end(m.begin(link, "222222222"), "1211111101") // the ninth answer is “not at all”
	b := m.clinician
	b.open(m.patient + "/plans")
	b.unfold()
	b.see("answered")
	b.open(m.patient)
	b.see("Latest scores", "PHQ-9")
	b.look("m12-baseline")
}
