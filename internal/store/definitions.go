package store

import (
	"fmt"

	"gorm.io/gorm/clause"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type definitionRow struct {
	Questionnaire string `gorm:"primaryKey"`
	Version       string `gorm:"primaryKey"`
	Hash          string
	Content       []byte
}

// TableName names the table.
func (definitionRow) TableName() string { return "definitions" }

// PinnedDefinition is a questionnaire version that was answered, with the canonical bytes its hash was taken of.
type PinnedDefinition struct {
	Ref     q.Ref
	Hash    q.Hash
	Content []byte
}

func (r definitionRow) domain() (PinnedDefinition, error) {
	return PinnedDefinition{q.Ref{ID: q.ID(r.Questionnaire), Version: q.Version(r.Version)}, q.Hash(r.Hash), r.Content}, nil
}

// PinDefinition keeps a definition before its first response; doing it again changes nothing. A Conflict where the
// version was pinned with another hash: a released version never changes.
func (tx *Tx) PinDefinition(d PinnedDefinition) error {
	act := "pin definition " + d.Ref.String()
	pinned, ok, err := tx.FindDefinition(d.Ref)
	if err == nil && !ok {
		r := definitionRow{string(d.Ref.ID), string(d.Ref.Version), string(d.Hash), d.Content}
		return fails(act, tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error)
	}
	if err == nil && pinned.Hash != d.Hash {
		err = fault.New(fault.Conflict, d.Ref.String()+" was answered with another definition than the one loaded now. A released version never changes: give the changed file a new version.")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", act, err)
	}
	return nil
}

// FindDefinition gives a pinned definition.
func (tx *Tx) FindDefinition(r q.Ref) (PinnedDefinition, bool, error) {
	return find[definitionRow](tx, "questionnaire = ? AND version = ?", string(r.ID), string(r.Version))
}

// PinnedDefinitions gives every pinned definition by name and version (as text).
func (tx *Tx) PinnedDefinitions() ([]PinnedDefinition, error) {
	return list[definitionRow](tx.db.Order("questionnaire, version"))
}
