package app

import (
	"context"
	"fmt"
	"strings"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// How an alert that is left is escalated
//
// It counts as left after the site's hours. Then its patient's clinician is told; some hours later, while it is still open,
// their team; and some hours after that the administrators. A stage that reaches nobody, because nobody is there or nobody
// has an address, goes on to the next at once. Each stage is a row that there can be but one of, written with its audit entry
// and with the e-mails that tell of it in one transaction; the e-mails are sent by TellStaff. Where no mail server is set the
// stages are taken all the same, and stand on the pages.

// escalate takes every stage that is due by now. It looks first whether any is, because writing takes its turn; what is due
// is then read again by whoever writes, so that nothing is told of what was acknowledged meanwhile.
func (a *App) escalate(ctx context.Context) error {
	for _, stage := range clinic.Stages() {
		for more := true; more; {
			err := a.Store.View(ctx, func(tx *store.Tx) error {
				due, err := a.dueForStage(tx, stage, 1)
				more = len(due) > 0
				return err
			})
			if err == nil && more {
				err = a.Store.Update(ctx, func(tx *store.Tx) error { return a.takeDue(tx, stage) })
			}
			if err != nil {
				return fmt.Errorf("escalate alerts: %w", err)
			}
		}
	}
	return nil
}

func (a *App) dueForStage(tx *store.Tx, stage clinic.Stage, limit int) ([]clinic.Alert, error) {
	site, err := tx.GetSite()
	if err != nil {
		return nil, err
	}
	var before store.LeftBefore
	before.Urgent, _ = site.EscalatedBefore(stage, q.Urgent, a.Now())
	before.Prompt, _ = site.EscalatedBefore(stage, q.Prompt, a.Now())
	return tx.DueForStage(stage, before, limit)
}

func (a *App) takeDue(tx *store.Tx, stage clinic.Stage) error {
	due, err := a.dueForStage(tx, stage, tendAtOnce)
	if err != nil {
		return err
	}
	for i := range due {
		if err := a.takeStage(tx, due[i], stage); err != nil {
			return err
		}
	}
	return nil
}

// takeStage takes a stage with an open alert, and those after it as long as nobody is reached.
func (a *App) takeStage(tx *store.Tx, alert clinic.Alert, stage clinic.Stage) error {
	for more := true; more; stage, more = stage.Next() {
		if reached, err := a.tell(tx, alert, stage); err != nil || reached {
			return err
		}
	}
	return nil
}

// tell takes one stage; reached says whether somebody hears of it, or did before.
func (a *App) tell(tx *store.Tx, alert clinic.Alert, stage clinic.Stage) (reached bool, err error) {
	first, err := tx.KeepStage(alert.ID, stage, a.Now())
	if err != nil || !first {
		return true, err
	}
	users, err := toTell(tx, alert.PatientID, stage)
	if err != nil {
		return false, err
	}
	mailed := 0
	for _, u := range users {
		var mail clinic.MailID
		if a.Mail != nil && u.Email != "" {
			if mail, err = a.staffMail(tx, u.ID); err != nil {
				return false, err
			}
			mailed++
		}
		if err := tx.KeepTelling(alert.ID, stage, u.ID, mail); err != nil {
			return false, err
		}
	}
	reached = mailed > 0 || a.Mail == nil && len(users) > 0
	return reached, a.note(tx, byTime, deed{action: "escalate alert", patient: alert.PatientID, subject: "alert:" + string(alert.ID), why: escalated(stage, users, mailed)})
}

// escalated says for the audit whom a stage told, by their ids.
func escalated(stage clinic.Stage, users []clinic.User, mailed int) string {
	if len(users) == 0 {
		return fmt.Sprintf("to the %s: there is nobody", stage)
	}
	ids := make([]string, len(users))
	for i := range users {
		ids[i] = "user:" + string(users[i].ID)
	}
	return fmt.Sprintf("to the %s: %s; %d by e-mail", stage, strings.Join(ids, ", "), mailed)
}

// toTell gives whom a stage tells.
func toTell(tx *store.Tx, patient clinic.PatientID, stage clinic.Stage) (list []clinic.User, err error) {
	p, err := tx.GetPatient(patient)
	if err != nil {
		return nil, err
	}
	var users []clinic.User
	switch {
	case stage == clinic.ToTeam && p.Team != "":
		users, err = tx.MembersOf(p.Team)
	case stage == clinic.ToClinician && p.Clinician != "":
		users = make([]clinic.User, 1)
		users[0], err = tx.GetUser(p.Clinician)
	case stage == clinic.ToAdministrators:
		users, err = tx.Users()
	}
	for _, u := range users {
		if stage == clinic.ToAdministrators && u.Role != clinic.Administrator {
			continue
		}
		var teams []clinic.TeamID
		if stage == clinic.ToTeam {
			teams = []clinic.TeamID{p.Team}
		}
		if u.Tellable(teams, p.Subject()) {
			list = append(list, u)
		}
	}
	return list, err
}

// staffMail gives the message by which somebody is told: one that waits already, so that many alerts are one message, or a
// new one.
func (a *App) staffMail(tx *store.Tx, user clinic.UserID) (clinic.MailID, error) {
	m, ok, err := tx.FindWaitingStaffMail(user)
	if err != nil || ok {
		return m.ID, err
	}
	now := a.Now()
	m = clinic.StaffMail{ID: clinic.MailID(a.NewID()), User: user, State: clinic.MailWaiting, MadeAt: now, NotBefore: now}
	return m.ID, tx.CreateStaffMail(m)
}
