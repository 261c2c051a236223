package server

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// sends posts a form as a browser does that carries a file.
func (b *browser) sends(path string, fields map[string]string) answer {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		var err error
		if name == fieldFile {
			part, failed := w.CreateFormFile(fieldFile, "../../patients.csv")
			if failed == nil {
				_, failed = part.Write([]byte(value))
			}
			err = failed
		} else {
			err = w.WriteField(name, value)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	r := b.request(http.MethodPost, path, body.String())
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(r)
}

var sealedOnPage = regexp.MustCompile(`name="sealed" value="([^"]+)"`)

func TestAddingPatientsFromAFile(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	b.shows(b.get("/patients"), `href="/patients/import"`)
	template := b.must(b.get("/patients/import/template.csv"), 200)
	head := strings.TrimSpace(template.body)
	file := head + "\r\nI-1,Ada <i>Neu</i>,1984-03-27,female,,,en,,clara\r\nI-2,,03/27/1984,,,,,,\r\n\"=1+1\",Formula,1984-13-01,,,,,,\r\n"
	page := b.must(b.sends("/patients/import", map[string]string{"file": file, "dates": "iso"}), 200)
	b.shows(page, "1 would be added", "2 are refused", "Ada &lt;i&gt;Neu&lt;/i&gt;", "will be added", "Name: Enter the name", "Birth date: This is no date as year-month-day")
	b.shows(b.get("/patients"), "Nobody is here yet")
	sealed := map[string]string{"sealed": sealedOnPage.FindStringSubmatch(page.body)[1]}

	refused := b.must(b.sends("/patients/import/refused.csv", sealed), 200)
	if lines := strings.Split(strings.TrimSpace(refused.body), "\r\n"); len(lines) != 3 || !strings.Contains(lines[2], ",'=1+1,Formula,") || strings.Contains(refused.body, "I-1") {
		t.Errorf("got %q", refused.body)
	}
	again := b.must(b.sends("/patients/import", map[string]string{"file": refused.body, "dates": "mdy"}), 200)
	b.shows(again, "0 would be added", "2 are refused", "=1&#43;1")

	b.shows(b.must(b.sends("/patients/import/add", sealed), 200), "1 patient was added", "2 rows were refused")
	b.shows(b.must(b.sends("/patients/import/add", sealed), 200), "0 patients were added", "1 was here already")
	b.shows(b.get("/patients"), "Ada &lt;i&gt;Neu&lt;/i&gt;")
}

func TestAFileOfPatientsThatIsRefused(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	for name, fields := range map[string]map[string]string{
		"none": {"dates": "iso"}, "no CSV": {"file": "%PDF-1.7", "dates": "iso"}, "not sealed here": {"sealed": "AAAA"}, "no base64": {"sealed": "<b>"},
	} {
		b.shows(b.must(b.sends("/patients/import", fields), http.StatusUnprocessableEntity), "Choose")
		if a := b.sends("/patients/import/add", fields); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d", name, a.status)
		}
	}
	b.must(b.sends("/patients/import", map[string]string{"file": strings.Repeat("x", maxBody), "dates": "iso"}), http.StatusRequestEntityTooLarge)
	foreign := s.signedIn(t, s.Clinician)
	foreign.must(foreign.sends("/patients/import", map[string]string{"file": "record number,name\n1,A"}), http.StatusForbidden)
}

func TestALongFileGoesOnAPageAtATime(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	file := "record number,name,nonsense\n"
	for i := range 250 {
		file += fmt.Sprintf("N-%d,Person %d,x\n", i, i)
	}
	file += "N-250,,x\n"
	page := b.must(b.sends("/patients/import", map[string]string{"file": file}), 200)
	b.shows(page, "250 would be added", "Page 1 of 3", "nonsense", ">N-0<", ">N-99<")
	sealed := sealedOnPage.FindStringSubmatch(page.body)[1]
	b.shows(b.sends("/patients/import", map[string]string{"sealed": sealed, "page": "3"}), "Page 3 of 3", ">N-200<", ">N-250<")
	only := b.sends("/patients/import", map[string]string{"sealed": sealed, "only": "refused"})
	if b.shows(only, ">N-250<"); strings.Contains(only.body, ">N-1<") {
		t.Error("a row is shown that was not refused")
	}
}
