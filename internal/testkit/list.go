package testkit

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// sameList wants the list of the patients, which the store keeps in memory, to say what the database says: that of a store which
// was opened just now. Every test that lives in a clinic ends with it, so that whatever changes the database and not the list fails.
func (k *Clinic) sameList(t testing.TB) {
	t.Helper()
	ctx := context.Background() // the test's has ended
	fresh, err := store.OpenToRead(ctx, store.Options{Path: k.Path, Readers: 1, Keys: k.Store.Keys()})
	if err != nil {
		return // the test broke the database or took its key away
	}
	defer fresh.Close() //nolint:errcheck // nothing was written
	kept, err := lists(ctx, k.Store, k)
	if err != nil {
		return // the test closed the store
	}
	want, err := lists(ctx, fresh, k)
	must(t, err)
	for name, w := range want {
		if got := kept[name]; got.total != w.total || !slices.Equal(got.ids, w.ids) {
			t.Errorf("%s: the list in memory has %v, the database %v", name, got, w)
		}
	}
}

// list is the first page of one, and how many are on all.
type list struct {
	ids   []clinic.PatientID
	total int
}

// lists gives every list by what it is narrowed and ordered by.
func lists(ctx context.Context, s *store.Store, k *Clinic) (map[string]list, error) {
	all := map[string]list{}
	err := s.View(ctx, func(tx *store.Tx) error {
		tags, err := tx.Tags()
		if err != nil {
			return err
		}
		forms, err := tx.AnsweredQuestionnaires()
		if err != nil {
			return err
		}
		for _, c := range queries(k.Now(), tags, forms) {
			name := fmt.Sprintf("list of %s by %q, filter %q, tag %q, form %q", c.Today, c.Sort, c.Filter, c.Tag, c.Questionnaire)
			page, err := tx.Caseload(c)
			if err != nil {
				return err
			}
			l := list{total: page.Total}
			for _, r := range page.Rows {
				l.ids = append(l.ids, r.Patient)
			}
			all[name] = l
		}
		return nil
	})
	return all, err
}

// queries are of now and, because a plan's next day may be weeks away, of later.
func queries(now time.Time, tags []clinic.Tag, forms []q.ID) (all []store.CaseloadQuery) {
	for _, days := range []int{0, 1, 15, 400} {
		on := func(c store.CaseloadQuery) {
			c.Visible, c.Now = clinic.Visible{All: true}, now.AddDate(0, 0, days)
			c.DayBegan, c.Today = c.Now.Truncate(24*time.Hour), clinic.DateAt(c.Now, c.Now.Location())
			all = append(all, c)
		}
		for _, filter := range []store.CaseloadFilter{store.Everybody, store.Due, store.Overdue, store.InProgress, store.DoneToday, store.WithAlerts} {
			on(store.CaseloadQuery{Sort: store.ByWork, Filter: filter})
		}
		if days > 0 {
			continue
		}
		for _, sort := range []store.CaseloadSort{store.ByName, store.ByLastAnswer, store.ByWaiting, store.ByEnd, store.ByBegun} {
			on(store.CaseloadQuery{Sort: sort})
		}
		for _, tag := range tags {
			on(store.CaseloadQuery{Tag: tag.ID})
		}
		for _, form := range forms {
			on(store.CaseloadQuery{Questionnaire: form})
		}
	}
	return all
}
