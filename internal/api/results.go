package api

import (
	"context"
	"slices"
	"strings"

	"steelyard/internal/app"
	jsonfile "steelyard/internal/export/json"
	"steelyard/internal/fault"
)

// result gives the numbers with their notice, which the form of the answer can't be made without.
func (x *call) result(ctx context.Context) (*answer, error) {
	r, err := x.App.Response(ctx, x.who, x.responseID())
	if err != nil {
		return nil, err
	}
	if r.View == nil {
		return nil, fault.New(fault.Conflict, "These answers are not finished. There is no result before they are.")
	}
	form, err := jsonfile.NewResult(r.View, r.Notice, x.App.Invented)
	if err != nil {
		return nil, err
	}
	return x.gives(form)
}

func (x *call) receipt(ctx context.Context) (*answer, error) {
	file, err := x.App.Receipt(ctx, x.who, x.responseID())
	if err != nil {
		return nil, err
	}
	return &answer{Status: x.op.status, Body: file}, nil
}

func (x *call) profile(ctx context.Context) (*answer, error) {
	r, err := x.App.Report(ctx, x.who, app.ReportRequest{Patient: x.patientID(), Lately: true})
	if err != nil {
		return nil, err
	}
	form, err := jsonfile.NewProfile(r)
	if err != nil {
		return nil, err
	}
	return x.gives(form)
}

func sorted(details []fault.Detail) []fault.Detail {
	slices.SortFunc(details, func(a, b fault.Detail) int { return strings.Compare(a.Where+a.What, b.Where+b.What) })
	return details
}
