// Package app owns the use cases: who may, one transaction, the core, the audit entry. It is the only room that opens
// transactions and the only one that holds a clock and makes ids. It must not know HTTP, pages or file formats.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	"steelyard/internal/post"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// App is the product behind its pages and commands.
type App struct {
	Store       *store.Store
	Library     *library.Library
	AuditKey    []byte
	Anchor      string // the file in which the head of the audit is written down, outside the database; empty for none
	ReceiptSeed []byte // of the key that receipts are signed with; empty for none
	Now         func() time.Time
	NewID       func() string
	Log         *slog.Logger
	TokenLife   time.Duration // how long a token of the API lasts at most; 0 for LongestTokenLife
	Mail        *post.Office  // hands e-mails to a mail server; nil for none
	PublicURL   string        // what links in e-mails begin with
	Invented    bool          // everything in the database is made up, and every rendering says so

	OptionalFactor bool   // a second factor may be left out; otherwise everybody on the staff must have one
	FactorKey      []byte // seals the keys of staff's apps; where it is empty it is derived of AuditKey

	setup   *setupLink
	signIn  *attempts
	proofs  *attempts
	asked   *challenges
	steps   *stepsSeen
	ready   *readiness
	zone    *atomic.Pointer[time.Location]
	held    *heldReads
	refused *refusals
	post    *postRoom

	staffPost *staffPost
}

// New makes the app, and holds the library to every definition that was ever answered here.
func New(ctx context.Context, a App) (*App, error) {
	if a.Now == nil {
		a.Now = func() time.Time { return time.Now().UTC() }
	}
	if a.NewID == nil {
		a.NewID = newID
	}
	if a.Log == nil {
		a.Log = slog.Default()
	}
	a.proofs = &attempts{}
	a.setup, a.signIn, a.steps, a.asked, a.held, a.refused = &setupLink{}, &attempts{}, &stepsSeen{}, &challenges{}, &heldReads{}, &refusals{}
	a.ready = &readiness{}
	a.zone, a.post = &atomic.Pointer[time.Location]{}, &postRoom{}
	a.staffPost = &staffPost{}
	if len(a.FactorKey) == 0 {
		var err error
		if a.FactorKey, err = secret.DeriveKey(a.AuditKey, "second factor"); err != nil {
			return nil, err
		}
	}
	err := a.Store.View(ctx, func(tx *store.Tx) error {
		if err := a.holdAuditKey(tx); err != nil {
			return err
		}
		if err := a.holdAnchor(tx); err != nil {
			return err
		}
		site, err := tx.GetSite()
		if err != nil {
			return err
		}
		a.keepZone(site)
		pinned, err := tx.PinnedDefinitions()
		if err != nil {
			return err
		}
		for _, p := range pinned {
			err = errors.Join(err, a.Library.Keep(p.Ref, p.Hash, p.Content))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("hold the key and the library to what was recorded: %w", err)
	}
	return &a, a.Refresh(ctx)
}

// newID gives a UUID, version 7: sorted by time, so that rows made together lie together.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// battery checks that every questionnaire of a battery can be administered in a mode, and pins its version. Each is asked once.
func (a *App) battery(ctx context.Context, ids []q.ID, mode clinic.Mode) ([]q.Ref, error) {
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, fault.New(fault.Invalid, "Choose at least one questionnaire.", fault.Detail{Where: "battery", What: "nothing is chosen"})
	}
	refs := make([]q.Ref, 0, len(ids))
	for _, id := range ids {
		e, ok := a.Library.FindLatest(id)
		if !ok {
			return nil, fault.New(fault.Invalid, "A chosen questionnaire is not in the library.", fault.Detail{Where: "battery", What: string(id) + " is not in the library"})
		}
		if err := e.CanBeAdministered(a.Now()); err != nil {
			return nil, err
		}
		if mode == clinic.Online && e.Definition.Respondent == q.Clinician {
			what := e.Definition.ShortTitle.In(q.DefaultLanguage) + " is filled in by a clinician and can't be sent to a patient."
			return nil, fault.New(fault.Invalid, what, fault.Detail{Where: "battery", What: what})
		}
		if !slices.Contains(refs, e.Ref()) {
			refs = append(refs, e.Ref())
		}
	}
	return refs, nil
}
