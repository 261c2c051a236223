package app_test

import (
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/testkit"
)

// What is printed has the logo, what is shown or read by programs has not; the person's copy says how long they are kept.
func TestPrintedReportsHaveTheLogo(t *testing.T) {
	w := newWorld(t)
	id := w.Patient(t, "R-1", "Petra Patient")
	for _, format := range []string{"pdf", "json", ""} {
		r, err := w.Report(t.Context(), w.Administrator, app.ReportRequest{Patient: id, Format: format})
		must(t, err)
		if r.Logo != nil {
			t.Errorf("%q has a logo, and there is none", format)
		}
	}
	must(t, w.PutLogo(t.Context(), w.Administrator, testkit.Picture(40, 20)))
	must(t, w.KeepRecord(t.Context(), w.Administrator, clinic.Keeping{PatientID: id, Until: "2040-01-01", Reason: "is in a study"}))
	for _, format := range []string{"pdf", "json", ""} {
		r, err := w.Report(t.Context(), w.Administrator, app.ReportRequest{Patient: id, Format: format})
		must(t, err)
		if (r.Logo != nil) != (format == "pdf") {
			t.Errorf("%q: got the logo %v", format, r.Logo != nil)
		}
	}
	c, err := w.CopyForPerson(t.Context(), w.Administrator, id, "asked for it")
	must(t, err)
	if c.Report.Logo == nil || len(c.Keepings) != 1 || c.Keepings[0].Reason != "is in a study" || !c.Retention.LastContact.Equal(w.Now()) {
		t.Errorf("got %+v, %+v", c.Keepings, c.Retention)
	}
}
