package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// notice is how the notice begins that every rendering carries.
const notice = "not a diagnosis"

// export downloads one report in each format.
func (w *walk) export() {
	b := w.desk
	b.open(w.patient)
	pdf := b.download("PDF")
	if !bytes.HasPrefix(pdf, []byte("%PDF")) {
		w.Errorf("the PDF begins with %q", pdf[:min(len(pdf), 20)])
	}
	w.contains("PDF", b.pdfText(pdf), notice, "HP-0042", "PHQ-9")
	w.contains("PDF", strings.ReplaceAll(b.pdfText(pdf), " ", ""), strings.Fields(patientName)...)
	w.contains("CSV", string(b.download("CSV")), notice, "phq-9")
	text := b.download("JSON")
	if !json.Valid(text) {
		w.Error("the JSON can't be read")
	}
	w.contains("JSON", string(text), notice, "phq-9", "HP-0042")
}

func (w *walk) contains(what, text string, words ...string) {
	w.Helper()
	w.desk.contains(what, text, words...)
}

func (b *tab) contains(what, text string, words ...string) {
	b.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			b.Errorf("the %s has no %q:\n%.4000s", what, word, text)
		}
	}
}

// pdfText gives the words of a PDF as a reader finds them.
func (b *tab) pdfText(pdf []byte) string {
	b.Helper()
	path, err := exec.LookPath("pdftotext")
	if err != nil {
		missing(b.T, "there is no pdftotext on the path")
	}
	file := filepath.Join(b.TempDir(), "report.pdf")
	must(b, os.WriteFile(file, pdf, 0o600))
	out, err := exec.CommandContext(b.Context(), path, "-layout", file, "-").Output()
	must(b, err)
	return strings.Join(strings.Fields(string(out)), " ")
}

// download follows a link to a file and gives what it holds.
func (b *tab) download(words string) []byte {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	folder := b.TempDir()
	_, err := chromedp.CallBrowser(ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName,
		BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID, DownloadPath: folder, EventsEnabled: new(true)})
	must(b, err)
	progress := chromedp.BrowserEvents(ctx, cdpbrowser.DownloadProgress)
	b.do(chromedp.Click(chromedp.Search(`//a[normalize-space(.)="` + words + `"]`)))
	for e, err := range progress {
		must(b, err)
		if e.State == cdpbrowser.DownloadProgressStateCompleted {
			content, err := os.ReadFile(filepath.Join(folder, e.GUID))
			must(b, err)
			return content
		}
	}
	return nil
}
