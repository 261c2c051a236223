package demo

import (
	"context"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// today has two people answer shortly before somebody looks, and a third one begin, so that every state of the work list has
// somebody in it. It is never yesterday.
func (f *filler) today(ctx context.Context, people []clinic.PatientID) error {
	year, month, day := f.now.In(f.app.Zone()).Date()
	midnight := time.Date(year, month, day, 0, 0, 0, 0, f.app.Zone())
	for i, id := range people[:3] {
		if f.clock = f.now.Add(time.Duration(i-15) * time.Minute); f.clock.Before(midnight) {
			f.clock = midnight
		}
		token, _, err := f.app.Invite(ctx, f.staff, id, []q.ID{"core-sleep", "gad-7"}, 14)
		if err != nil {
			return err
		}
		if c := f.course(); i < 2 {
			err = f.answerLink(ctx, token, &c, 0)
		} else {
			err = f.begunLink(ctx, token, &c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// begunLink answers the first part of a visit and leaves the rest for later.
func (f *filler) begunLink(ctx context.Context, token string, c *course) error {
	v, err := f.agreedLink(ctx, token)
	if err != nil {
		return err
	}
	_, err = f.app.SaveAnswers(ctx, &v, 0, f.answers(v.Parts[0].Entry.Definition, c, 0), q.DefaultLanguage)
	return err
}

// tags marks some people, so that the list can be narrowed by what a clinic sorts its patients by.
func (f *filler) tags(ctx context.Context, people []clinic.PatientID) error {
	f.clock = f.now
	for i, id := range people {
		var names []string
		if i%6 == 0 {
			names = append(names, "Tuesday group")
		}
		if i%9 == 3 {
			names = append(names, "new medicine")
		}
		if len(names) == 0 {
			continue
		}
		if err := f.app.SetTags(ctx, f.staff, id, nil, names...); err != nil {
			return err
		}
	}
	return nil
}
