package api

import (
	"strings"
	"sync"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

var answers = object{"questionnaire": "phq-9@1.0.0", "mode": "in-person", "answers": object{"q1": "1", "q9": "3"}}

func (w *world) count(patient clinic.PatientID) int {
	w.t.Helper()
	list, err := w.Responses(w.t.Context(), w.Clinician, patient, app.Page{})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(list)
}

// Sixteen clients race the same submission: one is stored, and all get its id.
func TestOneSubmissionHoweverOftenItIsSent(t *testing.T) {
	w := newWorld(t)
	id := w.Patient(t, "R-1", "Petra Patient")
	const clients = 16
	got, again := make([]heard, clients), 0
	var wg sync.WaitGroup
	for i := range clients {
		r := w.requestFor(w.clinician, "POST /patients/"+string(id)+"/submissions", answers, header(keyHeader, "0191-one-submission"))
		wg.Go(func() { got[i] = w.do(r, nil) })
	}
	wg.Wait()
	for _, h := range got {
		if h.status != 201 || h.text("id") == "" || h.text("id") != got[0].text("id") || h.header.Get("Location") != got[0].header.Get("Location") {
			t.Errorf("got %d %s, want the answer of the first", h.status, h.body)
		}
		if h.header.Get(againHeader) == "true" {
			again++
		}
	}
	if again != clients-1 {
		t.Errorf("%d answers say that it was done before, want %d", again, clients-1)
	}
	if n := w.count(id); n != 1 {
		t.Errorf("%d submissions are stored, want 1", n)
	}
}

func TestAKeyIsOfOneRequestAndOneUser(t *testing.T) {
	w := newWorld(t)
	id := w.Patient(t, "R-1", "Petra Patient")
	route, key := "POST /patients/"+string(id)+"/submissions", header(keyHeader, `"0191-one-submission"`)
	first := w.send(w.clinician, route, answers, key)
	other := object{"questionnaire": "phq-9@1.0.0", "mode": "in-person", "answers": object{"q1": "2"}}
	if h := w.send(w.clinician, route, other, key); h.status != 422 || !strings.Contains(string(h.body), "another request") {
		t.Errorf("another body: got %d %s", h.status, h.body)
	}
	if h := w.send(w.admin, route, answers, key); h.status != 201 || h.text("id") == first.text("id") {
		t.Errorf("somebody else: got %d %s, want an answer of their own", h.status, h.body)
	}
	w.Pass(app.OnceKept - 1)
	w.clinician = w.token("clara", clinic.Clinician)
	if h := w.send(w.clinician, route, answers, key); h.status != 201 || h.text("id") != first.text("id") {
		t.Errorf("just before its time with another token: got %d %s", h.status, h.body)
	}
	if n := w.count(id); n != 2 {
		t.Errorf("%d submissions are stored, want 2", n)
	}
}

// A link is said again to whoever has the key, and can't be read in the database by whoever has not.
func TestALinkIsSaidAgainUnderItsKey(t *testing.T) {
	w := newWorld(t)
	id := w.Patient(t, "R-1", "Petra Patient")
	ask := func() heard {
		return w.send(w.clinician, "POST /patients/"+string(id)+"/invitations", object{"battery": []string{"phq-9"}, "days": 7}, header(keyHeader, "0191-one-invitation"))
	}
	first, second := ask(), ask()
	if first.status != 201 || first.text("link") == "" || string(first.body) != string(second.body) {
		t.Errorf("got %s, then %s", first.body, second.body)
	}
	signIn := object{"login": "vera", "password": "seven quiet lanterns drift", "name": "x", "scope": []string{"read-patients"}}
	one, two := w.send("", "POST /tokens", signIn, header(keyHeader, "0191-one-signing-in")), w.send("", "POST /tokens", signIn, header(keyHeader, "0191-one-signing-in"))
	if one.status != 201 || one.text("token") != two.text("token") || two.header.Get(againHeader) != "true" {
		t.Errorf("got %s, then %s", one.body, two.body)
	}
}

// A page goes on where the one before ended, whatever is added meanwhile.
func TestACursorStaysInPlace(t *testing.T) {
	w := newWorld(t)
	seen := map[string]int{}
	for i := range 7 {
		w.Patient(t, string(rune('A'+i)), "Petra Patient")
	}
	next := ""
	for n := 0; n == 0 || next != ""; n++ {
		path := "GET /patients?limit=2"
		if next != "" {
			path += "&cursor=" + next
		}
		h := w.send(w.viewer, path, nil)
		p, err := read[page[patient]](h.body)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range p.Items {
			seen[row.RecordNumber]++
		}
		if next = h.text("next"); n < 3 {
			w.Patient(t, "N"+string(rune('A'+n)), "Nora Neu")
		}
	}
	for record, n := range seen {
		if n != 1 {
			t.Errorf("%s was given %d times", record, n)
		}
	}
	if len(seen) != 10 {
		t.Errorf("%d patients were given, want 10", len(seen))
	}
}
