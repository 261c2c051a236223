package app

import (
	"context"
	"crypto/hmac"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// Request is something that a program asks for and may ask for again under the same key, because it did not hear the answer.
type Request struct {
	Key  string
	Said []byte // everything that was asked, byte by byte
}

// OnceKept is how long a first answer is given again.
const OnceKept = 48 * time.Hour

// ErrOtherRequest says that a key came with another request before.
var ErrOtherRequest = fault.New(fault.Invalid, "This key was used for another request before. Nothing was done now. Use a new key for every new request, and the same one only to repeat it.")

// Once does something for a user's key a single time. What it did and its answer are kept in one transaction, so that of
// several that race exactly one does it, and every other one is given its answer. What fails leaves nothing, and may be
// tried again under the same key. do gets the context that makes its use cases part of the transaction.
func (a *App) Once(ctx context.Context, who clinic.Actor, r Request, do func(context.Context) ([]byte, error)) (answer []byte, again bool, err error) {
	if err := permitStaff(who); err != nil {
		return nil, false, err
	}
	phrase := secret.Phrase(r.Key)
	first := store.FirstAnswer{User: who.User, Key: phrase.Hash(), Request: phrase.Mac(r.Said), Until: a.Now().Add(OnceKept)}
	err = a.Store.Joined(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.DropFirstAnswers(a.Now()); err != nil {
			return err
		}
		kept, ok, err := tx.FindFirstAnswer(who.User, first.Key)
		if err != nil {
			return err
		}
		if again = ok; ok {
			answer, err = a.answerAgain(tx, who, phrase, kept, first.Request)
			return err
		}
		if answer, err = do(ctx); err != nil {
			return err
		}
		if first.Answer, err = phrase.Seal(answer); err != nil {
			return err
		}
		done, _, err := tx.FindLastAudit() // every use case leaves an entry, which says whose it was about
		if err != nil {
			return err
		}
		first.Patient = clinic.PatientID(done.Patient)
		return tx.KeepFirstAnswer(first)
	})
	return answer, again, a.refuse(ctx, who, "do request once", ofNobody, err) // what was refused in there is noted, now that it is undone
}

func (a *App) answerAgain(tx *store.Tx, who clinic.Actor, phrase secret.Phrase, kept store.FirstAnswer, request []byte) ([]byte, error) {
	if !hmac.Equal(kept.Request, request) {
		return nil, ErrOtherRequest
	}
	if len(kept.Answer) == 0 {
		return nil, fault.New(fault.Gone, "This was done before, for somebody whose data have been erased since. Nothing was done now.")
	}
	answer, err := phrase.Open(kept.Answer)
	if err != nil {
		return nil, err
	}
	return answer, a.note(tx, who, deed{action: "give first answer again", subject: "request"})
}
