package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type patientFormPage struct {
	Base
	Action   string
	Back     string
	Submit   string
	Revision string
	Fields   []Field
	Place    []Field // of the form for who looks after them; absent for a new patient
}

func (*patientFormPage) template() string { return "patient_form" }

type patientInput struct {
	RecordNumber string `form:"record_number" validate:"max=256" say:"Enter the record number, up to 64 characters."`
	Name         string `form:"name" validate:"max=800" say:"Enter the name, up to 200 characters."`
	BirthDate    string `form:"birth_date" validate:"max=20" say:"Enter the birth date as year-month-day, or leave it empty."`
	Sex          string `form:"sex" sent:"perhaps" validate:"max=20" say:"Choose one of the answers."`
	Email        string `form:"email" validate:"max=254" say:"Enter an e-mail address such as name@example.org, or leave it empty."`
	Phone        string `form:"phone" validate:"max=160" say:"Enter a telephone number with digits, or leave it empty."`
	Language     string `form:"language" validate:"omitempty,bcp47_language_tag" say:"Choose a language."`
	Revision     int    `form:"revision" sent:"perhaps" validate:"min=0"`
	Clinician    string `form:"clinician" sent:"perhaps" validate:"max=64" say:"Choose one of the clinicians."` // this and the next one of a new patient only
	Team         string `form:"team" sent:"perhaps" validate:"max=64" say:"Choose one of the teams."`
}

func (in patientInput) patient(id clinic.PatientID) clinic.Patient {
	return clinic.Patient{ID: id, RecordNumber: in.RecordNumber, Name: in.Name, BirthDate: q.Date(in.BirthDate), Sex: clinic.Sex(in.Sex),
		Email: in.Email, Phone: in.Phone, Language: q.Language(in.Language), Revision: in.Revision,
		Clinician: clinic.UserID(in.Clinician), Team: clinic.TeamID(in.Team)}
}

func inputOf(p clinic.Patient) patientInput {
	return patientInput{RecordNumber: p.RecordNumber, Name: p.Name, BirthDate: string(p.BirthDate), Sex: string(p.Sex),
		Email: p.Email, Phone: p.Phone, Language: string(p.Language), Revision: p.Revision}
}

func (in patientInput) fields(problems Problems) []Field {
	return mark([]Field{
		{Name: "record_number", Label: "Record number", Hint: "Your clinic’s own. Each stands for one patient only.", Value: in.RecordNumber, Short: true},
		{Name: "name", Label: "Name", Value: in.Name},
		{Name: "birth_date", Label: "Birth date", Hint: "Year-month-day, such as 1984-03-27.", Kind: "date", Value: in.BirthDate, Optional: true, Short: true},
		{Name: "sex", Label: "Sex", Hint: "Only used to choose a reference sample, where one is given by sex.", Kind: "radios", Options: choose([]Option{
			{Value: string(clinic.Female), Label: "Female"}, {Value: string(clinic.Male), Label: "Male"},
			{Value: string(clinic.OtherSex), Label: "Other"}, {Value: string(clinic.UnknownSex), Label: "Not known"}}, in.Sex)},
		{Name: "email", Label: "E-mail", Hint: "A patient agrees to e-mails for one address. For another one they have to agree anew.", Kind: "email", Value: in.Email, Optional: true},
		{Name: "phone", Label: "Telephone", Kind: "tel", Value: in.Phone, Optional: true, Short: true},
		{Name: "language", Label: "Language of the questions", Kind: "select", Hint: "Where a form is not there in it, the page says so in it and shows another. It can be changed on every page.", Options: choose(tongueOptions(), in.Language)},
	}, problems)
}

func newPatientForm(in patientInput, placing app.Placing, err error) *patientFormPage {
	p := &patientFormPage{Base: Base{Title: "Add a patient", Section: "patients", Problems: problemsOf(err)}, Action: "/patients", Back: "/patients", Submit: "Add the patient"}
	if fault.KindOf(err) == fault.Conflict {
		p.Problems = Problems{{"record_number", fault.Message(err)}}
	}
	p.Fields = append(in.fields(p.Problems), mark(newPlaceFields(in, placing), p.Problems)...)
	return p
}

func (s *Server) newPatient(c *gin.Context, who clinic.Actor) error {
	placing, err := s.app.Placing(c.Request.Context(), who)
	if err != nil {
		return err
	}
	in := patientInput{Sex: string(clinic.UnknownSex), Clinician: string(who.User), Team: string(placing.Usual)}
	return s.render(c, http.StatusOK, newPatientForm(in, placing, nil))
}

func (s *Server) addPatient(c *gin.Context, who clinic.Actor) error {
	in, err := decode[patientInput](c)
	var id clinic.PatientID
	if err == nil {
		err = s.sentPlace(c, who)
	}
	if err == nil {
		id, err = once(s, c, who, func(ctx context.Context) (clinic.PatientID, error) { return s.app.AddPatient(ctx, who, in.patient("")) })
	}
	switch {
	case correctable(err):
		placing, failed := s.app.Placing(c.Request.Context(), who)
		if failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), newPatientForm(in, placing, err))
	case err != nil:
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=added")
}

// newEditPage makes the page with two forms: for the details, and for who looks after the patient. Either is of what was
// typed, or of what is kept where it is nil.
func (s *Server) newEditPage(c *gin.Context, who clinic.Actor, in *patientInput, place *placeInput, err error) (*patientFormPage, error) {
	ctx, id := c.Request.Context(), clinic.PatientID(c.Param("id"))
	r, failed := s.app.Patient(ctx, who, id)
	if failed != nil {
		return nil, failed
	}
	placing, failed := s.app.Placing(ctx, who)
	if failed != nil {
		return nil, failed
	}
	revision := r.Patient.Revision
	if in != nil {
		revision = in.Revision
	} else if place != nil {
		revision = place.Revision
	}
	kept, placed := inputOf(r.Patient), placeOf(r.Patient)
	if in == nil {
		in = &kept
	}
	if place == nil {
		place = &placed
	}
	path := "/patients/" + string(id)
	p := &patientFormPage{Base: Base{Title: "Edit the patient’s details", Section: "patients", Problems: problemsOf(err)},
		Action: path + "/edit", Back: path, Submit: "Save the changes", Revision: strconv.Itoa(revision)}
	p.Fields = in.fields(p.Problems)
	p.Place = mark(placeFields(*place, r, placing, clinic.VisibleTo(who).All), p.Problems)
	return p, nil
}

func (s *Server) editPatientForm(c *gin.Context, who clinic.Actor) error {
	p, err := s.newEditPage(c, who, nil, nil, nil)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

// editPatient shows the form again where somebody else changed the patient meanwhile: with what was typed, so that nothing
// is lost, and still of the old revision, so that it can't be overwritten unseen.
func (s *Server) editPatient(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	in, err := decode[patientInput](c)
	if err == nil {
		err = sentWhole(c, "revision")
	}
	if err == nil {
		err = s.app.EditPatient(c.Request.Context(), who, in.patient(id))
	}
	switch {
	case correctable(err):
		p, failed := s.newEditPage(c, who, &in, nil, err)
		if failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=saved")
}
