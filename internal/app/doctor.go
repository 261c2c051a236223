package app

import (
	"context"
	"fmt"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// Diagnosis is what was looked at and what is wrong.
type Diagnosis struct{ Checks []Check }

// Check is one thing that was looked at: what was found in a few words, and every problem.
type Check struct {
	Name     string
	Found    string
	Problems []string
}

// Sound says whether nothing is wrong.
func (d *Diagnosis) Sound() bool {
	for _, c := range d.Checks {
		if len(c.Problems) > 0 {
			return false
		}
	}
	return true
}

func (c *Check) problem(format string, args ...any) {
	c.Problems = append(c.Problems, fmt.Sprintf(format, args...))
}

// add takes in one look at the database; a failure to look is a problem too.
func (d *Diagnosis) add(name string, look func(*Check) error) {
	c := Check{Name: name}
	if err := look(&c); err != nil {
		c.problem("%s", err)
	}
	d.Checks = append(d.Checks, c)
}

// Doctor looks through everything that is kept, changing nothing: the database file, its schema, the definitions that
// were answered, the audit, and every result, which is computed anew from its answers. It needs a store and a key only,
// and so it also serves where a damaged database keeps the app from being made. An error means that it was broken off.
func (a *App) Doctor(ctx context.Context) (d Diagnosis, err error) {
	fresh, err := store.FreshSchema(ctx)
	if err != nil {
		return d, err
	}
	d.add("database file", a.looked(ctx, "every page and index is sound", (*store.Tx).IntegrityFaults))
	d.add("references", a.looked(ctx, "every row that is named is there", (*store.Tx).ForeignKeyFaults))
	d.add("schema", a.looked(ctx, fmt.Sprintf("%d tables, indexes and triggers as this program makes them", len(fresh)),
		func(tx *store.Tx) ([]string, error) { return tx.SchemaFaults(fresh) }))
	d.add("sealing", a.looked(ctx, "every name, contact, note and answer is sealed, and opens", (*store.Tx).SealFaults))
	d.add("audit", func(c *Check) error { return a.lookAtAudit(ctx, c) })
	d.add("clock", func(c *Check) error { return a.lookAtClock(ctx, c) })
	d.add("definitions", func(c *Check) error {
		return a.Store.View(ctx, func(tx *store.Tx) error { return lookAtDefinitions(tx, c) })
	})
	d.add("results", func(c *Check) error {
		return a.Store.View(ctx, func(tx *store.Tx) error { return lookAtResults(ctx, tx, c) })
	})
	d.add("signatures", func(c *Check) error {
		return a.Store.View(ctx, func(tx *store.Tx) error { return a.lookAtSignatures(ctx, tx, c) })
	})
	return d, ctx.Err()
}

// looked makes a look of a use of the store that gives faults.
func (a *App) looked(ctx context.Context, found string, faults func(*store.Tx) ([]string, error)) func(*Check) error {
	return func(c *Check) error {
		c.Found = found
		return a.Store.View(ctx, func(tx *store.Tx) (err error) {
			c.Problems, err = faults(tx)
			return err
		})
	}
}

// DoctorAudit looks through the audit alone.
func (a *App) DoctorAudit(ctx context.Context) (d Diagnosis, err error) {
	d.add("audit", func(c *Check) error { return a.lookAtAudit(ctx, c) })
	return d, ctx.Err()
}

// lookAtAudit reads the whole chain and holds it to its anchor, which was written down before the chain is read and so
// can't be ahead of it.
func (a *App) lookAtAudit(ctx context.Context, c *Check) error {
	var head audit.Head
	var anchored bool
	if a.Anchor != "" {
		var err error
		if head, anchored, err = audit.FindHead(a.Anchor, a.AuditKey); err != nil {
			c.problem("%s", fault.Message(err))
		}
	}
	v := audit.Verifier{Key: a.AuditKey}
	var last audit.Entry
	err := a.Store.View(ctx, func(tx *store.Tx) error {
		return tx.EachAudit(func(e audit.Entry) error {
			if err := v.Next(e); err != nil {
				return err
			}
			if last = e; e.Seq == head.Seq && !head.Holds(e) {
				return head.WhyOther()
			}
			return nil
		})
	})
	switch {
	case fault.KindOf(err) == fault.Conflict:
		c.problem("%s It is the first that is wrong; what comes after it was not looked at.", fault.Message(err))
		return nil
	case err != nil:
		return err
	case last.Seq < head.Seq:
		c.problem("%s", fault.Message(head.WhyCutOff(last.Seq)))
	case a.Anchor != "" && !anchored && last.Seq > 0 && len(c.Problems) == 0:
		c.problem("There is no %s, so that a cut-off end of the audit would not be noticed. It is written when the server starts.", a.Anchor)
	}
	c.Found = fmt.Sprintf("%d entries, none changed, removed or moved", last.Seq)
	if last.Seq > 0 {
		c.Found += ", the last of " + last.At.UTC().Format(time.DateTime)
	}
	if anchored {
		c.Found += fmt.Sprintf("; anchored at entry %d", head.Seq)
	}
	return nil
}

// lookAtDefinitions holds every definition that was answered or uploaded to its hash.
func lookAtDefinitions(tx *store.Tx, c *Check) error {
	pinned, err := tx.PinnedDefinitions()
	if err != nil {
		return err
	}
	for _, p := range pinned {
		if err := hold(p.Ref, p.Hash, p.Content); err != nil {
			c.problem("%s", err)
		}
	}
	steps, err := tx.LibrarySteps(0)
	if err != nil {
		return err
	}
	uploads := 0
	for _, s := range steps {
		if s.Step != "upload" {
			continue
		}
		uploads++
		if err := hold(s.Ref, s.Hash, s.Content); err != nil {
			c.problem("upload %d: %s", s.Seq, err)
		}
	}
	c.Found = fmt.Sprintf("%d answered, %d uploaded", len(pinned), uploads)
	return nil
}

func hold(ref q.Ref, hash q.Hash, content []byte) error {
	d, err := q.Parse(ref.String(), content)
	switch {
	case err != nil:
		return fmt.Errorf("%s can't be read any more: %w", ref, err)
	case d.Ref() != ref:
		return fmt.Errorf("%s is kept under the name %s", d.Ref(), ref)
	case d.Hash() != hash:
		return fmt.Errorf("%s has the hash %s, but was kept with %s", ref, d.Hash(), hash)
	}
	return nil
}
