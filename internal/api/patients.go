package api

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type patientInput struct {
	RecordNumber string     `json:"record_number" about:"the clinic's own; each stands for one patient only"`
	Name         string     `json:"name"`
	BirthDate    *q.Date    `json:"birth_date,omitempty"`
	Sex          clinic.Sex `json:"sex,omitempty" about:"only used to choose a reference sample; unknown where it is left out" words:"female,male,other,unknown"`
	Email        string     `json:"email,omitempty"`
	Phone        string     `json:"phone,omitempty"`
	Language     q.Language `json:"language,omitempty" about:"of the questions; en where it is left out"`
}

func (in patientInput) patient() clinic.Patient {
	p := clinic.Patient{RecordNumber: in.RecordNumber, Name: in.Name, Sex: in.Sex, Email: in.Email, Phone: in.Phone, Language: in.Language}
	if in.BirthDate != nil {
		p.BirthDate = *in.BirthDate
	}
	if p.Sex == "" {
		p.Sex = clinic.UnknownSex
	}
	if p.Language == "" {
		p.Language = q.DefaultLanguage
	}
	return p
}

// newPatientInput is a patient who is not there yet, and who looks after them.
type newPatientInput struct {
	patientInput
	Clinician clinic.UserID `json:"clinician,omitempty" about:"who is responsible; you where it is left out"`
	Team      clinic.TeamID `json:"team,omitempty" about:"which team looks after them; yours where you have one and it is left out"`
}

type patient struct {
	ID           clinic.PatientID `json:"id"`
	Revision     int              `json:"revision" about:"rises with every change"`
	RecordNumber string           `json:"record_number"`
	Name         string           `json:"name"`
	BirthDate    *q.Date          `json:"birth_date"`
	Sex          clinic.Sex       `json:"sex" words:"female,male,other,unknown"`
	Email        *string          `json:"email"`
	Phone        *string          `json:"phone"`
	Language     q.Language       `json:"language"`
	Clinician    *clinic.UserID   `json:"clinician" about:"who is responsible"`
	Team         *clinic.TeamID   `json:"team" about:"which team looks after them"`
	CreatedAt    time.Time        `json:"created_at"`
	UpdatedAt    time.Time        `json:"updated_at"`
}

func newPatient(p clinic.Patient) patient {
	return patient{p.ID, p.Revision, p.RecordNumber, p.Name, unlessEmpty(p.BirthDate), p.Sex, unlessEmpty(p.Email), unlessEmpty(p.Phone), p.Language, unlessEmpty(p.Clinician), unlessEmpty(p.Team), p.CreatedAt, p.UpdatedAt}
}

// unlessEmpty gives null for what is not known.
func unlessEmpty[S ~string](s S) *S {
	if s == "" {
		return nil
	}
	return &s
}

type added struct {
	ID       clinic.PatientID `json:"id"`
	Revision int              `json:"revision"`
}

func etag(revision int) string { return `"` + strconv.Itoa(revision) + `"` }

func (x *call) patients(ctx context.Context) (*answer, error) {
	p, err := x.asked()
	if err != nil {
		return nil, err
	}
	list, err := x.App.Patients(ctx, x.who, p)
	if err != nil {
		return nil, err
	}
	return listPage(x, p, list, func(p clinic.Patient) string { return string(p.ID) }, newPatient)
}

func (x *call) patientID() clinic.PatientID { return clinic.PatientID(x.c.Param("id")) }

func (x *call) patient(ctx context.Context) (*answer, error) {
	r, err := x.App.Patient(ctx, x.who, x.patientID())
	if err != nil {
		return nil, err
	}
	out, err := x.gives(newPatient(r.Patient))
	if err == nil {
		out.ETag = etag(r.Patient.Revision)
	}
	return out, err
}

func (x *call) addPatient(ctx context.Context) (*answer, error) {
	in, err := read[newPatientInput](x.body)
	if err != nil {
		return nil, err
	}
	p := in.patient()
	p.Clinician, p.Team = in.Clinician, in.Team
	id, err := x.App.AddPatient(ctx, x.who, p)
	if err != nil {
		return nil, err
	}
	out, err := x.gives(added{id, 1})
	if err == nil {
		out.Location, out.ETag = Prefix+"/patients/"+string(id), etag(1)
	}
	return out, err
}

// editPatient wants the state that the change was made from: 412 says that somebody changed the patient meanwhile.
func (x *call) editPatient(ctx context.Context) (*answer, error) {
	revision, err := x.ifMatch()
	if err != nil {
		return nil, err
	}
	in, err := read[patientInput](x.body)
	if err != nil {
		return nil, err
	}
	p := in.patient()
	p.ID, p.Revision = x.patientID(), revision
	if err := x.App.EditPatient(ctx, x.who, p); err != nil {
		return nil, err
	}
	return &answer{Status: x.op.status, ETag: etag(revision + 1)}, nil
}

func (x *call) ifMatch() (revision int, err error) {
	said := x.c.GetHeader("If-Match")
	if said == "" {
		return 0, errNoMatch
	}
	if revision, err = strconv.Atoi(strings.Trim(said, `"`)); err != nil || said != etag(revision) {
		return 0, errors.Join(app.ErrStale, err)
	}
	return revision, nil
}
