package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/scoring"
	"steelyard/migrations"
)

// maxFaults is how many faults SQLite names of a damaged file before it stops.
const maxFaults = 1000

// IntegrityFaults has SQLite read the whole file and gives what is wrong with it.
func (tx *Tx) IntegrityFaults() (faults []string, err error) {
	err = tx.db.Raw(fmt.Sprintf("PRAGMA integrity_check(%d)", maxFaults)).Scan(&faults).Error
	if err == nil && slices.Equal(faults, []string{"ok"}) {
		return nil, nil
	}
	return faults, fails("check the file's integrity", err)
}

// ForeignKeyFaults gives every row that names another one that is not there.
func (tx *Tx) ForeignKeyFaults() (faults []string, err error) {
	var rows []struct {
		Table  string
		Rowid  *int64
		Parent string
	}
	if err := tx.db.Raw("PRAGMA foreign_key_check").Scan(&rows).Error; err != nil {
		return nil, fails("check foreign keys", err)
	}
	for _, r := range rows {
		faults = append(faults, fmt.Sprintf("row %d of %s names a row of %s that is not there", orZero(r.Rowid), r.Table, r.Parent))
	}
	return faults, nil
}

func orZero(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// Schema is what a database is made of: the SQL of every table, index, trigger and view by its kind and name.
type Schema map[string]string

// FreshSchema gives the schema that this program makes, from a database that is made for it and thrown away.
func FreshSchema(ctx context.Context) (schema Schema, err error) {
	dir, err := os.MkdirTemp("", "steelyard-schema-")
	if err != nil {
		return nil, fmt.Errorf("make a scratch folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := Open(ctx, Options{Path: filepath.Join(dir, "fresh.db"), Readers: 1})
	if err != nil {
		return nil, err
	}
	err = s.View(ctx, func(tx *Tx) error {
		schema, err = tx.schema()
		return err
	})
	return schema, errors.Join(err, s.Close())
}

func (tx *Tx) schema() (Schema, error) {
	var rows []struct{ Type, Name, SQL string }
	err := tx.db.Raw("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").Scan(&rows).Error
	schema := Schema{}
	for _, r := range rows {
		schema[r.Type+" "+r.Name] = r.SQL
	}
	return schema, fails("read schema", err)
}

// SchemaFaults says where the database's schema differs from a fresh one: migrations that are pending or were other ones
// than this program's, and tables, indexes and triggers that were dropped, changed or added.
func (tx *Tx) SchemaFaults(fresh Schema) (faults []string, err error) {
	if faults, err = tx.migrationFaults(); err != nil || len(faults) > 0 {
		return faults, err
	}
	have, err := tx.schema()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(fresh)) {
		switch sql, ok := have[name]; {
		case !ok:
			faults = append(faults, "the "+name+" is missing")
		case sql != fresh[name]:
			faults = append(faults, "the "+name+" was changed")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if _, ok := fresh[name]; !ok {
			faults = append(faults, "the "+name+" does not belong here")
		}
	}
	return faults, nil
}

func (tx *Tx) migrationFaults() (faults []string, err error) {
	known, err := pendingAll()
	if err != nil {
		return nil, err
	}
	applied, err := appliedVersions(tx.db.Statement.Context, tx.db)
	if err != nil {
		return nil, err
	}
	for _, m := range known {
		var got string
		sum, err := migrations.Sum(migrations.SQLite(), m.Name)
		if err == nil && applied[m.Version] {
			err = tx.db.Raw("SELECT sum FROM migration_sums WHERE version = ?", m.Version).Scan(&got).Error
		}
		switch {
		case err != nil:
			return nil, fails("read checksum of migration "+m.Name, err)
		case !applied[m.Version]:
			faults = append(faults, "migration "+m.Name+pendingSuffix)
		case got != sum:
			faults = append(faults, "migration "+m.Name+" was applied with other content than this program's")
		}
	}
	return faults, nil
}

// SchemaVersion gives the newest migration that was applied.
func (tx *Tx) SchemaVersion() (int64, error) {
	applied, err := appliedVersions(tx.db.Statement.Context, tx.db)
	return slices.Max(append(slices.Collect(maps.Keys(applied)), 0)), err
}

// Counts gives how many rows every table has, in any schema.
func (tx *Tx) Counts() (map[string]int64, error) {
	var tables []string
	if err := tx.db.Raw("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Scan(&tables).Error; err != nil {
		return nil, fails("list tables", err)
	}
	counts := map[string]int64{}
	for _, t := range tables {
		var n int64
		if err := tx.db.Table(t).Count(&n).Error; err != nil {
			return nil, fails("count rows of "+t, err)
		}
		counts[t] = n
	}
	return counts, nil
}

// FindAudit gives the audit entry with a number.
func (tx *Tx) FindAudit(seq int64) (audit.Entry, bool, error) {
	return find[auditRow](tx, "seq = ?", seq)
}

// Frozen is a response as it was completed, whatever became of it since. Err says why it can't be read, if it can't.
type Frozen struct {
	ID       clinic.ResponseID
	Response clinic.Response
	Result   *scoring.Result // absent where it has none
	Err      error
}

type frozenRow struct {
	Response     responseRow `gorm:"embedded"`
	Result       *string
	ResultHash   string
	ResultEngine string
}

// EachFrozen calls fn with every completed or amended response, one at a time, until fn gives an error. What can't be
// read is given too, with why. fn must not use the transaction.
func (tx *Tx) EachFrozen(fn func(Frozen) error) error {
	if err := tx.sealing.people.ensure(tx.db.Statement.Context); err != nil { // so that no key is read between the rows
		return err
	}
	query := tx.db.Table("responses").Joins("LEFT JOIN results ON results.response_id = responses.id").
		Where("responses.status <> 'in-progress'").Order("responses.id").
		Select("responses.*, results.result, COALESCE(results.hash, '') AS result_hash, COALESCE(results.engine, '') AS result_engine")
	return each(query, func(r frozenRow) error { return fn(r.frozen(tx)) })
}

func (r frozenRow) frozen(tx *Tx) (f Frozen) {
	f.ID = clinic.ResponseID(r.Response.ID)
	if f.Response, f.Err = r.Response.domain(tx); f.Err != nil || r.Result == nil {
		return f
	}
	result, err := resultRow{ResponseID: r.Response.ID, Result: *r.Result}.domain()
	switch {
	case err != nil:
		f.Err = err
	case string(result.Hash) != r.ResultHash || result.Engine != r.ResultEngine:
		f.Err = errors.New("the result's own hash or engine is not the one beside it")
	}
	f.Result = &result
	return f
}

// RestorableFaults is SchemaFaults for a database that may have been made by an older program: what is pending is no
// fault, because the next start applies it.
func (tx *Tx) RestorableFaults(fresh Schema) ([]string, error) {
	known, err := pendingAll()
	if err != nil {
		return nil, err
	}
	applied, err := appliedVersions(tx.db.Statement.Context, tx.db)
	if err != nil || len(applied) == len(known) {
		return tx.SchemaFaults(fresh)
	}
	faults, err := tx.migrationFaults()
	return slices.DeleteFunc(faults, func(f string) bool { return strings.HasSuffix(f, pendingSuffix) }), err
}

const pendingSuffix = " is pending: run steelyard migrate"
