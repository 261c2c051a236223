package store

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/mattn/go-sqlite3"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/seal"
)

// sealing is what a store knows of keys: where the site's are kept, those it has read, and the site's own data key.
type sealing struct {
	source seal.Source
	mu     sync.Mutex
	ring   seal.Ring
	site   *seal.DataKey
	people people
}

// find gives a site key. One that is not known yet is looked for where the keys are kept: they may have been rotated by
// another program since.
func (s *sealing) find(id seal.KeyID) (seal.Key, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k, ok := s.ring.Find(id); ok {
		return k, nil
	}
	ring, err := s.source.Load()
	if errors.Is(err, fs.ErrNotExist) {
		return seal.Key{}, fault.Wrap(err, fault.Conflict, "The sealing key of this database is not there: "+s.source.File+" is missing. "+
			"Restore it from where you keep a copy, or name it with --seal-key-file. Without it nobody can say whose answers these are. Nothing was changed.")
	}
	if err != nil {
		return seal.Key{}, err
	}
	k, ok := ring.Find(id)
	if !ok {
		return k, fault.New(fault.Conflict, "The database was sealed with another key than the one that is given: it was lost, made anew or belongs to another database. "+
			"Restore seal.key from where you keep a copy, and start again. Nothing was changed.")
	}
	s.ring = ring
	return k, nil
}

// newest gives the key that a database is sealed with first, and makes one where there is none.
func (s *sealing) newest() (seal.Key, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k, ok := s.ring.Newest(); ok {
		return k, nil
	}
	ring, err := s.source.LoadOrCreate()
	if err != nil {
		return seal.Key{}, err
	}
	s.ring = ring
	k, _ := ring.Newest()
	return k, nil
}

// keyRow is a wrapped data key.
type keyRow struct {
	KeyID   string
	Wrapped []byte
}

func (s *sealing) unwrap(r keyRow, owner string) (d seal.DataKey, err error) {
	k, err := s.find(seal.KeyID(r.KeyID))
	if err == nil {
		d, err = k.Unwrap(r.Wrapped, owner)
	}
	if err != nil {
		err = fmt.Errorf("open the key of %q: %w", owner, err)
	}
	return d, err
}

type sealStateRow struct {
	ID      int64 `gorm:"primaryKey;autoIncrement:false"`
	KeyID   string
	Wrapped []byte
}

// TableName names the table.
func (sealStateRow) TableName() string { return "seal_state" }

type patientKeyRow struct {
	PatientID string `gorm:"primaryKey"`
	KeyID     string
	Wrapped   []byte
}

// TableName names the table.
func (patientKeyRow) TableName() string { return "patient_keys" }

// siteKey gives the key that this database is sealed with, as of this transaction.
func (tx *Tx) siteKey() (seal.Key, error) {
	var r sealStateRow
	if err := tx.db.Take(&r).Error; err != nil {
		return seal.Key{}, fmt.Errorf("read the state of sealing: %w", err)
	}
	return tx.sealing.find(seal.KeyID(r.KeyID))
}

// HoldKey refuses a database that is sealed with a key that is not there.
func (tx *Tx) HoldKey() error {
	var r sealStateRow
	if err := tx.db.Take(&r).Error; err != nil {
		return fmt.Errorf("read the state of sealing: %w", err)
	}
	_, err := tx.sealing.unwrap(keyRow{r.KeyID, r.Wrapped}, "")
	return err
}

// Keys says where the sealing keys are kept.
func (s *Store) Keys() seal.Source { return s.sealing.source }

// siteData gives the data key for what is nobody's. It never changes.
func (tx *Tx) siteData() (seal.DataKey, error) {
	tx.sealing.mu.Lock()
	known := tx.sealing.site
	tx.sealing.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	var r sealStateRow
	if err := tx.db.Take(&r).Error; err != nil {
		return seal.DataKey{}, fmt.Errorf("read the state of sealing: %w", err)
	}
	d, err := tx.sealing.unwrap(keyRow{r.KeyID, r.Wrapped}, "")
	if err == nil {
		tx.sealing.mu.Lock()
		tx.sealing.site = &d
		tx.sealing.mu.Unlock()
	}
	return d, err
}

// newDataKey makes a patient's data key and keeps it; the patient must be there.
func (tx *Tx) newDataKey(patient string) (seal.DataKey, func() error, error) {
	site, err := tx.siteKey()
	if err != nil {
		return seal.DataKey{}, nil, err
	}
	d := seal.NewDataKey()
	wrapped, err := site.Wrap(d, patient)
	tx.own(patient, d)
	return d, func() error { return tx.db.Create(&patientKeyRow{patient, string(site.ID()), wrapped}).Error }, err
}

// own remembers a data key for as long as the transaction lasts.
func (tx *Tx) own(patient string, d seal.DataKey) {
	if tx.keys == nil {
		tx.keys = map[string]seal.DataKey{}
	}
	tx.keys[patient] = d
}

// dataKey gives a patient's data key. ok is false where it was destroyed with the patient.
func (tx *Tx) dataKey(patient string) (d seal.DataKey, ok bool, err error) {
	if slices.Contains(tx.gone, patient) {
		return d, false, nil
	}
	if d, ok := tx.keys[patient]; ok {
		return d, true, nil
	}
	if d, ok := tx.sealing.people.key(patient); ok {
		return d, true, nil
	}
	var rows []patientKeyRow
	if err := tx.db.Where("patient_id = ?", patient).Find(&rows).Error; err != nil || len(rows) == 0 {
		return d, false, fails("read the key of patient "+patient, err)
	}
	if d, err = tx.sealing.unwrap(keyRow{rows[0].KeyID, rows[0].Wrapped}, patient); err != nil {
		return d, false, err
	}
	tx.own(patient, d)
	return d, true, nil
}

// envelope seals and opens the columns of one row of a patient's, and keeps the first error.
type envelope struct {
	key       seal.DataKey
	table, id string
	err       error
}

func (tx *Tx) envelope(table, id string, patient clinic.PatientID) *envelope {
	d, ok, err := tx.dataKey(string(patient))
	if err == nil && !ok {
		err = fmt.Errorf("find the key of patient %s: %w", patient, fault.New(fault.NotFound, "There is no such patient."))
	}
	return &envelope{d, table, id, err}
}

func (e *envelope) place(column string) string { return e.table + "." + column + ":" + e.id }

func (e *envelope) seal(column, text string) (sealed []byte) {
	if e.err == nil {
		sealed, e.err = e.key.Seal(e.place(column), []byte(text))
	}
	return sealed
}

// open opens a column; one that is NULL is empty.
func (e *envelope) open(column string, sealed []byte) string {
	if e.err != nil || sealed == nil {
		return ""
	}
	text, err := e.key.Open(e.place(column), sealed)
	if err != nil {
		e.err = fmt.Errorf("open %s of %s %s: %w", column, e.table, e.id, err)
	}
	return string(text)
}

// toMigrate gives a connection the functions with which a migration seals what was not sealed before. What they make is
// good for one migration: a key that is made again replaces the one before. seal_text seals with a key that was just made,
// seal_text_under with one that is kept already, and seal_copy_under what is sealed with that in another place.
func (s *sealing) toMigrate(conn *sqlite3.SQLiteConn) error {
	made := map[string]seal.DataKey{}
	return errors.Join(
		conn.RegisterFunc("seal_key_id", func() (string, error) {
			k, err := s.newest()
			return string(k.ID()), err
		}, false),
		conn.RegisterFunc("seal_new_key", func(owner string) ([]byte, error) {
			k, err := s.newest()
			if err != nil {
				return nil, err
			}
			made[owner] = seal.NewDataKey()
			return k.Wrap(made[owner], owner)
		}, false),
		conn.RegisterFunc("seal_text", func(owner, column, id, text string) ([]byte, error) {
			d, ok := made[owner]
			if !ok {
				return nil, fmt.Errorf("no key was made for %s", owner)
			}
			return d.Seal(column+":"+id, []byte(text))
		}, false),
		conn.RegisterFunc("seal_text_under", func(id string, wrapped []byte, owner, place, row, text string) ([]byte, error) {
			d, err := s.unwrap(keyRow{id, wrapped}, owner)
			if err != nil {
				return nil, err
			}
			return d.Seal(place+":"+row, []byte(text))
		}, false),
		conn.RegisterFunc("seal_copy_under", func(id string, wrapped []byte, owner, from, fromRow string, sealed []byte, to, row string) ([]byte, error) {
			d, err := s.unwrap(keyRow{id, wrapped}, owner)
			if err != nil {
				return nil, err
			}
			text, err := d.Open(from+":"+fromRow, sealed)
			if err != nil {
				return nil, err
			}
			return d.Seal(to+":"+row, text)
		}, false),
		conn.RegisterFunc("seal_index", func(text string) ([]byte, error) {
			k, err := s.newest()
			return k.Index(text), err
		}, false),
	)
}
