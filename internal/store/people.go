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
	"steelyard/internal/seal"
)

// person is what the list of names knows of a patient, opened: the folded name and record number, the data key, and who looks
// after them.
type person struct {
	id, name, record string
	clinician, team  string // empty where there is none
	key              seal.DataKey
}

func byName(a, b *person) int {
	return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.id, b.id))
}

// people is every patient by name. The database can't sort or search what is sealed, so that this does; it lives in
// memory only. It reads on a connection of its own, which no transaction waits for while it holds the lock.
type people struct {
	source *Store
	mu     sync.RWMutex
	filled bool
	byID   map[string]*person
	byName []*person
}

type personRow struct {
	ID           string
	RecordNumber []byte
	Name         []byte
	ClinicianID  string
	TeamID       string
	KeyID        string
	Wrapped      []byte
}

const personColumns = `SELECT patients.id, record_number, name, coalesce(clinician_id, '') AS clinician_id, coalesce(team_id, '') AS team_id, key_id, wrapped FROM patients JOIN patient_keys ON patient_id = patients.id`

func (r *personRow) open(s *sealing) (*person, error) {
	key, err := s.unwrap(keyRow{r.KeyID, r.Wrapped}, r.ID)
	if err != nil {
		return nil, err
	}
	e := envelope{key: key, table: "patients", id: r.ID}
	p := &person{id: r.ID, name: foldName(e.open("name", r.Name)), record: fold(e.open("record_number", r.RecordNumber)),
		clinician: unique.Make(r.ClinicianID).Value(), team: unique.Make(r.TeamID).Value(), key: key}
	return p, e.err
}

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
		l.byID, l.byName, l.filled = make(map[string]*person, len(all)), all, true
		for _, p := range all {
			l.byID[p.id] = p
		}
		slices.SortFunc(l.byName, byName)
		return nil
	})
}

// aside reads in a transaction that lasts until what was read is in the list. There is one at a time, so that what is
// read later comes into the list later.
func (l *people) aside(ctx context.Context, fn func(*Tx) error) error {
	return l.source.transact(ctx, l.source.aside, fn)
}

// persons reads patients, all or those of a JSON list of ids.
func (tx *Tx) persons(ids string) (all []*person, err error) {
	query := tx.db.Raw(personColumns)
	if ids != "" {
		query = tx.db.Raw(personColumns+" WHERE patients.id IN (SELECT value FROM json_each(?))", ids)
	}
	err = each(query, func(r personRow) error {
		p, err := r.open(tx.sealing)
		all = append(all, p)
		return err
	})
	return all, err
}

// refresh reads patients anew after a commit that touched them. Where it can't, the whole list is read again before it is
// next used.
func (l *people) refresh(ctx context.Context, ids []clinic.PatientID) {
	if l.source == nil || l.source.aside == nil {
		return // nobody asks yet
	}
	err := l.aside(ctx, func(tx *Tx) error {
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

// replace takes patients out of the list and puts in what they are now.
func (l *people) replace(ids []clinic.PatientID, now []*person) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.filled {
		return
	}
	out := map[*person]bool{}
	for _, id := range ids {
		if p, ok := l.byID[string(id)]; ok {
			out[p] = true
			delete(l.byID, string(id))
		}
	}
	if len(out) > 0 {
		l.byName = slices.DeleteFunc(l.byName, func(p *person) bool { return out[p] })
	}
	for _, p := range now {
		l.byID[p.id] = p
	}
	if len(now) > manyAtOnce {
		l.byName = append(l.byName, now...)
		slices.SortFunc(l.byName, byName)
		return
	}
	for _, p := range now {
		at, _ := slices.BinarySearchFunc(l.byName, p, byName)
		l.byName = slices.Insert(l.byName, at, p)
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

// size is how many patients there are.
func (l *people) size(ctx context.Context) (int, error) {
	if err := l.ensure(ctx); err != nil {
		return 0, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.byName), nil
}

// among gives those of some patients who are on the list and whom has has.
func (l *people) among(ctx context.Context, ids []string, has func(*person) bool) (map[string]bool, error) {
	if err := l.ensure(ctx); err != nil {
		return nil, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	some := make(map[string]bool, len(ids))
	for _, id := range ids {
		if p, ok := l.byID[id]; ok && has(p) {
			some[id] = true
		}
	}
	return some, nil
}

// rest gives a page of those whom has has, or of everybody where it is nil, by name; all of them where the limit is below 0.
// It walks no further than to the end of the page.
func (l *people) rest(ctx context.Context, has func(*person) bool, offset, limit int) (ids []string, err error) {
	if err := l.ensure(ctx); err != nil {
		return nil, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	at := 0
	if has == nil {
		at, offset = min(offset, len(l.byName)), 0
	}
	for ; at < len(l.byName) && (limit < 0 || len(ids) < limit); at++ {
		if p := l.byName[at]; has != nil && !has(p) {
			continue
		} else if offset > 0 {
			offset--
		} else {
			ids = append(ids, p.id)
		}
	}
	return ids, nil
}

// matching gives the ids of those in whose name or record number every word occurs, by name.
func (l *people) matching(ctx context.Context, words []string) ([]string, error) {
	if err := l.ensure(ctx); err != nil {
		return nil, err
	}
	names, records := make([]string, len(words)), make([]string, len(words))
	for i, w := range words {
		names[i], records[i] = foldName(w), fold(w)
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	ids := make([]string, 0, len(l.byName))
next:
	for _, p := range l.byName {
		for i := range words {
			if !strings.Contains(p.name, names[i]) && !strings.Contains(p.record, records[i]) {
				continue next
			}
		}
		ids = append(ids, p.id)
	}
	return ids, nil
}
