package api

import (
	"context"
	"slices"
	"strings"

	"steelyard/internal/app"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// anything is a JSON object that another document describes.
type anything struct{}

type definition struct {
	Ref        q.Ref      `json:"ref" about:"id@version"`
	Title      string     `json:"title"`
	Hash       q.Hash     `json:"sha256" about:"of the canonical form"`
	State      string     `json:"state" words:"draft,released,retired"`
	Evidence   q.Evidence `json:"evidence"`
	Respondent string     `json:"respondent" words:"patient,clinician,either"`
	Askable    bool       `json:"askable" about:"whether it can be asked now"`
}

func (x *call) definitions(ctx context.Context) (*answer, error) {
	p, err := x.asked()
	if err != nil {
		return nil, err
	}
	known, err := x.App.Versions(ctx, x.who)
	if err != nil {
		return nil, err
	}
	name := func(e *app.Entry) string { return e.Ref().String() }
	list := slices.DeleteFunc(slices.Clone(known.Entries), func(e *app.Entry) bool { return name(e) <= p.After })
	slices.SortFunc(list, func(a, b *app.Entry) int { return strings.Compare(name(a), name(b)) })
	now := x.App.Now()
	return listPage(x, p, list[:min(len(list), p.Limit)], name, func(e *app.Entry) definition {
		d := e.Definition
		return definition{e.Ref(), d.Title.In(q.DefaultLanguage), d.Hash(), string(e.State), d.Evidence, string(d.Respondent), e.CanBeAdministered(now) == nil}
	})
}

func (x *call) ref() (q.Ref, error) {
	ref, err := q.ParseRef(x.c.Param("ref"))
	if err != nil {
		return ref, fault.Wrap(err, fault.NotFound, "There is no such questionnaire version. Name it like phq-9@1.0.0.")
	}
	return ref, nil
}

func (x *call) entry(ctx context.Context) (*app.Entry, error) {
	ref, err := x.ref()
	if err != nil {
		return nil, err
	}
	return x.App.Version(ctx, x.who, ref)
}

// definition gives the bytes that the hash is taken of.
func (x *call) definition(ctx context.Context) (*answer, error) {
	e, err := x.entry(ctx)
	if err != nil {
		return nil, err
	}
	canonical, err := e.Canonical()
	if err != nil {
		return nil, err
	}
	return &answer{Status: x.op.status, ETag: `"` + string(e.Definition.Hash()) + `"`, Body: canonical}, nil
}
