package server

import (
	"slices"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

// placeInput is who looks after a patient.
type placeInput struct {
	Clinician string `form:"clinician" validate:"max=64" say:"Choose one of the clinicians."`
	Team      string `form:"team" validate:"max=64" say:"Choose one of the teams."`
	Revision  int    `form:"revision" validate:"min=0"`
}

func placeOf(p clinic.Patient) placeInput {
	return placeInput{string(p.Clinician), string(p.Team), p.Revision}
}

func clinicianOptions(p app.Placing) (options []Option) {
	for _, u := range p.Clinicians {
		options = append(options, Option{Value: string(u.ID), Label: u.Name})
	}
	return options
}

func teamOptions(p app.Placing) (options []Option) {
	for _, t := range p.Teams {
		options = append(options, Option{Value: string(t.ID), Label: t.Name})
	}
	return options
}

// newPlaceFields ask who looks after a new patient, as far as there is a choice.
func newPlaceFields(in patientInput, p app.Placing) (fields []Field) {
	if len(p.Clinicians) > 1 {
		fields = append(fields, Field{Name: "clinician", Label: "Responsible clinician", Kind: "select", Options: choose(clinicianOptions(p), in.Clinician)})
	}
	if len(p.Teams) > 1 {
		options := teamOptions(p)
		if p.Usual == "" {
			options = append([]Option{{Label: "Choose a team"}}, options...)
		}
		fields = append(fields, Field{Name: "team", Label: "Team", Hint: "Everybody in the team sees the patient.", Kind: "select", Options: choose(options, in.Team)})
	}
	return fields
}

// sentPlace refuses the form of a new patient that lacks a field about who looks after them.
func (s *Server) sentPlace(c *gin.Context, who clinic.Actor) error {
	placing, err := s.app.Placing(c.Request.Context(), who)
	if err != nil {
		return err
	}
	for _, f := range newPlaceFields(patientInput{}, placing) {
		if err := sentWhole(c, f.Name); err != nil {
			return err
		}
	}
	return nil
}

// placeFields ask who looks after a patient. Who does now can always be kept.
func placeFields(in placeInput, r app.PatientRecord, p app.Placing, all bool) []Field {
	clinicians := withPresent(clinicianOptions(p), Option{Value: string(r.Patient.Clinician), Label: r.Clinician})
	teams := withPresent(teamOptions(p), Option{Value: string(r.Patient.Team), Label: r.Team})
	hint := "Everybody in the team sees the patient."
	if !all {
		hint += " Only an administrator can move a patient to a team you are not in."
	}
	return []Field{
		{Name: "clinician", Label: "Responsible clinician", Hint: "They see the patient, whatever the team.", Kind: "select", Options: choose(append(clinicians, Option{Label: "Nobody in particular"}), in.Clinician)},
		{Name: "team", Label: "Team", Hint: hint, Kind: "select", Options: choose(append(teams, Option{Label: "No team"}), in.Team)},
	}
}

func withPresent(options []Option, present Option) []Option {
	if present.Value == "" || slices.ContainsFunc(options, func(o Option) bool { return o.Value == present.Value }) {
		return options
	}
	return append(options, present)
}

// placePatient shows the page again where somebody else changed the patient meanwhile, as editPatient does.
func (s *Server) placePatient(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	in, err := decode[placeInput](c)
	if err == nil {
		err = s.app.PlacePatient(c.Request.Context(), who, clinic.Patient{ID: id, Clinician: clinic.UserID(in.Clinician), Team: clinic.TeamID(in.Team), Revision: in.Revision})
	}
	switch {
	case correctable(err):
		p, failed := s.newEditPage(c, who, nil, &in, err)
		if failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=moved")
}
