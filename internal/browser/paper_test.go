package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// checkedOf gives what is chosen of each question, in order; a point where there is no answer.
func (b *tab) checkedOf() string {
	b.Helper()
	return js[string](b, `[...document.querySelectorAll("[data-item]")].map((i) => { const r = i.querySelector("input:checked"); return r && r.value ? r.value : "."; }).join("")`)
}

// TestPaperByKeys enters a form twice with the keyboard alone, with slips that are mended.
func TestPaperByKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	patient := "/patients/" + string(s.furnish(t))
	b := s.desk(t)
	b.open("/sign-in")
	b.signIn(password)
	b.open(patient)
	b.click("Paper forms")
	b.look("80-paper-forms")
	b.fill("Code at the foot of the page", "phq-9@1.0.0")
	b.turn(b.keys(kb.Enter))
	b.at("/paper/phq-9@1.0.0")
	b.see("0 of 10 questions have an answer.")
	b.set("Filled in on", s.now().AddDate(0, 0, -2).Format("2006-01-02"))
	b.script(`document.querySelector("[name=q1]").focus()`)
	b.do(b.keys("2"), b.keys("3"), b.keys("-"), b.keys(kb.Backspace), b.keys("1"), b.keys("9"), b.keys("4"), b.keys("1"), b.keys(kb.Enter))
	if got, want := b.checkedOf(), "12030....."; got != want {
		t.Errorf("by place: got %s, want %s", got, want)
	}
	b.set("A digit means", "code")
	b.script(`document.querySelector("[name=q6]").focus()`)
	b.do(b.keys("0"), b.keys("1"), b.keys("2"), b.keys("3"), b.keys("-"))
	if got, want := b.checkedOf(), "120300123."; got != want {
		t.Errorf("by code: got %s, want %s", got, want)
	}
	b.look("81-paper-entered")
	b.script(`document.getElementById("f-_twice").checked = true`)
	b.turn(b.press(chromedp.Search("form button:not(.link)")))
	b.see("Enter it a second time", "Nothing is kept yet")
	if got := b.checkedOf(); strings.Trim(got, ".") != "" {
		t.Errorf("the second time begins with %s", got)
	}
	b.script(`document.querySelector("[name=q1]").focus()`)
	b.do(b.keys("1"), b.keys("2"), b.keys("0"), b.keys("3"), b.keys("0"), b.keys("0"), b.keys("1"), b.keys("2"), b.keys("2"))
	b.click("Keep the form")
	b.see("The two entries differ", "Question 9: “Nearly every day” the first time, “More than half the days” the second.")
	b.look("82-paper-differs")
	b.choose("q9", "3")
	b.click("Keep the form")
	b.see("The paper form was kept.", "entered from paper by Ada Lind", "Alerts raised by these answers")
	b.look("83-paper-kept")
}

// TestPaperWithoutScripts is the same page as a plain form.
func TestPaperWithoutScripts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	patient := "/patients/" + string(s.furnish(t))
	b := s.phone(t)
	b.open("/sign-in")
	b.signIn(password)
	b.withoutScripts()
	b.open(patient + "/paper/phq-2@1.0.0")
	b.choose("q1", "2")
	b.set("Filled in on", s.now().AddDate(0, 0, 5).Format("2006-01-02"))
	b.click("Keep the form")
	b.see("There is a problem", "The day lies in the future.")
	b.look("84-paper-wrong")
	b.set("Filled in on", s.now().AddDate(0, 0, -5).Format("2006-01-02"))
	b.choose("q2", "1")
	b.click("Keep the form")
	b.see("The paper form was kept.")
}
