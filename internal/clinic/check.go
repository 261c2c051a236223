package clinic

import (
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// Check says everything that is wrong with a patient's details, naming the fields.
func (p *Patient) Check(now time.Time) error {
	var details []fault.Detail
	wrong := func(field, what string) { details = append(details, fault.Detail{Where: field, What: what}) }
	if !printable(p.RecordNumber, 1, 64) {
		wrong("record_number", orUnseen(p.RecordNumber, "Enter the record number, up to 64 characters."))
	}
	if !printable(p.Name, 1, 200) {
		wrong("name", orUnseen(p.Name, "Enter the name, up to 200 characters."))
	}
	if what := checkBirthDate(p.BirthDate, now); what != "" {
		wrong("birth_date", what)
	}
	if p.Email != "" && !mailAddress(p.Email) {
		wrong("email", "Enter an e-mail address such as name@example.org, or leave it empty.")
	}
	if p.Phone != "" && (!printable(p.Phone, 3, 40) || strings.Trim(p.Phone, "+0123456789 ()-/.") != "") {
		wrong("phone", "Enter a telephone number with digits, or leave it empty.")
	}
	switch p.Sex {
	case Female, Male, OtherSex, UnknownSex:
	default:
		wrong("sex", "Choose one of the answers.")
	}
	if len(details) > 0 {
		return fault.New(fault.Invalid, "Please correct what is marked.", details...)
	}
	return nil
}

func checkBirthDate(d q.Date, now time.Time) string {
	if d == "" {
		return ""
	}
	t, err := time.Parse(time.DateOnly, string(d))
	switch {
	case err != nil:
		return "Enter the birth date as year-month-day, or leave it empty."
	case t.After(now):
		return "The birth date lies in the future."
	case t.Before(now.AddDate(-130, 0, 0)):
		return "The birth date lies more than 130 years back."
	}
	return ""
}

func mailAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254
}

// printable wants valid text of a length in characters, without control or direction-changing characters.
func printable(s string, low, high int) bool {
	n := utf8.RuneCountInString(s)
	return utf8.ValidString(s) && n >= low && n <= high && !strings.ContainsFunc(s, unseen)
}

// unseen says whether a character can't be seen and changes how others are: a line break, or what turns the order of letters.
func unseen(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) }

// orUnseen says what is wrong with a line of text, which somebody who pasted it may not be able to see.
func orUnseen(s, otherwise string) string {
	if strings.ContainsFunc(s, unseen) {
		return "This has characters that can't be seen, such as a line break or one that turns the order of letters. Type it anew instead of pasting it."
	}
	return otherwise
}

// Differences names the fields in which two states of a patient differ, for the audit; never their content.
func (p *Patient) Differences(n Patient) (fields []string) {
	for _, f := range []struct {
		name    string
		changed bool
	}{
		{"record number", p.RecordNumber != n.RecordNumber}, {"name", p.Name != n.Name}, {"birth date", p.BirthDate != n.BirthDate},
		{"sex", p.Sex != n.Sex}, {"e-mail", p.Email != n.Email}, {"telephone", p.Phone != n.Phone}, {"language", p.Language != n.Language},
	} {
		if f.changed {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// Classes gives every medicine class, in the order in which they are offered.
func Classes() []MedicineClass {
	return []MedicineClass{SSRI, SNRI, MAOI, DopamineAgonist, Levodopa, Antipsychotic, Stimulant, OtherMedicine}
}

// Check says everything that is wrong with a treatment event.
func (e *TreatmentEvent) Check(now time.Time) error {
	var details []fault.Detail
	wrong := func(field, what string) { details = append(details, fault.Detail{Where: field, What: what}) }
	if !printable(e.Name, 1, 120) {
		wrong("name", "Enter what it is, up to 120 characters.")
	}
	if !printable(e.Dose, 0, 120) {
		wrong("dose", "Keep the dose under 120 characters.")
	}
	if !printable(strings.ReplaceAll(e.Note, "\n", " "), 0, 2000) {
		wrong("note", "Keep the note under 2000 characters.")
	}
	on, err := time.Parse(time.DateOnly, string(e.On))
	if err != nil || on.After(now.AddDate(1, 0, 0)) || on.Before(now.AddDate(-130, 0, 0)) {
		wrong("on", fmt.Sprintf("Enter the day as year-month-day, not later than %s.", now.AddDate(1, 0, 0).Format(time.DateOnly)))
	}
	switch {
	case knownTreatment(e):
	case e.Kind == Medicine && e.Class == "":
		wrong("class", "Choose the class of the medicine.")
	case e.Kind != Medicine && e.Kind != "" && e.Class != "":
		wrong("class", "A class belongs to a medicine. Choose “Not a medicine”, or the kind “Medicine”.")
	default:
		wrong("kind", "Choose what kind of treatment it is and what happened.")
	}
	if len(details) > 0 {
		return fault.New(fault.Invalid, "Please correct what is marked.", details...)
	}
	return nil
}

func knownTreatment(e *TreatmentEvent) bool {
	kind := e.Kind == Medicine || e.Kind == Therapy || e.Kind == Lifestyle || e.Kind == Finding
	step := e.Step == Started || e.Step == Changed || e.Step == Stopped || e.Step == Noted
	class := e.Kind != Medicine && e.Class == ""
	for _, c := range Classes() {
		class = class || e.Kind == Medicine && e.Class == c
	}
	return kind && step && class
}
