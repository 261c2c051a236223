package server

import (
	"net/url"
	"strings"
	"testing"
)

// TestMedicinesPromptAForm shows the prompt with its reason, begins the form from it, and takes it away when a medicine ends.
func TestMedicinesPromptAForm(t *testing.T) {
	s := newSite(t)
	page := "/patients/" + string(s.Patient(t, "R-1", "Petra Patient"))
	b := s.signedIn(t, s.Clinician)
	note := func(name, class, step, on string) {
		b.must(b.fill(page, page+"/treatments", url.Values{"kind": {"medicine"}, "class": {class}, "name": {name}, "step": {step}, "on": {on}}), 303)
	}
	note("Sertraline", "ssri", "start", "2026-10-01")
	if strings.Contains(b.must(b.get(page), 200).body, "Consider asking") {
		t.Error("one medicine prompts")
	}
	note("Phenelzine", "maoi", "start", "2026-10-02")
	b.shows(b.must(b.get(page), 200), "Consider asking: Hunter rule", "Recorded: Sertraline, Phenelzine", "no advice about a medicine", "Dunkley")
	begun := b.must(b.post(page+"/encounters", url.Values{"battery": {"hunter"}, "days": {"1"}}), 303)
	b.shows(b.must(b.get(begun.header.Get("Location")), 200), "this form is not read out")
	note("Phenelzine", "maoi", "stop", "2026-10-03")
	if strings.Contains(b.must(b.get(page), 200).body, "Consider asking") {
		t.Error("a medicine that ended prompts")
	}
}
