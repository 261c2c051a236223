package pdf

import (
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// FuzzReadFile says that no bytes make the reader of a drawn file fail other than with an error.
func FuzzReadFile(f *testing.F) {
	f.Add([]byte("%PDF-1.3\n1 0 obj\n<</Kids [2 0 R ]>>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<<\n/Size 2\n/Root 1 0 R\n/Info 1 0 R\n>>\nstartxref\n46\n%%EOF\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if file, err := readFile(data); err == nil {
			for _, n := range file.pages {
				if _, err := file.object(n); err != nil {
					continue
				}
			}
		}
	})
}

func TestFontsAreRead(t *testing.T) {
	for _, r := range "aÆþŁΩЩ≥−–“”…□·ẞ" {
		if !printable(r) {
			t.Errorf("%c (%U) does not print", r, r)
		}
	}
	for _, r := range "\u202e\x00\u00ad李ש\u200d" {
		if printable(r) {
			t.Errorf("%U prints", r)
		}
	}
	for style, f := range fonts() {
		if len(f.glyph) < 3000 || f.advance['W'] <= f.advance['i'] || f.advance['a'] <= 0 {
			t.Errorf("the face %q has %d characters", style, len(f.glyph))
		}
	}
}

func TestCurrent(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	event := func(name string, step clinic.TreatmentStep, on string) clinic.TreatmentEvent {
		e := clinic.TreatmentEvent{Kind: clinic.Medicine, Name: name, Step: step}
		e.On = q.Date(on)
		return e
	}
	got := ""
	for _, e := range current([]clinic.TreatmentEvent{
		event("A", clinic.Started, "2026-01-01"), event("B", clinic.Started, "2026-02-01"), event("a ", clinic.Changed, "2026-03-01"),
		event("B", clinic.Stopped, "2026-04-01"), event("C", clinic.Started, "2026-12-01"), event("D", clinic.Noted, "2026-05-01"),
		event("E", clinic.Stopped, "2026-06-01"), event("E", clinic.Started, "2026-06-01"),
	}, at) {
		got += e.Name + string(e.Step) + ","
	}
	if want := "Estart,a change,"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
