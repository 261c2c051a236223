package browser

import "testing"

// TestNoScriptAndNarrow is a patient whose browser runs no scripts, on a screen 320 wide.
func TestNoScriptAndNarrow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link, _ := s.invite(t, s.furnish(t), "core-context", "phq-9")
	b := s.phone(t).withoutScripts()
	b.resize(320)
	b.open(link)
	b.click("Start")
	items := s.items(t, "core-context")
	for n, item := range items {
		b.choose(item, "4")
		b.click("Continue")
		if n == 0 && js[int](b, `performance.getEntriesByType("navigation")[0].redirectCount`) != 1 {
			t.Fatal("the form was sent by a script") // a form that the browser sends is answered with a redirect
		}
		if n == 2 {
			b.click("Back")
			b.see("Question 3 of 25")
			b.click("Clear my answer")
			b.lack("Clear my answer")
			b.click("Continue")
		}
	}
	b.see("Question 16 of 25")
	b.click("Show all questions on one page")
	for _, item := range s.items(t, "phq-9") {
		b.choose(item, "1")
	}
	b.click("Keep and look at all answers")
	b.see("Thank you for telling us", "116 123", "1 of 25 questions has no answer.")
	b.click("Go to the first question without an answer")
	b.choose(items[2], "0")
	b.click("Keep and go back to all answers")
	b.see("All 25 questions have an answer.")
	b.shot("60-review-without-scripts")
	b.click("Send my answers")
	b.see("Thank you. Your answers have been sent.")
	b.shot("61-thank-you-without-scripts")
}

// TestNarrowWithScripts is the same way at 320, with scripts, by one question a screen.
func TestNarrowWithScripts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link, _ := s.invite(t, s.furnish(t), "gad-7", "phq-9")
	b := s.phone(t)
	b.resize(320)
	b.open(link)
	b.click("Start")
	for _, item := range append(s.items(t, "gad-7"), s.items(t, "phq-9")...) {
		b.choose(item, "3")
		b.click("Continue")
	}
	b.see("Look at your answers")
	b.click("Send my answers")
	b.see("Thank you. Your answers have been sent.")
}
