package browser

func (w *walk) acknowledge() {
	b := w.desk
	b.open("/")
	b.see(patientName, "1 open")
	b.look("30-caseload")
	b.fill("Search by name or record number", "evanthia-nobody")
	b.click("Search")
	b.see("No patient is in this list.")
	b.look("31-search-nobody")
	b.fill("Search by name or record number", "ευανθια þordis")
	b.click("Search")
	b.see(patientName)
	b.click("Alerts 1 open")
	b.click("Acknowledge")
	b.see("There is a problem", "Say what you did")
	b.look("32-alert-wrong")
	b.fill("What did you do?", "Called the patient at once. Safe at home with her sister; seen today.")
	b.click("Acknowledge")
	b.see("The alert was acknowledged.", "No alert is open.")
	b.look("33-no-alert")
}

// readAnswers reads a response with how its scores came about, and corrects an answer.
func (w *walk) readAnswers() {
	b := w.desk
	b.open(w.patient)
	b.see("Latest scores", "PHQ-9", "as a table")
	if rows := js[int](b, `document.querySelectorAll("[aria-labelledby=responses] tbody tr").length`); rows != len(battery) {
		w.Errorf("got %d responses, want %d: one a questionnaire, although they were sent twice", rows, len(battery))
	}
	b.look("34-patient")
	b.unfold()
	b.see("Called the patient at once.")
	b.look("35-patient-unfolded")
	b.click("PHQ-9")
	b.see("Scores, and how each came about", "17 of 0–27")
	b.unfold()
	b.see("Kroenke K, Spitzer RL, Williams JBW") // the source of the sum, by which it came about
	b.look("36-response")
	b.click("Correct these answers")
	b.look("37-correct")
	b.choose("item.q1", "3")
	b.click("Keep the correction")
	b.see("There is a problem")
	b.look("38-correct-wrong")
	b.fill("Why are the answers corrected?", "Misheard on the telephone; she said nearly every day.")
	b.click("Keep the correction")
	b.see("The correction was kept.", "18 of 0–27", "Misheard on the telephone")
	b.look("39-corrected")
	b.click("earlier answers")
	b.see("These answers were replaced by a correction")
	b.look("40-replaced")
}

// inPerson has the clinician enter answers a month later, with digits alone.
func (w *walk) inPerson() {
	b := w.desk
	b.open(w.patient + "/ask")
	b.choose("battery", "gad-7")
	b.choose("battery", "phq-9")
	b.click("Enter the answers now")
	b.see("Enter answers for " + patientName)
	b.look("41-in-person")
	b.click("Start")
	b.look("42-in-person-question")
	for range 7 {
		b.turn(b.keys("2"))
	}
	for range 10 { // also the last question of PHQ-9, which is none of its score
		b.turn(b.keys("1"))
	}
	b.at("/review")
	b.look("43-in-person-review")
	b.click("Finish and score")
	b.see("The answers are recorded")
	b.look("44-in-person-done")
	b.click("Go to " + patientName)
}

// overTime sees the scales with two points, and a treatment marked on them.
func (w *walk) overTime() {
	b := w.desk
	b.see("Over time")
	b.unfold()
	b.click("Note it")
	b.see("There is a problem")
	b.look("45-treatment-wrong")
	b.fill("What it is", "Sertraline")
	b.set("Kind", "medicine")
	b.set("Class of the medicine", "ssri")
	b.fill("Dose", "50 mg a day")
	b.set("On which day", w.site.now().AddDate(0, 0, -14).Format("2006-01-02"))
	b.click("Note it")
	b.see("The treatment was noted.", "Sertraline")
	b.look("46-over-time")
}

// otherPages visits what is left.
func (w *walk) otherPages() {
	b := w.desk
	b.open(w.patient)
	b.click("Edit details")
	b.look("50-edit")
	b.click("Library")
	b.look("51-library")
	b.click("Core battery: motivation")
	b.look("52-questionnaire-own")
	b.click("Library")
	b.click("Patient Health Questionnaire-9 (PHQ-9)")
	b.look("53-questionnaire-phq-9")
	b.click("About these numbers")
	b.unfold()
	b.look("54-about")
	b.click("Users")
	b.unfold()
	b.click("Add the user")
	b.see("There is a problem")
	b.look("55-users-wrong")
	b.open("/users")
	b.look("56-users")
	b.click("Audit")
	b.look("57-audit")
	b.click("Your account: Ada Lind")
	b.see("You sign in with your password alone.", "Passkeys need a name instead of the number")
	b.look("58-account")
	b.click("Change your password")
	b.click("Change the password")
	b.see("There is a problem")
	b.look("58-password-wrong")
}
