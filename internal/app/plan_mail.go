package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/post"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// How a message is sent once and not lost
//
// It is a row of the outbox from the transaction on that decides it. The sender connects first: whatever fails there has sent
// nothing. Then one transaction marks the row as being sent and makes its links, of which only the hashes are kept; then the
// message goes out; then one transaction keeps what the mail server said. A process that ends between the two transactions
// leaves the row as being sent, and nobody can know whether it was: it is never sent again by itself. The next round marks it
// as unclear, and a member of staff decides. Each message has links of its own; those of earlier ones work as long as the
// invitation does. The Message-ID is the row's, also where a person sends it again, so that a mailbox can tell it is the same.

// postRoom lets one round of sending run at a time, and remembers since when the mail server can't be reached.
type postRoom struct {
	sending sync.Mutex
	mu      sync.Mutex
	down    *time.Time
}

func (p *postRoom) reached(ok bool, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case ok:
		p.down = nil
	case p.down == nil:
		p.down = &now
	}
}

// MailDown says since when the mail server can't be reached; nil where it can, or was not asked yet.
func (a *App) MailDown() *time.Time {
	a.post.mu.Lock()
	defer a.post.mu.Unlock()
	return a.post.down
}

// mailWay gives the address at which a patient gets e-mails, or why they get none.
func (a *App) mailWay(tx *store.Tx, p clinic.Patient) (address, why string, err error) {
	c, ok, err := tx.FindMailConsent(p.ID)
	switch {
	case err != nil:
		return "", "", err
	case a.Mail == nil:
		return "", "this server sends no e-mails", nil
	case p.Email == "":
		return "", "there is no address", nil
	case !ok:
		return "", "the patient has not agreed to e-mails", nil
	case !c.Holds():
		return "", "the patient wants no more e-mails", nil
	}
	return p.Email, "", nil
}

// putMail puts a message of an occasion into the outbox. One that can't be sent is kept as well, with why.
func (a *App) putMail(tx *store.Tx, o clinic.Occasion, kind clinic.MailKind) error {
	p, err := tx.GetPatient(o.PatientID)
	if err != nil {
		return err
	}
	_, why, err := a.mailWay(tx, p)
	if err != nil {
		return err
	}
	earlier, err := tx.MailsIn(o.ID)
	if err != nil {
		return err
	}
	if why == "" && slices.ContainsFunc(earlier, func(m clinic.Mail) bool { return m.State == clinic.MailWaiting || m.State == clinic.MailSending }) {
		why = "an earlier e-mail had not gone out yet"
	}
	now := a.Now()
	m := clinic.Mail{ID: clinic.MailID(a.NewID()), OccasionID: o.ID, PatientID: o.PatientID, Invitation: o.Invitation, Kind: kind,
		State: clinic.MailWaiting, MadeAt: now, NotBefore: clinic.MailTime(now, a.Zone())}
	if why != "" {
		m.State, m.SettledAt, m.Problem = clinic.MailDropped, &now, why
	}
	return tx.CreateMail(m)
}

// roundSize bounds how much is sent over one connection.
const roundSize = 50

// SendMails sends what waits in the outbox and whose time has come. It does nothing where another round is under way.
func (a *App) SendMails(ctx context.Context) error {
	if a.Mail == nil || !a.post.sending.TryLock() {
		return nil
	}
	defer a.post.sending.Unlock()
	if err := a.leftBehind(ctx); err != nil {
		return err
	}
	for ctx.Err() == nil {
		more, err := a.sendRound(ctx)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// leftBehind marks what an earlier process had begun to send and never settled.
func (a *App) leftBehind(ctx context.Context) error {
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		list, err := tx.MailsBeingSent()
		if err != nil {
			return err
		}
		for _, m := range list {
			if err := a.settleMail(tx, byItself, m, clinic.MailUnclear, "the server stopped while it was being sent"); err != nil {
				return err
			}
		}
		return nil
	})
}

// sendRound sends some of what waits over one connection.
func (a *App) sendRound(ctx context.Context) (more bool, err error) {
	var list []clinic.Mail
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		list, err = tx.MailsToSend(a.Now(), roundSize)
		return err
	})
	if err != nil || len(list) == 0 {
		return false, err
	}
	counter, err := a.Mail.Open(ctx)
	a.post.reached(err == nil, a.Now())
	if err != nil {
		return false, err
	}
	for _, m := range list {
		if ctx.Err() != nil {
			break
		}
		broken, err := a.sendOne(ctx, counter, m.ID)
		if err != nil || broken {
			closed(counter)
			return false, err
		}
	}
	closed(counter)
	return len(list) == roundSize, nil
}

// closed says goodbye to the mail server. What it took is taken, whether it still listens or not.
func closed(counter *post.Counter) { _ = counter.Close() }

// sendOne takes a message, hands it over and keeps what became of it, also where the server is told to stop meanwhile.
func (a *App) sendOne(ctx context.Context, counter *post.Counter, id clinic.MailID) (broken bool, err error) {
	ctx = context.WithoutCancel(ctx)
	l, taken, err := a.takeMail(ctx, id)
	if err != nil || !taken {
		return false, err
	}
	fate, said := counter.Send(l)
	return fate == post.Broken || fate == post.Unknown, a.Store.Update(ctx, func(tx *store.Tx) error {
		m, err := tx.GetMail(id)
		if err != nil || m.State != clinic.MailSending && m.State != clinic.MailUnclear {
			return err
		}
		switch {
		case fate == post.Taken:
			return a.settleMail(tx, byItself, m, clinic.MailSent, "")
		case fate == post.Unknown:
			return a.settleMail(tx, byItself, m, clinic.MailUnclear, said)
		case fate == post.Refused:
			return a.settleMail(tx, byItself, m, clinic.MailFailed, said)
		case m.Attempts >= clinic.MaxMailAttempts:
			return a.settleMail(tx, byItself, m, clinic.MailFailed, "tried many times; "+said)
		}
		m.NotBefore = clinic.MailTime(a.Now().Add(clinic.MailRetry(m.Attempts)), a.Zone())
		m.State, m.SettledAt, m.Problem = clinic.MailWaiting, nil, said
		return tx.UpdateMail(m)
	})
}

// takeMail marks a message as being sent and makes the letter, or drops it where it is not needed or not allowed any more.
func (a *App) takeMail(ctx context.Context, id clinic.MailID) (l post.Letter, taken bool, err error) {
	answer, answerHash := secret.NewToken()
	stop, stopHash := secret.NewToken()
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		taken = false
		m, err := tx.GetMail(id)
		if err != nil || m.State != clinic.MailWaiting || m.NotBefore.After(a.Now()) {
			return err
		}
		i, address, why, err := a.deliverable(tx, m)
		if err != nil {
			return err
		}
		if why != "" {
			return a.settleMail(tx, byItself, m, clinic.MailDropped, why)
		}
		if l, err = a.letter(tx, m, i, address); err != nil {
			return err
		}
		l.Link, l.Stop = a.PublicURL+"/i/"+answer, a.PublicURL+"/stop/"+stop
		if err := errors.Join(tx.CreateAnswerToken(answerHash, i, a.Now()), tx.CreateStopToken(stopHash, m.PatientID, a.Now())); err != nil {
			return err
		}
		m.State, m.Attempts, m.Problem, taken = clinic.MailSending, m.Attempts+1, "", true
		return tx.UpdateMail(m)
	})
	return l, taken, err
}

// deliverable says to which address a message may still go, or why it may not.
func (a *App) deliverable(tx *store.Tx, m clinic.Mail) (i clinic.Invitation, address, why string, err error) {
	o, err := tx.GetOccasion(m.OccasionID)
	if err != nil {
		return i, "", "", err
	}
	if i, err = tx.GetInvitation(m.Invitation); err != nil {
		return i, "", "", err
	}
	if o.State != clinic.Open || o.Invitation != i.ID || i.State(a.Now()) != clinic.InvitationOpen {
		return i, "", "the questions are not open any more", nil
	}
	p, err := tx.GetPatient(m.PatientID)
	if err != nil {
		return i, "", "", err
	}
	address, why, err = a.mailWay(tx, p)
	return i, address, why, err
}

func (a *App) letter(tx *store.Tx, m clinic.Mail, i clinic.Invitation, address string) (l post.Letter, err error) {
	site, err := tx.GetSite()
	if err != nil {
		return l, err
	}
	p, err := tx.GetPatient(m.PatientID)
	l = post.Letter{ID: string(m.ID), To: address, Kind: post.Questions, Language: string(p.Language), Site: mailName(site), Contact: site.Contact,
		Until: i.ExpiresAt.Add(-time.Second).In(a.Zone()).Format("2 January 2006")}
	if m.Kind != clinic.Invites {
		l.Kind = post.Reminder
	}
	return l, err
}

func mailName(s clinic.Site) string {
	if s.MailName != "" {
		return s.MailName
	}
	return s.Name
}

// settleMail keeps what became of a message, with its audit entry.
func (a *App) settleMail(tx *store.Tx, who clinic.Actor, m clinic.Mail, state clinic.MailState, problem string) error {
	now := a.Now()
	m.State, m.SettledAt, m.Problem = state, &now, problem
	if err := tx.UpdateMail(m); err != nil {
		return err
	}
	return a.note(tx, who, deed{action: "e-mail " + string(state), patient: m.PatientID, subject: "mail:" + string(m.ID), why: strings.TrimSpace(string(m.Kind) + " " + problem)})
}

// SendAgain puts a message that did not arrive, or may not have, back into the outbox: a person's decision.
func (a *App) SendAgain(ctx context.Context, who clinic.Actor, id clinic.MailID) (patient clinic.PatientID, err error) {
	err = a.update(ctx, who, clinic.Administer, ofMail(id), func(tx *store.Tx) error {
		m, err := tx.GetMail(id)
		if err != nil {
			return err
		}
		patient = m.PatientID
		if !m.Trouble() && m.State != clinic.MailDropped {
			return fault.New(fault.Conflict, "This e-mail was sent, or is about to be.")
		}
		_, _, why, err := a.deliverable(tx, m)
		if err == nil && why != "" {
			err = fault.New(fault.Conflict, "The e-mail can’t be sent: "+why+".")
		}
		if err != nil {
			return err
		}
		m.State, m.Attempts, m.NotBefore, m.SettledAt, m.Problem = clinic.MailWaiting, 0, a.Now(), nil, ""
		if err := tx.UpdateMail(m); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "send e-mail again", patient: patient, subject: "mail:" + string(id), why: string(m.Kind)})
	})
	return patient, err
}

// ConfirmMail notes a person's word that a message of which it was unclear has arrived.
func (a *App) ConfirmMail(ctx context.Context, who clinic.Actor, id clinic.MailID) (patient clinic.PatientID, err error) {
	err = a.update(ctx, who, clinic.Administer, ofMail(id), func(tx *store.Tx) error {
		m, err := tx.GetMail(id)
		if err != nil {
			return err
		}
		if patient = m.PatientID; m.State != clinic.MailUnclear {
			return fault.New(fault.Conflict, "It is known what became of this e-mail.")
		}
		return a.settleMail(tx, who, m, clinic.MailSent, "as the patient said")
	})
	return patient, err
}

// PatientMail is a message with the patient it goes to.
type PatientMail struct {
	Mail    clinic.Mail
	Patient clinic.Patient
}

// MailsInTrouble gives the messages that a person should look at, of patients whom they may see, oldest first.
func (a *App) MailsInTrouble(ctx context.Context, who clinic.Actor, limit int) (list []PatientMail, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofNobody, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		mails, err := tx.MailsInTrouble(visible, limit)
		if err != nil {
			return err
		}
		list = list[:0]
		for _, m := range mails {
			p, err := tx.GetPatient(m.PatientID)
			if err != nil {
				return err
			}
			list = append(list, PatientMail{m, p})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, a.noteRead(ctx, who, deed{action: "read e-mails in trouble", subject: "mails"})
}

// TestMail sends a message with nothing in it, to see whether the mail server takes it.
func (a *App) TestMail(ctx context.Context, who clinic.Actor, to string) error {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return err
	}
	if a.Mail == nil {
		return fault.New(fault.Invalid, "No mail server is set. See the settings that begin with mail- in steelyard serve --help.")
	}
	if _, err := post.Address(to); err != nil {
		return err
	}
	site, err := a.Site(ctx)
	if err != nil {
		return err
	}
	if err := a.noteRead(ctx, who, deed{action: "test mail server", subject: "site"}); err != nil {
		return err
	}
	counter, err := a.Mail.Open(ctx)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "The mail server can't be reached, or refused the sign-in: "+err.Error())
	}
	defer closed(counter)
	fate, said := counter.Send(post.Letter{ID: a.NewID(), To: to, Kind: post.Test, Site: mailName(site), Contact: site.Contact})
	if fate != post.Taken {
		return fault.New(fault.Invalid, "The mail server did not take the message: "+said+".")
	}
	return nil
}
