package receipt

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
)

// recorded gives a record of one result and its profile, not yet signed.
func recorded(t testing.TB, form q.Form) Record {
	t.Helper()
	r := made(t, form)
	text, err := os.ReadFile("../../questionnaires/profiles/balance/1.0.0.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := profile.Parse("balance", text)
	if err != nil {
		t.Fatal(err)
	}
	definition, err := q.Parse("gad-7", []byte(r.Definition))
	if err != nil {
		t.Fatal(err)
	}
	answers, err := definition.Answers(form)
	if err != nil {
		t.Fatal(err)
	}
	ms := []profile.Measurement{{Definition: definition, Result: r.Result, At: r.CompletedAt}}
	p, err := NewProfile(d, ms, d.Since(ms, r.CompletedAt.Add(time.Hour)))
	if err != nil {
		t.Fatal(err)
	}
	return Record{Notice: r.Notice, Patient: "p", Since: p.Values.At, Profile: p,
		Definitions: []Definition{{r.Questionnaire, r.Hash, "GAD-7", r.Definition}},
		Results: []Entry{{Response: "r", Questionnaire: r.Questionnaire, Hash: r.Hash, Status: "completed", StartedAt: r.StartedAt, CompletedAt: r.CompletedAt,
			Language: "en", Answers: form, Result: r.Result, Derivations: r.Derivations, Flags: Raised(answers, r.Result)}},
		Treatments: []Treatment{{Kind: "medicine", Name: "sertraline", Dose: "50 mg", Step: "start", On: "2026-11-01"}}}
}

func signRecord(t testing.TB, r Record) []byte {
	t.Helper()
	file, err := SignRecord(r, signer)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestARecordIsTheSameElsewhere(t *testing.T) {
	r, err := OpenRecord(signRecord(t, recorded(t, someAnswers)), public(signer))
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Recheck(); len(got) > 0 {
		t.Errorf("got %q, want nothing that differs", got)
	}
	if got := Changes(r, r); len(got) > 0 {
		t.Errorf("got %q, want no change", got)
	}
	answered := 0
	for _, d := range r.Profile.Values.Domains {
		if d.Value != nil {
			answered++
		}
	}
	if answered == 0 {
		t.Error("no domain has a value")
	}
}

// Any one byte of a record, of a signature of it, or of both in one file: refused, or still the same to the letter.
func TestAnyChangedByteOfASignedRecordIsRefused(t *testing.T) {
	record := signRecord(t, recorded(t, someAnswers))
	s, signature, err := SignStatement(Statement{ID: "s", Patient: "p", Digest: Digest(record), Signer: "u", Name: "Ana Silva", Role: "clinician", Meaning: "author",
		Confirmed: "password", At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}, signer)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := WriteSigned(s, signature, record)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := OpenSigned(whole, public(signer)); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := OpenSigned(whole, public(other)); err == nil {
		t.Error("by another key: got it opened")
	}
	later := recorded(t, someAnswers)
	later.Treatments = nil
	stranger := recorded(t, someAnswers)
	stranger.Patient = "x"
	for _, r := range []Record{later, stranger} { // each signed by the server too, but not this one
		if s.Holds(signature, signRecord(t, r), public(signer)) == nil {
			t.Error("the signature holds for another record")
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		file, open := whole, func(b []byte) error { _, _, _, err := OpenSigned(b, public(signer)); return err }
		if rapid.Bool().Draw(rt, "the record alone") {
			file, open = record, func(b []byte) error { _, err := OpenRecord(b, nil); return err }
		}
		at, to := rapid.IntRange(0, len(file)-2).Draw(rt, "at"), rapid.Byte().Draw(rt, "to")
		changed := bytes.Clone(file)
		if changed[at] = to; bytes.Equal(changed, file) {
			return
		}
		if open(changed) == nil {
			rt.Fatalf("byte %d changed from %q to %q and nobody noticed: %s", at, file[at], to, file[max(0, at-20):min(len(file), at+20)])
		}
	})
}

func TestARecordThatSaysSomethingFalseIsFound(t *testing.T) {
	cases := []struct {
		want   string
		change func(*Record)
	}{
		{"gad-7@1.0.0: the definition can't be read", func(r *Record) { r.Definitions[0].Text = "id: [" }},
		{"there is no definition of gad-7@1.0.0", func(r *Record) { r.Definitions = nil }},
		{"r: scale total was", func(r *Record) {
			r.Results[0].Answers = q.Form{"q1": "1", "q2": "1", "q3": "1", "q4": "1", "q6": "1", "q7": "1"}
		}},
		{"r: the derivation of total was", func(r *Record) { r.Results[0].Derivations[0].Steps[0] = "Guessed." }},
		{"r: the flags were", func(r *Record) { r.Results[0].Flags = []Flag{{"invented", q.Urgent}} }},
		{"by another definition", func(r *Record) { r.Results[0].Hash = "00" }},
		{"the profile's definition can't be read", func(r *Record) { r.Profile.Definition = "id: [" }},
		{"the profile's definition has the hash", func(r *Record) { r.Profile.Hash = "00" }},
		{"the profile's definition is balance", func(r *Record) { r.Profile.Ref.Version = "9.0.0" }},
		{"the domain", func(r *Record) { *firstValue(r)++ }},
		{"the domain", func(r *Record) { r.Results[0].Status = "amended" }},
		{"the difference of the groups", func(r *Record) { r.Profile.Values.Contrast.Statement = "More of one." }},
		{"the profile has no values", func(r *Record) { r.Profile.Values = nil }},
	}
	for _, c := range cases {
		r := recorded(t, someAnswers)
		c.change(&r)
		opened, err := OpenRecord(signRecord(t, r), public(signer))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(opened.Recheck(), "; "); !strings.Contains(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func firstValue(r *Record) *float64 {
	for _, d := range r.Profile.Values.Domains {
		if d.Value != nil {
			return d.Value
		}
	}
	return nil
}

func TestChangesAreNamed(t *testing.T) {
	cases := []struct {
		want   string
		change func(*Record)
	}{
		{"another patient", func(r *Record) { r.Patient = "x" }},
		{"GAD-7 of 23 November 2026 changed without a correction.", func(r *Record) { r.Results[0].Answers = q.Form{"q1": "0"} }},
		{"GAD-7 of 23 November 2026 is not there any more.", func(r *Record) { r.Results = nil }},
		{"GAD-7 of 23 November 2026 was added.", func(r *Record) { e := r.Results[0]; e.Response = "x"; r.Results = append(r.Results, e) }},
		{"GAD-7 of 23 November 2026 was corrected.", func(r *Record) {
			e := r.Results[0]
			e.Response, e.Amends = "x", "r"
			r.Results[0].Status = "amended"
			r.Results = append(r.Results, e)
		}},
		{"The treatment sertraline 50 mg (start, 1 November 2026) is not there any more.", func(r *Record) { r.Treatments = nil }},
		{"The definition gad-7@1.0.0 is another one.", func(r *Record) { r.Definitions[0].Hash = "00" }},
		{"The profile is made by balance@9.0.0 now", func(r *Record) { r.Profile.Ref.Version = "9.0.0" }},
		{"too old for the profile", func(r *Record) {
			for i := range r.Profile.Values.Domains {
				r.Profile.Values.Domains[i] = DomainValue{ID: r.Profile.Values.Domains[i].ID, Why: "old"}
			}
		}},
		{"Something else", func(r *Record) { r.Notice = []string{"Another notice."} }},
	}
	for _, c := range cases {
		was, is := recorded(t, someAnswers), recorded(t, someAnswers)
		c.change(&is)
		if got := Changes(&was, &is); len(got) != 1 || !strings.Contains(got[0], c.want) {
			t.Errorf("got %q, want %q alone", got, c.want)
		}
	}
}

func FuzzOpenSigned(f *testing.F) {
	f.Add(signRecord(f, recorded(f, someAnswers)))
	f.Add([]byte(`{"signed_by":{},"signature":"","record":{}}`))
	f.Fuzz(func(_ *testing.T, file []byte) {
		_, _, _, _ = OpenSigned(file, nil)
		if r, err := OpenRecord(file, nil); err == nil {
			r.Recheck()
		}
	})
}
