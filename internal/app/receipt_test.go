package app_test

import (
	"bytes"
	"strings"
	"testing"

	"steelyard/internal/fault"
	"steelyard/internal/receipt"
)

func TestAReceiptOfAResponse(t *testing.T) {
	w := populated(t)
	w.ReceiptSeed = nil
	if _, err := w.Receipt(t.Context(), w.Clinician, w.response); fault.KindOf(err) != fault.Conflict {
		t.Errorf("without a key: got %v, want a conflict", err)
	}
	w.ReceiptSeed = bytes.Repeat([]byte{3}, 32)
	if _, err := w.Receipt(t.Context(), w.Viewer, w.response); fault.KindOf(err) != fault.Denied {
		t.Errorf("a viewer: got %v, want it denied", err)
	}
	file, err := w.Receipt(t.Context(), w.Clinician, w.response)
	must(t, err)
	for _, secret := range []string{"Mustermann", "Erika", "A-1", string(w.patient), "Clara"} {
		if strings.Contains(string(file), secret) {
			t.Errorf("the receipt says %q", secret)
		}
	}
	text, err := w.ReceiptKey()
	must(t, err)
	key, err := receipt.ReadPublicPEM(text)
	must(t, err)
	r, err := receipt.Open(file, key)
	must(t, err)
	if got := r.Recheck(); len(got) > 0 {
		t.Errorf("got %q, want nothing that differs", got)
	}
	if len(r.Notice) == 0 || r.Profile == nil || r.Response != string(w.response) {
		t.Errorf("got %+v, want notice, profile and response", r)
	}
	entries, err := w.Audit(t.Context(), w.Administrator, w.patient, 1)
	must(t, err)
	if entries[0].Action != "export receipt" {
		t.Errorf("the newest entry is %q, want the export", entries[0].Action)
	}
	if _, err := w.Receipt(t.Context(), w.Clinician, w.visit.Parts[0].Response.ID); err == nil {
		t.Error("unfinished answers have a receipt")
	}
}
