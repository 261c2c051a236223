package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"steelyard/internal/clinic"
	"steelyard/internal/export/pdf"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/scoring"
	"steelyard/questionnaires"
)

func printed(t testing.TB, r *report.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, pdf.Write(&b, r))
	return b.Bytes()
}

// tool runs a program of poppler on a PDF; the test is skipped where there is none, and must not be in CI.
func tool(t testing.TB, data []byte, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s must be installed in CI: %v", name, err)
		}
		t.Skipf("there is no %s here", name)
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	check(t, os.WriteFile(file, data, 0o600))
	for i, a := range args {
		if a == "FILE" {
			args[i] = file
		}
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// read gives the text of a PDF, a page each.
func read(t testing.TB, data []byte) []string {
	t.Helper()
	return strings.Split(strings.TrimSuffix(tool(t, data, "pdftotext", "-layout", "FILE", "-"), "\f"), "\f")
}

// flat is text without its line breaks and columns.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestPDFGolden(t *testing.T) {
	text := strings.Join(read(t, printed(t, made(t, gardenMaterial(t)))), "\n---- page ----\n")
	text = regexp.MustCompile(` {2,}`).ReplaceAllString(text, "  ") // how far apart is the reader's affair
	golden(t, "report.pdf.txt", regexp.MustCompile(`\n\s*\n`).ReplaceAllString(text, "\n"))
}

func TestPDFIsTheSameBytes(t *testing.T) {
	first := printed(t, made(t, material(t, 6)))
	for range 5 {
		if !bytes.Equal(first, printed(t, made(t, material(t, 6)))) {
			t.Fatal("two prints of the same report differ")
		}
	}
}

// TestPDFUnderLoad prints at the same time; the fonts are shared.
func TestPDFUnderLoad(t *testing.T) {
	r := made(t, gardenMaterial(t))
	want := printed(t, r)
	results := make(chan []byte)
	for range 8 {
		go func() {
			var b bytes.Buffer
			if pdf.Write(&b, r) != nil {
				b.Reset()
			}
			results <- b.Bytes()
		}()
	}
	for range 8 {
		if !bytes.Equal(<-results, want) {
			t.Error("a report printed beside others differs")
		}
	}
}

func TestEveryPageIsLabelled(t *testing.T) {
	r := made(t, material(t, 6))
	pages := read(t, printed(t, r))
	for i, page := range pages {
		text := flat(page)
		want := []string{"NOT A DIAGNOSIS", string(report.SelfReport), "INVENTED DATA", "Record 0042", "Ægir Þórðarson-Łukasiewicz", "12 May 1984", "Bjørnåsen klinikk",
			fmt.Sprintf("Page %d of %d", i+1, len(pages))}
		for _, w := range append(want, r.Notice()...) {
			if !strings.Contains(text, w) {
				t.Errorf("page %d does not say %q:\n%s", i+1, w, page)
			}
		}
	}
	all := flat(strings.Join(pages, " "))
	for _, w := range []string{"Open alerts", "URGENT", "Sertraline", "100 mg", "changed 10 Oct 2026", "balance@1.0.1", "Scoring engine", "Earlier scores, the newest first"} {
		if !strings.Contains(all, w) {
			t.Errorf("the report does not say %q:\n%s", w, all)
		}
	}
	if strings.Contains(all, "Zopiclone 7.5 mg") {
		t.Error("a stopped treatment is printed as a current one")
	}
}

// many is a patient with 12 questionnaires answered n times each, long names and many events.
func many(t testing.TB, n int) report.Material {
	t.Helper()
	m := material(t, n)
	for _, id := range []string{"phq-9", "gad-7"} {
		e := copied(t, id)
		for i := range n {
			m.Completed = append(m.Completed, completed(t, e, i, 3+28*i))
		}
	}
	for i := range 30 {
		m.Treatments = append(m.Treatments, clinic.TreatmentEvent{Kind: clinic.Medicine, Class: clinic.DopamineAgonist, Step: clinic.Started, On: q.Date(now.AddDate(0, 0, -i*9).Format("2006-01-02")),
			Name: fmt.Sprintf("A medicine with a rather long name, number %d, in modified-release tablets", i), Dose: "5 mg three times a day"})
		m.Alerts = append(m.Alerts, clinic.Alert{Questionnaire: q.Ref{ID: "phq-9", Version: "1.0.0"}, Level: q.Prompt, Text: strings.Repeat("A long text for a clinician. ", 6), RaisedAt: now.AddDate(0, 0, -i)})
	}
	return m
}

// copied is a shipped definition under another name.
func copied(t testing.TB, id string) entry {
	t.Helper()
	data, err := fs.ReadFile(questionnaires.FS, id+"/1.0.0.yaml")
	check(t, err)
	d, err := q.Parse(id, bytes.Replace(data, []byte("\nid: "+id), []byte("\nid: other-"+id), 1))
	check(t, err)
	p, err := scoring.Compile(d)
	check(t, err)
	return entry{d, p}
}

// TestEverythingIsOnThePages holds the pages behind the letter to what there is: each score, comparison and treatment, whatever
// the number of pages.
func TestEverythingIsOnThePages(t *testing.T) {
	for _, n := range []int{1, 2, 40} {
		m := many(t, n)
		m.Patient.Name = strings.Repeat("Maximilian-Alexander ", 8)
		r := made(t, m)
		pages := read(t, printed(t, r))
		text := flat(strings.Join(pages[1:], " "))
		if left := strings.Contains(text, "Not on these pages:"); left != (n == 40) {
			t.Errorf("%d responses each: something is said to be left out: %v\n%s", n, left, text)
		}
		for _, heading := range []string{"Newest scores", "Current treatments"} {
			if strings.Count(text, heading) != 1 {
				t.Errorf("%q stands %d times", heading, strings.Count(text, heading))
			}
		}
		for _, e := range r.CurrentTreatments() {
			if !strings.Contains(text, e.Name[:min(30, len(e.Name))]) {
				t.Errorf("%d responses each: the treatment %q is not there", n, e.Name)
			}
		}
		for i, page := range pages {
			if want := fmt.Sprintf("Page %d of %d", i+1, len(pages)); !strings.Contains(flat(page), want) {
				t.Errorf("a page does not say %q", want)
			}
		}
	}
}

// TestALongRecordIsBound prints a record of thousands of answers: what is drawn and listed is bound, and that is said with how
// much more there is.
func TestALongRecordIsBound(t *testing.T) {
	l := shipped(t)
	e, err := l.Get(q.Ref{ID: "gad-7", Version: "1.0.0"})
	check(t, err)
	m := report.Material{Site: "S", Language: "en", At: now, Patient: person(), Profile: l.Profile()}
	one := completed(t, entry{e.Definition, e.Program}, 0, 0)
	for i := range 5000 {
		c := one
		at := now.AddDate(0, 0, -i)
		c.Response.ID, c.Response.CompletedAt = clinic.ResponseID(fmt.Sprint(i)), &at
		m.Completed = append(m.Completed, c)
	}
	data := printed(t, made(t, m))
	pages := read(t, data)
	text := flat(strings.Join(pages, " "))
	scales := len(e.Definition.Scales)
	for _, want := range []string{
		"Of a scale with more than 60 scores the newest 60 are drawn.", "and 4987 more in the record",
		fmt.Sprintf("%d earlier scores before the 12 that are listed, of %d scales", 4987*scales, scales), "Not on these pages: drawings of the scores before the newest 60, of ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
	if len(pages) > 5 || len(data) > 300_000 {
		t.Errorf("got %d pages, %d bytes", len(pages), len(data))
	}
}

func TestNothingToShow(t *testing.T) {
	m := material(t, 0)
	m.Alerts, m.Treatments, m.Patient.BirthDate = nil, nil, ""
	pages := read(t, printed(t, made(t, m)))
	if text := flat(strings.Join(pages, " ")); len(pages) != 2 || !strings.Contains(text, "Nothing that was answered is part of this report yet.") || !strings.Contains(text, "No domain has a value") || !strings.Contains(text, "birth date not known") {
		t.Errorf("%d pages:\n%s", len(pages), text)
	}
}

func TestNamesPrint(t *testing.T) {
	for _, name := range []string{"Ægir Þórðarson-Łukasiewicz", "Παπαδόπουλος Ἀριστοτέλης", "Щербаков Їжакевич Ђорђевић", "Ğüneş Şıkoğlu", "Łódź-Żółć Ňǔ Őrsi Țîrlea", "Nguyễn Thị Ánh", "Jo\u0308rg", "O’Brien-Müller ß ẞ"} {
		m := gardenMaterial(t)
		m.Patient.Name = name
		text := flat(read(t, printed(t, made(t, m)))[0])
		if want := strings.Replace(name, "o\u0308", "ö", 1); !strings.Contains(text, want) || strings.Contains(text, "[") {
			t.Errorf("%q does not print:\n%s", want, text[:200])
		}
	}
}

// TestNamesOfAllDirectionsPrint holds what can be copied from the paper to the names: readers turn round what runs from right
// to left, between two marks of direction.
func TestNamesOfAllDirectionsPrint(t *testing.T) {
	for _, name := range []string{"محمد عبد الرحمن السّيّد", "دارا پگاه", "سلام بلال", "مُحَمَّد", "דוד כהן־לוי", "נִקּוּד", "ﻣﺤﻤﺪ"} {
		m := gardenMaterial(t)
		m.Patient.Name = name
		data := printed(t, made(t, m))
		copied := flat(read(t, data)[0])
		text := norm.NFKC.String(copied)
		want := strings.Fields(norm.NFKC.String(name))
		if !strings.Contains(text, strings.Join(want, " ")) || strings.Contains(text, "[") {
			t.Errorf("%q does not print:\n%s", name, text[:200])
		}
		if form := regexp.MustCompile(`[\x{FB50}-\x{FDFF}\x{FE70}-\x{FEF4}]`).FindString(copied); form != "" {
			t.Errorf("the form %q of a letter is copied, not the letter", form)
		}
		if !bytes.Equal(data, printed(t, made(t, m))) {
			t.Errorf("two prints of %q differ", name)
		}
	}
}

// TestUnprintableIsNamed says that what can't be printed is never a row of boxes: it is named, once, and the end of the report
// says so. Letters that must join are not printed one by one.
func TestUnprintableIsNamed(t *testing.T) {
	for name, want := range map[string]string{"김 영희": "· [Korean letters] ·", "สมชาย ใจดี": "· [Thai letters] ·", "بے Anna": "· [Arabic letters] Anna ·", "A\u202egnp\u2066": "A[hidden character]gnp[hidden character]",
		"NUL\x00": "NUL[hidden character]", "Bo 😀": "Bo [symbol]", "x \xff\xfe": "x [hidden character]", "Ann\u200dBo": "Ann[hidden character]Bo"} {
		m := gardenMaterial(t)
		m.Patient.Name = name
		text := flat(strings.Join(read(t, printed(t, made(t, m))), " "))
		if !strings.Contains(text, want) || !strings.Contains(text, "Some text can’t be printed here") || strings.Contains(text, "□") {
			t.Errorf("%q is not said to be unprintable:\n%s", name, text)
		}
	}
}

func TestHostileNameIsText(t *testing.T) {
	m := gardenMaterial(t)
	m.Patient.Name = `=cmd|' /C calc'!A0 (\) <script>alert(1)</script> /JavaScript ) Tj ET`
	data := printed(t, made(t, m))
	if text := flat(read(t, data)[0]); !strings.Contains(text, m.Patient.Name) {
		t.Errorf("the name is not printed as it is:\n%s", text)
	}
	if info := tool(t, data, "pdfinfo", "FILE"); !regexp.MustCompile(`JavaScript:\s+no`).MatchString(info) {
		t.Errorf("the file has a script:\n%s", info)
	}
}

func TestTagged(t *testing.T) {
	data := printed(t, made(t, material(t, 6)))
	info := tool(t, data, "pdfinfo", "FILE")
	for _, want := range []string{`Tagged:\s+yes`, `Title:\s+Report of symptom questionnaires, record 0042`, `Author:\s+Bjørnåsen klinikk`, `Page size:.*A4`, `CreationDate:.*Nov 23`} {
		if !regexp.MustCompile(want).MatchString(info) {
			t.Errorf("no %s in:\n%s", want, info)
		}
	}
	structure := tool(t, data, "pdfinfo", "-struct-text", "FILE")
	for _, want := range []string{"H1", "H2", "Table", "TH", "/Scope /Column", "/Scope /Row", "Figure", "/ColSpan 3"} {
		if !strings.Contains(structure, want) {
			t.Errorf("the structure has no %s", want)
		}
	}
	if !strings.Contains(structure, "NOT A DIAGNOSIS") || strings.Count(structure, "NOT A DIAGNOSIS") != 1 {
		t.Error("the notice must be read out once: part of the text on the first page, a running head later")
	}
	if strings.Contains(structure, "Page 1 of") {
		t.Error("the foot is part of the text")
	}
	if !bytes.Contains(data, []byte("/Lang (en)")) || !bytes.Contains(data, []byte("/Alt <FEFF")) {
		t.Error("the language or a drawing's description is missing")
	}
	for _, line := range strings.Split(tool(t, data, "pdffonts", "FILE"), "\n")[2:] {
		if f := strings.Fields(line); len(f) > 4 && !slices.Contains(f, "yes") {
			t.Errorf("a font is not embedded: %s", line)
		}
	}
}

func TestPDFRefusesWithoutNotice(t *testing.T) {
	if err := pdf.Write(io.Discard, &report.Report{}); err == nil {
		t.Error("a report was printed without its notice")
	}
}

func BenchmarkPDF(b *testing.B) {
	r := made(b, material(b, 6))
	b.ReportAllocs()
	for b.Loop() {
		check(b, pdf.Write(io.Discard, r))
	}
}

// TestManyQuestionnaires prints every questionnaire of the library at once, and all of each.
func TestManyQuestionnaires(t *testing.T) {
	m := material(t, 1)
	for _, e := range shipped(t).Latest() {
		if e.Definition.Wording == q.Supplied {
			m.Completed = append(m.Completed, completed(t, entry{e.Definition, e.Program}, 0, 3))
		}
	}
	r := made(t, m)
	all := flat(strings.Join(read(t, printed(t, r))[1:], " "))
	for _, w := range []string{"Open alerts", "URGENT", "Sertraline", "balance@1.0.1", "Scoring engine"} {
		if !strings.Contains(all, w) {
			t.Errorf("the report does not say %q", w)
		}
	}
	for _, name := range r.Definitions() {
		if !strings.Contains(all, name) {
			t.Errorf("the report does not name %s", name)
		}
	}
	if strings.Contains(all, "Not on these pages") || strings.Contains(all, "end in “…”") {
		t.Error("something is left out")
	}
}

// sealed is a report with a digest and three signatures, one of which the record has left behind.
func sealed(t testing.TB, m report.Material) *report.Report {
	t.Helper()
	r := made(t, m)
	r.Digest = strings.Repeat("0123456789abcdef", 4)
	r.Signatures = []report.Signature{
		{ID: "s3", By: "Dr Ngozi Achterberg", Role: clinic.Clinician, Meaning: clinic.Approved, At: now, Digest: r.Digest},
		{ID: "s2", By: "Clara Clinician", Role: clinic.Clinician, Meaning: clinic.Author, At: now.AddDate(0, 0, -1), Digest: r.Digest},
		{ID: "s1", By: "Old Signer", Role: clinic.Administrator, Meaning: clinic.Reviewed, At: now.AddDate(0, -1, 0), Digest: strings.Repeat("9", 64), Changes: []string{"PHQ-9 of 20 November 2026 was added."}},
	}
	return r
}

func TestPaperSaysWhoSignedAndHowToCheck(t *testing.T) {
	for _, m := range []report.Material{gardenMaterial(t), material(t, 6), many(t, 8)} {
		r := sealed(t, m)
		data := printed(t, r)
		pages := read(t, data)
		text := flat(strings.Join(pages, " "))
		for _, want := range []string{
			"Signed by Dr Ngozi Achterberg (clinician) on 23 November 2026, 10:00 UTC as the one who approves it (over digest 0123456789abcdef…)",
			"Signed by Old Signer", "Signed record of 23 October 2026; the record has changed since: PHQ-9 of 20 November 2026 was added.",
			"Digest 01234567 89abcdef", "steelyard verify receipt.json --key receipts.pem --digest",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the report does not say %q:\n%s", want, text)
			}
		}
		if !bytes.Equal(data, printed(t, sealed(t, m))) {
			t.Error("two prints of the same report differ")
		}
	}
}

// TestTheCodeCanBeRead holds a camera over the page, as far as a machine can.
func TestTheCodeCanBeRead(t *testing.T) {
	r := sealed(t, material(t, 6))
	data := printed(t, r)
	picture := filepath.Join(t.TempDir(), "page")
	tool(t, data, "pdftoppm", "-png", "-r", "150", "FILE", picture)
	pictures, err := filepath.Glob(picture + "*.png")
	check(t, err)
	var out string
	for _, p := range pictures {
		reader, err := exec.LookPath("zbarimg")
		if err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("zbarimg must be installed in CI: %v", err)
			}
			t.Skip("there is no zbarimg here")
		}
		found, err := exec.Command(reader, "-q", "--raw", p).Output()
		if _, none := errors.AsType[*exec.ExitError](err); err != nil && !none { // a page without a code ends with 4
			t.Fatal(err)
		}
		out += string(found)
	}
	if strings.TrimSpace(out) != pdf.CodeOf(r.Digest) {
		t.Errorf("got %q, want %q", out, pdf.CodeOf(r.Digest))
	}
}
