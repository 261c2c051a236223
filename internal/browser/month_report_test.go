package browser

import "strings"

// insideError is what is said of a difference that can come of error of measurement alone.
const insideError = "No change beyond measurement error"

// beyondError is part of what is said of one that is larger.
const beyondError = "so this is more than that"

// overTime reads the trends: where the version changes the line is broken, and the medicine stands on its day.
func (m *month) overTime() {
	b := m.clinician
	m.back(b, clara, m.patient)
	b.unfold()
	b.see("Over time", "version 1.1.0", "re-scored with version 1.1.0, not what was recorded", "Sertraline change")
	b.look("m50-over-time")
}

// report sets the first day beside the last, on a page and on paper. One point less is inside the error of measurement, and
// nothing is said to have changed; the questionnaire whose words were changed is not compared with what came before.
func (m *month) report() {
	b := m.clinician
	b.open(m.patient)
	b.click("Compare two days, and the profile then and now")
	b.set("From", m.first)
	b.set("To", m.site.now().Format("2006-01-02"))
	b.click("Compare")
	b.unfold()
	b.see("PHQ-9: Total", insideError+". The score is lower by 1 of 27", "Not comparable: ", "Not compared: the version changed.")
	b.lack(beyondError)
	b.look("m51-change")
	text := b.pdfText(b.download("PDF"))
	b.contains("report", text, notice, "HP-0100", siteName, "PHQ-9: Total", "No change beyond", "Nothing could be compared between the two times", "Sertraline medicine, SSRI 100 mg a day changed")
	if strings.Contains(text, "more than that") {
		m.Errorf("the report claims a change:\n%s", text)
	}
}
