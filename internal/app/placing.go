package app

import (
	"context"
	"fmt"
	"slices"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// Placing is who a patient can be given to by somebody. An administrator can choose everybody; others themselves, the
// colleagues of their teams, and their teams.
type Placing struct {
	Clinicians []clinic.User // of whom only the id and the name are filled in
	Teams      []clinic.Team
	Usual      clinic.TeamID // of a new patient; empty where it must be chosen, or there is none
}

// Placing gives the clinicians and teams that an actor can choose.
func (a *App) Placing(ctx context.Context, who clinic.Actor) (p Placing, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofNobody, func(tx *store.Tx) error {
		p, err = placing(tx, who)
		return err
	})
	return p, err
}

func placing(tx *store.Tx, who clinic.Actor) (p Placing, err error) {
	own, err := tx.TeamsOf(who.User)
	if err != nil {
		return p, err
	}
	if p.Teams = own; clinic.VisibleTo(who).All {
		if p.Teams, err = openTeams(tx); err != nil {
			return p, err
		}
	}
	if len(own) == 1 {
		p.Usual = own[0].ID
	} else if len(p.Teams) == 1 {
		p.Usual = p.Teams[0].ID
	}
	users, err := tx.Users()
	if err != nil {
		return p, err
	}
	colleagues, err := colleaguesOf(tx, own)
	for _, u := range users {
		if responsible(u) && (u.ID == who.User || clinic.VisibleTo(who).All || colleagues[u.ID]) {
			p.Clinicians = append(p.Clinicians, clinic.User{ID: u.ID, Name: u.Name})
		}
	}
	return p, err
}

// responsible says whether somebody can be a patient's clinician: whoever may write one and can still sign in.
func responsible(u clinic.User) bool {
	return u.DisabledAt == nil && clinic.Can(clinic.Actor{User: u.ID, Role: u.Role}, clinic.WritePatients, clinic.NoPatient)
}

func openTeams(tx *store.Tx) ([]clinic.Team, error) {
	teams, err := tx.Teams()
	return slices.DeleteFunc(teams, func(t clinic.Team) bool { return !t.Open() }), err
}

func colleaguesOf(tx *store.Tx, teams []clinic.Team) (map[clinic.UserID]bool, error) {
	colleagues := map[clinic.UserID]bool{}
	for _, t := range teams {
		members, err := tx.MembersOf(t.ID)
		if err != nil {
			return nil, err
		}
		for _, u := range members {
			colleagues[u.ID] = true
		}
	}
	return colleagues, nil
}

// place fills in who looks after a new patient where nobody was chosen, and checks what was.
func place(tx *store.Tx, who clinic.Actor, p *clinic.Patient) error {
	choice, err := placing(tx, who)
	if err != nil {
		return err
	}
	if p.Clinician == "" {
		p.Clinician = who.User
	}
	if p.Team == "" {
		p.Team = choice.Usual
	}
	if p.Team == "" && len(choice.Teams) > 1 {
		return fault.New(fault.Invalid, "Please correct what is marked.", fault.Detail{Where: "team", What: "Choose the team that looks after them."})
	}
	return choice.check(who, clinic.Patient{Clinician: who.User}, *p)
}

// check refuses what an actor can't choose, as long as it is not what was before.
func (p *Placing) check(who clinic.Actor, before, after clinic.Patient) error {
	team := slices.ContainsFunc(p.Teams, func(t clinic.Team) bool { return t.ID == after.Team })
	clinician := slices.ContainsFunc(p.Clinicians, func(u clinic.User) bool { return u.ID == after.Clinician })
	switch all := clinic.VisibleTo(who).All; {
	case after.Team != "" && after.Team != before.Team && !team && all:
		return fault.New(fault.Invalid, "Please correct what is marked.", fault.Detail{Where: "team", What: "Choose one of the teams."})
	case after.Team != "" && after.Team != before.Team && !team:
		return fault.New(fault.Denied, "Only an administrator can move a patient to a team you are not in. Ask one to do it.")
	case after.Clinician != "" && after.Clinician != before.Clinician && !clinician && all:
		return fault.New(fault.Invalid, "Please correct what is marked.", fault.Detail{Where: "clinician", What: "Choose one of the clinicians."})
	case after.Clinician != "" && after.Clinician != before.Clinician && !clinician:
		return fault.New(fault.Denied, "Only an administrator can hand a patient over to somebody who is in none of your teams. Ask one to do it.")
	}
	return nil
}

// PlacePatient changes who is responsible for a patient and which team looks after them. Of p it takes these, the id, and
// the revision that the change was made from. Nobody but an administrator can move a patient out of their own sight.
func (a *App) PlacePatient(ctx context.Context, who clinic.Actor, p clinic.Patient) error {
	return a.update(ctx, who, clinic.WritePatients, ofPatient(p.ID), func(tx *store.Tx) error {
		old, err := tx.GetPatient(p.ID)
		if err != nil {
			return err
		}
		choice, err := placing(tx, who)
		if err != nil {
			return err
		}
		if err := choice.check(who, old, p); err != nil {
			return err
		}
		now, err := asOfNow(tx, who)
		if err != nil {
			return err
		}
		if !clinic.Can(now, clinic.WritePatients, p.Subject()) {
			const what = "You would not see this patient any more. Choose yourself, or a team you are in; an administrator can choose otherwise."
			return fault.New(fault.Invalid, "Please correct what is marked.", fault.Detail{Where: "team", What: what})
		}
		p.UpdatedAt = a.Now()
		if err := tx.PlacePatient(p); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "move patient", patient: p.ID, subject: "patient:" + string(p.ID), why: moved(old, p)})
	})
}

// moved says for the audit who looked after a patient and who does now, by their ids.
func moved(old, p clinic.Patient) string {
	return fmt.Sprintf("clinician %q to %q, team %q to %q", old.Clinician, p.Clinician, old.Team, p.Team)
}
