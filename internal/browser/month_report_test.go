package browser

// overTime reads the trends: where the version changes the line is broken, and the medicine stands on its day.
func (m *month) overTime() {
	b := m.clinician
	m.back(b, clara, m.patient)
	b.unfold()
	b.see("Over time", "version 1.1.0", "re-scored with version 1.1.0, not what was recorded", "Sertraline change")
	b.look("m50-over-time")
}

// report fetches the report as it is handed to a colleague and reads its words.
func (m *month) report() {
	b := m.clinician
	b.open(m.patient)
	b.contains("report", b.pdfText(b.download("PDF")), notice, "HP-0100", siteName, "PHQ-9", "Sertraline medicine, SSRI 100 mg a day changed")
}
