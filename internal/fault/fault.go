// Package fault owns the kinds of error and the words a user sees for them.
// It must not know HTTP, rows or pages: one table in server maps kinds to status codes.
package fault

import (
	"errors"
	"strings"
)

// Kind says what went wrong in terms a caller can act on.
type Kind uint8

// The kinds. Internal is the zero value: an error nobody classified is ours, not the user's.
const (
	Internal    Kind = iota
	Invalid          // the input breaks a rule and can be corrected
	NotFound         // there is no such thing, or the actor may not know of it
	Conflict         // it was changed or used meanwhile
	Denied           // the actor may not do this
	Gone             // it existed and has ended (expired, revoked, used)
	Unavailable      // it can't be done at this moment (the disk is full, say); nothing was kept, and the same may be tried again
)

var kindNames = [...]string{"internal", "invalid", "not found", "conflict", "denied", "gone", "unavailable"}

func (k Kind) String() string { return kindNames[k] }

// Detail is one thing that is wrong: where it is, what is wrong, and how to mend it.
// Where is a field's name or a file position (`phq-9/1.0.0.yaml:12:3`).
type Detail struct {
	Where string `json:"where"`
	What  string `json:"what"`
	Mend  string `json:"mend,omitempty"`

	Phrase Phrase `json:"-"`
}

// Phrase names the message with which a page says the same in the reader's language, and what is put into it. It is empty
// where only the English words exist.
type Phrase struct{ ID, Given, Low, High string }

func (d Detail) String() string {
	s := d.What
	if d.Where != "" {
		s = d.Where + ": " + s
	}
	if d.Mend != "" {
		s += " (" + d.Mend + ")"
	}
	return s
}

// Error is an error with a kind and a message that may be shown to a user.
// Err is the cause for the log; it never reaches a page.
type Error struct {
	Kind    Kind
	Message string
	Details []Detail
	Err     error
	Phrase  Phrase
}

// In gives an error the phrase that says its message in other languages.
func (e *Error) In(id string) *Error {
	e.Phrase.ID = id
	return e
}

// New makes an error of a kind with its public message and every detail found.
func New(kind Kind, message string, details ...Detail) *Error {
	return &Error{Kind: kind, Message: message, Details: details}
}

// Wrap gives a cause a kind and a public message.
func Wrap(err error, kind Kind, message string) *Error {
	return &Error{Kind: kind, Message: message, Err: err}
}

// Error gives the public message, the details and the cause, in that order.
func (e *Error) Error() string {
	parts := []string{e.Message}
	for _, d := range e.Details {
		parts = append(parts, d.String())
	}
	s := strings.Join(parts, "\n")
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf gives the kind of the first fault in err's chain; Internal where there is none.
func KindOf(err error) Kind {
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Kind
	}
	return Internal
}

// Message gives the words a user may see; for an unclassified error a plain apology.
func Message(err error) string {
	if f, ok := errors.AsType[*Error](err); ok && f.Message != "" {
		return f.Message
	}
	return "Something went wrong on our side. Nothing you entered was lost; please try again."
}

// PhraseOf gives the phrase of a user's message; it is empty where there is none.
func PhraseOf(err error) Phrase {
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Phrase
	}
	return Phrase{}
}

// Details gives what is wrong, one entry a fault.
func Details(err error) []Detail {
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Details
	}
	return nil
}
