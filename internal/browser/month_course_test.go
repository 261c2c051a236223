package browser

import (
	"time"

	"steelyard/internal/clinic"
)

// reminded lets the second occasion pass without an answer: the e-mail with the link, and two reminders.
func (m *month) reminded() {
	first, _ := m.mail()
	for range 2 {
		m.days(1)
		m.quiet()
		m.days(1)
		again, _ := m.mail()
		if again == first {
			m.Errorf("the reminder is called %q as the first e-mail is", again)
		}
	}
	b := m.clinician
	m.back(b, clara, m.patient+"/plans")
	b.see("Asked now", "overdue")
	b.look("m20-overdue")
}

// missed lets the last day pass on which answers count.
func (m *month) missed() {
	m.days(2)
	m.quiet()
	b := m.clinician
	m.back(b, clara, m.patient+"/plans")
	b.lack("Asked now")
	b.unfold()
	b.see("missed", "Next:")
	b.look("m21-missed")
}

// changedMedicine notes a new dose on the day on which it was changed.
func (m *month) changedMedicine() {
	b := m.clinician
	b.open(m.patient)
	b.unfold()
	b.fill("What it is", "Sertraline")
	b.set("Kind", "medicine")
	b.set("Class of the medicine", "ssri")
	b.fill("Dose", "100 mg a day")
	b.set("What happened", string(clinic.Changed))
	b.set("On which day", m.site.now().AddDate(0, 0, -1).Format(time.DateOnly))
	b.click("Note it")
	b.see("The treatment was noted.", "100 mg a day", "changed")
	b.look("m22-changed-medicine")
}

// urgent answers the third occasion. The last but one question raises an alert before anything is sent in.
func (m *month) urgent() {
	m.back(m.clinician, clara, "/patients")
	m.clinician.lack("1 open")
	_, link := m.mail()
	b := m.begin(link, "322232223")
	b.click("Show one question at a time")
	for i, item := range m.site.items(m.T, "phq-9")[:9] {
		b.lack("Thank you for telling us")
		b.choose(item, "111111112"[i:i+1])
		b.click("Continue")
	}
	b.see("Thank you for telling us", "116 123")
	b.look("m30-crisis")

	m.acknowledge()

	b.choose("difficulty", "1")
	b.click("Continue")
	b.click("Send my answers")
	b.see("Thank you. Your answers have been sent.", "116 123")
	b.close()
}

// acknowledge has the clinician see the alert, which no page was without, and say what was done.
func (m *month) acknowledge() {
	b := m.clinician
	b.open("/library")
	b.see("Alerts 1 open")
	b.click("Alerts 1 open")
	b.see("Urgent", monthPatient)
	b.look("m31-alert")
	b.fill("What did you do?", "Called her at once. Not alone today; comes in tomorrow at nine.")
	b.click("Acknowledge")
	b.see("The alert was acknowledged.")
	b.lack("1 open")
	b.open(m.patient)
	b.unfold()
	b.see("Called her at once.")
}
