package server

import (
	"html/template"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/locale"
)

// handout is the sheet for a patient that the page of a new link prints, in the patient's language.
type handout struct {
	voice    *locale.Voice
	Language string // its name in English, for whoever prints it
	Site     string
	Contact  *contact
	Link     string
	QR       template.HTML
	Minutes  int
	Until    string
	Proof    bool // another device is asked for the birth date
	Help     help
}

// T gives a message in the patient's language.
func (h *handout) T(id string, args ...any) template.HTML { return h.voice.HTML(id, args...) }

// Lang gives the sheet's language.
func (h *handout) Lang() string { return string(h.voice.Language()) }

// Dir says how it is written.
func (h *handout) Dir() string { return h.voice.Direction() }

// newHandout makes the sheet of a link in the language of the patient's record, or else of the site.
func (s *Server) newHandout(site *clinic.Site, patient *clinic.Patient, link string, ends time.Time, minutes int) (*handout, error) {
	language := patient.Language
	if !s.words.Has(language) {
		language = site.Language
	}
	v := s.words.In(language)
	h := &handout{voice: v, Language: languageName(v.Language()), Site: site.Name, Contact: newContact(site, v), Link: link, Minutes: minutes, Until: s.endIn(v, ends), Proof: patient.BirthDate != "", Help: newHelp(site, v)}
	var err error
	h.QR, err = drawQR(link, v.Say("handout.qr"))
	return h, err
}
