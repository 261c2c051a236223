package server

import (
	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
)

type tagsInput struct {
	Tags   []string `form:"tag" validate:"max=100,dive,max=64" say:"Choose among the tags there are."`
	NewTag string   `form:"new_tag" validate:"max=120" say:"Enter one or a few words for the tag, up to 30 characters."`
}

// tagsForm is the tags of a patient, and the form that changes them.
type tagsForm struct {
	Own    []clinic.Tag
	Fields []Field
	Open   bool
}

func newTagsForm(in tagsInput, all, own []clinic.Tag, problems Problems) tagsForm {
	f := tagsForm{Own: own, Open: len(problems) > 0}
	options := make([]Option, len(all))
	for i, t := range all {
		options[i] = Option{Value: string(t.ID), Label: t.Name}
	}
	if len(all) > 0 {
		f.Fields = append(f.Fields, Field{Name: "tag", Label: "Tags", Kind: "checks", Options: chooseAll(options, in.Tags)})
	}
	f.Fields = mark(append(f.Fields, Field{Name: "new_tag", Label: "A new tag", Hint: "A word of the clinic’s for a group of patients, such as trial A. Everybody on the staff can see it in lists: no names.", Value: in.NewTag, Optional: true, Short: true}), problems)
	return f
}

// tagsOf gives the form as it stands for a patient.
func (s *Server) tagsOf(c *gin.Context, who clinic.Actor, in *tagsInput, problems Problems) (tagsForm, error) {
	all, own, err := s.app.PatientTags(c.Request.Context(), who, clinic.PatientID(c.Param("id")))
	if err != nil {
		return tagsForm{}, err
	}
	if in == nil {
		in = &tagsInput{}
		for _, t := range own {
			in.Tags = append(in.Tags, string(t.ID))
		}
	}
	return newTagsForm(*in, all, own, problems), nil
}

func (s *Server) tagPatient(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	in, err := decode[tagsInput](c)
	if err == nil {
		var added []string
		if in.NewTag != "" {
			added = append(added, in.NewTag)
		}
		err = s.app.SetTags(c.Request.Context(), who, id, idsOf[clinic.TagID](in.Tags), added...)
	}
	switch {
	case correctable(err):
		p, failed := s.newPatientPage(c, who)
		if failed != nil {
			return failed
		}
		p.Problems = problemsOf(err)
		if p.Tags, failed = s.tagsOf(c, who, &in, p.Problems); failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=tagged")
}
