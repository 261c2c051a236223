package store

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"

	"steelyard/internal/clinic"
)

// caseloadList puts the patients of a query in order. It reads tier after tier until there are enough.
type caseloadList struct {
	tx     *Tx
	c      *CaseloadQuery
	tiers  []tier
	chosen map[string]bool // by words, tag, questionnaire or filter; nil where nothing was chosen
	few    string          // those as a JSON list, where they are few
	form   bool            // the questionnaire was answered last by many, who are not in chosen yet
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

// standing gives the first patients who stand in a tier, or with a need below 0 all of them.
func (l *caseloadList) standing(need int) (ids []string, err error) {
	if l.few != "" {
		return l.fewStanding()
	}
	for i := range l.tiers {
		more := -1
		if need >= 0 {
			if more = need - len(ids); more <= 0 {
				break
			}
		}
		some, err := l.tier(i, more)
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			ids = append(ids, p.id)
		}
	}
	return ids, nil
}

// ids gives the patients of a page, or with a limit below 0 all of them.
func (l *caseloadList) ids(offset, limit int) ([]string, error) {
	need := -1
	if limit >= 0 {
		need = offset + limit
	}
	if page, err := l.alone(offset, limit); err != nil || (limit > 0 && len(page) == limit) {
		return page, err
	}
	ids, err := l.standing(need)
	if err != nil {
		return nil, err
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
	if l.form {
		if err := l.narrow(idsIn(l.ofForm().Select("patients.id"))); err != nil {
			return nil, err
		}
	}
	rest, err := l.tx.sealing.people.rest(l.tx.db.Statement.Context, l.tail(ids), max(offset-len(ids), 0), limit)
	return append(page, rest...), err
}

// alone gives a page of an order that is one reading, without those before it; it has fewer where they do not fill it, and nobody
// where the order is more than that.
func (l *caseloadList) alone(offset, limit int) (ids []string, err error) {
	owners := l.c.owners()
	if limit <= 0 || l.chosen != nil || len(owners) != 1 || len(l.tiers) != 1 || len(l.tiers[0]) != 1 {
		return nil, nil
	}
	s := &l.tiers[0][0]
	list, err := l.read(s, l.from(s, owners[0]).Offset(offset), limit)
	for _, p := range list {
		ids = append(ids, p.id)
	}
	return ids, err
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
		for _, o := range l.c.owners() {
			query := l.from(s, o)
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

// from gives the patients of a source and an owner, by their index.
func (l *caseloadList) from(s *source, o owned) *gorm.DB {
	index := s.index + o.ending
	if l.form && index == "patients_answered" {
		index = "patients_by_questionnaire" // which has them in the same order
	}
	query := l.c.of(l.tx.db.Table("patients INDEXED BY "+index)).Where("("+s.holds+")", s.args(l.c)...)
	if o.holds != "" {
		query = query.Where(o.holds, o.is)
	}
	if l.form {
		query = query.Where("patients.last_questionnaire = ?", string(l.c.Questionnaire))
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
	if l.chosen == nil {
		query = query.Limit(need) // below 0 it is none
	}
	err = eachRow(query.Select("patients.id, patients."+s.column).Order(order+", patients.id"), func(scan func(...any) error) error {
		var id string
		var value any
		if err := scan(&id, &value); err != nil {
			return err
		}
		if l.chosen != nil && !l.chosen[id] {
			return nil
		}
		if list = append(list, placed{id, s.place(l.c, value)}); need >= 0 && len(list) >= need {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return list, err
}

// fewStanding gives those of the chosen who stand in a tier. Each row is read once and says by itself where it stands.
func (l *caseloadList) fewStanding() ([]string, error) {
	var sources []*source
	var columns []string
	var args []any
	for i := range l.tiers {
		for j := range l.tiers[i] {
			s := &l.tiers[i][j]
			sources = append(sources, s)
			columns, args = append(columns, "CASE WHEN "+s.holds+" THEN patients."+s.column+" END"), append(args, s.args(l.c)...)
		}
	}
	if len(sources) == 0 {
		return nil, nil
	}
	query := l.c.of(l.tx.db.Table("json_each(?) AS chosen CROSS JOIN patients", l.few)).Where("patients.id = chosen.value").Select("patients.id, "+strings.Join(columns, ", "), args...)
	standing := make([][]placed, len(l.tiers))
	values := make([]any, len(sources))
	into := make([]any, 0, len(sources)+1)
	var id string
	into = append(into, &id)
	for i := range values {
		into = append(into, &values[i])
	}
	err := eachRow(query, func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		if tier, at, ok := l.place(values); ok {
			standing[tier] = append(standing[tier], placed{id, at})
		}
		return nil
	})
	var ids []string
	for _, list := range standing {
		for _, p := range merged(list) {
			ids = append(ids, p.id)
		}
	}
	return ids, err
}

// place gives where a row stands, by what each source has of it.
func (l *caseloadList) place(values []any) (tier int, at int64, ok bool) {
	for i := range l.tiers {
		for j := range l.tiers[i] {
			if value := values[j]; value != nil {
				if here := l.tiers[i][j].place(l.c, value); !ok || here < at {
					at, ok = here, true
				}
			}
		}
		if ok {
			return i, at, true
		}
		values = values[len(l.tiers[i]):]
	}
	return 0, 0, false
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
