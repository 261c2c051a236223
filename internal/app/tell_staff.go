package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/post"
	"steelyard/internal/store"
)

// staffPost lets one round of telling staff run at a time.
type staffPost struct{ sync.Mutex }

// TellStaff sends what waits for members of staff and whose time has come, at any hour. A message is sent once, as those to
// patients are: it is marked as being sent before the first byte leaves, and one that a process left so is never sent again
// by itself, but shown to administrators. One that did not go out is tried again for as long as one of its alerts is open.
func (a *App) TellStaff(ctx context.Context) error {
	return a.emptyOutbox(ctx, &a.staffPost.Mutex, a.staffLeftBehind, a.tellRound)
}

// staffLeftBehind marks what an earlier process had begun to send and never settled.
func (a *App) staffLeftBehind(ctx context.Context) error {
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		list, err := tx.StaffMailsBeingSent()
		if err != nil {
			return err
		}
		for _, m := range list {
			if err := a.settleStaffMail(tx, m, clinic.MailUnclear, "the server stopped while it was being sent"); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) tellRound(ctx context.Context) (more bool, err error) {
	var list []clinic.StaffMail
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		list, err = tx.StaffMailsToSend(a.Now(), roundSize)
		return err
	})
	if err != nil || len(list) == 0 {
		return false, err
	}
	counter, err := a.Mail.Open(ctx)
	a.post.reached(err == nil, a.Now())
	if err != nil {
		return false, errors.Join(err, a.postpone(ctx, list))
	}
	defer closed(counter)
	for _, m := range list {
		if ctx.Err() != nil {
			break
		}
		broken, err := a.tellOne(ctx, counter, m.ID)
		if err != nil || broken {
			return false, err
		}
	}
	return len(list) == roundSize, nil
}

// postpone puts off what could not be sent because the mail server was not reached.
func (a *App) postpone(ctx context.Context, list []clinic.StaffMail) error {
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		for _, old := range list {
			m, err := tx.GetStaffMail(old.ID)
			if err != nil {
				return err
			}
			if m.State != clinic.MailWaiting {
				continue
			}
			m.Attempts++
			if err := a.tryLater(tx, m, "the mail server can’t be reached"); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) tryLater(tx *store.Tx, m clinic.StaffMail, why string) error {
	m.State, m.SettledAt, m.Problem = clinic.MailWaiting, nil, why
	m.NotBefore = a.Now().Add(clinic.StaffMailRetry(m.Attempts))
	return tx.UpdateStaffMail(m)
}

// tellOne takes a message, hands it over and keeps what became of it, also where the server is told to stop meanwhile.
func (a *App) tellOne(ctx context.Context, counter *post.Counter, id clinic.MailID) (broken bool, err error) {
	ctx = context.WithoutCancel(ctx)
	n, taken, err := a.takeStaffMail(ctx, id)
	if err != nil || !taken {
		return false, err
	}
	fate, said := counter.Tell(n)
	return fate == post.Broken || fate == post.Unknown, a.Store.Update(ctx, func(tx *store.Tx) error {
		m, err := tx.GetStaffMail(id)
		if err != nil || m.State != clinic.MailSending && m.State != clinic.MailUnclear {
			return err
		}
		switch fate {
		case post.Taken:
			return a.settleStaffMail(tx, m, clinic.MailSent, "")
		case post.Unknown:
			return a.settleStaffMail(tx, m, clinic.MailUnclear, said)
		case post.Refused:
			return errors.Join(a.settleStaffMail(tx, m, clinic.MailFailed, said), a.passOn(tx, id))
		default:
			return a.tryLater(tx, m, said)
		}
	})
}

// takeStaffMail marks a message as being sent and makes the notice, or drops it where it is not needed any more.
func (a *App) takeStaffMail(ctx context.Context, id clinic.MailID) (n post.Notice, taken bool, err error) {
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		taken = false
		m, err := tx.GetStaffMail(id)
		if err != nil || m.State != clinic.MailWaiting || m.NotBefore.After(a.Now()) {
			return err
		}
		u, err := tx.GetUser(m.User)
		if err != nil {
			return err
		}
		open, oldest, err := tx.OpenOfMail(id)
		switch {
		case err != nil:
			return err
		case open == 0:
			return a.settleStaffMail(tx, m, clinic.MailDropped, "no alert is open any more")
		case u.DisabledAt != nil:
			return errors.Join(a.settleStaffMail(tx, m, clinic.MailDropped, "the account is disabled"), a.passOn(tx, id))
		case u.Email == "":
			return errors.Join(a.settleStaffMail(tx, m, clinic.MailFailed, "there is no address any more"), a.passOn(tx, id))
		}
		site, err := tx.GetSite()
		if err != nil {
			return err
		}
		n = post.Notice{ID: string(id), To: u.Email, Site: mailName(site), Alerts: open, Hours: int(a.Now().Sub(oldest) / time.Hour), Link: a.PublicURL + "/alerts"}
		m.State, m.Attempts, taken = clinic.MailSending, m.Attempts+1, true
		return tx.UpdateStaffMail(m)
	})
	return n, taken, err
}

// passOn takes the next stage at once with the alerts of a message that reached nobody, where nobody else was reached either.
func (a *App) passOn(tx *store.Tx, id clinic.MailID) error {
	told, err := tx.OpenTellingsOf(id)
	if err != nil {
		return err
	}
	for _, t := range told {
		alert, err := tx.GetAlert(t.AlertID)
		if err != nil {
			return err
		}
		all, err := tx.EscalationsOf([]clinic.AlertID{t.AlertID})
		if err != nil {
			return err
		}
		for _, e := range all[t.AlertID] {
			next, more := t.Stage.Next()
			if e.Stage != t.Stage || e.Reached() || !more {
				continue
			}
			if err := a.takeStage(tx, alert, next); err != nil {
				return err
			}
		}
	}
	return nil
}

// settleStaffMail keeps what became of a message, with its audit entry.
func (a *App) settleStaffMail(tx *store.Tx, m clinic.StaffMail, state clinic.MailState, problem string) error {
	now := a.Now()
	m.State, m.SettledAt, m.Problem = state, &now, problem
	if err := tx.UpdateStaffMail(m); err != nil {
		return err
	}
	return a.note(tx, byTime, deed{action: "e-mail to staff " + string(state), subject: "staff-mail:" + string(m.ID), why: problem})
}

// StaffTrouble is a message about alerts that did not reach a member of staff, or may not have.
type StaffTrouble struct {
	Mail clinic.StaffMail
	Name string // whose
}

// StaffMailsInTrouble gives the messages that did not reach staff, or may not have, and of which an alert is open still.
func (a *App) StaffMailsInTrouble(ctx context.Context, who clinic.Actor, limit int) (list []StaffTrouble, err error) {
	err = a.view(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		mails, err := tx.StaffMailsInTrouble(limit)
		if err != nil {
			return err
		}
		names, err := userNames(tx)
		list = nil
		for _, m := range mails {
			list = append(list, StaffTrouble{m, names.of(m.User)})
		}
		return err
	})
	return list, err
}

// OwnEmail gives the address at which somebody is told of alerts that are left; empty where there is none.
func (a *App) OwnEmail(ctx context.Context, who clinic.Actor) (string, error) {
	if err := permitStaff(who); err != nil {
		return "", err
	}
	u, err := a.user(ctx, who.User)
	return u.Email, err
}

// SetOwnEmail keeps the address at which a member of staff is told of alerts that are left; empty takes it back.
func (a *App) SetOwnEmail(ctx context.Context, who clinic.Actor, address string) error {
	if err := permitStaff(who); err != nil {
		return err
	}
	if err := checkStaffAddress("email", address); err != nil {
		return err
	}
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		return a.setEmail(tx, who, who.User, address)
	})
}

// SetEmailOf is SetOwnEmail for another member of staff.
func (a *App) SetEmailOf(ctx context.Context, who clinic.Actor, id clinic.UserID, address string) error {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return err
	}
	if err := checkStaffAddress("email", address); err != nil {
		return err
	}
	return a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		return a.setEmail(tx, who, id, address)
	})
}

// checkStaffAddress wants an address and nothing else: what begins a second header or names a second reader is none.
func checkStaffAddress(field, address string) error {
	if address == "" {
		return nil
	}
	if _, err := post.Address(address); err != nil {
		return fault.New(fault.Invalid, fault.Message(err), fault.Detail{Where: field, What: fault.Message(err)})
	}
	return nil
}

// setEmail keeps an address, and tries again what could not be delivered to the one before.
func (a *App) setEmail(tx *store.Tx, who clinic.Actor, id clinic.UserID, address string) error {
	u, err := tx.GetUser(id)
	if err != nil {
		return err
	}
	old := u
	u.Email = address
	if err := tx.UpdateUser(u); err != nil {
		return err
	}
	if address != "" && address != old.Email {
		if err := tx.RetryStaffMails(id, a.Now()); err != nil {
			return fmt.Errorf("set address of %s: %w", id, err)
		}
	}
	return a.note(tx, who, deed{action: "set address", subject: "user:" + string(id), changes: userChanges(old, u)})
}
