package browser

import (
	"os"
	"strings"
)

// In the new version the sixth question has other words; nothing else is changed.
const (
	oldWords = `en: "How often did a bad mood last for most of the day?"`
	newWords = `en: "How often did a low mood stay with you for most of the day?"`
)

// newVersion has the administrator add another version of a questionnaire of ours, look at what differs, and release it.
func (m *month) newVersion() {
	file, err := os.ReadFile("../../questionnaires/core-mood/1.0.2.yaml")
	must(m, err)
	text := strings.NewReplacer("\nversion: 1.0.2", "\nversion: 1.1.0", oldWords, newWords, "\nchanges:\n",
		"\nchanges:\n  - {version: 1.1.0, date: 2026-11-23, note: \"The sixth question is put in other words in English.\"}\n").Replace(string(file))
	b := m.admin
	m.back(b, login, "/library/add")
	b.attach("core-mood.yaml", text)
	b.fill("Note", "Two people asked what a bad mood is.")
	b.click("Add it as a draft")
	b.see("The definition was kept as a draft.", "core-mood@1.1.0")
	b.look("m40-draft")
	b.click("What changed between versions")
	b.see("a low mood stay with you")
	b.look("m41-compared")
	b.open("/library/core-mood@1.1.0")
	b.unfold()
	b.click("Release")
	b.see("The version was released.")
	b.look("m42-released")
}

// inTheNewVersion answers the fourth occasion; the plan asks in the version that is the newest on the day.
func (m *month) inTheNewVersion() {
	_, link := m.mail()
	b := m.site.phone(m.T)
	b.open(link + "/1/all")
	b.see("How often did a low mood stay with you for most of the day?")
	b.close()
	m.end(m.begin(link, "122222222"), "1111111101")
}
