package api

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

type entry struct {
	Seq     int64     `json:"seq" about:"counts from 1 without a gap"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor" about:"user: or invitation: and an id"`
	Role    string    `json:"role"`
	Action  string    `json:"action"`
	Patient *string   `json:"patient"`
	Subject string    `json:"subject"`
	Why     *string   `json:"why"`
	From    *string   `json:"from" about:"the network address"`
	Hash    string    `json:"hash" about:"of the chain at this entry, in hexadecimal"`
}

// audit goes from the newest entry to the older ones, so that what is written meanwhile moves nothing.
func (x *call) audit(ctx context.Context) (*answer, error) {
	p, err := x.asked()
	if err != nil {
		return nil, err
	}
	query := app.AuditQuery{Patient: clinic.PatientID(x.query.Get("patient")), Limit: p.Limit}
	if p.After != "" {
		if query.Before, err = strconv.ParseInt(p.After, 10, 64); err != nil {
			return nil, wrongQuery("cursor", "this is no cursor of this list")
		}
	}
	entries, err := x.App.AuditPage(ctx, x.who, query)
	if err != nil {
		return nil, err
	}
	list := make([]entry, len(entries))
	for i, e := range entries {
		list[i] = entry{e.Seq, e.At, e.Actor, e.Role, e.Action, unlessEmpty(e.Patient), e.Subject, unlessEmpty(e.Why), unlessEmpty(e.From), hex.EncodeToString(e.Hash)}
	}
	return listPage(x, p, list, func(e entry) string { return strconv.FormatInt(e.Seq, 10) }, func(e entry) entry { return e })
}
