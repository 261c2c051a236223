package app

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// refusals bounds how many refused requests of one actor are written down one by one, so that nobody can fill the disk by
// being refused. What came above that is counted, and the next entry says how many.
type refusals struct {
	mu sync.Mutex
	by map[string]*refused
}

type refused struct {
	since   time.Time
	written int
	dropped int
}

const (
	refusalsEvery = 10 * time.Minute
	refusalsMost  = 100 // of one actor in that time
	refusalsKept  = 10_000
)

// allow says whether one more is written down, and how many before it were not.
func (r *refusals) allow(now time.Time, actor string) (ok bool, dropped int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := r.by[actor]
	if w == nil {
		if r.by == nil || len(r.by) >= refusalsKept {
			r.by = map[string]*refused{}
		}
		w = &refused{since: now}
		r.by[actor] = w
	}
	if now.Sub(w.since) >= refusalsEvery {
		w.since, w.written = now, 0
	}
	if w.written >= refusalsMost {
		w.dropped++
		return false, 0
	}
	w.written++
	dropped, w.dropped = w.dropped, 0
	return true, dropped
}

// permitted is permit for a use case that asks before it begins; a refusal is noted.
func (a *App) permitted(ctx context.Context, who clinic.Actor, action clinic.Action) error {
	return a.refuse(ctx, who, action, ofNobody, permit(who, action))
}

// NoteRefusal notes that somebody on the staff came to a door that their role does not open.
func (a *App) NoteRefusal(ctx context.Context, who clinic.Actor, action clinic.Action) error {
	d, worth := refusalOf(who, action, ofNobody, errDenied)
	if !worth {
		return nil
	}
	return a.noteBounded(ctx, who, d)
}

// refusalOf gives the deed of a use case that somebody was refused or that failed, with the reason's kind. Of nobody known
// there is nothing to note: strangers are slowed down instead.
func refusalOf(who clinic.Actor, action clinic.Action, about store.Object, err error) (d deed, worth bool) {
	kind := fault.KindOf(err)
	if !known(who) {
		return d, false
	}
	d = deed{patient: who.Patient, action: "failed " + strings.ReplaceAll(string(action), "-", " "), why: failures[kind]}
	if isRefusal(kind) {
		d.action = "refused " + strings.ReplaceAll(string(action), "-", " ")
	}
	if about != ofNobody {
		d.subject = about.Kind + ":" + printable(about.ID)
	}
	return d, true
}

// isRefusal says whether somebody was kept from something, which is never told without being noted.
func isRefusal(k fault.Kind) bool { return k == fault.Denied || k == fault.NotFound || k == fault.Gone }

// known says whether an actor is somebody that an entry can name.
func known(who clinic.Actor) bool { return who.User != "" || who.Invitation != "" }

// failures are the kinds of error in words.
var failures = map[fault.Kind]string{
	fault.Denied: "not allowed", fault.NotFound: "not there", fault.Gone: "ended", fault.Internal: "an error on the server",
	fault.Invalid: "wrong input", fault.Conflict: "changed or used meanwhile", fault.Unavailable: "could not be kept",
}

// noteBounded is noteRead for what somebody may bring about as often as they like.
func (a *App) noteBounded(ctx context.Context, who clinic.Actor, d deed) error {
	if a.held.waiting() > maxHeld/2 {
		return nil // while the disk takes nothing, room is kept for the entries of reads, without which nothing can be read
	}
	ok, dropped := a.refused.allow(a.Now(), string(who.User)+string(who.Invitation))
	if !ok {
		return nil
	}
	if dropped > 0 {
		d.why = strings.TrimSpace(d.why + " (and " + strconv.Itoa(dropped) + " more before it, not written one by one)")
	}
	if err := a.noteRead(ctx, who, d); err != nil {
		return err
	}
	markNoted(ctx)
	return nil
}

// printable cuts an id that somebody typed to what one can be.
func printable(id string) string {
	if !utf8.ValidString(id) || strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "unreadable"
	}
	return id[:min(len(id), 64)]
}
