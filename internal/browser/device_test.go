package browser

import "testing"

// TestGoingOnElsewhere begins on one device and goes on on another, which is asked for the birth date, with scripts and without.
func TestGoingOnElsewhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	patient := s.furnish(t)
	for _, scripts := range []bool{true, false} {
		link, _ := s.invite(t, patient, "phq-9")
		begun := s.phone(t)
		begun.open(link + "/1/1")
		begun.choose("q1", "1")
		begun.click("Continue")
		begun.see("Question 2 of 10")

		b := s.phone(t)
		if !scripts {
			b = b.withoutScripts()
		}
		b.open(link)
		b.see("First, your birth date", siteContact[:18])
		b.lack("of 10", patientName)
		b.look("85-birth-date")
		b.click("العربية")
		b.look("85-birth-date-ar")
		b.click("English")
		b.born("28", "3", "1984")
		b.see("You can try 4 more times")
		b.look("85-birth-date-wrong")
		b.born("", "3", "1984")
		b.see("The year has four digits")
		b.born("27", "4", "1984")
		b.see("You can try 3 more times")
		b.born("27", "03", "1984")
		b.see("Go on where you stopped", "1 of 10")
		b.click("Go on where you stopped")
		b.see("Question 2 of 10")
		b.choose("q2", "2")
		b.click("Continue")
		b.see("Question 3 of 10")
		b.click("Look at all answers")
		b.click("Send my answers")
		b.see("Thank you. Your answers have been sent.")
		begun.open(link)
		begun.see("Thank you. Your answers have been sent.")
	}
}

// TestAnswersWaitForTheBirthDate has a page open on one device while the first answer is saved on another: what is then sent from
// it is not lost, and nothing of it stays on the device.
func TestAnswersWaitForTheBirthDate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	patient := s.furnish(t)
	for _, scripts := range []bool{true, false} {
		link, _ := s.invite(t, patient, "phq-9")
		late := s.phone(t)
		if !scripts {
			late = late.withoutScripts()
		}
		late.open(link + "/1/2")
		begun := s.phone(t)
		begun.open(link + "/1/1")
		begun.choose("q1", "1")
		begun.click("Continue")
		begun.see("Question 2 of 10")

		late.choose("q2", "3")
		late.click("Continue")
		late.see("First, your birth date", "is not lost")
		late.look("86-answers-wait")
		late.born("1", "1", "1990")
		late.see("You can try 4 more times", "is not lost")
		late.born("27", "3", "1984")
		late.see("Question 3 of 10")
		if scripts && !js[bool](late, `Object.keys(localStorage).length === 0`) {
			t.Error("what was saved is still kept on the device")
		}
		late.open(link + "/review")
		late.see("8 of 10 questions have no answer", "Nearly every day")
		late.lack("has not reached the clinic")
	}
}

// born gives a birth date where a link asks for it.
func (b *tab) born(day, month, year string) {
	b.Helper()
	b.fill("Day", day)
	b.fill("Month", month)
	b.fill("Year", year)
	b.click("Go on")
}
