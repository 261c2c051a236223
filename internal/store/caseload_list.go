package store

import (
	"cmp"
	"errors"
	"slices"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
)

// few is up to how many chosen patients are read one by one; among more than that, an order's indexes soon come to enough.
var few = 500

// caseloadList puts the patients of a query in order. It reads tier after tier until there are enough.
type caseloadList struct {
	tx     *Tx
	c      *CaseloadQuery
	tiers  []tier
	chosen map[string]bool // by words, tag, questionnaire or filter; nil where nothing was chosen
	few    string          // those as a JSON list, where they are few
}

func (tx *Tx) newCaseloadList(c *CaseloadQuery, words []string) (*caseloadList, error) {
	l := &caseloadList{tx: tx, c: c, tiers: c.tiers()}
	err := l.choose(words)
	if err == nil && l.chosen != nil && len(l.chosen) <= few {
		ids := make([]string, 0, len(l.chosen))
		for id := range l.chosen {
			ids = append(ids, id)
		}
		l.few, err = toJSON("ids of patients", ids)
	}
	return l, err
}

// choose finds the patients that an order can't tell by its indexes.
func (l *caseloadList) choose(words []string) error {
	tx, c := l.tx, l.c
	if len(words) > 0 {
		ids, err := tx.sealing.people.matching(tx.db.Statement.Context, words)
		if err := l.narrow(ids, err); err != nil {
			return err
		}
	}
	if c.Tag != "" {
		if err := l.narrow(idsIn(tx.db.Raw("SELECT patient_id FROM patient_tags WHERE tag_id = ?", string(c.Tag)))); err != nil {
			return err
		}
	}
	if c.Questionnaire != "" {
		if err := l.narrow(idsIn(tx.db.Raw("SELECT id FROM patients WHERE last_questionnaire = ?", string(c.Questionnaire)))); err != nil {
			return err
		}
	}
	if c.Filter == Everybody || (c.byWork() && l.chosen == nil) {
		return nil
	}
	return l.narrow(l.filtered())
}

// narrow keeps those of some patients who were chosen before, and at first those whom the query may list.
func (l *caseloadList) narrow(ids []string, err error) error {
	if err != nil {
		return err
	}
	before := l.chosen
	l.chosen, err = l.tx.sealing.people.among(l.tx.db.Statement.Context, ids, func(p *person) bool {
		return (before == nil || before[p.id]) && l.c.has(p)
	})
	return err
}

// filtered gives whom the filter lists, some of them twice.
func (l *caseloadList) filtered() (all []string, err error) {
	for _, s := range filterSources[l.c.Filter] {
		for _, o := range l.c.owners() {
			ids, err := idsIn(l.from(&s, o).Select("patients.id"))
			if err != nil {
				return nil, err
			}
			all = append(all, ids...)
		}
	}
	return all, nil
}

func idsIn(query *gorm.DB) (ids []string, err error) {
	err = eachRow(query, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// total counts whom the query lists, by indexes that have all they are counted by.
func (l *caseloadList) total() (n int, err error) {
	switch c := l.c; {
	case l.chosen != nil:
		return len(l.chosen), nil
	case c.Filter != Everybody:
		return l.count(filterSources[c.Filter])
	case c.Visible.All && c.Clinician == "" && c.Team == "":
		return l.tx.sealing.people.size(l.tx.db.Statement.Context)
	}
	return l.count(tier{{index: "patients", holds: "TRUE"}})
}

// count counts the patients of some sources, each once.
func (l *caseloadList) count(sources tier) (n int, err error) {
	owners := l.c.owners()
	for i, source := range sources {
		for j, o := range owners {
			query := l.from(&source, o)
			if i > 0 {
				query = l.not(query, sources[:i])
			}
			for _, earlier := range owners[:j] {
				query = query.Where("("+earlier.holds+") IS NOT TRUE", earlier.is)
			}
			some, err := countOf(query)
			if err != nil {
				return 0, err
			}
			n += some
		}
	}
	return n, nil
}

func countOf(query *gorm.DB) (int, error) {
	var n int64
	err := query.Count(&n).Error
	return int(n), err
}

// ids gives the patients of a page, or with a limit below 0 all of them.
func (l *caseloadList) ids(offset, limit int) ([]string, error) {
	var ids []string
	for i := range l.tiers {
		need := -1
		if limit >= 0 {
			if need = offset + limit - len(ids); need <= 0 {
				break
			}
		}
		some, err := l.tier(i, need)
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			ids = append(ids, p.id)
		}
	}
	page := ids[min(offset, len(ids)):]
	if limit >= 0 {
		if page = page[:min(limit, len(page))]; len(page) == limit {
			return page, nil
		}
		limit -= len(page)
	}
	if l.chosen == nil && l.c.Filter != Everybody { // then all of them stand in a tier
		return page, nil
	}
	rest, err := l.tx.sealing.people.rest(l.tx.db.Statement.Context, l.tail(ids), max(offset-len(ids), 0), limit)
	return append(page, rest...), err
}

// tail says who is listed by name behind those of the tiers, of whom all were read; nil where it is everybody.
func (l *caseloadList) tail(listed []string) func(*person) bool {
	if len(listed) == 0 && l.chosen == nil && l.c.Visible.All && l.c.Clinician == "" && l.c.Team == "" {
		return nil
	}
	is := make(map[string]bool, len(listed))
	for _, id := range listed {
		is[id] = true
	}
	return func(p *person) bool {
		if l.chosen != nil {
			return l.chosen[p.id] && !is[p.id]
		}
		return l.c.has(p) && !is[p.id]
	}
}

// placed is a patient and where they stand in their tier.
type placed struct {
	id string
	at int64
}

// tier gives the first patients of a tier who stand in none before it, or with a need below 0 all of them.
func (l *caseloadList) tier(i, need int) (list []placed, err error) {
	parts := 0
	for j := range l.tiers[i] {
		s := &l.tiers[i][j]
		queries := l.reads(s)
		for _, query := range queries {
			for _, earlier := range l.tiers[:i] {
				query = l.not(query, earlier)
			}
			some, err := l.read(s, query, need)
			if err != nil {
				return nil, err
			}
			list = append(list, some...)
			parts++
		}
	}
	if parts > 1 {
		list = merged(list)
	}
	if need >= 0 {
		list = list[:min(need, len(list))]
	}
	return list, nil
}

// merged puts what several ways led to in one order. Each way had as many as are needed, so that whoever is among the first of
// all is among the first of one.
func merged(list []placed) []placed {
	slices.SortFunc(list, func(a, b placed) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	twice := make(map[string]bool, len(list))
	return slices.DeleteFunc(list, func(p placed) bool {
		before := twice[p.id]
		twice[p.id] = true
		return before
	})
}

// reads gives the queries that together lead to everybody of a source: one for those who were chosen, where they are few, and
// else one for each owner.
func (l *caseloadList) reads(s *source) (queries []*gorm.DB) {
	if l.few != "" {
		return []*gorm.DB{l.c.of(l.tx.db.Table("json_each(?) AS chosen CROSS JOIN patients", l.few)).Where("patients.id = chosen.value").Where("("+s.holds+")", s.args(l.c)...)}
	}
	for _, o := range l.c.owners() {
		queries = append(queries, l.from(s, o))
	}
	return queries
}

// from gives the patients of a source and an owner, by their index.
func (l *caseloadList) from(s *source, o owned) *gorm.DB {
	query := l.c.of(l.tx.db.Table("patients INDEXED BY "+s.index+o.ending)).Where("("+s.holds+")", s.args(l.c)...)
	if o.holds != "" {
		query = query.Where(o.holds, o.is)
	}
	return query
}

// not leaves those out who stand in a tier.
func (l *caseloadList) not(query *gorm.DB, t tier) *gorm.DB {
	holds, args := t.holds(l.c)
	return query.Where(holds+" IS NOT TRUE", args...)
}

// errEnough ends a reading.
var errEnough = errors.New("enough")

func (l *caseloadList) read(s *source, query *gorm.DB, need int) (list []placed, err error) {
	order := "patients." + s.column
	if s.newest {
		order += " DESC"
	}
	if l.chosen == nil || l.few != "" {
		query = query.Limit(need) // below 0 it is none
	}
	err = eachRow(query.Select("patients.id, patients."+s.column).Order(order+", patients.id"), func(scan func(...any) error) error {
		var id, day string
		var us int64
		into := any(&us)
		if s.day {
			into = &day
		}
		if err := scan(&id, into); err != nil {
			return err
		}
		if l.chosen != nil && !l.chosen[id] {
			return nil
		}
		if list = append(list, placed{id, s.place(l.c, us, day)}); need >= 0 && len(list) >= need {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return list, err
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
