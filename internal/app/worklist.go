package app

import (
	"context"
	"strings"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// WorklistChoices is what a list of patients can be narrowed to, and the ways to see it that somebody keeps.
type WorklistChoices struct {
	Tags           []clinic.Tag
	Questionnaires []q.ID // that were ever answered here
	Views          []clinic.SavedView
}

// WorklistChoices gives what the actor can narrow the list to, and their saved views.
func (a *App) WorklistChoices(ctx context.Context, who clinic.Actor) (c WorklistChoices, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofNobody, func(tx *store.Tx) error {
		if c.Tags, err = tx.Tags(); err != nil {
			return err
		}
		if c.Questionnaires, err = tx.AnsweredQuestionnaires(); err != nil {
			return err
		}
		c.Views, err = tx.ViewsOf(who.User)
		return err
	})
	return c, err
}

// SaveView keeps a way to see the list for the actor; one of theirs with the same name is replaced.
func (a *App) SaveView(ctx context.Context, who clinic.Actor, name, query string) error {
	v := clinic.SavedView{ID: clinic.ViewID(a.NewID()), User: who.User, Name: strings.TrimSpace(name), Query: query}
	return a.update(ctx, who, clinic.ReadPatients, ofNobody, func(tx *store.Tx) error {
		if err := v.Check(); err != nil {
			return err
		}
		views, err := tx.ViewsOf(who.User)
		if err != nil {
			return err
		}
		if len(views) >= clinic.MaxViews {
			what := "You keep 20 views already. Remove one first."
			return fault.New(fault.Conflict, what, fault.Detail{Where: "view", What: what})
		}
		if err := namesNobody(tx, who, v.Name); err != nil {
			return err
		}
		if err := tx.SaveView(v, a.Now()); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "save view", subject: "view:" + string(v.ID)})
	})
}

// namesNobody refuses a view's name by which a patient could be known: it is not sealed, and stays where the person is erased.
func namesNobody(tx *store.Tx, who clinic.Actor, name string) error {
	visible, err := visibleTo(tx, who)
	if err != nil {
		return err
	}
	named, err := tx.NamesSomebody(name, visible)
	if err == nil && named {
		const what = "This is the name or the record number of a patient. A view is not part of their record and would keep it when they are erased: choose another name."
		err = fault.New(fault.Invalid, what, fault.Detail{Where: "view", What: what})
	}
	return err
}

// RemoveView forgets a view of the actor's.
func (a *App) RemoveView(ctx context.Context, who clinic.Actor, id clinic.ViewID) error {
	return a.update(ctx, who, clinic.ReadPatients, ofNobody, func(tx *store.Tx) error {
		removed, err := tx.RemoveView(who.User, id)
		if err == nil && !removed {
			err = fault.New(fault.NotFound, "There is no such view.")
		}
		if err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "remove view", subject: "view:" + string(id)})
	})
}

// PatientTags gives the tags there are, and those of a patient.
func (a *App) PatientTags(ctx context.Context, who clinic.Actor, id clinic.PatientID) (all, own []clinic.Tag, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofPatient(id), func(tx *store.Tx) error {
		if all, err = tx.Tags(); err != nil {
			return err
		}
		own, err = tx.TagsOf(id)
		return err
	})
	return all, own, err
}

// SetTags gives a patient these tags and no others; added are the names of further ones, which are made where there are none.
func (a *App) SetTags(ctx context.Context, who clinic.Actor, id clinic.PatientID, tags []clinic.TagID, added ...string) error {
	return a.update(ctx, who, clinic.WritePatients, ofPatient(id), func(tx *store.Tx) error {
		before, err := tx.TagsOf(id)
		if err != nil {
			return err
		}
		chosen := tags
		for _, name := range added {
			t, err := a.tagNamed(tx, name)
			if err != nil {
				return err
			}
			chosen = append(chosen[:len(chosen):len(chosen)], t.ID)
		}
		if len(chosen) > clinic.MaxTags {
			const what = "Choose at most 12 tags."
			return fault.New(fault.Invalid, what, fault.Detail{Where: "tag", What: what})
		}
		if err := tx.SetTags(id, chosen); err != nil {
			return err
		}
		after, err := tx.TagsOf(id)
		if err != nil {
			return err
		}
		changes := differing(audit.Change{Field: "tags", Before: tagNames(before), After: tagNames(after)})
		return a.note(tx, who, deed{action: "tag patient", patient: id, subject: "patient:" + string(id), changes: changes})
	})
}

func (a *App) tagNamed(tx *store.Tx, name string) (clinic.Tag, error) {
	t := clinic.Tag{ID: clinic.TagID(a.NewID()), Name: strings.Join(strings.Fields(name), " ")}
	if err := t.Check(); err != nil {
		return t, err
	}
	return tx.KeepTag(t, a.Now())
}

func tagNames(tags []clinic.Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}
