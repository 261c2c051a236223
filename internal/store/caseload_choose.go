package store

import "gorm.io/gorm"

// few is up to how many chosen patients are read one by one; among more than that, an order's indexes soon come to enough.
var few = 1000

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
	filtered := c.Filter != Everybody && (!c.byWork() || l.chosen != nil)
	if c.Questionnaire != "" {
		if err := l.chooseForm(!filtered && l.chosen == nil); err != nil {
			return err
		}
	}
	if filtered || (c.Filter != Everybody && l.chosen != nil) {
		return l.narrow(l.filtered())
	}
	return nil
}

// chooseForm finds who answered a questionnaire last. Those whom an order's indexes may find are counted first: where they are
// many, they are not read one by one but with the order.
func (l *caseloadList) chooseForm(inOrder bool) error {
	if inOrder {
		n, err := countOf(l.ofForm())
		if err != nil {
			return err
		}
		if l.form = n > few; l.form {
			return nil
		}
	}
	return l.narrow(idsIn(l.ofForm().Select("patients.id")))
}

func (l *caseloadList) ofForm() *gorm.DB {
	return l.tx.db.Table("patients INDEXED BY patients_by_questionnaire").Where("patients.last_questionnaire = ?", string(l.c.Questionnaire))
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
	case l.form:
		return countOf(c.of(l.ofForm()))
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
