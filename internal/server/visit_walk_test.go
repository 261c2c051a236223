package server_test

import (
	"strconv"
	"strings"
	"testing"

	q "steelyard/internal/questionnaire"
)

func TestWalkABatteryAsAPatient(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2", "gad-2")
	phone := w.browser()

	phone.get(root).wants(t, 200, "Harbour Clinic", "4 questions in 2 parts", "about 2 minutes", "not for emergencies", `href="tel:116123"`,
		"not a diagnosis", ">Start<", `href="`+root+`/1/1"`).lacks(t, "Wilhelmina", "H-1")

	phone.get(root+"/1/1").wants(t, 200, "<title>Question 1 of 4", "Over the last 2 weeks", "Little interest or pleasure", "If you would rather not answer").lacks(t, " checked")
	phone.post(root+"/1/1", "q1", "2").at(t, root+"/1/2").wants(t, 200, "Question 2 of 4")
	phone.post(root+"/1/2", "q2", "1", "_go", "back").at(t, root+"/1/1").wants(t, 200, checked("q1", "2"))
	if got := w.answersOf(root, 0)["q2"]; got != "1" {
		t.Errorf("going back lost the answer: got %q, want 1", got)
	}
	phone.post(root+"/1/1", "q1", "3", "_was.q1", "2").at(t, root+"/1/2").wants(t, 200, checked("q2", "1"))

	tablet := w.browser() // the same link elsewhere, later
	tablet.get(root).wants(t, 403, "First, your birth date").lacks(t, "Go on where you stopped", "2 of 4")
	tablet.prove(root).at(t, root+"?proved=1")
	tablet.get(root).wants(t, 200, "Go on where you stopped", "2 of 4", `href="`+root+`/2/1"`)
	tablet.post(root+"/2/1").at(t, root+"/2/2").wants(t, 200, "Question 4 of 4") // left empty
	tablet.post(root+"/2/2", "q2", "0").at(t, root+"/review").wants(t, 200, "1 of 4 questions has no answer", "Nearly every day", "No answer", root+"/2/1?from=review")
	tablet.get(root+"/2/1?from=review").wants(t, 200, "Keep and go back to all answers")
	tablet.post(root+"/2/1", "_from", "review", "q1", "1").at(t, root+"/review").wants(t, 200, "All 4 questions have an answer")

	for range 2 {
		tablet.post(root+"/submit").at(t, root+"/done").wants(t, 200, "Thank you. Your answers have been sent.", "Call 020 7946 0000").lacks(t, "Nearly every day", "score")
	}
	for _, page := range []string{"", "/1/1", "/2/all", "/review", "/9/9"} {
		phone.get(root+page).at(t, root+"/done").wants(t, 200, "Thank you")
	}
	phone.post(root+"/1/1", "q1", "0").wants(t, 409, "These answers were sent already", "Nothing you sent was lost")
	if n := completed(w); n != 2 {
		t.Errorf("got %d responses, want 2", n)
	}
}

func TestAnswerAllOnOnePage(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9", "gad-2")
	b := w.browser()

	b.post(root+"/1/1", "q1", "2", "_go", "all").at(t, root+"/1/all").wants(t, 200, "Questions 1 to 10 of 12", checked("q1", "2"))
	b.post(root+"/1/all", "q1", "2", "_was.q1", "2", "q2", "1", "q4", "9", "q99", "1", "q5", "3").wants(t, 422, "<title>Error: ", `href="#f-q4"`,
		"Question 4:", "does not fit the form any more", checked("q2", "1"), checked("q5", "3"))
	if got := w.answersOf(root, 0); len(got) != 1 {
		t.Errorf("something was kept of a page with errors: got %v, want only q1", got)
	}
	b.post(root+"/1/all", "q2", "1", "q4", "3", "q5", "3").at(t, root+"/2/all").wants(t, 200, "Questions 11 to 12 of 12", "4 of 12 questions answered")
	b.post(root+"/2/all", "_go", "back").at(t, root+"/1/all")
	b.post(root+"/1/all", "q2", "1", "_was.q2", "1", "_clear", "q2").at(t, root+"/1/all").lacks(t, checked("q2", "1"))
	b.post(root+"/1/all", "q1", "2", "_was.q1", "2", "_go", "one").at(t, root+"/1/1")
	b.post(root+"/2/all", "q2", "3").at(t, root+"/review").wants(t, 200, "8 of 12 questions have no answer")
}

func TestClearAnAnswer(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	b := w.browser()
	b.post(root+"/1/1", "q1", "0")
	b.get(root+"/1/1").wants(t, 200, `name="_clear" value="q1"`, checked("q1", "0"))
	b.post(root+"/1/1", "q1", "0", "_was.q1", "0", "_clear", "q1").at(t, root+"/1/1").lacks(t, " checked", `name="_clear"`)
	if got := w.answersOf(root, 0); len(got) != 0 {
		t.Errorf("got %v, want nothing kept", got)
	}
	b.get(root + "/1/1?from=review")
	b.post(root+"/1/1", "q1", "1", "_from", "review").at(t, root+"/review")
	b.post(root+"/1/1", "_clear", "q1", "_from", "review").at(t, root+"/1/1?from=review").wants(t, 200, `name="_from" value="review"`)
}

func TestTwoTabsTakeNothingBack(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	one := w.browser()
	two := one
	one.get(root + "/1/all")                                         // opened while everything was empty
	two.post(root+"/1/all", "q1", "3", "q2", "2")                    // answered elsewhere
	one.post(root+"/1/all", "q3", "1", "_was.q1", "", "_was.q2", "") // sent with the first two still empty
	two.post(root+"/1/all", "q1", "3", "_was.q1", "3", "q2", "2", "_was.q2", "2", "q4", "1")
	one.post(root+"/1/all", "q1", "0", "_was.q1", "3")
	two.post(root+"/1/all", "q1", "3", "_was.q1", "3", "q5", "1")
	got := w.answersOf(root, 0)
	for item, want := range map[string]string{"q1": "0", "q2": "2", "q3": "1", "q4": "1", "q5": "1"} {
		if got := got[q.ItemID(item)]; got != want {
			t.Errorf("%s: got %q, want %q", item, got, want)
		}
	}
}

func TestEveryKindOfItem(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("kinds")
	b := w.browser()

	b.get(root).wants(t, 200, "5 questions")
	b.get(root+"/1/2").at(t, root+"/1/3").wants(t, 200, "Question 2 of 5") // hidden: jumped over
	b.post(root+"/1/1", "naps", "1").at(t, root+"/1/2").wants(t, 200, "Question 2 of 6", "Hours", "Minutes")
	b.post(root+"/1/2", "length.h", "1", "length.m", "75").wants(t, 422, `value="75"`, "Error: ", "1:75")
	b.post(root+"/1/2", "length.h", "", "length.m", "45").at(t, root+"/1/3").wants(t, 200, "A number from 0 to 20", "cups")
	b.post(root+"/1/3", "cups", "many").wants(t, 422, `value="many"`, `href="#f-cups"`, "is not a number")
	b.post(root+"/1/3", "cups", "2,5").at(t, root+"/1/4").wants(t, 200, `type="time"`)
	b.post(root+"/1/4", "bedtime", "half past ten").wants(t, 422, `type="text" value="half past ten"`)
	b.post(root+"/1/4", "bedtime", "22:30").at(t, root+"/1/5").wants(t, 200, `type="date"`)
	b.post(root+"/1/5", "since", "2026-11-31").wants(t, 422, "2026-11-31")
	b.post(root+"/1/5", "since", "2026-11-01").at(t, root+"/1/6").wants(t, 200, "<textarea")
	b.post(root+"/1/6", "remark", strings.Repeat("long ", 1000)).wants(t, 422, "at most 4000 characters", "long long")
	b.post(root+"/1/6", "remark", "Line one\r\nand <b>two</b>\r\n").at(t, root+"/review").wants(t, 200,
		"Sometimes", "45 minutes", "2.5 cups", "22:30", "1 Nov 2026", "and &lt;b&gt;two&lt;/b&gt;")
	b.get(root+"/1/2").wants(t, 200, `name="length.h" inputmode="numeric" value="0"`, `name="length.m" inputmode="numeric" value="45"`)

	b.post(root+"/1/all", "naps", "0", "_was.naps", "1").at(t, root+"/review").lacks(t, "45 minutes")
	b.post(root+"/1/all", "naps", "2", "_was.naps", "0").at(t, root+"/1/all").wants(t, 200, "How long is a nap?") // an answer brought a question
}

func TestStaffEnterAnswers(t *testing.T) {
	w := newVisitClinic(t)
	id, err := w.Begin(w.Context(), w.Clinician, w.patient, []q.ID{"phq-9"})
	if err != nil {
		t.Fatal(err)
	}
	root := "/encounters/" + string(id)
	w.browser().get(root).lacks(t, "Wilhelmina")
	b := w.browser().signIn()
	b.get(root).wants(t, 200, "Enter answers for Wilhelmina Testperson", "10 questions")
	b.get(root+"/1/1").wants(t, 200, "data-keys", "<kbd").lacks(t, "Need help now?")
	for n := 1; n <= 8; n++ {
		b.post(root+"/1/"+strconv.Itoa(n), "q"+strconv.Itoa(n), "1")
	}
	b.post(root+"/1/9", "q9", "1").at(t, root+"/1/10?first=1").wants(t, 200, "Please look at this now", "Ask about it directly and soon", `href="/alerts/`).
		lacks(t, "Thank you for telling us")
	b.post(root+"/1/10").at(t, root+"/review").wants(t, 200, "PHQ-9", "Finish and score")
	for range 2 {
		b.post(root+"/submit").at(t, root+"/done").wants(t, 200, "The answers are recorded", `href="/patients/`+string(w.patient)+`"`)
	}
	b.get(root+"/1/1").at(t, root+"/done")
	link, invitation := w.invite("phq-2")
	b.get("/encounters/"+string(invitation.EncounterID)).wants(t, 409, "theirs to answer")
	w.browser().get(link).wants(t, 200, ">Start<")
}
