package server

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

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
}

func (*patientFormPage) template() string { return "patient_form" }

type patientInput struct {
	RecordNumber string `form:"record_number" validate:"max=256" say:"Enter the record number, up to 64 characters."`
	Name         string `form:"name" validate:"max=800" say:"Enter the name, up to 200 characters."`
	BirthDate    string `form:"birth_date" validate:"max=20" say:"Enter the birth date as year-month-day, or leave it empty."`
	Sex          string `form:"sex" validate:"max=20" say:"Choose one of the answers."`
	Email        string `form:"email" validate:"max=254" say:"Enter an e-mail address such as name@example.org, or leave it empty."`
	Phone        string `form:"phone" validate:"max=160" say:"Enter a telephone number with digits, or leave it empty."`
	Language     string `form:"language" validate:"omitempty,bcp47_language_tag" say:"Choose a language."`
	Revision     int    `form:"revision" validate:"min=0"`
}

func (in patientInput) patient(id clinic.PatientID) clinic.Patient {
	return clinic.Patient{ID: id, RecordNumber: in.RecordNumber, Name: in.Name, BirthDate: q.Date(in.BirthDate), Sex: clinic.Sex(in.Sex),
		Email: in.Email, Phone: in.Phone, Language: q.Language(in.Language), Revision: in.Revision}
}

func inputOf(p clinic.Patient) patientInput {
	return patientInput{p.RecordNumber, p.Name, string(p.BirthDate), string(p.Sex), p.Email, p.Phone, string(p.Language), p.Revision}
}

func (in patientInput) fields(problems Problems) []Field {
	return mark([]Field{
		{Name: "record_number", Label: "Record number", Hint: "Your clinic’s own. Each stands for one patient only.", Value: in.RecordNumber, Short: true},
		{Name: "name", Label: "Name", Value: in.Name},
		{Name: "birth_date", Label: "Birth date", Hint: "Year-month-day, such as 1984-03-27.", Kind: "date", Value: in.BirthDate, Optional: true, Short: true},
		{Name: "sex", Label: "Sex", Hint: "Only used to choose a reference sample, where one is given by sex.", Kind: "radios", Options: choose([]Option{
			{Value: string(clinic.Female), Label: "Female"}, {Value: string(clinic.Male), Label: "Male"},
			{Value: string(clinic.OtherSex), Label: "Other"}, {Value: string(clinic.UnknownSex), Label: "Not known"}}, in.Sex)},
		{Name: "email", Label: "E-mail", Kind: "email", Value: in.Email, Optional: true},
		{Name: "phone", Label: "Telephone", Kind: "tel", Value: in.Phone, Optional: true, Short: true},
		{Name: "language", Label: "Language of the questions", Kind: "select", Options: choose([]Option{{Value: "en", Label: "English"}}, in.Language)},
	}, problems)
}

func newPatientForm(in patientInput, err error) *patientFormPage {
	p := &patientFormPage{Base: Base{Title: "Add a patient", Section: "patients", Problems: problemsOf(err)}, Action: "/patients", Back: "/patients", Submit: "Add the patient"}
	if fault.KindOf(err) == fault.Conflict {
		p.Problems = Problems{{"record_number", fault.Message(err)}}
	}
	p.Fields = in.fields(p.Problems)
	return p
}

func (s *Server) newPatient(c *gin.Context, _ clinic.Actor) error {
	return s.render(c, http.StatusOK, newPatientForm(patientInput{Sex: string(clinic.UnknownSex), Language: string(q.DefaultLanguage)}, nil))
}

func (s *Server) addPatient(c *gin.Context, who clinic.Actor) error {
	in, err := decode[patientInput](c)
	var id clinic.PatientID
	if err == nil {
		id, err = s.app.AddPatient(c.Request.Context(), who, in.patient(""))
	}
	switch {
	case correctable(err):
		return s.render(c, statusOf(err), newPatientForm(in, err))
	case err != nil:
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=added")
}

func newEditForm(id clinic.PatientID, in patientInput, err error) *patientFormPage {
	path := "/patients/" + string(id)
	p := &patientFormPage{Base: Base{Title: "Edit the patient’s details", Section: "patients", Problems: problemsOf(err)},
		Action: path + "/edit", Back: path, Submit: "Save the changes", Revision: strconv.Itoa(in.Revision)}
	p.Fields = in.fields(p.Problems)
	return p
}

func (s *Server) editPatientForm(c *gin.Context, who clinic.Actor) error {
	r, err := s.app.Patient(c.Request.Context(), who, clinic.PatientID(c.Param("id")))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, newEditForm(r.Patient.ID, inputOf(r.Patient), nil))
}

// editPatient shows the form again where somebody else changed the patient meanwhile: with what was typed, so that nothing
// is lost, and still of the old revision, so that it can't be overwritten unseen.
func (s *Server) editPatient(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	in, err := decode[patientInput](c)
	if err == nil {
		err = s.app.EditPatient(c.Request.Context(), who, in.patient(id))
	}
	switch {
	case correctable(err):
		return s.render(c, statusOf(err), newEditForm(id, in, err))
	case err != nil:
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=saved")
}
