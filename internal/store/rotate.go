package store

import (
	"context"
	"fmt"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/seal"
	"steelyard/internal/secret"
)

// NextKey gives the key that the database is to be sealed with from now on, which is on the disk before anything depends on
// it. Where an earlier rotation was broken off it is the key that was made then. Where the keys are given from outside
// it is the first of them, which must be another one than the database's.
func (s *Store) NextKey(ctx context.Context) (next seal.Key, err error) {
	var now seal.Key
	if err := s.View(ctx, func(tx *Tx) error {
		now, err = tx.siteKey()
		return err
	}); err != nil {
		return next, err
	}
	ring, err := s.sealing.source.Load()
	if err != nil {
		return next, err
	}
	next, ok := ring.Newest()
	switch {
	case ok && next.ID() != now.ID():
		return next, nil
	case s.sealing.source.Given():
		return next, fault.New(fault.Invalid, "The sealing key was given from outside, and it is the one in use. Put a new one before it, parted by a space, and repeat this.")
	}
	if ring, err = ring.Add(secret.NewKey()); err == nil {
		err = s.sealing.source.Keep(ring)
	}
	next, _ = ring.Newest()
	return next, err
}

// SealWith wraps every data key with another site key and makes the index of record numbers anew. It is done in one
// transaction, and old wrappings are overwritten after the commit.
func (tx *Tx) SealWith(next seal.Key) error {
	data, err := tx.siteData()
	if err != nil {
		return err
	}
	wrapped, err := next.Wrap(data, "")
	if err == nil {
		err = tx.db.Exec("UPDATE seal_state SET key_id = ?, wrapped = ?", string(next.ID()), wrapped).Error
	}
	if err != nil {
		return fails("seal with another key", err)
	}
	var rows []patientRow
	if err := tx.db.Select("id, record_number").Find(&rows).Error; err != nil {
		return fails("read record numbers", err)
	}
	for _, r := range rows {
		if err := tx.sealPatientWith(next, r); err != nil {
			return fmt.Errorf("seal patient %s with another key: %w", r.ID, err)
		}
	}
	return tx.scrubLater()
}

func (tx *Tx) sealPatientWith(next seal.Key, r patientRow) error {
	e := tx.envelope("patients", r.ID, clinic.PatientID(r.ID))
	number := e.open("record_number", r.RecordNumber)
	if e.err != nil {
		return e.err
	}
	wrapped, err := next.Wrap(e.key, r.ID)
	if err == nil {
		err = tx.db.Exec("UPDATE patient_keys SET key_id = ?, wrapped = ? WHERE patient_id = ?", string(next.ID()), wrapped, r.ID).Error
	}
	if err == nil {
		err = tx.db.Exec("UPDATE patients SET record_key = ? WHERE id = ?", next.Index(fold(number)), r.ID).Error
	}
	return err
}

// ForgetOtherKeys drops every key but the one that the database is sealed with, where they are kept in a file. It is
// harmless not to come to it: the next rotation does.
func (s *Store) ForgetOtherKeys(now seal.Key) error {
	if s.sealing.source.Given() {
		return nil
	}
	ring, err := s.sealing.source.Load()
	if err == nil {
		err = s.sealing.source.Keep(ring.Only(now.ID()))
	}
	return err
}
