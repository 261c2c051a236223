package server

import (
	"strings"
	"testing"

	"steelyard/internal/receipt"
)

func TestReceiptIsOfferedToWhomeverMayExport(t *testing.T) {
	s := newSite(t)
	page := "/responses/" + string(s.Answer(t, s.Patient(t, "R-1", "Petra Patient"), "gad-2", 1))
	b := s.signedIn(t, s.Clinician)
	b.shows(b.must(b.get(page), 200), `href="`+page+`/receipt.json"`)
	a := b.must(b.get(page+"/receipt.json"), 200)
	r, err := receipt.Open([]byte(a.body), nil)
	if err != nil || len(r.Recheck()) > 0 || strings.Contains(a.body, "Petra") {
		t.Errorf("got %v, want a receipt without the name", err)
	}
	if got := a.header.Get("Content-Disposition"); !strings.Contains(got, "receipt-"+r.Response+".json") {
		t.Errorf("the file's name: got %q", got)
	}
	if strings.Contains(s.signedIn(t, s.Viewer).get(page).body, "receipt.json") {
		t.Error("a viewer is offered what they can't have")
	}
}
