package browser

import (
	"fmt"

	"github.com/chromedp/chromedp"
)

// words puts the number of all questions into words.
func (w *walk) words(format string) string {
	n := 0
	for _, id := range battery {
		n += len(w.site.items(w.T, id))
	}
	return fmt.Sprintf(format, n)
}

// stopAndGoOn answers the first questionnaire, one question a screen, closes the page in the middle and comes back.
func (w *walk) stopAndGoOn() {
	b, items := w.phone, w.site.items(w.T, battery[0])
	b.open(w.link)
	b.see(siteName, w.words("%d questions in 7 parts"), "This is not for emergencies", "116 123", "What happens with your answers")
	b.lack(patientName)
	b.look("20-landing")
	b.click("Start")
	b.see("Before the first question")
	b.look("20-consent")
	b.choose("agree", "true")
	b.click("Go on")
	b.see(w.words("Question 1 of %d"))
	b.look("21-question")
	for _, item := range items[:4] {
		b.choose(item, "1")
		b.click("Continue")
	}
	b.close()

	b = w.site.phone(w.T) // another phone, even
	w.phone = b
	b.open(w.link)
	b.see("First, your birth date")
	b.lack(w.words("4 of %d"))
	b.look("22-birth-date")
	b.born("27", "3", "1984")
	b.see(w.words("4 of %d"))
	b.look("22-landing-again")
	b.click("Go on where you stopped")
	b.see(w.words("Question 5 of %d"))
	b.click("Back")
	b.see(w.words("Question 4 of %d"), "Clear my answer")
	b.look("23-question-answered")
	b.choose(items[3], "3")
	b.click("Continue")
	b.click("Continue") // question 5 stays empty
	for _, item := range items[5:] {
		b.choose(item, "2")
		b.click("Continue")
	}
	b.see(w.words("Question 16 of %d (part 2 of 7)"))
}

// allOnOnePage answers four questionnaires with all their questions on one page each.
func (w *walk) allOnOnePage() {
	b := w.phone
	b.click("Show all questions on one page")
	for n, id := range battery[1:5] {
		if n == 0 {
			b.see(w.words("Questions 16 to 24 of %d"))
			b.look("24-all")
		}
		for i, item := range w.site.items(w.T, id) {
			b.choose(item, string('0'+rune((i+n)%5)))
		}
		b.click("Continue")
	}
	b.see("part 6 of 7")
	b.click("Show one question at a time")
}

// crisis answers the last two questionnaires. The last but one question of the second raises an urgent alert.
func (w *walk) crisis() {
	b := w.phone
	for _, item := range w.site.items(w.T, "gad-7") {
		b.choose(item, "2")
		b.click("Continue")
	}
	items := w.site.items(w.T, "phq-9")
	for _, item := range items[:8] {
		b.choose(item, "2")
		b.click("Continue")
	}
	b.lack("Thank you for telling us")
	b.choose("q9", "1")
	b.click("Continue")
	b.see("Thank you for telling us", "116 123", w.words("Question %[1]d of %[1]d"))
	b.look("25-crisis")

	// The clinic knows at once, although nothing was sent.
	w.desk.open("/alerts")
	w.desk.see("Alerts 1 open", "Urgent", patientName)
	w.desk.look("26-alert-before-sent")

	b.choose(items[9], "1")
	b.click("Continue")
}

// send looks at all answers, changes one, and sends them twice over: from two tabs, and with a double tap.
func (w *walk) send() {
	b := w.phone
	b.see("Look at your answers", w.words("1 of %d questions has no answer."), "Help is there for you now")
	b.look("27-review")
	b.click("Change question 2")
	b.look("28-change")
	b.choose(w.site.items(w.T, battery[0])[1], "4")
	b.click("Keep and go back to all answers")
	b.at("/review")

	late := b.another()
	late.open(b.path())
	send := chromedp.Search(`//button[normalize-space(.)="Send my answers"]`)
	b.turn(chromedp.DoubleClick(send))
	b.see("Thank you. Your answers have been sent.", "116 123")
	b.lack("PHQ", "score")
	b.look("29-thank-you")
	late.click("Send my answers")
	late.at("/done")
	late.see("Thank you. Your answers have been sent.")
	late.open(w.link)
	late.at("/done")
}
