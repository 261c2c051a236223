package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// attach chooses a file, as a person does in the browser's own window.
func (b *tab) attach(name, content string) {
	b.Helper()
	file := filepath.Join(b.TempDir(), name)
	must(b, os.WriteFile(file, []byte(content), 0o600))
	b.do(chromedp.SetUploadFiles(chromedp.Search("#f-file"), []string{file}))
}

// TestLibraryInABrowser adds a definition with a fault, mends it, releases it, tries it and retires it, at a desk, and then
// looks at every page at the width of a phone.
func TestLibraryInABrowser(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	must(t, err)
	_, rest, _ := strings.Cut(string(readme), "```yaml\n")
	definition, _, _ := strings.Cut(rest, "```")
	s := newSite(t)
	s.furnish(t)
	b := s.desk(t)
	b.open("/sign-in")
	b.signIn(password)
	b.open("/library")
	b.look("90-library")
	b.click("Add a definition")
	b.attach("garden.yaml", strings.Replace(definition, "minutes: 1", "minutes: soon", 1))
	b.click("Add it as a draft")
	b.see("There is a problem", "garden.yaml: 1 fault to mend", "is not a whole number")
	b.look("91-library-faults")
	b.attach("garden.yaml", definition)
	b.click("Add it as a draft")
	b.see("The definition was kept as a draft.", "Draft", "What was proven")
	b.look("92-library-draft")
	b.click("See the form and try it")
	b.see("Invented answers.")
	b.choose("sat", "2")
	b.choose("hurried", "0")
	b.click("Score these answers")
	b.see("What these invented answers come to", "prorated: 1 of 3 answers missing")
	b.look("93-library-tried")
	b.open("/library/garden-rest@1.0.0")
	b.script(`document.querySelectorAll("details").forEach((d) => { d.open = true; })`)
	b.click("Release")
	b.see("The version was released.", "Retire this version")
	b.open("/library/isi@1.0.0/wording")
	b.look("94-library-wording")
	b.resize(375)
	for _, path := range []string{"/library", "/library/add", "/library/garden-rest@1.0.0", "/library/garden-rest@1.0.0/try", "/library/garden-rest@1.0.0/compare", "/library/isi@1.0.0", "/library/isi@1.0.0/try", "/library/isi@1.0.0/wording"} {
		b.open(path)
		b.script(`document.querySelectorAll("details").forEach((d) => { d.open = true; })`)
		b.check()
	}
}
