package api

import (
	"context"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type invitationInput struct {
	Battery []q.ID `json:"battery" about:"the questionnaires by their ids; the newest released version of each is asked"`
	Days    int    `json:"days" about:"how long the link lasts, 1 to 90"`
}

type invitation struct {
	ID         clinic.InvitationID    `json:"id"`
	State      clinic.InvitationState `json:"state" words:"open,expired,revoked,finished"`
	CreatedAt  time.Time              `json:"created_at"`
	ExpiresAt  time.Time              `json:"expires_at"`
	RevokedAt  *time.Time             `json:"revoked_at"`
	FinishedAt *time.Time             `json:"finished_at"`
}

type invited struct {
	ID        clinic.InvitationID `json:"id"`
	Link      string              `json:"link" about:"said once and kept nowhere"`
	ExpiresAt time.Time           `json:"expires_at"`
}

func (x *call) invitations(ctx context.Context) (*answer, error) {
	p, err := x.asked()
	if err != nil {
		return nil, err
	}
	list, err := x.App.Invitations(ctx, x.who, x.patientID(), p)
	if err != nil {
		return nil, err
	}
	now := x.App.Now()
	return listPage(x, p, list, func(i clinic.Invitation) string { return string(i.ID) }, func(i clinic.Invitation) invitation {
		return invitation{i.ID, i.State(now), i.CreatedAt, i.ExpiresAt, i.RevokedAt, i.FinishedAt}
	})
}

func (x *call) invite(ctx context.Context) (*answer, error) {
	in, err := read[invitationInput](x.body)
	if err != nil {
		return nil, err
	}
	secret, i, err := x.App.Invite(ctx, x.who, x.patientID(), in.Battery, in.Days)
	if err != nil {
		return nil, err
	}
	return x.gives(invited{i.ID, x.Address(x.c.Request) + "/i/" + secret, i.ExpiresAt.UTC()})
}

func (x *call) revokeInvitation(ctx context.Context) (*answer, error) {
	_, err := x.App.Revoke(ctx, x.who, clinic.InvitationID(x.c.Param("id")))
	return &answer{Status: x.op.status}, err
}
