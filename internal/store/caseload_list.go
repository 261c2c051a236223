package store

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
)

// ids gives the patients of a page of a query, or with a limit below 0 all of them, and how many there are over all pages. It
// walks through the list of patients in memory: nothing is asked of the database.
func (l *people) ids(ctx context.Context, c *CaseloadQuery, offset, limit int) (ids []string, total int, err error) {
	w, again := l.walks.Get().(*walk)
	if !again {
		w = &walk{}
	}
	defer l.walks.Put(w)
	err = l.read(ctx, func(all []*person) {
		w.through(all, c)
		n := len(w.standing)
		total = n + len(w.others)
		from, to := min(offset, total), total
		if limit >= 0 {
			to = min(from+limit, total)
		}
		order(w.standing, from, min(to, n))
		ids = make([]string, 0, to-from)
		for i := from; i < to; i++ {
			if i < n {
				ids = append(ids, all[w.standing[i].name].id)
			} else {
				ids = append(ids, all[w.others[i-n]].id)
			}
		}
	})
	return ids, total, err
}

// walk is whom a query lists: those who stand in its order, unsorted, and the others by name. It is used again, because it is
// large where the clinic is.
type walk struct {
	standing []place
	others   []int // by their places in the list by name
}

func (w *walk) through(all []*person, c *CaseloadQuery) {
	w.standing, w.others = w.standing[:0], w.others[:0]
	a, tiers, chosen := c.asOf(), c.tiers(), c.chosen()
	for i, p := range all {
		if !c.has(p) || !chosen(a, p) {
			continue
		}
		if tier, at := a.tier(tiers, &p.todo); tier < len(tiers) {
			w.standing = append(w.standing, place{at, tier, i})
		} else {
			w.others = append(w.others, i)
		}
	}
}

// chosen says who is listed, by what was chosen: words, a tag, a questionnaire and a filter.
func (c *CaseloadQuery) chosen() func(*asOf, *person) bool {
	filter, words := filterTiers[c.Filter], strings.Fields(c.Search)
	words = words[:min(len(words), maxSearchWords)]
	names, records := make([]string, len(words)), make([]string, len(words))
	for i, w := range words {
		names[i], records[i] = foldName(w), fold(w)
	}
	return func(a *asOf, p *person) bool {
		if c.Questionnaire != "" && p.todo.questionnaire != c.Questionnaire || c.Tag != "" && !slices.Contains(p.todo.tags, c.Tag) {
			return false
		}
		if filter != nil {
			if _, ok := filter(a, &p.todo); !ok {
				return false
			}
		}
		for i := range words {
			if !strings.Contains(p.name, names[i]) && !strings.Contains(p.record, records[i]) {
				return false
			}
		}
		return true
	}
}

// has says whether a query may list somebody, apart from what is chosen.
func (c *CaseloadQuery) has(p *person) bool {
	return (c.Clinician == "" || p.clinician == string(c.Clinician)) && (c.Team == "" || p.team == string(c.Team)) &&
		c.Visible.Has(clinic.Subject{Clinician: clinic.UserID(p.clinician), Team: clinic.TeamID(p.team)})
}

// of is the same of rows.
func (c *CaseloadQuery) of(db *gorm.DB) *gorm.DB {
	if c.Clinician != "" {
		db = db.Where("patients.clinician_id = ?", string(c.Clinician))
	}
	if c.Team != "" {
		db = db.Where("patients.team_id = ?", string(c.Team))
	}
	return seen(db, c.Visible)
}
