package store

import (
	"fmt"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

type invitationRow struct {
	ID          string `gorm:"primaryKey"`
	EncounterID string
	PatientID   string
	TokenHash   []byte
	CreatedBy   *string
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
	ExpiresAt   int64
	RevokedAt   *int64
	FinishedAt  *int64
}

// TableName names the table.
func (invitationRow) TableName() string { return "invitations" }

func newInvitationRow(i clinic.Invitation) invitationRow {
	return invitationRow{
		ID: string(i.ID), EncounterID: string(i.EncounterID), PatientID: string(i.PatientID), TokenHash: i.TokenHash,
		CreatedBy: orNull(i.CreatedBy), CreatedAt: micros(i.CreatedAt), ExpiresAt: micros(i.ExpiresAt),
		RevokedAt: microsOf(i.RevokedAt), FinishedAt: microsOf(i.FinishedAt),
	}
}

func (r invitationRow) domain() (clinic.Invitation, error) {
	return clinic.Invitation{
		ID: clinic.InvitationID(r.ID), EncounterID: clinic.EncounterID(r.EncounterID), PatientID: clinic.PatientID(r.PatientID),
		TokenHash: r.TokenHash, CreatedBy: orEmpty[clinic.UserID](r.CreatedBy), CreatedAt: instant(r.CreatedAt),
		ExpiresAt: instant(r.ExpiresAt), RevokedAt: instantOf(r.RevokedAt), FinishedAt: instantOf(r.FinishedAt),
	}, nil
}

// CreateInvitation adds an invitation to an encounter of the same patient.
func (tx *Tx) CreateInvitation(i clinic.Invitation) error {
	if err := tx.db.Create(new(newInvitationRow(i))).Error; err != nil {
		return fails("create invitation "+string(i.ID), err)
	}
	return tx.tally(string(i.PatientID), tallyLinks)
}

// GetInvitation gives an invitation.
func (tx *Tx) GetInvitation(id clinic.InvitationID) (clinic.Invitation, error) {
	return get[invitationRow](tx, "invitation", id)
}

// FindInvitationByTokenHash gives the invitation one of whose tokens has this hash, whatever its state.
func (tx *Tx) FindInvitationByTokenHash(hash []byte) (clinic.Invitation, bool, error) {
	i, ok, err := find[invitationRow](tx, "token_hash = ?", hash)
	if err != nil || ok {
		return i, ok, err
	}
	return find[invitationRow](tx, "id = (SELECT t.invitation_id FROM link_tokens t WHERE t.token_hash = ? AND t.purpose = 'answer')", hash)
}

// UpdateInvitation writes when an invitation was revoked or finished, and forgets its devices; a Conflict where it already was either.
func (tx *Tx) UpdateInvitation(i clinic.Invitation) error {
	r, act := newInvitationRow(i), "update invitation "+string(i.ID)
	done := tx.db.Model(&invitationRow{}).Where("id = ? AND patient_id = ? AND revoked_at IS NULL AND finished_at IS NULL", r.ID, r.PatientID).
		Updates(map[string]any{"revoked_at": r.RevokedAt, "finished_at": r.FinishedAt})
	if done.Error != nil {
		return fails(act, done.Error)
	}
	if done.RowsAffected == 0 {
		if _, err := tx.GetInvitation(i.ID); err != nil {
			return err
		}
		return fmt.Errorf("%s: %w", act, fault.New(fault.Conflict, "This link was already finished or revoked."))
	}
	if err := tx.forgetDevices(i.ID); err != nil {
		return err
	}
	return tx.tally(r.PatientID, tallyLinks)
}

// InvitationsOf gives a patient's invitations, newest first.
func (tx *Tx) InvitationsOf(p clinic.PatientID) ([]clinic.Invitation, error) {
	return list[invitationRow](tx.db.Where("patient_id = ?", string(p)).Order("created_at DESC, id DESC"))
}

// InvitationsTo gives an encounter's invitations, newest first.
func (tx *Tx) InvitationsTo(e clinic.EncounterID) ([]clinic.Invitation, error) {
	return list[invitationRow](tx.db.Where("encounter_id = ?", string(e)).Order("created_at DESC, id DESC"))
}
