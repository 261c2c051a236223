package store

import (
	"fmt"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// LibraryStep is one thing a site did with a questionnaire version. Seq is given by the store.
type LibraryStep struct {
	Seq     int64
	At      time.Time
	Actor   clinic.UserID
	Name    string // of the actor, as it was then
	Ref     q.Ref
	Step    string
	Hash    q.Hash // the definition's, or a wording's where the step is about one
	Content []byte // the definition's file or the wording; nil for other steps
	Note    string
}

type libraryStepRow struct {
	Seq           int64 `gorm:"primaryKey"`
	At            int64
	Actor         string
	ActorName     string
	Questionnaire string
	Version       string
	Step          string
	Hash          string
	Content       []byte
	Note          string
}

// TableName names the table.
func (libraryStepRow) TableName() string { return "library_steps" }

func newLibraryStepRow(s LibraryStep) libraryStepRow {
	return libraryStepRow{At: micros(s.At), Actor: string(s.Actor), ActorName: s.Name, Questionnaire: string(s.Ref.ID), Version: string(s.Ref.Version),
		Step: s.Step, Hash: string(s.Hash), Content: s.Content, Note: s.Note}
}

func (r libraryStepRow) domain() (LibraryStep, error) {
	return LibraryStep{r.Seq, instant(r.At), clinic.UserID(r.Actor), r.ActorName, q.Ref{ID: q.ID(r.Questionnaire), Version: q.Version(r.Version)},
		r.Step, q.Hash(r.Hash), r.Content, r.Note}, nil
}

// AppendLibraryStep keeps a step. The database refuses one that would change a version that was released or answered.
func (tx *Tx) AppendLibraryStep(s LibraryStep) error {
	return fails(fmt.Sprintf("%s %s", s.Step, s.Ref), tx.db.Create(new(newLibraryStepRow(s))).Error)
}

// LibrarySteps gives the steps after one, in their order; 0 gives all.
func (tx *Tx) LibrarySteps(after int64) ([]LibraryStep, error) {
	return list[libraryStepRow](tx.db.Where("seq > ?", after).Order("seq"))
}
