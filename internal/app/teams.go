package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// TeamRecord is a team with who is in it and how many patients it looks after.
type TeamRecord struct {
	Team     clinic.Team
	Members  []clinic.User
	Patients int
}

// Teams gives every team, those that have ended last.
func (a *App) Teams(ctx context.Context, who clinic.Actor) (list []TeamRecord, err error) {
	err = a.view(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		list = nil
		teams, err := tx.Teams()
		if err != nil {
			return err
		}
		for _, t := range teams {
			r, err := teamRecord(tx, t)
			if err != nil {
				return err
			}
			list = append(list, r)
		}
		return nil
	})
	return list, err
}

func teamRecord(tx *store.Tx, t clinic.Team) (r TeamRecord, err error) {
	r.Team = t
	if r.Members, err = tx.MembersOf(t.ID); err != nil {
		return r, err
	}
	r.Patients, err = tx.CountPatientsOfTeam(t.ID)
	return r, err
}

// AddTeam makes a team. Nobody is in it yet.
func (a *App) AddTeam(ctx context.Context, who clinic.Actor, name string) (clinic.TeamID, error) {
	t := clinic.Team{ID: clinic.TeamID(a.NewID()), Name: strings.TrimSpace(name), CreatedAt: a.Now()}
	err := a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		if err := t.Check(); err != nil {
			return err
		}
		if err := tx.CreateTeam(t); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "add team", subject: "team:" + string(t.ID), why: "named " + t.Name})
	})
	return t.ID, err
}

// RenameTeam gives a team another name.
func (a *App) RenameTeam(ctx context.Context, who clinic.Actor, id clinic.TeamID, name string) error {
	return a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		t, err := tx.GetTeam(id)
		if err != nil {
			return err
		}
		old := t.Name
		t.Name = strings.TrimSpace(name)
		if err := t.Check(); err != nil {
			return err
		}
		if err := tx.UpdateTeam(t); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "rename team", subject: "team:" + string(id), why: "from " + old + " to " + t.Name})
	})
}

// SetMembers makes exactly these members of staff a team's. It holds from their next page on.
func (a *App) SetMembers(ctx context.Context, who clinic.Actor, id clinic.TeamID, members []clinic.UserID) error {
	return a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		t, err := tx.GetTeam(id)
		if err != nil {
			return err
		}
		if !t.Open() {
			return fault.New(fault.Conflict, "This team has ended.")
		}
		changed, err := setMembers(tx, id, members)
		if err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "change team members", subject: "team:" + string(id), why: changed})
	})
}

// setMembers says for the audit who came and who went.
func setMembers(tx *store.Tx, id clinic.TeamID, members []clinic.UserID) (changed string, err error) {
	old, err := tx.MembersOf(id)
	if err != nil {
		return "", err
	}
	var said []string
	for _, u := range old {
		if !slices.Contains(members, u.ID) {
			said = append(said, "out "+string(u.ID))
			if err := tx.RemoveMember(id, u.ID); err != nil {
				return "", err
			}
		}
	}
	for _, u := range members {
		if slices.ContainsFunc(old, func(o clinic.User) bool { return o.ID == u }) {
			continue
		}
		if _, err := tx.GetUser(u); err != nil {
			return "", err
		}
		said = append(said, "in "+string(u))
		if err := tx.AddMember(id, u); err != nil {
			return "", err
		}
	}
	return strings.Join(said, ", "), nil
}

// EndTeam ends a team and moves its patients to another one, in one transaction: nobody is left without a team unseen.
func (a *App) EndTeam(ctx context.Context, who clinic.Actor, id, to clinic.TeamID) error {
	return a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		t, err := tx.GetTeam(id)
		if err != nil {
			return err
		}
		n, err := a.moveAll(tx, who, id, to)
		if err != nil {
			return err
		}
		now := a.Now()
		t.EndedAt = &now
		if err := tx.UpdateTeam(t); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "end team", subject: "team:" + string(id), why: fmt.Sprintf("%d patients moved to team %q", n, to)})
	})
}

// moveAll moves every patient of a team to another one, each with an entry.
func (a *App) moveAll(tx *store.Tx, who clinic.Actor, id, to clinic.TeamID) (int, error) {
	patients, err := tx.PatientsOfTeam(id)
	if err != nil || len(patients) == 0 {
		return 0, err
	}
	teams, err := openTeams(tx)
	if err != nil {
		return 0, err
	}
	if to == id || !slices.ContainsFunc(teams, func(t clinic.Team) bool { return t.ID == to }) {
		const what = "Choose the team that its patients go to."
		return 0, fault.New(fault.Invalid, what, fault.Detail{Where: "to", What: what})
	}
	for _, patient := range patients {
		old, err := tx.GetPatient(patient)
		if err != nil {
			return 0, err
		}
		p := old
		p.Team, p.UpdatedAt = to, a.Now()
		if err := tx.PlacePatient(p); err != nil {
			return 0, err
		}
		if err := a.note(tx, who, deed{action: "move patient", patient: p.ID, subject: "patient:" + string(p.ID), why: moved(old, p)}); err != nil {
			return 0, err
		}
	}
	return len(patients), nil
}

// join puts a new member of staff into teams; into the only one there is where nobody chose.
func join(tx *store.Tx, u clinic.UserID, chosen []clinic.TeamID) error {
	open, err := openTeams(tx)
	if err != nil {
		return err
	}
	if chosen == nil && len(open) == 1 {
		chosen = []clinic.TeamID{open[0].ID}
	}
	for _, id := range chosen {
		if !slices.ContainsFunc(open, func(t clinic.Team) bool { return t.ID == id }) {
			return fault.New(fault.Invalid, "Please correct what is marked.", fault.Detail{Where: "teams", What: "Choose among the teams there are."})
		}
		if err := tx.AddMember(id, u); err != nil {
			return err
		}
	}
	return nil
}
