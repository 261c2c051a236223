package app

import (
	"time"

	"steelyard/internal/library"
	"steelyard/internal/store"
)

// What a page asks of a list, and what it gets. The server names these by the app, so that it need not know the store.
type (
	CaseloadQuery  = store.CaseloadQuery
	CaseloadSort   = store.CaseloadSort
	CaseloadFilter = store.CaseloadFilter
	CaseloadPage   = store.CaseloadPage
	CaseloadRow    = store.CaseloadRow
	DueRecord      = store.DueRecord
	Entry          = library.Entry
	Proof          = library.Proof
	Unread         = library.Unread
	StepKind       = library.StepKind
)

// The states of a version.
const (
	Draft    = library.Draft
	Released = library.Released
	Retired  = library.Retired
)

// The orders and filters of the caseload, and the most rows of one page.
const (
	ByName       = store.ByName
	ByLastAnswer = store.ByLastAnswer
	ByWork       = store.ByWork
	ByWaiting    = store.ByWaiting
	Everybody    = store.Everybody
	Due          = store.Due
	WithAlerts   = store.WithAlerts
	InProgress   = store.InProgress
	DoneToday    = store.DoneToday
	ByEnd        = store.ByEnd
	ByBegun      = store.ByBegun
	Overdue      = store.Overdue

	MaxCaseloadPage = store.MaxCaseloadPage
)

// ErrStale is a change that was made from something that somebody else has changed since.
var ErrStale = store.ErrStale

// ErrTooManyTries says that passwords or codes were tried too often.
var ErrTooManyTries error = errTooManyTries

// Sessions keeps the sessions of signed-in staff. They end by the wall clock, like the cookies that name them.
func (a *App) Sessions() *store.Sessions { return store.NewSessions(a.Store, time.Now) }
