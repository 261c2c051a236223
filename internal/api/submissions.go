package api

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type submissionInput struct {
	Questionnaire q.Ref              `json:"questionnaire" about:"id@version"`
	Mode          string             `json:"mode" about:"how the answers were given" words:"in-person,paper"`
	Answers       map[q.ItemID]value `json:"answers" about:"by item: the choice's code as text, a number as a number, a time, date or duration as text; null or left out where it was not answered"`
	Language      q.Language         `json:"language,omitempty" about:"in which it was asked in person"`
	AnsweredOn    *q.Date            `json:"answered_on,omitempty" about:"the day on a paper form; needed for paper"`
	Reason        string             `json:"reason,omitempty" about:"why a second paper form of the same day is kept"`
}

type submitted struct {
	ID clinic.ResponseID `json:"id"`
}

type completed struct {
	ID            clinic.ResponseID     `json:"id"`
	Questionnaire q.Ref                 `json:"questionnaire"`
	Status        clinic.ResponseStatus `json:"status" words:"completed,amended"`
	CompletedAt   time.Time             `json:"completed_at"`
	Amends        *clinic.ResponseID    `json:"amends" about:"the submission that this one corrects"`
}

type submission struct {
	ID            clinic.ResponseID     `json:"id"`
	Patient       clinic.PatientID      `json:"patient"`
	Questionnaire q.Ref                 `json:"questionnaire"`
	Hash          q.Hash                `json:"sha256" about:"of the definition that was answered"`
	Status        clinic.ResponseStatus `json:"status" words:"in-progress,completed,amended"`
	Language      q.Language            `json:"language"`
	Answers       map[q.ItemID]any      `json:"answers" about:"as they are sent"`
	StartedAt     time.Time             `json:"started_at"`
	CompletedAt   *time.Time            `json:"completed_at"`
	Amends        *clinic.ResponseID    `json:"amends"`
	Reason        *string               `json:"reason" about:"why it corrects another"`
	CorrectedBy   *clinic.ResponseID    `json:"corrected_by"`
}

func (x *call) submissions(ctx context.Context) (*answer, error) {
	p, err := x.asked()
	if err != nil {
		return nil, err
	}
	list, err := x.App.Responses(ctx, x.who, x.patientID(), p)
	if err != nil {
		return nil, err
	}
	return listPage(x, p, list, func(r clinic.Response) string { return string(r.ID) }, func(r clinic.Response) completed {
		return completed{r.ID, r.Questionnaire, r.Status, r.CompletedAt.UTC(), unlessEmpty(r.Amends)}
	})
}

// submit keeps a whole submission. Where it answers 201, all of it is on disk.
func (x *call) submit(ctx context.Context) (*answer, error) {
	in, err := read[submissionInput](x.body)
	if err != nil {
		return nil, err
	}
	form, err := x.form(ctx, in)
	if err != nil {
		return nil, err
	}
	id, err := x.keep(ctx, in, form)
	if err != nil {
		return nil, placed(err)
	}
	out, err := x.gives(submitted{id})
	if err == nil {
		out.Location = Prefix + "/submissions/" + string(id)
	}
	return out, err
}

func (x *call) keep(ctx context.Context, in submissionInput, form q.Form) (clinic.ResponseID, error) {
	switch clinic.Mode(in.Mode) {
	case clinic.InPerson:
		return x.App.Enter(ctx, x.who, app.Submission{Patient: x.patientID(), Ref: in.Questionnaire, Answers: form, Language: in.Language})
	case clinic.Paper:
		f := app.PaperForm{Patient: x.patientID(), Ref: in.Questionnaire, Answers: form, Key: x.App.NewID(), Reason: in.Reason}
		if in.AnsweredOn != nil {
			f.AnsweredOn = *in.AnsweredOn
		}
		return x.App.EnterPaper(ctx, x.who, f)
	}
	return "", invalid("#/mode", "this is neither in-person nor paper", "online answers come in through the patient's own link")
}

func invalid(where, what, mend string) error {
	return fault.New(fault.Invalid, "Nothing was kept. Please correct what is named in errors.", fault.Detail{Where: where, What: what, Mend: mend})
}

// form turns answers into what a form would have sent. What is a number by the definition must have come as one, and what
// is not must not.
func (x *call) form(ctx context.Context, in submissionInput) (q.Form, error) {
	e, err := x.version(ctx, in.Questionnaire)
	if err != nil {
		return nil, err
	}
	form, r := q.Form{}, reader{}
	for id, v := range in.Answers {
		if v.kind == isNull {
			continue
		}
		want, at := isText, "/answers/"+escape(string(id))
		item, ok := e.Definition.Item(id)
		if ok && item.Kind() == q.NumberItem {
			want = isNumber
		}
		switch {
		case !ok:
			r.fault(at, "there is no such question in "+in.Questionnaire.String(), "")
		case !r.is(v.node, want, at):
		case v.text == "":
			r.fault(at, "there is nothing here", "send null, or leave it out, where it was not answered")
		default:
			form[id] = v.text
		}
	}
	if len(r.wrong) > 0 {
		return nil, fault.New(fault.Invalid, "Nothing was kept. Please correct what is named in errors.", sorted(r.wrong)...)
	}
	return form, nil
}

// version gives what is answered. Whoever may answer it need not be allowed to read the library.
func (x *call) version(ctx context.Context, ref q.Ref) (*app.Entry, error) {
	e, err := x.App.Askable(ctx, x.who, ref)
	if fault.KindOf(err) == fault.NotFound {
		return nil, invalid("#/questionnaire", fault.Message(err), "name a version that GET "+Prefix+"/definitions lists")
	}
	return e, err
}

// placed says where in the body a detail of a use case belongs: items below answers, and what is no item at its own key.
func placed(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Details) == 0 {
		return err
	}
	moved := fault.Error{Kind: f.Kind, Message: f.Message, Err: err}
	for _, d := range f.Details {
		switch d.Where {
		case "_answered_on", "_reason":
			d.Where = pointer("/" + d.Where[1:])
		default:
			d.Where = pointer("/answers/" + escape(d.Where))
		}
		moved.Details = append(moved.Details, d)
	}
	return &moved
}

func (x *call) submission(ctx context.Context) (*answer, error) {
	r, err := x.App.Response(ctx, x.who, x.responseID())
	if err != nil {
		return nil, err
	}
	s := &r.Response
	out := submission{ID: s.ID, Patient: s.PatientID, Questionnaire: s.Questionnaire, Hash: s.Hash, Status: s.Status, Language: s.Language, Answers: map[q.ItemID]any{},
		StartedAt: s.StartedAt, CompletedAt: s.CompletedAt, Amends: unlessEmpty(s.Amends), Reason: unlessEmpty(s.Reason), CorrectedBy: unlessEmpty(r.CorrectedBy)}
	for id, raw := range s.Answers {
		out.Answers[id] = raw
		if item, ok := r.Entry.Definition.Item(id); ok && item.Kind() == q.NumberItem {
			out.Answers[id] = json.Number(raw)
		}
	}
	return x.gives(out)
}

func (x *call) responseID() clinic.ResponseID { return clinic.ResponseID(x.c.Param("id")) }
