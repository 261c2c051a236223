package clinic

import (
	"time"

	"steelyard/internal/fault"
)

// TeamID names a team.
type TeamID string

// Team is some of the staff who look after the same patients.
type Team struct {
	ID        TeamID
	Name      string
	CreatedAt time.Time
	EndedAt   *time.Time // an ended team has no patients, and nobody sees anything through it
}

// Open says whether the team still looks after patients.
func (t *Team) Open() bool { return t.EndedAt == nil }

// Check says what is wrong with a team's name.
func (t *Team) Check() error {
	if !printable(t.Name, 1, 80) {
		const what = "Enter the team’s name, up to 80 characters."
		return fault.New(fault.Invalid, what, fault.Detail{Where: "name", What: what})
	}
	return nil
}
