package store

import (
	"fmt"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

type teamRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	EndedAt   *int64
}

// TableName names the table.
func (teamRow) TableName() string { return "teams" }

func (r teamRow) domain() (clinic.Team, error) {
	return clinic.Team{ID: clinic.TeamID(r.ID), Name: r.Name, CreatedAt: instant(r.CreatedAt), EndedAt: instantOf(r.EndedAt)}, nil
}

type membershipRow struct {
	UserID string `gorm:"primaryKey"`
	TeamID string `gorm:"primaryKey"`
}

// TableName names the table.
func (membershipRow) TableName() string { return "memberships" }

// CreateTeam adds a team; a Conflict where an open one has its name.
func (tx *Tx) CreateTeam(t clinic.Team) error {
	return fails("create team "+string(t.ID), tx.db.Create(&teamRow{string(t.ID), t.Name, micros(t.CreatedAt), microsOf(t.EndedAt)}).Error)
}

// UpdateTeam renames a team or ends it; a Conflict where it has ended already or an open one has its name. A team that
// still looks after patients does not end.
func (tx *Tx) UpdateTeam(t clinic.Team) error {
	act := "update team " + string(t.ID)
	done := tx.db.Model(&teamRow{}).Where("id = ? AND ended_at IS NULL", string(t.ID)).Updates(map[string]any{"name": t.Name, "ended_at": microsOf(t.EndedAt)})
	if done.Error != nil || done.RowsAffected == 1 {
		return fails(act, done.Error)
	}
	if _, err := tx.GetTeam(t.ID); err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", act, fault.New(fault.Conflict, "This team has ended."))
}

// GetTeam gives a team.
func (tx *Tx) GetTeam(id clinic.TeamID) (clinic.Team, error) { return get[teamRow](tx, "team", id) }

// Teams gives every team by name, those that have ended last.
func (tx *Tx) Teams() ([]clinic.Team, error) {
	return list[teamRow](tx.db.Order("ended_at IS NOT NULL, name, id"))
}

// TeamsOf gives the open teams that a member of staff is in, by name.
func (tx *Tx) TeamsOf(u clinic.UserID) ([]clinic.Team, error) {
	return list[teamRow](tx.db.Where("ended_at IS NULL AND id IN (SELECT team_id FROM memberships WHERE user_id = ?)", string(u)).Order("name, id"))
}

// MembersOf gives who is in a team, by name.
func (tx *Tx) MembersOf(t clinic.TeamID) ([]clinic.User, error) {
	return list[userRow](tx.db.Where("id IN (SELECT user_id FROM memberships WHERE team_id = ?)", string(t)).Order("name, id"))
}

// AddMember puts a member of staff into a team. One who is in it stays in it.
func (tx *Tx) AddMember(t clinic.TeamID, u clinic.UserID) error {
	return fails("add member to team "+string(t), tx.db.Exec("INSERT INTO memberships (user_id, team_id) VALUES (?, ?) ON CONFLICT DO NOTHING", string(u), string(t)).Error)
}

// RemoveMember takes a member of staff out of a team.
func (tx *Tx) RemoveMember(t clinic.TeamID, u clinic.UserID) error {
	return fails("remove member from team "+string(t), tx.db.Where("user_id = ? AND team_id = ?", string(u), string(t)).Delete(&membershipRow{}).Error)
}

// CountPatientsOfTeam counts the patients that a team looks after.
func (tx *Tx) CountPatientsOfTeam(t clinic.TeamID) (n int, err error) {
	err = tx.sealing.people.read(tx.db.Statement.Context, func(all []*person) {
		for _, p := range all {
			if p.team == string(t) {
				n++
			}
		}
	})
	return n, fails("count patients of team "+string(t), err)
}

// PatientsOfTeam gives the names of the patients that a team looks after.
func (tx *Tx) PatientsOfTeam(t clinic.TeamID) ([]clinic.PatientID, error) {
	var ids []clinic.PatientID
	err := tx.db.Model(&patientRow{}).Where("team_id = ?", string(t)).Order("id").Pluck("id", &ids).Error
	return ids, fails("list patients of team "+string(t), err)
}
