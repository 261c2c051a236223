package store

import (
	"time"

	"gorm.io/gorm/clause"

	"steelyard/internal/clinic"
)

type totpKeyRow struct {
	UserID    string `gorm:"primaryKey"`
	Sealed    []byte
	LastStep  int64
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	UsedAt    *int64
}

// TableName names the table.
func (totpKeyRow) TableName() string { return "totp_keys" }

func (r totpKeyRow) domain() (clinic.TOTPKey, error) {
	return clinic.TOTPKey{User: clinic.UserID(r.UserID), Sealed: r.Sealed, LastStep: r.LastStep, CreatedAt: instant(r.CreatedAt), UsedAt: instantOf(r.UsedAt)}, nil
}

// PutTOTPKey keeps the key of a member of staff's app in place of an earlier one.
func (tx *Tx) PutTOTPKey(k clinic.TOTPKey) error {
	row := totpKeyRow{string(k.User), k.Sealed, k.LastStep, micros(k.CreatedAt), microsOf(k.UsedAt)}
	return fails("put app of "+string(k.User), tx.db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "user_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"sealed", "last_step", "created_at", "used_at"}),
	}).Create(&row).Error)
}

// FindTOTPKey gives the key of a member of staff's app.
func (tx *Tx) FindTOTPKey(id clinic.UserID) (clinic.TOTPKey, bool, error) {
	return find[totpKeyRow](tx, "user_id = ?", string(id))
}

// SpendStep marks a step of an app as used. It is false where this step or a later one was used already, and where there
// is no app: of two that race with the same code, one wins.
func (tx *Tx) SpendStep(id clinic.UserID, step int64, at time.Time) (bool, error) {
	done := tx.db.Exec("UPDATE totp_keys SET last_step = ?, used_at = ? WHERE user_id = ? AND last_step < ?", step, micros(at), string(id), step)
	return done.RowsAffected == 1, fails("spend code of "+string(id), done.Error)
}

// DeleteTOTPKey forgets a member of staff's app; false where there was none.
func (tx *Tx) DeleteTOTPKey(id clinic.UserID) (bool, error) {
	done := tx.db.Exec("DELETE FROM totp_keys WHERE user_id = ?", string(id))
	return done.RowsAffected > 0, fails("delete app of "+string(id), done.Error)
}

type recoveryCodeRow struct {
	UserID    string `gorm:"primaryKey"`
	CodeHash  []byte `gorm:"primaryKey"`
	CreatedAt int64  `gorm:"autoCreateTime:false"`
	UsedAt    *int64
}

// TableName names the table.
func (recoveryCodeRow) TableName() string { return "recovery_codes" }

// PutRecoveryCodes keeps the hashes of new recovery codes in place of all earlier ones; of none, to forget them.
func (tx *Tx) PutRecoveryCodes(id clinic.UserID, hashes [][]byte, at time.Time) error {
	act := "put recovery codes of " + string(id)
	if err := tx.db.Exec("DELETE FROM recovery_codes WHERE user_id = ?", string(id)).Error; err != nil {
		return fails(act, err)
	}
	for _, h := range hashes {
		if err := tx.db.Create(&recoveryCodeRow{string(id), h, micros(at), nil}).Error; err != nil {
			return fails(act, err)
		}
	}
	return nil
}

// SpendRecoveryCode marks a recovery code as used; false where there is none such that was not used.
func (tx *Tx) SpendRecoveryCode(id clinic.UserID, hash []byte, at time.Time) (bool, error) {
	done := tx.db.Exec("UPDATE recovery_codes SET used_at = ? WHERE user_id = ? AND code_hash = ? AND used_at IS NULL", micros(at), string(id), hash)
	return done.RowsAffected == 1, fails("spend recovery code of "+string(id), done.Error)
}

// Factors gives what a member of staff has beside their password.
func (tx *Tx) Factors(id clinic.UserID) (f clinic.Factors, err error) {
	app, ok, err := tx.FindTOTPKey(id)
	if err != nil {
		return f, err
	}
	if ok {
		f.App = &app
	}
	if f.Passkeys, err = tx.passkeysOf(id); err != nil {
		return f, err
	}
	var left int64
	err = tx.db.Model(&recoveryCodeRow{}).Where("user_id = ? AND used_at IS NULL", string(id)).Count(&left).Error
	f.RecoveryCodes = int(left)
	return f, fails("count recovery codes of "+string(id), err)
}

// DeleteFactors forgets everything that a member of staff has beside their password.
func (tx *Tx) DeleteFactors(id clinic.UserID) error {
	for _, table := range []string{"totp_keys", "recovery_codes", "passkeys"} {
		if err := tx.db.Exec("DELETE FROM "+table+" WHERE user_id = ?", string(id)).Error; err != nil {
			return fails("delete second factor of "+string(id), err)
		}
	}
	return nil
}

// UsersWithFactor gives the members of staff who have something beside their password.
func (tx *Tx) UsersWithFactor() (ids []clinic.UserID, err error) {
	err = tx.db.Raw("SELECT user_id FROM totp_keys UNION SELECT user_id FROM passkeys WHERE copied = 0").Scan(&ids).Error
	return ids, fails("list users with a second factor", err)
}
