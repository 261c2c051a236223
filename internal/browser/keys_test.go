package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys makes the step that presses keys where the focus is.
func (b *tab) keys(keys string) chromedp.Action[chromedp.Void] { return chromedp.KeyEvent(keys) }

// reach presses Tab until the focus is on the button, link or answer with these words, and wants it to be seen there.
func (b *tab) reach(words string) {
	b.Helper()
	for range 60 {
		b.do(b.keys(kb.Tab))
		at := js[focus](b, whereFocusIs)
		if !at.Seen {
			b.Fatalf("the focus can't be seen on %q\non %s", at.Words, b.describe())
		}
		if at.Words == words {
			return
		}
	}
	b.Fatalf("Tab does not reach %q\non %s", words, b.describe())
}

// focus is what has it, and whether it can be told from what has not.
type focus struct {
	Words string
	Seen  bool
}

// An answer shows its focus on its label, which is around it for the eye.
const whereFocusIs = `(() => {
	const e = document.activeElement, label = e.labels && e.labels[0];
	const box = e.getBoundingClientRect();
	const marked = [e, label].some((x) => x && (getComputedStyle(x).outlineStyle !== "none" || getComputedStyle(x).boxShadow !== "none"));
	const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
	return {words: (label ? label.firstChild.textContent : e.textContent).replace(/\s+/g, " ").trim(), seen: marked && inside};
})()`

// TestKeyboardAlone is a patient who uses no pointer.
func TestKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link, _ := s.invite(t, s.furnish(t), "phq-2")
	b := s.desk(t)
	b.open(link)
	b.reach("Skip to the content")
	b.do(b.keys(kb.Enter))
	b.reach("Start")
	b.turn(b.keys(kb.Enter))
	for _, page := range []string{"Question 1 of 2", "Question 2 of 2"} {
		b.see(page)
		b.reach("Not at all")
		b.do(b.keys(" "))
		b.do(b.keys(kb.ArrowDown))
		b.reach("Continue")
		b.turn(b.keys(kb.Enter))
	}
	b.see("All 2 questions have an answer.", "Several days")
	b.reach("Change question 1")
	b.turn(b.keys(kb.Enter))
	b.reach("Several days")
	b.do(b.keys(kb.ArrowDown))
	b.turn(b.keys(kb.Enter)) // within the form, Enter is its first button
	b.see("More than half the days")
	b.reach("Send my answers")
	b.turn(b.keys(kb.Enter))
	b.see("Thank you. Your answers have been sent.")
}

// TestDigits is a patient who answers with digits, which choose and go on.
func TestDigits(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link, _ := s.invite(t, s.furnish(t), "phq-2")
	b := s.desk(t)
	b.open(link + "/1/1")
	b.reach("Not at all")
	b.turn(b.keys("3"))
	b.see("Question 2 of 2")
	b.turn(b.keys("4"))
	b.see("All 2 questions have an answer.", "More than half the days", "Nearly every day")
}
