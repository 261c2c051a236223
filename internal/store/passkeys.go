package store

import (
	"steelyard/internal/clinic"
)

type passkeyRow struct {
	ID           string `gorm:"primaryKey"`
	UserID       string
	CredentialID []byte
	Name         string
	Record       string
	Copied       int
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	UsedAt       *int64
}

// TableName names the table.
func (passkeyRow) TableName() string { return "passkeys" }

func newPasskeyRow(k clinic.Passkey) passkeyRow {
	r := passkeyRow{ID: string(k.ID), UserID: string(k.User), CredentialID: k.CredentialID, Name: k.Name, Record: string(k.Record),
		CreatedAt: micros(k.CreatedAt), UsedAt: microsOf(k.UsedAt)}
	if k.Copied {
		r.Copied = 1
	}
	return r
}

func (r passkeyRow) domain() (clinic.Passkey, error) {
	return clinic.Passkey{ID: clinic.PasskeyID(r.ID), User: clinic.UserID(r.UserID), CredentialID: r.CredentialID, Name: r.Name, Record: []byte(r.Record),
		Copied: r.Copied == 1, CreatedAt: instant(r.CreatedAt), UsedAt: instantOf(r.UsedAt)}, nil
}

// AddPasskey keeps a new passkey; a Conflict where it is here already.
func (tx *Tx) AddPasskey(k clinic.Passkey) error {
	return fails("add passkey of "+string(k.User), tx.db.Create(new(newPasskeyRow(k))).Error)
}

// FindPasskey gives a passkey by the name that its device has for it.
func (tx *Tx) FindPasskey(credential []byte) (clinic.Passkey, bool, error) {
	return find[passkeyRow](tx, "credential_id = ?", credential)
}

// UpdatePasskey keeps how far a passkey has counted, whether it may have been copied, and when it was last used.
func (tx *Tx) UpdatePasskey(k clinic.Passkey) error {
	r := newPasskeyRow(k)
	return fails("update passkey "+r.ID, tx.db.Model(&passkeyRow{}).Where("id = ?", r.ID).Updates(map[string]any{
		"record": r.Record, "copied": r.Copied, "used_at": r.UsedAt,
	}).Error)
}

// DeletePasskey forgets a passkey of a member of staff; false where they have none such.
func (tx *Tx) DeletePasskey(user clinic.UserID, id clinic.PasskeyID) (bool, error) {
	done := tx.db.Exec("DELETE FROM passkeys WHERE user_id = ? AND id = ?", string(user), string(id))
	return done.RowsAffected > 0, fails("delete passkey "+string(id), done.Error)
}

func (tx *Tx) passkeysOf(id clinic.UserID) ([]clinic.Passkey, error) {
	return list[passkeyRow](tx.db.Where("user_id = ?", string(id)).Order("created_at, id"))
}
