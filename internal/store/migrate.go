package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"

	"steelyard/internal/fault"
	"steelyard/migrations"
)

// Migration is one step of the schema.
type Migration struct {
	Version int64
	Name    string // the file's name
	Applied bool
}

// applicationID is what the first migration marks the file with.
const applicationID = 0x53544c59

// Migrate makes the database where there is none, applies what is pending and gives what it applied.
func Migrate(ctx context.Context, o Options) (applied []Migration, err error) {
	if err := prepareFiles(o.Path); err != nil {
		return nil, err
	}
	err = withStore(o, func(s *Store) error {
		applied, err = s.migrate(ctx)
		return err
	})
	return applied, err
}

// Migrations gives every step this program knows and whether the database has it; it changes nothing.
func Migrations(ctx context.Context, o Options) (all []Migration, err error) {
	if _, err := os.Stat(o.Path); errors.Is(err, fs.ErrNotExist) {
		return pendingAll()
	}
	err = withWriter(o, func(db *gorm.DB) error {
		applied, err := appliedVersions(ctx, db)
		if err != nil {
			return err
		}
		all, err = pendingAll()
		for i := range all {
			all[i].Applied = applied[all[i].Version]
		}
		return err
	})
	return all, err
}

func withWriter(o Options, fn func(*gorm.DB) error) error {
	return withStore(o, func(s *Store) error { return fn(s.writer) })
}

// withStore gives a store that has nothing but its writing connection.
func withStore(o Options, fn func(*Store) error) error {
	s := &Store{path: o.Path, sealing: o.newSealing()}
	db, err := connect(o, writing, 1, s.sealing)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	s.writer = db
	return errors.Join(fn(s), s.Close())
}

// migrate applies what is pending. Another process may do the same at the same moment: whoever comes second finds
// the work done and looks again.
func (s *Store) migrate(ctx context.Context) (applied []Migration, err error) {
	if err := checkSchema(ctx, s.writer); err != nil {
		return nil, err
	}
	p, err := provider(s.writer)
	if err != nil {
		return nil, err
	}
	var results []*goose.MigrationResult
	for range 3 {
		if err = spill(s.writer, func() (err error) { results, err = p.Up(ctx); return err }); err == nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("migrate database: %w", err)
	}
	for _, r := range results {
		applied = append(applied, Migration{r.Source.Version, r.Source.Path, true})
	}
	if err := s.holdSums(ctx); err != nil {
		return nil, err
	}
	return applied, s.holdKey(ctx)
}

// holdKey refuses a database that was sealed with another key, and finishes what is still to be done to the files.
func (s *Store) holdKey(ctx context.Context) error {
	if err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.siteData()
		return err
	}); err != nil {
		return err
	}
	return s.Scrub(ctx)
}

func provider(db *gorm.DB) (*goose.Provider, error) {
	pool, err := db.DB()
	if err != nil {
		return nil, fmt.Errorf("migrate database: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, migrations.SQLite(), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

func pendingAll() ([]Migration, error) {
	names, err := fs.Glob(migrations.SQLite(), "*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	all := make([]Migration, len(names))
	for i, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
		all[i] = Migration{Version: version, Name: name}
	}
	return all, nil
}

func appliedVersions(ctx context.Context, db *gorm.DB) (map[int64]bool, error) {
	db = db.WithContext(ctx)
	applied := map[int64]bool{}
	if !db.Migrator().HasTable("goose_db_version") {
		return applied, nil
	}
	var versions []int64
	if err := db.Raw("SELECT version_id FROM goose_db_version WHERE is_applied AND version_id > 0").Scan(&versions).Error; err != nil {
		return nil, fmt.Errorf("read applied migrations: %w", err)
	}
	for _, v := range versions {
		applied[v] = true
	}
	return applied, nil
}

// checkSchema refuses a file that is another program's and a database of a newer Steelyard.
func checkSchema(ctx context.Context, db *gorm.DB) error {
	var id, tables int64
	db = db.WithContext(ctx)
	if err := db.Raw("PRAGMA application_id").Scan(&id).Error; err != nil {
		return fault.Wrap(err, fault.Invalid, "The database file can't be read. Is it a database of Steelyard? If it was damaged, restore a backup.")
	}
	if err := db.Raw("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'goose_%' AND name NOT LIKE 'sqlite_%'").Scan(&tables).Error; err != nil {
		return fmt.Errorf("read schema: %w", err)
	}
	if id != applicationID && tables > 0 {
		return fault.New(fault.Invalid, "The database file belongs to another program. Name another path; nothing in it was changed.")
	}
	applied, err := appliedVersions(ctx, db)
	if err != nil {
		return err
	}
	known, err := pendingAll()
	if err != nil {
		return err
	}
	newest := known[len(known)-1].Version
	for v := range applied {
		if v > newest {
			return fault.New(fault.Conflict, fmt.Sprintf("The database was written by a newer version of Steelyard (its schema is %d, this program knows %d). "+
				"Start that version, or restore a backup made before the upgrade. Nothing was changed.", v, newest))
		}
	}
	return nil
}

// holdSums refuses a database whose migrations were other ones than this program's, and writes down new ones' sums.
func (s *Store) holdSums(ctx context.Context) error {
	known, err := pendingAll()
	if err != nil {
		return err
	}
	return s.Update(ctx, func(tx *Tx) error {
		for _, m := range known {
			if err := tx.holdSum(m); err != nil {
				return err
			}
		}
		return nil
	})
}

func (tx *Tx) holdSum(m Migration) error {
	sum, err := migrations.Sum(migrations.SQLite(), m.Name)
	if err != nil {
		return err
	}
	if err := tx.db.Exec("INSERT INTO migration_sums (version, sum) VALUES (?, ?) ON CONFLICT DO NOTHING", m.Version, sum).Error; err != nil {
		return fmt.Errorf("write checksum of migration %d: %w", m.Version, err)
	}
	var got string
	if err := tx.db.Raw("SELECT sum FROM migration_sums WHERE version = ?", m.Version).Scan(&got).Error; err != nil {
		return fmt.Errorf("read checksum of migration %d: %w", m.Version, err)
	}
	if got != sum {
		return fault.New(fault.Conflict, fmt.Sprintf("Migration %d of this program is not the one the database was made with. "+
			"Use the released program, or restore a backup into a new database.", m.Version))
	}
	return nil
}
