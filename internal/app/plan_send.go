package app

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/post"
	q "steelyard/internal/questionnaire"
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

// roundSize bounds how much is sent over one connection.
const roundSize = 50

// SendMails sends what waits in the outbox and whose time has come. It does nothing where another round is under way.
func (a *App) SendMails(ctx context.Context) error {
	return a.emptyOutbox(ctx, &a.post.sending, a.leftBehind, a.sendRound)
}

// emptyOutbox sends round after round of what waits, after it has settled what an earlier process left half sent. It does
// nothing where there is no mail server, or where another is at it.
func (a *App) emptyOutbox(ctx context.Context, busy *sync.Mutex, leftBehind func(context.Context) error, round func(context.Context) (more bool, err error)) error {
	if a.Mail == nil || !busy.TryLock() {
		return nil
	}
	defer busy.Unlock()
	if err := leftBehind(ctx); err != nil {
		return err
	}
	for ctx.Err() == nil {
		more, err := round(ctx)
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
		l.Link, l.Stop = a.PublicURL+"/i/"+answer, a.PublicURL+"/stop/"+stop+inLanguage(l.Language)
		if err := errors.Join(tx.CreateAnswerToken(answerHash, i, a.Now()), tx.CreateStopToken(stopHash, m.PatientID, a.Now())); err != nil {
			return err
		}
		m.State, m.Attempts, m.Problem, taken = clinic.MailSending, m.Attempts+1, "", true
		return tx.UpdateMail(m)
	})
	return l, taken, err
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

// inLanguage has a page speak the language of the letter that leads to it, whatever the browser would like.
func inLanguage(language string) string {
	if language == string(q.DefaultLanguage) {
		return ""
	}
	return "?lang=" + url.QueryEscape(language)
}
