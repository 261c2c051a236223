package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unique"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/seal"
)

// person is what the list knows of a patient, opened: the folded name and record number, the data key, who looks after them,
// and what there is to do for them.
type person struct {
	todo             todo   // this and the next are what a walk through everybody looks at
	clinician, team  string // empty where there is none
	id, name, record string
	key              seal.DataKey
}

func byName(a, b *person) int {
	return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.id, b.id))
}

// people is every patient by name, so that a list of them is put in order, narrowed and counted without asking the database,
// which can't sort or search what is sealed. It lives in memory only. Whatever commits a change of what it knows renews it before
// anybody hears of the commit. It reads on a connection of its own, which no transaction waits for while it holds the lock.
type people struct {
	source  *Store
	mu      sync.RWMutex
	filled  bool
	byID    map[string]*person
	byName  []*person
	touched touched
	walks   sync.Pool
}

type personRow struct {
	ID                string
	RecordNumber      []byte
	Name              []byte
	ClinicianID       string
	TeamID            string
	OpenAlerts        int
	UrgentSince       int64
	PromptSince       int64
	WaitingSince      int64
	WaitingUntil      int64
	BegunAt           int64
	BegunUntil        int64
	LastCompletedAt   int64
	LastQuestionnaire string
	NextDue           string
	UnmetSince        string
	Tags              string // their ids, with a space between two
	KeyID             string
	Wrapped           []byte
}

// personQuery has empty texts and zeros for what is not there.
const personQuery = `SELECT patients.id, record_number, name, coalesce(clinician_id, '') AS clinician_id, coalesce(team_id, '') AS team_id,
open_alerts, coalesce(urgent_since, 0) AS urgent_since, coalesce(prompt_since, 0) AS prompt_since,
coalesce(waiting_since, 0) AS waiting_since, coalesce(waiting_until, 0) AS waiting_until, coalesce(begun_at, 0) AS begun_at, coalesce(begun_until, 0) AS begun_until,
coalesce(last_completed_at, 0) AS last_completed_at, coalesce(last_questionnaire, '') AS last_questionnaire,
coalesce(next_due, '') AS next_due, coalesce(unmet_since, '') AS unmet_since,
coalesce((SELECT group_concat(tag_id, ' ') FROM patient_tags t WHERE t.patient_id = patients.id), '') AS tags,
key_id, wrapped FROM patients JOIN patient_keys ON patient_keys.patient_id = patients.id`

func (r *personRow) open(s *sealing) (*person, error) {
	key, err := s.unwrap(keyRow{r.KeyID, r.Wrapped}, r.ID)
	if err != nil {
		return nil, err
	}
	e := envelope{key: key, table: "patients", id: r.ID}
	p := &person{id: r.ID, name: foldName(e.open("name", r.Name)), record: fold(e.open("record_number", r.RecordNumber)),
		clinician: once(r.ClinicianID), team: once(r.TeamID), key: key, todo: r.todo()}
	return p, e.err
}

func (r *personRow) todo() todo {
	w := todo{alerts: r.OpenAlerts, urgent: r.UrgentSince, prompt: r.PromptSince, since: r.WaitingSince, until: r.WaitingUntil,
		begun: r.BegunAt, begunUntil: r.BegunUntil, completed: r.LastCompletedAt,
		next: once(q.Date(r.NextDue)), unmet: once(q.Date(r.UnmetSince)), questionnaire: once(q.ID(r.LastQuestionnaire))}
	for tag := range strings.FieldsSeq(r.Tags) {
		w.tags = append(w.tags, once(clinic.TagID(tag)))
	}
	return w
}

// once keeps one copy of a text that many have.
func once[T ~string](text T) T { return unique.Make(text).Value() }

// ensure reads every patient, unless it was done before.
func (l *people) ensure(ctx context.Context) error {
	l.mu.RLock()
	filled := l.filled
	l.mu.RUnlock()
	if filled {
		return nil
	}
	return l.aside(ctx, func(tx *Tx) error {
		all, err := tx.persons("")
		if err != nil {
			return fmt.Errorf("read the names of the patients: %w", err)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.byName, l.filled = all, true
		l.sort()
		return nil
	})
}

// sort puts everybody in order, and beside each other in memory: a walk through them is much quicker so.
func (l *people) sort() {
	slices.SortFunc(l.byName, byName)
	row := make([]person, len(l.byName))
	l.byID = make(map[string]*person, len(row))
	for i, p := range l.byName {
		row[i] = *p
		l.byName[i], l.byID[p.id] = &row[i], &row[i]
	}
}

// aside reads in a transaction that lasts until what was read is in the list. There is one at a time, so that what is
// read later comes into the list later.
func (l *people) aside(ctx context.Context, fn func(*Tx) error) error {
	return l.source.transact(ctx, l.source.aside, fn)
}

// persons reads patients, all or those of a JSON list of ids.
func (tx *Tx) persons(ids string) (all []*person, err error) {
	query := tx.db.Raw(personQuery)
	if ids != "" {
		query = tx.db.Raw(personQuery+" WHERE patients.id IN (SELECT value FROM json_each(?))", ids)
	}
	err = each(query, func(r personRow) error {
		p, err := r.open(tx.sealing)
		all = append(all, p)
		return err
	})
	return all, err
}

// touched are patients whom a commit changed and who were not read again yet.
type touched struct {
	mu  sync.Mutex
	ids []clinic.PatientID
}

func (t *touched) add(ids []clinic.PatientID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ids = append(t.ids, ids...)
}

// take gives each of them once.
func (t *touched) take() []clinic.PatientID {
	t.mu.Lock()
	defer t.mu.Unlock()
	ids := t.ids
	t.ids = nil
	slices.Sort(ids)
	return slices.Compact(ids)
}

// refresh reads patients anew after a commit that touched them, together with those whom others wait for. Where it can't, the
// whole list is read again before it is next used.
func (l *people) refresh(ctx context.Context, ids []clinic.PatientID) {
	if l.source == nil || l.source.aside == nil {
		return // nobody asks yet
	}
	l.touched.add(ids)
	err := l.aside(ctx, func(tx *Tx) error {
		ids := l.touched.take()
		if len(ids) == 0 {
			return nil // somebody else read them, after the commit too
		}
		list, err := toJSON("ids of patients", ids)
		if err != nil {
			return err
		}
		now, err := tx.persons(list)
		if err == nil {
			l.replace(ids, now)
		}
		return err
	})
	if err != nil {
		l.mu.Lock()
		l.filled, l.byID, l.byName = false, nil, nil
		l.mu.Unlock()
	}
}

// replace puts what patients are now in the place of what they were. Who isn't there any more goes, and who has another name gets
// another place.
func (l *people) replace(ids []clinic.PatientID, now []*person) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.filled {
		return
	}
	is := make(map[string]*person, len(now))
	for _, p := range now {
		is[p.id] = p
	}
	gone := map[*person]bool{}
	for _, id := range ids {
		old, p := l.byID[string(id)], is[string(id)]
		switch {
		case old != nil && p != nil && old.name == p.name:
			*old = *p
			delete(is, string(id))
		case old != nil:
			gone[old] = true
			delete(l.byID, string(id))
		}
	}
	if len(gone) > 0 {
		l.byName = slices.DeleteFunc(l.byName, func(p *person) bool { return gone[p] })
	}
	for _, p := range is {
		l.byID[p.id] = p
		if len(is) <= manyAtOnce {
			at, _ := slices.BinarySearchFunc(l.byName, p, byName)
			l.byName = slices.Insert(l.byName, at, p)
		} else {
			l.byName = append(l.byName, p)
		}
	}
	if len(is) > manyAtOnce {
		l.sort()
	}
}

// manyAtOnce is from how many on the list is sorted again instead of each being put in its place.
const manyAtOnce = 16

func (l *people) key(id string) (d seal.DataKey, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if p, ok := l.byID[id]; ok {
		return p.key, true
	}
	return d, false
}

// read shows fn everybody by name. Nothing of it may be kept.
func (l *people) read(ctx context.Context, fn func([]*person)) error {
	if err := l.ensure(ctx); err != nil {
		return err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	fn(l.byName)
	return nil
}
